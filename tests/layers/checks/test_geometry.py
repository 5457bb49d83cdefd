"""Repair is told, its original is kept, and what cannot be repaired without a guess is refused."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from layers import geodesy
from layers.checks.geometry import mend

SQUARE = box(120, 28, 120.01, 28.01)
BOWTIE = Polygon([(120, 28), (120.01, 28.01), (120.01, 28), (120, 28.01)])


def mended(geometry, wanted="polygon"):
    given_ = np.empty(1, dtype=object)
    given_[:] = [geometry]
    return mend(given_, ("row 1",), wanted)


def only(result):
    (problem,) = result.problems
    return problem


def test_a_valid_geometry_stays_as_it_is():
    result = mended(SQUARE)
    assert result.geometries[0] is SQUARE
    assert not result.problems
    assert not result.delivered


def test_a_bow_tie_becomes_its_two_triangles_and_says_where_it_crosses():
    result = mended(BOWTIE)
    problem = only(result)
    assert (problem.severity, problem.code) == ("warning", "geometry_repaired")
    assert problem.place == pytest.approx((120.005, 28.005))
    assert (problem.values["parts_before"], problem.values["parts_after"]) == (1, 2)
    assert problem.values["area_after_m2"] == pytest.approx(geodesy.area(SQUARE)[0] / 2, rel=1e-4)
    assert result.delivered[0] is BOWTIE


def test_a_spike_is_left_out_without_a_change_of_area():
    spiked = Polygon([(120, 28), (120.01, 28), (120.01, 28.01), (120.01, 28.02), (120.01, 28.01), (120, 28.01)])
    result = mended(spiked)
    assert only(result).values["area_before_m2"] == only(result).values["area_after_m2"]
    assert result.geometries[0].equals(SQUARE)


def test_parts_that_lie_over_each_other_are_refused_when_much_would_be_lost():
    twice = MultiPolygon([SQUARE, box(120.005, 28, 120.015, 28.01)])
    problem = only(mended(twice))
    assert (problem.severity, problem.code) == ("error", "geometry_beyond_repair")
    assert problem.values["area_before_m2"] > problem.values["area_after_m2"] * 1.2
    touch = MultiPolygon([SQUARE, box(120.0099, 28, 120.02, 28.01)])
    assert only(mended(touch)).severity == "warning"


@pytest.mark.parametrize(
    ("geometry", "wanted", "code"),
    [
        (None, "polygon", "geometry_empty"),
        (Polygon(), "polygon", "geometry_empty"),
        (GeometryCollection(), "line", "geometry_empty"),
        (SQUARE, "line", "geometry_wrong_type"),
        (LineString([(120, 28), (121, 28)]), "polygon", "geometry_wrong_type"),
        (Point(120, 28), "polygon", "geometry_wrong_type"),
        (GeometryCollection([SQUARE, LineString([(120, 28), (121, 28)])]), "polygon", "geometry_wrong_type"),
        (Polygon([(120, 28), (120.01, 28), (120.02, 28), (120, 28)]), "polygon", "geometry_collapsed"),
        (LineString([(120, 28), (120, 28)]), "line", "geometry_collapsed"),
        (shapely.from_wkt("LINESTRING (120 28, NaN 28)"), "line", "geometry_not_finite"),
    ],
)
def test_what_cannot_be_used_is_an_error(geometry, wanted, code):
    result = mended(geometry, wanted)
    problem = only(result)
    assert (problem.severity, problem.code, problem.source) == ("error", code, "row 1")
    assert not result.usable[0]


def test_a_collection_of_polygons_is_the_multipolygon_that_it_is():
    result = mended(GeometryCollection([SQUARE, MultiPolygon([box(121, 28, 121.01, 28.01)])]))
    assert not result.problems
    assert result.geometries[0].geom_type == "MultiPolygon"


def test_line_parts_without_length_are_left_out_and_told():
    line = MultiLineString([[(120, 28), (120.01, 28)], [(121, 28), (121, 28)]])
    result = mended(line, "line")
    assert only(result).code == "line_parts_without_length"
    assert result.geometries[0].equals(LineString([(120, 28), (120.01, 28)]))
    assert result.delivered[0] is line


def test_a_broken_feature_does_not_touch_its_neighbours():
    geometries = np.array([SQUARE, None, BOWTIE], dtype=object)
    result = mend(geometries, ("a", "b", "c"), "polygon")
    assert result.usable.tolist() == [True, False, True]
    assert [problem.source for problem in result.problems] == ["b", "c"]
    assert geometries[2] is BOWTIE


def test_a_repair_whose_own_crossings_round_badly_is_repaired_again():
    ring = [(0, 0), (3, 3), (5, 1), (0, 6), (1, 0), (3, 3)]
    once = Polygon([(120 + x / 100, 28 + y / 100) for x, y in ring])
    assert not shapely.make_valid(once, method="structure", keep_collapsed=False).is_valid
    result = mended(once)
    assert result.geometries[0].is_valid
    assert only(result).code == "geometry_repaired"


corners = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(corners, min_size=3, max_size=9))
@settings(max_examples=200, deadline=None)
def test_whatever_the_ring_the_result_is_valid_told_or_refused(ring):
    polygon = Polygon([(120 + x / 100, 28 + y / 100) for x, y in ring])
    result = mended(polygon)
    if result.usable[0]:
        assert result.geometries[0].is_valid
        assert result.geometries[0].area > 0
        assert shapely.get_dimensions(result.geometries[0]) == 2
        assert bool(result.problems) == (not polygon.is_valid) == (0 in result.delivered)
    else:
        assert only(result).severity == "error"
