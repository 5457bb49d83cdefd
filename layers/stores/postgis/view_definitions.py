"""A table and a view for each kind of layer, made from its definition; who may read which."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from psycopg import errors, sql

from layers.errors import BadInput
from layers.exports.columns import Column, columns
from layers.kinds import LayerKind
from layers.stores.postgis import records
from layers.stores.postgis.connections import Connection
from layers.stores.postgis.view_rows import SHOWN, follow
from layers.stores.postgis.view_values import SQL_GEOMETRIES, SQL_TYPES

VIEWS = "layers"
_FORM = "1"  # raised when tables or views are made otherwise from the same definition


def define(connection: Connection, kinds: Mapping[str, LayerKind]) -> tuple[str, ...]:
    """Have a view for each kind and show what is in force; what is defined as before is left as it is.

    Roles keep what they could read, unless a layer is restricted now. Returns `LAYER: fault` for the views that cannot
    answer, see `view_rows.follow`.
    """
    records.lock(connection)
    there: dict[str, str] = dict(
        connection.execute(
            "SELECT layer, signature FROM shown_layers"
            " WHERE to_regclass(format('%%I.%%I', %s::text, layer)) IS NOT NULL",
            (SHOWN,),
        ).fetchall()
    )
    wanted = {layer: _signature(kind) for layer, kind in kinds.items()}
    gone = connection.execute("SELECT layer FROM shown_layers ORDER BY layer").fetchall()
    for layer in (layer for (layer,) in gone if wanted.get(layer) != there.get(layer)):
        _drop(connection, layer)
    writers = _writers(connection)
    for layer, kind in sorted(kinds.items()):
        if there.get(layer) != wanted[layer]:
            _make_table(connection, kind, wanted[layer], writers)
        _make_view(connection, kind)
    query = "SELECT role, restricted FROM shown_readers ORDER BY role"
    for role, restricted in connection.execute(query).fetchall():
        _renew(connection, role, restricted=restricted)
    follow(connection)
    faults = connection.execute("SELECT layer, fault FROM shown_layers WHERE fault IS NOT NULL ORDER BY layer")
    return tuple(f"{layer}: {fault}" for layer, fault in faults.fetchall())


def let_read(connection: Connection, role: str, *, restricted: bool) -> None:
    """Let a role read the views, those of restricted layers only with `restricted`; nothing else of the store.

    Raises BadInput for a role that could read a restricted layer's table anyway.
    """
    connection.execute(
        "INSERT INTO shown_readers (role, restricted) VALUES (%s, %s)"
        " ON CONFLICT (role) DO UPDATE SET restricted = excluded.restricted",
        (role, restricted),
    )
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(VIEWS), sql.Identifier(role)))
    _renew(connection, role, restricted=restricted)
    seen = connection.execute(
        "SELECT FROM shown_layers WHERE restricted AND (has_table_privilege(%(role)s, 'sanxian.features', 'SELECT')"
        " OR has_table_privilege(%(role)s, format('%%I.%%I', %(views)s::text, layer), 'SELECT'))",
        {"role": role, "views": VIEWS},
    ).fetchone()
    if seen is not None and not restricted:
        raise BadInput(
            f"角色 {role} 是超级用户、所有者或另有授权，能读受限图层；请另建一个只读角色",
            f"the role {role} is a superuser, an owner or has other grants, and reads restricted layers; make another"
            " role for reading",
        )


def _renew(connection: Connection, role: str, *, restricted: bool) -> None:
    """Give a role exactly its views; one that was dropped, or lost the schema, is forgotten."""
    found = connection.execute(
        "SELECT has_schema_privilege(rolname, %s, 'USAGE') FROM pg_roles WHERE rolname = %s", (VIEWS, role)
    ).fetchone()
    if found != (True,):
        connection.execute("DELETE FROM shown_readers WHERE role = %s", (role,))
        return
    name = sql.Identifier(role)
    connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(sql.Identifier(VIEWS), name))
    query = "SELECT layer FROM shown_layers WHERE %s OR NOT restricted ORDER BY layer"
    views = [sql.Identifier(VIEWS, layer) for (layer,) in connection.execute(query, (restricted,)).fetchall()]
    if views:
        connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.SQL(", ").join(views), name))


def _make_table(connection: Connection, kind: LayerKind, signature: str, writers: Sequence[str]) -> None:
    named = columns(kind)
    parts = {
        "table": sql.Identifier(SHOWN, kind.layer),
        "geometry": sql.SQL(f"geometry({SQL_GEOMETRIES[kind.geometry]}, {records.SRID})"),
        "columns": sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(SQL_TYPES[column.type])) for column in named
        ),
    }
    for statement in (
        "CREATE TABLE {table} (fid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " shown_set bigint NOT NULL REFERENCES sanxian.shown_sets ON DELETE CASCADE,"
        " geometry {geometry} NOT NULL, {columns})",
        "CREATE INDEX ON {table} USING gist (geometry)",
        "CREATE INDEX ON {table} (shown_set)",
    ):
        connection.execute(sql.SQL(statement).format(**parts))
    for role in writers:
        grant = sql.SQL("GRANT SELECT, INSERT, DELETE ON {table} TO {role}")
        connection.execute(grant.format(table=parts["table"], role=sql.Identifier(role)))
    connection.execute(
        "INSERT INTO shown_layers (layer, geometry, restricted, columns, signature) VALUES (%s, %s, %s, %s, %s)",
        (
            kind.layer,
            kind.geometry,
            kind.access != "public",
            json.dumps([[column.name, column.type] for column in named]),
            signature,
        ),
    )


def _make_view(connection: Connection, kind: LayerKind) -> None:
    named = columns(kind)
    view = sql.Identifier(VIEWS, kind.layer)
    query = sql.SQL(
        "CREATE OR REPLACE VIEW {view} AS SELECT t.fid, {names}, t.geometry FROM {table} AS t"
        " JOIN sanxian.shown_periods AS p ON p.set = t.shown_set"
        " WHERE sanxian.shown_soundly({layer}) AND p.since <= sanxian.shown_moment()"
        " AND sanxian.shown_moment() < p.until"
    ).format(
        view=view,
        names=sql.SQL(", ").join(sql.Identifier("t", column.name) for column in named),
        table=sql.Identifier(SHOWN, kind.layer),
        layer=sql.Literal(kind.layer),
    )
    try:
        with connection.transaction():
            connection.execute(query)
    except errors.InvalidTableDefinition:  # its columns are others now: it cannot be replaced in place
        connection.execute(sql.SQL("DROP VIEW {}").format(view))
        connection.execute(query)
    _comment(connection, kind, named)


def _drop(connection: Connection, layer: str) -> None:
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(VIEWS, layer)))
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(SHOWN, layer)))
    connection.execute("DELETE FROM shown_layers WHERE layer = %s", (layer,))


def _comment(connection: Connection, kind: LayerKind, named: Sequence[Column]) -> None:
    view = sql.Identifier(VIEWS, kind.layer)
    said = [
        (sql.SQL("COMMENT ON VIEW {}").format(view), f"{kind.title.zh} {kind.title.en}"),
        (_column(kind, "fid"), "行号，QGIS 的主键 row number, the key in QGIS"),
        (_column(kind, "geometry"), "图形，CGCS2000 经纬度 geometry, longitude and latitude in CGCS2000"),
        *((_column(kind, column.name), _titled(kind, column)) for column in named),
    ]
    for what, text in said:
        connection.execute(sql.SQL("{} IS {}").format(what, sql.Literal(text)))


def _column(kind: LayerKind, name: str) -> sql.Composed:
    return sql.SQL("COMMENT ON COLUMN {}").format(sql.Identifier(VIEWS, kind.layer, name))


def _titled(kind: LayerKind, column: Column) -> str:
    """The titles of a column, and the meaning of its codes."""
    attribute = kind.attributes.get(column.name)
    codes = "；".join(f"{code} {title.zh}" for code, title in attribute.values.items()) if attribute else ""
    return f"{column.title.zh} {column.title.en}" + (f"（{codes}）" if codes else "")


def _writers(connection: Connection) -> list[str]:
    """The roles of services: those that may write sets besides the owner."""
    query = (
        "SELECT DISTINCT grantee FROM information_schema.role_table_grants WHERE table_schema = 'sanxian'"
        " AND table_name = 'shown_sets' AND privilege_type = 'INSERT' AND grantee <> current_user"
    )
    return [role for (role,) in connection.execute(query).fetchall()]


def _signature(kind: LayerKind) -> str:
    named = [[column.name, column.type, _titled(kind, column)] for column in columns(kind)]
    made = [_FORM, kind.layer, kind.title.zh, kind.title.en, kind.geometry, kind.access, named]
    return hashlib.sha256(json.dumps(made, ensure_ascii=False).encode("utf-8")).hexdigest()
