"""Which stretches of a line lie in which features: by the grid where that is plain, else by `layers.chainage`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, overload

import shapely

from layers.axis import Axis
from layers.chainage import SAME_M, TOUCHING, Stretch, Walk, walk
from layers.grid.walk import inside
from layers.held import Feature, HeldFeature, HeldTable, Table
from layers.once import once
from layers.snapshot import LayerView


class Crossing(NamedTuple):
    """A stretch of a line inside one feature: chainage from and to, metres along the line."""

    feature: Feature
    from_m: float
    to_m: float


class Line:
    """A line (EPSG:4490) that several layers are asked about."""

    def __init__(self, geometry: shapely.LineString) -> None:
        self.geometry = geometry

    @once
    def axis(self) -> Axis:
        """Its chainage."""
        return Axis([shapely.get_coordinates(self.geometry)])


class Crossings(Sequence[Crossing]):
    """Crossings of a line and a layer by chainage, then canonically; a feature is made when somebody asks for it."""

    def __init__(self, features: Sequence[Feature], stretches: list[tuple[float, float, int]]) -> None:
        """`stretches`: from and to (m), and the row in `features`."""
        self._features = features
        self.stretches = sorted(stretches)

    def __len__(self) -> int:
        return len(self.stretches)

    @overload
    def __getitem__(self, index: int) -> Crossing: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Crossing]: ...

    def __getitem__(self, index: int | slice) -> Crossing | Sequence[Crossing]:
        if isinstance(index, slice):
            return Crossings(self._features, self.stretches[index])
        from_m, to_m, row = self.stretches[index]
        return Crossing(self._features[row], from_m, to_m)


def crossings(view: LayerView, line: Line | shapely.LineString) -> Crossings:
    """The stretches of `line` inside each feature or along its border.

    `layers.chainage.walk` tells the two apart, and finds single positions in common.
    """
    asked = line if isinstance(line, Line) else Line(line)
    found: list[tuple[float, float, int]] = []
    begin = 0
    for table in view.tables:
        stretches = _stretches(table, asked)
        found += [(from_m, to_m, begin + row) for from_m, to_m, row in stretches] if begin else stretches
        begin += len(table)
    return Crossings(view.features, found)


def crossings_many(view: LayerView, lines: Sequence[shapely.LineString]) -> list[Crossings]:
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
        asked.update(run.asked)
        for from_m, to_m, row in run.stretches:
            stretches.setdefault(row, []).append((run.run, from_m, to_m))

    def told(row: int) -> Walk | None:
        if row in asked:
            return None
        own = stretches.get(row, ())
        return Walk(tuple(Stretch(run, begin, end, axis.well_inside(begin, end)) for run, begin, end in own))

    return told


def _stretches(table: Table, line: Line) -> list[tuple[float, float, int]]:
    """From, to and row."""
    found: list[tuple[float, float, int]] = []
    if isinstance(table, HeldTable):
        asked: list[int] = []
        for run in inside(table.index, line.axis):
            found += run.stretches
            asked += run.asked
    else:
        west, south, east, north = line.geometry.bounds
        asked = list(table.near(west - TOUCHING, south - TOUCHING, east + TOUCHING, north + TOUCHING))
    for row in asked:
        steps = walk(line.axis, table.feature(row).geometry)
        stretches = ((stretch.from_m, stretch.to_m) for stretch in (*steps.inside, *steps.along))
        found += [(from_m, to_m, row) for from_m, to_m in _joined(stretches)]
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
