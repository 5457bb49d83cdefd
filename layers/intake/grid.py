"""A sheet of cells, whatever file it came from: values by row and column, and the names of cells for messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

Strange = Literal["formula", "error", "date"]
"""A cell that shows something but holds no value to read: an uncalculated formula, an error, a date or time."""


@dataclass(frozen=True)
class Unreadable:
    """`why` no value is taken from a cell, `shown` what stands in it."""

    why: Strange
    shown: str


Cell = str | int | float | bool | Unreadable | None


def cell_of(value: object) -> Cell:
    """The cell of a value as a library of workbooks hands it over; texts lose their outer blanks, empty ones are None.

    An error value of a formula (`#REF!`) and a date or time are unreadable.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date | time | timedelta):
        return Unreadable("date", str(value))
    text = str(value).strip()
    if text.startswith("#") and text.rstrip("!?").isupper() and " " not in text:
        return Unreadable("error", text)
    return text or None


def column_letters(column: int) -> str:
    """`A` for column 0, `AA` for column 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, merged cells filled with the value that they show.

    `title` is the name of the sheet, empty where the file is the sheet; `hidden` and `hidden_rows` (from 0) say what a
    person who opens the file does not see.
    """

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Cell:
        """The value of a cell, None beyond the edge; rows and columns count from 0."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None

    def texts(self, row: int) -> list[str]:
        """The different texts of a row, from left to right; a merged cell is one."""
        return list(dict.fromkeys(cell for cell in self.rows[row] if isinstance(cell, str)))

    def place(self, row: int, column: int) -> str:
        """What messages call a cell: `Sheet1!C7`."""
        cell = f"{column_letters(column)}{row + 1}"
        return f"{self.title}!{cell}" if self.title else cell
