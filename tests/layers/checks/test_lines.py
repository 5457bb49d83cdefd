"""Lines: drawn twice, shared, crossing, and ends that do not meet."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point

from layers.checks.lines import check_ends, check_shared

METRE = 1 / 110_900  # degrees of latitude near 28° N


def array(lines):
    out = np.empty(len(lines), dtype=object)
    out[:] = [line if not isinstance(line, list) else LineString(line) for line in lines]
    return out


def shared(*lines):
    return list(check_shared(array(lines), [f"row {n}" for n in range(1, len(lines) + 1)]))


def ends(*lines, accuracy_m=1.0):
    return list(check_ends(array(lines), [f"row {n}" for n in range(1, len(lines) + 1)], accuracy_m))


A, B, C = (121, 28), (121.01, 28), (121.02, 28)


def test_segments_that_meet_end_to_end_share_nothing():
    assert not shared([A, B], [B, C])


def test_a_line_drawn_twice_is_told_in_either_direction():
    (problem,) = shared([A, B], [B, A])
    assert (problem.code, problem.source, problem.values["other"]) == ("line_doubled", "row 1", "row 2")


def test_a_shared_stretch_is_told_with_its_length():
    (problem,) = shared([A, B, C], [B, C, (121.02, 28.01)])
    assert problem.code == "line_overlaps"
    assert problem.values["length_m"] == pytest.approx(983.9, rel=1e-3)
    assert LineString([B, C]).distance(Point(problem.place)) < 1e-9


def test_crossings_are_told_with_their_place():
    (problem,) = shared([A, C], [(121.01, 27.99), (121.01, 28.01)])
    assert (problem.code, problem.place) == ("line_crosses", pytest.approx((121.01, 28.0)))
    (problem,) = shared([A, B, (121.01, 28.01), (121.005, 27.99)])
    assert problem.code == "line_crosses_itself"
    assert problem.place == pytest.approx((121.0075, 28.0), abs=1e-6)


def test_a_chain_has_two_free_ends_and_a_ring_has_none():
    (problem,) = ends([A, B], [B, C])
    assert (problem.code, problem.values["count"]) == ("line_ends_free", 2)
    assert not ends([A, B, (121.01, 28.01), A])
    assert not ends([A, B], [B, C], [C, (121.01, 28.01), A])


def test_the_parts_of_one_line_may_meet_each_other():
    assert ends(MultiLineString([[A, B], [B, C]]))[0].values["count"] == 2


def test_an_end_that_misses_by_less_than_twice_the_accuracy_is_told_with_its_distance():
    problems = ends([A, B], [(121.01, 28 + 1.5 * METRE), (121.02, 28.01)])
    assert [problem.code for problem in problems] == ["line_end_misses", "line_end_misses", "line_ends_free"]
    assert problems[0].values["distance_m"] == pytest.approx(1.5, rel=0.01)
    assert [problem.code for problem in ends([A, B], [(121.01, 28 + 1.5 * METRE), C], accuracy_m=0.5)] == [
        "line_ends_free"
    ]


def test_a_miss_to_the_east_is_measured_in_metres_as_well():
    problems = ends([A, B], [(121.01 + 1.9 / 98_390, 28), C])
    assert problems[0].values["distance_m"] == pytest.approx(1.9, rel=0.01)


def test_an_end_on_the_middle_of_a_line_is_told():
    problems = ends([A, C], [(121.01, 28), (121.01, 28.01)])
    assert [problem.code for problem in problems] == ["line_end_on_line", "line_ends_free"]


def test_no_lines_have_no_ends():
    assert not ends()
    assert not shared()
