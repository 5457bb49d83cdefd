"""From one file of any readable format to a `Reading`; runs inside the child process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import BadFile, BadInput
from layers.intake import corner_txt, geojson, kml, shapefile, wkt
from layers.intake.archive import Archive, open_archive
from layers.intake.delivered import Delivered, finish
from layers.intake.detect import detect
from layers.intake.types import Reading, ReadLimits
from layers.intake.vector_files import read_geopackage

_HEAD = 65536
_SINGLE = ("kml", "gpkg", "geojson", "json", "txt", "wkt")


def parse(
    path: Path, name: str, crs: str | None, layer: str | None, limits: ReadLimits, *, may_be_empty: bool = False
) -> Reading:
    """Everything in the file at `path`, called `name` in messages. Raises BadInput and its kinds."""
    with _naming(name):
        return finish(_deliver(path, name, layer, limits), crs, limits, may_be_empty=may_be_empty)


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
        raise type(fault)(f"{name}：{fault.zh}", f"{name}: {fault.en}") from fault


def _deliver(path: Path, name: str, layer: str | None, limits: ReadLimits) -> Delivered:
    with path.open("rb") as file:
        kind = detect(file.read(_HEAD), name)
    if kind == "zip":
        with open_archive(path, limits.unpacked_bytes) as archive:
            return _from_archive(archive, path.parent, name, layer, limits)
    if kind == "gpkg":
        return read_geopackage(path, name, layer)
    if layer is not None:
        raise BadFile(f"{kind} 没有图层之分，请去掉图层名", f"{kind} has no layers; leave the name of the layer out")
    data = path.read_bytes()
    if kind == "geojson":
        document, notes = geojson.parse_json(data)
        delivered = geojson.deliver(document, name)
        delivered.notes.extend(notes)
        return delivered
    return {"kml": kml.deliver, "wkt": wkt.deliver, "corner_txt": corner_txt.deliver}[kind](data, name)


def _from_archive(archive: Archive, folder: Path, name: str, layer: str | None, limits: ReadLimits) -> Delivered:
    names = archive.names()
    if shapefile.sets(names):
        return shapefile.read_from_archive(archive, name, layer, folder)
    # a KMZ keeps its document in doc.kml; other zips may hold one readable file
    single = [one for one in names if one.lower() == "doc.kml"] or [
        one for one in names if one.rpartition(".")[2].lower() in _SINGLE
    ]
    if len(single) != 1:
        listed = "、".join(names[:10]) or "-"
        raise BadFile(
            f"{name}：压缩包内应有一套 shapefile 或一个可读文件；现有：{listed}",
            f"{name}: the archive must hold a shapefile or one readable file; it holds: {', '.join(names[:10]) or '-'}",
        )
    inner = folder / "member"
    archive.extract(single[0], inner)
    with inner.open("rb") as file:
        if file.read(4).startswith(b"PK"):
            raise BadFile(
                f"{name}：压缩包套压缩包；请先解开", f"{name}: an archive within the archive; unpack it first"
            )
    return _deliver(inner, f"{name}/{single[0]}", layer, limits)
