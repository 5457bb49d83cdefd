"""What the PostGIS store promises beyond the contract of every store."""

from __future__ import annotations

import json
import logging
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import postgis
import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pace import wall_seconds

from layers.editions import EditionHead, Features
from layers.errors import BadInput, NoEditions, StoreError, StoreTimeout, StoreUnavailable
from layers.kinds import load_kinds
from layers.stores.base import CorruptEntry
from layers.stores.opening import folder_of, migrate_place, open_place
from layers.stores.postgis import connections, schema
from layers.stores.postgis.migrate import migrate
from layers.stores.postgis.store import PostgisStore

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
HEAD = EditionHead("scenic_area", "330300", "draft", 0.5, date(2026, 1, 1), "文件", shapely.box(120, 27, 121, 28))


@pytest.fixture
def url(postgis_place) -> str:
    return postgis_place


def features(*geometries: shapely.Geometry, **attributes: object) -> Features:
    count = len(geometries)
    ids = tuple(f"f{row}" for row in range(count))
    return Features(ids, np.array(geometries, dtype=object), {n: [v] * count for n, v in attributes.items()}, {})


def revision(url: str, text: str) -> None:
    postgis.rows(url, f"UPDATE sanxian.alembic_version SET version_num = '{text}'")


# --- the schema


def test_a_database_without_our_tables_is_refused_and_the_command_named(postgis_server):
    url = postgis_server.fresh()
    with pytest.raises(StoreError, match="sanxian migrate"):
        open_place(url, make=False)
    assert postgis.rows(url, "SELECT FROM pg_namespace WHERE nspname = 'sanxian'") == []
    assert open_place(url, make=True).editions() == ()
    assert open_place(url, make=False).editions() == ()


def test_an_older_schema_is_refused_and_migrated_only_by_the_command(url):
    revision(url, "0000")
    for make in (False, True):
        with pytest.raises(StoreError, match=r"revision 0000.*sanxian migrate|newer|upgrade"):
            open_place(url, make=make)


def test_a_newer_schema_is_refused(url):
    revision(url, "9999")
    with pytest.raises(StoreError, match=r"9999.*upgrade"):
        PostgisStore(url)
    with pytest.raises(StoreError, match=r"9999.*upgrade"):
        migrate(url)


def test_every_known_revision_has_its_sql_file_and_its_script():
    for path in (schema.MIGRATIONS / "versions").glob("r*.sql"):
        assert f'revision = "{path.name[1:5]}"' in path.with_suffix(".py").read_text(encoding="utf-8")


def test_processes_that_migrate_at_once_do_it_once(postgis_server):
    url = postgis_server.bare()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: migrate(url), range(4)))
    assert sorted(one.applied for one in done) == [(), (), (), schema.revisions()]
    assert migrate(url).applied == ()


def test_a_migration_that_fails_leaves_nothing(postgis_server, monkeypatch):
    url = postgis_server.bare()
    with pytest.raises(BadInput, match="no role"):
        migrate(url, service_role="nobody_here")
    assert postgis.rows(url, "SELECT FROM pg_namespace WHERE nspname = 'sanxian'") == []


def test_an_old_server_and_an_old_or_missing_extension_are_told(postgis_server, url, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(schema, "LEAST_SERVER", 99)
        with pytest.raises(StoreError, match="99 or newer"):
            PostgisStore(url)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "LEAST_POSTGIS", (99, 0))
        with pytest.raises(StoreError, match=r"PostGIS .*99\.0 or newer"):
            PostgisStore(url)
    bare = postgis_server.bare()
    postgis.rows(bare, "CREATE ROLE plain LOGIN")
    postgis.rows(bare, f"GRANT CREATE ON DATABASE {bare.split('/')[3].split('?')[0]} TO plain")
    with pytest.raises(StoreError, match="CREATE EXTENSION postgis"):
        migrate(bare.replace("postgres@", "plain@"))


def test_a_folder_needs_no_migration_and_other_databases_no_store(tmp_path):
    with pytest.raises(BadInput, match="folder"):
        migrate_place(str(tmp_path), load_kinds(ROOT / "data" / "layers"))
    with pytest.raises(BadInput, match="mysql://"):
        open_place("mysql://host/database", make=True)
    with pytest.raises(NoEditions):
        open_place(str(tmp_path / "none"), make=False)


# --- rights


@pytest.fixture
def service(url) -> str:
    """The URL of a database for its service's role."""
    if not postgis.rows(url, "SELECT FROM pg_roles WHERE rolname = 'service'"):
        postgis.rows(url, "CREATE ROLE service LOGIN")
    migrate(url, service_role="service")
    return url.replace("postgres@", "service@")


