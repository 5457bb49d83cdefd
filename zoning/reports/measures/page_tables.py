"""Tables as they stand on a page: upright, or on their side, and how small they must be printed to fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from layers.errors import Lang
from zoning.measures.tables import Column, Table
from zoning.reports.measures.cells import heading, lines_up_right, shown, with_something
from zoning.reports.words import said

_FEW: Final = 4  # rows of a wide table that are set beside each other as columns instead
_ROOM: Final = 118  # places (half the width of a Chinese character) of a line on screen
_WHOLE: Final = 18  # places up to which a text of a narrow column, or a heading, is not broken
_PROSE: Final = 24  # places below which a column of prose is not made narrower
_PAPER: Final = 516.0  # points between the margins of A4
_PLACE: Final = 0.54  # ems of a place
_LARGEST, _SMALLEST = 8.5, 6.0  # points in print


@dataclass(frozen=True)
class PageCell:
    """A text; `head` is one of `row`, `col` or empty; `unit` is set behind a heading, on a line of its own if need be.

    `whole`: the column is so narrow that its texts are never broken.
    """

    text: str
    right: bool
    head: str = ""
    unit: str = ""
    whole: bool = False


@dataclass(frozen=True)
class PageTable:
    """Rows of cells, the first a head; `points` is the size at which it fits on A4."""

    title: str
    head: tuple[PageCell, ...]
    rows: tuple[tuple[PageCell, ...], ...]
    points: float
    wide: bool


def page_table(table: Table, lang: Lang) -> PageTable:
    """A table in one language; one that is wide and has few rows is turned on its side."""
    kept = with_something(table)
    places = range(len(kept.columns))
    rows = [[shown(row[n], kept.columns[n].digits, lang) for n in places] for row in kept.rows]
    right = [lines_up_right(kept, n) for n in places]
    longest = [max((cell_len(row[n]) for row in rows), default=0) for n in places]
    heads = [_heading(column, number, lang) for column, number in zip(kept.columns, right, strict=True)]
    needed = sum(2 + _places(heads[n], longest[n], right[n]) for n in places)
    title = said(table.title, lang)
    if needed > _ROOM and 0 < len(rows) <= _FEW:
        return _turned(title, heads, rows)
    cells = tuple(
        tuple(
            PageCell(
                row[n], right[n], "row" if n == 0 and not right[n] else "", "", not right[n] and longest[n] <= _WHOLE
            )
            for n in places
        )
        for row in rows
    )
    points = max(_SMALLEST, min(_LARGEST, _PAPER / (_PLACE * needed)))
    return PageTable(title, tuple(heads), cells, round(points, 1), needed > _ROOM)


def _heading(column: Column, right: bool, lang: Lang) -> PageCell:
    name = said(column.title, lang)
    return PageCell(name, right, "col", heading(column, lang)[len(name) :], cell_len(name) <= _WHOLE)


def _places(head: PageCell, longest: int, number: bool) -> int:
    """Places that a column needs at least: a number is never broken, a long heading and prose are."""
    words = cell_len(head.text) if head.whole else max(len(word) if word.isascii() else 4 for word in head.text.split())
    return max(longest if number else min(longest, _PROSE), words, cell_len(head.unit.strip()))


def _turned(title: str, heads: list[PageCell], rows: list[list[str]]) -> PageTable:
    """A line per column; what the first column holds stands at the head."""
    prose = max(cell_len(text) for row in rows for text in row) > 2 * _PROSE
    return PageTable(
        title,
        (PageCell(heads[0].text, False, "col"), *(PageCell(row[0], not prose, "col") for row in rows)),
        tuple(
            (PageCell(name.text, False, "row", name.unit), *(PageCell(row[n], not prose) for row in rows))
            for n, name in enumerate(heads)
            if n > 0
        ),
        _LARGEST,
        False,
    )
