"""A report as an Excel workbook: the whole text in its order on the first sheet, and a sheet for every table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

from layers.definition_file import Titles
from zoning.measures.tables import Cell
from zoning.reports.measures.cells import lines_up_right
from zoning.reports.measures.names import unused
from zoning.reports.measures.workbook import put
from zoning.reports.model import Fields, Figure, Grid, Items, Paragraph, Report, ReportLang, Signature
from zoning.reports.timeless import timeless
from zoning.reports.writers import words
from zoning.reports.writers.walk import Heading, Placed, walk

_LONGEST_TITLE: Final = 31  # Excel's limit of a sheet's name
_WIDEST: Final = 60
_MANY: Final = 8  # columns beyond which a page is printed lying
_ABOVE: Final = 3  # rows above the titles of a table: number and ledger, mark, caption
_BOLD: Final = Font(bold=True)
_FAINT: Final = Font(color="55626B")
_WARNING: Final = Font(bold=True, color="B00020")
_LINK: Final = Font(color="0563C1", underline="single")
_FILL: Final = PatternFill("solid", fgColor="E8EEF4")
_TOP: Final = Alignment(vertical="top")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_TEXT_WIDTHS: Final = (10, 14, 34, 100)

Line = tuple[str, str, str, Cell]


def write(report: Report, lang: ReportLang) -> tuple[bytes, tuple[Titles, ...]]:
    """The workbook: numbers are numbers as they were computed, and no text is read as a formula."""
    book = Workbook()
    text: Worksheet = book.worksheets[0]
    text.title = _sheet_name(words.word("report", lang).main)
    taken = {text.title}
    sheets: dict[int, str] = {}
    for step in walk(report):
        if isinstance(step, Placed) and isinstance(step.block, Grid) and step.number is not None:
            wanted = _sheet_name(f"{step.number} {words.said(step.block.table.title, lang).main}")
            sheets[step.number] = unused(wanted, taken)
            taken.add(sheets[step.number])
            _table(book.create_sheet(sheets[step.number]), report, step.block, step.number, lang)
    _text(text, report, sheets, lang)
    book.properties.title = words.clean(words.said(report.subject, lang).main)
    book.properties.creator = "sanxian"
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue(), report.day), ()


def _text(sheet: Worksheet, report: Report, sheets: dict[int, str], lang: ReportLang) -> None:
    heads = [words.word(code, lang).joined("\n") for code in ("section", "kind", "field", "text")]
    for place, title in enumerate(heads, start=1):
        cell = put(sheet, 1, place, title)
        cell.font, cell.fill, cell.alignment = _BOLD, _FILL, _WRAPPED
    for row, (section, kind, name, value) in enumerate([*_front(report, lang), *_lines(report, lang)], start=2):
        for place, one in enumerate((section, kind, name), start=1):
            put(sheet, row, place, one).alignment = _WRAPPED
        cell = put(sheet, row, 4, _value(value, lang))
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        if not kind:
            cell.font = _BOLD
    for row, number in _table_rows(sheet, sheets, lang):
        quoted = sheets[number].replace("'", "''")
        cell = put(sheet, row, 3, sheets[number])
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
        cell.font = _LINK
    for place, width in enumerate(_TEXT_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    _page(sheet, report, lang, lying=False)


def _front(report: Report, lang: ReportLang) -> Iterator[Line]:
    """What stands on the first page of paper."""
    field = words.word("field", lang).joined("\n")
    yield "", "", "", report.title
    yield "", "", "", report.subject
    if report.mark is not None:
        yield "", "", "", report.mark
    yield "", field, words.word("number", lang).joined("\n"), report.number
    yield "", field, words.word("ledger", lang).joined("\n"), _ledger(report)
    yield "", field, words.word("day", lang).joined("\n"), report.day.isoformat()
    if report.address is not None:
        yield "", field, words.word("scan", lang).joined("\n"), report.address
    if report.outcome is not None:
        outcome = words.word("outcome", lang).joined("\n")
        yield "", field, outcome, report.outcome.word
        if report.outcome.beside is not None:
            yield "", field, outcome, report.outcome.beside


def _ledger(report: Report) -> Cell:
    return words.WORDS["not_recorded"] if report.ledger is None else report.ledger


def _lines(report: Report, lang: ReportLang) -> Iterator[Line]:
    """Section, kind, name and text of everything in the order of reading; a heading has no kind."""
    section = ""
    kinds = {code: words.word(code, lang).joined("\n") for code in ("paragraph", "item", "field", "place")}
    for step in walk(report):
        if isinstance(step, Heading):
            section = step.number
            yield section, "", "", step.title
            continue
        block = step.block
        if isinstance(block, Paragraph):
            yield section, kinds["paragraph"], "", block.text
        elif isinstance(block, Items):
            yield from ((section, kinds["item"], "", one) for one in block.texts)
        elif isinstance(block, Fields):
            yield from (
                (section, kinds["field"], words.said(name, lang).joined("\n"), value) for name, value in block.rows
            )
        elif isinstance(block, Grid):
            yield section, _numbered("table", step.number, lang), "", block.table.title
        elif isinstance(block, Figure):
            yield section, _numbered("figure", step.number, lang), "", block.title
            yield section, _numbered("figure", step.number, lang), "", block.alt
        elif isinstance(block, Signature):
            yield from ((section, kinds["place"], "", one) for one in block.places)
        else:
            raise TypeError(f"no such block: {type(block).__name__}")


def _numbered(code: str, number: int | None, lang: ReportLang) -> str:
    return f"{words.word(code, lang).main} {number}"


def _table_rows(sheet: Worksheet, sheets: dict[int, str], lang: ReportLang) -> Iterator[tuple[int, int]]:
    """Rows of the text that name a table, with its number."""
    names = {_numbered("table", number, lang): number for number in sheets}
    for (cell,) in sheet.iter_rows(min_row=2, min_col=2, max_col=2):
        if isinstance(cell.value, str) and cell.value in names:
            yield cell.row, names[cell.value]


def _table(sheet: Worksheet, report: Report, grid: Grid, number: int, lang: ReportLang) -> None:
    table = grid.table
    foot = f"{words.clean(words.number(report, lang))} · {words.ledger(report, lang).joined()}"
    put(sheet, 1, 1, foot).font = _FAINT
    put(sheet, 2, 1, "" if report.mark is None else words.said(report.mark, lang).joined()).font = _WARNING
    caption = f"{_numbered('table', number, lang)} {words.said(table.title, lang).joined()}"
    put(sheet, 3, 1, caption).font = _BOLD
    heads = words.heads(table, lang)
    tones = dict(grid.tones)
    for place, column in enumerate(table.columns, start=1):
        right = lines_up_right(table, place - 1)
        title = put(sheet, _ABOVE + 1, place, heads[place - 1].joined("\n"))
        title.font, title.fill = _BOLD, _FILL
        title.alignment = Alignment(horizontal="right" if right else "left", wrap_text=True, vertical="bottom")
        number_format = "General" if column.digits is None else "0" + ("." + "0" * column.digits) * (column.digits > 0)
        texts = [heads[place - 1].joined("\n")]
        for row, cells in enumerate(table.rows):
            value = cells[place - 1]
            written = put(sheet, row + _ABOVE + 2, place, _value(value, lang))
            texts.append(words.cell(value, column.digits, lang).joined("\n"))
            written.alignment = _WRAPPED if isinstance(value, (str, Titles)) else _TOP
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                written.number_format = number_format
            if row in grid.totals or row in tones:
                colour = words.COLOURS[tones.get(row, "plain")].removeprefix("#")
                written.font = Font(bold=row in grid.totals, color=colour)
        longest = max(cell_len(line) for text in texts for line in text.split("\n"))
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, longest + 2)
    below = len(table.rows) + _ABOVE + 2
    if not table.rows:
        put(sheet, below, 1, words.word("nothing", lang).joined()).font = _FAINT
    if grid.note is not None:
        put(sheet, below + 1, 1, words.said(grid.note, lang).joined()).font = _FAINT
    sheet.freeze_panes = f"A{_ABOVE + 2}"
    sheet.print_title_rows = f"{_ABOVE + 1}:{_ABOVE + 1}"
    _page(sheet, report, lang, lying=len(table.columns) > _MANY)


def _page(sheet: Worksheet, report: Report, lang: ReportLang, *, lying: bool) -> None:
    """A4 in one page's width, with number, ledger and page at the foot of every printed page."""
    sheet.page_setup.orientation = "landscape" if lying else "portrait"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    told = f"{words.number(report, lang)}\n{words.ledger(report, lang).joined()}".replace("&", "&&")
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(text=told), right=_HeaderFooterPart(text="&P / &N"))


def _value(value: Cell, lang: ReportLang) -> str | int | float | bool | None:
    if isinstance(value, Titles):
        return words.said(value, lang).joined("\n")
    if isinstance(value, bool):
        return words.cell(value, None, lang).joined("\n")
    return value


def _sheet_name(title: str) -> str:
    plain = re.sub(r"[\[\]:*?/\\\n]", "_", words.clean(title)).strip("' ") or "_"
    return plain[: _LONGEST_TITLE - 3]
