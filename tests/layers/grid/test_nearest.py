"""What the grid says lies near a place is what `layers.offsets.separation` measures, and the first of equals."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from grid_worlds import world

from layers.geodesy import bearing, distance
from layers.geodesy.ellipsoid import E2
from layers.grid.index import index_of
from layers.grid.nearest import SAME_M, near, nearest
from layers.grid.shapes import Shapes
from layers.offsets import separation
from layers.window import cut, window

KARNEY = Geodesic(6378137.0, 1 / 298.257222101)


def allowed(metres):
    return 1e-3 + 1e-6 * metres


def outline(geometry):
    return shapely.boundary(geometry) if shapely.get_dimensions(geometry) == 2 else geometry


def measured(geometries, place, reach):
    """By the reference: feature → distance, of those whose outline comes within reach and a little."""
    point = shapely.Point(place)
    frame = window(point, reach + 1.0)
    found = {}
    for row in shapely.STRtree(geometries).query(frame).tolist():
        part = cut(outline(geometries[row]), frame)
        if not part.is_empty:
            found[row] = separation(point, part)
    return {row: way for row, way in found.items() if way.metres <= reach + 1.0}


def agrees(index, geometries, place, reach):
    """Every feature within reach, its distance and bearing; the nearest. How many there were."""
    truth = measured(geometries, place, reach)
    told = near(index, *place, reach)
    found = dict(zip(told.features.tolist(), told.metres.tolist(), strict=True))
    assert told.features.tolist() == sorted(found)
    assert set(found) <= set(truth)
    for row, way in truth.items():
        if row not in found:
            assert way.metres > reach - allowed(reach), row
            continue
        assert found[row] == pytest.approx(way.metres, abs=allowed(way.metres))
    for row, metres, towards in zip(*(column.tolist() for column in told), strict=True):
        assert metres <= reach
        if metres > 0.01:  # the end of the way lies on the outline
            end = KARNEY.Direct(place[1], place[0], towards, metres)
            frame = window(shapely.Point(end["lon2"], end["lat2"]), 10.0)
            apart = separation(shapely.Point(end["lon2"], end["lat2"]), cut(outline(geometries[row]), frame))
            assert apart.metres <= 1e-3 + 1e-6 * metres
    one = nearest(index, *place, reach)
    if not found:
        assert one is None
        return 0
    least = min(found.values())
    assert one is not None and one.feature == min(row for row, metres in found.items() if metres <= least + SAME_M)
    assert one.metres == pytest.approx(least, abs=SAME_M)
    at = told.features.tolist().index(one.feature)
    if one.metres == told.metres[at]:
        assert one.bearing_deg == told.bearing_deg[at]
    return len(found)


@pytest.mark.parametrize("size", [None, 0.0007, 0.3])
@pytest.mark.parametrize("count", [3, pytest.param(300, marks=pytest.mark.long)])
def test_what_is_near_a_place_is_what_separation_measures(count, size):
    chance = np.random.default_rng(5)
    for geometries in world(5, 40):
        index = index_of(Shapes.of(geometries), size)
        vertices = shapely.get_coordinates(geometries)
        met = 0
        for _ in range(count):
            place = vertices[chance.integers(len(vertices))] + chance.choice([1e-6, 1e-4, 0.01]) * chance.normal(size=2)
            met += agrees(index, geometries, tuple(place.tolist()), float(chance.choice([300.0, 2_000.0])))
        assert met


@pytest.mark.parametrize("count", [2_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_the_nearest_is_as_near_as_the_nearest_of_a_tree(count):
    """In a narrow belt, where a plane with the middle parallel's scale finds a way at most 0.1 % longer, by Karney."""
    chance = np.random.default_rng(17)
    scale = np.array(
        [math.cos(math.radians(28.05)) * (1.0 - E2 * math.sin(math.radians(28.05)) ** 2) / (1.0 - E2), 1.0]
    )
    for geometries in world(17, 200):
        belt = geometries[np.abs(shapely.bounds(geometries)[:, [1, 3]] - 28.05).max(axis=1) < 0.06]
        index = index_of(Shapes.of(belt))
        tree = shapely.STRtree([outline(shapely.transform(one, lambda xy: xy * scale)) for one in belt])
        places = chance.uniform((120.0, 28.0), (120.4, 28.1), (count, 2))
        points = shapely.points(places * scale)
        (_, row) = tree.query_nearest(points, all_matches=False)
        ends = shapely.get_coordinates(shapely.shortest_line(points, tree.geometries[row])) / scale
        metres = distance(ends[::2, 0], ends[::2, 1], ends[1::2, 0], ends[1::2, 1])
        for place, truth in zip(places.tolist(), metres.tolist(), strict=True):
            found = nearest(index, *place, 2_000.0)
            if found is None:
                assert truth > 2_000.0 - 1e-6
            else:
                assert 0.999 * truth - 1e-6 < found.metres < truth + 1e-6


