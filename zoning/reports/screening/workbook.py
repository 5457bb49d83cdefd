"""The results of a screening as a workbook: cells typed, no text read as a formula, verdicts in words and colour."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from layers.errors import Lang
from zoning.measures.tables import Column
from zoning.reports.measures.cells import decimal, heading, printable
from zoning.reports.screening.basis import BASIS, basis_rows, standing_line
from zoning.reports.screening.sheets import PROBLEMS, SHEETS, Cell, Sheet, head_problems
from zoning.reports.timeless import timeless
from zoning.reports.words import said
from zoning.screening.results import Results, word_of

_LONGEST: Final = 32_767  # characters that Excel allows in a cell
_BOLD, _WARNING = Font(bold=True), Font(bold=True, color="B00020")
_HEAD: Final = PatternFill("solid", fgColor="E8EEF4")
_WRAPPED, _TOP = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
_FILLS: Final = {
    word: PatternFill("solid", fgColor=colour)
    for word, colour in {
        "prohibited": "F4C7C3",
        "conditional": "FCE8B2",
        "undetermined": "E1D5F0",
        "admissible": "C8E6C9",
        "problem": "D9D9D9",
    }.items()
}
_WIDE: Final = {"reasons": 60, "first_questions": 50, "rules": 60, "basis": 44, "reason_zh": 70, "reason_en": 70}
_WIDTHS: Final = _WIDE | {"name": 28, "feature_name": 28, "id": 24, "notes": 50, "column": 22, "class_title": 22}
_ORDINARY: Final = 14
_DAY: Final = "yyyy-mm-dd"
Target = Any  # a write-only worksheet, most of whose attributes its type hints leave out


def write(results: Results, caveat: Mapping[str, Any], lang: Lang) -> bytes:
    """The workbook; rows are read once and written as they come, so that its size takes no memory."""
    book = Workbook(write_only=True)
    warning = standing_line(results, lang)
    written: dict[str, Target] = {}
    for sheet in SHEETS:
        written[sheet.name] = _begun(book, sheet, warning, caveat, lang)
    for cells in head_problems(results, lang):
        written[PROBLEMS.name].append(_cells(written[PROBLEMS.name], PROBLEMS.columns, cells))
    for row in results.rows():
        tone = word_of(row)
        for sheet in SHEETS:
            target = written[sheet.name]
            for cells in sheet.rows(row, lang):
                line = _cells(target, sheet.columns, cells)
                if sheet.verdict is not None:
                    line[sheet.verdict].fill, line[sheet.verdict].font = _FILLS[tone], _BOLD
                target.append(line)
    _basis(book, results, caveat, lang)
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def _begun(book: Workbook, sheet: Sheet, warning: str | None, caveat: Mapping[str, Any], lang: Lang) -> Target:
    """A sheet with its head: what must be said of the data, then the titles of its columns, which stay in sight."""
    target: Target = book.create_sheet(said(sheet.title, lang))
    above = [(warning, _WARNING)] if warning else []
    above.append((str(caveat[lang]), _BOLD))
    head = len(above) + 1
    target.freeze_panes = f"D{head + 1}"
    target.auto_filter.ref = f"A{head}:{get_column_letter(len(sheet.columns))}{head}"
    target.print_title_rows = f"{head}:{head}"
    target.page_setup.orientation, target.page_setup.fitToHeight = "landscape", 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for place, column in enumerate(sheet.columns, start=1):
        target.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.name, _ORDINARY)
    for text, font in above:
        target.append([_cell(target, text, font=font)])
    target.append([_cell(target, heading(one, lang), font=_BOLD, fill=_HEAD) for one in sheet.columns])
    return target


def _cells(target: Target, columns: Sequence[Column], cells: Sequence[Cell]) -> list[SheetCell]:
    return [_value(target, column, cell) for column, cell in zip(columns, cells, strict=True)]


def _value(target: Target, column: Column, value: Cell) -> SheetCell:
    cell = _cell(target, value)
    cell.alignment = _WRAPPED if column.name in _WIDTHS else _TOP
    if isinstance(value, float) and column.digits is not None:
        cell.number_format = "0" + ("." + "0" * column.digits) * (column.digits > 0)
    return cell


def _cell(target: Target, value: Cell, *, font: Font | None = None, fill: PatternFill | None = None) -> SheetCell:
    """A value in a cell; a text is never read as a formula, an error or a number."""
    cell: SheetCell = WriteOnlyCell(target)
    if isinstance(value, str):
        cell.value = printable(value)[:_LONGEST]
        cell.data_type = "s"
    elif value is not None:
        cell.value = float(decimal(value)) if isinstance(value, float) else value
    if isinstance(value, date):
        cell.number_format = _DAY
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    return cell


def _basis(book: Workbook, results: Results, caveat: Mapping[str, Any], lang: Lang) -> None:
    target: Target = book.create_sheet(said(BASIS, lang))
    widths: Iterable[tuple[str, int]] = zip("ABCD", (40, 60, 16, 68), strict=True)
    for letter, width in widths:
        target.column_dimensions[letter].width = width
    warning = standing_line(results, lang)
    if warning:
        target.append([_cell(target, warning, font=_WARNING)])
    for cells in basis_rows(results, caveat, lang):
        line = [_cell(target, value) for value in cells]
        for cell in line:
            cell.alignment = _WRAPPED
        target.append(line)
