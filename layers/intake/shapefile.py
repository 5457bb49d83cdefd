"""A shapefile as it is delivered: several files in a zip, in GBK more often than not."""

from __future__ import annotations

import codecs
import struct
from contextlib import suppress
from pathlib import Path, PurePosixPath

from layers.errors import BadFile
from layers.intake.archive import Archive
from layers.intake.delivered import Delivered
from layers.intake.vector_files import choose, read_vector
from layers.notes import Note

_NEEDED = ("shp", "shx", "dbf")
_WANTED = (*_NEEDED, "prj", "cpg")
_GBK_DRIVER = 0x4D
_NAME_BYTES = 10
# language driver ids of the DBF header that name an encoding (GDAL's table, what China and its neighbours use)
_DRIVERS = {_GBK_DRIVER: "gb18030", 0x4F: "cp950", 0x78: "cp950", 0x7A: "gb18030", 0x13: "cp932", 0x4E: "cp949"}


def sets(names: list[str]) -> dict[str, dict[str, str]]:
    """The shapefiles among member names: stem (with its folder) → suffix → member.

    Raises BadFile for two members that differ in case only: Windows would have kept one of them.
    """
    found: dict[str, dict[str, str]] = {}
    for name in names:
        path = PurePosixPath(name)
        suffix = path.suffix.lower().lstrip(".")
        if suffix not in _WANTED:
            continue
        before = found.setdefault(str(path.with_suffix("")).casefold(), {}).setdefault(suffix, name)
        if before != name:
            raise BadFile(
                f"压缩包内 {before} 与 {name} 只有大小写之别，分不清用哪一个；请改名后重新打包",
                f"{before} and {name} in the archive differ in case only; rename one and pack it again",
            )
    return {stem: parts for stem, parts in found.items() if set(parts) & set(_NEEDED)}


def read_from_archive(archive: Archive, name: str, layer: str | None, folder: Path) -> Delivered:
    """The chosen shapefile of a zip, unpacked into `folder`. Raises BadFile, BadGeometry, BadCRS, TooLarge."""
    found = sets(archive.names())
    titles = {PurePosixPath(next(iter(parts.values()))).stem: stem for stem, parts in found.items()}
    if len(titles) < len(found):  # the same name in two folders: then the folder is part of it
        titles = {str(PurePosixPath(next(iter(parts.values()))).with_suffix("")): stem for stem, parts in found.items()}
    title = choose(layer, sorted(titles), name)
    parts = found[titles[title]]
    require_parts(set(parts), f"{name}/{title}")
    for suffix, member in parts.items():
        archive.extract(member, folder / f"part.{suffix}")
    return read_parts(folder, f"{name}/{title}")


def require_parts(present: set[str], name: str) -> None:
    """Raise BadFile naming each of .shp, .shx and .dbf that is not there."""
    missing = [f".{suffix}" for suffix in _NEEDED if suffix not in present]
    if missing:
        raise BadFile(
            f"{name}：缺少 {'、'.join(missing)}；shapefile 须 .shp、.shx、.dbf 齐全，请一并打包",
            f"{name}: {', '.join(missing)} missing; a shapefile needs .shp, .shx and .dbf, pack them together",
        )


def read_parts(folder: Path, name: str) -> Delivered:
    """The shapefile `part.*` in `folder`. Raises BadFile, BadGeometry, BadCRS."""
    _require_whole(folder, name)
    encoding, notes = _encoding(folder, name)
    cut = _mend_cut_names(folder / "part.dbf", encoding)
    _mend_words_of_crs(folder / "part.prj")
    delivered = read_vector(folder / "part.shp", name, encoding)
    delivered.notes.extend(notes)
    if cut:
        delivered.notes.append(Note("field_names_cut", {"count": len(cut), "fields": "、".join(cut[:5])}))
    return delivered


def _require_whole(folder: Path, name: str) -> None:
    """Compare the sizes that the three headers state with the files; GDAL reads a cut file as empty shapes."""
    sizes = {suffix: (folder / f"part.{suffix}").stat().st_size for suffix in _NEEDED}
    heads = {suffix: (folder / f"part.{suffix}").open("rb").read(100) for suffix in _NEEDED}
    if len(heads["shp"]) < 100 or len(heads["shx"]) < 100 or len(heads["dbf"]) < 32:
        raise _cut(name, next(s for s in _NEEDED if len(heads[s]) < (32 if s == "dbf" else 100)))
    for suffix in ("shp", "shx"):
        code, words = struct.unpack(">i", heads[suffix][:4])[0], struct.unpack(">i", heads[suffix][24:28])[0]
        if code != 9994 or sizes[suffix] < 2 * words:
            raise _cut(name, suffix)
    records, header, length = struct.unpack("<IHH", heads["dbf"][4:12])
    if sizes["dbf"] < header + records * length:
        raise _cut(name, "dbf")
    shapes = (2 * struct.unpack(">i", heads["shx"][24:28])[0] - 100) // 8
    if shapes != records:
        raise BadFile(
            f"{name}：图形 {shapes} 个而属性 {records} 行，两者不符；请重新导出",
            f"{name}: {shapes} shapes but {records} rows of attributes; export it again",
        )


