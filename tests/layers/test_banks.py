"""Chainage along banks, what lies on their land side, and nearest points of a centre line."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metres import box, line, on_ground, plane, polygon
from shapely.ops import split

from layers.banks import Frames, Lines, Matched, Stretches, chained, nearest, profile, shadow
from layers.banks.frame import edge_lengths
from layers.geodesy import distance, length

ATTACH, HAIR = 5.0, 0.05


def bank(*lines: shapely.LineString, side: int = 1) -> Lines:
    return chained(array(lines), [0] * len(lines), [side] * len(lines))


def array(geometries) -> np.ndarray:
    out = np.empty(len(geometries), dtype=object)
    out[:] = list(geometries)
    return out


def positions(*points: tuple[float, float]) -> np.ndarray:
    return shapely.get_coordinates(on_ground(shapely.MultiPoint(points)))


def matched(lines: Lines, *polygons: shapely.Geometry) -> Matched:
    return Matched(array(polygons), np.zeros(len(lines), dtype=np.intp), np.ones((1, len(polygons)), dtype=bool))


def covered(lines: Lines, *polygons: shapely.Geometry, attach: float = ATTACH) -> Stretches:
    found = shadow(lines.frames, matched(lines, *polygons), HAIR, attach)
    return Stretches.of(lines.chainage(found.edge, found.t0), lines.chainage(found.edge, found.t1))


def depths(lines: Lines, at_m, *polygons: shapely.Geometry, longest: float = 200.0) -> np.ndarray:
    at = np.asarray(at_m, dtype=float)
    edge = lines.edge_at(at)
    found = profile(lines.frames, edge, lines.fraction(edge, at), matched(lines, *polygons), longest)
    every = np.ones(len(polygons), dtype=bool)
    return found.widths(every, len(at), within_m=ATTACH, hair_m=HAIR, longest_m=longest)


def as_pairs(stretches: Stretches) -> list[tuple[float, float]]:
    return [(round(a, 6), round(b, 6)) for a, b in zip(stretches.from_m, stretches.to_m, strict=True)]


class TestStretches:
    def test_overlapping_and_touching_stretches_are_one(self):
        assert as_pairs(Stretches.of([5, 0, 3], [7, 3, 6])) == [(0, 7)]

    def test_an_empty_stretch_is_none(self):
        assert len(Stretches.of([1.0], [1.0])) == 0

    def test_a_crack_is_closed_only_when_asked(self):
        cracked = Stretches.of([0.0, 1.01], [1.0, 2.0])
        assert len(cracked) == 2
        assert as_pairs(cracked.closed(0.05)) == [(0, 2)]

    def test_difference_and_intersection_make_up_the_whole(self):
        one, other = Stretches.of([0, 10], [6, 20]), Stretches.of([4, 15], [12, 16])
        assert as_pairs(one & other) == [(4, 6), (10, 12), (15, 16)]
        assert (one & other).total_m + (one - other).total_m == pytest.approx(one.total_m)

    def test_measure_counts_what_lies_between(self):
        assert Stretches.of([0, 10], [6, 20]).measure([4, 7], [12, 9]).tolist() == [4.0, 0.0]

    @given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
    def test_the_union_measures_the_integers_it_holds(self, pairs):
        found = Stretches.of([a for a, _ in pairs], [b for _, b in pairs])
        held = {n for a, b in pairs for n in range(a, b)}
        assert found.total_m == len(held)
        assert [n for n in range(60) if found.holds(n + 0.5)] == sorted(held)


class TestFrames:
    @given(st.floats(-170, 170), st.floats(-60, 60), st.floats(-180, 180), st.floats(0, 1), st.floats(-300, 300))
    @settings(max_examples=60)
    def test_a_position_at_a_fraction_and_depth_is_found_there_again(self, lon, lat, angle, t, depth):
        end = (lon + 0.01 * math.cos(math.radians(angle)), lat + 0.01 * math.sin(math.radians(angle)))
        frames = Frames(np.array([[lon, lat]]), np.array([end]), np.array([1.0]))
        edge = np.zeros(1, dtype=np.intp)
        found_t, found_depth = frames.foot(edge, frames.at(edge, t, depth))
        assert found_t[0] == pytest.approx(t, abs=1e-6)
        assert found_depth[0] == pytest.approx(depth, abs=1e-5)

    def test_five_metres_to_the_land_are_five_metres_by_karney(self):
        lines = bank(line((0, 0), (600, 800)))
        edge = np.zeros(1, dtype=np.intp)
        foot, tip = lines.frames.at(edge, 0.3, 0.0)[0], lines.frames.at(edge, 0.3, 5.0)[0]
        assert distance(foot[0], foot[1], tip[0], tip[1]) == pytest.approx(5.0, abs=5e-6)

    def test_lengths_of_edges_are_those_of_the_lines(self):
        start = np.array([[120.0, 27.0], [120.0, 27.0], [120.0, 20.0]])
        end = np.array([[120.01, 27.02], [119.3, 27.0], [121.0, 23.0]])
        drawn = np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object)
        assert edge_lengths(start, end) == pytest.approx(length(drawn), rel=1e-11)


class TestChaining:
    def test_lines_are_chained_where_one_ends_and_the_next_starts(self):
        lines = bank(line((100, 0), (200, 0)), line((0, 0), (100, 0)), line((200, 0), (300, 0)))
        assert len(lines.run_from_m) == 1
        assert lines.part_owner.tolist() == [1, 0, 2]
        assert lines.run_to_m[0] == pytest.approx(300, rel=1e-6)

    def test_lines_of_two_banks_are_not_chained_though_they_meet(self):
        drawn = array([line((0, 0), (100, 0)), line((100, 0), (200, 0))])
        assert len(chained(drawn, [0, 1], [1, 1]).run_from_m) == 2

    def test_a_gap_between_lines_starts_another_run(self):
        lines = bank(line((0, 0), (100, 0)), line((150, 0), (200, 0)))
        assert lines.run_closed.tolist() == [False, False]
        assert len(lines.run_from_m) == 2

    def test_a_ring_delivered_in_pieces_is_one_closed_run_from_its_first_piece(self):
        corners = [(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]
        lines = bank(*(line(*pair) for pair in reversed(list(pairwise(corners)))))
        assert lines.run_closed.tolist() == [True]
        assert lines.part_owner[0] == 0

    def test_fraction_is_the_inverse_of_chainage(self):
        lines = bank(line((0, 0), (3000, 9000), (5000, 9000)))
        at = np.array([1.0, 4321.0, float(lines.run_to_m[0]) - 1.0])
        edge = lines.edge_at(at)
        assert lines.chainage(edge, lines.fraction(edge, at)) == pytest.approx(at, abs=1e-6)

    def test_a_piece_between_two_chainages_has_that_length(self):
        lines = bank(line((0, 0), (300, 400), (900, 400)))
        assert length(lines.between(120.0, 730.0))[0] == pytest.approx(610.0, abs=1e-6)


class TestShadow:
    def test_a_strip_set_back_three_metres_counts_along_its_whole_length(self):
        found = covered(bank(line((0, 0), (1000, 0))), box(200, 3, 600, 33))
        assert found.total_m == pytest.approx(length(line((200, 0), (600, 0)))[0], rel=1e-6)

    def test_a_strip_farther_off_than_the_attaching_distance_counts_nothing(self):
        assert covered(bank(line((0, 0), (1000, 0))), box(200, 5.1, 600, 33)).total_m == 0.0

    def test_a_strip_on_the_water_side_counts_nothing(self):
        assert covered(bank(line((0, 0), (1000, 0))), box(200, -30, 600, 0)).total_m == 0.0

    def test_the_land_of_a_right_bank_lies_on_its_right(self):
        assert covered(bank(line((0, 0), (1000, 0)), side=-1), box(200, -30, 600, 0)).total_m > 399

    def test_a_strip_whose_near_edge_slopes_counts_up_to_where_it_leaves_the_attaching_distance(self):
        wedge = polygon((0, 0), (400, 40), (400, 80), (0, 80))
        assert covered(bank(line((0, 0), (1000, 0))), wedge).total_m == pytest.approx(50.0, rel=1e-6)

    def test_a_hole_behind_the_bank_leaves_the_length_and_shortens_the_width(self):
        lines = bank(line((0, 0), (1000, 0)))
        strip = box(0, 0, 400, 40) - box(100, 10, 200, 30)
        assert covered(lines, strip).total_m == pytest.approx(400, rel=1e-6)
        assert depths(lines, [50.0, 150.0], strip) == pytest.approx([40.0, 10.0], rel=1e-5)

    def test_a_hole_at_the_bank_deeper_than_the_attaching_distance_is_a_gap(self):
        strip = box(0, 0, 400, 40) - box(100, -1, 200, 6)
        assert covered(bank(line((0, 0), (1000, 0))), strip).total_m == pytest.approx(300, rel=1e-6)

    def test_a_convex_bend_has_a_wedge_of_land_that_belongs_to_no_edge(self):
        lines = bank(line((0, 0), (0, 100), (100, 100)))  # turns right: the land on its left fans out
        assert covered(lines, box(-4, 100.5, -0.5, 104)).total_m == 0.0

    def test_at_a_concave_bend_land_may_lie_off_both_edges(self):
        lines = bank(line((0, 100), (0, 0), (100, 0)))  # turns left: the land lies in the angle
        assert covered(lines, box(0, 0, 3, 3)).total_m == pytest.approx(6.0, rel=1e-5)

    def test_two_strips_one_behind_the_other_count_once(self):
        assert covered(bank(line((0, 0), (1000, 0))), box(0, 0, 300, 2), box(100, 1, 400, 30)).total_m == pytest.approx(
            400, rel=1e-6
        )

    def test_nothing_is_matched_that_is_not_allowed(self):
        lines = bank(line((0, 0), (1000, 0)))
        none = Matched(array([box(0, 0, 300, 30)]), np.zeros(len(lines), dtype=np.intp), np.zeros((1, 1), dtype=bool))
        assert len(shadow(lines.frames, none, HAIR, ATTACH).edge) == 0


class TestWidth:
    def test_the_width_is_taken_from_the_bank_over_a_first_gap(self):
        assert depths(bank(line((0, 0), (1000, 0))), [300.0], box(200, 3, 600, 33)) == pytest.approx([33.0], rel=1e-6)

    def test_it_ends_where_the_strips_together_first_end(self):
        strips = box(0, 0, 500, 10), box(0, 10, 500, 20), box(0, 21, 500, 60)
        assert depths(bank(line((0, 0), (1000, 0))), [300.0], *strips) == pytest.approx([20.0], rel=1e-6)

    def test_no_strip_is_no_width(self):
        assert np.isnan(depths(bank(line((0, 0), (1000, 0))), [900.0], box(200, 3, 600, 33))).all()

    def test_it_is_no_greater_than_the_normal_is_long(self):
        found = depths(bank(line((0, 0), (1000, 0))), [300.0], box(200, 0, 600, 900), longest=100.0)
        assert found == pytest.approx([100.0], abs=1e-6)


class TestCentre:
    def test_the_nearest_point_is_the_foot_of_the_normal(self):
        near = nearest(bank(line((0, 0), (1000, 0))), positions((250, 40), (700, -60)))
        assert near.at_m == pytest.approx([250.0, 700.0], rel=1e-6)
        assert near.distance_m == pytest.approx([40.0, 60.0], rel=1e-6)
        assert near.past_m.tolist() == [0.0, 0.0]

    def test_a_position_past_the_end_says_how_far(self):
        near = nearest(bank(line((0, 0), (1000, 0))), positions((-30, 40), (1200, 0)))
        assert near.past_m == pytest.approx([30.0, 200.0], rel=1e-5)

    def test_at_an_obtuse_corner_it_is_the_corner(self):
        near = nearest(bank(line((0, 0), (1000, 0), (2000, 1000))), positions((1010, -50), (1020, -99)))
        assert near.at_m == pytest.approx([1000.0] * 2, abs=1e-4)


WINDING = [(0, 0), (180, 40), (260, 150), (420, 160), (520, 60), (700, 90), (820, -40), (1000, 10)]


def strips_along(cut_at: float = 0.4) -> list[shapely.Geometry]:
    """Two irregular strips on the left of the winding bank, the second set back and with a hole."""
    first = polygon((-10, 4), (150, 36), (250, 158), (330, 190), (120, 150), (-20, 60))
    second = polygon((430, 163), (525, 66), (690, 94), (815, -28), (900, 60), (560, 220))
    return [first, second - box(560, 84, 600, 120)]


def ray_tested(drawn: shapely.LineString, polygons, step: float = 0.25) -> float:
    """Length of bank by plain rays in a local plane: midpoints of equal pieces of every edge of the left bank."""

    def planar(geometry):
        dense = shapely.segmentize(geometry, 1e-4)
        return shapely.transform(dense, lambda c: np.column_stack(plane().transform(c[:, 0], c[:, 1])))

    ground = shapely.union_all([planar(polygon) for polygon in polygons])
    shapely.prepare(ground)
    total = 0.0
    for a, b in pairwise(shapely.get_coordinates(planar(drawn))):
        size = math.dist(a, b)
        count = max(1, math.ceil(size / step))
        middle = a + ((np.arange(count) + 0.5) / count)[:, None] * (b - a)
        normal = np.array([-(b - a)[1], (b - a)[0]]) / size
        rays = shapely.linestrings(np.stack([middle + HAIR * normal, middle + ATTACH * normal], axis=1))
        total += size / count * int(shapely.intersects(ground, rays).sum())
    return total


class TestProperties:
    def test_plain_rays_in_another_plane_find_the_same_length(self):
        drawn = line(*WINDING)
        found = covered(bank(drawn), *strips_along()).total_m
        assert found > 250
        assert found == pytest.approx(ray_tested(drawn, strips_along(), 0.02), rel=1e-4)

    @given(st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0, 180)), min_size=1, max_size=3))
    @settings(max_examples=40, deadline=None)
    def test_splitting_strips_changes_no_length(self, cuts):
        lines, strips = bank(line(*WINDING)), strips_along()
        pieces = strips
        for share, angle in cuts:
            x, y = 1000 * share, 80.0
            dx, dy = 3000 * math.cos(math.radians(angle)), 3000 * math.sin(math.radians(angle))
            blade = line((x - dx, y - dy), (x + dx, y + dy))
            pieces = [part for piece in pieces for part in shapely.get_parts(split(piece, blade))]
        assert covered(lines, *pieces).total_m == pytest.approx(covered(lines, *strips).total_m, rel=1e-6)

    @given(st.lists(st.tuples(st.integers(0, len(WINDING) - 2), st.floats(0.001, 0.999)), min_size=1, max_size=5))
    @settings(max_examples=40, deadline=None)
    def test_splitting_banks_at_any_point_changes_no_length(self, cuts):
        whole, strips = shapely.LineString(positions(*WINDING)), strips_along()  # its edges are long
        vertices = shapely.get_coordinates(whole)
        points = {(place, 0.0) for place in range(len(vertices))} | set(cuts)
        chain = [
            vertices[place] + t * (vertices[place + 1] - vertices[place]) if t else vertices[place]
            for place, t in sorted(points)
        ]
        pieces = [shapely.LineString(pair) for pair in pairwise(chain)]
        assert covered(bank(*pieces), *strips).total_m == pytest.approx(covered(bank(whole), *strips).total_m, rel=1e-9)

    @given(st.integers(0, 6))
    def test_where_a_ring_starts_changes_no_length(self, start):
        corners = [(0, 0), (0, 300), (150, 420), (300, 300), (320, 120), (300, 0), (150, -60)]
        ring = [*corners[start:], *corners[: start + 1]]  # clockwise: the water on its right
        strip = box(-40, 100, 150, 500) - polygon(*corners, corners[0])
        base = covered(bank(line(*corners, corners[0])), strip).total_m
        assert base > 300
        assert covered(bank(line(*ring)), strip).total_m == pytest.approx(base, rel=1e-9)
