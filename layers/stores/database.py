"""The SQLite database of the files store: its schema, its connections, its transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import StoreError, StoreTimeout

APPLICATION_ID = 0x73786C6E  # "sxln": says whose database this is
SCHEMA_VERSION = 1
_BUSY_SECONDS = 30.0
_BUSY = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))

_SCHEMA = (
    "CREATE TABLE catalogue (only INTEGER PRIMARY KEY CHECK (only = 1), generation INTEGER NOT NULL)",
    "INSERT INTO catalogue VALUES (1, 0)",
    """CREATE TABLE files (
        sha256 TEXT PRIMARY KEY, file_sha256 TEXT NOT NULL, attributes TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE editions (
        layer TEXT NOT NULL, region TEXT NOT NULL, number INTEGER NOT NULL,
        sha256 TEXT NOT NULL REFERENCES files (sha256), feature_count INTEGER NOT NULL,
        standing TEXT NOT NULL, accuracy_m REAL NOT NULL, effective_from TEXT NOT NULL, source TEXT NOT NULL,
        coverage BLOB, replaces TEXT NOT NULL, state TEXT NOT NULL,
        proposed_at TEXT NOT NULL, published_at TEXT, withdrawn_at TEXT,
        PRIMARY KEY (layer, region, number)) WITHOUT ROWID""",
    "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE log (
        sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        body BLOB NOT NULL, previous TEXT NOT NULL UNIQUE, hash TEXT NOT NULL)""",
    "CREATE INDEX log_by_subject ON log (subject, sequence)",
    "CREATE INDEX log_by_kind ON log (kind, sequence)",
)


class Database:
    """Connections to one file, lent out one at a time and kept for the next use; safe across threads and forks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._of_parent: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._file: tuple[int, int] | None = None
        with self.reading() as connection:
            self._prepare(connection)
        self._file = self._present()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection outside any transaction. SQLite's errors leave as StoreError."""
        connection: sqlite3.Connection | None = None
        if self._file is not None and self._present() != self._file:  # SQLite would go on writing to what is gone
            raise StoreError(
                f"{self.path} 在运行中被删除或替换；请恢复它并重新启动程序",
                f"{self.path} was removed or replaced under the running program; restore it and start again",
            )
        try:
            connection = self._borrow()
            yield connection
        except sqlite3.Error as fault:
            zh, en = _mend(fault)
            kind = StoreTimeout if getattr(fault, "sqlite_errorcode", None) in _BUSY else StoreError
            raise kind(
                f"{self.path}：数据库出错：{fault}；{zh}", f"{self.path}: database error: {fault}; {en}"
            ) from fault
        finally:
            if connection is not None:
                self._give_back(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed durably at the end of the block, rolled back on any error."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the idle connections; the next use opens new ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _present(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _borrow(self) -> sqlite3.Connection:
        with self._lock:
            if self._process != os.getpid():  # a connection must not be used, nor closed, on the far side of a fork
                self._of_parent, self._idle, self._process = self._idle, [], os.getpid()
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._process == os.getpid() and not connection.in_transaction:
                self._idle.append(connection)
                return
        connection.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        self._check(connection)
        _to_wal(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            # another process may have made the tables meanwhile
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        self._check(connection)

    def _check(self, connection: sqlite3.Connection) -> None:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application != APPLICATION_ID and (application or version or tables):
            raise StoreError(
                f"{self.path} 是别的程序的数据库，不是三线的存储；请另指一个文件夹",
                f"{self.path} is another program's database, not a sanxian store; name another folder",
            )
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path} 的结构版本是 {version}，本程序只认得到 {SCHEMA_VERSION}；请升级程序",
                f"{self.path} has schema version {version}, this program knows up to {SCHEMA_VERSION}; upgrade it",
            )


def _mend(fault: sqlite3.Error) -> tuple[str, str]:
    """What an operator can do about an error of SQLite, by the first byte of its code."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return "存储文件夹须可写（读取也是），请核对权限和挂载方式", "the folder must be writable, also for reading"
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return "请核对磁盘空间与磁盘", "check the disk and its free space"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "另一个程序长时间占用，请稍后再试", "another program holds it; try again later"
    return "请运行 sanxian doctor，必要时从备份恢复", "run `sanxian doctor`, and restore a backup where it must be"


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; SQLite does not wait by itself when two openers switch at once."""
    for _ in range(200):
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            time.sleep(0.02)
            continue
        if mode == "wal":
            return
        raise sqlite3.OperationalError(f"write-ahead logging is not to be had here (journal mode {mode})")
    raise sqlite3.OperationalError("database is locked")
