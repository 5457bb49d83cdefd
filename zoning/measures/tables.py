"""What a measure looks like beyond its JSON: tables, the features behind the numbers, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layers.definition_file import Titles

Cell = Titles | str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """One column; `digits` is how many decimals are shown of a number, which itself is never rounded for that."""

    name: str
    title: Titles
    unit: str | None = None
    digits: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows under named columns; None is shown as a dash, never as 0, `Titles` in the language asked for.

    A code that machines need stands in a column of its own.
    """

    name: str
    title: Titles
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.name}: a row has not {len(self.columns)} cells")


@dataclass(frozen=True)
class EvidenceClass:
    """How a map draws the features of one code."""

    code: str
    title: Titles
    colour: str


@dataclass(frozen=True, eq=False)
class Evidence:
    """The features behind a number: geometries (EPSG:4490) beside the rows of `table`.

    A map draws them by the codes of `class_column`, in the colours of `classes`, or where there are none in those of
    the style of `layer`.
    """

    table: Table
    geometries: NDArray[np.object_]
    layer: str | None = None
    class_column: str | None = None
    classes: tuple[EvidenceClass, ...] = ()

    def __post_init__(self) -> None:
        if len(self.geometries) != len(self.table.rows):
            raise ValueError(f"evidence {self.table.name}: {len(self.geometries)} geometries")

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.table.name


@dataclass(frozen=True)
class Series:
    """Values of one series of a chart, one per category; None leaves a gap."""

    title: Titles
    values: tuple[float | None, ...]
    colour: str | None = None


@dataclass(frozen=True)
class Chart:
    """A chart: `bars` beside each other, `stacked` bars, or `line`; values in `unit`."""

    name: str
    title: Titles
    kind: Literal["bars", "stacked", "line"]
    categories: tuple[Titles, ...]
    series: tuple[Series, ...]
    unit: str

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise ValueError(f"chart {self.name}: a series has not {len(self.categories)} values")


def table(name: str, title: Titles, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Table:
    """A table from any sequences."""
    return Table(name, title, tuple(columns), tuple(tuple(row) for row in rows))
