"""Tiles of rasters of classes against every cell looked up by itself through other libraries."""

from __future__ import annotations

import math
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from class_rasters import NORTH, WEST, cells_box, write
from held_rasters import land_cover, publish_raster
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from rasterio.io import MemoryFile

from layers.errors import BadInput, CorruptEdition, StoreError
from layers.rasters.classraster import opened
from layers.rasters.drawings import RasterDrawings
from layers.rasters.levels import build, coarser, depth
from layers.rasters.tiles import picture, raster_tile
from layers.stores.files import FilesStore
from layers.tiles.grids import GRIDS, grid
from zoning.definitions import load_definitions

GK = {"crs": "EPSG:4549", "west": 560_000.0, "north": 3_100_000.0, "cell": 10.0}
DATA = Path(__file__).resolve().parents[3] / "data"
ALL = tuple(GRIDS)


@pytest.fixture(scope="module")
def definitions():
    return load_definitions(DATA)


@pytest.fixture
def store(tmp_path):
    return FilesStore(tmp_path / "store")


@pytest.fixture
def drawn(store, definitions, tmp_path):
    def made(*paths, **more):
        for path in paths:
            publish_raster(store, definitions, path, **more)
        drawings = RasterDrawings(store, definitions.class_tables, tmp_path / "cache")
        return drawings.of(land_cover(store, definitions))

    return made


def classes_of(found, drawn, definitions):
    """The class of each pixel, 0 where it is clear, by the colour that it has."""
    value_of = {one.colour: value for value, one in definitions.class_tables["demo"].classes.items()}
    table = np.zeros(256, dtype=int)
    for colour, number in drawn.colours.items():
        table[number] = value_of[colour]
    return table[found]


def centre(tile, row, col, size):
    """Degrees of the middle of a pixel, by arithmetic of the grid's own definition."""
    matrix = tile.grid.matrices.matrix(tile.z)
    across, down = (tile.x + (col + 0.5) / size), (tile.y + (row + 0.5) / size)
    lon = across / matrix.matrixWidth * 360 - 180
    if tile.grid.name == "CGCS2000Quad":
        return lon, 90 - down / matrix.matrixHeight * 180
    return lon, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down / matrix.matrixHeight))))


@pytest.mark.parametrize("place", [{}, {"crs": "EPSG:4326"}, GK], ids=["4490", "4326", "4549"])
def test_every_pixel_has_the_class_of_the_cell_at_its_centre(tmp_path, definitions, drawn, place):
    path = write(tmp_path / "a.tif", np.random.default_rng(4).integers(0, 8, (300, 300)), **place)
    layer = drawn(path)
    west, south, east, north = layer.bounds
    to_raster = Transformer.from_crs(4490, place.get("crs", "EPSG:4490"), always_xy=True)
    seen = 0
    with rasterio.open(path) as dataset:
        for own in GRIDS.values():
            for lon, lat in ((west, north), ((west + east) / 2, (south + north) / 2), (east, south)):
                tile = own.at(lon, lat, layer.parts[0].finest(own))
                found = classes_of(picture(layer, tile, 256), layer, definitions)
                for row, col in np.random.default_rng(5).integers(0, 256, (200, 2)):
                    x, y = to_raster.transform(*centre(tile, row, col, 256))
                    expected = next(dataset.sample([(x, y)]))[0]  # nodata beyond the raster
                    assert found[row, col] == expected
                    seen += bool(expected)
    assert seen > 200


@given(seed=st.integers(0, 2**16), height=st.integers(1, 300), width=st.integers(1, 1300))
@settings(max_examples=10, deadline=None)
def test_each_level_holds_what_most_cells_below_it_hold(tmp_path_factory, seed, height, width):
    folder = tmp_path_factory.mktemp("levels")
    rng = np.random.default_rng(seed)
    cells = rng.choice(5, (height, width), p=rng.dirichlet(np.ones(5)))
    path = write(folder / "a.tif", cells)
    levels = build(path, folder, "a")
    assert len(levels) == depth(levels[0].grid) + 1
    for number, level in enumerate(levels):
        with opened(level.path, "level") as found:
            assert found.grid == level.grid == coarser(levels[0].grid, number)
            held = found.read(found_window(level.grid))
        side = 1 << number
        for row, col in rng.integers(0, (level.grid.height, level.grid.width), (40, 2)):
            block = cells[row * side : (row + 1) * side, col * side : (col + 1) * side]
            counts = np.bincount(block.ravel(), minlength=5)
            order = [1, 2, 3, 4, 0]  # of as many the lowest, nodata last
            assert held[row, col] == max(order, key=lambda value: (counts[value], -order.index(value)))


def found_window(of):
    from layers.rasters.grid import Window

    return Window(0, 0, of.height, of.width)


