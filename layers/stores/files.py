"""The files store: a SQLite catalogue and log, one GeoParquet file per edition, blobs by content.

The folder must lie on a local disk: SQLite's write-ahead log needs shared memory and true locks, which network file
systems do not give. What a killed writer leaves behind is never in the catalogue; `sweep` removes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from time import monotonic, sleep

import shapely

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import CorruptEdition, StoreError, StoreTimeout
from layers.stores import disk, parquet, records, refusals, steps
from layers.stores.base import LogEntry
from layers.stores.chain import continuing, edition_entry, utc
from layers.stores.database import Database
from layers.stores.file_blobs import FileBlobs
from layers.stores.home import Home, Row

_CATALOGUE = "catalogue.sqlite"
_POLL_SECONDS = 0.2
_UNFINISHED = timedelta(hours=1)  # a temporary file younger than this may still be in a writer's hands


class FilesStore(Home):
    """A `Store` in one folder, which is made when absent; safe across threads, processes and forks."""

    def __init__(self, folder: Path) -> None:
        """Open or make the store. Raises StoreError for a folder that holds something else or a newer schema."""
        self._folder = folder.absolute()
        self._editions = self._folder / "editions"
        catalogue = self._folder / _CATALOGUE
        try:
            if not (catalogue.exists() and catalogue.stat().st_size):
                self._claim()
            self._database = Database(catalogue)
            self._files = FileBlobs(self._folder / "blobs", self._database)
        except OSError as fault:
            raise StoreError(f"{folder}：打不开存储：{fault}", f"{folder}: cannot open the store: {fault}") from fault
        super().__init__(self._files, records.entry_of)

    @property
    def location(self) -> str:
        """The folder."""
        return str(self._folder)

    def close(self) -> None:
        """Close idle database connections."""
        self._database.close()

    def generation(self) -> int:
        """A number that grows with every change of the catalogue, by whichever process; some 10 µs."""
        with self._database.reading() as connection:
            return records.read_generation(connection)

    def editions(self) -> tuple[Edition, ...]:
        """Every edition in any state, ordered by layer, region, number."""
        with self._database.reading() as connection:
            return records.read_editions(connection)

    def features(self, edition: Edition) -> Features:
        """The features of an edition; raises CorruptEdition where file, content and record do not agree."""
        with self._database.reading() as connection:
            recorded = _recorded(connection, edition)
            file_sha256, names = connection.execute(
                "SELECT file_sha256, attributes FROM files WHERE sha256 = ?", (recorded.sha256,)
            ).fetchone()
        path = self._edition_file(recorded.sha256)
        try:
            content = path.read_bytes()
        except TimeoutError as fault:
            raise StoreTimeout(
                f"读取版本 {edition.label} 的文件 {path} 超时；请检查磁盘后重试",
                f"reading {path} of {edition.label} timed out; look at the disk and ask again",
            ) from fault
        except OSError as fault:
            raise CorruptEdition(
                f"版本 {edition.label} 的文件 {path} 读不出：{fault}；请从备份恢复",
                f"the file {path} of {edition.label} cannot be read: {fault}; restore it from a backup",
            ) from fault
        # the bytes are judged before any parser sees them
        if hashlib.sha256(content).hexdigest() != file_sha256:
            raise _corrupt(edition, path)
        try:
            features = parquet.decode(content, json.loads(names))
        except (ValueError, KeyError, TypeError, OSError, shapely.errors.ShapelyError) as fault:
            raise _corrupt(edition, path) from fault
        if content_hash(recorded.head, features) != recorded.sha256:
            raise _corrupt(edition, path)
        return features

    def wait(self, generation: int, seconds: float) -> int:
        """The generation as soon as it differs, asked some times a second; after `seconds` whatever it is then."""
        until = monotonic() + seconds
        while (found := self.generation()) == generation and (left := until - monotonic()) > 0:
            sleep(min(_POLL_SECONDS, left))
        return found

    def propose(self, head: EditionHead, features: Features, at: datetime, *, actor: str = "") -> Edition:
        """Store a delivery as a proposed edition with the next number of its layer and region."""
        sha256 = content_hash(head, features)
        with self._written(sha256, features) as connection:
            number = records.next_number(connection, head)
            edition = Edition(head, number, sha256, len(features), "proposed", utc(at))
            records.insert_edition(connection, edition)
            records.append_entry(connection, "proposal", edition.label, edition_entry(edition, actor), at)
            records.raise_generation(connection)
        return edition

    def keep(self, edition: Edition, features: Features) -> None:
        """Have what an edition of another store holds; raises StoreError where it has another hash."""
        if content_hash(edition.head, features) != edition.sha256:
            raise refusals.wrong_content(edition)
        with self._written(edition.sha256, features):
            pass

    def receive(self, editions: Sequence[Edition], entries: Iterable[LogEntry]) -> None:
        """Take in editions of another store and the next entries of its log; raises StoreError where one does not fit.

        All is taken in or nothing, in one transaction.
        """
        with self._database.writing() as connection:
            taken = [_received(connection, edition) for edition in editions]
            if any(taken):
                records.raise_generation(connection)
            for entry in continuing(records.last_entry(connection), entries):
                records.insert_entry(connection, entry)

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """Append one entry durably, chained to the last, whichever process wrote that."""
        with self._database.writing() as connection:
            return records.append_entry(connection, kind, subject, body, at)

    def head(self) -> LogEntry | None:
        """The last entry of the log; None while it is empty."""
        with self._database.reading() as connection:
            return records.last_entry(connection)

    def faults(self) -> tuple[tuple[str, str], ...]:
        """None: nobody else reads these files."""
        return ()

    def orphans(self, now: datetime) -> tuple[Path, ...]:
        """Files that no record names: left by a writer that was killed. Temporary ones count after an hour."""
        with self._database.writing() as connection:  # no writer is between its rename and its commit
            return self._orphans(connection, now)

    def sweep(self, now: datetime) -> tuple[Path, ...]:
        """Remove the orphans; returns what was removed."""
        with self._disk(), self._database.writing() as connection:
            orphans = self._orphans(connection, now)
            for path in orphans:
                path.unlink(missing_ok=True)
        return orphans

    def _claim(self) -> None:
        disk.make_folder(self._folder)
        mine = (_CATALOGUE, "editions", "blobs", "lost+found")
        for path in sorted(self._folder.iterdir()):
            if not path.name.startswith((*mine, ".")):
                raise StoreError(
                    f"{self._folder} 不是三线的存储，里面却有 {path.name}；请指一个空文件夹或已有的存储",
                    f"{self._folder} is not a sanxian store and holds {path.name}; name an empty folder or a store",
                )

        if any(self._editions.glob("*")) or any(
            (self._folder / "blobs").glob("*/*")
        ):  # a new catalogue would call them orphans
            raise StoreError(
                f"{self._folder} 里有版本文件，却没有目录数据库 {_CATALOGUE}；请从备份恢复它",
                f"{self._folder} holds files of editions but no catalogue {_CATALOGUE}; restore it from a backup",
            )

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
        with self._database.writing() as connection:
            if generation is not None and records.read_generation(connection) != generation:
                raise refusals.moved(edition)
            changed = step(_recorded(connection, edition), at)
            records.update_state(connection, changed)
            records.append_entry(connection, kind, changed.label, edition_entry(changed, actor), at)
            records.raise_generation(connection)
        return changed

    def _page(self, after: int, kind: str | None, subject: str | None) -> list[Row]:
        with self._database.reading() as connection:
            return records.read_page(connection, after, kind, subject)

    @contextmanager
    def _written(self, sha256: str, features: Features) -> Iterator[Connection]:
        """A transaction in which the features lie in their place; what fails inside leaves nothing behind."""
        content = parquet.encode(features)
        with self._disk(), disk.written(content, self._editions) as temporary, self._database.writing() as connection:
            self._place_edition(connection, sha256, hashlib.sha256(content).hexdigest(), features, temporary)
            yield connection

    def _place_edition(
        self, connection: Connection, sha256: str, file_sha256: str, features: Features, temporary: Path
    ) -> None:
        """Put the file in its place, unless the same content lies there sound in whatever bytes it was written."""
        path = self._edition_file(sha256)
        row = connection.execute("SELECT file_sha256 FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None and disk.hash_or_none(path) == row[0]:
            return
        disk.place(temporary, path)
        connection.execute(
            "INSERT INTO files VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET file_sha256 = excluded.file_sha256",
            (sha256, file_sha256, json.dumps(list(features.attributes), ensure_ascii=False)),
        )

    def _orphans(self, connection: Connection, now: datetime) -> tuple[Path, ...]:
        known = {self._edition_file(row[0]) for row in connection.execute("SELECT sha256 FROM files")}
        known |= self._files.known(connection)
        oldest = (now - _UNFINISHED).timestamp()
        found = []
        for path in sorted([*self._editions.glob("*"), *self._files.files()]):
            temporary = path.name.startswith(disk.TEMPORARY)
            if path in known or (temporary and path.stat().st_mtime > oldest):
                continue
            found.append(path)
        return tuple(found)

    def _edition_file(self, sha256: str) -> Path:
        return self._editions / f"{sha256}.parquet"

    def _disk(self) -> AbstractContextManager[None]:
        return disk.told(self._folder)


def _received(connection: Connection, edition: Edition) -> bool:
    """Whether the catalogue changed for an edition that is taken in."""
    held = _held(connection, edition)
    if held == edition:
        return False
    kept = connection.execute("SELECT 1 FROM files WHERE sha256 = ?", (edition.sha256,)).fetchone() is not None
    steps.require_receivable(edition, held, kept=kept)
    (records.insert_edition if held is None else records.update_state)(connection, edition)
    return True


def _recorded(connection: Connection, edition: Edition) -> Edition:
    return steps.recorded(edition, _held(connection, edition))


def _held(connection: Connection, edition: Edition) -> Edition | None:
    return records.read_edition(connection, edition.head.layer, edition.head.region, edition.number)


def _corrupt(edition: Edition, path: Path) -> CorruptEdition:
    return CorruptEdition(
        f"版本 {edition.label} 的内容与记录的散列不符，不予提供：{path}；请从备份恢复",
        f"{edition.label} does not match its recorded hash and is not served: {path}; restore it from a backup",
    )