def test_the_service_role_can_do_everything_a_store_does(service, tmp_path):
    store = PostgisStore(service)
    some = features(shapely.Point(120, 27), name="x")
    edition = store.publish(store.propose(HEAD, some, NOW), NOW)
    postgis.execute(service.replace("service@", "postgres@"), "DELETE FROM features")
    store.propose(HEAD, some, NOW)  # heals it
    assert store.features(edition).ids == some.ids
    store.withdraw(edition, NOW)
    sha256 = store.put_blob(b"x")
    assert store.blob(sha256) == b"x"
    store.forget(sha256)
    store.append("verdict", "x", b"", NOW)
    assert store.wait(store.generation(), 0.1) == store.generation()
    assert store.verify_log() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sanxian.log SET kind = 'x'",
        "DELETE FROM sanxian.log",
        "TRUNCATE sanxian.log",
        "UPDATE sanxian.features SET id = 'x'",
        "UPDATE sanxian.editions SET source = 'x'",
        "UPDATE sanxian.contents SET sha256 = 'x'",
        "DELETE FROM sanxian.editions",
        "DELETE FROM sanxian.contents",
        "UPDATE sanxian.alembic_version SET version_num = '0000'",
        "ALTER TABLE sanxian.log DISABLE TRIGGER ALL",
        "CREATE TABLE sanxian.other ()",
        "DROP TABLE sanxian.blobs",
    ],
)
def test_the_service_role_can_do_nothing_else(service, statement):
    PostgisStore(service).append("verdict", "x", b"", NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        postgis.rows(service, statement)


@pytest.mark.parametrize("statement", ["UPDATE sanxian.log SET kind = 'x'", "DELETE FROM sanxian.log"])
def test_not_even_the_owner_changes_the_log_by_mistake(url, statement):
    PostgisStore(url).append("verdict", "x", b"", NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        postgis.rows(url, statement)


def test_a_role_that_may_do_more_anyway_is_no_service_role(url):
    with pytest.raises(BadInput, match="superuser"):
        migrate(url, service_role="postgres")


def test_a_role_without_rights_is_told_how_to_get_them(url):
    if not postgis.rows(url, "SELECT FROM pg_roles WHERE rolname = 'stranger'"):
        postgis.rows(url, "CREATE ROLE stranger LOGIN")
    with pytest.raises(StoreError, match="--service-role"):
        PostgisStore(url.replace("postgres@", "stranger@"))


# --- secrets


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://u:se%20cret@127.0.0.1:1/d",
        "postgresql://u@127.0.0.1:1/d?password=se%20cret",
        "postgresql://u:se%20cret@127.0.0.1:port/d",
        "postgresql://u:se cret/x@127.0.0.1:1/d",
        "postgresql://u:se@cret@127.0.0.1:1/d",
    ],
)
def test_a_password_is_in_no_message_and_no_log(place, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises((StoreUnavailable, BadInput)) as caught:
        PostgisStore(place)
    fault: BaseException | None = caught.value
    while fault is not None:
        assert "cret" not in str(fault) and "cret" not in repr(fault)
        fault = fault.__cause__
    assert "cret" not in caplog.text


@pytest.mark.parametrize(
    "place",
    [
        " postgresql://u:secret@h/d",
        "postgresql:/u:secret@h/d",
        "postgres:u:secret@h/d",
        '"postgresql://u:secret@h/d"',
        "host=h user=u password=secret",
    ],
)
def test_a_misspelt_url_is_not_taken_for_a_folder_and_not_repeated(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for make in (False, True):
        with pytest.raises(BadInput, match="postgresql://user@host") as caught:
            open_place(place, make=make)
        assert "secret" not in caught.value.zh + caught.value.en
    assert not any(tmp_path.iterdir())
    assert folder_of("postgres-data").name == "postgres-data"


# --- content


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=8, max_size=8))
def test_every_coordinate_comes_back_bit_by_bit(url, numbers):
    points = np.reshape(numbers, (4, 2))
    some = features(
        shapely.Point(points[0]),
        shapely.MultiPoint(points),
        shapely.LineString(points),
        shapely.MultiLineString([points[:2], points[2:]]),
        shapely.Polygon(points, [points[::-1]]),
        shapely.MultiPolygon([shapely.Polygon(points), shapely.Polygon(points[::-1])]),
        shapely.GeometryCollection([shapely.Point(points[1]), shapely.LineString(points)]),
        shapely.Point(),
        shapely.Polygon(),
    )
    with_original = replace(some, delivered={"f4": shapely.Polygon(points)})
    store = PostgisStore(url)
    read = store.features(store.propose(HEAD, with_original, NOW))
    assert [g.wkb for g in read.geometries] == [g.wkb for g in some.geometries]
    assert read.delivered["f4"].wkb == with_original.delivered["f4"].wkb
    assert set(shapely.get_srid(read.geometries)) == {0}
    store.close()


