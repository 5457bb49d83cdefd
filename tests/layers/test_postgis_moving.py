"""Stores of both kinds moved into each other: copied, backed up and restored, dumped by PostgreSQL's own tools."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import postgis
import pytest
import shapely
from demo_files import KINDS

from layers.editions import EditionHead, Features
from layers.errors import BadInput, StoreError
from layers.stores.backup import back_up
from layers.stores.backup_file import restore
from layers.stores.copying import copy
from layers.stores.files import FilesStore
from layers.stores.moment import moment
from layers.stores.opening import open_place
from layers.stores.postgis.migrate import migrate
from layers.stores.postgis.store import PostgisStore

NOW = datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HEAD = EditionHead(
    "bay", "330300", "draft", 0.1 + 0.2, date(2026, 1, 1), "浙政发〔2018〕30 号", shapely.box(120, 27, 121, 28)
)


def features(seed: int) -> Features:
    """Geometries with digits to lose, and values of every kind."""
    corners = np.random.default_rng(seed).uniform((120, 27), (121, 28), (40, 2))
    shapes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 1e-3 / 3, corners[:, 1] + 1e-3 / 7)
    ids = tuple(f"海湾{row:03}" for row in range(40))
    values = [None, 1, 1.0, 0.1 + 0.2, True, "1", "“湾”\0𠀀", 2**62, -0.0, 1e300]
    attributes = {"b": [values[row % 10] for row in range(40)], "a": list(ids)}
    return Features(ids, shapes, attributes, {ids[0]: shapely.Point(corners[0])})


@pytest.fixture
def source(tmp_path):
    store = FilesStore(tmp_path / "source")
    published = store.publish(store.propose(HEAD, features(1), NOW, actor="key:ann"), NOW, actor="key:bob")
    store.append("verdict", "sha256:1", store.put_blob(b"{}").encode(), NOW)
    store.withdraw(published, LATER)
    store.publish(store.propose(replace(HEAD, replaces=(("330000", 2),)), features(2), NOW), LATER)
    store.propose(replace(HEAD, region="330400", coverage=None), features(3), LATER)
    store.withdraw(store.propose(HEAD, features(4), NOW), LATER)
    store.put_blob(bytes(range(256)) * 40_000)
    store.put_blob(b"")
    store.append("key", "k", bytes(range(256)), LATER)
    return store


@pytest.fixture
def database(postgis_server):
    store = PostgisStore(postgis_server.ready())
    yield store
    store.close()


def held(store):
    return moment(store), list(store.log()), [plain(store.features(edition)) for edition in store.editions()]


def plain(table):
    shapes = [shapely.to_wkb(shape) for shape in table.geometries]
    attributes = {name: [(type(v), v) for v in column] for name, column in table.attributes.items()}
    return table.ids, shapes, attributes, {i: shapely.to_wkb(shape) for i, shape in table.delivered.items()}


def test_from_files_to_postgis_and_back_nothing_is_changed(source, database, tmp_path):
    there = copy(source, database)
    assert held(database) == held(source)
    back = copy(database, FilesStore(tmp_path / "back"))
    assert held(FilesStore(tmp_path / "back")) == held(source)
    assert there == back and there.head == source.head().hash


def test_from_database_to_database(source, database, postgis_server):
    copy(source, database)
    other = PostgisStore(postgis_server.ready())
    copy(database, other)
    assert held(other) == held(source)
    other.append("verdict", "went on", b"", LATER)
    with pytest.raises(BadInput, match="entry 11"):
        copy(database, other)
    other.close()


class Stopped(Exception):
    pass


@pytest.mark.parametrize("what", ["blobs", "editions", "entries"])
def test_a_copy_into_a_database_is_taken_up(source, database, what):
    def stop(progress):
        if progress.what == what and progress.done >= 2:
            raise Stopped

    with pytest.raises(Stopped):
        copy(source, database, stop)
    assert copy(source, database).fresh_entries > 0
    assert held(database) == held(source)


def test_harm_in_the_database_stops_a_copy_out_of_it(source, database, tmp_path):
    copy(source, database)
    edition = database.editions()[0]
    postgis.execute(database.location, "UPDATE features SET id = 'x' WHERE position = 7")
    with pytest.raises(StoreError, match=edition.label):
        copy(database, FilesStore(tmp_path / "back"))


def test_a_database_is_backed_up_while_others_write_and_restored_into_either_kind(
    source, database, tmp_path, postgis_server
):
    copy(source, database)
    before = held(database)

    def write(progress):
        database.append("verdict", "meanwhile", database.put_blob(b"%d" % progress.done).encode(), LATER)

    back_up(database, tmp_path / "b.zip", LATER, write)
    assert held(database) != before
    restore(tmp_path / "b.zip", lambda: FilesStore(tmp_path / "back"))
    assert held(FilesStore(tmp_path / "back")) == before
    url = postgis_server.fresh()
    restore(tmp_path / "b.zip", lambda: open_place(url, make=True))
    assert held(open_place(url, make=False)) == before
    with pytest.raises(BadInput, match="holds something"):
        restore(tmp_path / "b.zip", lambda: open_place(url, make=True))


def test_the_same_store_gives_the_same_backup_from_either_kind(source, database, tmp_path):
    copy(source, database)
    one = back_up(source, tmp_path / "one.zip", LATER)
    other = back_up(database, tmp_path / "other.zip", LATER)
    assert one.sha256 == other.sha256


def tool(server, name, *arguments):
    """One of PostgreSQL's own programs, as the owner of the server where the tests run as root."""
    done = subprocess.run(
        [str(server._folder / name), *arguments], user="postgres" if os.geteuid() == 0 else None,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120, cwd="/",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_dump_of_postgresql_restores_store_views_and_rights(source, postgis_server):
    url = postgis_server.fresh()
    migrate(url, kinds={"bay": KINDS["bay"]})
    database = PostgisStore(url)
    copy(source, database)
    dump = postgis_server.home / "sanxian.dump"
    tool(postgis_server, "pg_dump", "--format=custom", f"--file={dump}", f"--dbname={url}")
    restored = postgis_server.bare()
    tool(postgis_server, "pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={restored}", str(dump))
    store = PostgisStore(restored)
    assert held(store) == held(source)
    assert store.verify_log() is None
    query = "SELECT fid, feature_id, ST_AsBinary(geometry) FROM layers.bay ORDER BY fid"
    assert postgis.rows(restored, query) == postgis.rows(url, query)
    assert copy(database, store).fresh_entries == 0
    store.publish(store.propose(HEAD, features(9), LATER), LATER)
    assert len(store.editions()) == len(source.editions()) + 1
    for opened in (database, store):
        opened.close()
