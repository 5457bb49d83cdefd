"""Stores as the first versions of the program left them: no entry tells of a proposal."""

from __future__ import annotations

from layers.stores.base import LogEntry, Store
from layers.stores.chain import chained


def leave_as_first_version(source: Store, target: Store) -> None:
    """Put the editions and the entries of a store into an empty one, but for the entries of proposals."""
    for edition in source.editions():
        target.keep(edition, source.features(edition))
    for sha256 in source.blobs():
        target.put_blob(source.blob(sha256))
    entries: list[LogEntry] = []
    for entry in source.log():
        if entry.kind != "proposal":
            last = entries[-1] if entries else None
            entries.append(chained(last, entry.kind, entry.subject, entry.body, entry.at))
    target.receive(source.editions(), entries)
