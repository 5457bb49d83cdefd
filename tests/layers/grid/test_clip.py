"""The part of a feature in a box is what GEOS cuts, or is left to GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from grid_worlds import world

from layers.grid.clip import clipped
from layers.grid.index import index_of
from layers.grid.shapes import Shapes


def boxes(chance, geometries, row, count):
    """Small and large, round a corner of the feature, somewhere in it, beside it."""
    west, south, east, north = geometries[row].bounds
    for n in range(count):
        wide, tall = 10 ** chance.uniform(-4, -1, 2)
        x, y = chance.uniform((west - 0.01, south - 0.01), (east + 0.01, north + 0.01))
        if n % 3 == 0:
            x, y = shapely.get_coordinates(geometries[row])[0] + 1e-5
        yield x - wide, y - tall, x + wide, y + tall


@pytest.mark.parametrize("count", [2, pytest.param(100, marks=pytest.mark.long)])
def test_the_part_in_a_box_is_the_intersection(count):
    chance = np.random.default_rng(7)
    asked = unsure = 0
    for geometries in world(7):
        index = index_of(Shapes.of(geometries))
        for row in range(len(geometries)):
            for box in boxes(chance, geometries, row, count):
                part, truth = clipped(index, row, box), shapely.intersection(geometries[row], shapely.box(*box))
                asked += 1
                if part is None:
                    unsure += 1
                    continue
                assert shapely.is_valid(part), shapely.is_valid_reason(part)
                if index.dimension == 2:
                    assert shapely.symmetric_difference(part, truth).area < 1e-13
                else:
                    assert part.length == pytest.approx(truth.length, abs=1e-12)
                    assert shapely.get_num_geometries(part) == 0 or shapely.hausdorff_distance(part, truth) < 1e-12
    assert unsure < asked / 100


def test_what_lies_on_a_side_of_the_box_is_left_to_geos():
    square = np.array([shapely.box(120, 28, 120.1, 28.1)], dtype=object)
    index = index_of(Shapes.of(square))
    assert clipped(index, 0, (120.0, 28.05, 120.2, 28.2)) is None
    assert clipped(index, 0, (120.1, 28.0, 120.2, 28.2)) is None
    inside = clipped(index, 0, (120.01, 28.01, 120.02, 28.02))
    assert inside is not None and inside.equals(shapely.box(120.01, 28.01, 120.02, 28.02))
    assert clipped(index, 0, (121.0, 28.0, 121.1, 28.1)).is_empty


def test_holes_and_islands_in_holes_find_their_shells():
    lake = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 8, 8)).union(shapely.box(3, 3, 6, 6))
    ringed = lake.difference(shapely.box(4, 4, 5, 5))
    index = index_of(Shapes.of(np.array([ringed], dtype=object)))
    for box in ((-1.1, -1.1, 9.9, 9.9), (0.53, 0.57, 8.5, 8.51), (2.2, 2.3, 7.1, 7.2), (3.5, 3.6, 9.7, 5.5)):
        part = clipped(index, 0, box)
        truth = shapely.intersection(ringed, shapely.box(*box))
        assert part is not None and shapely.is_valid(part) and shapely.equals(part, truth)
