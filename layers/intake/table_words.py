"""What the words around a corner table say: the CRS of its numbers, the area and the name of a parcel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from layers.crs import BD09, GCJ02, SourceCRS
from layers.errors import BadCRS
from layers.intake.corner_header import read_header
from layers.intake.text import fold
from layers.notes import Note

_PREFIXED = 1e7
_DATUMS = {
    "2000国家大地坐标系": re.compile(r"2000国家大地|国家2000|大地2000|国家大地坐标系2000|CGCS2000|2000坐标", re.I),
    "WGS84": re.compile(r"WGS-?_?(19)?84", re.I),
    "1980西安坐标系": re.compile(r"西安(19)?80|(19)?80(年)?西安|XI'?AN_?(19)?80|(?<!\d)(19)?80坐标", re.I),
    "1954北京坐标系": re.compile(r"北京(19)?54|(19)?54(年)?北京|BEIJING_?(19)?54|(?<!\d)(19)?54坐标|BJ54", re.I),
    "GCJ02": re.compile(r"GCJ-?02|火星坐标|高德坐标|腾讯坐标|高德地图|腾讯地图", re.I),
    "BD09": re.compile(r"BD-?09|百度坐标|百度地图", re.I),
    "UTM": re.compile(r"(?<![A-Z])UTM(?![A-Z])", re.I),
    "独立坐标系": re.compile(r"独立坐标|(?:地方|城市|假定)坐标系?"),
}
# with its fraction of a degree, which no standard zone has
_MERIDIAN = re.compile(
    r"(?:中央(?:子午线|经线|子午经线)[^\d]{0,8}|L0[=:])(\d{2,3}(?:[°度]?(?:\.\d+|\d{1,2}(?:\.\d+)?[′'分]))?)"
    r"|(?<!\d)(\d{3})度带",
    re.IGNORECASE,
)
_ZONE = re.compile(r"带号[^\d]{0,4}(\d{2})(?!\d)|第?(?<!\d)(\d{2})(?:号)?带|zone_?(\d{2})(?!\d)", re.I)
_WIDTH = re.compile(r"(?<![\d第])([36三六])(?:度|°)(?:分)?带")
_AREA = re.compile(r"(?:面积|area)([^\d;；,，。]{0,20}?)(\d[\d,]*\.?\d*)\s*([^\s\d,，;；。()]{0,4}\d?)", re.I)
_UNITS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"平方公里|平方千米|km2|km²", re.I), 1e6),
    (re.compile(r"公顷|hm2|hm²|(?<![a-z])ha(?![a-z])", re.I), 1e4),
    (re.compile(r"亩"), 10000 / 15),
    (re.compile(r"平方米|平米|㎡|m2|m²|m\^2", re.I), 1.0),
)
_NAME = re.compile(
    r"^(?:地块|宗地|图斑|区块|项目)(?:名称|编号|号|代码)?[::]\s*(\S.{0,39})$|^((?:地块|宗地|图斑|区块)\s*[\w#一-龥-]{1,12})$"
)
_TOTALS = re.compile(
    r"^(合计|总计|小计|总面积|面积|周长|备注|说明|注[::]|制表|测量|审核|校核|复核|日期|填表|单位[::]|total|sum|note)",
    re.I,
)


def stated_crs(texts: Iterable[str], easting: float | None) -> tuple[SourceCRS | None, list[Note]]:
    """The CRS that titles and heads state, None where they leave it open, and what was assumed of it.

    `easting` is one of the table's, None where it is in degrees: on an old datum its first digits name the zone.
    Raises BadCRS for an old or local datum, UTM, two datums, or a zone that contradicts its central meridian.
    """
    text = " ".join(fold(one).replace(" ", "") for one in texts)
    datums = datums_named(text)
    if len(datums) > 1:
        raise BadCRS(
            f"表中写了 {len(datums)} 种坐标系：{'、'.join(datums)}，分不清坐标用的是哪一种；请只留实际采用的一种",
            f"the table names {len(datums)} coordinate systems ({', '.join(datums)}), and which its numbers are in "
            "cannot be told; leave the one in use",
        )
    datum = datums[0] if datums else ""
    if datum in ("UTM", "独立坐标系"):
        raise BadCRS(
            f"表中写明坐标是{datum}，没有到 CGCS2000 的公开参数可用；请由测绘单位换成 2000 国家大地坐标系后再交",
            f"the table says that its coordinates are {'UTM' if datum == 'UTM' else 'of a local system (独立坐标系)'}; "
            "have the surveyors convert them to CGCS2000 and send those",
        )
    if datum in ("GCJ02", "BD09") and easting is None:
        return (GCJ02 if datum == "GCJ02" else BD09), []
    keys = {"坐标系": datum}
    if easting is None:
        return read_header(keys | {"计量单位": "度"}).datum, []
    if easting >= _PREFIXED and names_old_datum(datum):
        keys["带号"] = str(int(easting // 1e6))
    else:
        for key, pattern in (("带号", _ZONE), ("中央子午线", _MERIDIAN), ("几度分带", _WIDTH)):
            if found := _first(pattern.search(text)):
                keys[key] = {"三": "3", "六": "6"}.get(found, found)
    if re.search(r"\D.*[1-9]", keys.get("中央子午线", "")):
        raise BadCRS(
            f"表中写明中央子午线 {keys['中央子午线']}，不是标准分带，属地方坐标系；"
            "请由测绘单位换成 2000 国家大地坐标系的标准分带",
            f"the table states the central meridian {keys['中央子午线']}: a local system, no standard zone; have the "
            "surveyors convert to a standard zone of CGCS2000",
        )
    header = read_header(keys)
    return header.crs, list(header.notes) if header.crs else []


def datums_named(text: str) -> list[str]:
    """The datums that a text names, old, local and shifted ones too."""
    plain = fold(text).replace(" ", "")
    return [name for name, pattern in _DATUMS.items() if pattern.search(plain)]


def names_old_datum(words: str) -> bool:
    """Whether words name Xi'an 1980 or Beijing 1954."""
    return any(_DATUMS[name].search(words) for name in ("1980西安坐标系", "1954北京坐标系"))


def _first(match: re.Match[str] | None) -> str | None:
    return next((group for group in match.groups() if group), None) if match else None


def packed_words(words: Sequence[str]) -> bool | None:
    """Whether heads say that degrees are packed (ddd.mmss) or decimal; None where they do not say."""
    text = " ".join(words)
    if re.search(r"度分秒|mmss|dms|mm\.?ss", text):
        return True
    if re.search(r"十进制|decimal|[(\[](°|度|degrees?|dd)[)\]]|dd\.d", text):
        return False
    return None


def area_in(text: str) -> tuple[float | None, str] | None:
    """The area that a text states, m², and the text; (None, text) where its unit is not said; None where it has none.

    The unit stands behind the number, or between the word and the number: `面积(公顷)：0.4338`.
    """
    match = _AREA.search(fold(text))
    if match is None:
        return None
    number = float(match[2].replace(",", ""))
    unit = unit_of(match[3]) or unit_of(match[1])
    return (None if unit is None else number * unit), match[0]


def unit_of(words: str) -> float | None:
    """How many m² the unit of area named in some words has; None where none is named."""
    return next((factor for pattern, factor in _UNITS if pattern.search(words)), None)


def name_in(text: str) -> str | None:
    """The name of a parcel that a title of its own states, else None."""
    match = _NAME.match(fold(text))
    return _first(match)


def is_total(text: str) -> bool:
    """Whether a row that begins with this text stands below the corners: a total, a remark, a signature."""
    return bool(_TOTALS.match(fold(text)))
