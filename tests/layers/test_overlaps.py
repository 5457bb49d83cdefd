"""Overlaps by the grid, one by one and many at once, and their pieces, are those that shapely alone gives."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from grid_worlds import footprints, world
from world import NOW, definitions

from layers import engine
from layers.catalogue import InForce
from layers.editions import Edition, EditionHead
from layers.held import Feature, LooseTable, tables_of
from layers.snapshot import LayerView

LAYER = "water_source_zone"
HEAD = EditionHead(LAYER, "330300", "illustrative", 1.0, date(2020, 1, 1), "test", None)
EDITION = Edition(HEAD, 1, "0" * 64, 0, "published", NOW, NOW)


def views(geometries):
    features = [Feature(LAYER, EDITION, f"f{n:04}", {"level": "1"}, one) for n, one in enumerate(geometries)]
    kind, in_force = definitions().kinds[LAYER], [InForce(EDITION, None)]
    return LayerView(kind, tables_of(features), in_force), LayerView(kind, [LooseTable(features)], in_force)


def asked_of(seed, layer, count):
    """Areas, lines and points; some of them features of the layer, some that touch one, one of nothing."""
    _, lines, points = world(seed)
    corner = shapely.get_coordinates(layer[0])[0]
    touching = [shapely.Point(corner), shapely.box(120.02, 28.1, 120.04, 28.15), shapely.Polygon()]
    return [*footprints(seed, count), *layer[:5], *lines[:5], lines[-1], *points[:5], *touching]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 40))])
def test_the_grid_and_the_reference_give_the_same_overlaps(seed):
    for layer in world(seed):
        grid, reference = views(layer)
        asked = asked_of(seed, layer, 20 if seed == 1 else 300)
        many = engine.overlaps_many(grid, asked)
        for number, footprint in enumerate(asked):
            found, true = engine.overlaps(grid, footprint), engine.overlaps(reference, footprint)
            assert [one.feature.id for one in found] == [one.feature.id for one in true]
            measures = np.array([(one.measure.area_m2, one.measure.length_m) for one in found]).reshape(-1, 2)
            right = np.array([(one.measure.area_m2, one.measure.length_m) for one in true]).reshape(-1, 2)
            assert np.allclose(measures, right, rtol=1e-9, atol=1e-5)
            own = slice(many.at[number], many.at[number + 1])
            assert [grid.features[row].id for row in many.rows[own]] == [one.feature.id for one in found]
            assert np.allclose(np.column_stack([many.area_m2[own], many.length_m[own]]), measures, atol=1e-9)
            for piece in engine.pieces(grid, footprint):
                shared = shapely.intersection(footprint, piece.feature.geometry)
                assert piece.geometry.area == pytest.approx(shared.area, abs=1e-13)


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 40))])
def test_layers_asked_together_answer_as_each_alone(seed):
    """Polygons, lines and points, held and loose, in one question."""
    layers = [view for layer in world(seed) for view in views(layer)]
    together = engine.Overlayer([*layers, views([])[0]])
    for footprint in asked_of(seed, world(seed)[0], 10 if seed == 1 else 100):
        alone = [engine.overlaps(view, footprint) for view in layers]
        assert together.overlaps(footprint) == (*alone, ())
        for found, true in zip(together.pieces(footprint), (*alone, ()), strict=True):
            assert [(piece.feature, piece.measure) for piece in found] == [*true]


@pytest.mark.parametrize("times", [2, 3, 4, 5])
def test_repeated_vertices_of_a_footprint_change_nothing(times):
    shell = [(120.0, 30.0), (120.1, 30.0), (120.1, 30.1), (120.0, 30.0)]
    hole = [(120.07, 30.02), (120.09, 30.02), (120.09, 30.05), (120.07, 30.02)]
    grid, reference = views([shapely.box(119.9, 29.9, 120.2, 30.2), shapely.box(120.05, 29.9, 120.08, 30.2)])
    plain = [one.measure for one in engine.overlaps(reference, shapely.Polygon(shell, [hole]))]
    for at in range(3):
        rings = [ring[:at] + [ring[at]] * times + ring[at + 1 :] for ring in (shell, hole)]
        for drawn in (shapely.Polygon(rings[0], [hole]), shapely.Polygon(shell, [rings[1]])):
            assert drawn.is_valid
            assert [one.measure.area_m2 for one in engine.overlaps(grid, drawn)] == pytest.approx(
                [one.area_m2 for one in plain], abs=1e-5
            )


def test_a_layer_without_features_overlaps_nothing():
    grid, _ = views([])
    many = engine.overlaps_many(grid, [shapely.box(120, 28, 121, 29)])
    assert many.at.tolist() == [0, 0] and not len(many.rows)
    assert engine.pieces(grid, shapely.box(120, 28, 121, 29)) == ()


def test_what_touches_a_footprint_is_met_from_the_part_beside_it():
    """At a corner, along a side, with a vertex on the border of the frame itself: by the grid as by the reference."""
    squares = [shapely.box(120 + x, 28 + y, 120.1 + x, 28.1 + y) for x in (0, 0.1, 0.2) for y in (0, 0.1, 0.2)]
    spiked = shapely.Polygon(
        [(119.9, 28.15), (120.1, 28.15), (119.9, 28.3), *((119.8 + n / 9e4, 28.4) for n in range(90))]
    )
    grid, reference = views([*squares, shapely.make_valid(spiked)])
    for asked in (*squares, shapely.box(120.1, 28.1, 120.15, 28.2), shapely.LineString([(120.1, 28.0), (120.1, 28.2)])):
        found, true = engine.meets(grid, asked), engine.meets(reference, asked)
        assert [one.feature.id for one in found] == [one.feature.id for one in true]
        found, true = engine.meets(grid, asked, 4000.0), engine.meets(reference, asked, 4000.0)
        assert [(one.feature.id, pytest.approx(one.distance_m, abs=1e-3)) for one in found] == [
            (one.feature.id, one.distance_m) for one in true
        ]
