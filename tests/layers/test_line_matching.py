"""Lines cut where they leave the tolerance of other lines, and where one of those takes over from another."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring
from world import line

from layers.geodesy import length
from layers.line_matching import stretches_along
from layers.offsets import grow

TOLERANCE = 10.0
METRES = pytest.approx


def lines(*members):
    out = np.empty(len(members), dtype=object)
    out[:] = members
    return out


def cut(one, *others, **more):
    found = stretches_along(lines(one), lines(*others), TOLERANCE, **more)
    return [(int(o), float(m)) for o, m in zip(found.other, found.length_m, strict=True)]


def test_a_line_on_itself_is_one_piece_with_its_own_vertices():
    bent = line((0, 0), (300, 40), (900, -20))
    found = stretches_along(lines(bent), lines(bent), TOLERANCE)
    assert found.other.tolist() == [0]
    assert found.geometries[0].equals_exact(bent, 0.0)


def test_a_line_is_cut_where_the_other_leaves_the_tolerance():
    bulge = line((0, 0), (300, 0), (300, 100), (700, 100), (700, 0), (1000, 0))
    found = cut(line((0, 0), (1000, 0)), bulge)
    assert [other for other, _ in found] == [0, -1, 0]
    assert [m for _, m in found] == [METRES(310, rel=1e-3), METRES(380, rel=1e-3), METRES(310, rel=1e-3)]
    back = cut(bulge, line((0, 0), (1000, 0)))
    assert [m for _, m in back] == [METRES(310, rel=1e-3), METRES(580, rel=1e-3), METRES(310, rel=1e-3)]


def test_a_line_that_runs_off_at_an_angle_is_cut_at_the_tolerance_and_not_sooner():
    found = cut(line((0, 0), (800, 600)), line((-1000, 0), (1000, 0)))
    assert found[0] == (0, METRES(10 / 0.6, rel=2e-3))


def test_a_line_is_divided_where_the_nearest_changes_however_the_vertices_lie():
    whole = line((0, 0), (1000, 0))
    found = cut(whole, line((0, 0), (700, 0)), line((700, 0), (1000, 0)))
    assert [other for other, _ in found] == [0, 1]
    assert found[0][1] == METRES(float(length(line((0, 0), (700, 0)))[0]), abs=1e-6)


def test_beyond_a_loose_end_nothing_runs_alongside():
    found = cut(line((0, 0), (1000, 0)), line((0, 0), (400, 0)))
    assert found == [(0, METRES(400, rel=1e-3)), (-1, METRES(600, rel=1e-3))]


def test_where_both_sides_end_within_the_tolerance_the_rest_is_alongside():
    assert [other for other, _ in cut(line((0, 0), (1000, 0)), line((0, 4), (992, 4)))] == [0]
    found = cut(
        line((0, 0), (1000, 0)),
        line((0, 4), (992, 4)),
        among=lines(line((0, 0), (1000, 0)), line((1000, 0), (2000, 0))),
    )
    assert [other for other, _ in found] == [0, -1]  # the own side goes on: the other has been cut short


def test_an_end_that_another_line_continues_is_no_loose_end():
    leg = line((400, 0), (400, 300))
    found = cut(line((0, 0), (1000, 0)), line((0, 0), (400, 0)), leg)
    assert [other for other, _ in found] == [0, 1, -1]  # between the two, the one that goes on towards the place
    assert found[1][1] == METRES(10, abs=0.01)


def test_a_line_taken_with_one_other_alone_is_measured_to_its_ends_too():
    near, nearer = line((0, 8), (400, 8)), line((0, 3), (1000, 3))
    assert cut(line((0, 0), (405, 0)), near, nearer, only=np.array([0])) == [(0, METRES(405, rel=1e-3))]
    assert [other for other, _ in cut(line((0, 0), (405, 0)), near, nearer)] == [1]


def test_of_two_equal_lines_the_preferred_is_named_then_the_first():
    one = line((0, 0), (500, 30))
    assert [other for other, _ in cut(one, one, one.reverse(), prefer=np.array([1]))] == [1]
    assert [other for other, _ in cut(one, one, one.reverse())] == [0]


def test_a_narrow_gap_between_ends_that_were_to_meet_is_bridged():
    found = cut(line((0, 0), (1000, 0)), line((0, 0), (498, 0)), line((502, 0), (1000, 0)))
    assert [other for other, _ in found] == [0, 1]


def test_parts_of_a_line_are_cut_apart_and_empty_ones_give_nothing():
    parts = shapely.MultiLineString([line((0, 0), (100, 0)), line((100, 0), (200, 0))])
    assert len(stretches_along(lines(parts), lines(line((0, 0), (200, 0))), TOLERANCE)) == 2
    assert len(stretches_along(lines(shapely.LineString()), lines(parts), TOLERANCE)) == 0
    assert stretches_along(lines(parts), lines(shapely.LineString()), TOLERANCE).other.tolist() == [-1, -1]


def test_a_line_across_the_strips_of_the_projection_is_cut_as_anywhere_else():
    whole = line((-9000, 0), (9000, 0))
    found = cut(whole, line((-9000, 4), (2000, 4)), line((2000, 4), (9000, 4)))
    assert [other for other, _ in found] == [0, 1]
    assert sum(m for _, m in found) == METRES(float(length(whole)[0]), abs=1e-9)


wiggles = st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=2, max_size=6, unique=True).map(
    lambda points: line(*points)
)


@given(wiggles, st.lists(wiggles, min_size=1, max_size=3))
@settings(max_examples=50, deadline=None)
def test_the_pieces_are_the_line_and_keep_to_the_band_drawn_round_the_others(one, others):
    found = stretches_along(lines(one), lines(*others), TOLERANCE)
    assert sum(found.length_m) == METRES(float(length(one)[0]), abs=1e-9)
    band = grow(shapely.MultiLineString(others), TOLERANCE)
    inside = shapely.length(shapely.difference(found.geometries, grow(band, 0.005)))
    outside = shapely.length(
        shapely.intersection(found.geometries, shapely.difference(band, band.boundary.buffer(1e-7)))
    )
    ends = [end for other in others for end in (shapely.get_point(other, 0), shapely.get_point(other, -1))]
    caps = shapely.union_all([grow(end, TOLERANCE + 0.01) for end in ends])
    for other, left, within, piece in zip(found.other, inside, outside, found.geometries, strict=True):
        if other >= 0:
            assert left < 1e-9  # no piece alongside leaves the band
        else:
            beyond = shapely.difference(shapely.intersection(piece, band), caps).length
            assert min(within, beyond) < 2e-6  # what is inside the band and far lies at a loose end


@given(wiggles, wiggles, st.integers(1, 9))
@settings(max_examples=40, deadline=None)
def test_direction_and_division_of_the_other_line_change_nothing(one, other, tenths):
    at = tenths / 10.0
    halves = [substring(other, 0.0, at, normalized=True), substring(other, at, 1.0, normalized=True)]

    def alongside(*others):
        found = stretches_along(lines(one), lines(*others), TOLERANCE)
        return float(found.length_m[found.other >= 0].sum())

    whole = alongside(other)
    assert alongside(other.reverse()) == METRES(whole, abs=1e-4)
    assert alongside(*halves) == METRES(whole, abs=1e-3)
    turned = stretches_along(lines(one.reverse()), lines(other), TOLERANCE)
    assert float(turned.length_m[turned.other >= 0].sum()) == METRES(whole, abs=1e-4)
