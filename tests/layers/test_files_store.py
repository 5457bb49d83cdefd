"""What the files store promises beyond the contract: its folder, its orphans, its file format."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from layers.editions import EditionHead, Features
from layers.errors import StoreError
from layers.stores.files import FilesStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = EditionHead("bay", "330300", "illustrative", 10.0, date(2026, 1, 1), "示例")


def grid(side: int = 40) -> Features:
    x, y = np.meshgrid(120 + np.arange(side) / 100, 27 + np.arange(side) / 100)
    geometries = shapely.box(x.ravel(), y.ravel(), x.ravel() + 0.005, y.ravel() + 0.005)
    ids = tuple(f"{row:06d}" for row in range(side * side))
    return Features(ids, geometries, {"name": list(ids)}, {})


def test_a_folder_that_holds_something_else_is_not_made_into_a_store(tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(StoreError, match=r"thesis\.docx"):
        FilesStore(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_an_empty_or_absent_folder_becomes_a_store(tmp_path):
    (tmp_path / "empty").mkdir()
    assert FilesStore(tmp_path / "empty").editions() == ()
    assert FilesStore(tmp_path / "not" / "yet").editions() == ()


def test_a_file_in_place_of_the_folder_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot open"):
        FilesStore(tmp_path / "file")


def test_another_programs_database_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as connection:
        connection.execute("CREATE TABLE books (title TEXT)")
    connection.close()
    before = (tmp_path / "catalogue.sqlite").read_bytes()
    with pytest.raises(StoreError, match="another program"):
        FilesStore(tmp_path)
    assert (tmp_path / "catalogue.sqlite").read_bytes() == before


def test_a_newer_schema_is_a_clear_error(tmp_path):
    FilesStore(tmp_path).close()
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match="schema version 99"):
        FilesStore(tmp_path)


def test_a_catalogue_that_is_no_database_is_a_clear_error(tmp_path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"not a database, by any reading of it" * 100)
    with pytest.raises(StoreError, match="database error"):
        FilesStore(tmp_path)


def test_the_database_keeps_its_word_when_the_power_goes(tmp_path):
    store = FilesStore(tmp_path)
    with store._database.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_a_new_edition_is_fsynced_and_named_before_the_catalogue_knows_it(tmp_path, monkeypatch):
    store = FilesStore(tmp_path)
    store.editions()
    steps = []
    fsync, rename = os.fsync, type(tmp_path).replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(type(tmp_path), "replace", lambda path, to: (steps.append("rename"), rename(path, to))[1])
    monkeypatch.setattr("layers.stores.records.insert_edition", lambda *given: steps.append("insert"))
    (tmp_path / "editions").mkdir()
    store.propose(HEAD, grid(2), NOW)
    assert steps == ["fsync", "rename", "fsync", "insert"]


def test_files_that_no_record_names_are_found_and_swept(tmp_path):
    store = FilesStore(tmp_path)
    edition = store.propose(HEAD, grid(3), NOW)
    sha256 = store.put_blob(b"kept")
    lost = [
        tmp_path / "editions" / f"{'0' * 64}.parquet",
        tmp_path / "editions" / ".tmp-1-dead",
        tmp_path / "blobs" / sha256[:2] / ("1" * 64),
    ]
    fresh = tmp_path / "editions" / ".tmp-2-busy"
    for path in (*lost, fresh):
        path.write_bytes(b"x")
    old = (NOW - timedelta(hours=2)).timestamp()
    os.utime(lost[1], (old, old))
    os.utime(fresh, (NOW.timestamp(), NOW.timestamp()))
    assert set(store.orphans(NOW)) == set(lost)
    assert set(store.sweep(NOW)) == set(lost)
    assert store.orphans(NOW) == ()
    assert fresh.exists()
    assert len(store.features(edition)) == 9
    assert store.blob(sha256) == b"kept"


def test_a_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    store = FilesStore(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("layers.stores.disk.place", full)
    with pytest.raises(StoreError, match="No space left"):
        store.propose(HEAD, grid(2), NOW)
    with pytest.raises(StoreError, match="No space left"):
        store.put_blob(b"x")
    assert store.editions() == ()
    assert [path for path in tmp_path.rglob("*") if path.name.startswith(".tmp")] == []


def test_an_edition_is_geoparquet_that_others_read(tmp_path):
    store = FilesStore(tmp_path)
    edition = store.propose(HEAD, grid(), NOW)
    path = tmp_path / "editions" / f"{edition.sha256}.parquet"
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    frame = gpd.read_parquet(path)
    assert frame.crs.to_epsg() == 4490
    assert json.loads(frame.set_index("id").loc["000041", "attributes"]) == {"name": "000041"}
    window = gpd.read_parquet(path, bbox=(120.1, 27.1, 120.12, 27.12))
    assert 4 <= len(window) < len(frame)


def test_rows_lie_near_their_neighbours_on_disk(tmp_path):
    store = FilesStore(tmp_path)
    edition = store.propose(HEAD, grid(), NOW)
    on_disk = gpd.read_parquet(tmp_path / "editions" / f"{edition.sha256}.parquet").geometry.to_numpy()
    by_id = store.features(edition).geometries

    def travelled(geometries):
        points = shapely.get_coordinates(shapely.centroid(geometries))
        return np.hypot(*np.diff(points, axis=0).T).sum()

    assert travelled(on_disk) < 0.8 * travelled(by_id)


@pytest.mark.parametrize("replaced", [False, True])
def test_a_store_deleted_under_a_running_program_is_refused_and_not_written(tmp_path, replaced):
    store = FilesStore(tmp_path / "store")
    store.append("note", "a", b"{}", NOW)
    shutil.rmtree(tmp_path / "store")
    if replaced:
        FilesStore(tmp_path / "store").close()
    for ask in (store.editions, store.generation, lambda: store.put_blob(b"x"), lambda: list(store.log())):
        with pytest.raises(StoreError, match="removed or replaced"):
            ask()
    with pytest.raises(StoreError, match="removed or replaced"):
        store.append("note", "b", b"{}", NOW)
    assert (tmp_path / "store").exists() is replaced
