"""Points and lines are answered from the grid as from loose features, whatever place they are put in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from world import definitions

from layers.axis import Axis
from layers.catalogue import InForce
from layers.chainage import walk
from layers.crossings import Line, crossings, crossings_many, walks
from layers.editions import Edition, EditionHead
from layers.held import HeldTable, LooseTable, tables_of
from layers.nearby import at_point, meets, nearest
from layers.snapshot import Feature, LayerView

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STEP = 1e-4  # degrees, about 10 m
CORNER = (120.7, 28.0)


def edition(number):
    head = EditionHead("water_source_zone", "330300", "demo", date(2026, 1, 1), 0.5, "in_force", "illustrative")
    return Edition(head, number, "0" * 64, 0, "published", NOW, NOW)


def views(shapes):
    """The same features, of two editions, held with a grid and loose."""
    editions = [edition(1), edition(2)]
    features = [
        Feature("water_source_zone", editions[row % 2], f"f{row:03d}", {"level": "1"}, shape)
        for row, shape in enumerate(shapes)
    ]
    kind = definitions().kinds["water_source_zone"]
    force = [InForce(one, None) for one in editions]
    held = LayerView(kind, tables_of(features), force)
    loose = LayerView(kind, tables_of(features, indexed=False), force)
    assert all(isinstance(table, HeldTable) for table in held.tables)
    assert all(isinstance(table, LooseTable) for table in loose.tables)
    return held, loose


def on_the_lattice(chance, count):
    """Polygons with corners on a lattice: they touch, overlap, share borders, have holes and spikes."""
    found = []
    while len(found) < count:
        ring = chance.integers(0, 12, (int(chance.integers(3, 7)), 2))
        shape = shapely.Polygon(ring).buffer(0)
        if chance.random() < 0.3:
            shape = shape.difference(shapely.box(*ring[0], *(ring[0] + chance.integers(1, 4, 2))))
        if shape.geom_type == "Polygon" and not shape.is_empty and shape.is_valid:
            found.append(shapely.transform(shape, lambda xy: xy * STEP + CORNER))
    return found


def said(nears):
    return [(near.feature.order, near.distance_m, near.bearing_deg) for near in nears]


@pytest.mark.parametrize("count", [12, pytest.param(500, marks=pytest.mark.long)])
def test_points_on_corners_borders_and_beside_them_meet_the_same_from_the_grid(count):
    chance = np.random.default_rng(1)
    held, loose = views(on_the_lattice(chance, 20))
    met = 0
    for _ in range(count):
        place = chance.integers(-4, 17, 2) * STEP + CORNER + chance.choice([0.0, 1e-12, 1e-9, 3e-6], 2)
        point = shapely.Point(place)
        here = [feature.order for feature in at_point(held, *place)]
        assert here == [feature.order for feature in at_point(loose, *place)]
        met += len(here)
        for reach in (0.0, 5.0, 60.0):
            told, truth = said(meets(held, point, reach)), said(meets(loose, point, reach))
            assert [one[0] for one in told] == [one[0] for one in truth]
            for (_, metres, towards), (_, true_m, true_towards) in zip(told, truth, strict=True):
                assert metres == pytest.approx(true_m, abs=1e-3)
                assert (towards is None) == (metres == 0.0)
                assert (towards is None) == (true_towards is None) or max(metres, true_m) < 1e-6
                if towards is not None and true_towards is not None and metres > 0.1:
                    assert abs((towards - true_towards + 180.0) % 360.0 - 180.0) * metres < 3.0
            one, truly = nearest(held, point, reach), nearest(loose, point, reach)
            assert (one is None) == (truly is None) == (not told)
            if one is not None and truly is not None:
                assert one.distance_m == pytest.approx(truly.distance_m, abs=1e-3)
                if one.feature.order != truly.feature.order:  # no nearer one was passed over
                    assert one.distance_m > 0.0
    assert met


@pytest.mark.parametrize("count", [25, pytest.param(5_000, marks=pytest.mark.long)])
def test_lines_through_corners_and_along_borders_cross_the_same_from_the_grid(count):
    chance = np.random.default_rng(2)
    held, loose = views(on_the_lattice(chance, 20))
    crossed = 0
    for _ in range(count):
        corners = chance.integers(-2, 15, (int(chance.integers(2, 6)), 2)) * STEP + CORNER
        line = shapely.LineString(corners + chance.choice([0.0, 1e-12, 1e-9, 3e-8, 3e-6]) * chance.normal(size=2))
        if line.length == 0.0:
            continue
        told, truth = crossings(held, line), crossings(loose, line)
        assert sorted(one.feature.order for one in told) == sorted(one.feature.order for one in truth)
        stretches = [(one.feature.order, one.from_m, one.to_m) for one in truth]
        for one in told:
            own = (one.feature.order, True)
            near = [to_m for order, from_m, to_m in stretches if (order, abs(from_m - one.from_m) < 1e-6) == own]
            assert any(one.to_m == pytest.approx(to_m, abs=1e-6) for to_m in near), one
        assert [one.from_m for one in told] == sorted(one.from_m for one in told)
        crossed += len(told)
    assert crossed


@pytest.mark.parametrize("count", [12, pytest.param(2_000, marks=pytest.mark.long)])
def test_an_axis_of_several_runs_meets_of_each_feature_what_its_walk_tells(count):
    chance = np.random.default_rng(3)
    held, _ = views(on_the_lattice(chance, 20))
    inside = 0
    for _ in range(count):
        off = chance.choice([0.0, 3e-8, 3e-6, 3e-5]) * chance.normal(size=2)
        lines = [chance.integers(-2, 15, (4, 2)) * STEP + CORNER + off for _ in range(3)]
        axis = Axis([*lines, np.array([lines[-1][-1], lines[-1][0]])])
        for feature, told in zip(held.features, walks(held.features, axis), strict=True):
            truth = walk(axis, feature.geometry)
            assert told.along == truth.along
            assert told.points == truth.points
            assert [stretch.run for stretch in told.inside] == [stretch.run for stretch in truth.inside]
            for one, other in zip(told.inside, truth.inside, strict=True):
                assert one.from_m == pytest.approx(other.from_m, abs=1e-6)
                assert one.to_m == pytest.approx(other.to_m, abs=1e-6)
                if one.to_m - one.from_m > 0.01:  # in a hair no position is sure
                    assert shapely.intersects_xy(feature.geometry, *one.within)
            inside += len(told.inside)
    assert inside


@pytest.mark.parametrize("off", [0.9e-8, 1.1e-8])
def test_a_line_a_hair_outside_the_bounds_of_a_feature_lies_along_it_from_the_grid_and_without(off):
    line = shapely.LineString([(120.702, 28.0 - off), (120.706, 28.0 - off)])
    for view in views([shapely.box(120.7, 28.0, 120.71, 28.01), shapely.box(120.72, 28.0, 120.73, 28.01)]):
        assert [crossing.feature.id for crossing in crossings(view, line)] == (["f000"] if off < 1e-8 else [])


def test_loose_features_are_walked_too_and_lines_are_asked_one_by_one():
    held, loose = views([shapely.box(120.7, 28.0, 120.71, 28.01), shapely.box(120.72, 28.0, 120.73, 28.01)])
    lines = [
        shapely.LineString([(120.69, 28.0031), (120.705, 28.0052)]),
        shapely.LineString([(120.7, 27), (120.71, 27)]),
    ]
    assert [len(found) for found in crossings_many(held, lines)] == [1, 0]
    axis = Axis([shapely.get_coordinates(lines[0])])
    mixed = [held.features[0], loose.features[1], loose.features[0]]
    first, second, third = walks(mixed, axis)
    assert second.inside == ()
    assert first.inside[0].to_m == pytest.approx(third.inside[0].to_m, abs=1e-6)


def test_several_layers_are_asked_about_one_line_whose_chainage_is_made_once():
    held, loose = views(on_the_lattice(np.random.default_rng(4), 20))
    path = shapely.LineString(np.array([(-3, 2), (4, 7), (9, 3), (14, 14)]) * STEP + CORNER + 3e-6)
    line = Line(path)
    assert [*crossings(held, line)] == [*crossings(held, path)] == [*crossings_many(held, [path])[0]] != []
    assert [*crossings(held, line)[1:3]] == [*crossings(held, line)][1:3]
    axis = line.axis
    told, truth = crossings(loose, line), crossings(held, line)
    assert line.axis is axis
    assert [one.feature.order for one in told] == [one.feature.order for one in truth]
    for one, other in zip(told, truth, strict=True):
        assert (one.from_m, one.to_m) == pytest.approx((other.from_m, other.to_m), abs=1e-6)


def test_what_is_kept_is_looked_for_beyond_what_is_nearer():
    row = [shapely.box(120.7 + n / 100, 28.0, 120.7 + n / 100 + 0.005, 28.01) for n in range(6)]
    for view in views(row):
        found = nearest(view, shapely.Point(120.6999, 28.005), 10_000.0, lambda feature: feature.id == "f003")
        assert found is not None and found.feature.id == "f003"
        assert found.distance_m == pytest.approx(2_960, abs=5)
        assert nearest(view, shapely.Point(120.6999, 28.005), 10_000.0, lambda feature: False) is None


@pytest.mark.parametrize("reach", [0.0, 200.0])
def test_an_empty_footprint_meets_nothing(reach):
    for view in views([shapely.box(120.7, 28.0, 120.71, 28.01)] * 2):
        for footprint in (shapely.Point(), shapely.Polygon()):
            assert meets(view, footprint, reach) == ()
            assert nearest(view, footprint, reach) is None


def test_a_line_longer_than_the_grid_counts_is_asked_of_the_reference():
    line = shapely.LineString([(75.0 if n % 2 else 135.0, 30 + n * 0.05) for n in range(30)])
    boxes = [shapely.box(100, 29, 101, 33), *(shapely.box(115 + n / 10, 29, 115.05 + n / 10, 33) for n in range(20))]
    held, loose = views(boxes)
    assert line.is_valid
    found, true = crossings(held, line), crossings(loose, line)
    assert [one.feature.id for one in found] == [one.feature.id for one in true]
    assert [(one.from_m, one.to_m) for one in found] == [(one.from_m, one.to_m) for one in true]
