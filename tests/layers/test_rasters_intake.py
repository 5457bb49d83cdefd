"""Rasters as deliveries: rewritten and described by a child process, published by content, refused with one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from class_rasters import cells_box, write

from layers.errors import BadCRS, BadFile, BadInput, ReaderStopped, TooLarge
from layers.intake import ReadLimits, read_geojson
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping
from layers.publication.preparation import Submission, prepare
from layers.publication.publishing import propose, publish
from layers.rasters.classes import load_class_tables
from layers.rasters.classraster import opened
from layers.rasters.grid import Window
from layers.rasters.intake import arrived, raster_limits, read_raster
from layers.regions import load_regions
from layers.stores.files import FilesStore

DATA = Path(__file__).parents[2] / "data"
TABLES = load_class_tables(DATA / "codes" / "land_cover")
KIND = load_kinds(DATA / "layers")["land_cover"]
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIMITS = ReadLimits()
SUBMISSION = Submission("330302", "illustrative", 10.0, date(2026, 1, 1), "test")
SAID = DeliveryMapping(constants={"class_table": "demo", "year": "2024"})
CELLS = np.random.default_rng(5).integers(0, 8, (700, 600))


def refused(path, kind, match, *, table="demo", limits=LIMITS, **options):
    with pytest.raises(kind, match=match), read_raster(path, TABLES[table], limits=limits, **options):
        pass


def test_a_raster_is_one_feature_the_outline_of_its_grid(tmp_path):
    path = write(tmp_path / "cover.tif", CELLS)
    with read_raster(path, TABLES["demo"], limits=LIMITS) as arrival:
        (feature,) = arrival.reading.features
        assert arrival.reading.intake == "raster" and arrival.reading.crs == "EPSG:4490"
        assert feature.geometry.equals(cells_box(0, 0, 700, 600))
        own = feature.attributes
        assert (own["columns"], own["rows"], own["unit"], own["nodata"]) == (600, 700, "degree", 0)
        assert own["cell_x"] == own["cell_y"] == 0.001
        with opened(arrival.file, "kept") as raster:
            assert (raster.read(Window(0, 0, 700, 600)) == CELLS).all()
    assert not arrival.file.exists()


def test_the_same_cells_have_the_same_content_in_whatever_file_they_come(tmp_path):
    plain = write(tmp_path / "plain.tif", CELLS)
    packed = write(tmp_path / "packed.tif", CELLS, compress="LZW", tiled=True, blockxsize=128, blockysize=128)
    other = CELLS.copy()
    other[600, 500] = 1 + other[600, 500] % 7
    changed = write(tmp_path / "changed.tif", other)
    found = []
    for path in (plain, packed, changed):
        with read_raster(path, TABLES["demo"], limits=LIMITS) as arrival:
            own = arrival.reading.features[0].attributes
            found.append((own["content"], own["raster"]))
    assert found[0] == found[1]
    assert found[2][0] != found[0][0] and found[2][1] != found[0][1]


def test_a_projected_raster_lies_where_its_zone_puts_it(tmp_path):
    path = write(tmp_path / "g.tif", CELLS, crs="EPSG:4549", west=560_000.0, north=3_100_000.0, cell=30.0)
    with read_raster(path, TABLES["demo"], limits=LIMITS) as arrival:
        (feature,) = arrival.reading.features
        assert feature.attributes["crs"] == "EPSG:4549" and feature.attributes["unit"] == "m"
        assert shapely.centroid(feature.geometry).distance(shapely.Point(120.70, 27.92)) < 0.02


def test_wgs_84_is_taken_as_cgcs2000_and_said(tmp_path):
    with read_raster(write(tmp_path / "w.tif", CELLS, crs="EPSG:4326"), TABLES["demo"], limits=LIMITS) as arrival:
        assert [note.code for note in arrival.reading.notes] == ["wgs84_as_cgcs2000"]


@pytest.mark.parametrize(
    ("options", "kind", "match"),
    [
        ({"crs": None}, BadCRS, r"cover.tif states no coordinate reference system; name it with --crs"),
        ({"dtype": "float32"}, BadFile, r"cover.tif holds float32; classes are whole numbers"),
        ({"west": 10.0}, BadCRS, r"outline of cover.tif.* outside China"),
        ({"nodata": 3}, BadInput, r"nodata value 3, which is a class of the table demo"),
    ],
)
def test_what_cannot_be_measured_is_one_clear_line(tmp_path, options, kind, match):
    refused(write(tmp_path / "cover.tif", np.maximum(CELLS, 1), **options), kind, match)


def test_a_value_that_is_not_in_the_table_is_named_with_its_count(tmp_path):
    cells = np.full((4, 4), 10)
    cells[1, 1:3] = 42
    refused(
        write(tmp_path / "c.tif", cells),
        BadInput,
        r"2 cell\(s\) of c.tif hold 42.*esa-worldcover",
        table="esa-worldcover",
    )


def test_a_raster_of_measurements_is_no_raster_of_classes(tmp_path):
    refused(
        write(tmp_path / "h.tif", np.arange(3000).reshape(60, 50), dtype="uint16"), BadFile, "more than 1000 different"
    )


def test_a_raster_of_nodata_alone_is_refused(tmp_path):
    refused(write(tmp_path / "n.tif", np.zeros((5, 5))), BadFile, "every cell of n.tif is nodata")


def test_a_raster_cut_short_is_refused(tmp_path):
    path = write(tmp_path / "cut.tif", CELLS)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refused(path, BadFile, "cut.tif.*cut short|no readable GeoTIFF")


def test_limits_of_size_and_time_are_kept(tmp_path):
    path = write(tmp_path / "big.tif", CELLS)
    refused(path, TooLarge, "more than the limit", limits=replace(LIMITS, bytes=1000))
    refused(path, TooLarge, "600 x 700 cells", limits=replace(LIMITS, unpacked_bytes=1000))
    refused(path, ReaderStopped, "0.05 s", limits=replace(LIMITS, wall_seconds=0.05))
    assert raster_limits(LIMITS).bytes > LIMITS.bytes


def test_a_missing_file_is_named(tmp_path):
    refused(tmp_path / "none.tif", BadFile, "no file none.tif")


# --- published


def take(store, path, mapping=SAID, **options):
    with arrived(KIND, path, mapping, TABLES, limits=LIMITS, **options) as arrival:
        proposal = propose(
            store, KIND, arrival.reading, SUBMISSION, mapping=mapping, regions=REGIONS, at=NOW, file=arrival.file
        )
        return publish(store, proposal.edition, at=NOW)


def test_a_published_raster_lies_in_the_store_by_its_content(tmp_path):
    store = FilesStore(tmp_path / "store")
    edition = take(store, write(tmp_path / "cover.tif", CELLS))
    features = store.features(edition)
    assert features.ids == ("2024",) and edition.head.coverage.equals(cells_box(0, 0, 700, 600))
    with store.file(features.attributes["raster"][0]) as kept, opened(kept, "kept") as raster:
        assert (raster.read(Window(0, 0, 700, 600)) == CELLS).all()
    assert store.orphans(NOW) == ()


def test_a_raster_needs_a_class_table_that_exists(tmp_path):
    store, path = FilesStore(tmp_path / "store"), write(tmp_path / "cover.tif", CELLS)
    with pytest.raises(BadInput, match=r"needs its class table.*demo, esa-worldcover"):
        take(store, path, DeliveryMapping(constants={"year": "2024"}))
    with pytest.raises(BadInput, match="no class table corine"):
        take(store, path, DeliveryMapping(constants={"class_table": "corine", "year": "2024"}))


def test_a_raster_layer_is_not_published_from_features(tmp_path):
    store = FilesStore(tmp_path / "store")
    document = {
        "type": "Feature",
        "properties": {"raster": "0" * 64, "class_table": "demo", "year": 2024},
        "geometry": shapely.geometry.mapping(cells_box(0, 0, 9, 9)),
    }
    with pytest.raises(BadInput, match="published from a raster"):
        prepare(store, KIND, read_geojson(document), SUBMISSION, mapping=SAID, regions=REGIONS, at=NOW)
    assert store.editions() == ()
