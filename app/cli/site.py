"""SITE as typed: a file, `-` for standard input, or a pair of numbers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from layers.errors import BadFile
from layers.intake import ReadLimits, read, read_lonlat
from layers.intake.types import Reading

_PAIR = re.compile(r"\s*[+\-−－]?[\d.．０-９]+\s*[,，、]\s*[+\-−－]?[\d.．０-９]+\s*")


def read_site(site: str, crs: str | None, limits: ReadLimits) -> Reading:
    """The reading of a SITE; a file of that name goes before a pair of numbers. Raises BadInput's kinds."""
    if site == "-":
        content = sys.stdin.buffer.read(limits.bytes + 1)
        if not content:
            raise BadFile("标准输入为空；请用管道送入一份文件", "standard input is empty; pipe a file into it")
        return read(content, name="stdin", crs=crs, limits=limits)
    path = Path(site)
    if _PAIR.fullmatch(site) and not path.exists():
        return read_lonlat(site.strip(), crs)
    return read(path, crs=crs, limits=limits)