def _cut(name: str, suffix: str) -> BadFile:
    return BadFile(
        f"{name}：.{suffix} 不完整或已损坏；请重新导出并打包",
        f"{name}: the .{suffix} is incomplete or damaged; export and pack it again",
    )


def _encoding(folder: Path, name: str) -> tuple[str, tuple[Note, ...]]:
    """By .cpg, else by the DBF's language driver, else UTF-8 where the text is that, else GBK (with a note)."""
    cpg = folder / "part.cpg"
    if cpg.exists() and (stated := cpg.read_bytes()[:40].decode("ascii", "replace").strip().strip("\x00")):
        return _codec(stated, name), ()
    data = (folder / "part.dbf").read_bytes()
    if data[29] in _DRIVERS:
        return _DRIVERS[data[29]], ()
    header = struct.unpack("<H", data[8:10])[0]
    names = [raw for _, raw in _field_names(data)]
    text = b"\n".join(names) + b"\n" + data[header:]
    if text.isascii():
        return "utf-8", ()
    try:
        data[header:].decode("utf-8")
        for raw in names:
            _whole_part(raw, "utf-8")
    except UnicodeDecodeError:
        return "gb18030", (Note("gbk_assumed"),)
    return "utf-8", (Note("utf8_assumed"),)


def _field_names(dbf: bytes) -> list[tuple[int, bytes]]:
    """Where each field's name stands in a DBF, and its bytes: 11 with the zero that ends it."""
    header = struct.unpack("<H", dbf[8:10])[0]
    starts = range(32, min(header, len(dbf)) - 1, 32)
    return [(start, dbf[start : start + 11].partition(b"\x00")[0][:_NAME_BYTES]) for start in starts]


def _whole_part(raw: bytes, encoding: str) -> str:
    """The characters of some bytes, without one that is cut at the end. Raises UnicodeDecodeError for broken ones."""
    return codecs.getincrementaldecoder(encoding)().decode(raw, final=False)


def _mend_cut_names(path: Path, encoding: str) -> list[str]:
    """Names of fields that are as long as a DBF allows, so that their ends may be missing.

    Half a character at the end of one is taken out of the file, which is our own copy: GDAL would trip over it.
    """
    data = bytearray(path.read_bytes())
    cut = []
    for start, raw in _field_names(bytes(data)):
        try:
            name = _whole_part(raw, encoding)
        except UnicodeDecodeError:
            continue  # of another encoding: reading the attributes says so
        kept = name.encode(encoding)
        if not raw.isascii() and len(raw) + len("名".encode(encoding)) > _NAME_BYTES:
            cut.append(name)
        if kept != raw:
            data[start : start + 11] = kept.ljust(11, b"\x00")
    if cut:
        path.write_bytes(data)
    return cut


def _mend_words_of_crs(path: Path) -> None:
    """A .prj with Chinese names is often GBK, and read as UTF-8: written as that in our own copy."""
    data = path.read_bytes() if path.exists() else b""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):  # what is neither is refused by its reader
            path.write_text(data.decode("gb18030"), encoding="utf-8")


def _codec(stated: str, name: str) -> str:
    word = stated.lower().removeprefix("ansi ").removeprefix("oem ").replace("windows-", "cp")
    word = {"65001": "utf-8", "936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}.get(word, word)
    word = f"cp{word}" if word.isdigit() else word.replace("88591", "8859-1")
    try:
        return codecs.lookup(word).name
    except (LookupError, ValueError) as fault:  # a ValueError for signs that no name has
        shown = "".join(sign if sign.isprintable() else "?" for sign in stated)
        raise BadFile(
            f"{name}：.cpg 写的编码“{shown}”不认识；请改为 UTF-8 或 GBK",
            f'{name}: the .cpg names an unknown encoding "{shown}"; write UTF-8 or GBK',
        ) from fault
