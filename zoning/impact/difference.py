"""What differs between two answers to one question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from layers.canonical import canonical
from zoning.verdict import Json

Result = Literal["verdict", "not_judged", "numbers", "unchanged"]
RESULTS: tuple[Result, ...] = get_args(Result)
# the same content under another number is the same answer
_REFERENCES = frozenset(("id", "edition", "editions", "sha256"))
_BY_LAYER = ("findings", "totals", "coverage")


def conclusion(body: Mapping[str, Any]) -> Json:
    """Word and range of a body."""
    return {"verdict": body["verdict"], "range": list(body["range"])}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Json:
    """How two bodies differ in more than the editions they name.

    `members` are those members of the body that do, `layers` the layers whose findings, totals or coverage do, `rules`
    those whose range does, null where one does not bear on the question.
    """
    one, other = _plain(before), _plain(after)
    members = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    told: Json = {"before": conclusion(before), "after": conclusion(after)}
    result: Result = "unchanged"
    if members:
        result = "numbers" if told["before"] == told["after"] else "verdict"
    return {
        "result": result,
        **told,
        "members": members,
        "layers": sorted(_layers(one, other)),
        "rules": list(_rules(one, other)),
    }


def _plain(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _bare(value) for name, value in body.items() if name not in _REFERENCES}


def _bare(value: Any) -> Any:
    """A value without references to editions, wherever they stand in it, and without the order that follows from them.

    Findings and next steps of like rank stand in the order of the editions they rest on.
    """
    if isinstance(value, Mapping):
        return {name: _bare(item) for name, item in value.items() if name not in _REFERENCES - {"id"}}
    if not isinstance(value, list):
        return value
    bare = [_bare(item) for item in value]
    return sorted(bare, key=canonical) if bare and isinstance(bare[0], Mapping) else bare


def _layers(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    pairs = [(one[member], other[member]) for member in _BY_LAYER]
    pairs.append((one["surroundings"]["layers"], other["surroundings"]["layers"]))
    return {layer for old, new in pairs for layer in _names(old) | _names(new) if _of(old, layer) != _of(new, layer)}


def _names(entries: list[Mapping[str, Any]]) -> set[str]:
    return {entry["layer"] for entry in entries}


def _of(entries: list[Mapping[str, Any]], layer: str) -> list[Mapping[str, Any]]:
    return [entry for entry in entries if entry["layer"] == layer]


def _rules(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Json]:
    before, after = ({(r["pack"], r["rule"]): r["range"] for r in body["rules"]} for body in (one, other))
    for pack, rule in sorted(before.keys() | after.keys()):
        was, becomes = before.get((pack, rule)), after.get((pack, rule))
        if was != becomes:
            yield {"pack": pack, "rule": rule, "before": was, "after": becomes}
