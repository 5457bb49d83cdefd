"""Workbooks and CSV files from outside as sheets of typed cells, opened in a process of their own."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from screening import workbook

from layers.errors import BadFile, ReaderStopped, TooLarge
from layers.intake.types import ReadLimits
from layers.tables.reader import read_sheets
from layers.tables.sheet import Unread, cell_json, cell_of, column_letters

LIMITS = ReadLimits()


def test_cells_keep_their_types():
    hour = datetime(2026, 8, 15, 3)  # noqa: DTZ001 - Excel knows no zones
    row = ("甲", 1, 2.5, True, date(2026, 8, 15), hour, "#REF!", "=A1", None)
    (sheet,) = read_sheets(workbook(row), "p.xlsx", LIMITS)
    assert sheet.title == "项目"
    assert sheet.rows[0][:5] == ("甲", 1, 2.5, True, date(2026, 8, 15))
    assert [cell.why for cell in sheet.rows[0][5:8]] == ["time", "error", "formula"]


def test_a_hidden_sheet_says_that_it_is():
    book = openpyxl.Workbook()
    book.create_sheet("选项").sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [sheet.hidden for sheet in read_sheets(out.getvalue(), "p.xlsx", LIMITS)] == [False, True]


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 no workbook", b"a\x00b", b""])
def test_what_is_no_table_is_refused_or_empty_and_says_which_file(content):
    if not content:
        assert read_sheets(content, "p.csv", LIMITS)[0].rows == ()
        return
    with pytest.raises(BadFile, match=r"p\.xlsx"):
        read_sheets(content, "p.xlsx", LIMITS)


def test_a_zip_that_is_no_workbook_is_refused():
    with pytest.raises(BadFile, match="no workbook"):
        read_sheets(zipped({"a.txt": b"x"}), "p.xlsx", LIMITS)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is():
    bomb = zipped({"[Content_Types].xml": b"x", "xl/worksheets/sheet1.xml": bytes(50_000_000)})
    with pytest.raises(TooLarge, match="unpacks"):
        read_sheets(bomb, "p.xlsx", replace(LIMITS, unpacked_bytes=10_000_000))


def test_entities_that_grow_without_end_cost_no_more_than_the_limits():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "0123456789">{entities}]>'
    sound = workbook(("甲", 1))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"<worksheet", bomb.encode() + b"<worksheet", 1).replace(
                    b"<v>1</v>", b"<v>&e11;</v>"
                )
            target.writestr(entry.filename, data)
    with pytest.raises((BadFile, ReaderStopped)):
        read_sheets(out.getvalue(), "p.xlsx", replace(LIMITS, cpu_seconds=10, memory_bytes=1_500_000_000))


def test_a_file_above_its_bytes_is_refused():
    with pytest.raises(TooLarge, match="split"):
        read_sheets(b"a,b\n1,2\n", "p.csv", replace(LIMITS, bytes=4))


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(BadFile, match=r"none\.csv"):
        read_sheets(tmp_path / "none.csv", "none.csv", LIMITS)


@pytest.mark.parametrize("cell", ["甲", 1, 2.5, True, None, date(2026, 8, 15), Unread("formula", "=A1")])
def test_cells_cross_between_processes_as_they_are(cell):
    assert cell_of(cell_json(cell)) == cell


def test_columns_are_called_as_spreadsheets_call_them():
    assert [column_letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
