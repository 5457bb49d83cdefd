"""Which format a file is in: by what it begins with, and by its name only for the wording of a refusal."""

from __future__ import annotations

import re

from layers.errors import BadFile
from layers.intake import csv_table, pasted
from layers.intake.text import decode, fold
from layers.intake.typed import kind_of

_LOOK = 65536
_ARRAY = re.compile(r'\[\s*[\[\]{"\d-]')  # of JSON; a section of a corner file is a word in brackets
_FOREIGN = {
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
_DXF = re.compile(r"\s*(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION\s")
_DWG = re.compile(rb"AC[12][0-9.]{3,4}")
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def detect(head: bytes, name: str) -> str:
    """`zip`, `gpkg`, `geojson`, `kml`, `csv`, `xls`, or a kind of `typed.kind_of`, from the first bytes.

    Raises BadFile for others.
    """
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
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        if _LOCKED in head:
            raise BadFile(
                f"{name} 有密码；请去掉密码另存后再交", f"{name} has a password; save it without one and send that"
            )
        return "xls"
    if _DWG.match(head):
        raise BadFile(
            f"{name} 是 DWG；请在 CAD 中另存为 DXF（2000 及以后版本均可）后再交",
            f"{name} is a DWG; save it as DXF in the drawing program (any version) and send that",
        )
    if head.startswith(b"AutoCAD Binary DXF"):
        return "dxf"
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
    if _DXF.match(text):
        return "dxf"
    # "J1: X=3165737, Y=40636943" is a row, though it looks like the head of a table
    if not start.startswith("[") and not pasted.begins_with_coordinates(text) and csv_table.has_head(text):
        return "csv"
    if (kind := kind_of(text)) is not None:
        return kind
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    raise _unreadable(name, suffix or "?")


def _unreadable(name: str, kind: str) -> BadFile:
    return BadFile(
        f"{name}（{kind}）不是能读的格式；可读：GeoJSON、GeoPackage、shapefile 或 FileGDB 的 zip、KML/KMZ、WKT、"
        "DXF、Excel 或 CSV 坐标表、界址点 TXT、CASS .dat、每行一点的坐标文字、地图链接",
        f"{name} ({kind}) is no format read here; those are GeoJSON, GeoPackage, zipped shapefile or FileGDB, KML/KMZ, "
        "WKT, DXF, tables of coordinates in Excel or CSV, the land survey's corner TXT, .dat of CASS, text with one "
        "point a line, and map links",
    )
