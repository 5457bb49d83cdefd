"""The coordinate system that the words around a list of coordinates name, if they name one."""

from __future__ import annotations

import re

from layers.crs import BD09, GCJ02, SourceCRS
from layers.errors import BadCRS
from layers.intake.corner_header import read_header
from layers.notes import Note

_DATUMS = (
    (re.compile(r"CGCS ?2000|2000 ?国家大地|国家 ?2000|大地 ?2000|2000 ?坐标系", re.IGNORECASE), "2000国家大地坐标系"),
    (re.compile(r"WGS ?-?(?:19)?84", re.IGNORECASE), "WGS84"),
    (re.compile(r"(?:19)?80 ?西安|西安 ?(?:19)?80"), "1980西安坐标系"),
    (re.compile(r"(?:19)?54 ?北京|北京 ?(?:19)?54"), "1954北京坐标系"),
)
_SHIFTED = (
    (re.compile(r"GCJ ?-?02|火星坐标|高德|腾讯", re.IGNORECASE), GCJ02),
    (re.compile(r"BD ?-?09|百度", re.IGNORECASE), BD09),
)
_ZONE = (re.compile(r"带号\D{0,3}(\d{2})(?!\d)"), re.compile(r"第 ?(\d{2}) ?带"))
_MERIDIAN = (re.compile(r"中央(?:子午线|经线)\D{0,4}(\d{2,3})(?!\d)"), re.compile(r"(?<!\d)(\d{3}) ?度带"))
_WIDTH = (re.compile(r"(?<!\d)([36]) ?度(?:分)?带"),)


def said_crs(words: str, *, degrees: bool) -> tuple[SourceCRS | None, tuple[Note, ...]]:
    """The CRS that `words` name for coordinates in degrees or in metres, and notes; None where they name none.

    Raises BadCRS for an old datum without public parameters, two systems at once, or a zone that does not exist.
    """
    datums = [name for pattern, name in _DATUMS if pattern.search(words)]
    shifted = [crs for pattern, crs in _SHIFTED if pattern.search(words)]
    if len(datums) + len(shifted) > 1:
        named = [*datums, *(crs.name for crs in shifted)]
        raise BadCRS(
            f"文字中提到几个坐标系（{'、'.join(named)}）；请只留坐标所用的那一个，或用 --crs 指明",
            f"the words name several systems ({', '.join(named)}); leave the one of the coordinates, or state it with "
            "--crs",
        )
    if shifted:
        return shifted[0], ()
    keys = {"坐标系": datums[0]} if datums else {}
    for key, patterns in (("带号", _ZONE), ("中央子午线", _MERIDIAN), ("几度分带", _WIDTH)):
        said = [match[1] for pattern in patterns if (match := pattern.search(words))]
        if said and not degrees:
            keys[key] = said[0]
    if not keys:
        return None, ()
    header = read_header(keys)
    return (header.datum if degrees else header.crs), header.notes
