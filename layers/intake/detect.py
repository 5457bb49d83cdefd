"""Which format a file is in: by what it begins with, and by its name only for the wording of a refusal."""

from __future__ import annotations

import re

from layers.errors import BadFile
from layers.intake import corner_txt, wkt
from layers.intake.text import decode, fold

_LOOK = 65536
_ARRAY = re.compile(r'\[\s*[\[\]{"\d-]')  # of JSON; a section of a corner file is a word in brackets
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "xls/doc",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"AC10": "DWG",
}


def detect(head: bytes, name: str) -> str:
    """`zip`, `gpkg`, `geojson`, `kml`, `wkt` or `corner_txt`, from the first bytes. Raises BadFile for others."""
    if not head.strip(b"\x00 \t\r\n"):
        raise BadFile(f"{name} 是空文件", f"{name} is empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"\x00\x00\x27\x0a"):
        raise BadFile(
            f"{name} 是单独的 .shp 或 .shx；请把 .shp、.shx、.dbf（及 .prj）打成一个 zip",
            f"{name} is a lone .shp or .shx; pack .shp, .shx and .dbf (and .prj) into one zip",
        )
    for mark, kind in _FOREIGN.items():
        if head.startswith(mark):
            raise _unreadable(name, kind)
    return _detect_text(_text(head), name)


def _text(head: bytes) -> str:
    """The beginning as text; a character cut at the end of the look is no fault."""
    if b"\x00" in head[:_LOOK] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    for cut in range(5):
        try:
            return decode(head[: len(head) - cut] if cut else head)[0]
        except BadFile:
            continue
    return ""


def _detect_text(text: str, name: str) -> str:
    start = fold(text[:200])
    if start.startswith("{") or _ARRAY.match(start):
        return "geojson"
    if start.startswith("<"):
        return "kml"
    if wkt.START.match(text):
        return "wkt"
    if start.startswith("[") or corner_txt.CORNER.search(text):
        return "corner_txt"
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    raise _unreadable(name, suffix or "?")


def _unreadable(name: str, kind: str) -> BadFile:
    return BadFile(
        f"{name}（{kind}）不是能读的格式；可读：GeoJSON、GeoPackage、shapefile 的 zip、KML/KMZ、WKT、界址点 TXT",
        f"{name} ({kind}) is no format read here; those are GeoJSON, GeoPackage, zipped shapefile, KML/KMZ, WKT and "
        "the land survey's corner TXT",
    )
