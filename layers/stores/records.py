"""Rows of the files store's database as editions and log entries, and back."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from typing import Any

import shapely

from layers.editions import Edition, EditionHead
from layers.errors import CorruptEdition
from layers.stores.base import CorruptEntry, LogEntry
from layers.stores.chain import chained, utc_text

_EDITION = (
    "layer, region, number, sha256, feature_count, standing, accuracy_m, effective_from, source, coverage, replaces,"
    " state, proposed_at, published_at, withdrawn_at"
)
_ENTRY = "sequence, at, kind, subject, body, previous, hash"
# as bytes: of texts that are no UTF-8 any more, SQLite would give none of a whole page; none where the type is not the
# one we write, since an entry whose subject is the same bytes, but no text, would be read and never be looked up
_TYPES = {"body": "blob"}
_ENTRY_BYTES = "sequence, " + ", ".join(
    f"CASE typeof({name}) WHEN '{_TYPES.get(name, 'text')}' THEN CAST({name} AS BLOB) END"
    for name in _ENTRY.split(", ")[1:]
)
_PAGE = 500


def read_generation(connection: sqlite3.Connection) -> int:
    """The catalogue's generation."""
    return int(connection.execute("SELECT generation FROM catalogue").fetchone()[0])


def raise_generation(connection: sqlite3.Connection) -> None:
    """Say that the catalogue changed."""
    connection.execute("UPDATE catalogue SET generation = generation + 1")


def read_editions(connection: sqlite3.Connection) -> tuple[Edition, ...]:
    """Every edition, ordered by layer, region, number."""
    rows = connection.execute(f"SELECT {_EDITION} FROM editions ORDER BY layer, region, number")  # noqa: S608
    return tuple(_edition(row) for row in rows)


def read_edition(connection: sqlite3.Connection, layer: str, region: str, number: int) -> Edition | None:
    """One edition, or None."""
    row = connection.execute(
        f"SELECT {_EDITION} FROM editions WHERE layer = ? AND region = ? AND number = ?",  # noqa: S608
        (layer, region, number),
    ).fetchone()
    return None if row is None else _edition(row)


def next_number(connection: sqlite3.Connection, head: EditionHead) -> int:
    """The number that the next edition of a layer and region gets."""
    last = connection.execute(
        "SELECT max(number) FROM editions WHERE layer = ? AND region = ?", (head.layer, head.region)
    ).fetchone()[0]
    return (last or 0) + 1


def insert_edition(connection: sqlite3.Connection, edition: Edition) -> None:
    """Record an edition under its number."""
    head = edition.head
    connection.execute(
        f"INSERT INTO editions ({_EDITION}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
        (
            head.layer,
            head.region,
            edition.number,
            edition.sha256,
            edition.feature_count,
            head.standing,
            head.accuracy_m,
            head.effective_from.isoformat(),
            head.source,
            None if head.coverage is None else shapely.to_wkb(head.coverage, byte_order=1),
            json.dumps([list(pair) for pair in head.replaces]),
            edition.state,
            utc_text(edition.proposed_at),
            _maybe_text(edition.published_at),
            _maybe_text(edition.withdrawn_at),
        ),
    )


def update_state(connection: sqlite3.Connection, edition: Edition) -> None:
    """Record the state and times of an edition."""
    head = edition.head
    connection.execute(
        "UPDATE editions SET state = ?, published_at = ?, withdrawn_at = ?"
        " WHERE layer = ? AND region = ? AND number = ?",
        (
            edition.state,
            _maybe_text(edition.published_at),
            _maybe_text(edition.withdrawn_at),
            head.layer,
            head.region,
            edition.number,
        ),
    )


def append_entry(connection: sqlite3.Connection, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
    """Append one entry; the caller's transaction keeps others from appending meanwhile."""
    entry = chained(last_entry(connection), kind, subject, body, at)
    insert_entry(connection, entry)
    return entry


def last_entry(connection: sqlite3.Connection) -> LogEntry | None:
    """The entry that the next one is chained to."""
    row = connection.execute(f"SELECT {_ENTRY_BYTES} FROM log ORDER BY sequence DESC LIMIT 1").fetchone()  # noqa: S608
    return None if row is None else entry_of(row)


def insert_entry(connection: sqlite3.Connection, entry: LogEntry) -> None:
    """Write an entry as it is."""
    connection.execute(
        f"INSERT INTO log ({_ENTRY}) VALUES (?,?,?,?,?,?,?)",  # noqa: S608
        (entry.sequence, utc_text(entry.at), entry.kind, entry.subject, entry.body, entry.previous, entry.hash),
    )


def read_page(
    connection: sqlite3.Connection, after: int, kind: str | None, subject: str | None
) -> list[tuple[Any, ...]]:
    """The next rows of the log after a sequence number, at most one page; each begins with its own number."""
    filters: dict[str, int | str] = {"sequence > ?": after}
    chosen = {"kind = ?": kind, "subject = ?": subject}
    filters |= {term: value for term, value in chosen.items() if value is not None}
    query = f"SELECT {_ENTRY_BYTES} FROM log WHERE {' AND '.join(filters)} ORDER BY sequence LIMIT {_PAGE}"  # noqa: S608
    return connection.execute(query, tuple(filters.values())).fetchall()


def _maybe_text(at: datetime | None) -> str | None:
    return None if at is None else utc_text(at)


def entry_of(row: tuple[Any, ...]) -> LogEntry:
    """A row of the log. Raises CorruptEntry for what no store of ours has written."""
    sequence, at, kind, subject, body, previous, digest = row
    if None in row:
        raise CorruptEntry(sequence)
    try:
        time = datetime.fromisoformat(at.decode())
        if utc_text(time).encode() != at:
            raise CorruptEntry(sequence)
        return LogEntry(sequence, time, kind.decode(), subject.decode(), body, previous.decode(), digest.decode())
    except ValueError as fault:
        raise CorruptEntry(sequence) from fault


def _edition(row: tuple[Any, ...]) -> Edition:
    layer, region, number, sha256, count, standing, accuracy, effective, source, coverage, replaces, state = row[:12]
    label = f"{layer} {region}/{number}"
    try:
        head = EditionHead(
            layer=layer,
            region=region,
            standing=standing,
            accuracy_m=accuracy,
            effective_from=date.fromisoformat(effective),
            source=source,
            coverage=None if coverage is None else shapely.from_wkb(coverage),
            replaces=tuple((other, int(number)) for other, number in json.loads(replaces)),
        )
        proposed, published, withdrawn = (None if text is None else datetime.fromisoformat(text) for text in row[12:])
    except (ValueError, shapely.errors.GEOSException) as fault:
        raise CorruptEdition(
            f"版本 {label} 的目录记录已损坏：{fault}", f"the catalogue record of {label} is corrupt: {fault}"
        ) from fault
    assert proposed is not None  # noqa: S101 - NOT NULL in the schema
    return Edition(head, number, sha256, count, state, proposed, published, withdrawn)
