"""The protocol every store keeps: editions, content-addressed blobs, an append-only log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from layers.editions import Edition, EditionHead, Features
from layers.errors import StoreError


class WrongState(StoreError):
    """An edition is no longer in the state that a step needs: somebody else took the step, or another one."""

    slug = "conflict"


class CatalogueMoved(StoreError):
    """The catalogue changed between a check and the step that relied on it; check again."""

    slug = "conflict"


class CorruptEntry(StoreError):
    """A row of the log that no store has written so; those before and behind it can be read."""

    def __init__(self, sequence: int) -> None:
        super().__init__(
            f"台账第 {sequence} 条读不出；请运行 sanxian ledger verify，并从备份恢复",
            f"ledger entry {sequence} cannot be read; run `sanxian ledger verify`, and restore a backup",
        )
        self.sequence = sequence


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

    Proposals, publications and withdrawals write their own log entry in the same transaction: kind `proposal`,
    `publication` or `withdrawal`, subject the edition's label, body {layer, region, edition, sha256, actor}. An
    `actor` is whoever did it, as the ledger names people; empty where nobody was named.

    A store that cannot be reached for now raises StoreUnavailable, and heals by itself when it can be again.
    """

    @property
    def location(self) -> str:
        """The folder, or the URL without its password."""

    def generation(self) -> int:
        """A number that grows whenever the catalogue changes, by whichever process; cheap to ask."""

    def wait(self, generation: int, seconds: float) -> int:
        """The generation as soon as it is no longer `generation`, and after `seconds` whatever it is then."""

    def editions(self) -> tuple[Edition, ...]:
        """Every edition in any state, ordered by layer, region, number."""

    def features(self, edition: Edition) -> Features:
        """The features of an edition; raises CorruptEdition where content and recorded hash differ."""

    def propose(self, head: EditionHead, features: Features, at: datetime, *, actor: str = "") -> Edition:
        """Store a delivery as a proposed edition with the next number of its layer and region."""

    def publish(self, edition: Edition, at: datetime, *, actor: str = "", generation: int | None = None) -> Edition:
        """Make a proposed edition published, in one transaction; raises WrongState in any other state.

        With `generation`, raises CatalogueMoved, and changes nothing, when the catalogue is no longer at it.
        """

    def withdraw(self, edition: Edition, at: datetime, *, actor: str = "", generation: int | None = None) -> Edition:
        """Withdraw a published edition from `at` on, or take a proposed one back for good, in one transaction.

        Raises WrongState for one that is withdrawn already, StoreError before its publication or proposal; with
        `generation`, CatalogueMoved as `publish` does.
        """

    def keep(self, edition: Edition, features: Features) -> None:
        """Have what an edition of another store holds, so that it can be received; until then nobody sees it.

        Raises StoreError where `features` do not have its hash.
        """

    def receive(self, editions: Sequence[Edition], entries: Iterable[LogEntry]) -> None:
        """Take in editions of another store as they stand there, and the next entries of its log: all, or nothing.

        Each keeps number, state and times; its features were kept before. One that is there already changes nothing;
        after further steps of its life (`Edition.becomes`) it takes those. No entry is written but those given.
        Raises StoreError where another edition has the number, where features are missing, where the chain breaks.
        """

    def put_blob(self, content: bytes) -> str:
        """Keep bytes durably; returns their SHA-256 in hex."""

    def blob(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes durably as a blob, without holding them in memory; returns their SHA-256 in hex."""

    def put_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """As `put_file`, of many at once: faster, and kept all together."""

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """A blob as a file to read, there until the block ends; what it holds was compared with the hash.

        Entering raises NotFound, or StoreError when the bytes no longer match.
        """

    def blobs(self) -> Iterator[str]:
        """The hash of every blob, in ascending order."""

    def forget(self, sha256: str) -> None:
        """Remove a blob for good, so that `blob` raises NotFound; nothing where it is not there."""

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """Append one entry durably, chained to the last."""

    def head(self) -> LogEntry | None:
        """The last entry of the log; None while it is empty."""

    def log(self, *, kind: str | None = None, subject: str | None = None, after: int = 0) -> Iterator[LogEntry]:
        """Entries in order, filtered: those behind sequence number `after`; raises CorruptEntry on coming to one."""

    def verify_log(self) -> int | None:
        """The sequence number at which the log's chain breaks; None where it holds."""

    def faults(self) -> tuple[tuple[str, str], ...]:
        """What cannot be shown to those who read the store by other ways than this protocol, and why, as (zh, en)."""

    def close(self) -> None:
        """Give back what is held open; the next use opens it again."""
