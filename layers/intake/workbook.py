"""Workbooks: .xlsx by openpyxl, .xls by calamine, each sheet as a grid of the values last calculated."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from layers.errors import BadFile, TooLarge
from layers.intake.bounds import memory_within
from layers.intake.delivered import Delivered
from layers.intake.foreign import library
from layers.intake.grid import Cell, Grid, Unreadable, cell_of
from layers.intake.table import deliver_grids

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MARKER = "xl/workbook.xml"
"""The member that makes a zip an .xlsx."""
_MOST_BYTES = 100_000_000  # unpacked: openpyxl takes some fifty times the size of a sheet
_XLS_MEMORY = 800_000_000  # the largest sheet of Excel 2003 is 65 536 by 256 cells
_MOST_CELLS = 1_000_000
_DAMAGED = ("工作簿已损坏或不完整", "the workbook is damaged or incomplete")


def read_xlsx(path: Path, name: str, layer: str | None) -> Delivered:
    """The corner tables of an .xlsx. Raises BadFile, TooLarge, BadGeometry naming sheet and cell, BadCRS."""
    with library(*_DAMAGED), path.open("rb") as file:  # opened here: openpyxl goes by the suffix of a name
        _require_plain(file)
        grids = _xlsx_grids(file)
    return deliver_grids(grids, name, layer)


def read_xls(path: Path, name: str, layer: str | None) -> Delivered:
    """The corner tables of an .xls of Excel 97–2003, whose hidden rows and formulas cannot be told. As `read_xlsx`."""
    with library(*_DAMAGED):
        _require_sound_header(path)
        with memory_within(_XLS_MEMORY):  # calamine follows a chain of sectors that bites its tail without end
            grids = _xls_grids(path)
    return deliver_grids(grids, name, layer)


def _require_sound_header(path: Path) -> None:
    """Refuse a compound file whose header states sizes beyond the file: calamine takes the memory they ask for."""
    with path.open("rb") as file:
        head = file.read(512)
    # [MS-CFB] 2.2: sector shifts at 30 and 32; counts of sectors of directory, FAT, mini FAT and DIFAT
    shift, mini = struct.unpack("<HH", head[30:34])
    counts = [struct.unpack("<I", head[at : at + 4])[0] for at in (40, 44, 64, 72)]
    if shift not in (9, 12) or mini != 6 or max(counts) > path.stat().st_size >> shift:
        raise ValueError("its header contradicts its size")


def _require_plain(file: BinaryIO) -> None:
    """Refuse a workbook that unpacks too large, or whose XML declares entities (they may grow without end)."""
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        size = sum(info.file_size for info in infos)
        if size > _MOST_BYTES:
            raise TooLarge(
                f"工作簿解开后有 {size} 字节，超过上限 {_MOST_BYTES}；请只留坐标表另存",
                f"the workbook unpacks to {size} bytes, more than the limit of {_MOST_BYTES}; keep only the table of "
                "coordinates and save it anew",
            )
        for info in infos:
            if info.filename.lower().endswith((".xml", ".rels", ".vml")):
                with archive.open(info) as part:
                    _require_no_doctype(part.read(), info.filename)


def _require_no_doctype(data: bytes, part: str) -> None:
    begun: list[str] = []

    def doctype(*_: object) -> None:
        raise BadFile(
            f"工作簿的 {part} 含有 DOCTYPE 声明，不予读取；请用 Excel 或 WPS 另存后再交",
            f"{part} of the workbook has a DOCTYPE, which is not read; save it anew with Excel or WPS",
        )

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda tag, _: begun.append(tag)
    for start in range(0, len(data), 4096):
        parser.Parse(data[start : start + 4096], False)
        if begun:  # a DOCTYPE stands before the first element
            return


def _xlsx_grids(file: BinaryIO) -> list[Grid]:
    import openpyxl  # noqa: PLC0415 - half a second

    formulas = openpyxl.load_workbook(file, read_only=True, keep_links=False)
    uncalculated: dict[str, dict[tuple[int, int], str]] = {}
    count = 0
    for sheet in formulas.worksheets:
        here = uncalculated.setdefault(sheet.title, {})
        sheet.reset_dimensions()  # what a sheet says of its size would be filled with empty cells
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                count += 1
                if count > _MOST_CELLS:
                    raise TooLarge(
                        f"工作簿有超过 {_MOST_CELLS} 个单元格；请只留坐标表另存",
                        f"the workbook has more than {_MOST_CELLS} cells; keep only the table of coordinates",
                    )
                if cell.data_type == "f":
                    here[cell.row - 1, cell.column - 1] = str(cell.value)
    formulas.close()
    book = openpyxl.load_workbook(file, data_only=True, keep_links=False)
    return [_grid(sheet, uncalculated.get(sheet.title, {})) for sheet in book.worksheets]


def _grid(sheet: Worksheet, formulas: dict[tuple[int, int], str]) -> Grid:
    _require_compact(sheet.max_row, sheet.max_column)
    cells: dict[tuple[int, int], Cell] = {}
    for row in sheet.iter_rows():
        for cell in row:
            place = (int(cell.row or 1) - 1, int(cell.column or 1) - 1)
            value = cell_of(cell.value)
            if value is None and place in formulas:
                value = Unreadable("formula", formulas[place])
            if value is not None:
                cells[place] = value
    merged = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    hidden = {row - 1 for row, look in sheet.row_dimensions.items() if look.hidden}
    return Grid(
        sheet.title,
        _rows(cells, [(a - 1, b - 1, c - 1, d - 1) for a, b, c, d in merged]),
        sheet.sheet_state != "visible",
        frozenset(hidden),
    )


def _xls_grids(path: Path) -> list[Grid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415

    with path.open("rb") as file:
        book = CalamineWorkbook.from_filelike(file)
        grids = []
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            cells: dict[tuple[int, int], Cell] = {}
            for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
                for column, raw in enumerate(values):
                    if (value := cell_of(raw)) is not None:
                        cells[row, column] = value
            merged = [(a, b, c, d) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
            grids.append(Grid(meta.name, _rows(cells, merged), meta.visible != SheetVisibleEnum.Visible))
    return grids


def _require_compact(height: int, width: int) -> None:
    if height * width > 5 * _MOST_CELLS:
        raise TooLarge(
            f"工作表有 {height} 行 {width} 列；请删去远处的零散单元格",
            f"a sheet spans {height} rows and {width} columns; delete the stray cells far off",
        )


def _rows(cells: dict[tuple[int, int], Cell], merged: list[tuple[int, int, int, int]]) -> tuple[tuple[Cell, ...], ...]:
    """The rectangle of the filled cells, each merged area showing its first cell throughout."""
    if not cells:
        return ()
    height, width = (max(place[axis] for place in cells) + 1 for axis in (0, 1))
    _require_compact(height, width)
    rows: list[list[Cell]] = [[None] * width for _ in range(height)]
    for (row, column), value in cells.items():
        rows[row][column] = value
    for top, left, bottom, right in merged:
        value = cells.get((top, left))
        for row in range(top, min(bottom, height - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                rows[row][column] = value
    return tuple(tuple(row) for row in rows)
