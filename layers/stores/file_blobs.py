"""Blobs of the files store: one file each, named by the hash of its bytes, and known once the database lists it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from sqlite3 import Connection

from layers.errors import NotFound, StoreError
from layers.stores import disk
from layers.stores.database import Database


class FileBlobs:
    """Bytes by their SHA-256 in one folder."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database

    def put(self, content: bytes) -> str:
        """Keep bytes durably; returns their hash. What is there already and sound is left as it is."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self._sound(sha256):
            return sha256
        path = self._path(sha256)
        with self._told(), disk.written(content, path.parent) as temporary, self._database.writing() as connection:
            disk.place(temporary, path)
            connection.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (sha256, len(content)))
        return sha256

    def put_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Keep the bytes of files durably, copied piece by piece, all or none of them; returns their hashes."""
        with self._told(), ExitStack() as kept:
            copies = [kept.enter_context(disk.copied(path, self._folder)) for path in paths]
            fresh = {sha256: temporary for temporary, sha256 in copies if not self._sound(sha256)}
            sizes = {sha256: temporary.stat().st_size for sha256, temporary in fresh.items()}
            for temporary in fresh.values():  # after all were written: the disk takes them together
                disk.sync_file(temporary)
            if fresh:
                with self._database.writing() as connection:
                    disk.place_all({temporary: self._path(sha256) for sha256, temporary in fresh.items()})
                    connection.executemany("INSERT OR IGNORE INTO blobs VALUES (?, ?)", sizes.items())
        return tuple(sha256 for _, sha256 in copies)

    def read(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""
        path = self._known_path(sha256)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise _unreadable(path, fault) from fault
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _altered(path)
        return content

    @contextmanager
    def file(self, sha256: str) -> Iterator[Path]:
        """The file in which bytes lie, compared with their hash. Raises NotFound, StoreError."""
        path = self._known_path(sha256)
        try:
            found = disk.hash_of(path)
        except OSError as fault:
            raise _unreadable(path, fault) from fault
        if found != sha256:
            raise _altered(path)
        yield path

    def forget(self, sha256: str) -> None:
        """Remove bytes for good: first from the list, so that a kill in between leaves an orphan and no gap."""
        with self._told():
            with self._database.writing() as connection:
                connection.execute("DELETE FROM blobs WHERE sha256 = ?", (sha256,))
            self._path(sha256).unlink(missing_ok=True)

    def hashes(self) -> Iterator[str]:
        """Every hash, in ascending order."""
        with self._database.reading() as connection:
            found = [row[0] for row in connection.execute("SELECT sha256 FROM blobs ORDER BY sha256")]
        yield from found

    def known(self, connection: Connection) -> set[Path]:
        """The files that the database lists."""
        return {self._path(row[0]) for row in connection.execute("SELECT sha256 FROM blobs")}

    def files(self) -> Iterator[Path]:
        """Every file there is, listed or not, also those not yet in their place."""
        yield from self._folder.glob("*/*")
        yield from self._folder.glob(f"{disk.TEMPORARY}*")

    def _sound(self, sha256: str) -> bool:
        with self._database.reading() as connection:
            return _listed(connection, sha256) and disk.hash_or_none(self._path(sha256)) == sha256

    def _known_path(self, sha256: str) -> Path:
        with self._database.reading() as connection:
            if not _listed(connection, sha256):
                raise NotFound(f"存储中没有内容 {sha256}", f"the store holds no content {sha256}")
        return self._path(sha256)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _told(self) -> AbstractContextManager[None]:
        return disk.told(self._folder.parent)


def _listed(connection: Connection, sha256: str) -> bool:
    return connection.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (sha256,)).fetchone() is not None


def _unreadable(path: Path, fault: OSError) -> StoreError:
    return StoreError(
        f"{path} 读不出：{fault}；请从备份恢复", f"{path} cannot be read: {fault}; restore it from a backup"
    )


def _altered(path: Path) -> StoreError:
    return StoreError(
        f"{path} 的内容与其散列不符，不予提供；请从备份恢复",
        f"{path} does not match its hash and is not served; restore it from a backup",
    )