def test_a_pixel_larger_than_a_cell_shows_the_majority_and_not_one_cell(tmp_path, definitions, drawn):
    cells = np.full((1024, 1024), 1)
    cells[::3, ::3] = 2  # a ninth of all
    layer = drawn(write(tmp_path / "a.tif", cells, cell=0.0001))
    web = grid("WebMercatorQuad")
    fine = layer.parts[0].finest(web)
    near = classes_of(picture(layer, web.at(WEST + 0.05, NORTH - 0.05, fine), 256), layer, definitions)
    assert {1, 2} <= set(np.unique(near).tolist())
    for z in (fine - 2, fine - 4):
        far = classes_of(picture(layer, web.at(WEST + 0.05, NORTH - 0.05, z), 256), layer, definitions)
        assert set(np.unique(far).tolist()) == {0, 1}


@pytest.mark.parametrize("place", [{"cell": 0.0002}, GK], ids=["4490", "4549"])
def test_a_tile_twice_as_dense_is_the_four_tiles_below_it(tmp_path, drawn, place):
    layer = drawn(write(tmp_path / "a.tif", np.random.default_rng(4).integers(0, 8, (700, 700)), **place))
    west, south, east, north = layer.bounds
    for own, z in product(GRIDS.values(), (9, 12, 14)):
        tile = own.at((west + east) / 2, (south + north) / 2, z)
        below = [
            [picture(layer, own.tile(z + 1, 2 * tile.x + right, 2 * tile.y + down), 256) for right in (0, 1)]
            for down in (0, 1)
        ]
        dense = picture(layer, tile, 512)
        assert dense.any() and np.array_equal(dense, np.block(below))


def test_rasters_that_meet_leave_no_line_between_them_and_speak_within_their_coverage(
    tmp_path, definitions, store, drawn
):
    west_half, east_half = cells_box(0, 0, 64, 32), cells_box(0, 32, 64, 32)
    publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((64, 64), 1)), coverage=west_half)
    east = write(tmp_path / "b.tif", np.full((64, 64), 2))
    layer = drawn(east, region="330200", coverage=east_half)
    border = WEST + 0.032
    for z in (10, 13, 16):
        tile = grid("CGCS2000Quad").at(border, NORTH - 0.03, z)
        found = classes_of(picture(layer, tile, 256), layer, definitions)
        lat = NORTH - 0.03
        row = math.floor(tile.units(np.array([[border, lat]]), 256)[0, 1])
        lons = np.array([centre(tile, row, col, 256)[0] for col in range(256)])
        expected = np.where(lons <= border, 1, 2)
        expected[(lons < WEST) | (lons > WEST + 0.064)] = 0
        assert np.array_equal(found[row], expected)


def test_two_rasters_of_one_place_are_not_drawn_over_each_other(tmp_path, definitions, store, drawn):
    publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((64, 64), 1)))
    with pytest.raises(BadInput, match="both hold cells of one place"):
        drawn(write(tmp_path / "b.tif", np.full((64, 64), 2)), region="330200")


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
@pytest.mark.parametrize("size", [256, 512])
def test_a_picture_has_the_colours_of_the_classes_and_is_clear_elsewhere(tmp_path, definitions, drawn, size):
    layer = drawn(write(tmp_path / "a.tif", np.random.default_rng(4).integers(0, 8, (64, 64))))
    tile = grid("WebMercatorQuad").at(WEST, NORTH, 13)
    found = picture(layer, tile, size)
    with MemoryFile(raster_tile(layer, tile, size)) as file, file.open() as png:
        assert (png.driver, png.width, png.height, png.count) == ("PNG", size, size, 1)
        assert np.array_equal(png.read(1), found)
        palette = png.colormap(1)
    assert palette[0][3] == 0
    for one in definitions.class_tables["demo"].classes.values():
        assert palette[layer.colours[one.colour]] == (*bytes.fromhex(one.colour[1:]), 255)


def test_a_tile_without_any_class_is_empty(tmp_path, drawn):
    cells = np.zeros((64, 64))
    cells[0, 0] = 1
    layer = drawn(write(tmp_path / "a.tif", cells))
    web = grid("WebMercatorQuad")
    assert raster_tile(layer, web.at(WEST + 0.05, NORTH - 0.05, 16), 256) == b""  # all nodata
    assert raster_tile(layer, web.at(WEST - 1, NORTH, 12), 256) == b""  # beyond it
    assert raster_tile(layer, web.at(0.0, 0.0, 12), 256) == b""
    assert raster_tile(layer, web.at(WEST + 0.0005, NORTH - 0.0005, 16), 256) != b""


def test_a_projected_raster_is_clear_where_its_projection_does_not_reach(tmp_path, drawn):
    layer = drawn(write(tmp_path / "a.tif", np.full((64, 64), 1), **GK))
    assert raster_tile(layer, grid("WebMercatorQuad").tile(0, 0, 0), 256) == b""  # far below a pixel
    assert picture(layer, grid("CGCS2000Quad").tile(1, 1, 0), 512).shape == (512, 512)


