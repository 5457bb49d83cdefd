"""Grow, shrink, corridor and separation, against Karney's geodesics and against themselves under cutting."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import own_seconds
from shapely import GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from layers import geodesy
from layers.errors import BadGeometry, BadInput
from layers.offsets import corridor, grow, offset, separation, shrink
from layers.offsets.chains import from_lines
from layers.offsets.sweep import sweep

KARNEY = Geodesic(6378137.0, 1 / 298.257222101)
SEEDS = st.integers(0, 100_000)


def area(geometry) -> float:
    return float(geodesy.area([geometry])[0])


def blob(lon: float, lat: float, size_m: float, seed: int, corners: int = 12) -> Polygon:
    rng = np.random.default_rng(seed)
    angle = (np.arange(corners) + rng.uniform(0, 0.9, corners)) * (2 * math.pi / corners)
    radius = size_m / 111_000 * rng.uniform(0.3, 1.0, corners)
    return Polygon(np.column_stack([lon + radius * np.cos(angle), lat + radius * np.sin(angle)]))


def walk(lon: float, lat: float, step_m: float, seed: int, steps: int = 60) -> LineString:
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 6) + np.cumsum(rng.normal(0, 0.6, steps))
    move = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(0.1, 1.0, (steps, 1)) * step_m / 111_000
    return LineString(np.array([lon, lat]) + np.cumsum(move, axis=0))


def cut_at(geometry, longitudes) -> list:
    """The geometry's pieces between meridians."""
    west = [-180.0, *sorted(longitudes)]
    east = [*sorted(longitudes), 180.0]
    pieces = (shapely.intersection(geometry, box(w, -90, e, 90)) for w, e in zip(west, east, strict=True))
    return [piece for piece in pieces if not piece.is_empty]


@pytest.mark.parametrize("metres", [0.5, 3, 100, 1_000])
@pytest.mark.parametrize("lon", [120.05, 120.0999, 120.1, 120.10001])
@pytest.mark.parametrize(("lat", "bound"), [(0, 4e-7), (28, 3e-7), (54, 3e-7), (-30, 3e-7)])
def test_a_grown_point_is_karneys_circle_in_a_strip_at_its_edge_and_across(lon, lat, bound, metres):
    grown = grow(Point(lon, lat), metres)
    assert grown.is_valid
    assert grown.geom_type == "Polygon"
    corners = shapely.get_coordinates(grown)
    radius = geodesy.distance(lon, lat, corners[:, 0], corners[:, 1])
    assert radius.max() <= metres * (1 + bound)
    assert radius.min() >= metres * (1 - bound) - 0.00101  # where a chord is cut by the strip's edge


@pytest.mark.parametrize("azimuth", range(0, 360, 30))
@pytest.mark.parametrize("lon", [120.02, 120.1])
def test_a_grown_point_ends_at_its_distance_in_every_direction(lon, azimuth):
    grown = grow(Point(lon, 28.3), 500)
    for metres, inside in ((499.998, True), (500.0005, False)):
        end = KARNEY.Direct(28.3, lon, azimuth, metres)
        assert shapely.contains_xy(grown, end["lon2"], end["lat2"]) == inside


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, metres=st.sampled_from([1, 20, 300]), step=st.sampled_from([2, 40, 900]))
def test_a_grown_line_holds_what_is_nearer_and_nothing_farther(seed, metres, step):
    line = walk(120.0995, 28, step, seed, steps=30)
    grown = grow(line, metres)
    assert grown.is_valid
    rng = np.random.default_rng(seed)
    west, south, east, north = grown.bounds
    for lon, lat in zip(rng.uniform(west, east, 12), rng.uniform(south, north, 12), strict=True):
        found = separation(Point(lon, lat), line).metres
        if abs(found - metres) > 0.002:
            assert shapely.contains_xy(grown, lon, lat) == (found < metres)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, radius=st.sampled_from([1.0, 30.0, 800.0]), ratio=st.sampled_from([0.01, 0.1, 1.0, 5.0]))
