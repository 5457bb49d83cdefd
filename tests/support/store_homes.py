"""Places where stores live: how to open one, also from another process, and how to harm it from outside."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import postgis
import psycopg

from layers.editions import Edition
from layers.stores.base import Store
from layers.stores.files import FilesStore
from layers.stores.postgis.store import PostgisStore


def open_store(kind: str, place: str) -> Store:
    openers: dict[str, Callable[[str], Store]] = {
        "files": lambda place: FilesStore(Path(place)),
        "postgis": PostgisStore,
    }
    return openers[kind](place)


def at(where: float, length: int) -> int:
    """A share of a length, or a place counted from its begin or end."""
    return int(where * length) if isinstance(where, float) else where


@dataclass(frozen=True)
class FilesHome:
    place: str
    kind: str = "files"

    def open(self) -> Store:
        return open_store(self.kind, self.place)

    def flip(self, edition: Edition, where: float) -> None:
        """Change one bit of an edition's content."""
        content = bytearray(self._edition_file(edition).read_bytes())
        content[at(where, len(content))] ^= 0x10
        self._edition_file(edition).write_bytes(content)

    def cut(self, edition: Edition, left: float) -> None:
        """Leave only the first part of an edition's content."""
        content = self._edition_file(edition).read_bytes()
        self._edition_file(edition).write_bytes(content[: at(left, len(content))])

    def lose(self, edition: Edition) -> None:
        self._edition_file(edition).unlink()

    def put_in_place_of(self, edition: Edition, other: Edition) -> None:
        """Have one edition's name on the sound content of another."""
        content = self._edition_file(other).read_bytes()
        self._edition_file(edition).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self.execute(f"UPDATE files SET file_sha256 = '{digest}' WHERE sha256 = '{edition.sha256}'")

    def spoil_coverage(self) -> None:
        self.execute("UPDATE editions SET coverage = x'00ff'")

    def alter_blob(self, sha256: str, content: bytes) -> None:
        self._blob_file(sha256).write_bytes(content)

    def lose_blob(self, sha256: str) -> None:
        self._blob_file(sha256).unlink()

    def execute(self, statement: str) -> None:
        with sqlite3.connect(Path(self.place, "catalogue.sqlite")) as connection:
            connection.execute(statement)
        connection.close()

    def _edition_file(self, edition: Edition) -> Path:
        return Path(self.place, "editions", f"{edition.sha256}.parquet")

    def _blob_file(self, sha256: str) -> Path:
        return Path(self.place, "blobs", sha256[:2], sha256)


@dataclass(frozen=True)
class PostgisHome:
    place: str
    kind: str = "postgis"

    def open(self) -> Store:
        return open_store(self.kind, self.place)

    def flip(self, edition: Edition, where: float) -> None:
        """Change one bit of an edition's rows: of an id, a geometry, attributes, or a geometry as delivered.

        A bit that the server does not keep, or without which a column would not be of its type, is passed over.
        """
        sql = (
            "SELECT feature, convert_to(id, 'UTF8'), ST_AsEWKB(geometry), convert_to(attributes::text, 'UTF8'),"
            f" coalesce(delivered, '') FROM sanxian.features WHERE {self._of(edition)} ORDER BY position"
        )
        found = postgis.rows(self.place, sql)
        fields = [(row[0], column, byte) for row in found for column in range(1, 5) for byte in range(len(row[column]))]
        contents = {row[0]: row for row in found}
        start = at(where, len(fields)) % len(fields)
        for feature, column, byte in fields[start:] + fields[:start]:
            content = bytearray(contents[feature][column])
            content[byte] ^= 0x10
            setting = (
                "id = convert_from(%s, 'UTF8')",
                "geometry = ST_GeomFromEWKB(%s)",
                "attributes = convert_from(%s, 'UTF8')::json",
                "delivered = %s",
            )[column - 1]
            try:
                postgis.execute(self.place, f"UPDATE features SET {setting} WHERE feature = {feature}", bytes(content))
            except psycopg.Error:
                continue
            if postgis.rows(self.place, sql) != found:
                return
        raise AssertionError("the server refuses every change")

    def cut(self, edition: Edition, left: float) -> None:
        """Leave only the first features of an edition."""
        keep = at(left, edition.feature_count)
        self.execute(f"DELETE FROM features WHERE {self._of(edition)} AND position >= {keep}")

    def lose(self, edition: Edition) -> None:
        self.execute(f"DELETE FROM features WHERE {self._of(edition)}")

    def put_in_place_of(self, edition: Edition, other: Edition) -> None:
        """Have one edition's name on the sound content of another."""
        self.lose(edition)
        self.execute(
            "INSERT INTO features (content, position, id, geometry, attributes, delivered)"
            f" SELECT (SELECT content FROM contents WHERE sha256 = '{edition.sha256}'), position, id, geometry,"
            f" attributes, delivered FROM features WHERE {self._of(other)}"
        )

    def spoil_coverage(self) -> None:
        self.execute("UPDATE editions SET coverage = ST_GeomFromText('TIN(((0 0, 0 1, 1 1, 0 0)))', 4490)")

    def alter_blob(self, sha256: str, content: bytes) -> None:
        postgis.execute(self.place, "UPDATE blob_pieces SET content = %s WHERE sha256 = %s", content, sha256)

    def lose_blob(self, sha256: str) -> None:
        self.execute(f"DELETE FROM blob_pieces WHERE sha256 = '{sha256}'")

    def execute(self, statement: str) -> None:
        """One statement, with bytes written as SQLite writes them."""
        postgis.execute(self.place, re.sub(r"x'([0-9a-f]*)'", r"'\\x\1'::bytea", statement))

    def _of(self, edition: Edition) -> str:
        return f"content = (SELECT content FROM sanxian.contents WHERE sha256 = '{edition.sha256}')"


Home = FilesHome | PostgisHome
