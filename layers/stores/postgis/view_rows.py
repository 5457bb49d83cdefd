"""What the views show, kept in step with the catalogue: rows of the editions that speak, and when they do.

A view asks the clock itself, so that an edition takes force at its midnight though no program runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from layers.editions import Edition
from layers.errors import StoreError
from layers.periods import Period, periods
from layers.stores.postgis import contents, records
from layers.stores.postgis.connections import Connection
from layers.stores.postgis.view_values import table_rows

SHOWN = "sanxian_shown"
_BOTH = " / "  # between the Chinese and the English text of a fault
_Key = tuple[str, str, int, str, str]  # of a set: layer, region, number, sha256, excluded


@dataclass(frozen=True)
class Shown:
    """A layer that has a view: its geometry and its columns with their types."""

    layer: str
    geometry: str
    columns: tuple[tuple[str, str], ...]


def prepare(connection: Connection, edition: Edition) -> None:
    """Have the rows in place that a step of an edition will need; nothing is shown otherwise yet.

    `edition` stands as it will after the step. What this loads need not be loaded while others wait for the lock.
    Raises StoreError as loading does.
    """
    shown = _shown(connection, edition.head.layer)
    if shown:
        _, editions = records.read_editions(connection)
        name = (edition.head.region, edition.number)
        same = [e for e in editions if e.head.layer == edition.head.layer and (e.head.region, e.number) != name]
        _have_sets(connection, shown[0], periods([*same, edition], edition.head.layer, _moment(connection)))


def follow(connection: Connection, layer: str | None = None) -> None:
    """Show the catalogue as it stands in this transaction, which holds its lock; of one layer that changed, or of all.

    The view of a layer whose editions cannot be read, or hold a value that is not of its column's type, answers with
    that fault until it is mended, and never with what was in force before.
    """
    if shown := _shown(connection, layer):
        _, editions = records.read_editions(connection)
        moment = _moment(connection)
        for one in shown:
            try:
                with connection.transaction():
                    _follow(connection, one, periods(editions, one.layer, moment))
                    _say(connection, one.layer, None)
            except StoreError as fault:
                _say(connection, one.layer, f"{fault.zh}{_BOTH}{fault.en}")
    step = "" if layer is None else " AND s.generation = c.generation - 1"
    connection.execute(
        f"UPDATE shown_generation AS s SET generation = c.generation FROM catalogue AS c WHERE true{step}"  # noqa: S608
    )


def faults(connection: Connection) -> tuple[tuple[str, str], ...]:
    """The views that cannot answer and why, and whether they show another catalogue than the present one: (zh, en)."""
    query = "SELECT layer, fault FROM shown_layers WHERE fault IS NOT NULL ORDER BY layer"
    told = []
    for layer, fault in connection.execute(query).fetchall():
        zh, _, en = fault.partition(_BOTH)
        told.append((f"视图 {layer} 不能作答：{zh}", f"the view {layer} cannot answer: {en or zh}"))
    query = "SELECT FROM shown_generation AS s, catalogue AS c WHERE s.generation <> c.generation"
    if connection.execute(query).fetchone() is not None:
        told.append(
            (
                "视图与目录不同步；请以所有者运行 sanxian migrate",
                "the views show another catalogue than the present one; as owner run `sanxian migrate`",
            )
        )
    return tuple(told)


def _say(connection: Connection, layer: str, fault: str | None) -> None:
    connection.execute(
        "UPDATE shown_layers SET fault = %s WHERE layer = %s AND fault IS DISTINCT FROM %s", (fault, layer, fault)
    )


def _follow(connection: Connection, shown: Shown, wanted: Sequence[Period]) -> None:
    sets = _have_sets(connection, shown, wanted)
    rows = {(sets[_key(p)], p.since, p.until) for p in wanted}
    query = (
        "SELECT set, nullif(since, '-infinity'), nullif(until, 'infinity') FROM shown_periods"
        " JOIN shown_sets USING (set) WHERE layer = %s"
    )
    there = set(connection.execute(query, (shown.layer,)).fetchall())
    if rows != there:
        connection.execute(
            "DELETE FROM shown_periods USING shown_sets AS s WHERE s.set = shown_periods.set AND layer = %s",
            (shown.layer,),
        )
        connection.cursor().executemany(
            "INSERT INTO shown_periods (set, since, until)"
            " VALUES (%s, coalesce(%s, '-infinity'::timestamptz), coalesce(%s, 'infinity'::timestamptz))",
            sorted(rows, key=str),
        )
    connection.execute(
        "DELETE FROM shown_sets WHERE layer = %s AND NOT set = ANY(%s)", (shown.layer, list(sets.values()))
    )


def _have_sets(connection: Connection, shown: Shown, wanted: Iterable[Period]) -> dict[_Key, int]:
    """The numbers of the sets that periods need; those that are not there are loaded from their editions."""
    found: dict[_Key, int] = {}
    for period in wanted:
        key = _key(period)
        if key in found:
            continue
        made = connection.execute(
            "INSERT INTO shown_sets (layer, region, number, sha256, excluded) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING set",
            key,
        ).fetchone()
        if made is None:
            made = connection.execute(
                "SELECT set FROM shown_sets WHERE (layer, region, number, sha256, excluded) = (%s, %s, %s, %s, %s)", key
            ).fetchone()
        else:
            _load(connection, shown, made[0], period)
        assert made is not None  # noqa: S101 - the conflict waited until it was committed
        found[key] = made[0]
    return found


def _load(connection: Connection, shown: Shown, number: int, period: Period) -> None:
    features = contents.read(connection, period.edition)
    names = [sql.Identifier(name) for name, _ in shown.columns]
    into = sql.SQL("COPY {} (shown_set, geometry, {}) FROM STDIN").format(
        sql.Identifier(SHOWN, shown.layer), sql.SQL(", ").join(names)
    )
    with connection.cursor().copy(into) as copy:
        for row in table_rows(period.edition, features, period.excluded, shown.geometry, shown.columns):
            copy.write_row((number, *row))


def _shown(connection: Connection, layer: str | None) -> list[Shown]:
    query = "SELECT layer, geometry, columns FROM shown_layers WHERE coalesce(layer = %s, true) ORDER BY layer"
    return [
        Shown(name, geometry, tuple((column, kind) for column, kind in columns))
        for name, geometry, columns in connection.execute(query, (layer,)).fetchall()
    ]


def _moment(connection: Connection) -> datetime:
    row = connection.execute("SELECT shown_moment()").fetchone()
    assert row is not None  # noqa: S101 - a function gives a row
    moment: datetime = row[0]
    return moment


def _key(period: Period) -> _Key:
    head = period.edition.head
    return head.layer, head.region, period.edition.number, period.edition.sha256, _hash(period.excluded)


def _hash(excluded: BaseGeometry | None) -> str:
    return "" if excluded is None else hashlib.sha256(shapely.to_wkb(excluded, byte_order=1)).hexdigest()
