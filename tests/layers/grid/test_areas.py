"""Areas by an integral along both borders are those of the geometries that GEOS makes, or are left to it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from grid_worlds import footprints, world

from layers.geodesy import area
from layers.grid.index import index_of
from layers.grid.outlines import outlines_of
from layers.grid.overlaid import ASKED, PART, WHOLE, Overlaid
from layers.grid.rings import polygons, together
from layers.grid.shapes import Shapes


def compared(layer, asked):
    """What the kernel says beside what GEOS makes: (area, relation) and area by (footprint, feature)."""
    found = Overlaid([index_of(Shapes.of(layer))]).measured(outlines_of(Shapes.of(asked)))
    own = np.repeat(np.arange(len(asked)), np.diff(found.at))
    rows = zip(own.tolist(), found.feature.tolist(), found.area_m2.tolist(), found.relation.tolist(), strict=True)
    of_asked, of_layer = shapely.STRtree(layer).query(asked, predicate="intersects")
    true = area(shapely.intersection(asked[of_asked], layer[of_layer])).tolist()
    pairs = zip(of_asked.tolist(), of_layer.tolist(), strict=True)
    return {(a, b): (m2, relation) for a, b, m2, relation in rows}, dict(zip(pairs, true, strict=True))


@pytest.mark.parametrize("count", [300, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_areas_and_features_are_those_of_geos(count):
    seed = 0
    while count > 0:
        seed += 1
        layer, asked = world(seed)[0], footprints(seed, 300)
        count -= len(asked)
        found, true = compared(layer, asked)
        assert true.keys() <= found.keys(), seed
        whole = area(asked)
        assert sum(relation == ASKED for _, relation in found.values()) < len(found) / 100
        for (a, b), (m2, relation) in found.items():
            if relation == ASKED:
                continue
            assert (a, b) in true, seed
            assert m2 == pytest.approx(true[a, b], abs=max(1e-6, 2e-9 * whole[a])), seed
            if relation == WHOLE:
                assert shapely.covers(layer[b], asked[a]) and m2 == pytest.approx(whole[a], rel=1e-14)


def test_shares_of_a_partition_sum_to_one():
    chance = np.random.default_rng(3)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(chance.uniform((120, 28), (120.4, 28.4), (300, 2))))
    )
    asked = footprints(5, 200)
    asked = asked[shapely.covers(shapely.box(120.05, 28.05, 120.3, 28.25), asked)]
    found = Overlaid([index_of(Shapes.of(cells))]).measured(outlines_of(Shapes.of(asked)))
    assert not (found.relation == ASKED).any()
    shares = np.add.reduceat(found.area_m2, found.at[:-1]) / area(asked)
    assert np.abs(shares - 1.0).max() < 1e-9


def test_what_touches_or_shares_a_border_is_asked():
    square = shapely.box(120, 28, 120.1, 28.1)
    cases = {
        "the same": square,
        "beside": shapely.box(120.1, 28, 120.2, 28.1),
        "at a corner": shapely.box(120.1, 28.1, 120.2, 28.2),
        "along a part of a side": shapely.box(120.02, 28.0, 120.05, 28.05),
        "a corner on a side": shapely.Polygon([(120.1, 28.05), (120.2, 28.0), (120.2, 28.1)]),
    }
    for name, asked in cases.items():
        found, _ = compared(np.array([square], dtype=object), np.array([asked], dtype=object))
        assert [relation for _, relation in found.values()] == [ASKED], name


def test_holes_are_left_out_and_islands_in_them_counted():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 8, 8)).union(shapely.box(3, 3, 6, 6))
    layer = np.array([ring], dtype=object)
    for asked in (shapely.box(0.5, 0.5, 5.5, 5.5), shapely.box(-1, -1, 10, 10), shapely.box(3.5, 3.5, 4, 4)):
        found, true = compared(layer, np.array([asked], dtype=object))
        assert found[0, 0][0] == pytest.approx(true[0, 0], rel=1e-10)
        assert found[0, 0][1] == (WHOLE if shapely.covers(ring, asked) else PART)
    assert compared(layer, np.array([shapely.box(1.5, 1.5, 2.5, 2.5)], dtype=object)) == ({}, {})


def test_a_ring_of_spikes_across_the_border_is_no_quadratic_matter():
    """Ten thousand spikes cross one side of the footprint."""
    x = 120 + np.repeat(np.arange(20_001), 2)[1:-1] * 1e-5
    y = 28 + np.tile([0.0, 0.0, 0.001, 0.001], 10_001)[: len(x)] + np.arange(len(x)) * 1e-12
    spikes = shapely.Polygon([*zip(x, y, strict=True), (x[-1], 27.9), (x[0], 27.9)])
    layer, asked = (
        np.array([spikes], dtype=object),
        np.array([shapely.box(120.0000341, 28.0005, 120.1900342, 28.01)], dtype=object),
    )
    assert shapely.is_valid(spikes)
    found, true = compared(layer, asked)
    assert found[0, 0][0] == pytest.approx(true[0, 0], rel=1e-9)


def drawn(index, asked):
    """By feature: what one footprint has in common with it, as the kernels draw it; None where they do not."""
    found = Overlaid([index]).drawn(outlines_of(Shapes.of_one(asked)), places=True)
    parts = polygons(found.xy, found.ring, found.polygon)
    whole = {WHOLE: asked, ASKED: None, PART: None}
    return {
        feature: together(parts[a:b]) if a < b else whole[relation] for _, feature, _, relation, a, b in found.overlaps
    }


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 60))])
def test_what_they_have_in_common_is_what_geos_makes(seed):
    layer, asked = world(seed)[0], footprints(seed, 100)
    index = index_of(Shapes.of(layer))
    of_asked, of_layer = shapely.STRtree(layer).query(asked, predicate="intersects")
    unsure = 0
    for a in range(len(asked)):
        made = drawn(index, asked[a])
        assert {*of_layer[of_asked == a].tolist()} <= made.keys()
        for b, shape in made.items():
            if shape is None:
                unsure += 1
                continue
            truth = shapely.intersection(asked[a], layer[b])
            assert shapely.is_valid(shape), shapely.is_valid_reason(shape)
            assert shapely.symmetric_difference(shape, truth).area < 1e-13
            assert area(shape)[0] == pytest.approx(area(truth)[0], abs=1e-5)
    assert unsure <= len(of_asked) / 50


def test_footprint_and_feature_may_be_the_same_or_hold_each_other():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 8, 8)).union(shapely.box(3, 3, 6, 6))
    index = index_of(Shapes.of(np.array([ring], dtype=object)))
    assert drawn(index, ring) == {0: None}  # every corner lies on the other
    for asked in (shapely.box(-1, -1, 10, 10), shapely.box(3.5, 3.5, 4, 4)):
        assert shapely.equals(drawn(index, asked)[0], shapely.intersection(ring, asked))
    assert drawn(index, shapely.box(1.5, 1.5, 2.5, 2.5)) == {}
    hollow = shapely.box(-1, -1, 10, 10).difference(shapely.box(0.5, 0.5, 7.5, 7.5))
    assert shapely.equals(drawn(index, hollow)[0], shapely.intersection(ring, hollow))


def test_layers_asked_together_are_told_as_one_by_one():
    indices, asked = [index_of(Shapes.of(world(seed)[0])) for seed in (1, 2, 3)], footprints(4, 50)
    outlines = outlines_of(Shapes.of(asked))
    together_ = Overlaid(indices).measured(outlines)
    for number, index in enumerate(indices):
        alone = Overlaid([index]).measured(outlines)
        at = together_.at[number * len(asked) : (number + 1) * len(asked) + 1]
        own = slice(at[0], at[-1])
        assert np.array_equal(alone.at, at - at[0])
        assert np.array_equal(alone.feature, together_.feature[own])
        assert np.array_equal(alone.area_m2, together_.area_m2[own], equal_nan=True)
        assert np.array_equal(alone.relation, together_.relation[own])


def test_a_polygon_by_its_vertices_alone_is_told_as_laid_flat():
    indices = [index_of(Shapes.of(world(seed)[0])) for seed in (1, 2, 3)]
    for one in footprints(4, 50):
        if one.geom_type != "Polygon":
            continue
        for asked in (one, one.reverse()):
            flat = Overlaid(indices).drawn(outlines_of(Shapes.of_one(asked)), places=True)
            alone = Overlaid(indices).drawn_of(shapely.get_coordinates(asked), places=True)
            assert [repr(row) for row in flat.overlaps] == [repr(row) for row in alone.overlaps]
            assert all(np.array_equal(here, there) for here, there in zip(flat[1:], alone[1:], strict=True))
            for number, index in enumerate(indices):
                own = [row[1:4] for row in alone.overlaps if row[0] == number]
                single = Overlaid([index]).drawn_of(shapely.get_coordinates(asked), places=False)
                assert [(row[1], repr(row[2])) for row in single.overlaps] == [(f, repr(m2)) for f, m2, _ in own]
