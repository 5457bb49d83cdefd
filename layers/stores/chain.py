"""The hash chain of the append-only log, the same for every store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import rfc8785

from layers.editions import Edition
from layers.stores import refusals
from layers.stores.base import CorruptEntry, LogEntry

FIRST_PREVIOUS = "0" * 64


def utc_text(at: datetime) -> str:
    """An aware time as text in UTC with microseconds, so that text order is time order. Raises ValueError if naive."""
    return utc(at).isoformat(timespec="microseconds")


def utc(at: datetime) -> datetime:
    """An aware time in UTC. Raises ValueError if naive."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at!r}")
    return at.astimezone(UTC)


def chained(last: LogEntry | None, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
    """The entry that follows `last` (None: the first one)."""
    sequence, previous = (1, FIRST_PREVIOUS) if last is None else (last.sequence + 1, last.hash)
    entry = LogEntry(sequence, at.astimezone(UTC), kind, subject, body, previous, hash="")
    return replace(entry, hash=entry_hash(entry))


def edition_entry(edition: Edition, actor: str) -> bytes:
    """The body of the entry that a proposal, a publication or a withdrawal writes."""
    head = edition.head
    return rfc8785.dumps(
        {
            "layer": head.layer,
            "region": head.region,
            "edition": edition.number,
            "sha256": edition.sha256,
            "actor": actor,
        }
    )


def follows(last: LogEntry | None, entry: LogEntry) -> bool:
    """Whether an entry made elsewhere is the one that comes after `last`, unaltered."""
    return chained(last, entry.kind, entry.subject, entry.body, entry.at) == entry


def continuing(last: LogEntry | None, entries: Iterable[LogEntry]) -> Iterator[LogEntry]:
    """Entries made elsewhere, each as it comes after the one before; raises StoreError at the first that does not."""
    for entry in entries:
        if not follows(last, entry):
            raise refusals.wrong_entry(entry)
        yield entry
        last = entry


def first_broken(entries: Iterable[LogEntry]) -> int | None:
    """The sequence number at which a whole log stops being the chain it claims to be; None where it holds.

    A missing entry is reported at its own number. Entries cut off the end cannot be seen from the chain alone.
    """
    previous = FIRST_PREVIOUS
    expected = 1
    try:
        for entry in entries:
            if entry.sequence != expected or entry.previous != previous or entry.hash != entry_hash(entry):
                return expected
            previous = entry.hash
            expected += 1
    except CorruptEntry:
        return expected
    return None


def entry_hash(entry: LogEntry) -> str:
    """The hash that an entry must have by its other fields."""
    body = hashlib.sha256(entry.body).hexdigest()
    return link_hash(
        sequence=entry.sequence,
        at=utc_text(entry.at),
        kind=entry.kind,
        subject=entry.subject,
        body_sha256=body,
        previous=entry.previous,
    )


def link_hash(*, sequence: int, at: str, kind: str, subject: str, body_sha256: str, previous: str) -> str:
    """The hash of an entry by its fields; its body is needed by its SHA-256 only. `at` is as `utc_text` writes it."""
    said = rfc8785.dumps(
        {
            "sequence": sequence,
            "at": at,
            "kind": kind,
            "subject": subject,
            "body": body_sha256,
            "previous": previous,
        }
    )
    return hashlib.sha256(said).hexdigest()
