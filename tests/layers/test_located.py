"""Several layers asked at once about a place say what each says by itself, and what shapely says of all."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from grid_worlds import world
from world import definitions

from layers import engine
from layers.catalogue import InForce
from layers.editions import Edition, EditionHead
from layers.held import LooseTable, tables_of
from layers.snapshot import Feature, LayerView

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KIND = "water_source_zone"
BY_GRID = os.environ.get("SANXIAN_ENGINE") != "reference"


def view(shapes, editions=1, *, indexed=True):
    """A layer of several editions, the features of which alternate."""
    heads = [
        EditionHead(KIND, "330300", "demo", date(2026, 1, 1), 0.5, "in_force", "illustrative") for _ in range(editions)
    ]
    every = [Edition(head, n + 1, "0" * 64, 0, "published", NOW, NOW) for n, head in enumerate(heads)]
    features = [
        Feature(KIND, every[row % editions], f"f{row:04d}", {"level": "1"}, shape) for row, shape in enumerate(shapes)
    ]
    force = [InForce(one, None) for one in every]
    return LayerView(definitions().kinds[KIND], tables_of(features, indexed=indexed and BY_GRID), force)


def layers(seed, count):
    """Of one edition and of three, polygons, lines and points; loose ones; an empty one; one of two dimensions."""
    polygons, lines, points = world(seed, count)
    mixed = view([*polygons[:5], *lines[:5]], 2)
    return [
        *(view(shapes) for shapes in (polygons, lines, points)),
        view(polygons, indexed=False),
        *(view(shapes, 3) for shapes in (polygons, points)),
        view([]),
        mixed,
        view(polygons[-3:], 2),
    ]


def one_by_one(views, lon, lat, within_m):
    place = shapely.Point(lon, lat)
    return [(engine.at_point(one, lon, lat), engine.nearest(one, place, within_m)) for one in views]


def places(seed, count):
    """Anywhere in the world and around it; on vertices, edges and beside them by a hair; far away and at the poles."""
    chance = np.random.default_rng(seed)
    corners = shapely.get_coordinates(np.concatenate(world(seed, 60)))
    picked = chance.integers(0, len(corners) - 1, count)
    hair = chance.choice([0.0, 1e-13, 3e-13, 1e-10, 1e-6], (count, 1)) * chance.normal(size=(count, 2))
    return [
        *chance.uniform((119.9, 27.9), (120.5, 28.4), (3 * count, 2)).tolist(),
        *(corners[picked] + hair).tolist(),
        *((corners[picked] + corners[picked + 1]) / 2 + hair).tolist(),
        *[(0.0, 0.0), (120.1, 80.5), (120.1, -90.0), (180.0, 28.1), (179.99, 80.0)],
    ]


@pytest.mark.parametrize("count", [25, pytest.param(3_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_several_layers_at_once_say_what_each_says_by_itself(seed, count):
    views = layers(seed, 60)
    locator = engine.Locator(views)
    held = near = 0
    for lon, lat in places(seed, count):
        for within_m in (0.0, 40.0, 3_000.0):
            told = locator.locate(lon, lat, within_m)
            assert told == one_by_one(views, lon, lat, within_m)
            for here in told:
                held += bool(here.holding)
                near += here.nearest is not None
    assert near > held > 0


def test_features_are_the_same_objects_as_of_each_question_by_itself():
    views = layers(3, 20)[:3]
    (polygons, *_) = world(3, 20)
    inside = polygons[0].representative_point()
    for (here, nearest), one in zip(engine.Locator(views).locate(inside.x, inside.y, 9_000.0), views, strict=True):
        again = engine.at_point(one, inside.x, inside.y)
        assert all(a is b for a, b in zip(here, again, strict=True))
        assert nearest is not None
        truth = engine.nearest(one, inside, 9_000.0)
        assert truth is not None and nearest.feature is truth.feature


def test_what_holds_the_place_is_the_nearest_with_no_bearing():
    views = [
        view([shapely.box(120, 28, 120.1, 28.1), shapely.box(120, 28, 120.2, 28.2)], editions) for editions in (1, 2)
    ]
    for here in engine.Locator(views).locate(120.05, 28.05, 10.0):
        assert [feature.id for feature in here.holding] == ["f0000", "f0001"]
        assert here.nearest == engine.Near(here.holding[0], 0.0, None)


def test_more_features_than_a_small_room_holds_are_all_told():
    stack = [shapely.box(120, 28, 120.1 + n / 1000, 28.1) for n in range(40)]
    (here,) = engine.Locator([view(stack)]).locate(120.05, 28.05, 0.0)
    assert [feature.id for feature in here.holding] == [f"f{n:04d}" for n in range(40)]


def test_no_layer_and_no_feature_say_nothing():
    assert engine.Locator([]).locate(120.0, 28.0, 1_000.0) == []
    assert engine.Locator([view([])]).locate(120.0, 28.0, 1_000.0) == [((), None)]


@pytest.mark.parametrize("within_m", [100_000.0, 100_001.0])
def test_beyond_what_the_grid_tells_the_reference_is_asked(within_m):
    views = [view([shapely.box(120, 28, 120.1, 28.1)]), view([shapely.box(120, 28, 120.1, 28.1)], indexed=False)]
    assert all(isinstance(table, LooseTable) for table in views[1].tables)
    first, second = engine.Locator(views).locate(120.0, 28.6, within_m)
    assert first.nearest is not None
    assert second.nearest is not None
    assert first.nearest.distance_m == pytest.approx(second.nearest.distance_m, abs=0.1)


def test_a_feature_stays_the_same_object_while_not_many_others_are_asked_and_an_equal_one_after():
    boxes = [shapely.box(120 + n / 1e4, 28, 120 + (n + 0.5) / 1e4, 28.001) for n in range(5_000)]
    (table,) = view(boxes).tables
    first = table.feature(0)
    assert table.feature(0) is first
    assert [table.feature(row).id for row in range(5_000)] == [f"f{n:04d}" for n in range(5_000)]
    assert table.feature(0) == first


@pytest.mark.parametrize("count", [300, pytest.param(20_000, marks=pytest.mark.long)])
def test_many_places_at_once_are_held_as_each_alone(count):
    views = layers(4, 40)
    asked = np.array(places(4, count))
    points = engine.Points(asked)
    for one in views:
        at, rows = engine.at_points(one, points)
        assert len(at) == len(asked) + 1
        for n in range(0, len(asked), 7):
            held = tuple(one.features[row] for row in rows[at[n] : at[n + 1]].tolist())
            assert held == engine.at_point(one, *asked[n].tolist())
        assert at[-1] == len(rows)


def test_no_place_and_what_is_no_place_are_told():
    assert [column.tolist() for column in engine.at_points(view([]), np.empty((0, 2)))] == [[0], []]
    for wrong in (float("nan"), 181.0, float("inf")):
        with pytest.raises(ValueError, match="place 1 is no longitude and latitude"):
            engine.Points(np.array([[120.0, 28.0], [wrong, 28.0]]))
