"""Generalised copies: neighbours keep their border, nothing moves by half a pixel, nothing visible is lost."""

import threading
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import shapely
from province import county
from tiled import AREAS, COVERAGE, LINES, at_units, tile_of, view
from world import DATA

from layers.kept import Kept
from layers.tiles import drawing, pyramid_files
from layers.tiles.copies import in_units
from layers.tiles.drawing import Drawings, Drawn, layer_tile
from layers.tiles.grids import GRIDS
from layers.tiles.pyramid_files import content_of
from layers.tiles.snapping import PIXEL
from zoning.definitions import load_definitions

WEB = GRIDS["WebMercatorQuad"]
TILE = WEB.at(121.0, 28.0, 8)


@pytest.fixture(scope="module")
def units():
    return county().snapshot(load_definitions(DATA).kinds).views["control_unit"]


def exact(made, zoom):
    return in_units(WEB, zoom, np.array([feature.geometry for feature in made.features], dtype=object))


def outlines(made, zoom):
    """The features as they are drawn at a zoom, by row; None for dust."""
    copy = Drawn(made).copy(WEB, zoom)
    out = np.full(len(made), None, dtype=object)
    out[copy.rows] = copy.flat.geometries()
    return out


@pytest.mark.parametrize("zoom", [8, 9, 11])
def test_neighbours_keep_their_border(units, zoom):
    before, after = exact(units, zoom), outlines(units, zoom)
    assert shapely.is_valid(after).all()
    assert shapely.get_num_coordinates(after).sum() < 0.2 * shapely.get_num_coordinates(before).sum()
    assert shapely.hausdorff_distance(before, after).max() < PIXEL / 2 + 1
    gaps = shapely.get_parts(shapely.difference(shapely.union_all(before).buffer(-PIXEL), shapely.union_all(after)))
    assert sum(gap.area for gap in gaps) == 0
    assert shapely.area(after).sum() - shapely.union_all(after).area < 1e-3 * shapely.area(after).sum()


@pytest.mark.parametrize("zoom", [8, 11])
def test_neighbours_have_the_very_same_vertices_along_their_border(units, zoom):
    """Nearly all of it: rounding may have to be mended here and there."""
    after = outlines(units, zoom)
    seen = Counter()
    for polygon in after:
        ring = shapely.get_coordinates(polygon.geoms[0].exterior).tolist()
        seen.update(frozenset([tuple(a), tuple(b)]) for a, b in pairwise(ring))
    edge_of_all = shapely.union_all(after).length
    alone = sum(shapely.LineString(list(edge)).length for edge, count in seen.items() if count == 1)
    assert alone == pytest.approx(edge_of_all, rel=0.02)


@pytest.mark.parametrize("layer", [AREAS, COVERAGE, LINES])
def test_everything_stays_within_half_a_pixel_through_all_zooms(units, layer):
    rough = [one.geometry for one in units.features[::60]]
    made = view(layer, [one.exterior for one in rough] if layer == LINES else rough)
    for zoom in (6, 9, 12):
        after = outlines(made, zoom)
        drawn = ~shapely.is_missing(after)
        assert shapely.hausdorff_distance(exact(made, zoom)[drawn], after[drawn]).max() < PIXEL / 2 + 1
        assert shapely.is_valid(after).sum() == drawn.sum() > 0


def test_an_outline_is_as_short_as_douglas_and_peucker_make_it(units):
    """Each feature alone; a shared border keeps the places where three of them meet besides."""
    before, after = exact(units, 9), outlines(units, 9)
    alone = shapely.simplify(before, PIXEL / 2, preserve_topology=False)
    assert shapely.get_num_coordinates(after).sum() < 1.15 * shapely.get_num_coordinates(alone).sum()


def test_overlaps_against_the_rule_leave_valid_shapes():
    rng = np.random.default_rng(3)
    turns = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    discs = [
        shapely.Polygon(np.column_stack([x + r * np.cos(turns), y + r * np.sin(turns)]))
        for x, y, r in zip(*rng.uniform(300, 900, (3, 30)), strict=True)
    ]
    made = view(COVERAGE, [at_units(TILE, disc) for disc in [*discs, discs[0]]])
    after = outlines(made, TILE.z)
    assert shapely.is_valid(after).all()
    assert shapely.area(after) == pytest.approx(shapely.area(exact(made, TILE.z)), rel=0.05)
    assert after[0].equals(after[30])  # the same shape twice is drawn the same


def test_a_neck_is_not_thinned_until_its_sides_cross():
    """Two lakes joined by a winding strait of less than a pixel: each side alone would cut across the other."""
    x = np.arange(0, 2000, 5.0)
    middle = 2000 + 60 * np.sin(x / 20)
    sides = np.vstack([np.column_stack([x, middle - 4]), np.column_stack([x, middle + 4])[::-1]])
    strait = shapely.union_all(
        [shapely.Polygon(sides), shapely.box(-900, 1500, 5, 2500), shapely.box(1990, 1500, 2900, 2500)]
    )
    made = view(AREAS, [at_units(TILE, strait)])
    (after,) = outlines(made, TILE.z)
    assert after.is_valid
    assert after.area == pytest.approx(strait.area, rel=0.02)
    assert shapely.hausdorff_distance(exact(made, TILE.z)[0], after) < PIXEL / 2 + 1