def test_features_are_rows_that_sql_can_ask(url):
    store = PostgisStore(url)
    store.propose(HEAD, features(shapely.box(120, 27, 120.5, 27.5), name="江心屿", serial=2**70, depth=1e22), NOW)
    row = postgis.rows(
        url,
        "SELECT id, ST_SRID(geometry), attributes ->> 'name', (attributes ->> 'serial')::numeric, attributes::text"
        " FROM sanxian.features WHERE geometry && ST_MakeEnvelope(120.4, 27.4, 120.6, 27.6, 4490)",
    )
    assert row[0][:4] == ("f0", 4490, "江心屿", 2**70)
    assert json.loads(row[0][4]) == {"name": "江心屿", "serial": 2**70, "depth": 1e22}


def test_a_large_file_goes_through_in_pieces(url, tmp_path):
    path = tmp_path / "cover.tif"
    path.write_bytes(np.random.default_rng(1).bytes(40_000_001))
    store = PostgisStore(url)
    tracemalloc.start()
    try:
        sha256 = store.put_file(path)
        with store.file(sha256) as lent:
            assert lent.stat().st_size == 40_000_001
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
    assert not lent.exists()
    with store.file(sha256) as lent:
        assert lent.read_bytes() == path.read_bytes()


def test_a_blob_of_which_one_piece_was_altered_is_not_lent(url, tmp_path):
    path = tmp_path / "cover.tif"
    path.write_bytes(bytes(3_000_000))
    store = PostgisStore(url)
    sha256 = store.put_file(path)
    postgis.execute(url, "UPDATE blob_pieces SET content = %s || substr(content, 2) WHERE piece = 1", b"x")
    with pytest.raises(StoreError, match="does not match"), store.file(sha256):
        pass
    assert store.put_file(path) == sha256
    with store.file(sha256) as lent:
        assert lent.read_bytes() == bytes(3_000_000)


def test_text_that_postgresql_cannot_hold_is_refused_in_words(url):
    with pytest.raises(StoreError, match="NUL"):
        PostgisStore(url).append("verdict", "a\0b", b"", NOW)


def test_an_entry_with_a_time_that_no_program_wrote_is_corrupt_and_those_before_it_are_read(url):
    store = PostgisStore(url)
    for turn in range(3):
        store.append("verdict", str(turn), b"", NOW)
    postgis.execute(url, "UPDATE log SET at = 'infinity' WHERE sequence = 2")
    entries = store.log()
    assert next(entries).sequence == 1
    with pytest.raises(CorruptEntry):
        next(entries)
    assert [entry.sequence for entry in store.log(after=2)] == [3]
    assert store.verify_log() == 2


# --- waiting


def test_two_threads_wait_and_both_are_told(url):
    store = PostgisStore(url)

    def tell():
        generation = store.generation()
        waiting = [pool.submit(store.wait, generation, 20.0) for _ in range(2)]
        time.sleep(0.2)
        PostgisStore(url).propose(HEAD, features(shapely.Point(120, 27)), NOW)
        assert [one.result(timeout=5) for one in waiting] == [generation + 1] * 2

    with ThreadPoolExecutor(2) as pool:
        assert wall_seconds(tell, enough=2) < 2


def test_a_lost_listening_connection_is_replaced(url):
    store = PostgisStore(url)
    assert store.wait(0, 0.05) == 0
    name = url.split("/")[3].split("?")[0]
    postgis.rows(
        url.replace(name, "postgres"), f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{name}'"
    )
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.wait, 0, 20.0)
        time.sleep(0.2)
        PostgisStore(url).propose(HEAD, features(shapely.Point(120, 27)), NOW)
        assert waiting.result(timeout=5) == 1
    assert store.wait(1, 0.05) == 1


# --- time


def test_a_writer_that_waits_too_long_is_told_and_nothing_was_written(url, monkeypatch):
    monkeypatch.setattr(connections, "LOCK_SECONDS", 1)
    store = PostgisStore(url)
    with psycopg.connect(url) as holder:
        holder.execute("SELECT FROM sanxian.catalogue FOR UPDATE")
        with pytest.raises(StoreTimeout):
            store.append("verdict", "x", b"", NOW)
    assert store.head() is None
    store.append("verdict", "x", b"", NOW)


def test_a_full_pool_is_told_within_its_time(url, monkeypatch):
    monkeypatch.setattr(connections, "POOL_SECONDS", 0.5)
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 1)
    store = PostgisStore(url)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store._connections.lent():
            held.set()
            done.wait(10)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(hold)
        held.wait(5)
        with pytest.raises(StoreUnavailable):
            store.generation()
        done.set()
    assert store.generation() == 0
