"""A layer in force as a file: what is in it, what it says of itself, and its entry in the log."""

from __future__ import annotations

import hashlib
import json
import resource
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas
import numpy as np
import pyarrow.parquet
import pyogrio
import pytest
import shapely

from layers.access import FULL, PUBLIC
from layers.editions import EditionHead, Features
from layers.errors import BadInput, NotFound, StoreError, Withheld
from layers.exports.columns import columns
from layers.exports.exporting import export
from layers.exports.extract import extract
from layers.kinds import load_kinds
from layers.regions import load_regions
from layers.snapshot import Snapshots
from layers.stores.files import FilesStore

DATA = Path(__file__).resolve().parents[2] / "data"
KINDS = load_kinds(DATA / "layers")
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
DAY = date(2026, 11, 22)
CITY = shapely.box(120.0, 27.0, 121.0, 28.0)
COUNTY = shapely.box(120.5, 27.0, 121.0, 28.0)


def features(rows):
    """Red-line features from (id, geometry, attributes)."""
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape, _ in rows]
    names = KINDS["ecological_red_line"].attributes
    return Features(
        tuple(i for i, _, _ in rows), shapes, {n: [given.get(n) for _, _, given in rows] for n in names}, {}
    )


@pytest.fixture
def store(tmp_path):
    """A statutory city, an illustrative county that lies in no coverage but its own, and a coming edition."""
    store = FilesStore(tmp_path / "store")
    wide = ("R1", shapely.box(120.4, 27.4, 120.6, 27.6), {"code": "R1", "name": "跨界“红线”", "core_zone": True})
    west = ("R2", shapely.box(120.1, 27.4, 120.2, 27.6), {"code": "R2", "part": "land", "area_m2": 1.5})
    head = EditionHead("ecological_red_line", "330300", "draft", 5.0, date(2026, 1, 1), "浙政发〔2018〕30 号", CITY)
    store.publish(store.propose(head, features([wide, west]), NOW), NOW)
    higher = replace(head, region="330324", standing="statutory", accuracy_m=1.0, coverage=COUNTY)
    inner = ("Q1", shapely.Polygon([(120.6, 27.1), (120.7, 27.1), (120.7, 27.2)]), {"code": "Q1", "part": "sea"})
    store.publish(store.propose(higher, features([inner]), NOW), NOW)
    coming = replace(higher, effective_from=date(2027, 1, 1))
    store.publish(store.propose(coming, features([("Q9", COUNTY, {})]), NOW), NOW)
    return store


def taken(store, as_of=DAY, region=None, clearance=FULL):
    view = Snapshots(store, KINDS).layer(store.editions(), "ecological_red_line", as_of, NOW)
    return extract(view, as_of, clearance, REGIONS, region)


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_every_form_holds_the_features_cut_to_where_their_edition_speaks(store, tmp_path, form):
    path = tmp_path / f"out.{form}"
    export(store, taken(store), path, actor="key:ann", at=NOW)
    read = (
        geopandas.read_parquet(path) if form == "parquet" else pyogrio.read_dataframe(path, layer="ecological_red_line")
    )
    read = read.set_index("feature_id")
    assert set(read.index) == {"R1", "R2", "Q1"}
    assert read.crs.to_epsg() == 4490
    assert read.geometry["R1"].equals(shapely.box(120.4, 27.4, 120.5, 27.6))  # the county's edition goes first
    assert read.geometry["Q1"].equals(shapely.Polygon([(120.6, 27.1), (120.7, 27.1), (120.7, 27.2)]))
    assert list(read["edition_standing"][["R1", "Q1"]]) == ["draft", "statutory"]
    assert list(read["edition_label"][["R1", "Q1"]]) == ["草案，非法定数据 draft, not statutory", "法定 statutory"]
    assert list(read["edition_accuracy_m"][["R1", "Q1"]]) == [5.0, 1.0]
    assert set(read["edition_source"]) == {"浙政发〔2018〕30 号"}
    assert read["name"]["R1"] == "跨界“红线”"
    assert bool(read["core_zone"]["R1"]) is True
    assert read["area_m2"]["R2"] == 1.5 and np.isnan(read["area_m2"]["R1"])
    assert [name for name in read.columns if name not in ("id", "geometry", "bbox")] == [
        column.name for column in columns(KINDS["ecological_red_line"])
    ][1:]


def test_coordinates_and_values_are_those_of_the_store_in_geojson(store, tmp_path):
    export(store, taken(store), tmp_path / "x.geojson", actor="", at=NOW)
    document = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))
    by_id = {feature["id"]: feature for feature in document["features"]}
    assert shapely.from_geojson(json.dumps(by_id["R2"]["geometry"])) == shapely.box(120.1, 27.4, 120.2, 27.6)
    assert by_id["R2"]["properties"]["core_zone"] is None
    assert document["crs"]["properties"]["name"].endswith("EPSG::4490")


