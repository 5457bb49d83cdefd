"""Zip archives from outside: members chosen by name, written under names of our own, within stated sizes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from layers.errors import BadFile, TooLarge

_MOST_MEMBERS = 10_000
_CHUNK = 1 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


class Archive:
    """The files of a zip by their true names; made by `open_archive`."""

    def __init__(self, handle: zipfile.ZipFile, limit: int) -> None:
        self._zip = handle
        self._left = limit
        self._limit = limit
        self._members = dict(_members(handle))
        total = sum(info.file_size for info in self._members.values())
        if total > limit:
            raise self._too_large()

    def names(self) -> list[str]:
        """Paths inside the archive, folders and the droppings of file managers left out."""
        return list(self._members)

    @property
    def left(self) -> int:
        """How many bytes may still come out of it."""
        return self._left

    def extract(self, name: str, target: Path) -> None:
        """Write member `name` to `target`. Raises BadFile when it is damaged, TooLarge above the unpacked limit."""
        with target.open("wb") as out:
            for chunk in self._chunks(name):
                # the size a member states may be a lie: what comes out is counted
                self._left -= len(chunk)
                if self._left < 0:
                    raise self._too_large()
                out.write(chunk)

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._members[name]) as source:
                while chunk := source.read(_CHUNK):
                    yield chunk
        # an offset that leads outside the file is an OSError
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as fault:
            raise _damaged(name) from fault

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"压缩包解开后超过上限 {self._limit} 字节；请只打包所需文件",
            f"the archive unpacks to more than the limit of {self._limit} bytes; pack only what is needed",
        )


@contextmanager
def open_archive(path: Path, limit: int) -> Iterator[Archive]:
    """The zip at `path`. Raises BadFile (damaged, encrypted, escaping names) or TooLarge."""
    try:
        handle = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, UnicodeDecodeError) as fault:
        raise _damaged(None) from fault
    with handle:
        yield Archive(handle, limit)


def _damaged(name: str | None) -> BadFile:
    zh, en = (f"中的 {name} ", f": {name}") if name else ("", "")
    return BadFile(
        f"压缩包{zh}不完整或已损坏；请重新打包上传",
        f"the zip archive is incomplete or damaged{en}; pack and send it again",
    )


def _members(handle: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    infos = handle.infolist()
    seen: set[str] = set()
    if len(infos) > _MOST_MEMBERS:
        raise TooLarge(
            f"压缩包内文件超过 {_MOST_MEMBERS} 个；请只打包所需文件",
            f"the archive holds more than {_MOST_MEMBERS} files; pack only what is needed",
        )
    for info in infos:
        name = _true_name(info)
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
            raise BadFile(
                f"压缩包内的路径“{name[:80]}”指向包外，拒绝读取；请重新打包",
                f'the archive holds the path "{name[:80]}", which leads outside it; pack it again',
            )
        if info.is_dir() or "__MACOSX" in path.parts or path.name.startswith("."):
            continue
        if info.flag_bits & _ENCRYPTED:
            raise BadFile("压缩包有密码；请去掉密码后上传", "the archive has a password; pack it without one")
        if name in seen:
            raise BadFile(
                f"压缩包内有两个“{name[:80]}”，分不清用哪一个；请重新打包",
                f'the archive holds "{name[:80]}" twice, and which is meant cannot be told; pack it again',
            )
        seen.add(name)
        yield name, info


def _true_name(info: zipfile.ZipInfo) -> str:
    """Names without the UTF-8 flag are in the code page of who packed them: here GBK, or UTF-8 unflagged."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
