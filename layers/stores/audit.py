"""A whole log read through: every entry, and every place where it is not the chain that was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from layers.stores.base import CorruptEntry, LogEntry, Store
from layers.stores.chain import FIRST_PREVIOUS, entry_hash


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold.

    `missing`: there is no entry of this number, up to `through`. `altered`: an entry's fields do not have its hash.
    `unlinked`: it does not name the hash of the one before it, so one of the two is not the original; or it has the
    number of the one before it, and a log has one entry to a number. `unreadable`: no store writes such a row.
    """

    sequence: int
    fault: Literal["missing", "altered", "unlinked", "unreadable"]
    through: int


def audited(store: Store) -> Iterator[LogEntry | Break]:
    """Every entry in order, each with the breaks found at it before it; reading goes on behind a break.

    Entries cut off the end cannot be seen from the chain alone: compare the last with one noted elsewhere.
    """
    expected = 1
    previous: str | None = FIRST_PREVIOUS  # None: not known, because what stood there was not read
    for item in _rows(store):
        sequence = item.sequence
        if sequence > expected:
            yield Break(expected, "missing", through=sequence - 1)
            previous = None
        before, expected = expected, sequence + 1
        if isinstance(item, Break):
            previous = None
            yield item
            continue
        if sequence < before or (previous is not None and item.previous != previous):
            yield Break(sequence, "unlinked", through=sequence)
        if item.hash != entry_hash(item):
            yield Break(sequence, "altered", through=sequence)
        previous = item.hash
        yield item


def _rows(store: Store) -> Iterator[LogEntry | Break]:
    """Entries in order, with a break in the place of each that cannot be read."""
    last = 0
    while True:
        try:
            for entry in store.log(after=last):
                last = entry.sequence
                yield entry
        except CorruptEntry as fault:
            last = fault.sequence
            yield Break(last, "unreadable", through=last)
        else:
            return
