"""What discs sweep, found by crossings: the same as united run by run by GEOS, the reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.offsets import sweep as swept_by
from layers.offsets.chains import chains_of

WHERE = np.array([4.0e5, 3.1e6])  # metres, as in the plane of a strip
RADII = st.one_of(st.sampled_from([1.0, 2.5, 5.0, 10.0, 20.0, 35.0]), st.floats(0.1, 300.0))
CHORD = 1e-3
KINDS = ("star", "line", "stars", "box", "points")
SEEDS = st.integers(0, 10_000_000)


def star(rng, corners, away, rough):
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    radius = away * np.exp(rng.normal(0, rough, corners))
    found = shapely.Polygon(WHERE + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    return found if found.is_valid else found.buffer(0)


def box(corner, wide, tall):
    return shapely.box(*(WHERE + corner), *(WHERE + corner + np.array([wide, tall])))


def drawn(rng, kind):
    if kind == "star":
        return star(rng, int(rng.integers(3, 60)), 10 ** rng.uniform(0.5, 2.7), rng.uniform(0, 0.6))
    if kind == "line":
        count = int(rng.integers(2, 80))
        course = np.cumsum(rng.normal(0, rng.uniform(0, 2.5), count))
        step = 10 ** rng.uniform(0, 2) * rng.uniform(0.2, 1.8, count)
        return shapely.LineString(
            WHERE + np.cumsum(step[:, None] * np.column_stack([np.cos(course), np.sin(course)]), 0)
        )
    if kind == "stars":
        moved = [
            shapely.affinity.translate(star(rng, int(rng.integers(3, 20)), 30, 0.3), *rng.uniform(-150, 150, 2))
            for _ in range(4)
        ]
        return shapely.MultiPolygon([part for one in moved for part in shapely.get_parts(one) if not one.is_empty])
    if kind == "box":  # sides of whole multiples of the radii: everything that can meet meets
        wide, tall, inner_wide, inner_tall = (5 * rng.integers(1, [20, 20, 8, 8])).tolist()
        outer, hole = box(0, wide, tall), box(5, inner_wide, inner_tall)
        return outer if rng.random() < 0.5 else shapely.difference(outer, hole)
    return shapely.MultiPoint(WHERE + rng.uniform(-60, 60, (int(rng.integers(1, 7)), 2)))


def edges(place):
    return place.boundary if place.geom_type in ("Polygon", "MultiPolygon") else place


def around(place, radius, rng):
    """Places near vertices and near as far away as discs reach."""
    xy = shapely.get_coordinates(place)[rng.integers(0, shapely.get_num_coordinates(place), 200)]
    angle = rng.uniform(0, 2 * np.pi, len(xy))
    away = radius * rng.choice([0.01, 0.5, 0.99, 1.01], len(xy))
    return xy + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])


def compare(seed, kind, radius):
    place = drawn(np.random.default_rng(seed), kind)
    chains = chains_of(place, round_ends=True)
    found = swept_by.sweep(chains, radius)
    told = swept_by.gone_round
    swept_by.gone_round = lambda lines: None
    try:
        reference = swept_by.sweep(chains, radius)
    finally:
        swept_by.gone_round = told
    assert found.is_valid
    rng = np.random.default_rng(seed)
    low, high = np.array(found.bounds).reshape(2, 2)
    somewhere = np.concatenate([rng.uniform(low, high, (300, 2)), around(place, radius, rng)])
    apart = shapely.distance(place if place.geom_type == "MultiPoint" else edges(place), shapely.points(somewhere))
    held = shapely.contains_xy(found, somewhere[:, 0], somewhere[:, 1])
    assert held[apart < radius - CHORD - 1e-6].all()
    assert not held[apart > radius + 1e-6].any()
    one, other = (shapely.set_precision(each, 1e-7) for each in (found, reference))
    assert shapely.area(shapely.symmetric_difference(one, other)) <= 4e-6 * shapely.length(reference) + 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_as_the_reference(kind):
    @settings(max_examples=60, deadline=None)
    @given(seed=SEEDS, radius=RADII)
    def check(seed, radius):
        compare(seed, kind, radius)

    check()


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_as_the_reference(kind):
    rng = np.random.default_rng(20261123)
    for seed in rng.integers(0, 2**40, 4000).tolist():
        compare(seed, kind, float(rng.choice([1, 2.5, 5, 10, 20, 35, 10 ** rng.uniform(-1, 2.5)])))


@pytest.mark.parametrize(("wide", "tall"), [(60, 60), (60, 50), (61, 3), (40, 40.0001)])
def test_a_box_is_swept_whole_where_discs_from_all_sides_meet(wide, tall):
    radius = 35.0
    found = swept_by.sweep(chains_of(box(0, wide, tall), round_ends=True), radius)
    expected = (wide + 2 * radius) * (tall + 2 * radius) - (4 - math.pi) * radius**2
    assert shapely.area(found) == pytest.approx(expected, rel=2e-5)
    assert not len(found.interiors)


def test_a_line_that_noding_loses_is_noticed(monkeypatch):
    """What GEOS then says of an outline is not believed: it is asked about in halves."""
    angle = np.linspace(0, 4 * np.pi, 80)
    rose = WHERE + ((20 + 9 * np.sin(3.5 * angle))[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    rose[-1] = rose[0]
    assert swept_by._wound(rose) is not None
    whole = shapely.union_all

    def losing(geometries, **how):
        return shapely.MultiLineString(list(shapely.get_parts(whole(geometries, **how)))[1:])

    monkeypatch.setattr(swept_by.shapely, "union_all", losing)
    assert swept_by._wound(rose) is None
