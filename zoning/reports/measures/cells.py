"""The cells of tables as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.measures.tables import Cell, Column, Table
from zoning.reports.measures.words import word
from zoning.reports.words import said

NOTHING: Final = "—"
Plain = str | int | float | bool | None


def plain(value: Cell, lang: Lang) -> Plain:
    """A cell with one language of its text; numbers, truth and None as they are."""
    return said(value, lang) if isinstance(value, Titles) else value


def shown(cell: Cell, digits: int | None, lang: Lang) -> str:
    """A cell as text: a number rounded half-up from its decimal value to `digits`, None as a dash, never as 0."""
    value = plain(cell, lang)
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, str):
        return value
    number = decimal(value)
    if digits is None:
        return f"{number.normalize():f}" if number else "0"
    rounded = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def decimal(value: float) -> Decimal:
    """The decimal that a number stands for: whole numbers as they are, others to 15 significant digits.

    A double holds 15 digits of any decimal and then noise: 179163.333 ÷ 1000 is 179.16333300000002. With the noise
    gone, 2.675 is a half, and is rounded up. Raises ValueError for what is no number.
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        raise ValueError(f"a cell holds {value!r}, which is no number")
    return number


def heading(column: Column, lang: Lang) -> str:
    """The title of a column with its unit."""
    title = said(column.title, lang)
    if column.unit is None:
        return title
    return f"{title}（{column.unit}）" if lang == "zh" else f"{title} ({column.unit})"


def is_numeric(table: Table, place: int) -> bool:
    """Whether a column holds numbers: at least one, and nothing but numbers and None."""
    cells = [row[place] for row in table.rows if row[place] is not None]
    return bool(cells) and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)


def lines_up_right(table: Table, place: int) -> bool:
    """Whether a column stands to the right: of numbers, or one for numbers of which none is known."""
    column = table.columns[place]
    empty = all(row[place] is None for row in table.rows)
    return is_numeric(table, place) or (empty and (column.unit is not None or column.digits is not None))


def with_something(table: Table) -> Table:
    """The table without columns of texts in which no row has anything; a figure that is not known stays, as a dash."""
    kept = [
        place
        for place, column in enumerate(table.columns)
        if column.unit is not None
        or column.digits is not None
        or any(row[place] not in (None, "") for row in table.rows)
    ]
    if not table.rows:
        return table
    return Table(
        table.name,
        table.title,
        tuple(table.columns[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def printable(text: str) -> str:
    """A text without the control characters that no file format of tables or pages may hold."""
    return "".join(
        "\ufffd" if (ord(sign) < 32 and sign not in "\t\n\r") or ord(sign) in _BROKEN else sign for sign in text
    )


_BROKEN: Final = frozenset((*range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
