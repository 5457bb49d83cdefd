"""What is the same in every home of a store: its bytes by hash, the steps of an edition, the log page by page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from layers.editions import Edition
from layers.stores import steps
from layers.stores.base import LogEntry
from layers.stores.chain import first_broken

Row = tuple[Any, ...]


class Blobs(Protocol):
    """Bytes by their SHA-256 in one home."""

    def put(self, content: bytes) -> str:
        """Keep bytes durably; returns their hash."""

    def put_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Keep the bytes of files durably, all or none of them; returns their hashes."""

    def read(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """The bytes as a file, compared with their hash. Entering raises NotFound, StoreError."""

    def hashes(self) -> Iterator[str]:
        """Every hash, in ascending order."""

    def forget(self, sha256: str) -> None:
        """Remove bytes for good; nothing where they are not there."""


class Home(ABC):
    """The part of a `Store` that no home has in a way of its own."""

    def __init__(self, blobs: Blobs, entry_of: Callable[[Row], LogEntry]) -> None:
        """`entry_of` reads a row of the log as an entry. Raises CorruptEntry."""
        self._blobs = blobs
        self._entry_of = entry_of

    def publish(self, edition: Edition, at: datetime, *, actor: str = "", generation: int | None = None) -> Edition:
        """Make a proposed edition published; raises WrongState in any other state.

        Raises CatalogueMoved when `generation` is given and is no longer the catalogue's.
        """
        return self._step(edition, "publication", steps.published, at=at, actor=actor, generation=generation)

    def withdraw(self, edition: Edition, at: datetime, *, actor: str = "", generation: int | None = None) -> Edition:
        """Withdraw a published edition from `at` on, or take a proposed one back; raises WrongState in any other state.

        Raises CatalogueMoved as `publish` does, StoreError where `at` is earlier than the publication or the proposal.
        """
        return self._step(edition, "withdrawal", steps.withdrawn, at=at, actor=actor, generation=generation)

    def put_blob(self, content: bytes) -> str:
        """Keep bytes durably; returns their SHA-256 in hex. What is there already and sound is left as it is."""
        return self._blobs.put(content)

    def blob(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""
        return self._blobs.read(sha256)

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes durably as a blob, piece by piece; returns their SHA-256 in hex."""
        return self._blobs.put_files((path,))[0]

    def put_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """As `put_file`, of many at once."""
        return self._blobs.put_files(paths)

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """A blob as a file, compared with its hash. Entering raises NotFound, StoreError."""
        return self._blobs.file(sha256)

    def blobs(self) -> Iterator[str]:
        """The hash of every blob, in ascending order."""
        return self._blobs.hashes()

    def forget(self, sha256: str) -> None:
        """Remove a blob for good; nothing where it is not there."""
        self._blobs.forget(sha256)

    def log(self, *, kind: str | None = None, subject: str | None = None, after: int = 0) -> Iterator[LogEntry]:
        """Entries in order, filtered; read page by page, so that a slow reader holds nothing."""
        last = after
        while rows := self._page(last, kind, subject):
            yield from map(self._entry_of, rows)
            last = rows[-1][0]

    def verify_log(self) -> int | None:
        """The sequence number at which the log's chain breaks; None where it holds."""
        return first_broken(self.log())

    @abstractmethod
    def _step(
        self,
        edition: Edition,
        kind: str,
        step: Callable[[Edition, datetime], Edition],
        *,
        at: datetime,
        actor: str,
        generation: int | None,
    ) -> Edition:
        """Take one step of an edition's life and note it in the log, in one transaction."""

    @abstractmethod
    def _page(self, after: int, kind: str | None, subject: str | None) -> Sequence[Row]:
        """The next rows of the log, each beginning with its sequence number; empty at the end."""
