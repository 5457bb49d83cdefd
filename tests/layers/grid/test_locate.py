"""What the grid says of a place is what shapely says, and where it does not know it asks."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from grid_worlds import world

from layers.grid.index import ASK, IN, index_of
from layers.grid.locate import holding, holding_many
from layers.grid.shapes import Shapes


def places(index, geometries, seed, count):
    """Anywhere, on vertices, on edges, on the middles and corners of cells, beside the layer, far away."""
    chance = np.random.default_rng(seed)
    vertices = shapely.get_coordinates(geometries)
    picked = chance.integers(0, len(vertices) - 1, count)
    column, row = chance.integers(0, index.columns, count), chance.integers(0, index.rows, count)
    corners = np.column_stack([index.west + column * index.size, index.south + row * index.size])
    return np.concatenate(
        [
            chance.uniform((119.9, 27.9), (120.5, 28.4), (6 * count, 2)),
            vertices[picked],
            (vertices[picked] + vertices[picked + 1]) / 2,
            corners,
            corners + index.size / 2,
            np.column_stack([vertices[picked, 0], chance.uniform(28, 28.3, count)]),
            np.column_stack([chance.uniform(120, 120.4, count), vertices[picked, 1]]),
            [[0.0, 0.0], [-180.0, -90.0], [180.0, 90.0]],
        ]
    )


@pytest.mark.parametrize("size", [None, 0.0007, 0.5])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_the_grid_holds_what_shapely_holds(seed, size):
    for geometries in world(seed):
        index = index_of(Shapes.of(geometries), size)
        asked = places(index, geometries, seed, 300 if seed == 1 else 30_000)
        of_place, feature = shapely.STRtree(geometries).query(shapely.points(asked), predicate="intersects")
        truth = set(zip(of_place.tolist(), feature.tolist(), strict=True))
        found = holding_many(index, asked)
        own = np.repeat(np.arange(len(asked)), np.diff(found.at))
        rows = list(zip(own.tolist(), found.features.tolist(), found.state.tolist(), strict=True))
        assert {row[:2] for row in rows if row[2] == IN} <= truth
        assert truth <= {row[:2] for row in rows}
        anywhere = 6 * (len(asked) // 12)
        assert not [row for row in rows if row[2] == ASK and row[0] < anywhere]  # places on no edge are not asked
        for n in range(0, len(asked), 97):
            one = holding(index, *asked[n])
            assert one.features.tolist() == found.features[found.at[n] : found.at[n + 1]].tolist()
            assert sorted(one.features.tolist()) == one.features.tolist()


def test_an_empty_layer_holds_nothing():
    for geometries in (np.array([], dtype=object), np.array([shapely.Polygon()], dtype=object)):
        index = index_of(Shapes.of(geometries))
        assert holding(index, 120.0, 28.0).features.tolist() == []


def test_shapes_give_back_what_they_were_given():
    for geometries in world(4, 20):
        shapes = Shapes.of(geometries)
        for row, geometry in enumerate(geometries):
            back = shapes.geometry(row)
            assert back.equals_exact(geometry, 0.0) and back.geom_type == geometry.geom_type
            one, alone = Shapes.of(geometries[row : row + 1]), Shapes.of_one(geometry)
            for name, value in vars(one).items():
                assert np.array_equal(value, getattr(alone, name)), name
    mixed = np.array([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)], dtype=object)
    assert Shapes.of(mixed) is None
    assert Shapes.of(np.array([shapely.GeometryCollection([shapely.Point(0, 0)])], dtype=object)) is None
