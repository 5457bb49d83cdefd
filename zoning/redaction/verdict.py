"""A recorded verdict as a reader sees it who may not see some of its layers.

What is shown follows from the project, from other layers, and of the withheld ones from the effect of the rules that
read them, areas to the full hectare and distances to 100 m. Every member is named here: one that is not is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from layers.canonical import plain_json
from layers.errors import Withheld
from zoning.definitions import Definitions
from zoning.ground import ADMIN
from zoning.redaction import annexes, findings, rules
from zoning.redaction.coarse import REDACTED
from zoning.redaction.veil import Body, Veil
from zoning.verdict import Json

# what follows from the question, the law and the word of the verdict; and what a blanked record says of that
KEPT = frozenset(
    (
        *("id", "verdict", "range", "as_of", "known_at", "include", "method", "scope", "project", "definitions"),
        *("blanked", "blanked_at", "reason"),
    )
)


def _regions(veil: Veil) -> list[str]:
    return [] if veil.hides(ADMIN) else list(veil.body["regions"])


def _editions(veil: Veil) -> list[Json]:
    """A content hash would let a guess of the geometry be tried."""
    return [{**e, "sha256": None if veil.hides(e["layer"]) else e["sha256"]} for e in veil.body["editions"]]


def _coverage(veil: Veil) -> list[Json]:
    kept = ("layer", "required", "status", "source", "cause")
    return [
        {**{name: cell[name] for name in kept if name in cell}, "share": None}
        if veil.hides(cell["layer"])
        else dict(cell)
        for cell in veil.body["coverage"]
    ]


SHOWN: Mapping[str, Callable[[Veil], object]] = MappingProxyType(
    {
        "regions": _regions,
        "findings": findings.findings,
        "totals": findings.totals,
        "dissolved": findings.dissolved,
        "rules": lambda veil: [rules.summary(veil, entry) for entry in veil.body["rules"]],
        "coverage": _coverage,
        "questions": rules.questions,
        "red_line": annexes.red_line,
        "exceptions": rules.exceptions_tried,
        "lines": annexes.lines,
        "thin_contacts": lambda veil: annexes.of_shown_layers(veil, "thin_contacts"),
        "seams": lambda veil: annexes.of_shown_layers(veil, "seams"),
        "surroundings": findings.surroundings,
        "next_steps": rules.next_steps,
        "eia": annexes.eia,
        "editions": _editions,
        "notes": lambda veil: [*veil.body["notes"], REDACTED.as_json()],
    }
)


def redacted(record: Body, withheld: frozenset[str], definitions: Definitions) -> Json:
    """The record (with its `id`) without what shows `withheld` layers, `redacted: true`, their names and a note added.

    The record itself where nothing is withheld. Raises Withheld for a record with members that are not known here.
    """
    if not withheld:
        return dict(record)
    unknown = sorted(set(record) - KEPT - set(SHOWN))
    if unknown:
        names = ", ".join(unknown)
        raise Withheld(
            f"该记录含有本版本不认识的内容（{names}），无法判断其中是否有受限图层的信息；请用有权限的密钥查看",
            f"the record has members that this version does not know ({names}), so what they show of restricted layers "
            "cannot be told; read it with a key that may",
        )
    veil = Veil(record, withheld, definitions)
    shown = {name: SHOWN[name](veil) if name in SHOWN else value for name, value in record.items()}
    return {**plain_json(shown), "redacted": True, "withheld": sorted(withheld)}
