"""What changed in a zone between two rasters, cell by cell, and where: patches of ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import BadInput
from layers.geodesy import Floats, area
from layers.overlay import intersection
from layers.rasters.classes import ClassTable
from layers.rasters.classraster import ClassRaster
from layers.rasters.patches import Patch
from layers.rasters.placed import Raster
from layers.rasters.tabulate import changes
from zoning.measures.areas.polygons import column, polygonal
from zoning.measures.land_cover.asked import Asked
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.verdict import Json, rounded, square_metres


@dataclass(frozen=True, eq=False)
class Place:
    """A patch as a place: its name, its outline within the zone (EPSG:4490), where it lies, and what it is."""

    name: str
    geometry: BaseGeometry
    point: tuple[float, float]
    regions: tuple[str, ...]
    features: tuple[str, ...]
    patch: Patch


@dataclass(frozen=True, eq=False)
class Change:
    """`matrix[before, after]` in m² (last: nodata), patches by place, smaller ones per transition (count, m²).

    `same`: labels of editions that were in force on both days, in which nothing can have changed.
    """

    zone_m2: float
    matrix: Floats
    places: tuple[Place, ...]
    smaller: dict[int, tuple[int, float]]
    same: tuple[str, ...]


def change(case: Asked, table: ClassTable, method: LandCoverMethod, min_patch_m2: float) -> Change:
    """Every pair of an earlier and a later raster compared where both speak. Raises BadInput, StoreError."""
    if case.before is None:
        raise ValueError("a change needs an earlier day")
    labels = method.labels(table)
    matrix = np.zeros(labels.shape)
    places: list[Place] = []
    smaller: dict[int, tuple[int, float]] = {}
    same: list[str] = []
    finder = _Finder(case)
    for was in case.rasters(case.before):
        for became in case.rasters(case.now):
            ground = intersection(intersection(case.zone.whole, was.ground), became.ground)
            ground = polygonal(column([ground]))[0]
            if float(area(ground)[0]) <= 0.0:
                continue
            if was.edition.sha256 == became.edition.sha256:
                same.append(was.edition.label)
            with case.open(was, became) as (old, new):
                _require_comparable(was, old, became, new)
                found = changes(
                    old,
                    new,
                    ground,
                    table.values,
                    labels=labels,
                    min_patch_m2=min_patch_m2,
                    connectivity=method.neighbours,
                )
                matrix += found.matrix
                places += [finder.place(became, new, ground, patch) for patch in found.found.patches]
            for kind, (count, m2) in found.found.smaller.items():
                known = smaller.get(kind, (0, 0.0))
                smaller[kind] = (known[0] + count, known[1] + m2)
    places.sort(key=lambda place: place.name)
    return Change(float(area(case.zone.whole)[0]), matrix, tuple(places), smaller, tuple(same))


def _require_comparable(was: Raster, old: ClassRaster, became: Raster, new: ClassRaster) -> None:
    if not old.grid.same_as(new.grid):
        raise BadInput(
            f"{was.edition.label}（{old.grid.label()}）与 {became.edition.label}（{new.grid.label()}）的网格不同，"
            "不能逐像元比较；请在同一网格上重新制作其中一幅并发布（此处不做重采样）",
            f"{was.edition.label} ({old.grid.label()}) and {became.edition.label} ({new.grid.label()}) lie on "
            "different grids and cannot be compared cell by cell; make one of them anew on the grid of the other "
            "(nothing is resampled here)",
        )


class _Finder:
    """Which features of the zone's layer, and which units, a patch lies in."""

    def __init__(self, case: Asked) -> None:
        zone = case.zone
        features = () if zone.view is None else zone.view.features
        self._features = [
            f for f in features if zone.code is None or zone.view is None or zone.view.class_of(f) == zone.code
        ]
        self._zone_tree = shapely.STRtree(column([feature.geometry for feature in self._features]))
        self._units = list(zone.pieces)
        self._unit_tree = shapely.STRtree(column([unit.geometry for unit in self._units]))

    def features(self, ground: BaseGeometry) -> tuple[str, ...]:
        return tuple(sorted({self._features[index].id for index in self._inside(self._zone_tree, ground)}))

    def regions(self, ground: BaseGeometry) -> tuple[str, ...]:
        return tuple(sorted({self._units[index].code for index in self._inside(self._unit_tree, ground)}))

    def place(self, raster: Raster, cells: ClassRaster, ground: BaseGeometry, patch: Patch) -> Place:
        """A patch as a place, named by region and first cell."""
        outline = cells.grid.to_lonlat(patch.shape)
        within = polygonal(column([intersection(outline, ground)]))[0]
        point = shapely.get_coordinates(shapely.point_on_surface(outline if within.is_empty else within))[0]
        name = f"{raster.edition.head.region}-r{patch.row:05d}c{patch.col:05d}"
        at = (float(point[0]), float(point[1]))
        return Place(name, within, at, self.regions(within), self.features(within), patch)

    @staticmethod
    def _inside(tree: shapely.STRtree, ground: BaseGeometry) -> Iterator[int]:
        for index in tree.query(ground, predicate="intersects").tolist():
            if intersection(tree.geometries[index], ground).area > 0.0:
                yield index


