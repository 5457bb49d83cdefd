"""How far the grid says features and a footprint are apart holds what `layers.offsets.separation` measures."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from grid_worlds import footprints, star, world

from layers.geodesy import bearing
from layers.grid.apart import ASKED, MEET, apart
from layers.grid.index import index_of
from layers.grid.shapes import Shapes
from layers.offsets import separation

REACH = 5000.0
ALONE = np.array([])


def sites(seed, count):
    """Areas, lines and places; some of them share vertices and edges with what lies in the world."""
    chance = np.random.default_rng(seed)
    polygons, lines, _ = world(seed)
    found = [*footprints(seed, count // 3)]
    found += [shapely.LineString(shapely.get_coordinates(one)[:40]) for one in found[: count // 4]]
    found += [shapely.Point(place) for place in chance.uniform((120, 28), (120.4, 28.3), (count // 4, 2)).round(6)]
    found += [shapely.MultiPoint(shapely.get_coordinates(found[0])[:5])]
    found += [*chance.choice(polygons, count // 9), *chance.choice(lines, count // 9)]
    found += [shapely.box(120.02, 28.15, 120.04, 28.17), shapely.box(120.0305, 28.11, 120.0309, 28.12)]
    return found


def told(geometries, site, group=None, borders=ALONE, reach=REACH):
    index = index_of(Shapes.of(geometries))
    rows = np.arange(len(geometries))
    return apart(index, rows, Shapes.of_one(site), reach, rows if group is None else group, borders)


def turned(one, other):
    return abs((one - other + 180.0) % 360.0 - 180.0)


def holds(found, row, site, geometry):
    """Whether what is told of a feature is so; how many had to be asked elsewhere."""
    least, most = found.least_m[row], found.most_m[row]
    if least == ASKED:
        assert shapely.distance(site, geometry) < 1e-6
        return 1
    met = bool(shapely.intersects(site, geometry))
    assert (least == MEET) == met
    if met:
        return 0
    measured = separation(site, geometry)
    if math.isinf(least):
        assert measured.metres > REACH
        return 0
    assert least <= measured.metres <= most
    begin, end = found.from_deg[row], found.to_deg[row]
    if end - begin < 359.0:
        way = float(bearing(*measured.on_a, *measured.on_b))
        assert turned(way, (begin + end) / 2) <= (end - begin) / 2 + math.degrees(1e-8 / measured.metres)
    return 0


def agree(seed, count):
    asked = pairs = 0
    for geometries in world(seed, 60):
        for site in sites(seed, count):
            found = told(geometries, site)
            near = np.flatnonzero(np.isfinite(found.least_m))
            beyond = np.setdiff1d(np.arange(len(geometries)), near)[: count // 9]
            for row in [*near.tolist(), *beyond.tolist()]:
                asked += holds(found, row, site, geometries[row])
                pairs += 1
            near = near[found.least_m[near] > MEET]
            assert np.all(found.most_m[near] - found.least_m[near] < 1e-3 + 1e-6 * found.least_m[near])
    return asked, pairs


def test_what_is_told_holds_what_is_measured():
    asked, pairs = agree(3, 9)
    assert pairs > 200
    assert asked < pairs / 5


@pytest.mark.long
def test_what_is_told_holds_what_is_measured_in_many_worlds():
    results = [agree(seed, 18) for seed in range(100, 120)]
    assert sum(pairs for _, pairs in results) > 8_000


def grouped(seed, count):
    """The nearest of each group as finely as all; the others on their side of each border."""
    chance = np.random.default_rng(seed)
    borders = np.array([300.0, 900.0, 2500.0])
    for geometries in world(seed, 60):
        group = chance.integers(0, 4, len(geometries))
        for site in sites(seed, count):
            fine, coarse = told(geometries, site), told(geometries, site, group, borders)
            assert np.array_equal(fine.least_m == MEET, coarse.least_m == MEET)
            known = fine.least_m <= REACH
            assert np.isfinite(coarse.least_m[known]).all()
            assert np.all(coarse.least_m[known] <= fine.least_m[known])
            assert np.all(coarse.most_m[known] >= fine.least_m[known])
            clear = known & (np.abs(fine.least_m[:, None] - borders) > 0.01).all(axis=1)
            for bound in (coarse.least_m, coarse.most_m):
                sides = np.searchsorted(borders, bound[clear]) == np.searchsorted(borders, fine.least_m[clear])
                assert sides[fine.least_m[clear] > MEET].all()
            for one in range(4):
                members = np.flatnonzero((group == one) & known)
                if len(members):
                    first = members[np.argmin(fine.least_m[members])]
                    assert coarse.least_m[first] == fine.least_m[first]
                    others = members[coarse.least_m[members] <= coarse.most_m[first]]
                    assert np.all(fine.least_m[others] <= fine.most_m[first] + 1e-3)


def test_of_a_group_the_nearest_is_told_as_finely_and_of_the_others_the_ring():
    grouped(5, 9)


@pytest.mark.long
def test_of_a_group_the_nearest_is_told_as_finely_and_of_the_others_the_ring_in_many_worlds():
    for seed in range(200, 240):
        grouped(seed, 27)


def test_what_lies_within_the_other_meets_it_however_far_the_outlines_are():
    wide = shapely.box(120.0, 28.0, 120.6, 28.6)
    yard = shapely.box(120.2, 28.2, 120.4, 28.4)
    ring = shapely.difference(wide, yard)
    small = star(np.random.default_rng(1), 120.3, 28.3, 0.001, 9)
    for inner, outer, meets in ((small, wide, True), (small, ring, False), (small, yard, True)):
        for one, other in ((inner, outer), (outer, inner)):
            found = told(np.array([one], dtype=object), other)
            assert (found.least_m[0] == MEET) == meets
            assert meets or math.isinf(found.least_m[0])


def test_a_way_straight_north_has_a_bearing_on_both_sides_of_north():
    site = shapely.box(120.0, 28.0, 120.001, 28.001)
    found = told(np.array([shapely.box(120.0, 28.01, 120.001, 28.011)], dtype=object), site)
    assert turned(found.from_deg[0], 0.0) < 0.01
    assert found.from_deg[0] <= found.to_deg[0]


def test_where_outlines_touch_somebody_else_is_asked():
    site = shapely.box(120.0, 28.0, 120.001, 28.001)
    beside = np.array([shapely.box(120.001, 28.0, 120.002, 28.001)], dtype=object)
    assert told(beside, site).least_m.tolist() == [ASKED]


@pytest.mark.parametrize(
    "site",
    [
        shapely.difference(shapely.box(120.0, 28.0, 120.1, 28.1), shapely.box(120.04, 28.04, 120.06, 28.06)),
        shapely.LineString([(120.0, 28.0), (120.0, 28.1), (120.1, 28.1)]),
        shapely.MultiPoint([(120.0, 28.0), (120.049, 28.05), (120.1, 28.1)]),
    ],
)
def test_all_features_of_a_table_may_lie_within_the_bounds_of_a_footprint(site):
    geometries = np.array(
        [shapely.box(120.05, 28.05, 120.0501, 28.0501), shapely.box(120.051, 28.05, 120.0511, 28.0501)]
    )
    found = told(geometries, site)
    assert np.isfinite(found.least_m).sum() >= 1
    for row, geometry in enumerate(geometries):
        assert holds(found, row, site, geometry) == 0
