"""Rows of the PostGIS store's catalogue and log as editions and entries, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import shapely
from psycopg.types.json import Json

from layers.editions import Edition, EditionHead
from layers.errors import CorruptEdition
from layers.stores.base import CorruptEntry, LogEntry
from layers.stores.chain import chained, utc
from layers.stores.postgis.connections import Connection

CHANNEL = "sanxian_catalogue"
SRID = 4490
_EDITION = (
    "layer, region, number, sha256, feature_count, standing, accuracy_m, effective_from, source, replaces, state,"
    " proposed_at, published_at, withdrawn_at"
)
_READ = f"{_EDITION}, ST_AsBinary(coverage, 'NDR')"
_ENTRY = "sequence, at, kind, subject, body, previous, hash"
_READ_ENTRY = _ENTRY.replace("at", "at::text", 1)  # a time that Python cannot hold breaks its entry and no other
_PAGE = 500


def read_generation(connection: Connection) -> int:
    """The catalogue's generation."""
    row = connection.execute("SELECT generation FROM catalogue").fetchone()
    assert row is not None  # noqa: S101 - the schema puts it there
    return int(row[0])


def lock(connection: Connection) -> int:
    """Keep every other writer of catalogue and log out until the transaction ends; the generation as it stands then."""
    row = connection.execute("SELECT generation FROM catalogue FOR UPDATE").fetchone()
    assert row is not None  # noqa: S101 - the schema puts it there
    return int(row[0])


def raise_generation(connection: Connection) -> None:
    """Say that the catalogue changed; who listens hears it once the transaction is committed."""
    connection.execute("UPDATE catalogue SET generation = generation + 1")
    connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def read_editions(connection: Connection) -> tuple[int, tuple[Edition, ...]]:
    """The generation, and every edition as of it, ordered by layer, region, number."""
    query = f"SELECT generation, {_READ} FROM catalogue LEFT JOIN editions ON true ORDER BY layer, region, number"  # noqa: S608
    rows = connection.execute(query).fetchall()
    return rows[0][0], tuple(_edition(row[1:]) for row in rows if row[1] is not None)


def read_edition(connection: Connection, layer: str, region: str, number: int) -> Edition | None:
    """One edition, or None."""
    row = connection.execute(
        f"SELECT {_READ} FROM editions WHERE layer = %s AND region = %s AND number = %s",  # noqa: S608
        (layer, region, number),
    ).fetchone()
    return None if row is None else _edition(row)


def next_number(connection: Connection, head: EditionHead) -> int:
    """The number that the next edition of a layer and region gets."""
    row = connection.execute(
        "SELECT max(number) FROM editions WHERE layer = %s AND region = %s", (head.layer, head.region)
    ).fetchone()
    return ((row and row[0]) or 0) + 1


def insert_edition(connection: Connection, edition: Edition) -> None:
    """Record an edition under its number."""
    head = edition.head
    coverage = None if head.coverage is None else shapely.to_wkb(head.coverage, byte_order=1)
    connection.execute(
        f"INSERT INTO editions ({_EDITION}, coverage) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"  # noqa: S608
        " %s, %s, %s, ST_GeomFromWKB(%s, %s))",
        (
            head.layer,
            head.region,
            edition.number,
            edition.sha256,
            edition.feature_count,
            head.standing,
            head.accuracy_m,
            head.effective_from,
            head.source,
            Json([list(pair) for pair in head.replaces]),
            edition.state,
            utc(edition.proposed_at),
            edition.published_at,
            edition.withdrawn_at,
            coverage,
            SRID,
        ),
    )


def update_state(connection: Connection, edition: Edition) -> None:
    """Record the state and times of an edition."""
    head = edition.head
    connection.execute(
        "UPDATE editions SET state = %s, published_at = %s, withdrawn_at = %s"
        " WHERE layer = %s AND region = %s AND number = %s",
        (edition.state, edition.published_at, edition.withdrawn_at, head.layer, head.region, edition.number),
    )


def append_entry(connection: Connection, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
    """Append one entry; the caller's transaction holds the `lock`."""
    entry = chained(last_entry(connection), kind, subject, body, at)
    insert_entry(connection, entry)
    return entry


def last_entry(connection: Connection) -> LogEntry | None:
    """The entry that the next one is chained to."""
    row = connection.execute(f"SELECT {_READ_ENTRY} FROM log ORDER BY sequence DESC LIMIT 1").fetchone()  # noqa: S608
    return None if row is None else entry_of(row)


def insert_entry(connection: Connection, entry: LogEntry) -> None:
    """Write an entry as it is."""
    connection.execute(f"INSERT INTO log ({_ENTRY}) VALUES (%s, %s, %s, %s, %s, %s, %s)", _entry_row(entry))  # noqa: S608


def insert_entries(connection: Connection, entries: Iterable[LogEntry]) -> None:
    """Write many as they are."""
    with connection.cursor().copy(f"COPY log ({_ENTRY}) FROM STDIN") as copy:
        for entry in entries:
            copy.write_row(_entry_row(entry))


def _entry_row(entry: LogEntry) -> tuple[Any, ...]:
    return entry.sequence, utc(entry.at), entry.kind, entry.subject, entry.body, entry.previous, entry.hash


def read_page(connection: Connection, after: int, kind: str | None, subject: str | None) -> list[tuple[Any, ...]]:
    """The next rows of the log after a sequence number, at most one page; each begins with its own number."""
    filters: dict[str, int | str] = {"sequence > %s": after}
    chosen = {"kind = %s": kind, "subject = %s": subject}
    filters |= {term: value for term, value in chosen.items() if value is not None}
    query = f"SELECT {_READ_ENTRY} FROM log WHERE {' AND '.join(filters)} ORDER BY sequence LIMIT {_PAGE}"  # noqa: S608
    return connection.execute(query, tuple(filters.values())).fetchall()


def entry_of(row: tuple[Any, ...]) -> LogEntry:
    """A row of the log. Raises CorruptEntry for what no store of ours has written."""
    sequence, text, *rest = row
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise CorruptEntry(sequence) from fault
    return LogEntry(sequence, at, *rest)


def _edition(row: tuple[Any, ...]) -> Edition:
    layer, region, number, sha256, count, standing, accuracy, effective, source, replaces, state = row[:11]
    label = f"{layer} {region}/{number}"
    try:
        head = EditionHead(
            layer=layer,
            region=region,
            standing=standing,
            accuracy_m=accuracy,
            effective_from=effective,
            source=source,
            coverage=None if row[14] is None else shapely.from_wkb(row[14]),
            replaces=tuple((other, int(number)) for other, number in replaces),
        )
    except (ValueError, TypeError, shapely.errors.ShapelyError) as fault:
        raise CorruptEdition(
            f"版本 {label} 的目录记录已损坏：{fault}", f"the catalogue record of {label} is corrupt: {fault}"
        ) from fault
    return Edition(head, number, sha256, count, state, *row[11:14])
