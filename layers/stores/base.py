"""The protocol every store keeps: editions, content-addressed blobs, an append-only log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from layers.editions import Edition, EditionHead, Features
from layers.errors import StoreError


class CatalogueMoved(StoreError):
    """The catalogue changed between a check and the publication that relied on it; check again."""


@dataclass(frozen=True)
class LogEntry:
    """One entry of the append-only log: `sequence` from 1, `hash` chains over `previous` and all other fields.

    `subject` is what the entry is about and can be looked up by (for a verdict its id); `body` is RFC 8785 JSON.
    """

    sequence: int
    at: datetime
    kind: str
    subject: str
    body: bytes
    previous: str
    hash: str


class Store(Protocol):
    """A home of editions; every method is safe to call from several threads and processes.

    Publications and withdrawals write their own log entry in the same transaction: kind `publication` or
    `withdrawal`, subject the edition's label, body {layer, region, edition, sha256}.
    """

    @property
    def location(self) -> str:
        """The folder, or the URL without its password."""

    def generation(self) -> int:
        """A number that changes whenever the catalogue does, by whichever process; cheap to ask."""

    def editions(self) -> tuple[Edition, ...]:
        """Every edition in any state, ordered by layer, region, number."""

    def features(self, edition: Edition) -> Features:
        """The features of an edition; raises CorruptEdition where content and recorded hash differ."""

    def propose(self, head: EditionHead, features: Features, at: datetime) -> Edition:
        """Store a delivery as a proposed edition with the next number of its layer and region."""

    def publish(self, edition: Edition, at: datetime, *, generation: int | None = None) -> Edition:
        """Make a proposed edition published, in one transaction; raises StoreError in any other state.

        With `generation`, raises CatalogueMoved, and changes nothing, when the catalogue is no longer at it.
        """

    def withdraw(self, edition: Edition, at: datetime) -> Edition:
        """Withdraw a published edition from `at` on; raises StoreError in any other state or before publication."""

    def put_blob(self, content: bytes) -> str:
        """Keep bytes durably; returns their SHA-256 in hex."""

    def blob(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes durably as a blob, without holding them in memory; returns their SHA-256 in hex."""

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """A blob as a file to read, there until the block ends; what it holds was compared with the hash.

        Entering raises NotFound, or StoreError when the bytes no longer match.
        """

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """Append one entry durably, chained to the last."""

    def log(self, *, kind: str | None = None, subject: str | None = None) -> Iterator[LogEntry]:
        """Entries in order, filtered."""

    def verify_log(self) -> int | None:
        """The sequence number at which the log's chain breaks; None where it holds."""

    def close(self) -> None:
        """Give back what is held open; the next use opens it again."""
