"""A sheet of cells as a table from outside holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

Why = Literal["formula", "error", "time"]
"""Why no value is taken from a cell that shows something: not calculated, an error value, a time of day."""


@dataclass(frozen=True)
class Unread:
    """A cell without a value to take; `shown` is what stands in it."""

    why: Why
    shown: str


Cell = str | int | float | bool | date | Unread | None
_DATE: Final = "date"


@dataclass(frozen=True)
class Sheet:
    """Rows of cells; `title` is empty where the file is the sheet, `hidden` where people do not see it."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False


def column_letters(column: int) -> str:
    """`A` for column 0, `AA` for column 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_json(cell: Cell) -> object:
    """A cell as JSON; `cell_of` reads it back."""
    if isinstance(cell, Unread):
        return {"why": cell.why, "shown": cell.shown}
    return {_DATE: cell.isoformat()} if isinstance(cell, date) else cell


def cell_of(value: Any) -> Cell:
    """The cell that `cell_json` wrote."""
    if not isinstance(value, dict):
        plain: Cell = value
        return plain
    return date.fromisoformat(value[_DATE]) if _DATE in value else Unread(value["why"], value["shown"])