def test_the_outline_lies_at_the_radius_within_a_millimetre_also_at_shallow_bends(seed, radius, ratio):
    """GEOS's own buffer is off by up to 1 % here."""
    rng = np.random.default_rng(seed)
    angle = np.cumsum(rng.normal(0, rng.choice([0.02, 0.3, 1.0]), 120))
    line = LineString(np.cumsum(np.column_stack([np.cos(angle), np.sin(angle)]) * radius * ratio, axis=0))
    swept = sweep(from_lines(np.array([line], dtype=object), round_ends=True), radius)
    assert swept.is_valid
    rim = shapely.boundary(swept)
    rim = shapely.get_coordinates(shapely.segmentize(rim, rim.length / 2_000))
    found = shapely.distance(shapely.points(rim), line)
    assert found.max() <= radius + 2e-5
    assert found.min() >= radius - 0.00102


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, cuts=st.lists(st.floats(119.96, 120.24), min_size=1, max_size=4, unique=True))
def test_cutting_the_input_along_meridians_changes_nothing_grown(seed, cuts):
    for whole in (blob(120.1, 28, 12_000, seed), walk(120.1, 28, 900, seed)):
        grown = grow(whole, 25)
        pieces = shapely.union_all([grow(piece, 25) for piece in cut_at(whole, cuts)])
        assert area(pieces) == pytest.approx(area(grown), rel=1e-6)
        assert area(shapely.symmetric_difference(pieces, grown)) < 1e-6 * area(grown) + 1e-3 * len(cuts) * 100


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, metres=st.sampled_from([2, 50, 600]))
def test_a_union_grows_to_the_union_of_what_its_members_grow_to(seed, metres):
    a, b = blob(120.098, 28, 700, seed), walk(120.1, 28.001, 120, seed, steps=15)
    together = grow(GeometryCollection([a, b]), metres)
    apart = shapely.union(grow(a, metres), grow(b, metres))
    assert area(shapely.symmetric_difference(together, apart)) < 1e-3 * geodesy.perimeter([together])[0]
    assert area(together) == pytest.approx(area(apart), rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, metres=st.sampled_from([1, 20, 200]))
def test_shrinking_what_was_grown_gives_back_at_least_the_start(seed, metres):
    start = blob(120.1, 28, 900, seed)
    back = shrink(grow(start, metres), metres)
    assert back.is_valid
    assert area(start.difference(back)) <= 0.0011 * geodesy.perimeter([start])[0]
    assert shrink(start, metres).difference(start).area == 0
    assert grow(start, metres).contains(start)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_what_is_shrunk_lies_at_the_distance_from_the_boundary(seed):
    start = blob(120.1, 28, 3_000, seed)
    inner = shrink(start, 40)
    assert inner.is_valid
    assert not inner.is_empty
    assert separation(inner, start.exterior).metres == pytest.approx(40, abs=0.00105)


def test_a_box_across_strips_shrinks_by_its_margin_everywhere():
    start = box(119.83, 27.9, 120.37, 28.1)
    inner = shrink(start, 5)
    assert inner.geom_type == "Polygon"
    assert not inner.interiors
    lost = area(start) - area(inner)
    assert lost == pytest.approx(5 * geodesy.perimeter([start])[0] - 4 * 25, rel=1e-6)
    # its long northern edge follows the parallel: no straight line in the plane would
    middle = separation(Point(120.1, 28.1), inner).metres
    assert middle == pytest.approx(5, abs=1e-4)


def test_holes_grow_shut_and_shrink_open():
    holed = box(120.0, 28.0, 120.01, 28.01).difference(box(120.004, 28.004, 120.0042, 28.0042))
    assert len(grow(holed, 3).interiors) == 1
    assert len(grow(holed, 30).interiors) == 0
    assert area(shrink(holed, 3)) < area(holed) - 3 * geodesy.perimeter([holed])[0] + 200


def test_a_six_metre_strip_keeps_its_middle_until_three_metres():
    width = 6 / 98_361.6  # degrees at 28°
    strip = box(120.05, 28.0, 120.05 + width, 28.01)
    assert area(shrink(strip, 2.9)) == pytest.approx(0.2 * 1102.4, rel=0.01)
    assert shrink(strip, 3.1).is_empty
    assert shrink(strip, 3.1).geom_type == "Polygon"


