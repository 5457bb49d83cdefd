"""Which source CRS is meant: a token of the contract, a .prj text, or what the numbers themselves tell."""

from __future__ import annotations

import re

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.crs_checks import Place, any_row, require_finite
from layers.crs_source import (
    BD09,
    CGCS2000,
    FIRST_EPSG,
    GCJ02,
    WGS84,
    ZONES,
    Datum,
    Points,
    Prefix,
    SourceCRS,
    Zone,
    gauss_kruger,
    zone_of,
)
from layers.datum_shift import OldDatum, no_parameters
from layers.errors import BadCRS
from layers.notes import Note

__all__ = [
    "BD09",
    "CGCS2000",
    "GCJ02",
    "WGS84",
    "Place",
    "Points",
    "SourceCRS",
    "Zone",
    "gauss_kruger",
    "infer_crs",
    "parse_crs",
    "zone_of",
]

_TOKENS = "EPSG:n, GCJ02, BD09, gk3:40, gk6:20"
_NAMES = {
    "CGCS2000": CGCS2000,
    "GCS_CHINA_GEODETIC_COORDINATE_SYSTEM_2000": CGCS2000,
    "WGS84": WGS84,
    "WGS-84": WGS84,
    "CRS84": WGS84,
    "OGC:CRS84": WGS84,
    "URN:OGC:DEF:CRS:OGC:1.3:CRS84": WGS84,
    "URN:OGC:DEF:CRS:OGC::CRS84": WGS84,
    "GCJ02": GCJ02,
    "GCJ-02": GCJ02,
    "BD09": BD09,
    "BD-09": BD09,
}
_GK_TOKEN = re.compile(r"(?:(XIAN80|BEIJING54):)?GK([36]):(\d{1,3})")
_EPSG_TOKEN = re.compile(r"(?:EPSG:|URN:OGC:DEF:CRS:EPSG:[\d.]*:|HTTPS?://WWW\.OPENGIS\.NET/DEF/CRS/EPSG/0/)?(\d{4,6})")
_OLD: dict[str, OldDatum] = {"XIAN80": "xian80", "BEIJING54": "beijing54"}
_ESRI_NAME = re.compile(r"CGCS_?2000_(3_DEGREE_)?GK_(ZONE|CM)_(\d{1,3})E?")
_OLD_NAMES: dict[str, OldDatum] = {
    **dict.fromkeys(("beijing 1954", "d beijing 1954"), "beijing54"),
    **dict.fromkeys(("xian 1980", "d xian 1980", "xi'an 1980"), "xian80"),
}
_WKT_START = re.compile(r"(PROJ|GEOG|GEOD|COMPD|COMPOUND|BOUND|GEOC|LOCAL_|ENG|VERT)\w*\s*\[")


def parse_crs(token: str, *, old: bool = False) -> SourceCRS:
    """The CRS that a token of the contract, an EPSG number, an OGC name or a WKT/.prj text names.

    Raises BadCRS when it is unknown, no plane or geographic system, or of an old datum without public parameters
    (Beijing 1954, Xi'an 1980); with `old` these are left to `to_cgcs2000`, which needs the operator's parameters.
    """
    source = _parse(token)
    if source.old_datum is not None and not old:
        raise no_parameters(source.name, source.old_datum)
    return source


def _parse(token: str) -> SourceCRS:
    text = token.strip().lstrip("\ufeff")
    upper = text.upper()
    if upper in _NAMES:
        return _NAMES[upper]
    if upper in _OLD:
        return _from_epsg({"xian80": 4610, "beijing54": 4214}[_OLD[upper]])
    if match := _GK_TOKEN.fullmatch(upper):
        width, number = int(match[2]), int(match[3])
        if number not in ZONES[width]:
            numbers = ZONES[width]
            raise BadCRS(
                f"{text}：{width} 度带的带号为 {numbers[0]}–{numbers[-1]}",
                f"{text}: {width}° zones are numbered {numbers[0]}–{numbers[-1]} in China",
            )
        return gauss_kruger(Zone(width, number), _OLD[match[1]] if match[1] else "cgcs2000")
    if match := _EPSG_TOKEN.fullmatch(upper):
        return _from_epsg(int(match[1]))
    if match := _ESRI_NAME.fullmatch(upper):
        return _from_esri_name(match)
    if _WKT_START.match(upper):
        return _from_wkt(text)
    shown = text if len(text) <= 60 else text[:57] + "..."
    raise BadCRS(
        f"不认识的坐标系“{shown}”；可用：{_TOKENS}",
        f'unknown coordinate reference system "{shown}"; use one of {_TOKENS}',
    )