def test_a_value_that_the_table_does_not_list_is_never_drawn(tmp_path, definitions, store):
    publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((64, 64), 7)))
    fewer = {value: one for value, one in definitions.class_tables["demo"].classes.items() if value != 7}
    tables = {"demo": definitions.class_tables["demo"].model_copy(update={"classes": fewer})}
    drawings = RasterDrawings(store, type(definitions.class_tables)(tables, {}))
    layer = drawings.of(land_cover(store, definitions))
    with pytest.raises(StoreError, match="holds the value 7"):
        raster_tile(layer, grid("WebMercatorQuad").at(WEST + 0.01, NORTH - 0.01, 14), 256)


def test_cells_are_fetched_once_and_kept_for_the_next_process(tmp_path, definitions, store):
    edition = publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((600, 600), 1)))
    view, cache = land_cover(store, definitions), tmp_path / "cache"
    tile = grid("WebMercatorQuad").at(WEST + 0.01, NORTH - 0.01, 14)
    drawings = RasterDrawings(store, definitions.class_tables, cache)
    first = drawings.of(view)
    store.forget(store.features(edition).attributes["raster"][0])
    assert drawings.of(view) is first
    again = RasterDrawings(store, definitions.class_tables, cache).of(view)
    assert raster_tile(again, tile, 256) == raster_tile(first, tile, 256) != b""
    assert len(list(cache.rglob("*.tif"))) == 3
    (folder,) = cache.iterdir()
    (folder / "1.tif").write_bytes(b"damaged")
    with pytest.raises(CorruptEdition, match="not in the store"):  # what is damaged is made anew, or not at all
        RasterDrawings(store, definitions.class_tables, cache).of(view)


def test_damaged_levels_are_made_anew_and_lost_ones_are_an_error(tmp_path, definitions, store):
    publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((600, 600), 1)))
    view, cache = land_cover(store, definitions), tmp_path / "cache"
    tile = grid("WebMercatorQuad").at(WEST + 0.01, NORTH - 0.01, 10)
    right = raster_tile(RasterDrawings(store, definitions.class_tables, cache).of(view), tile, 256)
    (folder,) = cache.iterdir()
    for damage in (lambda: (folder / "1.tif").write_bytes(b"x"), lambda: (folder / "levels.json").write_text("{")):
        damage()
        layer = RasterDrawings(store, definitions.class_tables, cache).of(view)
        assert raster_tile(layer, tile, 256) == right
    assert list(cache.iterdir()) == [folder]
    shutil.rmtree(folder)
    with pytest.raises(StoreError, match="restart the service"):
        raster_tile(layer, tile, 256)


def test_levels_that_cannot_be_written_are_an_error(tmp_path, definitions, store):
    publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((64, 64), 1)))
    (tmp_path / "cache").write_text("a file, and no folder")
    with pytest.raises(StoreError, match="look at its space and rights"):
        RasterDrawings(store, definitions.class_tables, tmp_path / "cache").of(land_cover(store, definitions))


def test_without_a_folder_the_cells_go_with_those_who_draw_them(tmp_path, definitions, store):
    publish_raster(store, definitions, write(tmp_path / "a.tif", np.full((64, 64), 1)))
    drawings = RasterDrawings(store, definitions.class_tables)
    layer = drawings.of(land_cover(store, definitions))
    home = layer.home.path
    del drawings
    assert raster_tile(layer, grid("WebMercatorQuad").at(WEST + 0.01, NORTH - 0.01, 14), 256)
    del layer
    assert not home.exists()


def test_many_at_once_get_the_same_pictures_of_cells_made_once(tmp_path, definitions, store):
    path = write(tmp_path / "a.tif", np.random.default_rng(4).integers(0, 8, (700, 700)), **GK)
    publish_raster(store, definitions, path)
    view = land_cover(store, definitions)
    drawings = RasterDrawings(store, definitions.class_tables, tmp_path / "cache")
    tiles = [grid(name).at(120.63, 27.99, z) for name in ALL for z in (10, 12, 14, 16)] * 4
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda tile: raster_tile(drawings.of(view), tile, 256), tiles))
    layer = drawings.of(view)
    assert found == [raster_tile(layer, tile, 256) for tile in tiles]
    assert all(found)
    assert len(list((tmp_path / "cache").rglob("*.tif"))) == len(layer.parts[0].levels) == 3


def test_a_layer_without_rasters_has_no_bounds_and_empty_tiles(definitions, store):
    layer = RasterDrawings(store, definitions.class_tables).of(land_cover(store, definitions))
    assert layer.bounds is None
    assert raster_tile(layer, grid("WebMercatorQuad").tile(0, 0, 0), 256) == b""


def test_the_ground_of_a_raster_is_that_of_its_cells(tmp_path, drawn):
    layer = drawn(write(tmp_path / "a.tif", np.full((64, 64), 1), **GK))
    (part,) = layer.parts
    assert shapely.equals_exact(part.raster.ground, part.levels[0].grid.frame(), 1e-9)