def test_points_and_lines_shrink_to_nothing_and_the_empty_stays_empty():
    for nothing in (
        shrink(Point(120, 28), 1),
        shrink(LineString([(120, 28), (121, 28)]), 1),
        shrink(box(120, 28, 120.0001, 28.0001), 50),
        *(f(empty, 5) for f in (grow, shrink, corridor) for empty in (Polygon(), LineString(), GeometryCollection())),
    ):
        assert nothing.is_empty
        assert nothing.geom_type == "Polygon"


def test_every_type_grows_as_its_members():
    members = [Point(120, 28), LineString([(120.1, 28), (120.11, 28.01)]), box(120.2, 28, 120.21, 28.01)]
    total = sum(area(grow(m, 10)) for m in members)
    assert area(grow(GeometryCollection(members), 10)) == pytest.approx(total, rel=1e-9)
    two = MultiPoint([(120, 28), (121, 28)])
    assert area(grow(two, 10)) == pytest.approx(2 * math.pi * 100, rel=2e-4)
    twice = MultiPolygon([members[2], box(120.3, 28, 120.31, 28.01)])
    assert area(grow(twice, 10)) == pytest.approx(2 * area(grow(members[2], 10)), rel=1e-9)


def test_offset_grows_shrinks_or_leaves_alone():
    start = blob(120.1, 28, 500, 1)
    assert offset(start, 0) is start
    assert offset(start, 7).equals(grow(start, 7))
    assert offset(start, -7).equals(shrink(start, 7))


@pytest.mark.parametrize("metres", [0, -1, math.nan, math.inf])
def test_a_distance_that_is_none_is_refused(metres):
    for f in (grow, shrink, corridor):
        with pytest.raises(BadInput):
            f(LineString([(120, 28), (121, 28)]), metres)
    if math.isnan(metres):
        with pytest.raises(BadInput):
            offset(Point(120, 28), metres)


@pytest.mark.parametrize(
    "broken",
    [
        Polygon([(120, 28), (121, 29), (121, 28), (120, 29)]),
        LineString([(120, 28), (120, 28)]),
        LineString([(120, 28), (120, math.nan)]),
        LineString([(500_000, 3_100_000), (500_100, 3_100_000)]),
        Point(120, 85),
        Point(179.9999, 28),
    ],
)
def test_what_has_no_offset_is_refused(broken):
    for f in (grow, shrink):
        with pytest.raises(BadGeometry):
            f(broken, 100)


def test_a_corridor_has_flat_ends_and_its_width():
    line = LineString([(120.01, 28.0), (120.55, 28.21)])  # across five strips
    band = corridor(line, 30)
    assert band.geom_type == "Polygon"
    assert not band.interiors
    assert area(band) == pytest.approx(30 * geodesy.length([line])[0], rel=4e-7)
    beyond = KARNEY.Direct(28.0, 120.01, 240, 1.0)
    assert not shapely.contains_xy(band, beyond["lon2"], beyond["lat2"])


def test_parts_that_share_an_end_are_one_corridor_with_a_round_join():
    whole = LineString([(120.0, 28.0), (120.01, 28.0), (120.01, 28.01)])
    parts = MultiLineString([[(120.0, 28.0), (120.01, 28.0)], [(120.01, 28.01), (120.01, 28.0)]])
    assert area(shapely.symmetric_difference(corridor(whole, 40), corridor(parts, 40))) < 1e-3
    corner = KARNEY.Direct(28.0, 120.01, 135, 19.9)
    assert shapely.contains_xy(corridor(parts, 40), corner["lon2"], corner["lat2"])


