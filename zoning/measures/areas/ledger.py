"""What a layer lost and gained between two days, piece by piece, within the same boundaries."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geodesy import area
from layers.offsets import shrink
from layers.window import METRES_PER_DEGREE
from zoning.measures.areas.holding import Code, Cut, Held, Piece
from zoning.measures.areas.polygons import column, outside
from zoning.measures.areas.territory import Territory, Unit


@dataclass(frozen=True, eq=False)
class Part:
    """One lost or gained polygon (EPSG:4490), m²; `unit` None: outside every unit."""

    unit: Unit | None
    code: Code
    change: str
    geometry: BaseGeometry
    area_m2: float
    sliver: bool


@dataclass(frozen=True)
class Entry:
    """Before, after, lost and gained of one class (`whole`: over all classes) in one unit, m²; slivers are included.

    `after - before = gained - lost`.
    """

    unit: Unit | None
    code: Code
    whole: bool
    before_m2: float
    after_m2: float
    lost_m2: float
    gained_m2: float
    sliver_lost_m2: float
    sliver_gained_m2: float
    slivers: int


@dataclass(frozen=True, eq=False)
class Ledger:
    """Entries by unit and class, and the pieces of every class; those over all classes are entries only."""

    entries: tuple[Entry, ...]
    parts: tuple[Part, ...]


def ledger(before: Held, after: Held, territory: Territory, thin_m: float) -> Ledger:
    """What was lost and gained; a piece in which no disc of `thin_m` metres across finds room is a sliver."""
    entries: list[Entry] = []
    parts: list[Part] = []
    places: list[tuple[Unit | None, Cut, Cut]] = [(u, before.units[u], after.units[u]) for u in territory.units]
    places.append((None, before.beyond, after.beyond))
    for unit, old, new in places:
        codes = sorted({*old.classes, *new.classes}, key=lambda code: (code is None, code or ""))
        for code in codes:
            one, other = old.of(code), new.of(code)
            own = _moved(unit, code, one, other, thin_m)
            entries.append(_entry(unit, code, one, other, own))
            parts += own
        if codes:
            over = own if len(codes) == 1 else _moved(unit, None, old.whole, new.whole, thin_m)
            entries.append(replace(_entry(unit, None, old.whole, new.whole, over), whole=True))
    return Ledger(tuple(entries), tuple(parts))


def _entry(unit: Unit | None, code: Code, before: Piece, after: Piece, parts: list[Part]) -> Entry:
    return Entry(
        unit=unit,
        code=code,
        whole=False,
        before_m2=before.area_m2,
        after_m2=after.area_m2,
        lost_m2=_sum(parts, "lost"),
        gained_m2=_sum(parts, "gained"),
        sliver_lost_m2=_sum([part for part in parts if part.sliver], "lost"),
        sliver_gained_m2=_sum([part for part in parts if part.sliver], "gained"),
        slivers=sum(part.sliver for part in parts),
    )


def _sum(parts: list[Part], change: str) -> float:
    return sum(part.area_m2 for part in parts if part.change == change)


def _moved(unit: Unit | None, code: Code, before: Piece, after: Piece, thin_m: float) -> list[Part]:
    old, new = _apart(before.geometry, after.geometry)
    parts = []
    for change, held, other in (("lost", old, new), ("gained", new, old)):
        pieces = shapely.get_parts(outside(column([held]), other))
        pieces = pieces[~shapely.is_empty(pieces)]
        for piece, measured in zip(pieces, area(pieces), strict=True):
            if measured > 0.0:
                parts.append(Part(unit, code, change, piece, float(measured), is_thin(piece, thin_m)))
    return parts


def _apart(one: BaseGeometry, other: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """Both without the polygons that they share: the rest of either meets none of those, so differences stay."""
    mine, theirs = shapely.get_parts(one), shapely.get_parts(other)
    my_forms = shapely.to_wkb(shapely.normalize(mine))
    their_forms = shapely.to_wkb(shapely.normalize(theirs))
    shared = set(my_forms.tolist()) & set(their_forms.tolist())
    return (
        shapely.MultiPolygon([part for part, form in zip(mine, my_forms, strict=True) if form not in shared]),
        shapely.MultiPolygon([part for part, form in zip(theirs, their_forms, strict=True) if form not in shared]),
    )


def is_thin(piece: BaseGeometry, thin_m: float) -> bool:
    """Whether no disc of `thin_m` metres across finds room in a polygon."""
    middle = shapely.point_on_surface(piece)
    short = METRES_PER_DEGREE * math.cos(math.radians(min(89.0, abs(middle.y) + 0.1)))
    if shapely.distance(middle, shapely.boundary(piece)) * short > thin_m / 2:
        return False  # a disc about this point is sure to find room
    if float(np.max(np.ptp(shapely.get_coordinates(piece), axis=0))) * METRES_PER_DEGREE * 1.02 < thin_m:
        return True
    return bool(shapely.is_empty(shrink(piece, thin_m / 2)))
