"""What a polygon layer holds of each administrative unit, dissolved by class; every cut is made once per view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy import area, plane_area, survey_area
from layers.snapshot import LayerView
from zoning.measures.areas.polygons import Polygons, column, dissolved, inside, outside
from zoning.measures.areas.territory import Territory, Unit
from zoning.measures.memo import Memo
from zoning.measures.sources import Sources
from zoning.silence import silence

Code = str | None
_KEPT_TERRITORIES = 32
_KEPT_UNITS = 512


@dataclass(frozen=True, eq=False)
class Piece:
    """Dissolved ground in EPSG:4490: its area, the sum of its undissolved features (m²), and rows of the view."""

    geometry: BaseGeometry
    area_m2: float
    sum_m2: float
    features: frozenset[int]

    @property
    def survey_area_m2(self) -> float:
        """The land survey's formula on the vertices of the dissolved outline, m²."""
        return float(survey_area(self.geometry)[0])

    def plane_area_m2(self, epsg: int) -> float:
        """Plane area of the dissolved outline in a projected CRS, m²."""
        return float(plane_area(self.geometry, epsg)[0])


@dataclass(frozen=True, eq=False)
class Cut:
    """A layer within one place: by class (only those found there), and over all classes."""

    classes: Mapping[Code, Piece]
    whole: Piece

    def of(self, code: Code) -> Piece:
        """One class; nothing where it is not found."""
        return self.classes.get(code, NOTHING)


NOTHING = Piece(shapely.MultiPolygon(), 0.0, 0.0, frozenset())


def _cut(rows: NDArray[np.intp], pieces: Polygons, codes: list[Code]) -> Cut:
    """Dissolves the pieces of the features `rows`, by class and over the classes."""
    areas = area(pieces)
    held = areas > 0.0
    by_class: dict[Code, list[int]] = {}
    for place in np.flatnonzero(held).tolist():
        by_class.setdefault(codes[int(rows[place])], []).append(place)
    classes = {}
    for code in sorted(by_class, key=lambda code: (code is None, code or "")):
        places = by_class[code]
        ground = dissolved(pieces[places])
        own = frozenset(int(rows[place]) for place in places)
        classes[code] = Piece(ground, float(area(ground)[0]), float(areas[places].sum()), own)
    return Cut(classes, _together(list(classes.values())))


def _together(pieces: list[Piece]) -> Piece:
    if len(pieces) == 1:
        return pieces[0]
    ground = dissolved(column([piece.geometry for piece in pieces]))
    features = frozenset[int]().union(*(piece.features for piece in pieces))
    return Piece(ground, float(area(ground)[0]), sum(piece.sum_m2 for piece in pieces), features)


@dataclass(frozen=True, eq=False)
class Held:
    """A layer in a territory: in each unit; `beyond` what the region's own features hold outside all units; `whole`.

    `covered` is the share of each unit that the layer answers. `unplaced` counts features that may belong to the
    region for all that is known: there are no boundaries, they have no code, and were delivered for a wider region.
    """

    units: Mapping[Unit, Cut]
    covered: Mapping[Unit, float]
    beyond: Cut
    whole: Cut
    unplaced: int


class Holding:
    """A polygon layer as columns, and what was cut out of it so far; `memo` keeps what follows from that."""

    def __init__(self, view: LayerView) -> None:
        self._view = view
        features = [*view.features]  # one object each, whose attributes are read once
        self._geometries = view.geometries()
        self._codes: list[Code] = [view.class_of(feature) for feature in features]
        self._tree = shapely.STRtree(self._geometries)
        name = next((name for name, one in view.kind.attributes.items() if one.holds == "region"), None)
        self._places = [None if name is None else feature.attributes.get(name) for feature in features]
        self.memo = Memo(_KEPT_TERRITORIES)
        self._units = Memo(_KEPT_UNITS)

    def of(self, territory: Territory, sources: Sources) -> Held:
        """What the layer holds in a territory."""
        return self.memo.of(lambda: self._held(territory, sources), "held", territory)

    def _held(self, territory: Territory, sources: Sources) -> Held:
        units = {unit: self._units.of(partial(self._within, unit), "cut", unit) for unit in territory.units}
        covered = {unit: self._units.of(partial(self._covered, unit), "covered", unit) for unit in territory.units}
        own, unplaced = self._own(sources)
        beyond = self._beyond(own, territory)
        return Held(units, covered, beyond, _whole([*units.values(), beyond]), 0 if territory.units else unplaced)

    def other_part(self, unit: Unit, held: Held) -> float:
        """Ground of a unit (m², undissolved) that is held by features which say that they are of the other part."""
        stated = {row: self._view.features[row].attributes.get("part") for row in held.units[unit].whole.features}
        rows = [row for row, part in stated.items() if part is not None and part != unit.part]
        return float(area(inside(self._geometries[rows], unit.geometry)).sum()) if rows else 0.0

    def _within(self, unit: Unit) -> Cut:
        rows = np.sort(self._tree.query(unit.geometry, predicate="intersects"))
        return _cut(rows, inside(self._geometries[rows], unit.geometry), self._codes)

    def _covered(self, unit: Unit) -> float:
        return silence(self._view, unit.geometry).share

    def _own(self, sources: Sources) -> tuple[NDArray[np.intp], int]:
        """The features of the region by their code, else by the edition that brought them; and how many may be."""
        own, unplaced = [], 0
        for row, (feature, place) in enumerate(zip(self._view.features, self._places, strict=True)):
            office = feature.edition.head.region
            if sources.within(office if place is None else str(place)):
                own.append(row)
            elif place is None and sources.speaks(office):
                unplaced += 1
        return np.array(own, dtype=np.intp), unplaced

    def _beyond(self, own: NDArray[np.intp], territory: Territory) -> Cut:
        geometries = self._geometries[own]
        if not territory.units:
            return _cut(own, geometries, self._codes)
        shapely.prepare(territory.union)
        out = ~shapely.covers(territory.union, geometries)
        return _cut(own[out], outside(geometries[out], territory.union), self._codes)


def _whole(cuts: list[Cut]) -> Cut:
    classes: dict[Code, list[Piece]] = {}
    for cut in cuts:
        for code, piece in cut.classes.items():
            classes.setdefault(code, []).append(piece)
    order = sorted(classes, key=lambda code: (code is None, code or ""))
    return Cut({code: _together(classes[code]) for code in order}, _together([cut.whole for cut in cuts]))