def test_each_file_says_what_it_is_and_that_it_is_not_statutory(store, tmp_path):
    for form in ("gpkg", "geojson", "parquet"):
        export(store, taken(store), tmp_path / f"x.{form}", actor="", at=NOW)
    stated = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))["sanxian"]
    assert stated["statutory"] is False and "非法定" in stated["standing"]["zh"] and stated["as_of"] == "2026-11-22"
    assert [(e["region"], e["edition"], e["status"]) for e in stated["editions"]] == [
        ("330300", 1, "draft"), ("330324", 1, "statutory"),
    ]  # fmt: skip
    schema = pyarrow.parquet.read_schema(tmp_path / "x.parquet")
    assert json.loads(schema.metadata[b"sanxian"]) == stated and b"geo" in schema.metadata
    with sqlite3.connect(tmp_path / "x.gpkg") as database:
        about = dict(database.execute("SELECT item, value FROM about"))
        assert json.loads(about["editions"]) == stated["editions"] and about["statutory"] == "false"
        titles = dict(database.execute('SELECT field, title_zh FROM "columns"'))
        assert titles["core_zone"] == "是否自然保护地核心保护区"
        kind = database.execute("SELECT geometry_type_name, srs_id FROM gpkg_geometry_columns").fetchall()
        assert kind == [("MULTIPOLYGON", 4490)]
        (said,) = database.execute("SELECT description FROM gpkg_contents WHERE data_type = 'features'").fetchone()
        assert "非法定" in said


def test_what_is_wholly_statutory_says_so(store):
    assert taken(store, region="330324").stated()["statutory"] is True


def test_a_region_takes_its_own_editions_and_those_within(store):
    assert {f.id for f in taken(store, region="330300").features} == {"R1", "R2", "Q1"}
    assert {f.id for f in taken(store, region="330324").features} == {"Q1"}
    with pytest.raises(NotFound, match="330300, 330324"):
        taken(store, region="330400")


def test_another_day_has_other_editions(store):
    assert {f.id for f in taken(store, as_of=date(2027, 1, 1)).features} == {"R1", "R2", "Q9"}
    with pytest.raises(NotFound, match="in force on 2020-01-01"):
        taken(store, as_of=date(2020, 1, 1))


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_the_log_names_who_took_which_editions_and_the_file(store, tmp_path, form):
    path = tmp_path / f"out.{form}"
    exported = export(store, taken(store, region="330324"), path, actor="key:ann", at=NOW)
    entry = list(store.log(kind="export"))[-1]
    said = json.loads(entry.body)
    assert (entry.subject, entry.at) == ("ecological_red_line", NOW)
    assert said["actor"] == "key:ann" and said["region"] == "330324" and said["features"] == 1
    assert said["sha256"] == exported.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert said["size"] == path.stat().st_size
    edition = next(e for e in store.editions() if e.head.region == "330324")
    assert said["editions"][0]["sha256"] == edition.sha256
    assert {p.name for p in tmp_path.iterdir()} == {"store", path.name}


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_the_same_extract_gives_the_same_file(store, tmp_path, form):
    one = export(store, taken(store), tmp_path / f"one.{form}", actor="", at=NOW)
    other = export(store, taken(store), tmp_path / f"other.{form}", actor="x", at=NOW)
    assert one.sha256 == other.sha256


def test_a_restricted_layer_is_not_taken_without_the_right(store):
    assert KINDS["ecological_red_line"].access == "restricted"
    with pytest.raises(Withheld):
        taken(store, clearance=PUBLIC)


def test_no_file_without_its_entry(store, tmp_path, monkeypatch):
    def full(*_):
        raise StoreError("磁盘已满", "disk full")

    given = taken(store)
    monkeypatch.setattr(store, "append", full)
    with pytest.raises(StoreError, match="disk full"):
        export(store, given, tmp_path / "x.gpkg", actor="", at=NOW)
    assert {p.name for p in tmp_path.iterdir()} == {"store"}


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_a_full_disk_is_told_and_leaves_no_file(store, tmp_path, form):
    given = taken(store)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(StoreError, match="disk space"):
            export(store, given, tmp_path / f"x.{form}", actor="", at=NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {p.name for p in tmp_path.iterdir()} == {"store"}


def test_another_suffix_is_refused(store, tmp_path):
    with pytest.raises(BadInput, match=r"\.gpkg, \.geojson, \.parquet"):
        export(store, taken(store), tmp_path / "x.shp", actor="", at=NOW)


@pytest.mark.parametrize("form", ["gpkg", "geojson", "parquet"])
def test_an_edition_without_features_is_a_file_without_features(tmp_path, form):
    store = FilesStore(tmp_path / "store")
    head = EditionHead("ecological_red_line", "330300", "draft", 5.0, date(2026, 1, 1), "无", CITY)
    store.publish(store.propose(head, features([]), NOW), NOW)
    path = tmp_path / f"x.{form}"
    export(store, taken(store), path, actor="", at=NOW)
    read = (
        geopandas.read_parquet(path) if form == "parquet" else pyogrio.read_dataframe(path, layer="ecological_red_line")
    )
    assert len(read) == 0


@pytest.mark.parametrize("layer", sorted(KINDS))
def test_no_attribute_of_any_layer_takes_the_name_of_another_column(layer):
    names = [column.name for column in columns(KINDS[layer])]
    assert len(names) == len(set(names)) and not {"fid", "geom", "geometry", "bbox"} & set(names)
