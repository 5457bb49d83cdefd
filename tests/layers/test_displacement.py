"""Moves that keep a distance: enough, near the least, and none where there is none; and how deep a contact is."""

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from world import ALL, box

from layers.depth import depth, overhang
from layers.displacement import MANY_VERTICES, Displacement, Obstacle, displacement
from layers.offsets import grow, separation
from layers.translation import strip_of

sizes = st.integers(5, 400)
places = st.integers(-300, 300)


def way(site: shapely.Geometry, zone: shapely.Geometry, keep_m: float = 2.0, within_m: float = 5000.0) -> Displacement:
    found = displacement([Obstacle(site, (zone,), keep_m)], strip_of(site), within_m)
    assert found is not None
    return found


@settings(max_examples=40, deadline=None)
@given(st.tuples(places, places, sizes, sizes), sizes, sizes, st.sampled_from([0.5, 2.0, 100.0]))
def test_of_two_rectangles_the_move_is_the_shortest_of_the_four_sides(
    site: tuple[int, int, int, int], wide: int, tall: int, keep_m: float
) -> None:
    x, y, east, north = site
    footprint, zone = box(x, y, x + east, y + north), box(0, 0, wide, tall)
    found = way(footprint, zone, keep_m)
    assert separation(found.moved(footprint), zone).metres > keep_m or found.metres == 0.0
    sides = (wide + keep_m - x, x + east + keep_m, tall + keep_m - y, y + north + keep_m)
    assert found.metres <= max(0.0, min(sides)) * 1.002 + 0.2


def test_a_move_of_a_given_length_and_bearing_goes_that_far_that_way() -> None:
    site = box(0, 0, 100, 100)
    there = Displacement(300.0, 90.0, strip_of(site)).moved(site)
    assert separation(there, site).metres == pytest.approx(200.0, rel=3e-3)
    assert there.bounds[1] == pytest.approx(site.bounds[1], abs=3e-6)


def test_nothing_in_the_way_needs_no_move() -> None:
    assert way(box(0, 0, 10, 10), box(100, 0, 200, 10)).metres == 0.0


def test_there_is_no_move_shorter_than_the_zone_allows() -> None:
    zone = box(-3000, -3000, 3000, 3000)
    assert displacement([Obstacle(box(0, 0, 10, 10), (zone,), 2.0)], strip_of(zone), 2000.0) is None


def test_a_move_stays_within_the_bounds_it_is_given() -> None:
    site, zone = box(0, 0, 100, 100), box(50, -1000, 150, 1000)
    assert way(site, zone).bearing_deg == pytest.approx(270.0, abs=0.5)
    fenced = displacement([Obstacle(site, (zone,), 2.0, box(-20, -3000, 3000, 3000))], strip_of(site), 5000.0)
    assert fenced is not None
    assert fenced.bearing_deg == pytest.approx(90.0, abs=0.5)
    assert fenced.metres == pytest.approx(152.0, abs=0.6)


def test_the_order_of_obstacles_changes_nothing() -> None:
    site = box(-50, -50, 50, 50)
    zones = [box(0, 0, 80, 80), box(-200, -20, -60, 300), box(-30, -400, 30, -45)]
    obstacles = [Obstacle(site, (zone,), 3.0) for zone in zones]
    one = displacement(obstacles, strip_of(site), 5000.0)
    other = displacement(obstacles[::-1], strip_of(site), 5000.0)
    assert one == other
    assert one is not None
    assert all(separation(one.moved(site), zone).metres > 3.0 for zone in zones)


def test_a_footprint_of_very_many_vertices_is_moved_far_enough() -> None:
    turns = [2 * math.pi * index / 30_000 for index in range(30_000)]
    middle = box(0, 0, 10, 10).centroid
    site = shapely.Polygon(
        [
            (middle.x + (0.002 + 2e-6 * (i % 2)) * math.cos(a), middle.y + (0.002 + 2e-6 * (i % 2)) * math.sin(a))
            for i, a in enumerate(turns)
        ]
    )
    assert shapely.get_num_coordinates(site) > MANY_VERTICES
    zone = box(100, -500, 900, 500)
    found = way(site, zone)
    assert separation(found.moved(site), zone).metres > 2.0
    least = way(shapely.convex_hull(site), zone).metres
    assert found.metres == pytest.approx(least, abs=2.0)


def test_depth_is_what_a_shrunk_zone_no_longer_reaches() -> None:
    zone = box(0, 0, 1000, 1000)
    assert depth(box(-100, 400, 0.7, 600), zone, 2.0) == pytest.approx(0.7, abs=0.02)
    assert depth(box(-100, 400, 50, 600), zone, 2.0) == pytest.approx(2.0, abs=0.02)


def test_overhang_is_how_far_a_footprint_reaches_out_or_stays_in() -> None:
    zone = box(0, 0, 1000, 1000)
    assert overhang(box(-0.7, 400, 600, 600), zone) == pytest.approx(0.7, abs=0.01)
    assert overhang(box(1.5, 400, 600, 600), zone) == pytest.approx(1.5, abs=0.01)
    assert shapely.covers(ALL, grow(zone, 10.0))


def test_a_long_footprint_far_from_its_meridian_keeps_the_distance_on_the_ellipsoid() -> None:
    site = shapely.LineString([(120.0, 30.0), (122.0, 30.0)])
    zone = shapely.box(121.99, 30.0 + 950 / 110_852, 122.0, 30.0 + 3000 / 110_852)
    found = displacement([Obstacle(site, (zone,), 990.0)], strip_of(site), 5000.0)
    assert found is not None
    assert separation(found.moved(site), zone).metres > 990.0
