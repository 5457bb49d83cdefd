"""The rows below a head of a corner table: runs of corners, parted by blanks, titles, parcels and rings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from layers.errors import BadGeometry
from layers.intake.dms import lonlat, read_pair
from layers.intake.grid import Cell, Grid
from layers.intake.table_cells import Value, number_at, value_at
from layers.intake.table_header import Head, Pair, is_value
from layers.intake.table_words import is_total, name_in
from layers.intake.text import fold

_POINT = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,6}(?:[-_.']\d+)?号?")
_INNER = re.compile("内环|内圈|内边界|洞|孔|扣除|挖空|hole|inner", re.IGNORECASE)


@dataclass(frozen=True)
class TableRow:
    """One corner: its row in the sheet, its name, its two coordinates in the order of the head's pair."""

    row: int
    point: str | None
    first: Value
    second: Value


@dataclass
class Run:
    """Corners that follow each other. `section` changes at every title between them, `label` is what that title names.

    `inner`: the title says that a hole follows. `parcel`, `ring` and `shape` are what their columns say.
    """

    parcel: str | None
    ring: str | None
    shape: str | None
    section: int
    label: str | None = None
    inner: bool = False
    rows: list[TableRow] = field(default_factory=list)


@dataclass(frozen=True)
class Below:
    """What stands below a head: the runs, the texts of rows that hold no corner, and the areas that cells state."""

    runs: list[Run]
    texts: list[tuple[int, str]]
    areas: dict[str | None, float]
    """By parcel, the number in the column of areas."""
    empty_rows: int = 0
    """Rows at the end that name a point and hold nothing else."""


def rows_below(grid: Grid, head: Head, pair: Pair, stop: int) -> Below:
    """What stands between a head and row `stop` in the columns of its block.

    Raises BadGeometry for a cell that is no coordinate, and for a named point in between that has none.
    """
    reader = _Reader(grid, head, pair)
    for row in range(head.last_row + 1, stop):
        reader.take(row)
    return Below(reader.runs, reader.texts, reader.areas, len(reader.nameless))


class _Reader:
    def __init__(self, grid: Grid, head: Head, pair: Pair) -> None:
        self.grid, self.head, self.pair = grid, head, pair
        self.runs: list[Run] = []
        self.texts: list[tuple[int, str]] = []
        self.areas: dict[str | None, float] = {}
        self.nameless: list[int] = []
        self._open = False
        self._section = 0
        self._label: str | None = None
        self._inner = False
        self._parcel: str | None = None
        self._ring: str | None = None

    def take(self, row: int) -> None:
        cells = [self.grid.at(row, column) for column in range(self.head.west, self.head.east)]
        filled = [cell for cell in cells if cell is not None]
        if not filled:
            self._open = False
        elif self._is_words(row, filled):
            self._words(row, filled)
        else:
            self._corner(row)

    def _is_words(self, row: int, filled: Sequence[Cell]) -> bool:
        first = filled[0]
        if isinstance(first, str) and is_total(first):
            return True
        if isinstance(first, str) and len(set(map(str, filled))) == 1 and not is_value(first):
            return len(filled) > 1 or self._has_no_corner(row)
        return self._has_no_corner(row)

    def _has_no_corner(self, row: int) -> bool:
        return all(self.grid.at(row, column) is None for column in self.pair.columns)

    def _words(self, row: int, filled: Sequence[Cell]) -> None:
        if all(not isinstance(cell, str) or _POINT.fullmatch(fold(cell)) for cell in filled):
            if self._name(row, "point") is not None:
                self.nameless.append(row)
            return
        text = " ".join(dict.fromkeys(str(cell) for cell in filled))
        self.texts.append((row, text))
        self._open = False
        self._section += 1
        self._inner = bool(_INNER.search(text))
        self._label = next((name for cell in filled if isinstance(cell, str) and (name := name_in(cell))), None)

    def _corner(self, row: int) -> None:
        if self.nameless:
            place = self.grid.place(self.nameless[0], self.pair.columns[0])
            raise BadGeometry(
                f"{place}：该点没有坐标，而后面的行还有坐标；请补上或删去该行",
                f"{place}: this point has no coordinates though later rows have; fill them in or delete the row",
            )
        parcel, ring = self._name(row, "parcel") or self._parcel, self._name(row, "ring") or self._ring
        shape = self._name(row, "shape")
        if not self._open or (parcel, ring) != (self._parcel, self._ring):
            self.runs.append(Run(parcel, ring, shape, self._section, self._label, self._inner))
        self._open, self._parcel, self._ring = True, parcel, ring
        point = self._name(row, "point") or self._name(row, "station")
        self.runs[-1].rows.append(TableRow(row, point, *self._values(row)))
        self.runs[-1].shape = self.runs[-1].shape or shape
        if "area" in self.head.roles and parcel not in self.areas:
            area = number_at(self.grid, row, self.head.roles["area"])
            if area is not None:
                self.areas[parcel] = area

    def _values(self, row: int) -> tuple[Value, Value]:
        first, second = self.pair.first, self.pair.second
        if first is not second:
            return value_at(self.grid, row, first.columns), value_at(self.grid, row, second.columns)
        cell, place = self.grid.at(row, first.columns[0]), self.grid.place(row, first.columns[0])
        found = read_pair(cell, (place, place)) if isinstance(cell, str) else None
        if found is None:
            raise BadGeometry(
                f"{place}：“{str(cell)[:40]}”不是一对经纬度；请写作 120.6994,27.9943，或把两个坐标分成两列",
                f'{place}: "{str(cell)[:40]}" is no pair of longitude and latitude; write 120.6994,27.9943, or give '
                "the two coordinates a column each",
            )
        lon, lat, _ = lonlat(*found, (place, place))
        dms = any(angle.dms for angle in found)
        return Value(lat, str(cell), is_angle=True, sexagesimal=dms), Value(lon, "", is_angle=True, sexagesimal=dms)

    def _name(self, row: int, role: str) -> str | None:
        column = next((column for known, column in self.head.roles.items() if known == role), None)
        cell = None if column is None else self.grid.at(row, column)
        if cell is None:
            return None
        return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
