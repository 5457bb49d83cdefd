"""The key block of a corner file: which datum, zone and unit its numbers are in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from layers.crs import CGCS2000, WGS84, SourceCRS, Zone, gauss_kruger, parse_crs, zone_of
from layers.datum_shift import OldDatum
from layers.errors import BadCRS
from layers.notes import Note

_METRES = {"米", "m", "metre", "meter", ""}
_ZERO = re.compile(r"(?:[-+]?0*(?:\.0*)?[\s,，;]*)*+")  # parameters that shift nothing
_PRECISION = re.compile(r"[±]?(\d{1,6}(?:\.\d{0,9})?)\s*(?:米|m)?", re.IGNORECASE)
_WHOLE = re.compile(r"[^\d.]{0,4}(\d{1,3})(?:\.0*)?[^\d.]{0,4}")
_ENGLISH = {"带号": "zone number", "几度分带": "width of zones", "中央子午线": "central meridian"}


@dataclass(frozen=True)
class Header:
    """`crs` is None where the header leaves the zone open; `packed` says how degrees are written, if it says.

    `datum` is the CRS of degrees on the datum it states, None where it states none; `precision_m` the precision of
    metres that it states (精度).
    """

    crs: SourceCRS | None
    datum: SourceCRS | None
    packed: bool | None
    notes: tuple[Note, ...]
    precision_m: float | None = None


def read_header(keys: Mapping[str, str]) -> Header:
    """What the keys state. Raises BadCRS for an unknown datum, another projection, another unit or a zone not there."""
    notes: list[Note] = []
    datum = keys.get("坐标系", "").upper().replace(" ", "")
    wgs84, old = "WGS" in datum, _old(datum)
    if old is None:
        _require_datum(datum, wgs84)
    on = _on(datum, wgs84, old)
    if not datum:
        notes.append(Note("datum_assumed"))
    projection = keys.get("投影类型", "")
    if projection and "高斯" not in projection and "GAUSS" not in projection.upper():
        raise BadCRS(
            f"投影类型“{projection}”不支持；请用高斯克吕格投影",
            f'the projection "{projection}" is not read; use Gauss-Krüger',
        )
    parameters = keys.get("转换参数", "")
    if not _ZERO.fullmatch(parameters):
        notes.append(Note("conversion_parameters_not_applied", {"parameters": parameters}))
    unit = keys.get("计量单位", "").lower()
    packed = _packed(f"{unit} {keys.get('坐标格式', '')} {keys.get('数据格式', '')}".lower())
    if unit in _METRES:
        zone = _zone(keys)
        if zone is None and old is not None:
            raise BadCRS(
                f"坐标系“{datum}”没有写明带号；请补上“带号=”，或用 --crs 指明，如 {old}:gk3:40",
                f'with the datum "{datum}" the header must state the zone (带号=); or state e.g. --crs {old}:gk3:40',
            )
        crs = None if zone is None else gauss_kruger(zone, old or "cgcs2000")
        if crs is not None and wgs84:
            notes.append(Note("wgs84_as_cgcs2000"))
        precision = _precision(keys, notes)
        return Header(crs, on, packed, tuple(notes), precision)
    if "度" in unit or "deg" in unit or packed is not None:
        return Header(on or CGCS2000, on, packed, tuple(notes))
    raise BadCRS(
        f"计量单位“{keys['计量单位']}”不支持；请用米", f'the unit "{keys["计量单位"]}" is not read; use metres (米)'
    )


def _old(datum: str) -> OldDatum | None:
    """The old datum that is stated; whether there are parameters for it is found when coordinates are converted."""
    if "1980" in datum or "西安" in datum:
        return "xian80"
    return "beijing54" if "北京" in datum or "1954" in datum else None


def _on(datum: str, wgs84: bool, old: OldDatum | None) -> SourceCRS | None:
    if old is not None:
        return parse_crs(old, old=True)
    return (WGS84 if wgs84 else CGCS2000) if datum else None


def _require_datum(datum: str, wgs84: bool) -> None:
    if datum and "2000" not in datum and not wgs84:
        raise BadCRS(
            f"坐标系“{datum}”不认识；请改为 2000 国家大地坐标系",
            f'the datum "{datum}" is unknown; deliver CGCS2000 (2000国家大地坐标系)',
        )


def _packed(words: str) -> bool | None:
    if "度分秒" in words or "mmss" in words or "dms" in words:
        return True
    if "十进制" in words or "decimal" in words:
        return False
    return None


def _zone(keys: Mapping[str, str]) -> Zone | None:
    number, width = _digits(keys, "带号"), _digits(keys, "几度分带")
    meridian = _digits(keys, "中央子午线")
    if number is None and meridian is None:
        return None
    zone = zone_of(number) if number is not None else _zone_of_meridian(meridian or 0, width or 3)
    if width is not None and width != zone.width:
        raise BadCRS(
            f"几度分带={width} 与带号={zone.number}（{zone.width} 度带）不符；请核对",
            f"the header states {width}° zones but zone number {zone.number} is one of {zone.width}°; check it",
        )
    if meridian is not None and meridian != zone.central_meridian:
        raise BadCRS(
            f"中央子午线={meridian} 与带号={zone.number}（中央子午线 {zone.central_meridian}°）不符；请核对",
            f"the header states the central meridian {meridian}°, but that of zone {zone.number} is "
            f"{zone.central_meridian}°; check both",
        )
    return zone


def _zone_of_meridian(meridian: int, width: int) -> Zone:
    number = meridian // 3 if width == 3 else (meridian + 3) // 6
    zone = zone_of(number)
    if zone.central_meridian == meridian and zone.width == width:
        return zone
    raise BadCRS(
        f"没有中央子午线为 {meridian}° 的 {width} 度带；地方独立坐标系请先转换为 CGCS2000 标准分带",
        f"no {width}° zone has the central meridian {meridian}°; convert a local system to a standard zone of CGCS2000",
    )


def _precision(keys: Mapping[str, str], notes: list[Note]) -> float | None:
    """The metres that the key 精度 states; a note on what is no number."""
    said = keys.get("精度", "").strip()
    match = _PRECISION.fullmatch(said)
    if said and match is None:
        notes.append(Note("precision_unreadable", {"stated": said[:20]}))
    return None if match is None else float(match[1]) or None


def _digits(keys: Mapping[str, str], key: str) -> int | None:
    """The whole number that a key states (`3度分带`, `120°E`, `40`), None where it is empty or not there."""
    said = keys.get(key, "").strip()
    if not said:
        return None
    match = _WHOLE.fullmatch(said)
    if match is None:
        raise BadCRS(
            f"{key}“{said[:20]}”不是整数；请写成如 40 的数",
            f'the {_ENGLISH[key]} ({key}) "{said[:20]}" is no whole number; write it as e.g. 40',
        )
    return int(match[1])
