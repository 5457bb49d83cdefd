"""This project's answers, through the interface that the floors above use and through nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from bench.fractals import Floats
from bench.peers.crowds import Hits
from bench.peers.plain import NEAREST_M, Located
from bench.province import POLYGONS, Shapes
from layers import engine
from layers.snapshot import LayerView

Places = dict[str, engine.Located]
Met = Mapping[str, Sequence[engine.Overlap]]


def number(feature: engine.Feature) -> int:
    """The number of a feature in what was drawn, by its id."""
    return int(feature.id)


class Ours:
    """The engine over the layers as in force."""

    name = "ours"

    def __init__(self, views: Mapping[str, LayerView]) -> None:
        self.views = views
        self.locator = engine.Locator([*views.values()])
        self.polygons = {layer: views[layer] for layer in POLYGONS}
        self.overlayer = engine.Overlayer([*self.polygons.values()])

    def point(self, lonlat: tuple[float, float]) -> Places:
        """What holds the point in every layer, and the nearest feature within 5 km of it."""
        return dict(zip(self.views, self.locator.locate(*lonlat, NEAREST_M), strict=True))

    def areas(self, place: BaseGeometry) -> Met:
        """The features of polygon layers that a footprint meets, and the m² of each overlap."""
        return dict(zip(self.polygons, self.overlayer.overlaps(place), strict=True))

    def footprint(self, place: BaseGeometry) -> Met:
        """The same, with the overlaps themselves."""
        return dict(zip(self.polygons, self.overlayer.pieces(place), strict=True))

    def areas_of_all(self, places: Shapes) -> Mapping[str, engine.ManyOverlaps]:
        """As `areas`, of many footprints, in columns by layer."""
        asked = engine.Footprints(places)
        return {layer: engine.overlaps_many(view, asked) for layer, view in self.polygons.items()}

    def screened(self, lonlat: Floats, threads: int = 1) -> Hits:
        """The features of polygon layers that hold each of many points."""
        begins = np.linspace(0, len(lonlat), threads + 1).astype(int)
        parts = list(pairwise(begins.tolist()))
        with ThreadPoolExecutor(threads) as pool:
            told = list(pool.map(lambda part: self._screened(lonlat[part[0] : part[1]]), parts))
        return {
            layer: (
                np.concatenate([hits[layer][0] + begin for hits, (begin, _) in zip(told, parts, strict=True)]),
                np.concatenate([hits[layer][1] for hits in told]),
            )
            for layer in self.polygons
        }

    def _screened(self, lonlat: Floats) -> Hits:
        points = engine.Points(lonlat)
        told = {layer: engine.at_points(view, points) for layer, view in self.polygons.items()}
        return {layer: (np.repeat(np.arange(len(lonlat)), np.diff(held.at)), held.rows) for layer, held in told.items()}

    def line(self, place: shapely.LineString) -> dict[str, engine.Crossings]:
        """Where a line runs inside the features of polygon layers, as stretches of chainage."""
        line = engine.Line(place)
        return {layer: engine.crossings(view, line) for layer, view in self.polygons.items()}


def read_point(found: Places) -> Located:
    """As the peers say it."""
    return {
        layer: (tuple(sorted(number(feature) for feature in holding)), None if near is None else near.distance_m)
        for layer, (holding, near) in found.items()
    }


def read_columns(found: Mapping[str, engine.ManyOverlaps], footprint: int) -> dict[tuple[str, int], float]:
    """m² by layer and feature of one footprint of many; features stand in the order of their numbers."""
    told: dict[tuple[str, int], float] = {}
    for layer, many in found.items():
        own = slice(many.at[footprint], many.at[footprint + 1])
        told |= {(layer, row): m2 for row, m2 in zip(many.rows[own].tolist(), many.area_m2[own].tolist(), strict=True)}
    return told


def read_areas(found: Met) -> dict[tuple[str, int], float]:
    """m² by layer and feature."""
    return {(layer, number(e.feature)): e.measure.area_m2 for layer, entries in found.items() for e in entries}


def read_line(found: Mapping[str, Sequence[engine.Crossing]]) -> dict[tuple[str, int], float]:
    """Metres by layer and feature."""
    metres: dict[tuple[str, int], float] = {}
    for layer, crossings in found.items():
        for crossing in crossings:
            key = layer, number(crossing.feature)
            metres[key] = metres.get(key, 0.0) + crossing.to_m - crossing.from_m
    return metres
