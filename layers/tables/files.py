"""Workbooks (.xlsx by openpyxl, .xls by calamine) and CSV as sheets of cells; runs inside the child process."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from layers.errors import BadFile, TooLarge
from layers.intake.text import decode
from layers.intake.types import ReadLimits
from layers.tables.sheet import Cell, Sheet, Unread

MOST_CELLS: Final = 5_000_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ERROR: Final = re.compile(r"#[A-Z0-9/]+[!?]?")
_CHUNK: Final = 1 << 20
# what openpyxl and the archive below it raise for a workbook that is none; faults of XML are SyntaxErrors
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, AttributeError, EOFError, LookupError,
    NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


def sheets_of(path: Path, name: str, limits: ReadLimits) -> tuple[Sheet, ...]:
    """The sheets of a file, by its content. Raises BadFile, TooLarge."""
    with path.open("rb") as file:
        head = file.read(4)
    if head == _ZIP:
        _require_unpacked(path, name, limits)
        return tuple(_xlsx(path, name))
    if head == _OLE:
        return tuple(_xls(path, name))
    return (_csv(path.read_bytes(), name),)


def _require_unpacked(path: Path, name: str, limits: ReadLimits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except _BROKEN as fault:
        raise _damaged(name) from fault
    if size > limits.unpacked_bytes:
        raise TooLarge(
            f"{name} 解开后超过上限 {limits.unpacked_bytes} 字节；请拆分",
            f"{name} unpacks to more than the limit of {limits.unpacked_bytes} bytes; split it",
        )


def _xlsx(path: Path, name: str) -> Iterator[Sheet]:
    import openpyxl  # noqa: PLC0415 - of three kinds of file one is read
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        content = path.read_bytes()  # a file by its name would have to be called .xlsx

        def opened(*, values: bool) -> Any:
            return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)

        values = opened(values=True)
        formulas = opened(values=False) if _has_formulas(path) else None
        for sheet in values.worksheets:
            sheet.reset_dimensions()
            rows = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            _require_size(rows, name)
            if formulas is not None:
                written = formulas[sheet.title]
                written.reset_dimensions()
                for row, texts in zip(rows, written.iter_rows(values_only=True), strict=True):
                    _mark_uncalculated(row, texts)
            yield Sheet(sheet.title, tuple(map(tuple, rows)), hidden=sheet.sheet_state != "visible")
    except (InvalidFileException, *_BROKEN) as fault:
        raise _damaged(name) from fault


def _has_formulas(path: Path) -> bool:
    """Whether any sheet holds a formula: only then is a second look worth its time."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith("xl/worksheets/"):
                with archive.open(entry) as file:
                    tail = b""
                    while chunk := file.read(_CHUNK):
                        if re.search(rb"<(\w+:)?f[ >/]", tail + chunk):
                            return True
                        tail = chunk[-16:]
    return False


def _mark_uncalculated(row: list[Cell], texts: Sequence[Any]) -> None:
    """A formula without a calculated value reads as empty, and an empty cell says nothing: told apart here."""
    for place, text in enumerate(texts):
        if row[place] is None and text is not None:
            row[place] = Unread("formula", str(text)[:200])


def _xls(path: Path, name: str) -> Iterator[Sheet]:
    import python_calamine  # noqa: PLC0415 - of three kinds of file one is read

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for about in book.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            rows = [[_cell(value) for value in row] for row in book.get_sheet_by_name(about.name).to_python()]
            _require_size(rows, name)
            hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
            yield Sheet(about.name, tuple(map(tuple, rows)), hidden=hidden)
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise _damaged(name) from fault


def _csv(data: bytes, name: str) -> Sheet:
    try:
        text, _ = decode(data)
    except BadFile as fault:
        raise BadFile(f"{name}：{fault.zh}", f"{name}: {fault.en}") from fault
    if "\0" in text:
        raise BadFile(
            f"{name} 不是表格：既不是 xlsx/xls，也不是 CSV 文本；请另存为其中一种",
            f"{name} is no table: neither xlsx or xls nor CSV text; save it as one of them",
        )
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first.count)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))  # of the whole process: never lowered
    try:
        rows = [[_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as fault:
        raise BadFile(
            f"{name} 不是完好的 CSV（{fault}）；请重新导出", f"{name} is no sound CSV ({fault}); export it again"
        ) from fault
    _require_size(rows, name)
    return Sheet("", tuple(map(tuple, rows)))


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else Unread("time", str(value))
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return Unread("time", str(value))
    text = str(value).strip()
    return Unread("error", text) if _ERROR.fullmatch(text) else text or None


def _require_size(rows: Iterable[Sequence[object]], name: str) -> None:
    count = sum(map(len, rows))
    if count > MOST_CELLS:
        raise TooLarge(
            f"{name} 的一个工作表有 {count} 个单元格，超过上限 {MOST_CELLS}；请拆分",
            f"a sheet of {name} has {count} cells, more than the limit of {MOST_CELLS}; split it",
        )


def _damaged(name: str) -> BadFile:
    return BadFile(
        f"{name} 不完整、已加密或不是工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx",
        f"{name} is incomplete, encrypted or no workbook; open it and save it again as .xlsx",
    )
