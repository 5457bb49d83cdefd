"""The hash chain of the append-only log, the same for every store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import rfc8785

from layers.editions import Edition
from layers.stores.base import LogEntry

FIRST_PREVIOUS = "0" * 64


def utc_text(at: datetime) -> str:
    """An aware time as text in UTC with microseconds, so that text order is time order. Raises ValueError if naive."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at!r}")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def chained(last: LogEntry | None, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
    """The entry that follows `last` (None: the first one)."""
    sequence, previous = (1, FIRST_PREVIOUS) if last is None else (last.sequence + 1, last.hash)
    entry = LogEntry(sequence, at.astimezone(UTC), kind, subject, body, previous, hash="")
    return replace(entry, hash=_hash(entry))


def edition_entry(edition: Edition) -> bytes:
    """The body of the entry that a publication or a withdrawal writes."""
    head = edition.head
    return rfc8785.dumps(
        {"layer": head.layer, "region": head.region, "edition": edition.number, "sha256": edition.sha256}
    )


def first_broken(entries: Iterable[LogEntry]) -> int | None:
    """The sequence number at which a whole log stops being the chain it claims to be; None where it holds.

    A missing entry is reported at its own number. Entries cut off the end cannot be seen from the chain alone.
    """
    previous = FIRST_PREVIOUS
    expected = 1
    for entry in entries:
        if entry.sequence != expected or entry.previous != previous or entry.hash != _hash(entry):
            return expected
        previous = entry.hash
        expected += 1
    return None


def _hash(entry: LogEntry) -> str:
    said = rfc8785.dumps(
        {
            "sequence": entry.sequence,
            "at": utc_text(entry.at),
            "kind": entry.kind,
            "subject": entry.subject,
            "body": hashlib.sha256(entry.body).hexdigest(),
            "previous": entry.previous,
        }
    )
    return hashlib.sha256(said).hexdigest()
