"""Coverages asked near a place: the same as asked whole."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.declared import Coverage

CENTRE = np.array([120.55, 28.0])


def ragged(rng, corners):
    """A polygon some kilometres across, with a hole."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    away = 0.05 * rng.uniform(0.6, 1.0, corners)
    shell = CENTRE + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    hole = CENTRE + 0.01 * np.column_stack([np.cos(angle[::-1]), np.sin(angle[::-1])])
    return shapely.Polygon(shell, [hole])


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1_000_000), corners=st.sampled_from([20, 300, 2000]))
def test_near_a_place_it_is_exact(seed, corners):
    rng = np.random.default_rng(seed)
    whole = ragged(rng, corners)
    coverage = Coverage.of([whole])
    for _ in range(20):
        west, south = CENTRE + rng.uniform(-0.07, 0.07, 2)
        place = shapely.box(west, south, west + 10 ** rng.uniform(-5, -1), south + 10 ** rng.uniform(-5, -1))
        near = coverage.near(place)
        assert shapely.covers(near, place) == shapely.covers(whole, place)
        assert shapely.intersects(near, place) == shapely.intersects(whole, place)
        missing = shapely.symmetric_difference(shapely.intersection(near, place), shapely.intersection(whole, place))
        assert shapely.area(missing) <= 5e-14 * shapely.length(place)  # as longitudes of 120° are rounded


def test_equal_coverages_are_one():
    rng = np.random.default_rng(1)
    whole = ragged(rng, 300)
    one, other = Coverage.of([whole]), Coverage.of([shapely.from_wkb(shapely.to_wkb(whole))])
    assert one is other
    assert Coverage.of([whole.buffer(0.001)]) is not one


def test_nothing_is_covered_by_no_coverage():
    nothing = Coverage.of([])
    assert nothing.geometry.is_empty
    assert not shapely.covers(nothing.near(shapely.Point(*CENTRE)), shapely.Point(*CENTRE))


@pytest.mark.parametrize("place", [shapely.Point(), shapely.Polygon()])
def test_of_an_empty_place_the_whole_is_near(place):
    coverage = Coverage.of([ragged(np.random.default_rng(2), 500)])
    assert coverage.near(place) is coverage.geometry


def test_several_are_dissolved():
    left, right = (shapely.box(120 + x, 28, 121 + x, 29) for x in (0, 1))
    assert shapely.area(Coverage.of([left, right]).geometry) == pytest.approx(2.0)
