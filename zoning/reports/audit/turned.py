"""Tables of measures as paper can hold them: columns without anything are left, a wide one of few rows is turned."""

from __future__ import annotations

from typing import Final

from layers.definition_file import Titles
from zoning.measures.tables import Cell, Column, Table
from zoning.reports.measures.cells import heading, shown, with_something

_FEW: Final = 4  # rows of a wide table that are set beside each other as columns instead
_WIDE: Final = 9  # columns from which on a table is wide


def fitted(table: Table) -> Table:
    """The table, or where it is wide and has few rows, what its columns hold below each other."""
    kept = with_something(table)
    if len(kept.columns) < _WIDE or not 0 < len(kept.rows) <= _FEW:
        return kept
    first, *others = kept.columns
    heads = [_text(row[0], first) for row in kept.rows]
    columns = (Column(first.name, first.title), *(Column(f"row_{n}", head) for n, head in enumerate(heads, start=1)))
    rows = tuple(
        (
            Titles(zh=heading(column, "zh"), en=heading(column, "en")),
            *(_text(row[place], column) for row in kept.rows),
        )
        for place, column in enumerate(others, start=1)
    )
    return Table(kept.name, kept.title, columns, rows)


def _text(cell: Cell, column: Column) -> Titles:
    """A cell as it is shown, since a turned column holds values of many kinds."""
    return Titles(zh=shown(cell, column.digits, "zh"), en=shown(cell, column.digits, "en"))