def test_a_hole_smaller_than_a_pixel_is_filled_and_a_larger_one_stays():
    holed = shapely.box(0, 0, 900, 900) - shapely.box(100, 100, 110, 110) - shapely.box(400, 400, 420, 420)
    (after,) = outlines(view(AREAS, [at_units(TILE, holed)]), TILE.z)
    (polygon,) = after.geoms
    assert [shapely.Polygon(hole).area for hole in polygon.interiors] == pytest.approx([400], abs=45)


def test_a_sliver_keeps_half_of_its_area():
    river = shapely.LineString([(x, 2000 + 3 * (x % 40 > 20)) for x in range(0, 4000, 10)]).buffer(0.3)
    made = view(COVERAGE, [at_units(TILE, river)])
    (after,) = outlines(made, TILE.z)
    assert after.area >= 0.5 * river.area
    assert tile_of(Drawn(made), TILE)


@pytest.mark.parametrize("layer", [AREAS, COVERAGE])
def test_dust_is_drawn_as_many_pixels_as_it_covers(layer):
    side = PIXEL / 4
    grains = [shapely.box(x, y, x + side, y + side) for x in range(400, 1200, 16) for y in range(400, 1200, 16)]
    shown = tile_of(Drawn(view(layer, [at_units(TILE, grain) for grain in grains])), TILE)
    assert len(shown) == pytest.approx(len(grains) * side**2 / PIXEL**2, abs=1.01)
    for one in shown:
        assert one.geometry.area == pytest.approx(PIXEL**2, rel=0.15)
        assert one.geometry.distance(grains[one.number]) == 0
    centres = shapely.get_coordinates([one.geometry.centroid for one in shown])
    quarters = Counter(map(tuple, (centres > 800).tolist()))
    assert min(quarters.values()) > 0.8 * len(shown) / 4  # spread as the dust is


def test_many_small_parts_are_not_lost_together():
    specks = shapely.MultiPolygon([shapely.box(x, 900, x + 0.4, 900.4) for x in range(2000)])
    assert specks.area > PIXEL**2
    for z in (8, 14):
        tile = WEB.at(121.0, 28.0, z)
        assert len(tile_of(Drawn(view(AREAS, [at_units(tile, specks)])), tile)) == 1


def test_a_copy_is_made_once_and_read_from_its_file_afterwards(units, tmp_path, monkeypatch):
    made = view(COVERAGE, [one.geometry for one in units.features[:40]])
    tile = WEB.at(120.25, 27.55, 10)
    wanted = layer_tile(Drawn(made), tile)
    assert layer_tile(Drawn(made, tmp_path), tile) == wanted
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {content_of(made)}

    def not_again(*_):
        raise AssertionError("made again")

    monkeypatch.setattr(drawing, "Pyramid", not_again)
    assert layer_tile(Drawn(made, tmp_path), tile) == wanted


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:50] + b"x" + b[51:], lambda _: b""])
def test_a_damaged_file_is_made_anew(units, tmp_path, damage):
    made = view(COVERAGE, [one.geometry for one in units.features[:40]])
    tile = WEB.at(120.25, 27.55, 12)
    wanted = layer_tile(Drawn(made, tmp_path), tile)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert layer_tile(Drawn(made, tmp_path), tile) == wanted
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_no_tile(units, tmp_path):
    made = view(COVERAGE, [one.geometry for one in units.features[:4]])
    tile = WEB.at(120.25, 27.55, 12)
    (tmp_path / "taken").write_bytes(b"")
    assert layer_tile(Drawn(made, tmp_path / "taken"), tile) == layer_tile(Drawn(made), tile)


def test_another_content_has_another_name(monkeypatch):
    one, other = view(COVERAGE, [at_units(TILE, shapely.box(0, 0, 99, 99))]), view(AREAS, [])
    assert content_of(one) == content_of(view(COVERAGE, []))  # named by its editions' hashes, which are equal here
    assert content_of(one) != content_of(other)
    before = content_of(one)
    monkeypatch.setattr(pyramid_files, "METHOD", "tiles/other")
    assert content_of(one) != before


def test_prepared_ahead_no_tile_waits(units, monkeypatch):
    made = view(COVERAGE, [one.geometry for one in units.features[:9]])
    drawings = Drawings()
    drawings.prepare(made)
    monkeypatch.setattr(drawing, "Pyramid", None)
    monkeypatch.setattr(drawing, "laid_flat", None)
    for grid in GRIDS.values():
        for zoom in range(grid.coarsest, 19):
            layer_tile(drawings.of(made), grid.at(120.25, 27.55, zoom))


def test_who_asks_at_once_waits_for_one():
    kept, began, go = Kept(2), threading.Event(), threading.Event()
    made = []

    def make():
        began.set()
        go.wait(5)
        made.append(1)
        return object()

    found = []
    threads = [threading.Thread(target=lambda: found.append(kept.get("a", make))) for _ in range(4)]
    for thread in threads:
        thread.start()
    began.wait(5)
    go.set()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_a_fault_is_told_and_not_kept():
    kept = Kept(2)

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("a", fail)
    assert kept.get("a", lambda: 3) == 3


@pytest.mark.parametrize("layer", [AREAS, COVERAGE, LINES])
def test_a_layer_in_force_that_has_no_features_is_drawn_empty_at_every_zoom(layer, tmp_path):
    made = view(layer, [])
    drawings = Drawings(tmp_path)
    drawings.prepare(made)
    assert {layer_tile(drawings.of(made), WEB.at(121.0, 28.0, zoom)) for zoom in (0, 5, 11, 14, 16)} == {b""}
    again = Drawings(tmp_path).of(made)  # from the files
    assert layer_tile(again, TILE) == b""