def infer_crs(xy: Points, default: SourceCRS, place: Place = any_row) -> tuple[SourceCRS, tuple[Note, ...]]:
    """The CRS of coordinates that came without one: `default` for degrees, a zone for 8-digit eastings.

    Raises BadCRS for plane coordinates whose zone the numbers do not tell. The first row decides; rows that
    contradict it are refused by `to_cgcs2000`.
    """
    require_finite(xy, place)
    if not len(xy) or np.abs(xy[0]).max() <= 1000:
        return default, (Note("crs_assumed", {"crs": default.name}),)
    x, y = float(xy[0, 0]), float(xy[0, 1])
    if 1e7 <= max(x, y) < 1e8:
        zone = zone_of(int(max(x, y) // 1e6))
        values = {"zone": zone.number, "width": zone.width, "central_meridian": zone.central_meridian}
        return gauss_kruger(zone), (Note("zone_inferred", values), Note("datum_assumed"))
    zh, en = place(0)
    raise BadCRS(
        f"{zh}：{x:.10g}, {y:.10g} 是平面坐标，但没有带号，定不出投影带；请用 --crs 指明，如 gk3:40（3 度带第 40 带）",
        f"{en}: {x:.10g}, {y:.10g} are plane coordinates without a zone number; name the zone with --crs, e.g. gk3:40",
    )


def _from_epsg(code: int) -> SourceCRS:
    name = f"EPSG:{code}"
    if code == 4490:
        return CGCS2000
    if code == 4326:
        return WGS84
    for first, width, prefix in ((4513, 3, "with"), (4534, 3, "without"), (4491, 6, "with"), (4502, 6, "without")):
        numbers = ZONES[width]
        if first <= code < first + len(numbers):
            zone = Zone(width, numbers[code - first])
            return SourceCRS(name, "gauss_kruger", zone=zone, prefix="with" if prefix == "with" else "without")
    try:
        crs = CRS.from_epsg(code)
    except CRSError as fault:
        raise BadCRS(f"没有 {name} 这个坐标系", f"there is no coordinate reference system {name}") from fault
    return _from_proj(crs, name)


def _from_esri_name(match: re.Match[str]) -> SourceCRS:
    width, number = (3 if match[1] else 6), int(match[3])
    if match[2] == "CM":
        number = number // 3 if width == 3 else (number + 3) // 6
    prefix: Prefix = "with" if match[2] == "ZONE" else "without"
    zone = zone_of(number)
    if zone.width != width:
        raise BadCRS(f"{match[0]}：带号与带宽不符", f"{match[0]}: this zone number is not of that width")
    return SourceCRS(match[0], "gauss_kruger", zone=zone, prefix=prefix)


def _from_wkt(text: str) -> SourceCRS:
    try:
        crs = CRS.from_wkt(text)
    except CRSError as fault:
        raise BadCRS(
            "坐标系文本（.prj 或 WKT）不合法；请改用 --crs 指明",
            "the .prj or WKT text of the CRS is broken; name it with --crs",
        ) from fault
    return _from_proj(crs, crs.name)


def _from_proj(crs: CRS, name: str) -> SourceCRS:
    if crs.is_bound and crs.source_crs is not None:
        crs = crs.source_crs
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    base = crs.geodetic_crs
    if base is None or base.datum is None or crs.is_geocentric or not (crs.is_geographic or crs.is_projected):
        raise BadCRS(
            f"{name} 不是平面或地理坐标系；可用：{_TOKENS}",
            f"{name} is no plane or geographic coordinate reference system; use one of {_TOKENS}",
        )
    datum = _datum(base, name)
    crs = crs.to_2d()
    if crs.is_geographic:
        radians = crs.axis_info[0].unit_conversion_factor
        if abs(radians - np.pi / 180) > 1e-12 or (crs.prime_meridian and crs.prime_meridian.longitude != 0):
            raise BadCRS(
                f"{name} 不是以度为单位、以格林尼治为起点的经纬度",
                f"{name} is not in degrees from Greenwich; convert it first",
            )
        known = datum != "other"
        return SourceCRS(name, "geographic", datum, definition=None if known else crs.to_wkt())
    zone = _gauss_kruger_zone(crs, name) if datum in FIRST_EPSG else None
    if zone is not None:
        return SourceCRS(name, "gauss_kruger", datum, zone=zone[0], prefix=zone[1])
    return SourceCRS(name, "projected", datum, definition=crs.to_wkt())


def _datum(base: CRS, name: str) -> Datum:
    datum = base.datum.name.lower().replace("_", " ") if base.datum is not None else ""
    ellipsoid = base.ellipsoid.name.lower().replace("_", " ") if base.ellipsoid is not None else ""
    words = f"{datum} {ellipsoid} {base.name.lower()}"
    if datum in _OLD_NAMES:
        return _OLD_NAMES[datum]
    if any(old in words for old in ("beijing", "xian", "xi'an", "krassowsky", "krasovsky", "iag 1975")):
        raise BadCRS(
            f"{name} 的基准（{base.datum.name if base.datum else ''}）没有公开的转换参数，默认转换误差可达百米；"
            "请向测绘部门转换为 CGCS2000 后再交付",
            f"{name}: its datum has no public parameters to CGCS2000 and a default shift may be 100 m wrong; "
            "have the survey bureau convert the coordinates to CGCS2000",
        )
    if "china 2000" in datum or "cgcs2000" in datum or "china geodetic coordinate system 2000" in datum:
        return "cgcs2000"
    if "world geodetic system 1984" in datum or datum.replace("d ", "") in ("wgs 1984", "wgs 84", "wgs84"):
        return "wgs84"
    return "other"


def _gauss_kruger_zone(crs: CRS, name: str) -> tuple[Zone, Prefix] | None:
    """The zone of a CGCS2000 transverse Mercator whose parameters are those of a standard zone, else None."""
    operation = crs.coordinate_operation
    if operation is None or operation.method_name not in ("Transverse Mercator", "Gauss-Kruger", "Gauss Kruger"):
        return None
    value = {parameter.name.lower(): float(parameter.value) for parameter in operation.params}
    standard = (
        all(axis.unit_conversion_factor == 1 for axis in crs.axis_info)
        and value.get("scale factor at natural origin") == 1
        and value.get("latitude of natural origin") == 0
        and value.get("false northing") == 0
    )
    if not standard:
        return None
    meridian, easting = value.get("longitude of natural origin"), value.get("false easting")
    for width in (6, 3) if "GK_Zone" in name and "3_Degree" not in name else (3, 6):
        for number in ZONES[width]:
            zone = Zone(width, number)
            if zone.central_meridian != meridian:
                continue
            if easting == 500000:
                return zone, "without"
            if easting == number * 1e6 + 500000:
                return zone, "with"
    return None
