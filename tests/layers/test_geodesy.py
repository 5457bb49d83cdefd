"""Areas, lengths and distances on CGCS2000, against references of higher precision or an independent library."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mpmath import atanh, cos, fsum, mp, mpf, pi, quad, sin, sqrt
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)

from layers import geodesy
from layers.errors import BadCRS, BadGeometry

mp.dps = 30
A, F = mpf(6378137), 1 / mpf("298.257222101")
E2 = F * (2 - F)
KARNEY = Geodesic(6378137.0, 1 / 298.257222101)
WENZHOU_SQUARE = shapely.box(120.6944, 27.9893, 120.7044, 27.9993)
DEGREES = st.floats(-1.0, 1.0)


def quadrature_area(ring: list[tuple[float, float]]) -> float:
    """Area under edges straight in lon/lat, by 30-digit quadrature of the authalic function."""

    def authalic(latitude):
        s = sin(latitude)
        e = sqrt(E2)
        return A**2 * (1 - E2) / 2 * (s / (1 - E2 * s**2) + atanh(e * s) / e)

    def edge(p, q):
        (x1, y1), (x2, y2) = ([mpf(v) * pi / 180 for v in c] for c in (p, q))
        return (x2 - x1) * quad(lambda t: authalic(y1 + t * (y2 - y1)), [0, 1])

    return abs(float(fsum(edge(p, q) for p, q in zip(ring, ring[1:] + ring[:1], strict=True))))


def quadrature_length(p: tuple[float, float], q: tuple[float, float]) -> float:
    (x1, y1), (x2, y2) = ([mpf(v) * pi / 180 for v in c] for c in (p, q))

    def speed(t):
        b = y1 + t * (y2 - y1)
        w2 = 1 - E2 * sin(b) ** 2
        return sqrt((A * (1 - E2) / w2 / sqrt(w2) * (y2 - y1)) ** 2 + (A / sqrt(w2) * cos(b) * (x2 - x1)) ** 2)

    return float(quad(speed, [0, 0.25, 0.5, 0.75, 1]))


def star(lon: float, lat: float, size_m: float, seed: int, corners: int = 7) -> list[tuple[float, float]]:
    rng = np.random.default_rng(seed)
    angle = (np.arange(corners) + rng.uniform(0, 0.9, corners)) * (2 * math.pi / corners)
    radius = size_m / 2 / 111_000 * rng.uniform(0.4, 1.0, corners)
    return list(zip(lon + radius * np.cos(angle), lat + radius * np.sin(angle), strict=True))


@pytest.mark.parametrize("size_m", [10, 100, 3_000, 50_000, 300_000])
@pytest.mark.parametrize("lat", [0.3, 28.0, 53.5])
def test_area_agrees_with_quadrature_at_every_size(size_m, lat):
    for seed in range(3):
        ring = star(120.7, lat, size_m, seed)
        exact = quadrature_area(ring)
        assert abs(geodesy.area([Polygon(ring)])[0] - exact) <= max(1e-9 * exact, 1e-3)


def test_a_ten_metre_polygon_is_right_to_a_billionth_too():
    ring = star(120.7, 28.0, 10, 5)
    assert geodesy.area([Polygon(ring)])[0] == pytest.approx(quadrature_area(ring), rel=2e-9)


def test_small_boxes_agree_with_karney_on_edges_short_enough_to_be_geodesics():
    ring = shapely.get_coordinates(shapely.segmentize(WENZHOU_SQUARE, 0.0001))
    polygon = KARNEY.Polygon()
    for lon, lat in ring[:-1]:
        polygon.AddPoint(lat, lon)
    assert geodesy.area([WENZHOU_SQUARE])[0] == pytest.approx(abs(polygon.Compute()[2]), rel=1e-9)


@pytest.mark.parametrize("hole_turned", [False, True])
@pytest.mark.parametrize("measure", [geodesy.area, geodesy.survey_area, lambda g: geodesy.plane_area(g, 4549)])
def test_a_hole_is_subtracted_whatever_its_orientation(measure, hole_turned):
    hole = shapely.box(120.697, 27.992, 120.701, 27.995)
    shell = list(WENZHOU_SQUARE.exterior.coords)
    for turned_shell in (shell, shell[::-1]):
        coords = list(hole.exterior.coords)
        holed = Polygon(turned_shell, [coords[::-1] if hole_turned else coords])
        whole, missing = measure([WENZHOU_SQUARE, hole])
        assert measure([holed])[0] == pytest.approx(whole - missing, rel=1e-12)


def test_every_type_is_measured_by_its_own_dimension():
    square, line = WENZHOU_SQUARE, LineString([(120.0, 28.0), (120.01, 28.01)])
    other = shapely.box(121.0, 28.0, 121.01, 28.01)
    geometries = [
        square,
        MultiPolygon([square, other]),
        GeometryCollection([square, line, Point(120, 28), GeometryCollection([other])]),
        line,
        MultiLineString([line, line.coords[::-1]]),
        LinearRing(square.exterior.coords),
        Point(120, 28),
        MultiPoint([(120, 28), (121, 28)]),
        Polygon(),
        GeometryCollection(),
        MultiPolygon(),
        LineString(),
    ]
    s, o = geodesy.area([square, other])
    length = geodesy.length([line])[0]
    around = geodesy.perimeter([square])[0]
    assert geodesy.area(geometries) == pytest.approx([s, s + o, s + o, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert geodesy.survey_area(geometries)[[0, 3, 8]] == pytest.approx([s, 0, 0], rel=1e-8)
    assert geodesy.plane_area(geometries, 4549)[[3, 6, 8]] == pytest.approx([0, 0, 0])
    assert geodesy.length(geometries) == pytest.approx([0, 0, length, length, 2 * length, around, 0, 0, 0, 0, 0, 0])
    assert geodesy.perimeter(geometries)[[0, 2, 3, 5, 8]] == pytest.approx(
        [around, around + geodesy.perimeter([other])[0], 0, 0, 0]
    )


def test_empty_geometries_among_others_of_their_kind_measure_nothing():
    square, line = WENZHOU_SQUARE, LineString([(120.0, 28.0), (120.01, 28.01)])
    for measure in (geodesy.area, geodesy.survey_area, geodesy.perimeter):
        assert measure([Polygon(), square, Polygon()]).tolist() == [0.0, measure([square])[0], 0.0]
    assert geodesy.length([LineString(), line, LineString()]).tolist() == [0.0, geodesy.length([line])[0], 0.0]


@pytest.mark.parametrize("d_lon", [0.0, 3.0])
@pytest.mark.parametrize("d_lat", [0.0, 1e-12, 0.2499, 0.2501, 5.7, 5.8, 40.0])
def test_no_edge_is_measured_otherwise_on_one_side_of_a_limit_of_the_formulas(d_lon, d_lat):
    p, q = (120.0, 13.0), (120.0 + d_lon, 13.0 + d_lat)
    found = geodesy.edge_lengths(np.array([p]), np.array([q]))[0]
    assert found == pytest.approx(quadrature_length(p, q) if p != q else 0.0, rel=1e-11)
    ring = [p, q, (122.0, 54.0)]
    assert geodesy.area([Polygon(ring)])[0] == pytest.approx(quadrature_area(ring), rel=1e-12, abs=1e-3)


def test_an_edge_that_leaves_the_ellipsoid_is_refused_by_its_row():
    inside, outside = np.array([[120.0, 28.0], [120.0, 28.0]]), np.array([[120.1, 28.0], [120.0, 91.0]])
    with pytest.raises(BadGeometry, match="Vertex 2 of geometry 2"):
        geodesy.edge_lengths(inside, outside)


def test_no_geometry_and_one_geometry_are_arrays_too():
    assert geodesy.area([]).shape == (0,)
    assert geodesy.length([]).shape == (0,)
    assert geodesy.area(WENZHOU_SQUARE).shape == (1,)


def test_many_chunks_give_the_same_as_one_geometry_at_a_time():
    rings = [Polygon(star(120 + i / 50, 28, 2_000, i, corners=1_500)) for i in range(20)]
    assert geodesy.area(rings) == pytest.approx([geodesy.area([r])[0] for r in rings], rel=1e-13)
    lines = [r.exterior for r in rings]
    assert geodesy.length(lines) == pytest.approx([geodesy.length([r])[0] for r in lines], rel=1e-13)


@pytest.mark.parametrize("measure", [geodesy.area, geodesy.survey_area, geodesy.perimeter])
@pytest.mark.parametrize("vertex", [(math.nan, 28.0), (120.0, math.inf), (120.0, 91.0), (40_568_798.9, 3_098_007.2)])
def test_a_vertex_that_is_no_longitude_and_latitude_is_refused_by_its_place(measure, vertex):
    broken = Polygon([(120, 28), (120.1, 28), vertex, (120, 28.1)])
    with pytest.raises(BadGeometry, match="Vertex 3 of geometry 2"):
        measure([WENZHOU_SQUARE, broken])


def test_a_missing_geometry_is_refused_not_measured_as_nothing():
    with pytest.raises(BadGeometry, match="Geometry 2 is missing"):
        geodesy.area([WENZHOU_SQUARE, None])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), x=DEGREES, y=DEGREES, size=st.sampled_from([500, 20_000, 150_000]))
def test_area_is_additive_under_any_overlay(seed, x, y, size):
    a = Polygon(star(120, 28, size, seed))
    b = Polygon(star(120 + x * size / 400_000, 28 + y * size / 400_000, size, seed + 1))
    whole, inside, outside = geodesy.area([a, shapely.intersection(a, b), shapely.difference(a, b)])
    assert inside + outside == pytest.approx(whole, rel=1e-9, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(lat=st.floats(0, 54), x=DEGREES, y=DEGREES, cuts=st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_length_adds_up_under_any_cut(lat, x, y, cuts):
    p, q = np.array([120.0, lat]), np.array([120.0 + 2 * x, lat + 2 * y])
    t = np.array([0.0, *sorted(cuts), 1.0])[:, None]
    pieces = p + t * (q - p)
    whole = geodesy.length([LineString([p, q])])[0]
    parts = geodesy.length([LineString(pieces[i : i + 2]) for i in range(len(pieces) - 1)])
    assert parts.sum() == pytest.approx(whole, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ((120, 28), (121.3, 28)),
        ((120, 28), (120, 31)),
        ((118, 27), (122.9, 31.1)),
        ((120, 0), (125, 54)),
        ((120, 28), (120.0003, 28.0002)),
    ],
)
def test_length_is_the_integral_of_the_metric_along_the_edge(p, q):
    assert geodesy.length([LineString([p, q])])[0] == pytest.approx(quadrature_length(p, q), rel=1e-11)


@settings(max_examples=200, deadline=None)
@given(lat=st.floats(0, 54), azimuth=st.floats(0, 360), metres=st.floats(0.5, 1_000))
@example(lat=53.5, azimuth=302.0, metres=954.0)
@example(lat=50.98, azimuth=54.7, metres=1_000.0)
@example(lat=53.98, azimuth=305.3, metres=1_000.0)
def test_short_edges_are_karneys_geodesics_to_two_micrometres_per_kilometre(lat, azimuth, metres):
    end = KARNEY.Direct(lat, 120.0, azimuth, metres)
    if not 0 <= end["lat2"] <= 54:
        return
    found = geodesy.length([LineString([(120.0, lat), (end["lon2"], end["lat2"])])])[0]
    bound = 2.0e-6 if max(lat, end["lat2"]) <= 51 else 2.3e-6
    assert abs(found - metres) <= bound * metres / 1000 + 5e-9  # 5 nm: what a double of 120° can tell


@settings(max_examples=200, deadline=None)
@given(lat=st.floats(-80, 80), azimuth=st.floats(0, 359.9), metres=st.floats(1, 1e6))
def test_distance_and_bearing_are_karneys(lat, azimuth, metres):
    end = KARNEY.Direct(lat, 120.0, azimuth, metres)
    there = KARNEY.Inverse(lat, 120.0, end["lat2"], end["lon2"])
    found = geodesy.distance(120.0, lat, end["lon2"], end["lat2"])
    assert abs(found - there["s12"]) <= 1e-9 * metres + 1e-8
    turned = geodesy.bearing(120.0, lat, end["lon2"], end["lat2"])
    assert 0 <= turned < 360
    difference = (float(turned) - there["azi1"] + 180) % 360 - 180
    assert abs(difference) * math.pi / 180 * metres < 1e-6


def test_distance_and_bearing_broadcast():
    lon = np.array([119.0, 120.0, 121.0])
    assert geodesy.distance(120, 28, 121, 28).shape == geodesy.bearing(120, 28, 121, 28).shape == ()
    assert geodesy.distance(120, 28, lon, 28).shape == (3,)
    assert geodesy.bearing(120, 28, [120, 120, 120], [29, 28, 27]) == pytest.approx([0, 0, 180])
    assert geodesy.bearing(120, 0, [121, 119], 0) == pytest.approx([90, 270])


def test_distance_refuses_what_is_no_position():
    with pytest.raises(BadGeometry):
        geodesy.distance(120, 28, math.nan, 28)


def test_the_survey_coefficients_are_those_printed():
    a, b, c, d, e = geodesy.SURVEY_COEFFICIENTS
    assert f"{a:.13f}" == "1.0033640898342"
    assert f"{b:.10e}" == "1.1241893819e-03"
    assert f"{c:.8e}" == "1.69945947e-06"
    assert f"{d:.7e}" == "2.7178578e-09"
    assert f"{e:.4e}" == "4.3584e-12"


def test_the_survey_area_of_the_printed_square():
    assert f"{geodesy.survey_area([WENZHOU_SQUARE])[0]:.3f}" == "1090097.265"


def test_the_survey_area_nears_the_exact_area_as_the_square_of_the_cut():
    oblique = np.array([(119.0, 27.0), (121.0, 27.7), (121.3, 30.0), (119.4, 29.1)])
    exact = geodesy.area([Polygon(oblique)])[0]

    def gap(pieces: int) -> float:
        t = np.arange(pieces)[:, None] / pieces
        following = np.roll(oblique, -1, axis=0)
        cut = np.concatenate([p + t * (q - p) for p, q in zip(oblique, following, strict=True)])
        return abs(geodesy.survey_area([Polygon(cut)])[0] - exact)

    gaps = [gap(n) for n in (1, 2, 4, 8, 16)]
    assert gaps[0] > 1e-6 * exact
    for coarse, fine in itertools.pairwise(gaps):
        assert coarse / fine == pytest.approx(4.0, rel=0.02)


PLANE_EXCESS_PPM = {
    (118.41, 29.14): {4548: 465, 4549: 591, 4550: 4935},
    (118.51, 28.90): {4548: 535, 4549: 521, 4550: 4744},
    (118.86, 28.97): {4548: 811, 4549: 305, 4550: 4027},
    (120.70, 27.99): {4548: 3274, 4549: 117, 4550: 1265},
    (121.42, 28.66): {4548: 4620, 4549: 476, 4550: 588},
    (121.90, 28.46): {4548: 5702, 4549: 855, 4550: 286},
}


@pytest.mark.parametrize("place", PLANE_EXCESS_PPM)
def test_plane_area_exceeds_the_ellipsoids_as_printed_for_zhejiang(place):
    lon, lat = place
    square = shapely.box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001)
    for zone, ppm in PLANE_EXCESS_PPM[place].items():
        excess = geodesy.plane_area([square], zone)[0] / geodesy.area([square])[0] - 1
        assert excess * 1e6 == pytest.approx(ppm, rel=0.006, abs=1.0)  # the places are printed to 0.01° only


@pytest.mark.parametrize(
    ("lon", "lat", "zone", "east", "north"),
    [
        (120.6994, 27.9943, 4549, 568798.873, 3098007.181),
        (120.6994, 27.9943, 4528, 40568798.873, 3098007.181),
        (120.6994, 27.9943, 4548, 864041.503, 3103331.465),
        (121.4208, 28.6564, 4549, 638904.295, 3172013.150),
        (118.8595, 28.9701, 4549, 388835.034, 3206491.273),
        (118.8595, 28.9701, 4548, 681256.782, 3207380.285),
        (120.1551, 30.2741, 4528, 40514923.734, 3350508.870),
    ],
)
def test_plane_coordinates_are_easting_then_northing(lon, lat, zone, east, north):
    found = geodesy.plane_coordinates(lon, lat, zone)
    assert [float(v) for v in found] == pytest.approx([east, north], abs=6e-4)


@pytest.mark.parametrize(
    ("number", "seen"), [(4490, "not a projected"), (2384, "another datum"), (999999, "not a known")]
)
def test_plane_area_refuses_what_is_no_plane_of_ours(number, seen):
    with pytest.raises(BadCRS, match=seen):
        geodesy.plane_area([WENZHOU_SQUARE], number)


def test_plane_area_refuses_a_vertex_without_an_image():
    with pytest.raises(BadGeometry, match="cannot be projected"):
        geodesy.plane_area([Polygon([(120, 28), (math.inf, 28), (120, 29)])], 4549)
