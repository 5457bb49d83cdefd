"""An Esri file geodatabase: a folder `*.gdb` in a zip, read by GDAL's own driver for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from layers.errors import BadFile
from layers.intake.archive import Archive
from layers.intake.delivered import Delivered
from layers.intake.foreign import library
from layers.intake.vector_files import choose, curves_in, layers_of, read_layer
from layers.notes import Note

_MEMBER = re.compile(
    r"(a[0-9a-f]{8}\.(gdbtable|gdbtablx|gdbindexes|\w{1,40}\.(atx|spx)|freelist|cdf)|gdb|timestamps)", re.I
)
_CATALOGUE = "a00000001.gdbtable"


def databases(names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The geodatabases among member names: path of the folder → name of its file → member. Locks are left out.

    A zip of the files of one geodatabase without their folder counts as one.
    """
    found: dict[str, dict[str, str]] = {}
    for name in names:
        path = PurePosixPath(name)
        if _MEMBER.fullmatch(path.name):
            found.setdefault(str(path.parent), {})[path.name.lower()] = name
    return {folder: files for folder, files in found.items() if any(name.endswith(".gdbtable") for name in files)}


def read_from_archive(archive: Archive, name: str, layer: str | None, folder: Path) -> Delivered:
    """One layer of the only geodatabase in a zip, unpacked into `folder`; arcs as short straight edges, with a note.

    Raises BadFile, BadGeometry, BadCRS, TooLarge.
    """
    found = databases(archive.names())
    if len(found) > 1:
        raise BadFile(
            f"{name}：压缩包内有 {len(found)} 个 .gdb（{'、'.join(sorted(found)[:10])}）；请每次只交一个",
            f"{name}: the archive holds {len(found)} geodatabases ({', '.join(sorted(found)[:10])}); send one",
        )
    ((title, files),) = found.items()
    if _CATALOGUE not in files:
        raise BadFile(
            f"{name}/{title}：缺少 {_CATALOGUE}，数据库不完整；请把整个 .gdb 文件夹打包",
            f"{name}/{title}: {_CATALOGUE} is missing, so it is incomplete; pack the whole .gdb folder",
        )
    database = folder / "database.gdb"
    database.mkdir()
    for file, member in files.items():
        archive.extract(member, database / file)
    with library(f"{name}：文件地理数据库已损坏或不完整", f"{name}: the file geodatabase is damaged or incomplete"):
        chosen = choose(layer, layers_of(database, name), name)
        delivered = read_layer(database, chosen, f"{name}/{chosen}", "filegdb")
        if curves := curves_in(database, chosen):
            delivered.notes.append(Note("curves_to_lines", {"count": curves}))
    return delivered
