"""Plain shapely: a tree of whole geometries, `intersection`, and the measures of `pyproj.Geod`."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

from bench.province import POLYGONS, Province, Shapes

GEOD = Geod(a=6378137.0, rf=298.257222101)
NEAREST_M = 5_000.0
Located = dict[str, tuple[tuple[int, ...], float | None]]  # layer → features that hold the point, metres to the nearest
Overlaps = dict[tuple[str, int], float]  # (layer, feature) → m² or m


def plane(geometries: Any) -> Any:
    """Geometries of EPSG:4490 in metres of EPSG:4549 (3° Gauss–Krüger, 120° E)."""
    into = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
    return shapely.transform(geometries, lambda lonlat: np.column_stack(into.transform(lonlat[:, 0], lonlat[:, 1])))


def geodesic_m2(piece: BaseGeometry) -> float:
    """m²; a hole that is wound like its shell would be added, so rings are wound first."""
    return abs(float(GEOD.geometry_area_perimeter(shapely.orient_polygons(piece))[0]))


class PlainShapely:
    """What one writes first: `STRtree.query` with a predicate, then `intersection`."""

    name = "plain-shapely"

    def __init__(self, of: Province, *, metric: bool = True) -> None:
        self.layers: dict[str, Shapes] = {layer: drawn.shapes for layer, drawn in of.layers.items()}
        self.trees = {layer: shapely.STRtree(shapes) for layer, shapes in self.layers.items()}
        self.metric = {layer: shapely.STRtree(plane(shapes)) for layer, shapes in self.layers.items() if metric}
        self._into = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)

    def point(self, lonlat: tuple[float, float]) -> Located:
        """What holds the point in every layer, and the nearest feature within 5 km of it."""
        place, there = shapely.Point(lonlat), shapely.Point(self._into.transform(*lonlat))
        found: Located = {}
        for layer in self.layers:
            _, metres = self.metric[layer].query_nearest(
                there, max_distance=NEAREST_M, return_distance=True, all_matches=False
            )
            found[layer] = tuple(self.holding(layer, place)), float(metres[0]) if len(metres) else None
        return found

    def holding(self, layer: str, place: shapely.Point) -> list[int]:
        """Features whose closed area holds a point."""
        return self.trees[layer].query(place, predicate="intersects").tolist()  # type: ignore[no-any-return]

    def pieces(self, layer: str, place: BaseGeometry) -> tuple[list[int], Shapes]:
        """The features that a place meets, and what it has in common with each."""
        met = self.trees[layer].query(place, predicate="intersects")
        return met.tolist(), shapely.intersection(place, self.layers[layer][met])

    def footprint(self, place: BaseGeometry) -> dict[str, tuple[list[int], Shapes, list[float]]]:
        """The features of polygon layers that a footprint meets, each overlap and its m²."""
        found = {}
        for layer in POLYGONS:
            met, pieces = self.pieces(layer, place)
            found[layer] = met, pieces, [geodesic_m2(piece) for piece in pieces]
        return found

    def line(self, place: BaseGeometry) -> dict[str, tuple[list[int], list[float]]]:
        """The features of polygon layers that a line meets, and the metres in each."""
        found = {}
        for layer in POLYGONS:
            met, pieces = self.pieces(layer, place)
            found[layer] = met, [float(GEOD.geometry_length(piece)) for piece in pieces]
        return found


class PreparedShapely(PlainShapely):
    """The same with prepared polygons: what lies in a polygon altogether is not overlaid."""

    name = "prepared-shapely"

    def __init__(self, of: Province, plain: PlainShapely) -> None:
        super().__init__(of, metric=False)
        self.metric = plain.metric
        # copies, so that plain shapely's stay unprepared
        self.layers = {layer: np.array(shapely.transform(shapes, _same)) for layer, shapes in self.layers.items()}
        for shapes in self.layers.values():
            shapely.prepare(shapes)

    def holding(self, layer: str, place: shapely.Point) -> list[int]:
        """Features whose closed area holds a point."""
        near = self.trees[layer].query(place)
        return near[shapely.intersects(self.layers[layer][near], place)].tolist()  # type: ignore[no-any-return]

    def pieces(self, layer: str, place: BaseGeometry) -> tuple[list[int], Shapes]:
        """As plain; of a polygon that contains the place, the place itself."""
        near = self.trees[layer].query(place)
        met = near[shapely.intersects(self.layers[layer][near], place)]
        pieces = np.full(len(met), place, dtype=object)
        cut = ~shapely.contains(self.layers[layer][met], place)
        pieces[cut] = shapely.intersection(place, self.layers[layer][met[cut]])
        return met.tolist(), pieces


def _same(lonlat: Any) -> Any:
    return lonlat
