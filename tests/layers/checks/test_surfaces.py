"""Overlaps and gaps: found wherever they are, told with place, area and width, thin ones summed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from layers import geodesy
from layers.checks.scale import most_width_m, widest_m
from layers.checks.surfaces import check_gaps, check_overlaps

METRE = 1 / 110_900  # degrees of latitude near 28° N


def polygons(*members):
    array = np.empty(len(members), dtype=object)
    array[:] = members
    return array


def found(check, members, accuracy_m=1.0):
    return list(check(polygons(*members), [f"row {n}" for n in range(1, len(members) + 1)], accuracy_m))


WEST, EAST = box(120, 28, 120.01, 28.01), box(120.01, 28, 120.02, 28.01)


def test_neighbours_neither_overlap_nor_leave_a_gap():
    assert not found(check_overlaps, [WEST, EAST])
    assert not found(check_gaps, [WEST, EAST])


def test_neighbours_whose_vertices_do_not_match_are_no_overlap():
    split = shapely.union(box(120.01, 28, 120.02, 28.005), box(120.01, 28.005, 120.02, 28.01))
    assert not found(check_overlaps, [WEST, shapely.segmentize(split, 0.0013)])


def test_an_overlap_names_both_its_place_its_area_and_its_width():
    (problem,) = found(check_overlaps, [WEST, box(120.005, 28.008, 120.02, 28.02)])
    assert (problem.severity, problem.code, problem.source) == ("warning", "overlap", "row 1")
    assert problem.values["other"] == "row 2"
    piece = box(120.005, 28.008, 120.01, 28.01)
    assert problem.values["area_m2"] == pytest.approx(geodesy.area(piece)[0], abs=0.01)
    assert problem.values["width_m"] == pytest.approx(0.002 / METRE, rel=0.02)
    assert piece.contains(shapely.Point(problem.place))


def test_thin_overlaps_are_summed_in_one_line():
    strips = [box(120, 28 + k / 100, 120.01, 28.01 + k / 100 + 0.4 * METRE) for k in range(4)]
    (problem,) = found(check_overlaps, strips)
    assert (problem.code, problem.values["count"], problem.values["accuracy_m"]) == ("overlaps_thin", 3, 1.0)
    assert len(found(check_overlaps, strips, accuracy_m=0.1)) == 3


def test_a_polygon_drawn_inside_another_overlaps_it():
    (problem,) = found(check_overlaps, [box(119.99, 27.99, 120.05, 28.05), WEST])
    assert problem.values["area_m2"] == pytest.approx(geodesy.area(WEST)[0], abs=0.01)


def test_a_hole_between_neighbours_is_a_gap_and_a_sea_around_them_is_not():
    ring = shapely.difference(box(119.9, 27.9, 120.1, 28.1), box(119.995, 27.995, 120.02, 28.01))
    (problem,) = found(check_gaps, [ring, WEST, EAST])
    assert (problem.severity, problem.code) == ("warning", "gap")
    assert problem.source == "row 1"
    gap = shapely.difference(box(119.995, 27.995, 120.02, 28.01), shapely.union(WEST, EAST))
    assert problem.values["area_m2"] == pytest.approx(geodesy.area(gap)[0], abs=0.01)
    assert gap.contains(shapely.Point(problem.place))


def test_a_gap_thinner_than_the_accuracy_is_summed():
    ring = shapely.difference(box(119.9, 27.9, 120.1, 28.1), box(120, 28, 120.01, 28.01 + 0.5 * METRE))
    assert [problem.code for problem in found(check_gaps, [ring, WEST])] == ["gaps_thin"]
    assert [problem.code for problem in found(check_gaps, [ring, WEST], accuracy_m=0.2)] == ["gap"]


def test_nothing_has_no_gap():
    assert not found(check_gaps, [])
    assert not found(check_overlaps, [])


boxes = st.builds(
    lambda x, y, w, h: box(120 + x / 100, 28 + y / 100, 120 + (x + w) / 100, 28 + (y + h) / 100),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(1, 4),
    st.integers(1, 4),
)


@given(st.lists(boxes, min_size=1, max_size=7))
@settings(max_examples=150, deadline=None)
def test_every_overlap_and_gap_that_brute_force_finds_is_found(members):
    told = {(p.source, p.values["other"]) for p in found(check_overlaps, members)}
    pairs = combinations(range(len(members)), 2)
    assert told == {
        (f"row {a + 1}", f"row {b + 1}") for a, b in pairs if shapely.intersection(members[a], members[b]).area > 1e-9
    }
    union = shapely.get_parts(shapely.union_all(members))
    assert len(found(check_gaps, members)) == sum(len(part.interiors) for part in union)


@given(st.floats(1, 500), st.floats(1, 500))
def test_the_width_is_that_of_the_widest_circle_and_its_bound_is_above(across, along):
    strip = box(120, 28, 120 + along / 98_400, 28 + across * METRE)
    assert widest_m(strip) == pytest.approx(min(across, along), rel=0.03)
    assert most_width_m(strip) >= widest_m(strip) * 0.99