def test_where_three_parts_meet_the_joint_is_round_and_the_free_ends_are_flat():
    ends = [(c["lon2"], c["lat2"]) for c in (KARNEY.Direct(28.0, 120.1, azimuth, 500) for azimuth in (0, 60, 120))]
    star = corridor(MultiLineString([[(120.1, 28.0), end] for end in ends]), 40)
    for azimuth in range(0, 360, 15):
        there = KARNEY.Direct(28.0, 120.1, azimuth, 19.99)
        assert shapely.contains_xy(star, there["lon2"], there["lat2"])
    for azimuth in (220, 240, 260):
        beyond = KARNEY.Direct(28.0, 120.1, azimuth, 20.01)
        assert not shapely.contains_xy(star, beyond["lon2"], beyond["lat2"])
    past = KARNEY.Direct(28.0, 120.1, 60, 500.01)
    assert not shapely.contains_xy(star, past["lon2"], past["lat2"])


def test_a_closed_line_has_a_corridor_without_ends():
    ring = LineString(box(120.095, 28, 120.105, 28.01).exterior.coords)
    band = corridor(ring, 10)
    assert len(band.interiors) == 1
    for lon, lat in ring.coords[:-1]:
        outward = KARNEY.Direct(lat, lon, 225 if (lon, lat) == (120.095, 28.0) else 45, 1)
        assert shapely.contains_xy(band, outward["lon2"], outward["lat2"])
    assert area(band) == pytest.approx(10 * geodesy.perimeter([box(*ring.bounds)])[0] - 100 + math.pi * 25, rel=1e-4)


def test_only_lines_have_a_corridor():
    for other in (Point(120, 28), box(120, 28, 121, 29), GeometryCollection([Point(120, 28)])):
        with pytest.raises(BadGeometry, match="corridor"):
            corridor(other, 10)


def scan(point: Point, line: LineString, samples: int = 400_001) -> float:
    """Least Karney distance of a point to one straight lon/lat edge, by dense sampling."""
    (x1, y1), (x2, y2) = line.coords
    t = np.linspace(0, 1, samples)
    return float(geodesy.distance(point.x, point.y, x1 + t * (x2 - x1), y1 + t * (y2 - y1)).min())


@pytest.mark.parametrize(
    ("point", "line"),
    [
        (Point(120.5, 28.001), LineString([(120, 28), (121, 28)])),
        (Point(120.55, 28.09), LineString([(120, 28), (121, 28.02)])),
        (Point(120.05, 28.0), LineString([(120.15, 27.9), (120.15, 28.1)])),
        (Point(120.0999, 28.0), LineString([(120.1001, 27.99), (120.1003, 28.01)])),
        (Point(120.05, 28.0), LineString([(121.15, 27.8), (121.1, 28.2)])),
        (Point(120.3, 53.9), LineString([(120, 53.85), (121, 53.95)])),
    ],
)
def test_separation_honours_edges_straight_in_longitude_and_latitude(point, line):
    found = separation(point, line)
    assert found.metres == pytest.approx(scan(point, line), rel=1e-6, abs=1e-4)
    assert found.on_a == pytest.approx((point.x, point.y), abs=1e-11)
    assert line.distance(Point(found.on_b)) < 1e-9
    assert found.metres == float(geodesy.distance(*found.on_a, *found.on_b))
    back = separation(line, point)
    assert back.metres == pytest.approx(found.metres, rel=1e-6, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, azimuth=st.floats(0, 360), metres=st.floats(0.01, 9_000), lon=st.floats(119.9, 120.3))
def test_points_are_separated_by_karneys_distance(seed, azimuth, metres, lon):
    end = KARNEY.Direct(28.0, lon, azimuth, metres)
    found = separation(MultiPoint([(lon, 28.0), (118, 20)]), Point(end["lon2"], end["lat2"]))
    assert found.metres == pytest.approx(metres, rel=1e-9, abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, east=st.floats(0.03, 0.25))
def test_separation_is_the_least_over_all_vertices_and_edges(seed, east):
    a, b = blob(120.0, 28, 2_000, seed), blob(120.0 + east, 28.01, 2_000, seed + 1)
    found = separation(a, b)
    if found.metres == 0:
        assert a.intersects(b)
        return
    corners_a, corners_b = (shapely.get_coordinates(shapely.segmentize(g, 0.0004)) for g in (a, b))
    grid = geodesy.distance(corners_a[:, :1], corners_a[:, 1:], corners_b[None, :, 0], corners_b[None, :, 1])
    assert found.metres <= grid.min() + 1e-4
    assert found.metres >= grid.min() - 45
    assert a.distance(Point(found.on_a)) < 1e-9
    assert b.distance(Point(found.on_b)) < 1e-9


