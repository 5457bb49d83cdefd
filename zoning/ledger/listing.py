"""Entries of the ledger as they are listed and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from layers.errors import NotFound
from layers.stores.base import LogEntry, Store
from layers.stores.chain import utc_text
from zoning.ledger.entries import said
from zoning.verdict import Json


@dataclass(frozen=True)
class Filter:
    """Which entries: of a kind, about a subject, by an actor, at or after `since` and before `until` (aware)."""

    kind: str | None = None
    subject: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def takes(self, entry: LogEntry) -> bool:
        """Whether an entry of the kind and subject is meant."""
        early = self.since is not None and entry.at < self.since
        late = self.until is not None and entry.at >= self.until
        return not early and not late and (self.actor is None or said(entry).get("actor") == self.actor)


@dataclass(frozen=True)
class Page:
    """Some entries in order; `next` is the sequence number to go on behind, None at the end."""

    entries: tuple[LogEntry, ...]
    next: int | None


def page(store: Store, which: Filter, *, after: int = 0, limit: int = 100) -> Page:
    """At most `limit` entries behind a sequence number. Raises StoreError."""
    found = tuple(islice(_taken(store, which, after), limit + 1))
    more = len(found) > limit
    return Page(found[:limit], found[limit - 1].sequence if more else None)


def entry_at(store: Store, sequence: int) -> LogEntry:
    """One entry by its number. Raises NotFound."""
    entry = next(iter(store.log(after=sequence - 1)), None) if sequence > 0 else None
    if entry is None or entry.sequence != sequence:
        raise NotFound(f"台账中没有第 {sequence} 条", f"the ledger has no entry {sequence}")
    return entry


def row(entry: LogEntry) -> Json:
    """An entry in a list: when and by whom, about what, and the clocks of the question where it had one."""
    body = said(entry)
    return {
        "sequence": entry.sequence,
        "at": utc_text(entry.at),
        "kind": entry.kind,
        "subject": entry.subject,
        "actor": body.get("actor") or None,
        "as_of": body.get("as_of"),
        "known_at": body.get("known_at"),
        "hash": entry.hash,
    }


def whole(entry: LogEntry) -> Json:
    """An entry with everything it says."""
    return {**row(entry), "previous": entry.previous, "body": dict(said(entry))}


def _taken(store: Store, which: Filter, after: int) -> Iterator[LogEntry]:
    return (entry for entry in store.log(kind=which.kind, subject=which.subject, after=after) if which.takes(entry))
