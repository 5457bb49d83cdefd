"""CSV as Excel and WPS write it: comma, semicolon or tab, quoted texts, GBK or UTF-8."""

from __future__ import annotations

import csv
import io

from layers.errors import BadFile, TooLarge
from layers.intake.delivered import Delivered
from layers.intake.grid import Grid, cell_of
from layers.intake.table import deliver_grids
from layers.intake.table_header import heads_at
from layers.intake.text import decode

_SEPARATORS = ",\t;，"
_HEAD_ROWS = 60
_MOST_CELLS = 5_000_000


def deliver(data: bytes, name: str) -> Delivered:
    """The corner tables of a CSV. Raises BadFile, TooLarge, BadGeometry naming the cell, BadCRS."""
    text, notes = decode(data)
    return deliver_grids([_grid(text)], name, None, notes)


def has_head(text: str) -> bool:
    """Whether the beginning of a text holds the head of a corner table in one of its first rows."""
    lines = "\n".join(text.splitlines()[:_HEAD_ROWS])
    try:
        grid = _grid(lines)
    except BadFile:
        return False
    return any(heads_at(grid, row) for row in range(len(grid.rows)) if _is_split(grid, row))


def _is_split(grid: Grid, row: int) -> bool:
    return sum(cell is not None for cell in grid.rows[row]) > 1


def _grid(text: str) -> Grid:
    separator = _separator(text)
    if separator == "，":  # the reader of CSV takes it as it takes any character
        text = text.replace("，", ",") if "," not in text else text
        separator = "," if "，" not in text else separator
    rows = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            count += len(row)
            if count > _MOST_CELLS:
                raise TooLarge(
                    f"CSV 有超过 {_MOST_CELLS} 个单元格；请拆分文件",
                    f"the CSV has more than {_MOST_CELLS} cells; split it",
                )
            rows.append(tuple(cell_of(cell) for cell in row))
    except csv.Error as fault:
        raise BadFile(
            f"CSV 第 {len(rows) + 1} 行读不出（{fault}）；请核对引号并另存",
            f"row {len(rows) + 1} of the CSV cannot be read ({fault}); check its quotation marks and save it anew",
        ) from fault
    return Grid("", tuple(rows))


def _separator(text: str) -> str:
    """The separator that most rows of the beginning hold."""
    lines = text.splitlines()[:_HEAD_ROWS]
    return max(_SEPARATORS, key=lambda mark: sum(mark in line for line in lines))
