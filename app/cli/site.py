"""SITE as typed: a file, `-` for standard input, or a pair of numbers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from layers.errors import BadFile, BadInput
from layers.intake import ReadLimits, read, read_lonlat
from layers.intake.types import Reading

_PAIR = re.compile(r"\s*[+\-−－]?[\d.．０-９]+\s*[,，、]\s*[+\-−－]?[\d.．０-９]+\s*")
# what people type for a position in some other form
_NUMBERS = re.compile(r"[\s\d.．,，、;；+\-−－°′″'\"NESWnesw东西南北经纬度分秒]+")


def read_site(site: str, crs: str | None, layer: str | None, limits: ReadLimits) -> Reading:
    """The reading of a SITE; a file of that name goes before a pair of numbers. Raises BadInput's kinds."""
    if not site.strip():
        raise BadInput("SITE 是空的；请给出文件、- 或 经度,纬度", "SITE is empty; give a file, - or LON,LAT")
    if site == "-":
        content = sys.stdin.buffer.read(limits.bytes + 1) if sys.stdin is not None else b""
        if not content:
            raise BadFile("标准输入为空；请用管道送入一份文件", "standard input is empty; pipe a file into it")
        return read(content, name="stdin", crs=crs, layer=layer, limits=limits)
    path = Path(site)
    if _PAIR.fullmatch(site) and not _exists(path):
        return read_lonlat(site.strip(), crs)
    if _NUMBERS.fullmatch(site) and not _exists(path):
        raise BadFile(
            f"“{site}”不是“经度,纬度”，也没有叫这个名字的文件；位置写作 120.6994,27.9943",
            f'"{site}" is not LON,LAT, nor is there a file of that name; write a place as 120.6994,27.9943',
        )
    return read(path, crs=crs, layer=layer, limits=limits)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # no such name can be had here