def test_of_a_border_that_two_share_the_first_is_nearest_whichever_way_it_runs():
    left, right = shapely.box(120.0, 28.0, 120.01, 28.01), shapely.box(120.01, 28.0, 120.02, 28.01)
    for pair in ([left, right], [right, left], [left, right.reverse()]):
        geometries = np.array(pair, dtype=object)
        found = nearest(index_of(Shapes.of(geometries)), 120.01 + 1e-5, 28.0049, 100.0)
        assert found is not None and found.feature == 0
        assert found.metres == pytest.approx(separation(shapely.Point(120.01 + 1e-5, 28.0049), left).metres, abs=1e-3)


def test_a_place_on_a_vertex_on_an_edge_or_a_hair_beside_it_is_that_far_away():
    square = np.array([shapely.box(120.0, 28.0, 120.01, 28.01)], dtype=object)
    index = index_of(Shapes.of(square))
    for place, metres in (
        ((120.0, 28.0), 0.0),
        ((120.0, 28.005), 0.0),
        ((120.0 - 1e-9, 28.005), 9.8e-5),
        ((120.0 - 1e-6, 28.01), 0.0983),
    ):
        found = nearest(index, *place, 1.0)
        assert found is not None and found.metres == pytest.approx(metres, abs=2e-6, rel=1e-3), place


def test_reach_is_a_limit_that_counts_itself_out_by_a_micrometre_at_most():
    square = np.array([shapely.box(120.0, 28.0, 120.01, 28.01)], dtype=object)
    index = index_of(Shapes.of(square))
    place = (120.02, 28.013)
    found = nearest(index, *place, 10_000.0)
    assert found is not None
    assert nearest(index, *place, found.metres - 2e-6) is None
    assert nearest(index, *place, found.metres + 2e-6) == found
    assert near(index, *place, found.metres - 2e-6).features.size == 0
    assert near(index, *place, found.metres + 2e-6).features.tolist() == [0]


@pytest.mark.parametrize("place", [(0.0, 0.0), (121.0, 28.0), (120.0, -79.0), (-179.9, 28.0), (179.9, 80.0)])
def test_a_place_far_outside_the_grid_is_answered_at_once(place):
    geometries = np.array([shapely.box(120.0, 28.0, 120.01, 28.01)], dtype=object)
    index = index_of(Shapes.of(geometries))
    assert nearest(index, *place, 5_000.0) is None
    assert near(index, *place, 5_000.0).features.size == 0


@pytest.mark.parametrize("lat", [0.0, 28.0, 53.5, 79.0])
@pytest.mark.parametrize("metres", [1.0, 800.0, 20_000.0, 90_000.0])
def test_long_ways_and_long_edges_are_right_to_a_millimetre_and_a_millionth(lat, metres):
    """An edge straight in longitude and latitude over two degrees, from aside; Karney measures along it."""
    for azimuth in (20.0, 100.0, 190.0, 295.0):
        foot = KARNEY.Direct(lat, 120.0, azimuth, metres)
        turn = math.radians(azimuth + 80.0)
        along = np.array([math.sin(turn) / math.cos(math.radians(foot["lat2"])), math.cos(turn)]) / 100.0
        ends = np.array([foot["lon2"], foot["lat2"]]) + np.outer([-55.0, 60.0], along)
        if np.abs(ends[:, 1]).max() > 79.9:
            continue
        line = np.array([shapely.LineString(ends)], dtype=object)
        found = nearest(index_of(Shapes.of(line)), 120.0, lat, 100_000.0)
        assert found is not None
        low, high = 0.0, 1.0
        for _ in range(60):  # golden section would do no better on so smooth a valley
            t = low + (high - low) * np.array([1 / 3, 2 / 3])
            a, b = (KARNEY.Inverse(lat, 120.0, *(ends[0] + one * (ends[1] - ends[0]))[::-1])["s12"] for one in t)
            low, high = (low, t[1]) if a < b else (t[0], high)
        there = (ends[0] + low * (ends[1] - ends[0])).tolist()
        least = KARNEY.Inverse(lat, 120.0, *there[::-1])["s12"]
        assert found.metres == pytest.approx(least, abs=allowed(least))
        turned = (found.bearing_deg - float(bearing(120.0, lat, *there)) + 180.0) % 360.0 - 180.0
        assert abs(math.radians(turned)) < 0.05 / least + 3e-4 * (least / 90_000.0) ** 2


def test_an_empty_layer_has_nothing_near():
    for geometries in (np.array([], dtype=object), np.array([shapely.Polygon()], dtype=object)):
        index = index_of(Shapes.of(geometries))
        assert nearest(index, 120.0, 28.0, 1_000.0) is None
        assert near(index, 0.0, 0.0, 1_000.0).features.size == 0
