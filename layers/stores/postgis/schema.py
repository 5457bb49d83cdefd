"""Whether a database is fit and has our schema, and of which revision."""

from __future__ import annotations

from pathlib import Path

from layers.errors import StoreError
from layers.stores.postgis.connections import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
LEAST_SERVER = 15
LEAST_POSTGIS = (3, 3)


def revisions() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first: one for each SQL file, `r0001_store.sql` is 0001."""
    return tuple(path.name[1:5] for path in sorted((MIGRATIONS / "versions").glob("r*.sql")))


def found(connection: Connection) -> str | None:
    """The revision of the database's schema; None where there is none."""
    there = connection.execute("SELECT FROM pg_tables WHERE schemaname = 'sanxian' AND tablename = 'alembic_version'")
    if there.fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM sanxian.alembic_version").fetchone()
    return None if row is None else str(row[0])


def require_server(connection: Connection, place: str) -> None:
    """Raises StoreError for a server that is too old, or a database that is not in UTF-8."""
    version = connection.info.server_version // 10_000
    if version < LEAST_SERVER:
        raise StoreError(
            f"{place} 是 PostgreSQL {version}；需要 {LEAST_SERVER} 或更新",
            f"{place} is PostgreSQL {version}; {LEAST_SERVER} or newer is needed",
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"{place} 的编码是 {encoding}；请用 UTF8 新建数据库",
            f"{place} is encoded in {encoding}; create the database in UTF8",
        )


def require_postgis(connection: Connection, place: str) -> None:
    """Raises StoreError where the extension is not installed in the database, or too old."""
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'postgis'").fetchone()
    if row is None:
        raise StoreError(
            f"{place} 中没有 PostGIS 扩展；请由管理员执行 CREATE EXTENSION postgis，再运行 sanxian migrate",
            f"{place} has no PostGIS extension; let an administrator run CREATE EXTENSION postgis, then"
            " `sanxian migrate`",
        )
    if tuple(int(part) for part in row[0].split(".")[:2]) < LEAST_POSTGIS:
        needed = ".".join(map(str, LEAST_POSTGIS))
        raise StoreError(
            f"{place} 中的 PostGIS 是 {row[0]}；需要 {needed} 或更新",
            f"{place} has PostGIS {row[0]}; {needed} or newer is needed",
        )


def require_known(revision: str | None, place: str) -> None:
    """Raises StoreError for a schema that a newer program made."""
    known = revisions()
    if revision is not None and revision not in known:
        raise StoreError(
            f"{place} 的结构版本是 {revision}，本程序只认得到 {known[-1]}；请升级程序",
            f"{place} has schema revision {revision}, this program knows up to {known[-1]}; upgrade it",
        )


def require_ready(connection: Connection, place: str) -> None:
    """Raises StoreError, saying how to mend it, for anything but a fit database with the present schema."""
    require_server(connection, place)
    revision = found(connection)
    require_known(revision, place)
    if revision is None:
        raise StoreError(
            f"{place} 中没有三线的数据表；请以所有者运行 sanxian migrate，或改正 SANXIAN_STORE",
            f"{place} has no tables of sanxian; as owner run `sanxian migrate`, or mend SANXIAN_STORE",
        )
    if revision != revisions()[-1]:
        raise StoreError(
            f"{place} 的结构版本是 {revision}，需要 {revisions()[-1]}；请以所有者运行 sanxian migrate",
            f"{place} has schema revision {revision}, {revisions()[-1]} is needed; as owner run `sanxian migrate`",
        )
    require_postgis(connection, place)
