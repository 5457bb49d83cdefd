"""One look at a file without judging: what was assumed, what looks wrong, every reading that fits, the best first."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.intake.candidates import AmbiguousCRS, Candidate, convex_hull
from layers.intake.delivered import words_of
from layers.intake.reread import as_packed, other_datums, other_zones
from layers.intake.types import Reading
from layers.notes import Note
from layers.snapshot import Snapshot
from zoning.definitions import Definitions
from zoning.intake.borders import Signature, signature
from zoning.intake.evidence import Evidence, Position, Witness, stated_regions
from zoning.intake.rounding import rounded

_SHOWN = 4
_AGAINST = {
    "place_not_drawn": "read_outside_drawn",
    "place_far_from_stated": "read_far_from_stated",
    "place_not_as_stated": "read_outside_stated",
}


@dataclass(frozen=True)
class Interpretation:
    """One way to read a file: what to `state` as its CRS, the `outline` (hull, EPSG:4490), what speaks for it.

    `chosen` is the one that it was read by.
    """

    state: str
    chosen: bool
    outline: BaseGeometry
    position: Position
    evidence: tuple[Note, ...]
    rank: tuple[int, ...]


@dataclass(frozen=True)
class Look:
    """`interpretations` by rank; `assumed` and `doubts` are the notes of the reading and of what stands against it."""

    interpretations: tuple[Interpretation, ...]
    assumed: tuple[Note, ...]
    doubts: tuple[Note, ...]


def look(
    definitions: Definitions, snapshot: Snapshot | None, found: Reading | AmbiguousCRS, region: str | None = None
) -> Look:
    """What to know of a file before it is judged; nothing is chosen that was not chosen in reading.

    `region` is the county, by code or name, in which its sender says it lies. Raises BadInput for a region not known.
    """
    if isinstance(found, AmbiguousCRS):
        witness = Witness(snapshot, definitions.regions, stated_regions(definitions.regions, region, found.words))
        read = [_interpretation(witness, one, False, found.declared_area_m2) for one in found.candidates]
        return _told(definitions, sorted(read, key=lambda one: one.rank), found.notes)
    words = words_of(found.features, found.texts, found.project)
    witness = Witness(snapshot, definitions.regions, stated_regions(definitions.regions, region, words))
    followed = None if snapshot is None else signature(snapshot, found)
    chosen = _chosen(witness, found)
    others = [_interpretation(witness, one, False, None) for one in _others(found, chosen)]
    if followed is not None:
        others = [_following(one, followed) for one in others]
    ranked = sorted([chosen, *others], key=lambda one: (one.rank, not one.chosen))
    return _told(definitions, ranked, (*found.notes, *_doubts(chosen, ranked, found, followed)))


def named(found: AmbiguousCRS, seen: Look) -> AmbiguousCRS:
    """The refusal with the likeliest readings in its message, where the evidence tells some from the others."""
    order = [one.state for one in seen.interpretations]
    told = copy(found)
    told.candidates = tuple(sorted(found.candidates, key=lambda one: order.index(one.state)))
    best = seen.interpretations[0]
    likely = [f"{one.state} → {_place(one)}" for one in seen.interpretations if one.rank == best.rank]
    if best.position.code is None or len(likely) > _SHOWN:
        return told
    zh, en = "；".join(likely), "; ".join(likely)
    told.zh = f"{found.zh}。按已载行政区，最可能的是：{zh}；请用 --crs 指明"
    told.en = f"{found.en}. By the administrative areas loaded the likeliest are: {en}; state it with --crs"
    return told


def _place(one: Interpretation) -> str:
    middle = one.outline.centroid
    return f"{middle.x:.4f}, {middle.y:.4f} ({one.position.name or one.position.code})"


def _chosen(witness: Witness, reading: Reading) -> Interpretation:
    outline = convex_hull(np.array([feature.geometry for feature in reading.features], dtype=object))
    evidence = witness.of(outline)
    return Interpretation(reading.zone or reading.crs, True, outline, evidence.position, evidence.notes, evidence.rank)


def _interpretation(witness: Witness, one: Candidate, chosen: bool, declared_m2: float | None) -> Interpretation:
    evidence: Evidence = witness.of(one.outline, one.area_m2, declared_m2)
    return Interpretation(one.state, chosen, one.outline, evidence.position, evidence.notes, evidence.rank)


def _others(reading: Reading, chosen: Interpretation) -> tuple[Candidate, ...]:
    """What else the numbers may mean: another datum always, another zone or notation where the place looks wrong."""
    found = other_datums(reading)
    if any(note.code == "packed_suspected" for note in reading.notes):
        found += as_packed(reading)
    return found + (other_zones(reading) if chosen.rank[:2] > (1, 0) else ())


def _following(one: Interpretation, followed: Signature) -> Interpretation:
    return replace(one, evidence=(*one.evidence, followed.note)) if one.state == followed.datum else one


def _doubts(
    chosen: Interpretation, ranked: list[Interpretation], reading: Reading, followed: Signature | None
) -> list[Note]:
    found = [Note(_AGAINST[note.code], note.values) for note in chosen.evidence if note.code in _AGAINST]
    better = [one for one in ranked if one.rank < chosen.rank and one.position.code is not None]
    if better and better[0].position.code != chosen.position.code:
        values = {"as_read": chosen.state, "state": better[0].state, **better[0].position.values}
        mend = reading.prefixed and better[0].state.startswith("gk3:")
        found.append(Note("reads_better_mended", values) if mend else Note("reads_better_as", values))
    if followed is not None:
        found.append(followed.note)
    return [*found, *rounded(reading)]


def _told(definitions: Definitions, ranked: list[Interpretation], notes: tuple[Note, ...]) -> Look:
    doubtful = [_doubtful(definitions, note) for note in notes]
    return Look(
        tuple(ranked),
        tuple(note for note, doubt in zip(notes, doubtful, strict=True) if not doubt),
        tuple(note for note, doubt in zip(notes, doubtful, strict=True) if doubt),
    )


def _doubtful(definitions: Definitions, note: Note) -> bool:
    """A note without a text is a doubt: nothing says that it is harmless."""
    text = definitions.notes.get(note.code)
    return text is None or text.kind == "doubt"
