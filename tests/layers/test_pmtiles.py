"""All tiles of a layer in one file: other readers find in it what the service would have sent, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles

from layers.access import FULL
from layers.editions import EditionHead, Features
from layers.errors import BadInput, TooLarge
from layers.exports import pmtiles_form
from layers.exports.exporting import export_tiles
from layers.exports.extract import extract
from layers.exports.pmtiles_form import GRID, write_pmtiles
from layers.kinds import load_kinds
from layers.regions import load_regions
from layers.snapshot import Snapshots
from layers.stores.files import FilesStore
from layers.tiles.drawing import Drawings, Drawn
from layers.tiles.shelf import TileShelf
from zoning.maps.archive import metadata

DATA = Path(__file__).resolve().parents[2] / "data"
KINDS = load_kinds(DATA / "layers")
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DAY = date(2026, 11, 22)
SHAPES = {
    "ecological_red_line": [  # a large one, one below a pixel at most zooms, one on the border of tiles
        shapely.box(119.2, 27.1, 121.9, 28.9).difference(shapely.box(120.0, 27.6, 121.0, 28.2)),
        shapely.Point(120.5, 27.9).buffer(0.0001),
        shapely.box(120.9, 27.6, 120.9376, 27.7),
    ],
    "coastline": [shapely.LineString([(120.2, 27.2), (120.9375, 27.8), (121.4, 28.6)])],
    "outfall": [shapely.Point(120.9375, 27.8), shapely.Point(121.3, 28.3)],
}


def view_of(folder, layer, shapes):
    store = FilesStore(folder)
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = shapes
    ids = tuple(f"F{number}" for number in range(len(shapes)))
    columns = {name: [None] * len(shapes) for name in KINDS[layer].attributes}
    head = EditionHead(layer, "330300", "draft", 5.0, date(2026, 1, 1), "某局", shapely.box(119, 27, 122, 29))
    store.publish(store.propose(head, Features(ids, geometries, columns, {}), NOW), NOW)
    return store, Snapshots(store, KINDS).layer(store.editions(), layer, DAY, NOW)


def written(folder, layer, shapes, minzoom, maxzoom):
    _, view = view_of(folder / "store", layer, shapes)
    path = folder / "out.pmtiles"
    about = metadata(extract(view, DAY, FULL, REGIONS), "en", minzoom, maxzoom)
    count = write_pmtiles(Drawn(view), minzoom, maxzoom, about, path)
    return view, path, count


@pytest.mark.parametrize("layer", SHAPES)
def test_the_file_holds_every_tile_that_the_service_has_and_no_other(tmp_path, layer):
    view, path, count = written(tmp_path, layer, SHAPES[layer], 3, 12)
    shelf = TileShelf(Drawings(), 0)
    with path.open("rb") as file:
        held = dict(all_tiles(MmapSource(file)))
    assert len(held) == count > 15
    for z in range(3, 13):
        first, last = GRID.at(119.0, 29.0, z), GRID.at(122.0, 27.0, z)
        for x in range(first.x - 1, last.x + 2):
            for y in range(first.y - 1, last.y + 2):
                sent = shelf.tile("r", (layer,), GRID.tile(z, x, y), lambda: [view])
                assert held.pop((z, x, y), b"") == sent, (z, x, y)
    assert held == {}


def test_the_head_is_what_the_format_wants_and_the_metadata_says_what_is_not_statutory(tmp_path):
    _, path, count = written(tmp_path, "ecological_red_line", SHAPES["ecological_red_line"], 3, 9)
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        head, about = reader.header(), reader.metadata()
        numbers = [zxy for zxy, _ in all_tiles(MmapSource(file))]
    assert head["clustered"] and head["addressed_tiles_count"] == count == len(numbers)
    assert (head["tile_type"].name, head["tile_compression"].name) == ("MVT", "GZIP")
    assert (head["min_zoom"], head["max_zoom"]) == (3, 9)
    edges = [head[name] / 1e7 for name in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")]
    assert edges == pytest.approx([119.2, 27.1, 121.9, 28.9], abs=2e-6)
    assert "draft, not yet approved: not statutory" in about["attribution"]
    (fields,) = about["vector_layers"]
    assert fields["id"] == "ecological_red_line" and {"id", "standing", "edition", "name"} <= set(fields["fields"])
    assert about["sanxian"]["statutory"] is False and about["sanxian"]["editions"][0]["edition"] == 1


@pytest.mark.skipif("PMTiles" not in pyogrio.list_drivers(), reason="this GDAL has no PMTiles driver")
def test_gdal_reads_the_features_where_they_are(tmp_path):
    shapes = SHAPES["ecological_red_line"]
    _, path, _ = written(tmp_path, "ecological_red_line", shapes, 3, 10)
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["ecological_red_line"]
    read = pyogrio.read_dataframe(path, layer="ecological_red_line").to_crs(4326)
    assert set(read["id"]) == {"330300:F0", "330300:F2"}  # the third is far below a pixel
    assert set(read["standing"]) == {"draft"}
    large = read[read["id"] == "330300:F0"].union_all()
    assert shapely.area(shapely.symmetric_difference(large, shapes[0])) < 1e-3 * shapes[0].area


@pytest.mark.parametrize(("minzoom", "maxzoom"), [(-1, 3), (5, 4), (0, 21)])
def test_zooms_that_the_grid_has_not_are_refused(tmp_path, minzoom, maxzoom):
    with pytest.raises(BadInput, match="zooms must be"):
        written(tmp_path, "outfall", SHAPES["outfall"], minzoom, maxzoom)


def test_a_layer_without_features_has_no_file(tmp_path):
    with pytest.raises(BadInput, match="no feature to draw"):
        written(tmp_path, "outfall", [], 0, 3)


def test_more_tiles_than_a_file_should_have_are_refused_before_any_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(pmtiles_form, "MOST", 20)
    with pytest.raises(TooLarge, match="lower --maxzoom"):
        written(tmp_path, "ecological_red_line", SHAPES["ecological_red_line"], 0, 12)


def test_what_fails_leaves_no_file_and_no_entry_and_what_succeeds_both(tmp_path):
    store, view = view_of(tmp_path / "store", "outfall", SHAPES["outfall"])
    given, path = extract(view, DAY, FULL, REGIONS), tmp_path / "out.pmtiles"

    def fails(to):
        to.write_bytes(b"half")
        raise TooLarge("太多", "too many")

    with pytest.raises(TooLarge):
        export_tiles(store, given, fails, path, actor="local:tests", at=NOW)
    assert not path.exists() and not list(store.log(kind="export")) and list(tmp_path.iterdir()) == [tmp_path / "store"]
    done = export_tiles(
        store, given, lambda to: write_pmtiles(Drawn(view), 0, 6, {}, to), path, actor="local:tests", at=NOW
    )
    (entry,) = store.log(kind="export", subject="outfall")
    body = json.loads(entry.body)
    assert (body["form"], body["sha256"], body["size"]) == ("pmtiles", done.sha256, path.stat().st_size)
