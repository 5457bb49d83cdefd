"""The key block of a corner file: which datum, zone and unit its numbers are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.crs import CGCS2000, WGS84, SourceCRS, Zone, gauss_kruger, zone_of
from layers.errors import BadCRS
from layers.notes import Note

_METRES = {"米", "m", "metre", "meter", ""}


@dataclass(frozen=True)
class Header:
    """`crs` is None where the header leaves the zone open; `packed` says how degrees are written, if it says."""

    crs: SourceCRS | None
    packed: bool | None
    notes: tuple[Note, ...]


def read_header(keys: Mapping[str, str]) -> Header:
    """What the keys state. Raises BadCRS for an old datum, another projection, another unit or a zone not there."""
    notes: list[Note] = []
    datum = keys.get("坐标系", "").upper().replace(" ", "")
    wgs84 = "WGS" in datum
    _require_datum(datum, wgs84)
    if not datum:
        notes.append(Note("datum_assumed"))
    projection = keys.get("投影类型", "")
    if projection and "高斯" not in projection and "GAUSS" not in projection.upper():
        raise BadCRS(
            f"投影类型“{projection}”不支持；请用高斯克吕格投影",
            f'the projection "{projection}" is not read; use Gauss-Krüger',
        )
    parameters = keys.get("转换参数", "")
    if any(part.strip() not in ("", "0", "0.0") for part in parameters.split(",")):
        notes.append(Note("conversion_parameters_not_applied", {"parameters": parameters}))
    unit = keys.get("计量单位", "").lower()
    packed = _packed(f"{unit} {keys.get('坐标格式', '')} {keys.get('数据格式', '')}".lower())
    if unit in _METRES:
        crs = _zone(keys)
        if crs is not None and wgs84:
            notes.append(Note("wgs84_as_cgcs2000"))
        return Header(crs, packed, tuple(notes))
    if "度" in unit or "deg" in unit or packed is not None:
        return Header(WGS84 if wgs84 else CGCS2000, packed, tuple(notes))
    raise BadCRS(
        f"计量单位“{keys['计量单位']}”不支持；请用米", f'the unit "{keys["计量单位"]}" is not read; use metres (米)'
    )


def _require_datum(datum: str, wgs84: bool) -> None:
    if "1980" in datum or "西安" in datum or "北京" in datum or "1954" in datum:
        raise BadCRS(
            f"坐标系“{datum}”没有到 CGCS2000 的公开转换参数；请向测绘部门转换为 2000 国家大地坐标系后再交付",
            f'the datum "{datum}" (Xi\'an 1980 or Beijing 1954) has no public parameters to CGCS2000; have the survey '
            "bureau convert the coordinates",
        )
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


def _zone(keys: Mapping[str, str]) -> SourceCRS | None:
    number, width = keys.get("带号", ""), keys.get("几度分带", "").removesuffix("度").removesuffix("度带")
    if not number:
        return None
    if not number.isdigit():
        raise BadCRS(f"带号“{number}”不是整数", f'the zone number (带号) "{number}" is no whole number')
    zone: Zone = zone_of(int(number))
    if width and width != str(zone.width):
        raise BadCRS(
            f"几度分带={width} 与带号={number}（{zone.width} 度带）不符；请核对",
            f"the header states {width}° zones but zone number {number} is one of {zone.width}°; check it",
        )
    return gauss_kruger(zone)
