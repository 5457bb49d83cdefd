"""A layer as in force, as columns that filters read; made once per view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.editions import Value
from layers.kept import Kept
from layers.once import once
from layers.query.names import names
from layers.query.properties import properties, value_of
from layers.snapshot import Feature, LayerView

Rows = NDArray[np.intp]
Truths = NDArray[np.bool_]
Relation = Literal["intersects", "within", "contains", "touches", "crosses", "overlaps", "covers", "covered_by"]


@dataclass(frozen=True, eq=False)
class Column:
    """A property of every row: its distinct values, and per row which of them; -1 where it has none."""

    values: tuple[Value, ...]
    codes: Rows

    def known(self, rows: Rows) -> Truths:
        """Which rows have a value."""
        return self.codes[rows] >= 0

    def test(self, rows: Rows, holds: Callable[[Value], bool]) -> Truths:
        """For which rows the value passes; never for one that has none."""
        codes = self.codes[rows]
        if len(rows) < len(self.values):
            return np.fromiter((code >= 0 and holds(self.values[code]) for code in codes), np.bool_, len(rows))
        passed = np.array([*(holds(value) for value in self.values), False], dtype=np.bool_)  # the last is for -1
        return passed[codes]


class Table:
    """The rows of a view, in its order, with their names, columns and an index of place."""

    def __init__(self, view: LayerView) -> None:
        self.view = view
        self.kind = view.kind
        self.geometries: NDArray[np.object_] = view.geometries()
        self.properties = tuple(properties(view.kind))
        self._columns: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self.view)

    @once
    def names(self) -> tuple[str, ...]:
        """The name of each row."""
        return names(self.view)

    @once
    def rows(self) -> dict[str, int]:
        """The row of each name."""
        return {name: row for row, name in enumerate(self.names)}

    @once
    def index(self) -> shapely.STRtree:
        """By place."""
        return shapely.STRtree(self.geometries)

    def feature(self, row: int) -> Feature:
        """The feature of a row."""
        return self.view.features[row]

    def value(self, row: int, name: str) -> Value:
        """The value of a property."""
        return value_of(self.view.features[row], name, self.names[row])

    def column(self, name: str) -> Column:
        """A property of every row."""
        found = self._columns.get(name)
        if found is None:
            places: dict[Value, int] = {}
            values = [self.value(row, name) for row in range(len(self))]
            codes = [-1 if value is None else places.setdefault(value, len(places)) for value in values]
            found = self._columns[name] = Column(tuple(places), np.array(codes, dtype=np.intp))
        return found

    def meeting(self, geometry: BaseGeometry, predicate: Relation = "intersects") -> Rows:
        """The rows for which `predicate(geometry, row)` holds, ascending; predicates as of shapely.STRtree."""
        return np.sort(self.index.query(geometry, predicate=predicate))


class Tables:
    """The tables of the views that were asked lately."""

    def __init__(self, keep: int = 64) -> None:
        self._kept: Kept[LayerView, Table] = Kept(keep)

    def of(self, view: LayerView) -> Table:
        """The table of a view; the same for the same view."""
        return self._kept.get(view, lambda: Table(view))
