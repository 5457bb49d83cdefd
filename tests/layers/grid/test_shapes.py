"""Geometries laid flat, and made again from the flat arrays."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import wkt

from layers.grid.shapes import Shapes

POLYGONS = (
    "POLYGON ((0 0, 3 0, 3 3, 0 3, 0 0), (1 1, 1 2, 2 2, 2 1, 1 1))",
    "POLYGON EMPTY",
    "MULTIPOLYGON (((5 5, 5 6, 6 6, 5 5)), ((8 8, 9 8, 9 9, 8 8), (8.5 8.2, 8.8 8.5, 8.8 8.2, 8.5 8.2)))",
    "MULTIPOLYGON EMPTY",
    "MULTIPOLYGON (((7 0, 8 0, 8 1, 7 0)))",
)
LINES = ("LINESTRING (0 0, 1 1)", "LINESTRING EMPTY", "MULTILINESTRING ((0 0, 2 2), (3 3, 4 5, 6 6))")
POINTS = ("POINT (0 1)", "MULTIPOINT ((1 1), (2 2))", "POINT EMPTY", "MULTIPOINT EMPTY")


@pytest.mark.parametrize("texts", [POLYGONS, LINES, POINTS, POLYGONS[:1], POLYGONS[1:2]])
def test_every_geometry_is_made_again(texts):
    shapes = Shapes.of(np.array([wkt.loads(text) for text in texts], dtype=object))
    assert [shapes.geometry(row).wkt for row in range(len(texts))] == list(texts)
    assert [one.wkt for one in shapes.geometries()] == list(texts)


def test_chains_owners_and_sides_of_polygons():
    shapes = Shapes.of(np.array([wkt.loads(text) for text in POLYGONS], dtype=object))
    assert shapes.chain.tolist() == [0, 5, 10, 14, 18, 22, 26]
    assert shapes.part.tolist() == [0, 2, 3, 5, 6]
    assert shapes.feature.tolist() == [0, 1, 1, 3, 3, 4]
    assert shapes.owner.tolist() == [0, 0, 2, 2, 2, 4]
    assert shapes.left.tolist() == [True, True, False, True, True, True]
    assert np.isnan(shapes.bounds).all(axis=1).tolist() == [False, True, False, True, False]


def test_an_empty_part_of_several_is_left_out():
    shapes = Shapes.of(np.array([wkt.loads("MULTIPOLYGON (EMPTY, ((7 0, 8 0, 8 1, 7 0)))")], dtype=object))
    assert shapes.geometry(0).wkt == "MULTIPOLYGON (((7 0, 8 0, 8 1, 7 0)))"


def test_several_dimensions_are_not_laid_flat():
    assert Shapes.of(np.array([shapely.Point(0, 0), wkt.loads(LINES[0])], dtype=object)) is None
    assert Shapes.of(np.array([wkt.loads("GEOMETRYCOLLECTION (POINT (0 0))")], dtype=object)) is None
