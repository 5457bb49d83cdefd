"""A workbook to fill in for a screening: heads of columns with lists of what they may hold, and what each means."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.facts import OPINIONS, FactKind
from zoning.projects import ROLES
from zoning.reports.timeless import timeless
from zoning.reports.words import said, word
from zoning.screening.columns import Columns

_SHEETS: Final = {
    "projects": Titles(zh="项目", en="Projects"),
    "about": Titles(zh="填写说明", en="What the columns mean"),
    "facts": Titles(zh="全部事实", en="All facts"),
    "lists": Titles(zh="选项", en="Lists"),
}
_ROWS: Final = 1000  # below the heads, to which lists and formats reach
_BOLD, _FILL = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_CRS: Final = ("EPSG:4490", "EPSG:4326", "gk3:39", "gk3:40", "gk3:41", "GCJ02", "BD09")
_TEXT, _DAY = "@", "yyyy-mm-dd"


def template(columns: Columns, lang: Lang) -> bytes:
    """The workbook; heads are known to `Columns` in either language. The same definitions give the same bytes."""
    book = Workbook()
    projects = book.worksheets[0]
    projects.title = _title("projects", lang)
    lists = _Lists(book.create_sheet(_title("lists", lang)))
    heads: list[tuple[str, str, Sequence[str]]] = [
        (said(kind.title, lang), said(kind.about, lang), _choices(kind.column, lang)) for kind in columns.kinds
    ]
    heads += [(said(fact.title, lang), _about(fact, lang), _allowed(fact, lang)) for fact in _shown(columns)]
    for place, (head, about, allowed) in enumerate(heads, start=1):
        cell = projects.cell(1, place, head)
        cell.font, cell.fill, cell.alignment = _BOLD, _FILL, _WRAPPED
        cell.comment = Comment(about, "sanxian", width=320, height=120)
        letter = get_column_letter(place)
        projects.column_dimensions[letter].width = 16
        if allowed:
            projects.add_data_validation(lists.validation(allowed, f"{letter}2:{letter}{_ROWS + 1}", lang))
    for place, kind in enumerate(columns.kinds, start=1):
        if kind.column in ("id", "industry", "as_of"):  # a number cell would lose the zero that a code begins with
            for row in range(2, _ROWS + 2):
                projects.cell(row, place).number_format = _DAY if kind.column == "as_of" else _TEXT
    projects.freeze_panes = "C2"
    _explained(book.create_sheet(_title("about", lang), 1), columns, lang)
    _facts(book.create_sheet(_title("facts", lang), 2), columns, lang)
    lists.sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


class _Lists:
    """A hidden sheet of what cells may hold: a list within a validation itself may have 255 characters at most."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._ranges: dict[tuple[str, ...], str] = {}

    def validation(self, allowed: Sequence[str], cells: str, lang: Lang) -> DataValidation:
        """The validation of cells by a list, each list kept once; another value is warned of, not refused."""
        key = tuple(allowed)
        if key not in self._ranges:
            place = len(self._ranges) + 1
            for row, text in enumerate(key, start=1):
                self.sheet.cell(row, place, text)
            letter = get_column_letter(place)
            self._ranges[key] = f"'{self.sheet.title}'!${letter}$1:${letter}${len(key)}"
        made = DataValidation(type="list", formula1=self._ranges[key], allow_blank=True, errorStyle="warning")
        made.error = "不在选项中" if lang == "zh" else "not in the list"
        made.showErrorMessage = True
        made.add(cells)
        return made


def _explained(sheet: Worksheet, columns: Columns, lang: Lang) -> None:
    zh = lang == "zh"
    rows: list[Sequence[str]] = [("列", "含义", "也可写作") if zh else ("Column", "Meaning", "Also known as")]
    rows += [(said(kind.title, lang), said(kind.about, lang), "、".join(kind.heads)) for kind in columns.kinds]
    rows += [
        ("", "", ""),
        ("位置", "每个项目只写一种：经纬度，或 X、Y 坐标，或 WKT，或图形文件", "")
        if zh
        else ("Place", "give one for a project: lon and lat, northing and easting, WKT, or a file", ""),
        ("事实", "任何事实都可作为一列，表头写名称或代码；空着即未知，可能使结论未定", "")
        if zh
        else ("Facts", "any fact may be a column, by title or id; left empty it is unknown and may leave it open", ""),
    ]
    _grid(sheet, rows, (22, 80, 60))


def _facts(sheet: Worksheet, columns: Columns, lang: Lang) -> None:
    zh = lang == "zh"
    rows: list[Sequence[str]] = [("名称", "代码", "问题", "可填") if zh else ("Title", "Id", "Question", "Allowed")]
    for fact in columns.facts.values():
        allowed = "、".join(_allowed(fact, lang)) or _type(fact, lang)
        rows.append((said(fact.title, lang), fact.fact, said(fact.question, lang), allowed))
    _grid(sheet, rows, (40, 32, 70, 70))


def _grid(sheet: Worksheet, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"
            cell.alignment = _WRAPPED
            if number == 1:
                cell.font, cell.fill = _BOLD, _FILL
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _shown(columns: Columns) -> list[FactKind]:
    return [columns.facts[name] for name in columns.template]


def _choices(column: str, lang: Lang) -> Sequence[str]:
    if column == "role":
        return [word(role, lang) for role in ROLES] if lang == "zh" else ROLES
    return _CRS if column == "crs" else ()


def _allowed(fact: FactKind, lang: Lang) -> Sequence[str]:
    """What a cell of a fact may hold, as people read it."""
    if fact.type == "boolean":
        return ("是", "否") if lang == "zh" else ("yes", "no")
    titles = OPINIONS if fact.type == "opinion" else fact.values
    return [said(titles[code], lang) for code in titles]


def _type(fact: FactKind, lang: Lang) -> str:
    told = {"number": ("数字", "a number"), "text": ("文字", "text")}[fact.type][lang == "en"]
    return f"{told} {fact.unit}" if fact.unit else told


def _about(fact: FactKind, lang: Lang) -> str:
    return f"{said(fact.question, lang)}\n{fact.fact}"


def _title(name: str, lang: Lang) -> str:
    return said(_SHEETS[name], lang)
