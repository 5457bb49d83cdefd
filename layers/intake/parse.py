"""From one file of any readable format to a `Reading`; runs inside the child process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from layers.errors import BadFile, BadInput
from layers.intake import (
    cass_dat,
    corner_txt,
    csv_table,
    file_geodatabase,
    geojson,
    kml,
    map_link,
    pasted,
    shapefile,
    wkt,
)
from layers.intake.archive import Archive, open_archive
from layers.intake.delivered import Delivered
from layers.intake.detect import detect
from layers.intake.dxf import read_dxf
from layers.intake.finish import finish
from layers.intake.types import Reading, ReadLimits
from layers.intake.vector_files import read_geopackage
from layers.intake.workbook import MARKER, read_xls, read_xlsx
from layers.notes import Note, NoteValue

_HEAD = 65536
_FEW = 20
_SINGLE = ("kml", "gpkg", "geojson", "json", "txt", "wkt", "dat", "csv", "xls", "xlsx", "dxf", "zip", "kmz")
_WHOLE = {
    "kml": kml.deliver,
    "wkt": wkt.deliver,
    "corner_txt": corner_txt.deliver,
    "cass_dat": cass_dat.deliver,
    "pasted": pasted.deliver,
    "link": map_link.deliver,
    "csv": csv_table.deliver,
}
_LAYERED = {"gpkg": read_geopackage, "xls": read_xls, "dxf": read_dxf}


def parse(
    path: Path, name: str, crs: str | None, layer: str | None, limits: ReadLimits, *, may_be_empty: bool = False
) -> Reading:
    """Everything in the file at `path`, called `name` in messages. Raises BadInput and its kinds."""
    with _naming(name):
        delivered = _deliver(path, name, layer, limits)
        delivered.beside += (name,)
        return finish(delivered, crs, limits, may_be_empty=may_be_empty)


def parse_shapefile(
    folder: Path, name: str, crs: str | None, limits: ReadLimits, *, may_be_empty: bool = False
) -> Reading:
    """The shapefile `part.*` that lies unpacked in `folder`. Raises BadInput and its kinds."""
    with _naming(name):
        return finish(shapefile.read_parts(folder, name), crs, limits, may_be_empty=may_be_empty)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Put the file in front of a message that does not name it yet."""
    try:
        yield
    except BadInput as fault:
        if name in fault.en:
            raise
        raise fault.naming(name) from fault


def _deliver(path: Path, name: str, layer: str | None, limits: ReadLimits, *, depth: int = 0) -> Delivered:
    with path.open("rb") as file:
        kind = detect(file.read(_HEAD), name)
    if kind == "zip":
        with open_archive(path, limits.unpacked_bytes) as archive:
            return _from_archive(archive, path, name, layer, limits, depth=depth)
    if kind in _LAYERED:
        return _LAYERED[kind](path, name, layer)
    if layer is not None:
        raise BadFile(f"{kind} 没有图层之分，请去掉图层名", f"{kind} has no layers; leave the name of the layer out")
    data = path.read_bytes()
    if kind == "geojson":
        document, notes = geojson.parse_json(data)
        delivered = geojson.deliver(document, name)
        delivered.notes.extend(notes)
        return delivered
    return _WHOLE[kind](data, name)


def _from_archive(
    archive: Archive, path: Path, name: str, layer: str | None, limits: ReadLimits, *, depth: int
) -> Delivered:
    names = archive.names()
    if MARKER in names:
        return read_xlsx(path, name, layer)
    # a KMZ keeps its document in doc.kml; other zips may hold one readable file
    single = [one for one in names if one.lower() == "doc.kml"]
    if depth > 1 and not single:
        raise BadFile(
            f"{name}：压缩包里套了不止一层压缩包；请先解开",
            f"{name}: an archive within an archive within the archive; unpack it first",
        )
    for reader, found in (
        (file_geodatabase.read_from_archive, file_geodatabase.databases(names).values()),
        (shapefile.read_from_archive, shapefile.sets(names).values()),
    ):
        if found:
            delivered = reader(archive, name, layer, path.parent)
            return _with_others(delivered, names, {member for parts in found for member in parts.values()})
    single = single or [one for one in names if one.rpartition(".")[2].lower() in _SINGLE]
    if 1 < len(single) <= _FEW:  # notes and explanations come along as text
        single = [one for one in single if _is_readable(archive, one, path.parent / "look")]
    if len(single) != 1:
        listed = "、".join(names[:10]) or "-"
        raise BadFile(
            f"{name}：压缩包内应有一套 shapefile、一个 .gdb 文件夹或一个可读文件；现有：{listed}",
            f"{name}: the archive must hold a shapefile, a .gdb folder or one readable file; it holds: "
            f"{', '.join(names[:10]) or '-'}",
        )
    inner = path.parent / f"member{depth}"
    archive.extract(single[0], inner)
    left = replace(limits, unpacked_bytes=archive.left)
    delivered = _deliver(inner, f"{name}/{single[0]}", layer, left, depth=depth + 1)
    delivered.beside += (single[0],)
    return delivered


def _is_readable(archive: Archive, member: str, scratch: Path) -> bool:
    """Whether a member is in a format that is read here."""
    archive.extract(member, scratch)
    with scratch.open("rb") as file:
        head = file.read(_HEAD)
    try:
        detect(head, member)
    except BadFile:
        return False
    return True


def _with_others(delivered: Delivered, names: Sequence[str], read: set[str]) -> Delivered:
    """A note on the other readable files of an archive, which were not read."""
    others = [one for one in names if one not in read and one.rpartition(".")[2].lower() in _SINGLE]
    if others:
        values: dict[str, NoteValue] = {"count": len(others), "names": ", ".join(others[:5])}
        delivered.notes.append(Note("archive_files_left_out", values))
    return delivered
