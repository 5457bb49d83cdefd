"""Writes all that a store holds at one moment into one file, while others go on writing to the store."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from layers.editions import Edition
from layers.errors import BadInput, NotFound, StoreError
from layers.stores import backup_form as form
from layers.stores import disk, parquet
from layers.stores.moment import Moment, Progress, Report, Source, moment, silent
from layers.stores.soundness import require_sound

_PIECE = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class BackedUp:
    """What lies in the file; `head` is the hash of the log's last entry, `sha256` that of the whole file."""

    editions: int
    blobs: int
    entries: int
    head: str | None
    size: int
    sha256: str


def back_up(source: Source, path: Path, at: datetime, report: Report = silent) -> BackedUp:
    """Write a backup at `path`, readable by its owner alone; it is there whole and durable, or not at all.

    What is taken in after the beginning is not in it: the log is cut at the head of that moment. Nothing is held in
    memory but one edition at a time and the list of hashes.

    Raises BadInput where there is a file already or no such folder, StoreError for harm in the store: a backup is
    known to be whole when it is made, and not when it is needed.
    """
    _require_free(path)
    given = moment(source)
    require_sound(given, source)
    with disk.told(path.parent), disk.temporary(path.parent) as temporary:
        with os.fdopen(os.open(temporary, _NEW, 0o600), "wb") as file:
            sealed = _Sealed(file)
            with zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as archive:
                _write(_Archive(archive, at), given, source, at, report)
                archive.comment = b"\0" * form.SEAL_BYTES
            sha256 = sealed.seal()
            disk.sync(file)
        size = temporary.stat().st_size
        _require_free(path)
        disk.place(temporary, path)
    head = None if given.head is None else given.head.hash
    return BackedUp(len(given.editions), len(given.blobs), given.entries, head, size, sha256)


class _Sealed:
    """A file written from end to end, hashed on the way; its last bytes become the hash of all before them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._tail = b""

    def write(self, data: bytes, /) -> int:
        """As of a file. It has neither `seek` nor `tell`, so that zipfile never goes back."""
        self._file.write(data)
        self._tail += data
        self._digest.update(self._tail[: -form.SEAL_BYTES])
        self._tail = self._tail[-form.SEAL_BYTES :]
        return len(data)

    def flush(self) -> None:
        """As of a file."""
        self._file.flush()

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""

    def seal(self) -> str:
        """Write the hash over the last bytes; returns that of the whole file."""
        seal = form.SEAL_PREFIX + self._digest.hexdigest().encode("ascii")
        self._file.seek(-form.SEAL_BYTES, os.SEEK_END)
        self._file.write(seal)
        self._digest.update(seal)
        return self._digest.hexdigest()


class _Archive:
    """Members written one after the other, each with its size and hash for the manifest."""

    def __init__(self, archive: zipfile.ZipFile, at: datetime) -> None:
        self._archive = archive
        self._time = at.astimezone(UTC).timetuple()[:6]
        self.members: dict[str, form.Member] = {}

    @contextmanager
    def member(self, name: str, *, packed: bool) -> Iterator[_Member]:
        """A member to write; `packed` ones are compressed already."""
        info = zipfile.ZipInfo(name, self._time)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as out:
            member = _Member(out)
            yield member
        self.members[name] = form.Member(size=member.size, sha256=member.digest.hexdigest())


class _Member:
    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self.digest.update(data)
        self.size += len(data)


def _write(archive: _Archive, given: Moment, source: Source, at: datetime, report: Report) -> None:
    lines = []
    for done, edition in enumerate(given.editions, start=1):
        lines.append(form.EditionLine.of(edition, _write_features(archive, edition, source)))
        report(Progress("editions", done, len(given.editions)))
    with archive.member(form.CATALOGUE, packed=False) as member:
        for line in lines:
            member.write(line.model_dump_json().encode("utf-8") + b"\n")
    for done, sha256 in enumerate(given.blobs, start=1):
        _write_blob(archive, sha256, source)
        report(Progress("blobs", done, len(given.blobs)))
    with archive.member(form.LOG, packed=False) as member:
        for entry in source.log():
            if entry.sequence > given.entries:
                break
            member.write(form.EntryLine.of(entry).model_dump_json().encode("utf-8") + b"\n")
            report(Progress("entries", entry.sequence, given.entries))
    manifest = form.Manifest(
        format=form.FORMAT,
        version=form.VERSION,
        taken_at=at,
        head=None if given.head is None else given.head.hash,
        entries=given.entries,
        editions=len(given.editions),
        blobs=len(given.blobs),
        members=dict(archive.members),
    )
    with archive.member(form.MANIFEST, packed=False) as member:
        member.write(manifest.model_dump_json(indent=1).encode("utf-8"))


def _write_features(archive: _Archive, edition: Edition, source: Source) -> tuple[str, ...]:
    """The features of an edition, once for each content; returns the names of their attributes."""
    features = source.features(edition)
    name = form.edition_member(edition.sha256)
    if name not in archive.members:
        with archive.member(name, packed=True) as member:
            member.write(parquet.encode(features))
    return tuple(features.attributes)


def _write_blob(archive: _Archive, sha256: str, source: Source) -> None:
    try:
        with (
            source.file(sha256) as path,
            path.open("rb") as file,
            archive.member(form.blob_member(sha256), packed=False) as member,
        ):
            while piece := file.read(_PIECE):
                member.write(piece)
    except NotFound as fault:
        raise StoreError(
            f"备份期间 {source.location} 删除了内容 {sha256}；请再运行一次",
            f"{source.location} forgot the content {sha256} meanwhile; run the command again",
        ) from fault
    if archive.members[form.blob_member(sha256)].sha256 != sha256:
        raise StoreError(
            f"{source.location} 的内容 {sha256} 在备份期间被改动；请核对存储",
            f"the content {sha256} of {source.location} was altered while it was read; look at the store",
        )


def _require_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise BadInput(f"{path} 已存在，不会覆盖；请另取文件名", f"{path} exists and is kept; name another file")
    if not path.parent.is_dir():
        raise BadInput(f"没有文件夹 {path.parent}", f"there is no folder {path.parent}")
