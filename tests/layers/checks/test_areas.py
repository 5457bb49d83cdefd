"""A declared area is believed within its rounding, warned about above 0.1 %, contradicted above 1 %."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from layers import geodesy
from layers.checks.areas import check_areas
from layers.delivery import take
from layers.intake import read
from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds

KINDS = load_kinds(Path(__file__).parents[3] / "data" / "layers")
SQUARE = shapely.box(120, 28, 120.01, 28.01)
AREA_M2 = float(geodesy.area(SQUARE)[0])


def told(layer, field, declared, after=SQUARE):
    reading = Reading((RawFeature(SQUARE, {field: declared, "class": "1"}, "row 1"),), "gpkg", "EPSG:4490")
    before, cut = np.array([SQUARE], dtype=object), np.array([after], dtype=object)
    return list(check_areas(take(reading, KINDS[layer]), before, cut, np.array([True])))


@pytest.mark.parametrize(
    ("factor", "code"),
    [
        (1.0, None),
        (1.0009, None),
        (0.9989, "area_differs"),
        (1.0099, "area_differs"),
        (0.989, "area_contradicts"),
        (10, "area_contradicts"),
        (0, "area_contradicts"),
    ],
)
def test_the_share_decides(factor, code):
    problems = told("ecological_red_line", "MJ", AREA_M2 * factor)
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert all((problem.severity == "error") == (code == "area_contradicts") for problem in problems)


def test_the_unit_of_the_attribute_counts():
    assert not told("control_unit", "area_km2", AREA_M2 / 1e6)
    assert told("control_unit", "area_km2", AREA_M2)[0].code == "area_contradicts"


def test_a_rounded_figure_is_believed_within_its_rounding():
    assert round(AREA_M2 / 1e6, 2) == 1.09
    assert not told("control_unit", "area_km2", "1.1")
    assert told("control_unit", "area_km2", "1.10001")[0].code == "area_differs"


def test_the_area_left_after_a_cut_may_have_been_declared():
    rest = shapely.box(120, 28, 120.005, 28.01)
    assert not told("ecological_red_line", "MJ", AREA_M2 / 2, after=rest)
    assert not told("ecological_red_line", "MJ", AREA_M2, after=rest)
    assert told("ecological_red_line", "MJ", AREA_M2 * 0.7, after=rest)


def test_the_difference_is_signed():
    (problem,) = told("ecological_red_line", "MJ", AREA_M2 * 1.05)
    assert problem.values["percent"] == pytest.approx(5.0, abs=0.01)


def test_an_area_that_the_file_states_one_percent_wrong_is_an_error_of_the_delivery():
    """Of the reading's notes, those that say a stated area is off: a note in a siting check, an error here."""
    text = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=40\n[地块坐标]\n4,{area},1,地块1,面,,,,@\n" + "".join(
        f"J{number},1,{north},{east}\n"
        for number, (north, east) in enumerate(
            [(3165700, 40636900), (3165700, 40637100), (3165900, 40637100), (3165900, 40636900)], 1
        )
    )
    for stated, expected in (("4.0", []), ("4.03", []), ("4.06", ["error"]), ("0.4", ["error"])):
        reading = read(text.format(area=stated).encode(), name="a.txt")
        problems = take(reading, KINDS["ecological_red_line"]).problems
        found = [problem for problem in problems if problem.code == "declared_area_contradicts"]
        assert [problem.severity for problem in found] == expected
        assert all(problem.source == "a.txt:5（地块1）" for problem in found)
        assert ("declared_area_differs" in {note.code for note in reading.notes}) == (stated != "4.0")
