"""The areas that codes are taken from: the features of a layer in force, dissolved by code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.attribute_rules import Assignment
from layers.editions import Features, Value
from layers.regions import Regions
from layers.window import METRES_PER_DEGREE


@dataclass(frozen=True, eq=False)
class Areas:
    """Areas in the order of their codes.

    Attributes:
        codes: what is assigned.
        polygons: (n,) dissolved polygons, EPSG:4490.
        rank: 0 for the finest; an area of a higher rank counts only where none of a lower one does.
        also: code → everything a delivery may call the area.
        known: everything it may call an area of the layer, wherever that lies.
    """

    codes: tuple[str, ...]
    polygons: NDArray[np.object_]
    rank: NDArray[np.intp]
    also: Mapping[str, frozenset[str]]
    known: frozenset[str]

    def of_rank(self, rank: int) -> NDArray[np.intp]:
        """Labels of the areas of one rank."""
        return np.flatnonzero(self.rank == rank)


def areas_of(
    features: Features, rule: Assignment, given: Collection[Value], near: NDArray[np.float64], regions: Regions | None
) -> Areas:
    """The areas within tolerance of the bounds `near` (west, south, east, north).

    The attribute taken is the one of `rule.take` that most of the `given` values stand in, so that a delivery in
    part by name goes on by name; the first among equals. With `regions` the codes are of administrative areas: land
    and sea of one code are one, and one with others below it is of a higher rank than those.
    """
    spoken = {str(value) for value in given if value is not None}
    best = max(rule.take, key=lambda name: len(spoken & {str(value) for value in features.attributes[name]}))
    order = (best, *(name for name in rule.take if name != best))
    rows: dict[str, list[int]] = {}
    also: dict[str, set[str]] = {}
    for row in range(len(features)):
        known = [str(value) for name in order if (value := features.attributes[name][row]) is not None]
        if known:
            rows.setdefault(known[0], []).append(row)
            also.setdefault(known[0], set()).update(known)
    ranks = _ranks(sorted(rows), regions)
    frame = _frame(near, rule.tolerance_m)
    codes, polygons = [], []
    for code in sorted(rows):
        members = features.geometries[rows[code]]
        if shapely.intersects(members, frame).any():
            polygon = members[0] if len(members) == 1 else shapely.union_all(members)
            if shapely.get_dimensions(polygon) == 2:
                codes.append(code)
                polygons.append(polygon)
    column = np.empty(len(codes), dtype=object)
    column[:] = polygons
    rank = np.array([ranks[code] for code in codes], dtype=np.intp)
    every = frozenset(name for names in also.values() for name in names)
    return Areas(tuple(codes), column, rank, {code: frozenset(also[code]) for code in codes}, every)


def _frame(near: NDArray[np.float64], metres: float) -> shapely.Polygon:
    west, south, east, north = near
    tall = 1.01 * metres / METRES_PER_DEGREE
    wide = tall / max(0.01, float(np.cos(np.radians(max(abs(south), abs(north)) + tall))))
    frame: shapely.Polygon = shapely.box(west - wide, south - tall, east + wide, north + tall)
    return frame


def _ranks(codes: list[str], regions: Regions | None) -> dict[str, int]:
    """How many levels of other areas lie below each."""
    if regions is None:
        return dict.fromkeys(codes, 0)
    below = {code: [other for other in codes if other != code and regions.within(other, code)] for code in codes}
    ranks: dict[str, int] = {}
    for code in sorted(codes, key=lambda code: len(below[code])):
        ranks[code] = max((1 + ranks.get(other, 0) for other in below[code]), default=0)
    return ranks
