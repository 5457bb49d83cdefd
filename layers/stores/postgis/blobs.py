"""Blobs in pieces, so that a large one is never held whole in memory."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from layers.errors import NotFound, StoreError
from layers.stores import disk
from layers.stores.postgis.connections import Connection, Connections

_PIECE = 1 << 20


class Blobs:
    """Bytes by their SHA-256 in one database."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def put(self, content: bytes) -> str:
        """Keep bytes durably; returns their hash. What is there already and sound is left as it is."""
        with self._connections.bulk() as connection:
            return _put(connection, io.BytesIO(content))

    def put_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Keep the bytes of files durably, read twice piece by piece, all or none of them; returns their hashes."""
        found = []
        with self._connections.bulk() as connection:
            for path in paths:
                with disk.told(path), path.open("rb") as file:
                    found.append(_put(connection, file))
        return tuple(found)

    def read(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""
        return b"".join(self._sound_pieces(sha256))

    @contextmanager
    def file(self, sha256: str) -> Iterator[Path]:
        """The bytes in a temporary file, compared with their hash. Raises NotFound, StoreError."""
        with tempfile.TemporaryDirectory(prefix="sanxian-blob-") as folder:
            path = Path(folder, sha256)
            with disk.told(path), path.open("xb") as file:
                for piece in self._sound_pieces(sha256):
                    file.write(piece)
            yield path

    def hashes(self) -> Iterator[str]:
        """Every hash, in ascending order."""
        with self._connections.lent() as connection:
            found = [row[0] for row in connection.execute("SELECT sha256 FROM blobs ORDER BY sha256")]
        yield from found

    def forget(self, sha256: str) -> None:
        """Remove bytes for good; nothing where they are not there."""
        with self._connections.writing() as connection:
            connection.execute("DELETE FROM blobs WHERE sha256 = %s", (sha256,))

    def _sound_pieces(self, sha256: str) -> Iterator[bytes]:
        """The pieces; after the last one an error where they are not those of the hash."""
        digest, expected, size = hashlib.sha256(), 0, 0
        with self._connections.lent() as connection:
            row = connection.execute("SELECT size FROM blobs WHERE sha256 = %s", (sha256,)).fetchone()
            if row is None:
                raise NotFound(f"存储中没有内容 {sha256}", f"the store holds no content {sha256}")
            while size < row[0] or expected == 0:
                found = connection.execute(
                    "SELECT content FROM blob_pieces WHERE sha256 = %s AND piece = %s", (sha256, expected)
                ).fetchone()
                if found is None:
                    raise _incomplete(sha256)
                digest.update(found[0])
                size += len(found[0])
                expected += 1
                yield found[0]
        if digest.hexdigest() != sha256:
            raise _altered(sha256)


def _put(connection: Connection, file: BinaryIO) -> str:
    whole, digests, size = hashlib.sha256(), [], 0
    for piece in _pieces(file):
        whole.update(piece)
        digests.append(hashlib.sha256(piece).digest())
        size += len(piece)
    sha256 = whole.hexdigest()
    if _held(connection, sha256) == digests:
        return sha256
    # a conflict waits until whoever writes the same has committed
    connection.execute("INSERT INTO blobs VALUES (%s, %s) ON CONFLICT DO NOTHING", (sha256, size))
    connection.execute("SELECT FROM blobs WHERE sha256 = %s FOR UPDATE", (sha256,))
    if _held(connection, sha256) != digests:
        connection.execute("UPDATE blobs SET size = %s WHERE sha256 = %s", (size, sha256))
        connection.execute("DELETE FROM blob_pieces WHERE sha256 = %s", (sha256,))
        file.seek(0)
        _write(connection, sha256, file)
    return sha256


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The pieces of a file; an empty one has one empty piece."""
    yield file.read(_PIECE)
    while piece := file.read(_PIECE):
        yield piece


def _held(connection: Connection, sha256: str) -> list[bytes]:
    """The hash of every piece in the database, computed there."""
    query = "SELECT sha256(content) FROM blob_pieces WHERE sha256 = %s ORDER BY piece"
    return [row[0] for row in connection.execute(query, (sha256,))]


def _write(connection: Connection, sha256: str, file: BinaryIO) -> None:
    digest = hashlib.sha256()
    with connection.cursor().copy("COPY blob_pieces (sha256, piece, content) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["text", "int4", "bytea"])
        for number, piece in enumerate(_pieces(file)):
            digest.update(piece)
            copy.write_row((sha256, number, piece))
    if digest.hexdigest() != sha256:
        raise StoreError("文件在存入时被改动；请再试一次", "the file was changed while it was stored; try again")


def _incomplete(sha256: str) -> StoreError:
    return StoreError(
        f"内容 {sha256} 不全，读不出；请从备份恢复",
        f"the content {sha256} is incomplete and cannot be read; restore it from a backup",
    )


def _altered(sha256: str) -> StoreError:
    return StoreError(
        f"内容 {sha256} 与其散列不符，不予提供；请从备份恢复",
        f"the content {sha256} does not match its hash and is not served; restore it from a backup",
    )
