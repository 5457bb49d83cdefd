"""Rows of the files store's database as editions and log entries, and back."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from typing import Any

import shapely

from layers.editions import Edition, EditionHead, Features
from layers.errors import CorruptEdition
from layers.stores.base import LogEntry
from layers.stores.chain import chained, utc_text

_EDITION = (
    "layer, region, number, sha256, feature_count, standing, accuracy_m, effective_from, source, coverage, replaces,"
    " state, proposed_at, published_at, withdrawn_at"
)
_ENTRY = "sequence, at, kind, subject, body, previous, hash"
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


def insert_edition(
    connection: sqlite3.Connection, head: EditionHead, sha256: str, features: Features, at: datetime
) -> Edition:
    """Record a proposed edition under the next number of its layer and region."""
    last = connection.execute(
        "SELECT max(number) FROM editions WHERE layer = ? AND region = ?", (head.layer, head.region)
    ).fetchone()[0]
    number = (last or 0) + 1
    connection.execute(
        f"INSERT INTO editions ({_EDITION}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL)",  # noqa: S608
        (
            head.layer,
            head.region,
            number,
            sha256,
            len(features),
            head.standing,
            head.accuracy_m,
            head.effective_from.isoformat(),
            head.source,
            None if head.coverage is None else shapely.to_wkb(head.coverage, byte_order=1),
            json.dumps([list(pair) for pair in head.replaces]),
            "proposed",
            utc_text(at),
        ),
    )
    return Edition(head, number, sha256, len(features), "proposed", datetime.fromisoformat(utc_text(at)))


def update_state(connection: sqlite3.Connection, edition: Edition) -> None:
    """Record the state and times of an edition."""
    head = edition.head
    connection.execute(
        "UPDATE editions SET state = ?, published_at = ?, withdrawn_at = ?"
        " WHERE layer = ? AND region = ? AND number = ?",
        (
            edition.state,
            None if edition.published_at is None else utc_text(edition.published_at),
            None if edition.withdrawn_at is None else utc_text(edition.withdrawn_at),
            head.layer,
            head.region,
            edition.number,
        ),
    )


def append_entry(connection: sqlite3.Connection, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
    """Append one entry; the caller's transaction keeps others from appending meanwhile."""
    row = connection.execute(f"SELECT {_ENTRY} FROM log ORDER BY sequence DESC LIMIT 1").fetchone()  # noqa: S608
    entry = chained(None if row is None else _entry(row), kind, subject, body, at)
    connection.execute(
        f"INSERT INTO log ({_ENTRY}) VALUES (?,?,?,?,?,?,?)",  # noqa: S608
        (entry.sequence, utc_text(at), kind, subject, body, entry.previous, entry.hash),
    )
    return entry


def read_page(
    connection: sqlite3.Connection, after: int, kind: str | None, subject: str | None
) -> tuple[LogEntry, ...]:
    """The next entries of the log after a sequence number, at most one page."""
    filters: dict[str, int | str] = {"sequence > ?": after}
    chosen = {"kind = ?": kind, "subject = ?": subject}
    filters |= {term: value for term, value in chosen.items() if value is not None}
    query = f"SELECT {_ENTRY} FROM log WHERE {' AND '.join(filters)} ORDER BY sequence LIMIT {_PAGE}"  # noqa: S608
    return tuple(_entry(row) for row in connection.execute(query, tuple(filters.values())))


def _entry(row: tuple[Any, ...]) -> LogEntry:
    sequence, at, kind, subject, body, previous, digest = row
    return LogEntry(sequence, datetime.fromisoformat(at), kind, subject, bytes(body), previous, digest)


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
