"""What the names of files and sheets say of a datum counts where nothing else does; degrees split over columns."""

from __future__ import annotations

import io

import openpyxl
import pytest

from layers.errors import BadCRS
from layers.intake.parse import parse
from layers.intake.types import Reading, ReadLimits

_CORNERS = [("J1", 3105000.777, 40589032.333), ("J2", 3105001.6, 40589130.65), ("J3", 3105112.4, 40589129.8)]
_DEGREES = [("1", 120.9056, 28.0562), ("2", 120.9066, 28.0562), ("3", 120.9066, 28.0572)]
_PLANE_CSV = "点号,X,Y\n" + "\n".join(f"{name},{x},{y}" for name, x, y in _CORNERS)
_DEGREES_CSV = "点号,经度,纬度\n" + "\n".join(f"{name},{lon},{lat}" for name, lon, lat in _DEGREES)


def _read(tmp_path, data: bytes, name: str, crs: str | None = None) -> Reading:
    path = tmp_path / "input"
    path.write_bytes(data)
    return parse(path, name, crs, None, ReadLimits())


def _workbook(sheet: str, rows, explanation: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in [("点号", "X", "Y"), *rows]:
        book.active.append(row)
    if explanation is not None:
        book.create_sheet("说明").append((explanation,))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "datum"),
    [
        ("某项目（西安80）.csv", _PLANE_CSV.encode(), "1980西安坐标系"),
        ("某项目北京54.csv", _PLANE_CSV.encode(), "1954北京坐标系"),
        ("高德坐标.csv", _DEGREES_CSV.encode(), "GCJ02"),
        ("a.xlsx", _workbook("西安80坐标", _CORNERS), "1980西安坐标系"),
        ("a.xlsx", _workbook("坐标", _CORNERS, "本表为1980西安坐标系"), "1980西安坐标系"),
    ],
)
def test_coordinates_beside_the_name_of_another_datum_are_not_taken_as_cgcs2000(tmp_path, name, data, datum):
    with pytest.raises(BadCRS) as refused:
        _read(tmp_path, data, name)
    assert datum in refused.value.zh
    assert datum in refused.value.en
    assert "--crs" in refused.value.zh


def test_what_the_caller_states_counts_over_the_name_of_a_file(tmp_path):
    reading = _read(tmp_path, _PLANE_CSV.encode(), "西安80.csv", "gk3:40")
    assert reading.crs == "gk3:40"


def test_a_file_converted_from_an_old_datum_by_its_name_is_read(tmp_path):
    reading = _read(tmp_path, _PLANE_CSV.encode(), "西安80转CGCS2000.csv")
    assert reading.crs == "gk3:40"


def test_what_the_table_itself_states_counts_over_the_name_of_its_file(tmp_path):
    data = ("坐标系：2000国家大地坐标系,,\n" + _PLANE_CSV).encode()
    assert _read(tmp_path, data, "西安80.csv").crs == "gk3:40"


def test_what_a_corner_file_itself_states_counts_over_its_name(tmp_path):
    rows = "\n".join(f"{name},1,{x},{y}" for name, x, y in _CORNERS)
    data = f"[属性描述]\n坐标系=2000国家大地坐标系\n带号=\n[地块坐标]\n3,0.5,1,地块1,面,,,,@\n{rows}\n".encode()
    assert _read(tmp_path, data, "西安80.txt").crs == "gk3:40"


@pytest.mark.parametrize(
    "head",
    [
        "点号,经度,,,纬度,,\n,度,分,秒,度,分,秒",
        "点号,经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)",
        "点号,东经度,分,秒,北纬度,分,秒",
        "点号,经度,分,秒,纬度,分,秒",
    ],
)
def test_degrees_minutes_and_seconds_in_columns_of_their_own_are_one_angle(tmp_path, head):
    rows = "1,120,54,20.16,28,3,22.32\n2,120,54,23.76,28,3,22.32\n3,120,54,23.76,28,3,25.92"
    reading = _read(tmp_path, f"{head}\n{rows}\n".encode(), "a.csv")
    assert reading.features[0].geometry.exterior.coords[0] == pytest.approx((120.9056, 28.0562), abs=1e-9)