def test_what_has_a_point_in_common_is_not_separated():
    whole = box(120, 28, 120.3, 28.3)
    for other in (Point(120.1, 28.1), box(120.3, 28.3, 120.4, 28.4), LineString([(119, 28.1), (121, 28.2)]), whole):
        found = separation(whole, other)
        assert found.metres == 0.0
        assert found.on_a == found.on_b
        assert whole.distance(Point(found.on_a)) < 1e-12


def test_a_gap_of_a_millimetre_is_seen_at_a_strips_edge():
    gap = 0.001 / 98_361.6
    found = separation(box(120.0, 28, 120.1, 28.1), box(120.1 + gap, 28, 120.2, 28.1))
    assert found.metres == pytest.approx(0.001, rel=0.02)


def test_an_empty_geometry_has_no_distance():
    with pytest.raises(BadGeometry):
        separation(Point(120, 28), Polygon())


@pytest.mark.parametrize("metres", [2.5, 5.0, 10.0, 20.0])
def test_an_offset_that_fits_a_corridor_exactly_loses_and_adds_nothing(metres):
    """Outlines then run along one another, where GEOS's buffer fails, or fills the hole within them."""
    lane = LineString([(120.54698252383837, 27.749590604206), (120.54791597009884, 27.753615302770704)])
    body = corridor(lane, 20.0)
    length = geodesy.length([lane])[0]
    assert area(shrink(body, metres)) == pytest.approx(max(0.0, (20 - 2 * metres) * (length - 2 * metres)), abs=3.0)
    assert area(grow(body, metres)) == pytest.approx(
        area(body) + 2 * metres * (length + 20) + math.pi * metres**2, rel=1e-4
    )


@pytest.mark.parametrize("seed", [42, 362, 531, 887, 1140, 1168, 1444, 2214])
def test_a_corridor_that_crosses_itself_grows_and_shrinks_by_half_its_width(seed):
    rng = random.Random(seed)
    line = LineString(
        [
            (120.55 + rng.uniform(-0.004, 0.004), 27.75 + rng.uniform(-0.004, 0.004))
            for _ in range(rng.choice([2, 3, 6]))
        ]
    )
    width = rng.choice([3.0, 20.0])
    body = corridor(line, width)
    for metres in (width / 2, width / 4):
        grown, left = grow(body, metres), shrink(body, metres)
        assert grown.is_valid
        assert left.is_valid
        assert area(grown) == pytest.approx(area(corridor(line, width + 2 * metres)), rel=0.05)
        assert area(left) <= area(body) * (1 - metres / width)


def test_a_ring_whose_first_vertex_is_repeated_is_swept_all_around():
    corners = [(120.55, 27.75), (120.55, 27.75), (120.5501, 27.7504), (120.5502, 27.75)]
    once = Polygon(corners[1:])
    assert area(grow(Polygon(corners), 20.0)) == pytest.approx(area(grow(once, 20.0)), rel=1e-6)


def test_long_lines_and_many_vertices_stay_affordable():
    line = LineString([(120, 28), (121.02, 28.05)])
    assert own_seconds(lambda: grow(line, 10), enough=2) < 2
    assert grow(line, 10).geom_type == "Polygon"
    angle = np.linspace(0, 2 * math.pi, 50_000, endpoint=False)
    radius = 0.05 * (1 + 0.1 * np.sin(40 * angle))
    dense = Polygon(np.column_stack([120.3 + radius * np.cos(angle), 28 + radius * np.sin(angle)]))
    made = []
    assert own_seconds(lambda: made.append(shrink(dense, 5)), enough=10) < 10
    inner = made[-1]
    assert inner.is_valid
    assert area(dense) - area(inner) == pytest.approx(5 * geodesy.perimeter([dense])[0], rel=1e-2)
