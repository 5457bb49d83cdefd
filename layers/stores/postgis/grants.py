"""What a service's role may do, and no more: it cannot change the schema, an edition's content or the log."""

from __future__ import annotations

from psycopg import sql

from layers.errors import BadInput
from layers.stores.postgis.connections import Connection

SERVICE = (
    ("SELECT", ("alembic_version", "catalogue", "contents", "features", "editions", "blobs", "blob_pieces", "log")),
    ("SELECT", ("shown_layers", "shown_sets", "shown_periods", "shown_generation")),
    ("INSERT", ("contents", "features", "editions", "blobs", "blob_pieces", "log", "shown_sets", "shown_periods")),
    ("UPDATE", ("catalogue", "blobs", "shown_generation")),
    ("UPDATE (fault)", ("shown_layers",)),
    ("UPDATE (attributes)", ("contents",)),
    ("UPDATE (state, published_at, withdrawn_at)", ("editions",)),
    ("DELETE", ("features", "blobs", "blob_pieces")),  # what is corrupt is written anew; what is forgotten, goes
    ("DELETE", ("shown_sets", "shown_periods")),
)


def give(connection: Connection, role: str) -> None:
    """Give a role the rights of SERVICE in place of those it had. Raises BadInput for one that may do more anyway."""
    require_role(connection, role)
    name = sql.Identifier(role)
    connection.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA sanxian FROM {}").format(name))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA sanxian TO {}").format(name))
    for right, tables in SERVICE:
        names = sql.SQL(", ").join(sql.Identifier("sanxian", table) for table in tables)
        connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(right), names, name))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA sanxian_shown TO {}").format(name))
    connection.execute(sql.SQL("GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA sanxian_shown TO {}").format(name))
    more = connection.execute("SELECT has_table_privilege(%s, 'sanxian.log', 'UPDATE, DELETE, TRUNCATE')", (role,))
    if more.fetchone() != (False,):
        raise BadInput(
            f"角色 {role} 是超级用户或数据表的所有者，权限收不窄；请另建一个角色给服务用",
            f"the role {role} is a superuser or owns the tables, and cannot have less; make another for the service",
        )


def require_role(connection: Connection, role: str) -> None:
    """Raises BadInput for a role that is not there."""
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
        raise BadInput(
            f"数据库中没有角色 {role}；请先执行 CREATE ROLE … LOGIN",
            f"the database has no role {role}; first run CREATE ROLE … LOGIN",
        )
