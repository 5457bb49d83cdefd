"""A measure as lines for a terminal: what it rests on before any figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from layers.errors import Lang
from zoning.measures.tables import Table
from zoning.reports.measures.cells import heading, lines_up_right, shown, with_something
from zoning.reports.measures.document import Document
from zoning.reports.measures.statement import edition_line, method_line, opening
from zoning.reports.measures.words import both, word
from zoning.reports.words import both_texts, said

_WIDE = 100
_SHOWN = 12
_FEW = 4  # rows of a wide table that are set beside each other as columns instead
_LONGEST = 60  # places of a cell
_UNDER = "  "


def measure_lines(document: Document, lang: Lang) -> tuple[Text, ...]:
    """The lines of one measure; none is wrapped or padded to a width. Long tables end in “… +n”: files have it all."""
    return tuple(_lines(document, lang))


def _lines(document: Document, lang: Lang) -> Iterator[Text]:
    body = document.body
    line = Text(" · ".join(opening(document, lang)), style="bold")
    if document.standing not in (None, "statutory"):
        line.append(f"   ({both(f'{document.standing}_data', lang)})", style="bold red")
    if not document.computed:
        line.append(f"   {both('not_computable', lang)}", style="bold red")
        yield line
        for note in body["notes"]:
            yield Text(f"{_UNDER}{said(note['text'], lang)}")
        yield Text(f"{_UNDER}{both('id', lang)} {body['id']}", style="dim")
        return
    yield line
    if body["data_standing"] is not None and len({edition["layer"] for edition in body["editions"]}) > 1:
        yield Text(f"{_UNDER}{said(body['data_standing'], lang)}", style="bold")
    yield Text(f"{_UNDER}{method_line(document, lang)}", style="dim")
    for table in document.tables:
        yield Text("")
        yield from _table(with_something(table), lang)
    yield Text("")
    for note in body["notes"]:
        yield Text(f"{_UNDER}{word('note', lang)}: {said(note['text'], lang)}")
    for edition in body["editions"]:
        yield Text(f"{_UNDER}{word('edition', lang)}: {edition_line(document, edition, lang)}", style="dim")
    yield Text(f"{_UNDER}{said(body['caveat'], lang)}")
    yield Text(f"{_UNDER}{both('id', lang)} {body['id']}", style="dim")


def _table(table: Table, lang: Lang) -> Iterator[Text]:
    yield Text(f"{_UNDER}{both_texts(table.title, lang)}", style="bold")
    if not table.rows:
        yield Text(f"{_UNDER}{_UNDER}{word('none', lang)}", style="dim")
        return
    head = [heading(column, lang) for column in table.columns]
    kept = table.rows[: _SHOWN if len(table.rows) > _SHOWN + 1 else len(table.rows)]
    rows = [
        [_cut(shown(cell, column.digits, lang)) for cell, column in zip(row, table.columns, strict=True)]
        for row in kept
    ]
    right = [lines_up_right(table, place) for place in range(len(head))]
    if _width([head, *rows]) > _WIDE and len(table.rows) <= _FEW:
        yield from _aligned([[name, *cells] for name, cells in zip(head, zip(*rows, strict=True), strict=True)], right)
        return
    yield from _under_heads([head, *rows], right)
    if len(table.rows) > len(kept):
        yield Text(f"{_UNDER}{_UNDER}… +{len(table.rows) - len(kept)}", style="dim")


def _under_heads(grid: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[Text]:
    """A row per row, under the heads of the columns."""
    widths = [max(cell_len(row[place]) for row in grid) for place in range(len(right))]
    for number, row in enumerate(grid):
        cells = (_padded(cell, width, to_right) for cell, width, to_right in zip(row, widths, right, strict=True))
        yield Text(f"{_UNDER}{_UNDER}{'  '.join(cells)}".rstrip(), style="dim" if number == 0 else "")


def _aligned(grid: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[Text]:
    """A column of the table per line: its head, then its cells; texts over numbers, all to the right."""
    widths = [max(cell_len(row[place]) for row in grid) for place in range(len(grid[0]))]
    for number, row in enumerate(grid):
        cells = (_padded(cell, width, True) for cell, width in zip(row[1:], widths[1:], strict=True))
        line = Text(f"{_UNDER}{_UNDER}{_padded(row[0], widths[0], False)}  ", style="dim")
        line.append("  ".join(cells), style="default" if right[number] else "bold")
        yield line


def _cut(text: str) -> str:
    """A cell on one line, its end left out where it is prose."""
    line = " ".join(text.split())
    return line if cell_len(line) <= _LONGEST else f"{set_cell_size(line, _LONGEST - 1).rstrip()}…"


def _width(grid: Sequence[Sequence[str]]) -> int:
    return sum(max(cell_len(row[place]) for row in grid) + 2 for place in range(len(grid[0])))


def _padded(text: str, width: int, to_right: bool) -> str:
    """A Chinese character takes two places."""
    blank = " " * (width - cell_len(text))
    return blank + text if to_right else text + blank
