"""How far two answers agree."""

import pytest

from zoning.ledger.comparison import SHOWN, compared

BODY = {
    "verdict": "prohibited",
    "totals": [{"layer": "red", "overlap_area_m2": 12.34, "overlap_area_range_m2": [1.0, 20.0], "share": 0.5}],
    "project": {"parts": [{"geometry": {"type": "Point", "coordinates": [120.1, 27.9]}}]},
    "line": {"length_m": 7.001, "count": 3},
}


def changed(**more):
    return {**BODY, **more}


def test_equal_bodies_are_identical():
    found = compared(BODY, changed())
    assert (found.agreement, found.differences, found.count) == ("identical", (), 0)


def test_a_whole_number_and_the_same_number_with_a_point_are_one():
    assert compared({"a_m": 1}, {"a_m": 1.0}).agreement == "identical"


@pytest.mark.parametrize(
    ("line", "agreement"),
    [
        ({"length_m": 7.002, "count": 3}, "same_conclusion"),
        ({"length_m": 7.0, "count": 3}, "same_conclusion"),
        ({"length_m": 7.003, "count": 3}, "different"),
        ({"length_m": 7.001, "count": 4}, "different"),
        ({"length_m": 7.001}, "different"),
        ({"length_m": None, "count": 3}, "different"),
        ({"length_m": True, "count": 3}, "different"),
    ],
)
def test_lengths_may_differ_by_a_millimetre_and_counts_by_nothing(line, agreement):
    assert compared(BODY, changed(line=line)).agreement == agreement


@pytest.mark.parametrize(
    ("total", "agreement"),
    [
        ({"overlap_area_m2": 12.35}, "same_conclusion"),
        ({"overlap_area_m2": 12.36}, "different"),
        ({"overlap_area_range_m2": [1.01, 20.0]}, "same_conclusion"),
        ({"overlap_area_range_m2": [1.02, 20.0]}, "different"),
        ({"overlap_area_range_m2": [1.0]}, "different"),
        ({"share": 0.500001}, "same_conclusion"),
        ({"share": 0.500002}, "different"),
        ({"layer": "blue"}, "different"),
    ],
)
def test_areas_may_differ_by_a_hundredth_and_shares_by_a_millionth(total, agreement):
    assert compared(BODY, changed(totals=[{**BODY["totals"][0], **total}])).agreement == agreement


def test_coordinates_may_differ_by_a_billionth_of_a_degree():
    def at(x):
        return changed(project={"parts": [{"geometry": {"type": "Point", "coordinates": [x, 27.9]}}]})

    assert compared(BODY, at(120.100000001)).agreement == "same_conclusion"
    assert compared(BODY, at(120.100000002)).agreement == "different"


def test_another_verdict_is_another_answer_however_near_the_numbers():
    assert compared(BODY, changed(verdict="conditional", line={"length_m": 7.002, "count": 3})).agreement == "different"


def test_places_are_told_as_json_pointers_with_what_stands_there():
    found = compared({"a/b": [{"c~d": 1}], "e": "x"}, {"a/b": [{"c~d": 2}, 5], "e": "x", "f": None})
    told = [difference.as_json() for difference in found.differences]
    assert told == [
        {"path": "/a~1b/0/c~0d", "recorded": 1, "replayed": 2},
        {"path": "/a~1b/1", "recorded": None, "replayed": 5},
        {"path": "/f", "recorded": None, "replayed": None},
    ]


def test_only_the_first_differences_are_shown_and_all_are_counted():
    found = compared({"x": list(range(100))}, {"x": list(range(1, 101))})
    assert (len(found.differences), found.count) == (SHOWN, 100)
