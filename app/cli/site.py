"""SITE as typed: a file, `-` for standard input, a place in any notation, a map link, or pasted lines."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from layers.errors import BadFile, BadInput
from layers.intake import ReadLimits, read, read_text
from layers.intake.types import Reading

_NUMBERS = re.compile(r"[\s\d０-９.．,，、;；+\-−－°′″'\"：:()（）NESWnesw东西南北经纬度分秒]+")
_LINK = re.compile(r"\s*(?:https?://|geo:)\S+\s*", re.IGNORECASE)


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
    if _is_typed(site) and not _exists(path):
        return read_text(site, crs, limits=limits)
    return read(path, crs=crs, layer=layer, limits=limits)


def _is_typed(site: str) -> bool:
    """Whether SITE is a position in some notation, a map link or pasted lines, rather than the name of a file."""
    return "\n" in site.strip() or any(form.fullmatch(site) for form in (_NUMBERS, _LINK))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # no such name can be had here
