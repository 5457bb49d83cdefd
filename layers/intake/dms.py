"""Longitudes and latitudes as people write them: degrees, minutes and seconds in every usual notation, or decimal.

`120°41′57.84″`, `120°41'57.84"E`, `东经120度41分57.84秒`, `E120.41.57.84`, `120 41 57.84`, `120:41:57.84`,
`120-41-57.84`, `120°41.964′`, `120.6994°`, all of them in full-width marks too. Packed ddd.mmss looks like a
decimal number and is no business of this room (`packed_degrees`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from layers.crs_checks import CHINA
from layers.errors import BadGeometry
from layers.intake.text import fold

Axis = Literal["longitude", "latitude"]


@dataclass(frozen=True)
class Angle:
    """`degrees` with its sign; `axis` where a letter or word says which it is; `dms` unless written as one number.

    `unit` is that of the last place written, zeros and all, in degrees.
    """

    degrees: float
    axis: Axis | None = None
    dms: bool = False
    unit: float = 0.0


_MARKS = str.maketrans(
    dict.fromkeys("º˚゜ﾟ⁰度", "°")
    | dict.fromkeys("′’‘`´ʹʼ分", "'")
    | dict.fromkeys("″”“ʺ〃秒", '"')
    | dict.fromkeys("−–—‐‑", "-")
)
_WORDS = {
    "东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "经°": "lon", "纬°": "lat",  # as `plain` leaves 经度 and 纬度
    "longitude": "lon", "latitude": "lat", "lng": "lon", "lon": "lon", "lat": "lat",
    "东": "E", "西": "W", "北": "N", "南": "S", "e": "E", "w": "W", "n": "N", "s": "S",
}  # fmt: skip
_AXIS: dict[str, Axis] = {
    "E": "longitude", "W": "longitude", "lon": "longitude", "N": "latitude", "S": "latitude", "lat": "latitude",
}  # fmt: skip
_WORD = "|".join(_WORDS)
_PART = r"\d{1,3}(?:\.\d+)?(?![\d.]| ?°)"  # minutes or seconds, and no degrees of a next angle
_MARKED = rf"\d{{1,3}}(?:\.\d+)? ?°(?: ?{_PART} ?'?(?: ?{_PART} ?\"?)?)?"
_DOTTED = r"\d{1,3}\.\d{1,2}\.\d{1,2}(?:\.\d+)?"
_SPACED = r"\d{1,3}(?P<gap>[ :-]) ?\d{1,2}(?P=gap) ?\d{1,2}(?:\.\d+)?(?![\d.])"
_DECIMAL = r"\d{1,20}(?:\.\d{0,20})?"
_BODY = rf"[+-]?(?:{_MARKED}|{_DOTTED}|{_SPACED}|{_DECIMAL})"
_BEFORE = rf"(?:(?P<before>{_WORD}) ?[:=]? ?)"
_AFTER = rf"(?: ?(?P<after>{_WORD}))?"
_ANGLE = re.compile(rf"{_BEFORE}?(?P<body>{_BODY}){_AFTER}", re.IGNORECASE)
# of a pair either both stand behind their words or both before them
_LED = re.compile(rf"{_BEFORE}(?P<body>{_BODY})(?![\d.])", re.IGNORECASE)
_TRAILED = re.compile(rf"(?P<body>{_BODY})(?![\d.]){_AFTER}", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/|、()\[\]]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 200  # characters of a text that holds two angles


def plain(text: str) -> str:
    """The text with one kind of mark each for degree, minute, second and minus, plain digits and single blanks."""
    return " ".join(fold(text).replace("''", '"').translate(_MARKS).replace("''", '"').split())


def is_angle(text: str) -> bool:
    """Whether a text is written as a longitude or latitude (right or wrong) and not just as a number."""
    line = plain(text[:_LONGEST])
    return _ANGLE.fullmatch(line) is not None and not re.fullmatch(rf"[+-]?{_DECIMAL}", line)


def read_angle(text: str, place: tuple[str, str]) -> Angle:
    """One longitude or latitude; `place` names it in messages (zh, en).

    Raises BadGeometry for a text that is none, minutes or seconds of 60 and more, or two letters that disagree.
    """
    match = _ANGLE.fullmatch(plain(text[:_LONGEST]))
    if match is None:
        zh, en = place
        raise BadGeometry(
            f"{zh}：“{text[:40]}”不是经度或纬度；请写作 120°41′57.84″ 或十进制度 120.6994",
            f'{en}: "{text[:40]}" is no longitude or latitude; write 120°41′57.84″, or decimal degrees as 120.6994',
        )
    return _angle(match.groupdict(), place)


def read_pair(text: str, place: tuple[str, str]) -> tuple[Angle, Angle] | None:
    """The two angles that a text holds in any notation, in its order; None where it does not hold just two.

    Raises BadGeometry as `read_angle` does.
    """
    line = plain(text) if len(text) <= _LONGEST else ""
    form = _LED if re.match(rf"[(\[ ]*(?:{_WORD})", line, re.IGNORECASE) else _TRAILED
    found: list[Angle] = []
    end = 0
    for match in form.finditer(line):
        if not _BETWEEN.fullmatch(line, end, match.start()) or len(found) == 2:
            return None
        found.append(_angle(match.groupdict(), place))
        end = match.end()
    if len(found) != 2 or not _BETWEEN.fullmatch(line, end):
        return None
    return found[0], found[1]


def lonlat(first: Angle, second: Angle, place: tuple[str, str]) -> tuple[float, float, bool]:
    """Longitude and latitude in degrees, and whether the latitude came first: by letter or word, else by magnitude.

    China's longitudes (73–135.1°) and latitudes (3–54.1°) do not meet, so the magnitude decides there; elsewhere the
    first is the longitude. Raises BadGeometry where the words name one axis twice, or contradict the magnitude.
    """
    zh, en = place
    if first.axis is not None and first.axis == second.axis:
        raise BadGeometry(
            f"{zh}：两个数都写作{'经度' if first.axis == 'longitude' else '纬度'}；请核对东经（E）与北纬（N）",
            f"{en}: both numbers are written as a {first.axis}; check which is E and which is N",
        )
    by_size = in_china(second.degrees, first.degrees)
    named = first.axis == "latitude" or second.axis == "longitude"
    if first.axis is None and second.axis is None:
        swapped = by_size
    else:
        swapped = named
        if named != by_size and (by_size or in_china(first.degrees, second.degrees)):
            raise BadGeometry(
                f"{zh}：{first.degrees:.10g}、{second.degrees:.10g} 的 E/N（经/纬）写反了；请核对",
                f"{en}: the letters or words of {first.degrees:.10g} and {second.degrees:.10g} contradict their size; "
                "check which is the longitude (E) and which the latitude (N)",
            )
    return (second.degrees, first.degrees, True) if swapped else (first.degrees, second.degrees, False)


def in_china(lon: float, lat: float) -> bool:
    """Whether two numbers are a longitude and a latitude of China and its seas."""
    west, south, east, north = CHINA
    return west <= lon <= east and south <= lat <= north


def _angle(found: Mapping[str, str | None], place: tuple[str, str]) -> Angle:
    before, body, after = found.get("before"), found["body"] or "", found.get("after")
    words = [_WORDS[word.lower()] for word in (before, after) if word]
    axes = {_AXIS[word] for word in words}
    letters = {word for word in words if word in "EWNS"}
    if len(axes) > 1 or len(letters) > 1:
        zh, en = place
        raise BadGeometry(
            f"{zh}：“{body}”前后的方位“{before}”“{after}”不一致；请只留一个",
            f'{en}: "{body}" stands between "{before}" and "{after}", which disagree; leave one',
        )
    sign = -1 if body.startswith("-") else 1
    if letters & {"W", "S"}:
        sign = -sign
    value, dms, unit = _value(body.lstrip("+-"), place)
    return Angle(sign * value, next(iter(axes), None), dms, unit)


def _last_place(parts: Sequence[str]) -> float:
    """Of degrees, minutes and seconds the unit of the last figure, in degrees."""
    decimals = len(parts[-1].partition(".")[2])
    return 10.0**-decimals / 60.0 ** (len(parts) - 1)


def _value(body: str, place: tuple[str, str]) -> tuple[float, bool, float]:
    """Degrees, whether in minutes or seconds, and the unit of the last place."""
    if re.fullmatch(_DECIMAL, body):
        return float(body), False, _last_place([body])
    if re.fullmatch(_DOTTED, body):
        whole, minutes, seconds = body.split(".", 2)
        parts = [whole, minutes, seconds]
    else:
        parts = _NUMBER.findall(body)
    if len(parts) == 1:
        return float(parts[0]), False, _last_place(parts)
    zh, en = place
    if any("." in part for part in parts[:-1]):
        raise BadGeometry(
            f"{zh}：“{body}”只有最后一项可以带小数；请改正",
            f'{en}: only the last item of "{body}" may have a fraction; correct it',
        )
    for part, unit_zh, unit_en in zip(parts[1:], ("分", "秒"), ("minutes", "seconds"), strict=False):
        if Decimal(part) >= 60:
            raise BadGeometry(
                f"{zh}：“{body}”的{unit_zh}是 {part}，应小于 60；请核对",
                f'{en}: the {unit_en} of "{body}" are {part}; they must be below 60, check them',
            )
    exact = sum((Decimal(part) / 60**power for power, part in enumerate(parts)), Decimal(0))
    return float(exact), True, _last_place(parts)
