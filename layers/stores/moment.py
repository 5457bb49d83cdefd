"""What a store holds at one moment, though others write to it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from layers.editions import Edition, Features
from layers.errors import StoreError
from layers.stores.base import LogEntry

_ATTEMPTS = 20


class Source(Protocol):
    """What can be read of a store, each as in `Store`; a backup file offers the same."""

    @property
    def location(self) -> str:
        """Where it lies, for people."""

    def generation(self) -> int:
        """A number that grows whenever the catalogue changes."""

    def editions(self) -> tuple[Edition, ...]:
        """Every edition in any state, ordered by layer, region, number."""

    def features(self, edition: Edition) -> Features:
        """The features of an edition, compared with their hash."""

    def blobs(self) -> Iterator[str]:
        """The hash of every blob, in ascending order."""

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """A blob as a file, compared with its hash."""

    def head(self) -> LogEntry | None:
        """The last entry of the log."""

    def log(self, *, after: int = 0) -> Iterator[LogEntry]:
        """Entries in order, those behind sequence number `after`."""


@dataclass(frozen=True)
class Moment:
    """All that belongs together: the editions as the log up to `head` made them, and the blobs it relies on."""

    editions: tuple[Edition, ...]
    head: LogEntry | None
    blobs: tuple[str, ...]

    @property
    def entries(self) -> int:
        """How many entries the log had."""
        return 0 if self.head is None else self.head.sequence


@dataclass(frozen=True)
class Progress:
    """How far something has come: `done` of `total` editions, blobs or entries; `checked` ones are read again."""

    what: Literal["blobs", "editions", "entries", "checked"]
    done: int
    total: int


Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """A report to nobody."""


def moment(source: Source) -> Moment:
    """What a source holds now.

    It rests on the order in which writers write: a blob before the entry that names it, an edition's step and its
    entry in one transaction, an entry that says a blob is forgotten before that is done. So the blobs listed after the
    head are enough for it, and neither the catalogue nor a forgotten blob may move in between; else it is asked again.

    Raises StoreError where the source never stands still.
    """
    for _ in range(_ATTEMPTS):
        generation, before = source.generation(), frozenset(source.blobs())
        head, editions = source.head(), source.editions()
        blobs = tuple(source.blobs())
        if source.generation() == generation and before.issubset(blobs):
            return Moment(editions, head, blobs)
    raise StoreError(
        f"{source.location} 正被连续发布，取不到一致的时刻；请稍后再试",
        f"{source.location} is being published to without a pause and no moment of it holds; try again later",
    )
