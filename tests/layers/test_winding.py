"""What closed lines go round: beside GEOS on random lines that cross, and never told where lines touch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from layers.offsets.winding import MANY, gone_round

FAR = np.array([4.0e5, 3.1e6])  # metres, as in the plane of a strip
SEEDS = st.integers(0, 10_000_000)


def closed(*places):
    return np.array([*places, places[0]], dtype=float) + FAR


def square(x, y, side):
    return closed((x, y), (x + side, y), (x + side, y + side), (x, y + side))


def area(found):
    return 0.0 if found is None else shapely.area(found)


def rose(rng, centre, radius):
    """A line that goes round its centre anticlockwise all the way, once to three times, and crosses itself."""
    turns, count = int(rng.integers(1, 4)), int(rng.integers(5, 60))
    angle = np.linspace(0.0, 2.0 * np.pi * turns, count * turns, endpoint=False)
    away = radius * rng.uniform(0.3, 1.0, angle.size)
    line = centre + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.concatenate([line, line[:1]]) + FAR


@settings(max_examples=300, deadline=None)
@given(seed=SEEDS)
def test_roses_are_their_union(seed):
    """Each point within a rose is gone round once at least, so that it is what the rose's wedges cover."""
    rng = np.random.default_rng(seed)
    roses = [(rng.uniform(-60, 60, 2), rng.uniform(5, 60)) for _ in range(rng.integers(1, 6))]
    lines = [rose(rng, centre, radius) for centre, radius in roses]
    found = gone_round(lines)
    assume(found is not None)
    wedges = [
        shapely.Polygon([centre + FAR, a, b])
        for (centre, _), line in zip(roses, lines, strict=True)
        for a, b in pairwise(line)
    ]
    expected = shapely.union_all(wedges, grid_size=1e-6)
    assert found.is_valid
    assert area(shapely.symmetric_difference(found, expected)) < 3e-6 * shapely.length(expected)


@pytest.mark.parametrize("turned", [False, True])
def test_a_hole_is_gone_round_backwards(turned):
    outer, inner = square(0, 0, 9), square(2, 2, 4)
    found = gone_round([outer, inner if turned else inner[::-1]])
    assert area(found) == pytest.approx(81 if turned else 65)
    assert len(found.interiors) == (0 if turned else 1)


def test_what_is_gone_round_twice_counts_once_and_apart_stays_apart():
    found = gone_round([square(0, 0, 4), square(2, 1, 4), square(20, 0, 1)])
    assert area(found) == pytest.approx(16 + 16 - 6 + 1)
    assert len(found.geoms) == 2


def test_a_ring_in_the_hole_of_a_ring():
    rings = [square(0, 0, 20), square(1, 1, 18)[::-1], square(5, 5, 8), square(6, 6, 6)[::-1], square(40, 0, 2)]
    found = gone_round(rings)
    assert found.is_valid
    assert area(found) == pytest.approx(400 - 324 + 64 - 36 + 4)
    assert sorted(len(part.interiors) for part in found.geoms) == [0, 1, 1]


@pytest.mark.parametrize(
    "lines",
    [
        [square(0, 0, 4), square(4, 0, 4)],  # a side in common
        [square(0, 0, 4), square(4, 4, 4)],  # a corner in common
        [square(0, 0, 4), square(4 + 5e-9, 1, 1)],  # as good as a side in common
        [square(0, 0, 4), closed((2, 4), (3, 6), (1, 6))],  # a corner on a side
        [closed((0, 0), (4, 0), (4, 4), (4, 9), (4, 4), (0, 4))],  # there and back
        [closed((0, 0), (8, 0), (0, 8)), closed((1, -1), (9, 7), (1, 7)), closed((3, -1), (5, 7), (3, 7))],
    ],
)
def test_what_touches_is_not_told_or_told_rightly(lines):
    found = gone_round(lines)
    if found is not None:
        expected = shapely.union_all([shapely.Polygon(line) for line in lines])
        assert area(shapely.symmetric_difference(found, expected)) < 1e-6


def test_three_lines_through_one_place_are_not_told():
    across = [closed((-5, -5 * slope), (5, 5 * slope), (5, 5 * slope + 9)) for slope in (0.0, 0.5, 1.0)]
    assert gone_round(across) is None


def test_very_many_points_are_left_to_the_reference():
    assert gone_round([square(0, 0, 9)] * (MANY // 5 + 1)) is None


def test_what_is_gone_round_clockwise_is_not_told():
    assert gone_round([square(0, 0, 9)[::-1]]) is None
    assert gone_round([square(0, 0, 9), square(5, 5, 9)[::-1]]) is None
