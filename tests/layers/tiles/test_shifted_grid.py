"""The grid for base maps in GCJ-02: everything where they have it, the way back exact, and no grid of real places."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from layers.editions import EditionHead, Features
from layers.errors import NotFound
from layers.gcj02 import displayed, undisplayed, wgs84_to_gcj02
from layers.kinds import load_kinds
from layers.snapshot import Snapshots
from layers.stores.files import FilesStore
from layers.tiles.drawing import Drawn, layer_tile
from layers.tiles.extent import as_drawn
from layers.tiles.grids import DISPLAY, GRIDS, display_grid, grid
from layers.tiles.release import Moment, Releases

SHIFTED, REAL = DISPLAY["WebMercatorQuad-GCJ02"], GRIDS["WebMercatorQuad"]
KINDS = load_kinds(Path(__file__).resolve().parents[3] / "data" / "layers")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
EXTENT = 4096
ELLIPSOID = Geod(a=6378137.0, rf=298.257222101)


def view_of(folder, layer, shapes):
    store = FilesStore(folder)
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = shapes
    columns = {name: [None] * len(shapes) for name in KINDS[layer].attributes}
    ids = tuple(f"F{number}" for number in range(len(shapes)))
    head = EditionHead(layer, "330300", "illustrative", 5.0, date(2026, 1, 1), "某局", shapely.box(119, 27, 122, 29))
    store.publish(store.propose(head, Features(ids, geometries, columns, {}), NOW), NOW)
    return store, Snapshots(store, KINDS).layer(store.editions(), layer, date(2026, 11, 22), NOW)


def decoded(drawn, tile):
    """The features of a tile in its units, y down, by another reader."""
    content = layer_tile(drawn, tile)
    if not content:
        return []
    (layer,) = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True}).values()
    return [shapely.geometry.shape(feature["geometry"]) for feature in layer["features"]]


def test_the_point_of_wenzhou_is_drawn_where_base_maps_have_it(tmp_path):
    _, view = view_of(tmp_path, "outfall", [shapely.Point(120.6994, 27.9943)])
    tile = REAL.at(120.70345830, 27.99101790, 16)  # the place as stated for base maps, in the grid of real places
    (point,) = decoded(Drawn(view), SHIFTED.tile(tile.z, tile.x, tile.y))
    assert REAL.degrees((np.array([[point.x, point.y]]) / EXTENT + (tile.x, tile.y)) / REAL.size(16))[
        0
    ] == pytest.approx([120.70345830, 27.99101790], abs=360 / 2**16 / EXTENT)
    assert SHIFTED.at(120.6994, 27.9943, 16) == SHIFTED.tile(tile.z, tile.x, tile.y)
    assert decoded(Drawn(view), REAL.at(120.6994, 27.9943, 16)) != []  # and where it is, in the grid of real places


@given(st.floats(72.1, 137.7), st.floats(1, 55.7))
def test_the_way_back_is_exact(lon, lat):
    place = np.array([[lon, lat]])
    assert SHIFTED.degrees(SHIFTED.fractions(place))[0] == pytest.approx([lon, lat], abs=1e-9)
    assert np.array_equal(displayed(place), wgs84_to_gcj02(place))


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_abroad_nothing_is_shifted_and_nothing_fails(lon, lat):
    place = np.array([[lon, lat]])
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        assert np.array_equal(displayed(place), place) and np.array_equal(undisplayed(place), place)
    assert np.abs(displayed(place) - place).max() < 0.02


@pytest.mark.parametrize("z", [9, 12, 15])
def test_neighbouring_tiles_meet_without_a_seam(tmp_path, z):
    _, view = view_of(
        tmp_path, "ecological_red_line", [shapely.box(120.03, 27.51, 121.37, 28.49)]
    )  # edges far longer than what they are cut to
    drawn = Drawn(view)
    left = SHIFTED.at(120.7, 27.51, z)
    right = SHIFTED.tile(z, left.x + 1, left.y)
    strips = []
    for tile, edge in ((left, EXTENT), (right, 0)):
        (shape,) = decoded(drawn, tile)
        strip = shapely.intersection(shape, shapely.box(edge - 32, 0, edge + 32, EXTENT))
        strips.append(shapely.transform(strip, lambda units, edge=edge: units - (edge, 0)))
    assert shapely.area(shapely.symmetric_difference(*strips)) <= 64 * 2  # rounding of one unit at most, along 64


def test_a_long_edge_is_bent_as_base_maps_bend_it(tmp_path):
    edge = shapely.LineString([(120.1, 27.9), (121.3, 28.3)])
    _, view = view_of(tmp_path, "coastline", [edge])
    drawn, worst = Drawn(view), 0.0
    for share in np.linspace(0.01, 0.99, 23):
        place = edge.interpolate(share, normalized=True)
        tile = SHIFTED.at(place.x, place.y, 16)
        (line,) = decoded(drawn, tile)
        at = tile.units(np.array([[place.x, place.y]]), EXTENT)[0]
        worst = max(worst, line.distance(shapely.Point(at)))
    assert worst < 1.5  # units of 0.13 m; straight between its ends it would be some 20 m beside, 150 units
    ends = displayed(np.array(edge.coords))
    middle = displayed(np.array([[120.7, 28.1]]))[0]
    assert ELLIPSOID.inv(*ends.mean(axis=0), *middle)[2] > 5


def test_a_release_for_display_has_a_name_of_its_own(tmp_path):
    store, _ = view_of(tmp_path, "outfall", [shapely.Point(120.6994, 27.9943)])
    moment, editions = Moment(date(2026, 11, 22), NOW), store.editions()
    real, shifted = Releases(), Releases(SHIFTED.shift)
    assert real.name(editions, ["outfall"], moment) != shifted.name(editions, ["outfall"], moment)
    later = Releases(SHIFTED.shift)
    name = shifted.name(editions, ["outfall"], moment)
    assert later.name(editions, ["outfall"], later.moment(editions, ["outfall"], name, NOW)) == name


def test_it_is_no_grid_of_real_places():
    assert set(GRIDS) == {"WebMercatorQuad", "CGCS2000Quad"} and all(one.shift is None for one in GRIDS.values())
    with pytest.raises(NotFound):
        grid("WebMercatorQuad-GCJ02")
    assert display_grid("WebMercatorQuad-GCJ02") is SHIFTED and display_grid("CGCS2000Quad") is GRIDS["CGCS2000Quad"]
    assert "never to be measured" in SHIFTED.matrices.title and SHIFTED.matrices.id == SHIFTED.name


def test_what_is_drawn_lies_within_the_bounds_that_are_told():
    box = (120.0, 27.0, 121.0, 28.0)
    assert as_drawn(box, REAL) == box and as_drawn(None, SHIFTED) is None
    west, south, east, north = as_drawn(box, SHIFTED)
    edges = displayed(shapely.get_coordinates(shapely.segmentize(shapely.box(*box), 0.01)))
    assert (edges > (west, south)).all() and (edges < (east, north)).all()
