"""The PostGIS store: the `Store` protocol on PostgreSQL with PostGIS."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import StoreError
from layers.stores import refusals, steps
from layers.stores.base import LogEntry
from layers.stores.chain import continuing, edition_entry, first_broken, utc
from layers.stores.postgis import contents, records, schema, view_rows
from layers.stores.postgis.blobs import Blobs
from layers.stores.postgis.connections import Connection, Connections
from layers.stores.postgis.listener import Listener
from layers.stores.postgis.migrate import migrate


class PostgisStore:
    """A `Store` in one database; safe across threads, processes and forks, and well again when the database is."""

    def __init__(self, url: str, *, make_ready: bool = False) -> None:
        """Open the store of a `postgresql://` URL; with `make_ready`, make its tables where there are none.

        Raises BadInput for a malformed URL; StoreError for a database that is not fit, or has no or another schema;
        StoreUnavailable.
        """
        if make_ready:
            migrate(url, only_empty=True)
        self._connections = Connections(url)
        self._blobs = Blobs(self._connections)
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

    def publish(self, edition: Edition, at: datetime, *, actor: str = "", generation: int | None = None) -> Edition:
        """Make a proposed edition published; raises WrongState in any other state.

        Raises CatalogueMoved when `generation` is given and is no longer the catalogue's.
        """
        return self._step(edition, "publication", steps.published, at=at, actor=actor, generation=generation)

    def withdraw(self, edition: Edition, at: datetime, *, actor: str = "", generation: int | None = None) -> Edition:
        """Withdraw a published edition from `at` on, or take a proposed one back; raises WrongState in any other state.

        Raises CatalogueMoved as `publish` does, StoreError where `at` is earlier than the publication or the proposal.
        """
        return self._step(edition, "withdrawal", steps.withdrawn, at=at, actor=actor, generation=generation)

    def put_blob(self, content: bytes) -> str:
        """Keep bytes durably; returns their SHA-256 in hex. What is there already and sound is left as it is."""
        return self._blobs.put(content)

    def blob(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""
        return self._blobs.read(sha256)

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes durably as a blob, piece by piece; returns their SHA-256 in hex."""
        return self._blobs.put_files((path,))[0]

    def put_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """As `put_file`, of many at once."""
        return self._blobs.put_files(paths)

    def file(self, sha256: str) -> AbstractContextManager[Path]:
        """A blob as a temporary file, compared with its hash. Entering raises NotFound, StoreError."""
        return self._blobs.file(sha256)

    def blobs(self) -> Iterator[str]:
        """The hash of every blob, in ascending order."""
        return self._blobs.hashes()

    def forget(self, sha256: str) -> None:
        """Remove a blob for good; nothing where it is not there."""
        self._blobs.forget(sha256)

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """Append one entry durably, chained to the last, whichever process wrote that."""
        with self._connections.writing() as connection:
            records.lock(connection)
            return records.append_entry(connection, kind, subject, body, at)

    def head(self) -> LogEntry | None:
        """The last entry of the log; None while it is empty."""
        with self._connections.lent() as connection:
            return records.last_entry(connection)

    def log(self, *, kind: str | None = None, subject: str | None = None, after: int = 0) -> Iterator[LogEntry]:
        """Entries in order, filtered; read page by page, so that a slow reader holds nothing."""
        last = after
        while True:
            with self._connections.lent() as connection:
                rows = records.read_page(connection, last, kind, subject)
            if not rows:
                return
            yield from map(records.entry_of, rows)
            last = rows[-1][0]

    def verify_log(self) -> int | None:
        """The sequence number at which the log's chain breaks; None where it holds."""
        return first_broken(self.log())

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


def _received(connection: Connection, edition: Edition) -> bool:
    """Whether the catalogue changed for an edition that is taken in."""
    held = records.read_edition(connection, edition.head.layer, edition.head.region, edition.number)
    if held == edition:
        return False
    if connection.execute("SELECT FROM contents WHERE sha256 = %s", (edition.sha256,)).fetchone() is None:
        raise refusals.not_kept(edition)
    if held is None:
        records.insert_edition(connection, edition)
    elif held.becomes(edition):
        records.update_state(connection, edition)
    else:
        raise refusals.number_taken(edition)
    return True


def _recorded(connection: Connection, edition: Edition) -> Edition:
    head = edition.head
    found = records.read_edition(connection, head.layer, head.region, edition.number)
    if found is None or found.sha256 != edition.sha256:
        raise refusals.no_edition(edition)
    return found
