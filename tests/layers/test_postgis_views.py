"""The views that QGIS and SQL users read: what is in force, as the catalogue's own rule says, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import postgis
import psycopg
import pytest
import shapely
from demo_files import KINDS as ALL

from layers.catalogue import CHINA, civil_date
from layers.editions import EditionHead, Features
from layers.errors import BadInput, CorruptEdition
from layers.exports.columns import columns
from layers.snapshot import Snapshots
from layers.stores.copying import copy
from layers.stores.files import FilesStore
from layers.stores.postgis.migrate import migrate
from layers.stores.postgis.store import PostgisStore

PAST = datetime(2026, 1, 5, tzinfo=UTC)
LAYER = "ecological_red_line"
KINDS = {layer: ALL[layer] for layer in (LAYER, "bay", "coastline", "outfall", "port_area", "scenic_area")}
CITY, COUNTY = shapely.box(120, 27, 121, 28), shapely.box(120.5, 27, 121, 28)
HEAD = EditionHead(LAYER, "330300", "draft", 5.0, date(2026, 1, 1), "浙政发〔2018〕30 号", CITY)
OVER = replace(HEAD, region="330324", standing="statutory", accuracy_m=1.0, coverage=COUNTY)


@pytest.fixture(scope="module")
def made(postgis_server):
    """The name of a template: a store with all views."""
    url = postgis_server.fresh("with_views")
    migrate(url, kinds=KINDS)
    return "with_views"


@pytest.fixture
def url(postgis_server, made) -> str:
    return postgis_server._create(made)


@pytest.fixture
def store(url):
    store = PostgisStore(url)
    yield store
    store.close()


def features(*shapes, layer=LAYER, prefix="R", **said):
    digits = len(str(len(shapes) - 1))
    ids = tuple(f"{prefix}{row:0{digits}}" for row in range(len(shapes)))
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return Features(ids, array, {name: [said.get(name)] * len(shapes) for name in KINDS[layer].attributes}, {})


def publish(store, head, table, at=PAST):
    return store.publish(store.propose(head, table, at), at)


def at(url, moment):
    """Have the views show another moment, as if it were that time."""
    postgis.rows(
        url,
        "CREATE OR REPLACE FUNCTION sanxian.shown_moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS"
        f" 'SELECT timestamptz ''{moment.isoformat()}'''",
    )


def seen(url, layer=LAYER):
    query = f"SELECT feature_id, edition_region, edition_number, ST_AsBinary(geometry) FROM layers.{layer}"
    return {(i, region, number): shapely.from_wkb(wkb) for i, region, number, wkb in postgis.rows(url, query)}


def expected(store, moment, layer=LAYER):
    view = Snapshots(store, KINDS).layer(store.editions(), layer, civil_date(moment), moment)
    return {(f.id, f.edition.head.region, f.edition.number): f.geometry for f in view.features}


def assert_shows(url, store, moment, layer=LAYER):
    shown, want = seen(url, layer), expected(store, moment, layer)
    assert shown.keys() == want.keys()
    assert all(shown[key].equals(want[key]) for key in want)
    return {key[0] for key in shown}


def now():
    return datetime.now(UTC)


# --- what is in force


def test_a_view_shows_what_is_published_cut_to_where_it_speaks(url, store):
    wide, west = shapely.box(120.4, 27.4, 120.6, 27.6), shapely.box(120.1, 27.4, 120.2, 27.6)
    publish(store, HEAD, features(wide, west))
    assert assert_shows(url, store, now()) == {"R0", "R1"}
    publish(store, OVER, features(shapely.box(120.7, 27.1, 120.8, 27.2), prefix="Q"))
    assert assert_shows(url, store, now()) == {"R0", "R1", "Q0"}
    assert seen(url)["R0", "330300", 1].equals(shapely.box(120.4, 27.4, 120.5, 27.6))
    publish(store, replace(HEAD, region="330300"), features(west, prefix="N"))
    assert assert_shows(url, store, now()) == {"N0", "Q0"}


def test_a_proposal_is_not_shown_and_a_withdrawal_brings_the_earlier_edition_back(url, store):
    old = publish(store, HEAD, features(CITY))
    new = publish(store, HEAD, features(COUNTY, prefix="N"))
    store.propose(HEAD, features(CITY, prefix="P"), PAST)
    assert assert_shows(url, store, now()) == {"N0"}
    store.withdraw(new, now())
    assert assert_shows(url, store, now()) == {"R0"}
    store.withdraw(old, now())
    assert assert_shows(url, store, now()) == set()


def test_an_edition_takes_force_at_its_midnight_in_china_though_nothing_runs(url, store):
    publish(store, HEAD, features(CITY))
    publish(store, replace(HEAD, effective_from=date(2999, 1, 1)), features(COUNTY, prefix="N"))
    publish(store, replace(OVER, effective_from=date(2999, 2, 1)), features(COUNTY, prefix="Q"))
    known = store.editions()
    store.close()
    for moment, there in (
        (now(), {"R0"}),
        (datetime(2999, 1, 1, tzinfo=CHINA) - timedelta(microseconds=1), {"R0"}),
        (datetime(2999, 1, 1, tzinfo=CHINA), {"N0"}),
        (datetime(2999, 2, 1, tzinfo=CHINA), {"Q0"}),
    ):
        at(url, moment)
        assert {key[0] for key in seen(url)} == there
    assert len(known) == 3
    assert seen(url)["Q0", "330324", 1].equals(COUNTY)


def test_what_was_current_stays_in_view_of_one_whose_transaction_began_before(url, store):
    old = publish(store, HEAD, features(CITY))
    with psycopg.connect(url) as reader:
        begun = reader.execute("SELECT now()").fetchone()[0]
        store.withdraw(publish(store, HEAD, features(COUNTY, prefix="N"), old.published_at), begun - timedelta(hours=1))
        assert reader.execute(f"SELECT feature_id FROM layers.{LAYER}").fetchall() == [("R0",)]


def test_publication_and_view_change_in_one_transaction(url, store, monkeypatch):
    publish(store, HEAD, features(CITY))
    proposed = store.propose(HEAD, features(COUNTY, prefix="N"), PAST)
    monkeypatch.setattr(
        "layers.stores.postgis.view_rows._say", lambda *_: (_ for _ in ()).throw(psycopg.errors.DiskFull("full"))
    )
    with pytest.raises(Exception, match="full"):
        store.publish(proposed, PAST)
    monkeypatch.undo()
    assert store.editions()[1].state == "proposed"
    assert assert_shows(url, store, now()) == {"R0"}


def test_rows_that_nothing_needs_any_more_are_removed(url, store):
    for _ in range(3):
        publish(store, HEAD, features(CITY))
    store.propose(HEAD, features(CITY), PAST)
    assert postgis.rows(url, f"SELECT count(*) FROM sanxian_shown.{LAYER}") == [(1,)]
    assert postgis.rows(url, "SELECT count(*) FROM sanxian.shown_sets") == [(1,)]


# --- columns


def test_columns_are_typed_titled_and_hold_what_the_edition_says(url, store):
    table = features(CITY, name="雁荡山\0“红线”", core_zone=True, area_m2=1.5, part="land")
    publish(store, HEAD, table)
    query = (
        "SELECT name, core_zone, area_m2, part, inside_reserve, edition_standing, edition_label, edition_source,"
        f" edition_accuracy_m, edition_effective_from, edition_number, edition_sha256 FROM layers.{LAYER}"
    )
    assert postgis.rows(url, query) == [
        ("雁荡山␀“红线”", True, 1.5, "land", None, "draft", "草案，非法定数据 draft, not statutory",
         "浙政发〔2018〕30 号", 5.0, date(2026, 1, 1), 1, store.editions()[0].sha256),
    ]  # fmt: skip
    comments = dict(
        postgis.rows(
            url,
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute"
            f" WHERE attrelid = 'layers.{LAYER}'::regclass AND attnum > 0",
        )
    )
    assert comments["core_zone"].startswith("是否自然保护地核心保护区")
    assert "sea 海洋生态保护红线" in comments["part"]
    assert all(comments.values())


def test_every_kind_has_a_view_with_its_columns_and_its_geometry_registered(url):
    migrate(url, kinds=ALL)
    types = {"polygon": "MULTIPOLYGON", "line": "MULTILINESTRING", "point": "MULTIPOINT"}
    registered = postgis.rows(
        url,
        "SELECT f_table_name, f_geometry_column, coord_dimension, srid, type FROM geometry_columns"
        " WHERE f_table_schema = 'layers'",
    )
    assert set(registered) == {(layer, "geometry", 2, 4490, types[kind.geometry]) for layer, kind in ALL.items()}
    listed = postgis.rows(
        url,
        "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_schema = 'layers' GROUP BY table_name",
    )
    assert dict(listed) == {
        layer: ["fid", *(column.name for column in columns(kind)), "geometry"] for layer, kind in ALL.items()
    }


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("coastline", shapely.LineString([(120, 27), (121, 28)])),
        ("outfall", shapely.Point(120.25, 27.5)),
        (LAYER, shapely.MultiPolygon([shapely.box(120, 27, 120.1, 27.1), shapely.box(120.2, 27, 120.3, 27.1)])),
    ],
)
def test_geometries_of_every_kind_come_as_they_are_stored(url, store, layer, shape):
    publish(store, replace(HEAD, layer=layer), features(shape, layer=layer))
    (found,) = seen(url, layer).values()
    assert found.equals(shape) and shapely.get_coordinates(found).tolist() == shapely.get_coordinates(shape).tolist()


def test_a_window_is_answered_from_the_gist_index(url, store):
    corners = np.random.default_rng(3).uniform((120, 27), (121, 28), (4000, 2))
    publish(store, HEAD, features(*(shapely.box(x, y, x + 1e-4, y + 1e-4) for x, y in corners)))
    postgis.rows(url, f"ANALYZE sanxian_shown.{LAYER}")
    window = f"FROM layers.{LAYER} WHERE geometry && ST_MakeEnvelope(120.5, 27.5, 120.52, 27.52, 4490)"
    plan = "\n".join(str(row[0]) for row in postgis.rows(url, f"EXPLAIN SELECT feature_id {window}"))
    assert f"{LAYER}_geometry_idx" in plan, plan
    inside = ((corners + 1e-4 >= (120.5, 27.5)) & (corners <= (120.52, 27.52))).all(axis=1).sum()
    assert postgis.rows(url, f"SELECT count(*) {window}") == [(inside,)]


# --- who may read


def role(url, name):
    if not postgis.rows(url, f"SELECT FROM pg_roles WHERE rolname = '{name}'"):
        postgis.rows(url, f"CREATE ROLE {name} LOGIN")
    return url.replace("postgres@", f"{name}@")


def readable(url):
    found = set()
    for layer in KINDS:
        try:
            postgis.rows(url, f"SELECT * FROM layers.{layer}")
            found.add(layer)
        except psycopg.errors.InsufficientPrivilege:
            continue
    return found


PUBLIC = {layer for layer, kind in KINDS.items() if kind.access == "public"}


def test_readers_read_the_views_that_are_theirs_and_nothing_else(url, store):
    publish(store, HEAD, features(CITY))
    reader, cleared = role(url, "reader"), role(url, "cleared")
    migrate(url, kinds=KINDS, reader_role="reader", restricted_role="cleared")
    for _ in range(2):
        assert readable(reader) == PUBLIC != set(KINDS)
        assert readable(cleared) == set(KINDS)
        for user in (reader, cleared):
            for table in ("sanxian.features", "sanxian.log", "sanxian.shown_periods", f"sanxian_shown.{LAYER}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    postgis.rows(user, f"SELECT * FROM {table}")
            with pytest.raises(psycopg.Error):
                postgis.rows(user, f"DELETE FROM layers.{min(PUBLIC)}")
        migrate(url, kinds=KINDS)  # a later migration takes nothing away
    postgis.rows(url, "REVOKE USAGE ON SCHEMA layers FROM reader")
    migrate(url, kinds=KINDS)
    assert readable(reader) == set()  # nor does it give back


def test_a_filter_of_a_readers_own_sees_no_row_of_another_layer(url, store):
    publish(store, HEAD, features(CITY))
    publish(store, replace(HEAD, layer="bay"), features(CITY, layer="bay"))
    reader = role(url, "reader")
    migrate(url, kinds=KINDS, reader_role="reader")
    with psycopg.connect(reader, autocommit=True) as connection:
        heard = []
        connection.add_notice_handler(lambda notice: heard.append(notice.message_primary))
        connection.execute(
            "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
            " $$BEGIN RAISE NOTICE '%', $1; RETURN true; END$$"
        )
        rows = connection.execute("SELECT * FROM layers.bay WHERE pg_temp.leak(edition_sha256)").fetchall()
    bay = next(edition for edition in store.editions() if edition.head.layer == "bay")
    assert len(rows) == 1 and set(heard) == {bay.sha256}


def test_a_layer_that_becomes_restricted_is_taken_from_readers(url, store):
    publish(store, replace(HEAD, layer="bay"), features(CITY, layer="bay"))
    reader = role(url, "reader")
    migrate(url, kinds=KINDS, reader_role="reader")
    assert "bay" in readable(reader)
    migrate(url, kinds={**KINDS, "bay": KINDS["bay"].model_copy(update={"access": "restricted"})})
    assert "bay" not in readable(reader)
    assert len(seen(url, "bay")) == 1


def test_one_who_reads_restricted_layers_anyway_is_no_reader(url):
    with pytest.raises(BadInput, match="superuser"):
        migrate(url, kinds=KINDS, reader_role="postgres")
    with pytest.raises(BadInput, match="CREATE ROLE"):
        migrate(url, kinds=KINDS, reader_role="nobody_of_this_name")
    role(url, "served")
    migrate(url, kinds=KINDS, service_role="served")
    with pytest.raises(BadInput, match="served"):
        migrate(url, kinds=KINDS, reader_role="served")  # it reads every feature in the tables themselves


def test_the_service_role_keeps_the_views_in_step(url):
    service = role(url, "service")
    migrate(url, kinds=KINDS, service_role="service")
    store = PostgisStore(service)
    publish(store, HEAD, features(CITY))
    assert assert_shows(url, store, now()) == {"R0"}
    store.withdraw(store.editions()[0], now())
    assert assert_shows(url, store, now()) == set()
    for statement in (f"DROP VIEW layers.{LAYER}", "UPDATE sanxian.shown_layers SET restricted = false"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            postgis.rows(service, statement)
    store.close()


# --- definitions, copies, harm


def test_views_follow_the_definitions_and_show_the_same_again(url, store):
    publish(store, HEAD, features(CITY, name="红线"))
    attributes = {name: attribute for name, attribute in KINDS[LAYER].attributes.items() if name != "approval"}
    fewer = KINDS[LAYER].model_copy(update={"attributes": attributes})
    migrate(url, kinds={**{n: k for n, k in KINDS.items() if n != "bay"}, LAYER: fewer})
    assert postgis.rows(url, "SELECT to_regclass('layers.bay'), to_regclass('sanxian_shown.bay')") == [(None, None)]
    with pytest.raises(psycopg.errors.UndefinedColumn):
        postgis.rows(url, f"SELECT approval FROM layers.{LAYER}")
    assert postgis.rows(url, f"SELECT name FROM layers.{LAYER}") == [("红线",)]
    postgis.rows(url, "DROP VIEW layers.scenic_area")
    postgis.rows(url, "DROP TABLE sanxian_shown.port_area CASCADE")
    migrate(url, kinds=KINDS)
    assert postgis.rows(url, f"SELECT name, approval FROM layers.{LAYER}") == [("红线", None)]
    for layer in ("bay", "scenic_area", "port_area"):
        assert seen(url, layer) == {}


def test_a_copy_is_shown_once_it_is_whole(url, store, tmp_path):
    source = FilesStore(tmp_path / "source")
    publish(source, HEAD, features(CITY))
    publish(source, OVER, features(COUNTY, prefix="Q"))
    copy(source, store)
    assert assert_shows(url, store, now()) == {"R0", "Q0"}
    assert seen(url)["R0", "330300", 1].equals(shapely.box(120, 27, 120.5, 28))


def test_a_layer_that_cannot_be_read_answers_with_its_fault_and_not_with_nothing(url, store):
    old = publish(store, HEAD, features(CITY))
    new = publish(store, HEAD, features(COUNTY, prefix="N"))
    publish(store, replace(HEAD, layer="bay"), features(CITY, layer="bay"))
    postgis.execute(url, "UPDATE features SET id = 'x' WHERE id = 'R0' AND content = 1")
    with pytest.raises(CorruptEdition):
        store.features(old)
    store.withdraw(new, now())  # the steward is not hindered
    with pytest.raises(psycopg.errors.DataCorrupted, match="330300/1"):
        seen(url)
    (fault,) = store.faults()
    assert all(LAYER in text and "330300/1" in text for text in fault)
    with pytest.raises(psycopg.errors.DataCorrupted):
        postgis.rows(url, f"SELECT count(*) FROM layers.{LAYER} WHERE false OR fid = -1")
    assert len(seen(url, "bay")) == 1
    postgis.execute(url, "UPDATE features SET id = 'R0' WHERE id = 'x'")
    publish(store, HEAD, features(COUNTY, prefix="N"))
    assert assert_shows(url, store, now()) == {"N0"}
    assert store.faults() == ()
    postgis.rows(url, "UPDATE sanxian.shown_generation SET generation = 0")
    ((_, told),) = store.faults()
    assert "sanxian migrate" in told


@pytest.mark.parametrize("said", [{"core_zone": "是"}, {"area_m2": "1"}, {"name": 5}])
def test_a_value_of_another_type_is_told_by_the_view(url, store, said):
    publish(store, HEAD, features(CITY, **said))
    with pytest.raises(psycopg.errors.DataCorrupted, match=next(iter(said))):
        seen(url)
    (fault,) = migrate(url, kinds=KINDS).faults
    assert fault.startswith(f"{LAYER}: ") and "R0" in fault


def test_a_geometry_of_another_kind_is_told_by_the_view(url, store):
    publish(store, HEAD, features(shapely.Point(120, 27)))
    with pytest.raises(psycopg.errors.DataCorrupted, match="Point"):
        seen(url)
