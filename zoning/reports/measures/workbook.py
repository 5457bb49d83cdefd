"""Measures as an Excel workbook: a sheet per table, numbers as numbers, then what columns mean and the method."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from layers.errors import Lang
from zoning.measures.tables import Table
from zoning.reports.measures.cells import Plain, decimal, heading, lines_up_right, plain, printable, shown
from zoning.reports.measures.csv_tables import columns_grid
from zoning.reports.measures.document import Document
from zoning.reports.measures.names import named_tables, unused
from zoning.reports.measures.statement import asked, method_line, opening, standing_name, standing_text, statement_rows
from zoning.reports.measures.words import word
from zoning.reports.timeless import timeless
from zoning.reports.words import said

_LONGEST_TITLE: Final = 31  # Excel's limit of a sheet's name
_LONGEST_TEXT: Final = 32_767  # and of a cell's text
_WIDEST: Final = 60
_MANY: Final = 8  # columns beyond which the first stays in sight and a page is printed lying
_HEAD: Final = 4  # the row of column titles; above it standing, title and method
_BOLD: Final = Font(bold=True)
_WARNING: Final = Font(bold=True, color="B00020")
_LINK: Final = Font(color="0563C1", underline="single")
_FILL: Final = PatternFill("solid", fgColor="E8EEF4")
_TOP: Final = Alignment(vertical="top")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:  # noqa: ARG001 - every writer alike
    """The workbook; of several measures its first sheet lists the others. `columns` and `method` come last."""
    book = Workbook()
    book.remove(book.worksheets[0])
    titles: set[str] = set()
    contents = _sheet(book, word("contents", lang), titles) if len(documents) > 1 else None
    listed: list[tuple[Document, str]] = []
    for document in documents:
        for table in document.tables:
            sheet = _sheet(book, said(table.title, lang), titles)
            _table(sheet, document, table, lang)
            listed.append((document, sheet.title))
        if not document.tables:
            listed.append((document, ""))
    if contents is not None:
        _contents(contents, listed, lang)
    _grid(_sheet(book, word("columns", lang), titles), columns_grid(named_tables(documents), lang), (24, 24, 32, 40))
    _method(_sheet(book, word("method", lang), titles), documents, lang)
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _sheet(book: Workbook, title: str, taken: set[str]) -> Worksheet:
    plain = re.sub(r"[\[\]:*?/\\]", "_", printable(title)).strip("' ") or "_"
    name = unused(plain[: _LONGEST_TITLE - 3], taken)
    taken.add(name)
    sheet: Worksheet = book.create_sheet(name)
    return sheet


def _contents(sheet: Worksheet, listed: Sequence[tuple[Document, str]], lang: Lang) -> None:
    """A row per sheet, with a link to it; a measure that could not be computed has a row that says why."""
    heads = [word(code, lang) for code in ("measure", "region", "as_of", "standing", "table")]
    rows = [
        (
            *asked(document, lang),
            standing_name(document, lang)
            if document.computed
            else "\n".join(said(note["text"], lang) for note in document.body["notes"]),
            title,
        )
        for document, title in listed
    ]
    _grid(sheet, [heads, *rows], (40, 28, 14, 60, 36))
    for row, (_, title) in enumerate(listed, start=2):
        if title:
            cell = sheet.cell(row, len(heads))
            quoted = title.replace("'", "''")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
            cell.font = _LINK


def _table(sheet: Worksheet, document: Document, table: Table, lang: Lang) -> None:
    put(sheet, 1, 1, f"{word('standing', lang)}: {standing_text(document, lang)}").font = (
        _BOLD if document.standing == "statutory" else _WARNING
    )
    put(sheet, 2, 1, " · ".join((*opening(document, lang), said(table.title, lang)))).font = _BOLD
    put(sheet, 3, 1, method_line(document, lang))
    for place, column in enumerate(table.columns, start=1):
        to_right = lines_up_right(table, place - 1)
        title = put(sheet, _HEAD, place, heading(column, lang))
        title.font, title.fill = _BOLD, _FILL
        title.alignment = Alignment(horizontal="right" if to_right else "left")
        number_format = "General" if column.digits is None else "0" + ("." + "0" * column.digits) * (column.digits > 0)
        for row, cells in enumerate(table.rows, start=_HEAD + 1):
            written = put(sheet, row, place, plain(cells[place - 1], lang))
            long = isinstance(written.value, str) and cell_len(written.value) > _WIDEST
            written.alignment = _WRAPPED if long else _TOP
            if isinstance(cells[place - 1], (int, float)) and not isinstance(cells[place - 1], bool):
                written.number_format = number_format
        texts = [heading(column, lang), *(shown(cells[place - 1], column.digits, lang) for cells in table.rows)]
        sheet.column_dimensions[get_column_letter(place)].width = _width(texts)
    named = len(table.columns) > _MANY and not lines_up_right(table, 0)
    sheet.freeze_panes = f"{'B' if named else 'A'}{_HEAD + 1}"
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"
    sheet.page_setup.orientation = "landscape" if len(table.columns) > _MANY else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _method(sheet: Worksheet, documents: Sequence[Document], lang: Lang) -> None:
    rows: list[tuple[Plain, ...]] = [(word("item", lang), word("value", lang))]
    for document in documents:
        rows += statement_rows(document, lang)
    _grid(sheet, rows, (24, 110))


def _grid(sheet: Worksheet, rows: Iterable[Sequence[Plain]], widths: Sequence[int]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = put(sheet, number, place, value)
            cell.alignment = _WRAPPED
            if number == 1:
                cell.font, cell.fill = _BOLD, _FILL
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def put(sheet: Worksheet, row: int, place: int, value: Plain) -> SheetCell:
    """A value put in a cell; a text is never read as a formula, an error or a number."""
    cell = sheet.cell(row, place)
    if not isinstance(cell, SheetCell):
        raise TypeError(f"{cell.coordinate} is part of a merged cell")
    if isinstance(value, str):
        cell.value = printable(value)[:_LONGEST_TEXT]
        cell.data_type = "s"
    elif value is not None:
        cell.value = value if isinstance(value, int) else float(decimal(value))
    return cell


def _width(texts: Iterable[str]) -> int:
    return min(_WIDEST, max(cell_len(text) for text in texts) + 2)