def described(found: Change, table: ClassTable, method: LandCoverMethod, min_patch_m2: float) -> Json:
    """The change as a body holds it; every figure is null where nothing could be compared."""
    values = [str(value) for value in table.values]
    count = len(values)
    both = found.matrix[:count, :count]
    compared = float(both.sum())
    told = compared > 0.0
    names = list(method.transitions)
    labels = method.labels(table)
    return {
        "zone_m2": square_metres(found.zone_m2),
        "compared_m2": square_metres(compared),
        "not_compared_m2": square_metres(max(0.0, found.zone_m2 - compared)),
        "changed_m2": square_metres(compared - float(np.trace(both))) if told else None,
        "matrix": [
            {"before": values[i], "after": values[j], "area_m2": square_metres(both[i, j])}
            for i, j in np.argwhere(both > 0.0).tolist()
            if square_metres(both[i, j])
        ],
        "groups": [_group(group, both, table) for group in table.groups] if told else [],
        "min_patch_m2": min_patch_m2,
        "connectivity": method.neighbours,
        "transitions": [
            {
                "transition": name,
                "clue": method.transitions[name].clue,
                "area_m2": square_metres(float(found.matrix[labels == number].sum())) if told else None,
                "patches": sum(place.patch.kind == number for place in found.places) if told else None,
                "smaller": found.smaller.get(number, (0, 0.0))[0] if told else None,
                "smaller_m2": square_metres(found.smaller.get(number, (0, 0.0))[1]) if told else None,
            }
            for number, name in enumerate(names, start=1)
        ],
        "clues": _clues(found, method) if told else None,
        "patches": [_patch(place, table, method) for place in found.places],
    }


def _group(group: str, both: Floats, table: ClassTable) -> Json:
    own = [table.values.index(value) for value in table.of_group(group)]
    before, after = float(both[own].sum()), float(both[:, own].sum())
    return {
        "group": group,
        "before_m2": square_metres(before),
        "after_m2": square_metres(after),
        "change_m2": rounded(after - before, 2),
    }


def _clues(found: Change, method: LandCoverMethod) -> Json:
    kinds = {n for n, one in enumerate(method.transitions.values(), start=1) if one.clue}
    own = [place for place in found.places if place.patch.kind in kinds]
    return {"count": len(own), "area_m2": square_metres(sum(place.patch.area_m2 for place in own))}


def _patch(place: Place, table: ClassTable, method: LandCoverMethod) -> Json:
    """`before` and `after` are the pair that holds most of the patch; `classes` lists every pair."""
    name = list(method.transitions)[place.patch.kind - 1]
    side = len(table.values) + 1
    pairs = sorted(place.patch.pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    classes = [
        {
            "before": str(table.values[pair // side]),
            "after": str(table.values[pair % side]),
            "area_m2": square_metres(m2),
        }
        for pair, m2 in pairs
    ]
    return {
        "id": place.name,
        "transition": name,
        "clue": method.transitions[name].clue,
        "area_m2": square_metres(place.patch.area_m2),
        "before": classes[0]["before"],
        "after": classes[0]["after"],
        "classes": classes,
        "lon": rounded(place.point[0], 7),
        "lat": rounded(place.point[1], 7),
        "regions": list(place.regions),
        "features": list(place.features),
    }
