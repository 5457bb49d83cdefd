"""Degrees of few decimals place a site only roughly: which is said, and counted where no accuracy is stated."""

from __future__ import annotations

import pytest

from layers.errors import BadInput
from layers.intake import read, read_lonlat, read_text
from zoning.assumed_accuracy import assumed_accuracy
from zoning.desk import ProjectInput
from zoning.intake.rounding import is_allowed_for, rounded

DEFAULTS = {"lonlat": 10.0, "gcj02": 20.0, "wkt": 5.0, "corner_txt": 0.5, "pasted": 10.0}
CORNERS = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=40\n计量单位=米\n精度={}\n[地块坐标]\n" + "".join(
    f"J{number},1,{north},{east}\n"
    for number, (north, east) in enumerate(
        ((3165737.328, 40636943.771), (3165739.619, 40637139.426), (3165961.313, 40637136.828)), 1
    )
)


def corner_file(precision):
    return read(CORNERS.format(precision).encode(), name="a.txt")


@pytest.mark.parametrize(
    ("text", "unit", "metres"),
    [
        ("120,28", "1°", 78800), ("120.7,28", "0.1°", 7880), ("120.71,28.01", "0.01°", 788),
        ("120.714,28.01", "0.001°", 78.8), ("东经120度42分，北纬28度1分", "1′", 1320),
    ],
)  # fmt: skip
def test_the_error_that_few_decimals_hide_is_told_in_metres(text, unit, metres):
    (note,) = rounded(read_text(text))
    assert (note.values["unit"], note.values["metres"]) == (unit, metres)


def test_degrees_of_a_phone_map_are_judged_by_the_decimals_that_they_were_written_with():
    (note,) = rounded(read_lonlat("120.714,28.01", "GCJ02"))
    assert note.values["unit"] == "0.001°"


@pytest.mark.parametrize("text", ["120.7141,28.01", "120°41′57″,27°59′39″"])
def test_four_decimals_and_whole_seconds_are_not_called_rough(text):
    assert rounded(read_text(text)) == ()


def test_an_accuracy_that_takes_in_the_error_leaves_nothing_to_warn_of():
    (note,) = rounded(read_lonlat("120.714,28.01"))
    assert is_allowed_for(note, 100.0)
    assert not is_allowed_for(note, 10.0)
    assert not is_allowed_for(note, None)


@pytest.mark.parametrize(
    ("text", "crs", "metres"),
    [
        ("120.9,28.1", None, 7880.0),
        ("120.714,28.01", "GCJ02", 78.8),
        ("120°41′57″,27°59′39″", None, 21.9),
        ("POLYGON((120.71 28.01,120.7112 28.01,120.71 28.0111,120.71 28.01))", None, 7.88),
    ],
)
def test_the_accuracy_assumed_is_no_finer_than_the_decimals(text, crs, metres):
    found, note = assumed_accuracy(read_text(text, crs), DEFAULTS)
    assert (found, note.code, note.values["metres"]) == (metres, "accuracy_of_decimals", metres)


@pytest.mark.parametrize("text", ["120.6994,27.9943", "120.7000,28.0000", "120°41′57.84″,27°59′39.5″"])
def test_where_the_decimals_are_fine_enough_the_kind_of_source_counts(text):
    found, note = assumed_accuracy(read_text(text), DEFAULTS)
    assert (found, note.code) == (10.0, "accuracy_assumed")


def test_whole_metres_hide_more_than_corners_of_a_survey_are_taken_for():
    reading = read_text("J1,1,3165737,40636943\nJ2,1,3165739,40637139\nJ3,1,3165961,40637136")
    assert assumed_accuracy(reading, DEFAULTS)[0] == 0.708


def test_degrees_without_decimals_are_refused_in_words(desk):
    with pytest.raises(BadInput, match=r"written to 1° alone.*79 km.*--accuracy"):
        desk.project(read_lonlat("120,28"), ProjectInput())


def test_an_accuracy_that_is_stated_counts_whatever_the_decimals(desk):
    project = desk.project(read_lonlat("120,28"), ProjectInput(accuracy_m=5.0))
    assert project.accuracy_m == 5.0
    assert not any(note.code.startswith("accuracy_") for note in project.notes)


def test_a_finer_precision_of_a_corner_file_is_no_accuracy_and_is_told():
    found, note = assumed_accuracy(corner_file("0.001"), DEFAULTS)
    assert (found, note.code, note.values["stated"]) == (0.5, "accuracy_over_file", 0.001)


@pytest.mark.parametrize("said", ["1", "1.0米", "±1m"])
def test_a_coarser_precision_of_a_corner_file_counts(said):
    found, note = assumed_accuracy(corner_file(said), DEFAULTS)
    assert (found, note.code) == (1.0, "accuracy_of_file")


def test_a_precision_that_is_no_number_is_told():
    reading = corner_file("厘米级")
    assert "precision_unreadable" in [note.code for note in reading.notes]
    assert assumed_accuracy(reading, DEFAULTS)[1].code == "accuracy_assumed"
