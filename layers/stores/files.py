"""The files store: a SQLite catalogue and log, one GeoParquet file per edition, blobs by content.

The folder must lie on a local disk: SQLite's write-ahead log needs shared memory and true locks, which network file
systems do not give. What a killed writer leaves behind is never in the catalogue; `sweep` removes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import shapely

from layers.editions import Edition, EditionHead, Features, content_hash
from layers.errors import CorruptEdition, NotFound, StoreError, StoreTimeout
from layers.stores import disk, parquet, records
from layers.stores.base import CatalogueMoved, LogEntry
from layers.stores.chain import edition_entry, first_broken
from layers.stores.database import Database

_CATALOGUE = "catalogue.sqlite"
_UNFINISHED = timedelta(hours=1)  # a temporary file younger than this may still be in a writer's hands


class FilesStore:
    """A `Store` in one folder, which is made when absent; safe across threads, processes and forks."""

    def __init__(self, folder: Path) -> None:
        """Open or make the store. Raises StoreError for a folder that holds something else or a newer schema."""
        self._folder = folder.absolute()
        self._editions = self._folder / "editions"
        self._blobs = self._folder / "blobs"
        catalogue = self._folder / _CATALOGUE
        try:
            if not (catalogue.exists() and catalogue.stat().st_size):
                self._claim()
            self._database = Database(catalogue)
        except OSError as fault:
            raise StoreError(f"{folder}：打不开存储：{fault}", f"{folder}: cannot open the store: {fault}") from fault

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

    def propose(self, head: EditionHead, features: Features, at: datetime) -> Edition:
        """Store a delivery as a proposed edition with the next number of its layer and region."""
        sha256 = content_hash(head, features)
        content = parquet.encode(features)
        with self._disk(), disk.written(content, self._editions) as temporary, self._database.writing() as connection:
            self._place_edition(connection, sha256, hashlib.sha256(content).hexdigest(), features, temporary)
            edition = records.insert_edition(connection, head, sha256, features, at)
            records.raise_generation(connection)
        return edition

    def publish(self, edition: Edition, at: datetime, *, generation: int | None = None) -> Edition:
        """Make a proposed edition published; raises StoreError in any other state.

        Raises CatalogueMoved when `generation` is given and is no longer the catalogue's.
        """

        def published(recorded: Edition) -> Edition:
            if recorded.state != "proposed":
                raise _wrong_state(recorded, "proposed")
            return replace(recorded, state="published", published_at=at.astimezone(UTC))

        return self._change(edition, "publication", at, published, generation)

    def withdraw(self, edition: Edition, at: datetime) -> Edition:
        """Withdraw a published edition from `at` on; raises StoreError in any other state or before publication."""

        def withdrawn(recorded: Edition) -> Edition:
            if recorded.state != "published" or recorded.published_at is None:
                raise _wrong_state(recorded, "published")
            if at < recorded.published_at:
                raise StoreError(
                    f"版本 {recorded.label} 于 {recorded.published_at} 发布，不能早于此时撤回",
                    f"{recorded.label} was published at {recorded.published_at} and cannot be withdrawn before that",
                )
            return replace(recorded, state="withdrawn", withdrawn_at=at.astimezone(UTC))

        return self._change(edition, "withdrawal", at, withdrawn, None)

    def put_blob(self, content: bytes) -> str:
        """Keep bytes durably; returns their SHA-256 in hex. What is there already and sound is left as it is."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._blob_file(sha256)
        with self._database.reading() as connection:
            if _has_blob(connection, sha256) and _hash_of(path) == sha256:
                return sha256
        with self._disk(), disk.written(content, path.parent) as temporary, self._database.writing() as connection:
            disk.place(temporary, path)
            connection.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (sha256, len(content)))
        return sha256

    def blob(self, sha256: str) -> bytes:
        """Bytes by hash; raises NotFound, or StoreError when they no longer match."""
        path = self._known_blob(sha256)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise _unreadable(path, fault) from fault
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _altered(path)
        return content

    def put_file(self, path: Path) -> str:
        """Keep a file's bytes durably as a blob, copied piece by piece; returns their SHA-256 in hex."""
        with self._disk(), disk.copied(path, self._blobs) as (temporary, sha256):
            final = self._blob_file(sha256)
            with self._database.reading() as connection:
                if _has_blob(connection, sha256) and _hash_of(final) == sha256:
                    return sha256
            disk.make_folder(final.parent)
            size = temporary.stat().st_size
            with self._database.writing() as connection:
                disk.place(temporary, final)
                connection.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (sha256, size))
        return sha256

    @contextmanager
    def file(self, sha256: str) -> Iterator[Path]:
        """A blob as the file it lies in, compared with its hash. Raises NotFound, StoreError."""
        path = self._known_blob(sha256)
        try:
            found = disk.hash_of(path)
        except OSError as fault:
            raise _unreadable(path, fault) from fault
        if found != sha256:
            raise _altered(path)
        yield path

    def append(self, kind: str, subject: str, body: bytes, at: datetime) -> LogEntry:
        """Append one entry durably, chained to the last, whichever process wrote that."""
        with self._database.writing() as connection:
            return records.append_entry(connection, kind, subject, body, at)

    def log(self, *, kind: str | None = None, subject: str | None = None) -> Iterator[LogEntry]:
        """Entries in order, filtered; read page by page, so that a slow reader holds nothing."""
        last = 0
        while True:
            with self._database.reading() as connection:
                page = records.read_page(connection, last, kind, subject)
            if not page:
                return
            yield from page
            last = page[-1].sequence

    def verify_log(self) -> int | None:
        """The sequence number at which the log's chain breaks; None where it holds."""
        return first_broken(self.log())

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

        if any(self._editions.glob("*")) or any(self._blobs.glob("*/*")):  # a new catalogue would call them orphans
            raise StoreError(
                f"{self._folder} 里有版本文件，却没有目录数据库 {_CATALOGUE}；请从备份恢复它",
                f"{self._folder} holds files of editions but no catalogue {_CATALOGUE}; restore it from a backup",
            )

    def _change(
        self, edition: Edition, kind: str, at: datetime, change: Callable[[Edition], Edition], generation: int | None
    ) -> Edition:
        with self._database.writing() as connection:
            if generation is not None and records.read_generation(connection) != generation:
                raise CatalogueMoved(
                    f"检查 {edition.label} 之后目录有了变化；请再试一次",
                    f"the catalogue changed after {edition.label} was checked; try again",
                )
            changed = change(_recorded(connection, edition))
            records.update_state(connection, changed)
            records.append_entry(connection, kind, changed.label, edition_entry(changed), at)
            records.raise_generation(connection)
        return changed

    def _place_edition(
        self, connection: Connection, sha256: str, file_sha256: str, features: Features, temporary: Path
    ) -> None:
        """Put the file in its place, unless the same content lies there sound in whatever bytes it was written."""
        path = self._edition_file(sha256)
        row = connection.execute("SELECT file_sha256 FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None and _hash_of(path) == row[0]:
            return
        disk.place(temporary, path)
        connection.execute(
            "INSERT INTO files VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET file_sha256 = excluded.file_sha256",
            (sha256, file_sha256, json.dumps(list(features.attributes), ensure_ascii=False)),
        )

    def _orphans(self, connection: Connection, now: datetime) -> tuple[Path, ...]:
        known = {self._edition_file(row[0]) for row in connection.execute("SELECT sha256 FROM files")}
        known |= {self._blob_file(row[0]) for row in connection.execute("SELECT sha256 FROM blobs")}
        oldest = (now - _UNFINISHED).timestamp()
        found = []
        unplaced = self._blobs.glob(f"{disk.TEMPORARY}*")
        for path in sorted([*self._editions.glob("*"), *self._blobs.glob("*/*"), *unplaced]):
            temporary = path.name.startswith(disk.TEMPORARY)
            if path in known or (temporary and path.stat().st_mtime > oldest):
                continue
            found.append(path)
        return tuple(found)

    def _edition_file(self, sha256: str) -> Path:
        return self._editions / f"{sha256}.parquet"

    def _blob_file(self, sha256: str) -> Path:
        return self._blobs / sha256[:2] / sha256

    def _known_blob(self, sha256: str) -> Path:
        with self._database.reading() as connection:
            if not _has_blob(connection, sha256):
                raise NotFound(f"存储中没有内容 {sha256}", f"the store holds no content {sha256}")
        return self._blob_file(sha256)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """A full or failing disk leaves as StoreError."""
        try:
            yield
        except OSError as fault:
            raise StoreError(
                f"{self._folder}：写盘失败：{fault}；请核对磁盘空间与权限",
                f"{self._folder}: writing failed: {fault}; check disk space and permissions",
            ) from fault


def _recorded(connection: Connection, edition: Edition) -> Edition:
    head = edition.head
    found = records.read_edition(connection, head.layer, head.region, edition.number)
    if found is None or found.sha256 != edition.sha256:
        raise NotFound(f"存储中没有版本 {edition.label}", f"the store holds no edition {edition.label}")
    return found


def _has_blob(connection: Connection, sha256: str) -> bool:
    return connection.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (sha256,)).fetchone() is not None


def _hash_of(path: Path) -> str | None:
    try:
        return disk.hash_of(path)
    except OSError:
        return None  # a missing or unreadable file has no hash and is written anew


def _unreadable(path: Path, fault: OSError) -> StoreError:
    return StoreError(
        f"{path} 读不出：{fault}；请从备份恢复", f"{path} cannot be read: {fault}; restore it from a backup"
    )


def _altered(path: Path) -> StoreError:
    return StoreError(
        f"{path} 的内容与其散列不符，不予提供；请从备份恢复",
        f"{path} does not match its hash and is not served; restore it from a backup",
    )


def _corrupt(edition: Edition, path: Path) -> CorruptEdition:
    return CorruptEdition(
        f"版本 {edition.label} 的内容与记录的散列不符，不予提供：{path}；请从备份恢复",
        f"{edition.label} does not match its recorded hash and is not served: {path}; restore it from a backup",
    )


def _wrong_state(edition: Edition, needed: str) -> StoreError:
    return StoreError(
        f"版本 {edition.label} 的状态是 {edition.state}，须为 {needed}",
        f"{edition.label} is {edition.state}; it must be {needed}",
    )
