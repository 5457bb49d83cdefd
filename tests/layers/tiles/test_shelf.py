"""Packed tiles: made once however many ask, kept up to so many bytes, never mixed up."""

from __future__ import annotations

import gzip
import threading

import pytest
from world import Zone, box, county

from layers.errors import NotFound
from layers.tiles.drawing import Drawings, layer_tile
from layers.tiles.extent import extent, together
from layers.tiles.grids import GRIDS
from layers.tiles.shelf import TileShelf

GRID = GRIDS["WebMercatorQuad"]
WORLD = county().having("water_source_zone", Zone("WS", box(-900, -900, 900, 900), {"level": "2", "delimited": True}))
VIEWS = WORLD.snapshot().views
LAYERS = ("control_unit", "water_source_zone")
OVER, AWAY = GRID.at(120.5, 27.75, 12), GRID.at(100.0, 30.0, 12)


def views():
    return [VIEWS[layer] for layer in LAYERS]


def shelf(keep_bytes=1_000_000):
    return TileShelf(Drawings(), keep_bytes)


def never():
    raise AssertionError("made anew")


def test_a_tile_of_several_layers_is_theirs_one_after_the_other_packed():
    found = gzip.decompress(shelf().tile("r", LAYERS, OVER, views))
    drawings = Drawings()
    assert found == b"".join(layer_tile(drawings.of(view), OVER) for view in views()) != b""


def test_the_same_tile_is_the_same_bytes_every_time():
    assert shelf().tile("r", LAYERS, OVER, views) == shelf().tile("r", LAYERS, OVER, views)


def test_a_tile_is_kept_also_where_nothing_is():
    kept = shelf()
    for tile in (OVER, AWAY):
        first = kept.tile("r", LAYERS, tile, views)
        assert kept.tile("r", LAYERS, tile, never) == first
    assert kept.tile("r", LAYERS, AWAY, never) == b""


@pytest.mark.parametrize(
    "other", [("s", LAYERS, OVER), ("r", LAYERS[:1], OVER), ("r", LAYERS, GRID.at(120.5, 27.75, 11))]
)
def test_another_release_other_layers_or_another_place_is_another_tile(other):
    kept = shelf()
    kept.tile("r", LAYERS, OVER, views)
    with pytest.raises(AssertionError, match="anew"):
        kept.tile(*other, never)


def test_of_many_tiles_the_least_recently_used_go():
    kept = shelf(keep_bytes=3 * 400 + 150)  # of three empty ones, and a little
    tiles = [GRID.tile(12, x, 1) for x in range(4)]
    for tile in tiles[:3]:
        kept.tile("r", LAYERS, tile, views)
    kept.tile("r", LAYERS, tiles[0], never)
    kept.tile("r", LAYERS, tiles[3], views)
    kept.tile("r", LAYERS, tiles[0], never)


def test_a_tile_larger_than_the_shelf_is_given_and_not_kept():
    kept = shelf(keep_bytes=0)
    assert kept.tile("r", LAYERS, OVER, views) and not kept._tiles and kept._room == 0


def test_what_could_not_be_made_is_tried_again():
    kept = shelf()

    def missing():
        raise NotFound("无", "none")

    with pytest.raises(NotFound):
        kept.tile("r", LAYERS, OVER, missing)
    assert kept.tile("r", LAYERS, OVER, views)


def test_many_who_ask_at_once_have_it_made_once():
    kept, made, ready = shelf(), [], threading.Barrier(8)

    def counted():
        made.append(1)
        return views()

    def ask():
        ready.wait(10)
        kept.tile("r", LAYERS, OVER, counted)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert made == [1]


# --- how far layers reach


def test_the_extent_is_that_of_the_features_outwards_to_a_decimetre():
    west, south, east, north = extent(VIEWS["water_source_zone"])
    bounds = box(-900, -900, 900, 900).bounds
    assert west <= bounds[0] < west + 1e-6 and south <= bounds[1] < south + 1e-6
    assert east >= bounds[2] > east - 1e-6 and north >= bounds[3] > north - 1e-6


def test_a_layer_without_features_reaches_as_far_as_it_speaks_and_one_that_does_not_speak_nowhere():
    assert extent(VIEWS["bay"]) == (120.0, 27.5, 121.5, 28.0)
    silent = county().without("bay").snapshot().views["bay"]
    assert extent(silent) is None
    assert together([None, (1.0, 2.0, 3.0, 4.0), (0.0, 3.0, 2.0, 5.0)]) == (0.0, 2.0, 3.0, 5.0)
    assert together([None]) is None
