"""Connections to the database: pooled, bounded in time, safe across forks; errors in our own words."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from layers.errors import BadInput, StoreError, StoreTimeout, StoreUnavailable
from layers.stores.location import without_password

CONNECT_SECONDS = 5
POOL_SECONDS = 5.0  # how long a request waits for a connection
STATEMENT_SECONDS = 30
BULK_SECONDS = 1800  # a statement that moves a whole edition or blob
LOCK_SECONDS = 20
IDLE_SECONDS = 60  # inside a transaction: then the server frees what a vanished client held
MOST_CONNECTIONS = 10

Connection = psycopg.Connection[tuple[Any, ...]]

_DEFAULTS: Mapping[str, str | int] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "sanxian",
}
_SESSION = """
    SELECT set_config('search_path', concat_ws(', ', 'sanxian', (
               SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
               WHERE extname = 'postgis')), false),
           set_config('TimeZone', 'UTC', false),
           set_config('DateStyle', 'ISO', false),
           set_config('statement_timeout', %s, false),
           set_config('lock_timeout', %s, false),
           set_config('idle_in_transaction_session_timeout', %s, false),
           set_config('synchronous_commit', CASE current_setting('synchronous_commit')
               WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"""
_SLOW = (
    errors.QueryCanceled,
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.IdleInTransactionSessionTimeout,
)
_ABSENT = (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName, errors.UndefinedFunction)


class Connections:
    """Connections to one database, lent one at a time and kept for the next use."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet. Raises BadInput for a URL that cannot be read."""
        self.location = without_password(url)
        try:
            given = conninfo_to_dict(url)
        except psycopg.Error:
            raise BadInput(  # the fault itself may quote a piece of the password
                f"{self.location} 不是可用的 PostgreSQL 地址；写作 postgresql://用户@主机:端口/数据库，特殊字符须转义",
                f"{self.location} cannot be read as a PostgreSQL URL; write postgresql://user@host:port/database,"
                " with special characters escaped",
            ) from None
        if "@" in str(given.get("host") or ""):  # the end of a password: every message would name it as the host
            raise BadInput(
                f"{self.location} 的口令中有未转义的 @；请写作 %40",
                f"the password of {self.location} holds an @; write it as %40",
            )
        self._password = str(given.get("password") or "")
        self._conninfo = make_conninfo("", **{**_DEFAULTS, **given, "client_encoding": "utf8"})
        self._pool: ConnectionPool[Connection] | None = None
        self._of_parents: list[ConnectionPool[Connection]] = []
        self._process = os.getpid()
        self._lock = threading.Lock()

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """A connection outside any transaction, each statement its own. Errors leave as `StoreError` and its kinds."""
        with self.told():
            pool = self._open_pool()
            connection = _sound(pool)
            try:
                yield connection
            finally:
                pool.putconn(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed durably at the end of the block, rolled back on any error."""
        with self.lent() as connection, connection.transaction():
            yield connection

    @contextmanager
    def bulk(self) -> Iterator[Connection]:
        """As `writing`, with time for statements that move much."""
        with self.writing() as connection:
            connection.execute("SELECT set_config('statement_timeout', %s, true)", (f"{BULK_SECONDS}s",))
            yield connection

    def alone(self) -> Connection:
        """A new connection beside the pool, for the caller to close. Raises psycopg's errors."""
        connection: Connection = psycopg.connect(self._conninfo, autocommit=True, prepare_threshold=None)
        try:
            configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close the idle connections; the next use opens new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
            mine = self._process == os.getpid()
        if pool is not None and mine:
            pool.close()

    @contextmanager
    def told(self) -> Iterator[None]:
        """PostgreSQL's errors leave as StoreError and its kinds, without the password."""
        try:
            yield
        except psycopg.Error as fault:
            raise self._in_words(fault) from fault

    def _open_pool(self) -> ConnectionPool[Connection]:
        with self._lock:
            if self._process != os.getpid():  # a pool must not be used, nor closed, on the far side of a fork
                self._of_parents += [] if self._pool is None else [self._pool]
                self._pool, self._process = None, os.getpid()
            if self._pool is None:
                self._pool = ConnectionPool(
                    self._conninfo,
                    kwargs={"autocommit": True, "prepare_threshold": None},  # a proxy may change the session
                    min_size=0,
                    max_size=MOST_CONNECTIONS,
                    timeout=POOL_SECONDS,
                    reconnect_timeout=POOL_SECONDS,
                    configure=configure,
                    num_workers=2,
                    open=True,
                )
            return self._pool

    def _in_words(self, fault: psycopg.Error) -> StoreError:
        said = " ".join(str(fault).split())
        if self._password:
            said = said.replace(self._password, "…")
        place, state = self.location, fault.sqlstate or ""
        if isinstance(fault, _SLOW):
            return StoreTimeout(
                f"{place}：数据库未及时应答：{said}；请稍后再试",
                f"{place}: the database did not answer in time: {said}; try again later",
            )
        if isinstance(fault, errors.InsufficientPrivilege):
            return StoreError(
                f"{place}：该数据库角色无权这样做：{said}；请以所有者运行 sanxian migrate --service-role",
                f"{place}: this database role may not do that: {said}; as owner run `sanxian migrate --service-role`",
            )
        if isinstance(fault, _ABSENT):
            return StoreError(
                f"{place}：数据库结构不全：{said}；请运行 sanxian migrate",
                f"{place}: the schema is incomplete: {said}; run `sanxian migrate`",
            )
        if state.startswith("53") and not isinstance(fault, errors.TooManyConnections):
            return StoreError(
                f"{place}：数据库空间或内存不足：{said}；请核对磁盘",
                f"{place}: the database has no room left: {said}; check its disk",
            )
        if isinstance(fault, psycopg.InterfaceError) or (
            isinstance(fault, psycopg.OperationalError) and state[:2] in ("", "08", "53", "57")
        ):
            return StoreUnavailable(
                f"{place}：暂时连不上数据库：{said}；请核对服务器、地址和口令，恢复后无需重启",
                f"{place}: the database cannot be reached for now: {said}; check server, address and password;"
                " nothing needs a restart once it is back",
            )
        return StoreError(f"{place}：数据库出错：{said}", f"{place}: database error: {said}")


def _sound(pool: ConnectionPool[Connection]) -> Connection:
    """A connection that answers: those broken by a restart are given up one after the other, without a pause."""
    until = monotonic() + POOL_SECONDS
    while True:
        connection = pool.getconn(timeout=max(until - monotonic(), 0.001))
        try:
            connection.execute("")
        except psycopg.Error:
            pool.putconn(connection)
            if monotonic() > until:
                raise
        else:
            return connection


def configure(connection: Connection) -> None:
    """Where names are found, which zone times are in, and how long a statement may take."""
    connection.execute(_SESSION, (f"{STATEMENT_SECONDS}s", f"{LOCK_SECONDS}s", f"{IDLE_SECONDS}s"))
