"""Brings a database's schema to the present revision; Alembic runs the SQL files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from layers.errors import StoreError
from layers.kinds import LayerKind
from layers.stores.postgis import grants, schema, view_definitions
from layers.stores.postgis.connections import BULK_SECONDS, Connection, Connections, configure

if TYPE_CHECKING:
    import sqlalchemy

_ONE_AT_A_TIME = 0x73786C6E  # the advisory lock of migrations: "sxln"


@dataclass(frozen=True)
class Migrated:
    """What a migration did: where, the revisions applied, in order, and the revision there is now.

    `faults` says which views cannot answer, and why.
    """

    location: str
    applied: tuple[str, ...]
    revision: str
    faults: tuple[str, ...] = ()


def migrate(
    url: str,
    *,
    kinds: Mapping[str, LayerKind] | None = None,
    service_role: str | None = None,
    reader_role: str | None = None,
    restricted_role: str | None = None,
    only_empty: bool = False,
) -> Migrated:
    """Bring the schema to the present revision, in one transaction; processes that do so at once wait for each other.

    With `kinds`, there is a view for each of them afterwards, of its features in force. Roles must exist: a
    `service_role` gets the rights of `grants.SERVICE` and no other, a `reader_role` reads the views of layers that are
    not restricted, a `restricted_role` those of all. With `only_empty` a schema that is there is left as it is.
    Raises BadInput, StoreError and its kinds.
    """
    import sqlalchemy  # noqa: PLC0415 - a store that has its tables is opened without it, and without Alembic
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    connections = Connections(url)
    engine = sqlalchemy.create_engine("postgresql+psycopg://", creator=connections.alone, poolclass=NullPool)
    with connections.told():
        try:
            with engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert isinstance(raw, psycopg.Connection)  # noqa: S101 - made by the creator above
                raw.autocommit = False
                with connection.begin():
                    applied = _upgrade(connection, raw, connections.location, only_empty=only_empty)
                    if service_role is not None:
                        grants.give(raw, service_role)
                    faults = () if kinds is None else view_definitions.define(raw, kinds)
                    for role in (reader_role, restricted_role):
                        if role is not None:
                            grants.require_role(raw, role)
                            view_definitions.let_read(raw, role, restricted=role == restricted_role)
        except DBAPIError as fault:
            raise (fault.orig if isinstance(fault.orig, psycopg.Error) else fault) from fault
    return Migrated(connections.location, applied, schema.revisions()[-1], faults)


def _upgrade(connection: sqlalchemy.Connection, raw: Connection, place: str, *, only_empty: bool) -> tuple[str, ...]:
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.config import Config  # noqa: PLC0415

    schema.require_server(raw, place)
    raw.execute("SELECT set_config('statement_timeout', %s, true)", (f"{BULK_SECONDS}s",))
    raw.execute("SELECT set_config('lock_timeout', %s, true)", (f"{BULK_SECONDS}s",))
    raw.execute("SELECT pg_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
    revision, known = schema.found(raw), schema.revisions()
    schema.require_known(revision, place)
    if revision == known[-1] or (only_empty and revision is not None):
        return ()
    _have_postgis(raw, place)
    raw.execute("CREATE SCHEMA IF NOT EXISTS sanxian")
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return known if revision is None else known[known.index(revision) + 1 :]


def _have_postgis(raw: Connection, place: str) -> None:
    try:
        with raw.transaction():
            raw.execute("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
    except errors.InsufficientPrivilege:
        pass  # only an administrator may: told below, unless it is there
    except (errors.UndefinedFile, errors.FeatureNotSupported) as fault:
        raise StoreError(
            f"{place} 的服务器没有安装 PostGIS；请安装它（Debian：postgresql-postgis）",
            f"the server of {place} has no PostGIS; install it (Debian: postgresql-postgis)",
        ) from fault
    schema.require_postgis(raw, place)
    configure(raw)  # its types are found from now on
