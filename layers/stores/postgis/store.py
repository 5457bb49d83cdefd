"""The PostGIS store: the `Store` protocol on PostgreSQL with PostGIS."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import StoreError
from layers.stores import refusals, steps
from layers.stores.base import LogEntry
from layers.stores.chain import continuing, edition_entry, utc
from layers.stores.home import Home, Row
from layers.stores.postgis import contents, records, schema, view_rows
from layers.stores.postgis.blobs import Blobs
from layers.stores.postgis.connections import Connection, Connections
from layers.stores.postgis.listener import Listener
from layers.stores.postgis.migrate import migrate


class PostgisStore(Home):
    """A `Store` in one database; safe across threads, processes and forks, and well again when the database is."""

    def __init__(self, url: str, *, make_ready: bool = False) -> None:
        """Open the store of a `postgresql://` URL; with `make_ready`, make its tables where there are none.

        Raises BadInput for a malformed URL; StoreError for a database that is not fit, or has no or another schema;
        StoreUnavailable.
        """
        if make_ready:
            migrate(url, only_empty=True)
        self._connections = Connections(url)
        super().__init__(Blobs(self._connections), records.entry_of)
        self._listener = Listener(self._connections)
        self._editions: tuple[int, tuple[Edition, ...]] = (-1, ())
        self._lock = threading.Lock()
        with self._connections.told(), self._connections.alone() as connection:
            schema.require_ready(connection, self.location)

    @property
    def location(self) -> str:
        """The URL without its password."""
        return self._connections.location

    def close(self) -> None:
        """Close idle database connections."""
        self._listener.close()
        self._connections.close()

    def generation(self) -> int:
        """A number that grows with every change of the catalogue, by whichever process."""
        with self._connections.lent() as connection:
            return records.read_generation(connection)

    def wait(self, generation: int, seconds: float) -> int:
        """The generation as soon as it differs, told by the database; after `seconds` whatever it is then."""
        return self._listener.wait(generation, seconds, self.generation)

    def editions(self) -> tuple[Edition, ...]:
        """Every edition in any state, ordered by layer, region, number; read anew when the generation changed."""
        with self._connections.lent() as connection:
            with self._lock:
                generation, editions = self._editions
            if records.read_generation(connection) == generation:
                return editions
            generation, editions = records.read_editions(connection)
        with self._lock:
            self._editions = generation, editions
        return editions

    def features(self, edition: Edition) -> Features:
        """The features of an edition; raises CorruptEdition where rows and record do not agree."""
        with self._connections.bulk() as connection:
            return contents.read(connection, _recorded(connection, edition))

    def propose(self, head: EditionHead, features: Features, at: datetime, *, actor: str = "") -> Edition:
        """Store a delivery as a proposed edition with the next number of its layer and region."""
        sha256 = content_hash(head, features)
        proposed_at = utc(at)
        with self._connections.bulk() as connection:
            contents.keep(connection, head, sha256, features)
            records.lock(connection)
            number = records.next_number(connection, head)
            edition = Edition(head, number, sha256, len(features), "proposed", proposed_at)
            records.insert_edition(connection, edition)
            records.append_entry(connection, "proposal", edition.label, edition_entry(edition, actor), at)
            records.raise_generation(connection)
            view_rows.follow(connection, head.layer)
        return edition

    def keep(self, edition: Edition, features: Features) -> None:
        """Have what an edition of another store holds; raises StoreError where it has another hash."""
        if content_hash(edition.head, features) != edition.sha256:
            raise refusals.wrong_content(edition)
        with self._connections.bulk() as connection:
            contents.keep(connection, edition.head, edition.sha256, features)

    def receive(self, editions: Sequence[Edition], entries: Iterable[LogEntry]) -> None:
        """Take in editions of another store and the next entries of its log; raises StoreError where one does not fit.

        All is taken in or nothing, in one transaction; the views follow in it.
        """
        with self._connections.bulk() as connection:
            records.lock(connection)
            taken = [_received(connection, edition) for edition in editions]
            if any(taken):
                records.raise_generation(connection)
                view_rows.follow(connection)
            records.insert_entries(connection, continuing(records.last_entry(connection), entries))

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """Append one entry durably, chained to the last, whichever process wrote that."""
        with self._connections.writing() as connection:
            records.lock(connection)
            return records.append_entry(connection, kind, subject, body, at)

    def head(self) -> LogEntry | None:
        """The last entry of the log; None while it is empty."""
        with self._connections.lent() as connection:
            return records.last_entry(connection)

    def faults(self) -> tuple[tuple[str, str], ...]:
        """The views that cannot answer, and why."""
        with self._connections.lent() as connection:
            return view_rows.faults(connection)

    def _step(
        self,
        edition: Edition,
        kind: str,
        step: Callable[[Edition, datetime], Edition],
        *,
        at: datetime,
        actor: str,
        generation: int | None,
    ) -> Edition:
        with suppress(StoreError), self._connections.bulk() as connection:  # what ails it, the step itself tells
            view_rows.prepare(connection, step(_recorded(connection, edition), at))
        with self._connections.bulk() as connection:
            present = records.lock(connection)
            if generation is not None and present != generation:
                raise refusals.moved(edition)
            changed = step(_recorded(connection, edition), at)
            records.update_state(connection, changed)
            records.append_entry(connection, kind, changed.label, edition_entry(changed, actor), at)
            records.raise_generation(connection)
            view_rows.follow(connection, changed.head.layer)
        return changed

    def _page(self, after: int, kind: str | None, subject: str | None) -> list[Row]:
        with self._connections.lent() as connection:
            return records.read_page(connection, after, kind, subject)


def _received(connection: Connection, edition: Edition) -> bool:
    """Whether the catalogue changed for an edition that is taken in."""
    held = _held(connection, edition)
    if held == edition:
        return False
    kept = connection.execute("SELECT FROM contents WHERE sha256 = %s", (edition.sha256,)).fetchone() is not None
    steps.require_receivable(edition, held, kept=kept)
    (records.insert_edition if held is None else records.update_state)(connection, edition)
    return True


def _recorded(connection: Connection, edition: Edition) -> Edition:
    return steps.recorded(edition, _held(connection, edition))


def _held(connection: Connection, edition: Edition) -> Edition | None:
    return records.read_edition(connection, edition.head.layer, edition.head.region, edition.number)
