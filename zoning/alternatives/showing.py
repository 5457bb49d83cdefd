"""Comparisons as a reader may see them, and which searches would show what a reader may not."""

from __future__ import annotations

from dataclasses import dataclass

from layers.notes import Note
from layers.snapshot import LayerView
from zoning.alternatives.comparison import Made, compare
from zoning.alternatives.desk import Compared
from zoning.alternatives.figures import Record
from zoning.alternatives.shore import UNTOLD
from zoning.alternatives.texts import comparison_with_texts
from zoning.case import understood
from zoning.definitions import Definitions
from zoning.desk import Frame
from zoning.ground import ADMIN, Ground
from zoning.judging import Judging
from zoning.measures.shoreline.whole import COASTLINE
from zoning.projects import Project
from zoning.redaction.veil import layers_of
from zoning.redaction.verdict import redacted
from zoning.rendering import render
from zoning.verdict import Json


@dataclass(frozen=True)
class Seen:
    """A comparison as its reader may see it: its body with its id, and the records that it is then made of."""

    body: Json
    records: tuple[Record, ...]


def shown(compared: Compared, withheld: frozenset[str], definitions: Definitions) -> Json:
    """A comparison with its texts, made anew from the verdicts as their reader may see them.

    It keeps the id of the whole one. Raises Withheld as `redacted` does.
    """
    return in_words(seen(compared.made, withheld, definitions), definitions)


def seen(made: Made, withheld: frozenset[str], definitions: Definitions) -> Seen:
    """A comparison without what shows withheld layers, made anew from what the reader may see. Raises Withheld."""
    body = made.comparison.record()
    if not withheld:
        return Seen(body, made.records)
    records = tuple(redacted(record, withheld, definitions) for record in made.records)
    untold = not withheld.isdisjoint((COASTLINE, ADMIN))
    shores = tuple(UNTOLD for _ in made.shores) if untold else made.shores
    less = compare(made.names, records, shores, made.criterion).record()
    notes = [*less["notes"], Note("comparison_incomplete_rights", {}).as_json()]  # type: ignore[misc]
    told: Json = {"id": body["id"], "notes": notes, "redacted": True, "withheld": sorted(withheld)}
    return Seen({**less, **told}, records)


def in_words(found: Seen, definitions: Definitions) -> Json:
    """A comparison with its texts."""
    return comparison_with_texts(found.body, [render(record, definitions) for record in found.records], definitions)


def unhashed(body: Json, withheld: frozenset[str]) -> Json:
    """A move or detour without the content hashes of withheld layers: by one a guess of the geometry could be tried."""
    editions: list[Json] = body["editions"]  # type: ignore[assignment]
    return {**body, "editions": [{**e, "sha256": None} if e["layer"] in withheld else e for e in editions]}


def revealed(project: Project, frame: Frame, definitions: Definitions, withheld: frozenset[str]) -> frozenset[str]:
    """The withheld layers whose geometry the outcome of a search may follow from.

    Those that a rule reads which may hold for the project, wherever it lies: a refusal by place would tell where such
    a layer holds something, to the metre, by the radius asked. Only that there is no edition at all anybody is told.
    """
    found: set[str] = set()
    for snapshot in frame.snapshots:
        nowhere = Ground(understood(project, definitions), snapshot, definitions.regions, {})
        known = Judging(nowhere, definitions, ()).readings()
        for rule in definitions.rules_in_force(frame.as_of):
            if rule.table_layer is None and all(rule.selector.evaluate(one).truth is False for one in known):
                continue
            found |= {layer for layer in layers_of(rule) & withheld if _held(snapshot.view(layer))}
    return frozenset(found)


def _held(view: LayerView | None) -> bool:
    """Whether a layer has an edition, or cannot be read."""
    return view is None or bool(view.editions)
