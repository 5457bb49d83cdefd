"""The datum guard: may the coordinates be those of a phone map, and would the verdict change if they were, or were not?

An annex beside a verdict and no part of it: the verdict follows from the question as it was stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

import numpy as np

from layers.crs import BD09, CGCS2000, GCJ02
from layers.geodesy import bearing, distance
from layers.intake.candidates import convex_hull
from layers.intake.reread import UNSHIFTED, in_degrees, moved
from layers.intake.types import Reading
from layers.notes import Note
from layers.snapshot import Snapshot
from zoning.desk import Desk, SitingQuestion
from zoning.intake.borders import signature
from zoning.intake.desk import snapshot_of
from zoning.verdict import Verdict

FROM_PHONES = frozenset(("kml", "lonlat"))
"""Formats in which phone maps hand out positions."""
_UNSTATED = frozenset(("crs_assumed", "datum_assumed"))

Reread = Callable[[str], Reading]
"""Reads the same site in a CRS that is stated."""


@dataclass(frozen=True)
class Supposed:
    """The verdict if the coordinates were in the datum `state`; `moved_m` and `bearing_deg` from the place as read."""

    state: str
    verdict: Verdict
    reading: Reading
    moved_m: float
    bearing_deg: float


@dataclass(frozen=True)
class Guard:
    """`doubts` about the datum as read, and what the verdict would be otherwise; none of it is recorded."""

    as_read: str
    verdict: Verdict
    doubts: tuple[Note, ...]
    supposed: tuple[Supposed, ...]

    @property
    def changes(self) -> bool:
        """Whether another datum would make another verdict."""
        return any(_said(one.verdict) != _said(self.verdict) for one in self.supposed)


def suspicions(snapshot: Snapshot | None, reading: Reading, *, stated: bool) -> tuple[Note, ...]:
    """What makes the datum doubtful: a format of phone maps with no CRS `stated`, or borders that fit it shifted."""
    found = []
    if not stated and reading.crs in UNSHIFTED:
        unsaid = any(note.code in _UNSTATED for note in reading.notes)
        if reading.intake in FROM_PHONES or unsaid:
            found.append(Note("shift_possible_by_format", {"format": reading.intake}))
    followed = None if snapshot is None else signature(snapshot, reading)
    return (*found, followed.note) if followed is not None else tuple(found)


def would_change(
    desk: Desk,
    question: SitingQuestion,
    reread: Reread | None,
    now: datetime,
    *,
    stated: bool,
    verdict: Verdict | None = None,
) -> Guard:
    """The verdict as asked (or given already), and as it would be by every other datum; raises as `Desk.check` does.

    Coordinates read unshifted are supposed GCJ-02 and BD-09, those of a phone map unshifted and of the other map.
    Degrees are read anew in the CRS supposed, so that each verdict is the one which stating it would give; plane
    coordinates, in which nobody can state a phone map's datum, are moved, and so is what cannot be read anew (None).
    """
    reading = question.reading
    doubts = suspicions(snapshot_of(desk, question.as_of, now), reading, stated=stated)
    supposed = tuple(_supposed(desk, question, reread, now))
    return Guard(reading.crs, verdict or desk.check(question, now), doubts, supposed)


def _supposed(desk: Desk, question: SitingQuestion, reread: Reread | None, now: datetime) -> Iterator[Supposed]:
    reading = question.reading
    degrees = in_degrees(reading)
    here = _middle(reading)
    for datum in (CGCS2000, GCJ02, BD09):
        if datum.name == reading.crs or (datum is CGCS2000 and (not degrees or reading.crs in UNSHIFTED)):
            continue
        other = reread(datum.name) if degrees and reread is not None else moved(reading, datum)
        there = _middle(other)
        yield Supposed(
            datum.name,
            desk.check(replace(question, reading=other), now),
            other,
            float(distance(*here, *there)),
            float(bearing(*here, *there)),
        )


def _middle(reading: Reading) -> tuple[float, float]:
    middle = convex_hull(np.array([feature.geometry for feature in reading.features], dtype=object)).centroid
    return float(middle.x), float(middle.y)


def ends(verdict: Verdict) -> tuple[str, ...]:
    """The best and the worst that a verdict can be, one where they are the same."""
    return tuple(dict.fromkeys(cast("Sequence[str]", verdict.body["range"])))


def _said(verdict: Verdict) -> tuple[str, tuple[str, ...]]:
    return verdict.word, ends(verdict)
