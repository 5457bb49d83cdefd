"""Which stretches of a line lie in which features: by the grid where that is plain, else by `layers.chainage`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from layers.chainage import SAME_M, TOUCHING, Axis, Stretch, Walk, walk
from layers.grid.walk import inside
from layers.held import Feature, HeldFeature, HeldTable, Table
from layers.snapshot import LayerView


class Crossing(NamedTuple):
    """A stretch of a line inside one feature: chainage from and to, metres along the line."""

    feature: Feature
    from_m: float
    to_m: float


def crossings(view: LayerView, line: shapely.LineString) -> tuple[Crossing, ...]:
    """The stretches of `line` inside each feature or along its border, ordered by chainage, then canonically.

    `layers.chainage.walk` tells the two apart, and finds single positions in common.
    """
    axis = Axis([shapely.get_coordinates(line)])
    found: list[tuple[float, float, int, int]] = []
    for number, table in enumerate(view.tables):
        found += [(from_m, to_m, number, row) for row, from_m, to_m in _stretches(table, axis, line)]
    found.sort()
    places = {(number, row) for _, _, number, row in found}
    features = {place: view.tables[place[0]].feature(place[1]) for place in places}
    return tuple([Crossing(features[number, row], from_m, to_m) for from_m, to_m, number, row in found])


def crossings_many(view: LayerView, lines: Sequence[shapely.LineString]) -> list[tuple[Crossing, ...]]:
    """`crossings` for each line."""
    return [crossings(view, line) for line in lines]


def walks(features: Sequence[Feature], axis: Axis) -> list[Walk]:
    """What an axis meets of each feature, as `layers.chainage.walk` tells it."""
    tables = dict.fromkeys(feature.table for feature in features if isinstance(feature, HeldFeature))
    plain = {table: _plainly(table, axis) for table in tables}
    found = []
    for feature in features:
        steps = plain[feature.table](feature.row) if isinstance(feature, HeldFeature) else None
        found.append(walk(axis, feature.geometry) if steps is None else steps)
    return found


def _plainly(table: HeldTable, axis: Axis) -> Callable[[int], Walk | None]:
    """By row what the grid tells of an axis, None where it has to be asked elsewhere."""
    stretches: dict[int, list[tuple[int, float, float]]] = {}
    asked: set[int] = set()
    for run in inside(table.index, axis):
        asked.update(run.asked.tolist())
        for row, from_m, to_m in zip(run.feature.tolist(), run.from_m.tolist(), run.to_m.tolist(), strict=True):
            stretches.setdefault(row, []).append((run.run, from_m, to_m))

    def told(row: int) -> Walk | None:
        if row in asked:
            return None
        own = stretches.get(row, ())
        return Walk(tuple(Stretch(run, begin, end, axis.well_inside(begin, end)) for run, begin, end in own))

    return told


def _stretches(table: Table, axis: Axis, line: BaseGeometry) -> list[tuple[int, float, float]]:
    """Row, from and to."""
    found: list[tuple[int, float, float]] = []
    if isinstance(table, HeldTable):
        asked: list[int] = []
        for run in inside(table.index, axis):
            found += zip(run.feature.tolist(), run.from_m.tolist(), run.to_m.tolist(), strict=True)
            asked += run.asked.tolist()
    else:
        west, south, east, north = line.bounds
        asked = list(table.near(west - TOUCHING, south - TOUCHING, east + TOUCHING, north + TOUCHING))
    for row in asked:
        steps = walk(axis, table.feature(row).geometry)
        stretches = ((stretch.from_m, stretch.to_m) for stretch in (*steps.inside, *steps.along))
        found += [(row, from_m, to_m) for from_m, to_m in _joined(stretches)]
    return found


def _joined(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches that follow on one another as one."""
    out: list[tuple[float, float]] = []
    for from_m, to_m in sorted(stretches):
        if out and from_m - out[-1][1] <= SAME_M:
            out[-1] = (out[-1][0], max(out[-1][1], to_m))
        else:
            out.append((from_m, to_m))
    return out
