"""A backup file read as the store it was taken from: verified before anything of it is used."""

from __future__ import annotations

import hashlib
import struct
import tempfile
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

import shapely
from pydantic import BaseModel, ValidationError

from layers.editions import Edition, Features
from layers.errors import BadFile, BadInput, NotFound
from layers.stores import backup_form as form
from layers.stores import disk, parquet
from layers.stores.base import LogEntry, Store
from layers.stores.chain import first_broken
from layers.stores.copying import Copied, copy
from layers.stores.moment import Progress, Report, silent

_PIECE = 1 << 20
_LARGEST_MANIFEST = 1 << 29
_ENCRYPTED = 0x1

M = TypeVar("M", bound=BaseModel)


def restore(path: Path, opened: Callable[[], Store], report: Report = silent) -> Copied:
    """Bring the store of a backup back into the empty one that is `opened`, and verify it there.

    The whole file is verified before that is opened. One that was interrupted is taken up: until all is there, the
    store has neither an edition nor a log. Raises BadFile naming what is cut or altered in the file, BadInput where the
    store holds anything else, StoreError.
    """
    with BackupFile(path) as backup:
        backup.verify(report)
        target = opened()
        _require_empty(target, backup)
        return copy(backup, target, report)


class BackupFile:
    """A `Source` over one backup file; opening compares the list of members, `verify` everything else.

    No member's name ever becomes a path, and nothing is read beyond the size that the manifest states.
    """

    def __init__(self, path: Path) -> None:
        """Open a file. Raises BadFile for anything that is no whole backup."""
        self._path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except FileNotFoundError as fault:
            raise BadInput(f"没有文件 {path}", f"there is no file {path}") from fault
        except (OSError, zipfile.BadZipFile, ValueError, EOFError, struct.error, NotImplementedError) as fault:
            raise self._bad(
                f"打不开，不是备份文件或已被截断（{fault}）", f"it is no backup, or cut short ({fault})"
            ) from fault
        try:
            self.manifest = self._read_manifest()
            self._editions = {line.edition(): line.attributes for line in self._lines(form.CATALOGUE, form.EditionLine)}
        except (ValueError, shapely.errors.GEOSException) as fault:
            self._archive.close()
            raise self._bad(f"{form.CATALOGUE} 已损坏：{fault}", f"{form.CATALOGUE} is damaged: {fault}") from fault
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    @property
    def location(self) -> str:
        """The file."""
        return str(self._path)

    def generation(self) -> int:
        """A file does not change."""
        return 0

    def editions(self) -> tuple[Edition, ...]:
        """Every edition, ordered by layer, region, number."""
        return tuple(sorted(self._editions, key=lambda e: (e.head.layer, e.head.region, e.number)))

    def features(self, edition: Edition) -> Features:
        """The features of an edition; their content is compared by whoever receives them. Raises BadFile."""
        name = form.edition_member(edition.sha256)
        with self._opened(name) as member:
            content = member.read()
        if hashlib.sha256(content).hexdigest() != self.manifest.members[name].sha256:
            raise self._altered(name)
        try:
            return parquet.decode(content, self._editions[edition])
        except (ValueError, KeyError, TypeError, OSError, shapely.errors.ShapelyError) as fault:
            raise self._altered(name) from fault

    def blobs(self) -> Iterator[str]:
        """The hash of every blob, in ascending order."""
        start = form.blob_member("")
        return iter(sorted(name.removeprefix(start) for name in self.manifest.members if name.startswith(start)))

    @contextmanager
    def file(self, sha256: str) -> Iterator[Path]:
        """A blob as a temporary file. Raises NotFound, BadFile."""
        name = form.blob_member(sha256)
        if name not in self.manifest.members:
            raise NotFound(f"备份中没有内容 {sha256}", f"the backup holds no content {sha256}")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "blob"
            with self._opened(name) as member, path.open("xb") as out:
                while piece := member.read(_PIECE):
                    out.write(piece)
            if disk.hash_of(path) != sha256:
                raise self._altered(name)
            yield path

    def head(self) -> LogEntry | None:
        """The last entry of the log."""
        entries = deque(self.log(after=max(self.manifest.entries - 1, 0)), maxlen=1)
        return entries.pop() if entries else None

    def log(self, *, after: int = 0) -> Iterator[LogEntry]:
        """Entries in order, those behind sequence number `after`. Raises BadFile."""
        for line in self._lines(form.LOG, form.EntryLine):
            if line.sequence > after:
                try:
                    yield line.entry()
                except ValueError as fault:
                    raise self._altered(form.LOG) from fault

    def verify(self, report: Report = silent) -> None:
        """Compare every member with its hash, the log with its chain, the counts, and the seal. Raises BadFile."""
        members = self.manifest.members
        for done, (name, said) in enumerate(members.items(), start=1):
            digest = hashlib.sha256()
            with self._opened(name) as member:
                while piece := member.read(_PIECE):
                    digest.update(piece)
            if digest.hexdigest() != said.sha256:
                raise self._altered(name)
            report(Progress("checked", done, len(members)))
        self._verify_seal()
        for sha256 in self.blobs():
            if members[form.blob_member(sha256)].sha256 != sha256:
                raise self._altered(form.blob_member(sha256))
        if (broken := first_broken(self.log())) is not None:
            raise self._bad(f"台账第 {broken} 条对不上散列链", f"entry {broken} of the log breaks its chain")
        head = self.head()
        counts = (len(self._editions), sum(1 for _ in self.blobs()), head.sequence if head else 0)
        stated = (self.manifest.editions, self.manifest.blobs, self.manifest.entries)
        if counts != stated or (head.hash if head else None) != self.manifest.head:
            raise self._bad(f"{form.MANIFEST} 与内容不符", f"{form.MANIFEST} does not fit what the file holds")

    def _read_manifest(self) -> form.Manifest:
        infos = self._archive.infolist()
        names = [info.filename for info in infos]
        if form.MANIFEST not in names:
            raise self._bad(f"缺少 {form.MANIFEST}，不是备份文件", f"it has no {form.MANIFEST} and is no backup")
        for info in infos:
            if info.filename != form.MANIFEST and not form.MEMBER.fullmatch(info.filename):
                raise self._bad(f"含有不属于备份的 {info.filename!r}", f"{info.filename!r} does not belong in a backup")
            if info.flag_bits & _ENCRYPTED or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._bad(f"{info.filename} 的存放方式不受支持", f"{info.filename} is packed in an unknown way")
        if self._archive.getinfo(form.MANIFEST).file_size > _LARGEST_MANIFEST:
            raise self._bad(f"{form.MANIFEST} 过大", f"{form.MANIFEST} is too large")
        with self._opened(form.MANIFEST) as member:
            text = member.read()
        manifest = self._parsed(form.MANIFEST, form.Manifest, text)
        if sorted(names) != sorted([*manifest.members, form.MANIFEST]):  # also what is there twice
            odd = min(set(names).symmetric_difference([*manifest.members, form.MANIFEST]), default=form.MANIFEST)
            raise self._bad(f"成员 {odd} 与清单不符", f"member {odd} does not fit the manifest")
        for name in (form.CATALOGUE, form.LOG):
            if name not in manifest.members:
                raise self._bad(f"缺少 {name}", f"{name} is missing")
        for name, said in manifest.members.items():
            if self._archive.getinfo(name).file_size != said.size:
                raise self._altered(name)
        return manifest

    def _lines(self, name: str, model: type[M]) -> Iterator[M]:
        with self._opened(name) as member:
            for line in member:
                yield self._parsed(name, model, line)

    def _parsed(self, name: str, model: type[M], text: bytes) -> M:
        try:
            return model.model_validate_json(text)
        except ValidationError as fault:
            first = fault.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            raise self._bad(
                f"{name} 已损坏（{place} {first['msg']}）", f"{name} is damaged ({place} {first['msg']})"
            ) from fault

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(name) as member:
                yield member
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, struct.error, NotImplementedError) as fault:
            raise self._altered(name) from fault

    def _verify_seal(self) -> None:
        digest = hashlib.sha256()
        left = self._path.stat().st_size - form.SEAL_BYTES
        with self._path.open("rb") as file:
            while left > 0 and (piece := file.read(min(_PIECE, left))):
                digest.update(piece)
                left -= len(piece)
            seal = file.read()
        if seal != form.SEAL_PREFIX + digest.hexdigest().encode("ascii"):
            raise self._bad("封印对不上，有字节被改动", "its seal does not fit; some byte of it was altered")

    def _altered(self, name: str) -> BadFile:
        return self._bad(f"其中 {name} 已被改动或截断", f"{name} in it was altered or cut short")

    def _bad(self, zh: str, en: str) -> BadFile:
        return BadFile(f"{self._path}：{zh}；请改用另一份备份", f"{self._path}: {en}; take another backup")


def _require_empty(target: Store, backup: BackupFile) -> None:
    if target.editions() or target.head() is not None or not set(target.blobs()).issubset(backup.blobs()):
        raise BadInput(
            f"{target.location} 里已有数据，不会覆盖；请恢复到空的存储",
            f"{target.location} holds something already and is kept; restore into an empty store",
        )
