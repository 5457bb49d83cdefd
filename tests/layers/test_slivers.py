"""Offsets of areas that come with slivers: parts, spikes, holes and vertices far thinner than the offset."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers import geodesy
from layers.offsets import corridor, grow, shrink
from layers.offsets.strips import to_plane

LON, LAT = 120.55, 28.0
EAST, NORTH = 98_361.6, 110_840.0  # metres of a degree there
SEEDS = st.integers(0, 1_000_000)
DISTANCES = st.one_of(st.sampled_from([1e-4, 3e-4, 5e-4, 1e-3, 5e-3, 1e-2, 0.1, 0.3]), st.floats(1e-4, 3.0))
GRID = 3e-6  # metres: outlines are found to 1e-6


def area(geometry: BaseGeometry) -> float:
    return float(geodesy.area([geometry])[0])


def perimeter(geometry: BaseGeometry) -> float:
    return float(geodesy.perimeter([geometry])[0])


def differing(one: BaseGeometry, other: BaseGeometry) -> float:
    """Square metres in which two areas differ, on a grid of 1e-7 m: GEOS errs where borders almost coincide."""
    return area(shapely.symmetric_difference(*(shapely.set_precision(each, 1e-12) for each in (one, other))))


def missing(one: BaseGeometry, other: BaseGeometry) -> float:
    """Square metres of one area that another has not; on a grid as in `differing`."""
    return area(shapely.difference(*(shapely.set_precision(each, 1e-12) for each in (one, other))))


def chord(metres: float) -> float:
    """How far the chords of an arc may lie inside it."""
    return min(1e-3, 0.005 * metres) + 2e-5


def ground(xy) -> Polygon:
    """A polygon of metres east and north of one place."""
    return Polygon(np.asarray(xy, dtype=float) / [EAST, NORTH] + [LON, LAT])


def rectangle(west: float, south: float, east: float, north: float) -> Polygon:
    return ground([(west, south), (east, south), (east, north), (west, north)])


def hair(x: float, y: float, length: float, width: float, angle: float) -> Polygon:
    """A triangle that narrows from `width` to a point."""
    along, across = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    foot = np.array([x, y])
    return ground([foot, foot + length * along, foot + width * across])


def hairs(seed: int, count: int, box: tuple[float, float, float, float]) -> list[Polygon]:
    """Valid triangles, 5 to 60 m long and 1e-8 to 1e-5 m wide."""
    rng = np.random.default_rng(seed)
    west, south, east, north = box
    found = [
        hair(
            rng.uniform(west, east),
            rng.uniform(south, north),
            rng.uniform(5, 60),
            10 ** rng.uniform(-8, -5),
            rng.choice([rng.uniform(0, 2 * math.pi), 0.5 * math.pi, 0.0]),
        )
        for _ in range(count)
    ]
    return [one for one in found if one.is_valid and one.area > 0]


def spiky(seed: int) -> Polygon:
    """An area of some hundred metres with bends of every kind, spikes outward and clefts inward among them."""
    rng = np.random.default_rng(seed)
    corners = int(rng.integers(4, 14))
    angle = (np.arange(corners) + rng.uniform(0, 0.9, corners)) * (2 * math.pi / corners)
    radius = 120 * rng.uniform(0.3, 1.0, corners)
    body = ground(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))
    for _ in range(int(rng.integers(0, 4))):
        spike = hair(*rng.uniform(-40, 40, 2), rng.uniform(20, 150), 10 ** rng.uniform(-6, 0), rng.uniform(0, 6.3))
        changed = shapely.union(body, spike) if rng.random() < 0.5 else shapely.difference(body, spike)
        parts = shapely.get_parts(changed)
        body = parts[np.argmax(shapely.area(parts))]
    return body


def clearance(points: NDArray[np.float64], geometry: BaseGeometry) -> NDArray[np.float64]:
    """Plane distances (m) of positions to the boundary, found edge by edge without any outline."""
    rim = shapely.boundary(geometry) if shapely.get_dimensions(geometry) == 2 else geometry
    edges = shapely.segmentize(rim, 20 / NORTH)
    plane = shapely.transform(edges, lambda c: np.column_stack(to_plane(c[:, 0], c[:, 1], math.floor(LON * 10))))
    x, y = to_plane(points[:, 0], points[:, 1], math.floor(LON * 10))
    return np.asarray(shapely.distance(shapely.points(x, y), plane))


def samples(geometry: BaseGeometry, metres: float, seed: int) -> NDArray[np.float64]:
    """Positions in the bounds of a geometry, and many at about `metres` from its boundary."""
    rng = np.random.default_rng(seed)
    west, south, east, north = geometry.bounds
    anywhere = np.column_stack([rng.uniform(west, east, 200), rng.uniform(south, north, 200)])
    rim = shapely.boundary(geometry)
    on = shapely.get_coordinates(shapely.line_interpolate_point(rim, rng.uniform(0, 1, 300), normalized=True))
    angle, far = rng.uniform(0, 2 * math.pi, 300), metres * rng.uniform(0, 2.5, 300)
    beside = on + np.column_stack([np.cos(angle) * far / EAST, np.sin(angle) * far / NORTH])
    return np.concatenate([anywhere, beside])


def strip_with_slivers() -> tuple[Polygon, MultiPolygon]:
    strip = rectangle(0, 0, 1, 300)
    slivers = [
        hair(2.0 + i, 20.0 * i, length, width, 0.5 * math.pi)
        for i, (length, width) in enumerate([(7, 4.5e-7), (37, 1.5e-8), (23, 1.7e-8), (18, 1.7e-7), (7, 6.6e-7)])
    ]
    return strip, MultiPolygon([strip, *slivers])


@pytest.mark.parametrize("metres", [1e-4, 3e-4, 5e-4, 1e-3, 5e-3, 1e-2, 3e-2, 0.1, 0.3])
def test_slivers_take_nothing_from_a_strip_that_shrinks_and_grow_on_their_own(metres):
    strip, both = strip_with_slivers()
    assert both.is_valid
    assert area(shrink(both, metres)) == pytest.approx((1 - 2 * metres) * (300 - 2 * metres), rel=1e-3)
    assert differing(shrink(both, metres), shrink(strip, metres)) < GRID * perimeter(strip)
    lone = sum(2 * length * metres + math.pi * metres**2 for length in (7, 37, 23, 18, 7))
    assert area(grow(both, metres)) == pytest.approx(area(grow(strip, metres)) + lone, rel=1e-3)


@pytest.mark.parametrize("metres", [1e-3, 1e-2, 0.03])
def test_a_spike_sharper_than_a_milliradian_has_an_outline_as_near_as_any(metres):
    """Its two edges have no inner corner to cut short, however long they are."""
    there_and_back = np.array([(0, 0), (40, 0), (0, 0.01)]) / [EAST, NORTH] + [LON, LAT]
    whole, bent = Polygon(there_and_back), LineString(there_and_back)
    for outline, start in ((grow(whole, metres), whole.exterior), (grow(bent, metres), bent)):
        assert clearance(shapely.get_coordinates(outline), start) == pytest.approx(metres, abs=chord(metres))
    flat = corridor(bent, 2 * metres)
    assert clearance(shapely.get_coordinates(flat), bent).max() < metres + 2e-5
    disc = math.pi * metres**2
    assert 0.49 * disc < area(shapely.difference(grow(bent, metres), flat)) < 1.01 * disc  # the two round ends


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, metres=DISTANCES)
def test_slivers_apart_take_nothing_from_what_shrinks(seed, metres):
    body = spiky(seed)
    apart = [one for one in hairs(seed, 6, (-200, -200, 200, 200)) if one.disjoint(body)]
    both = shapely.union_all([body, *apart])
    assume(len(shapely.get_parts(both)) > 1)
    off = differing(shrink(both, metres), shrink(body, metres))
    assert off <= (GRID + chord(metres)) * sum(map(perimeter, apart)) + GRID * perimeter(body)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, metres=DISTANCES)
def test_slivers_that_touch_take_nothing_from_what_shrinks(seed, metres):
    body = spiky(seed)
    both = shapely.union_all([body, *hairs(seed, 6, (-100, -100, 100, 100))])
    assert missing(shrink(body, metres), shrink(both, metres)) <= chord(metres) * perimeter(both)


@settings(max_examples=80, deadline=None)
@given(seed=SEEDS, metres=DISTANCES)
def test_a_position_is_kept_where_the_boundary_is_farther_and_reached_where_it_is_nearer(seed, metres):
    both = shapely.union_all([spiky(seed), *hairs(seed, 5, (-150, -150, 150, 150))])
    where = samples(both, metres, seed)
    far, inside = clearance(where, both), shapely.contains_xy(both, where)
    kept = shapely.contains_xy(shrink(both, metres), where)
    assert not (kept & ~(inside & (far > metres - chord(metres)))).any()
    assert not (inside & (far > metres + 1e-3 + chord(metres)) & ~kept).any()  # remains thinner than 1 mm are dropped
    reached = shapely.contains_xy(grow(both, metres), where)
    assert not (reached & ~(inside | (far < metres + 2e-5))).any()
    assert not ((inside | (far < metres - chord(metres))) & ~reached).any()


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, less=DISTANCES, more=DISTANCES)
def test_offsets_are_monotone_in_the_distance(seed, less, more):
    less, more = sorted((less, more))
    both = shapely.union_all([spiky(seed), *hairs(seed, 5, (-150, -150, 150, 150))])
    inner, outer = shrink(both, more), shrink(both, less)
    assert area(shapely.difference(inner, both)) <= 1e-9 * area(both)
    assert area(shapely.difference(both, grow(both, less))) <= 1e-9 * area(both)
    # between nearly equal distances the chords of the one may lie beyond those of the other
    assert area(shapely.difference(inner, outer)) <= (GRID + chord(more) * (less > 0.9 * more)) * perimeter(both)
    reached, farther = grow(both, less), grow(both, more)
    assert area(shapely.difference(reached, farther)) <= (GRID + chord(more) * (less > 0.9 * more)) * perimeter(both)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, metres=DISTANCES)
def test_shrinking_what_was_grown_gives_back_the_start_with_its_slivers(seed, metres):
    both = shapely.union_all([spiky(seed), *hairs(seed, 4, (-200, -200, 200, 200))])
    back = shrink(grow(both, metres), metres)
    assert back.is_valid
    assert area(shapely.difference(both, back)) <= 2 * chord(metres) * perimeter(both)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, metres=st.floats(1e-4, 3.0))
def test_parts_far_apart_have_offsets_of_their_own(seed, metres):
    parts = [spiky(seed), shapely.transform(spiky(seed + 1), lambda c: c + np.array([300 / EAST, 0]))]
    parts += hairs(seed, 3, (600, -50, 900, 50))
    assume(all(a.distance(b) * NORTH > 2.2 * metres for i, a in enumerate(parts) for b in parts[:i]))
    whole = shapely.union_all(parts)
    for offset in (shrink, grow):
        apart = shapely.union_all([offset(part, metres) for part in parts])
        assert differing(offset(whole, metres), apart) <= GRID * perimeter(whole)


@pytest.mark.parametrize("width", [1e-8, 1e-7, 1e-5])
@pytest.mark.parametrize("metres", [1e-4, 5e-4, 5e-3, 0.1, 2.0])
def test_a_hole_that_is_a_sliver_grows_shut_and_is_kept_clear_of(width, metres):
    square = rectangle(0, 0, 100, 100)
    cleft = hair(30, 50, 37, width, 0.3)
    holed = Polygon(square.exterior.coords, [cleft.exterior.coords])
    assert holed.is_valid
    grown = grow(holed, metres)
    assert shapely.get_num_interior_rings(grown) == 0
    assert differing(grown, grow(square, metres)) < GRID * perimeter(grown)
    lost = area(shrink(square, metres)) - area(shrink(holed, metres))
    assert lost == pytest.approx(37 * 2 * metres + math.pi * metres**2, rel=0.01, abs=GRID * 400)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, metres=DISTANCES, apart=st.sampled_from([1e-14, 1e-12, 1e-9, 1e-8]))
def test_vertices_repeated_or_on_a_line_a_hair_apart_change_nothing(seed, metres, apart):
    rng = np.random.default_rng(seed)
    body = spiky(seed)
    ring = shapely.get_coordinates(body.exterior)[:-1]
    step = np.roll(ring, -1, axis=0) - ring
    share = np.minimum(apart / np.hypot(*step.T), 0.3)[:, None]
    middle = ring + rng.uniform(0.3, 0.6, (len(ring), 1)) * step
    many = np.stack([ring, ring + share * step, middle, middle + share * step], axis=1).reshape(-1, 2)
    doubled = Polygon(many, [hole.coords for hole in body.interiors])
    assume(doubled.is_valid)
    for offset in (shrink, grow):
        once, twice = offset(body, metres), offset(doubled, metres)
        slack = (GRID + 0.1 * chord(metres)) * perimeter(body) + 0.01 * metres * apart * NORTH * len(ring)
        assert differing(once, twice) <= slack
