"""The container of a sealed pack: a zip with one form only, so that the same members always make the same bytes.

Members are stored, never compressed: nothing can unpack to more than was sent, and no version of a compressor changes
the bytes. Whoever reads a pack builds it anew from its members and compares; what hides between members, in comments or
in extra fields is found by that, whatever it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from itertools import pairwise

from layers.errors import BadFile, TooLarge

MOST_BYTES = 1_000_000_000
MOST_MEMBERS = 10_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7}")


def write(members: Mapping[str, bytes]) -> bytes:
    """The members as a pack, by name. Raises ValueError for a name that a pack cannot have, TooLarge beyond a bound."""
    if wrong := [name for name in members if not _NAME.fullmatch(name)]:
        raise ValueError(f"no name for a member: {wrong[0]!r}")
    if len(members) > MOST_MEMBERS or sum(map(len, members.values())) > MOST_BYTES:
        raise TooLarge(
            f"证据包超过上限（{MOST_MEMBERS} 个文件、{MOST_BYTES} 字节）；请不带证据图形，或用 --to 缩短台账链",
            f"the pack is above its bounds ({MOST_MEMBERS} members, {MOST_BYTES} bytes); leave the evidence out, or "
            "shorten the chain with --to",
        )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as container:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = _UNIX
            info.external_attr = _PLAIN_FILE
            container.writestr(info, members[name])
    return buffer.getvalue()


def read(content: bytes) -> dict[str, bytes]:
    """The members of a pack by name.

    Raises BadFile for anything that `write` would not have written, and says what; TooLarge beyond a bound.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(f"文件超过上限 {MOST_BYTES} 字节", f"the file is above the limit of {MOST_BYTES} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            infos = container.infolist()
            _require_plain(infos, len(content))
            members = {info.filename: container.read(info) for info in infos}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as fault:
        raise BadFile(f"不是完好的 zip：{fault}", f"this is no sound zip: {fault}") from fault
    if write(members) != content:
        raise BadFile(
            "zip 的字节与其成员应有的写法不同：成员之外还有内容，或次序、属性被改动",
            "the zip is not written as its members would be: something lies beside them, or order or attributes were "
            "changed",
        )
    return members


def _require_plain(infos: list[zipfile.ZipInfo], size: int) -> None:
    """Raises BadFile for names and forms that a pack never has, before any member is read."""
    if len(infos) > MOST_MEMBERS:
        raise TooLarge(f"超过 {MOST_MEMBERS} 个成员", f"there are more than {MOST_MEMBERS} members")
    for info in infos:
        if not _NAME.fullmatch(info.orig_filename):
            raise BadFile(
                f"成员名 {info.orig_filename!r} 不可用：越出文件夹或含有不许的字符",
                f"a member cannot be called {info.orig_filename!r}: it leaves the folder or has letters not allowed",
            )
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits:
            raise BadFile(
                f"成员 {info.filename} 被压缩或加密；证据包的成员一律原样存放",
                f"the member {info.filename} is compressed or encrypted; the members of a pack are stored as they are",
            )
    names = sorted(info.filename.casefold() for info in infos)
    if twice := [one for one, other in pairwise(names) if one == other]:
        raise BadFile(f"成员 {twice[0]} 出现两次", f"the member {twice[0]} is there twice")
    if sum(info.file_size for info in infos) > size:
        raise BadFile("成员的大小之和超过文件本身", "the members claim more bytes than the file has")
