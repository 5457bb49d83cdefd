"""Do these numbers fit the CRS they are said to be in? Each check names the first vertex that does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadCRS, BadGeometry

Points = NDArray[np.float64]
Mask = NDArray[np.bool_]
Place = Callable[[int], tuple[str, str]]
"""Names row i of a coordinate array for a message, in Chinese and English."""

# China with its seas, degrees: west, south, east, north
CHINA = (73.0, 3.0, 135.1, 54.1)
# how far from its central meridian a zone is still in honest use, degrees (a province keeps one zone throughout)
_REACH = {3: 5.0, 6: 6.0}


def any_row(index: int) -> tuple[str, str]:
    """The plainest name of a row: its number, from 1."""
    return f"第 {index + 1} 点", f"point {index + 1}"


def _first(bad: Mask) -> int | None:
    return int(np.argmax(bad)) if bad.any() else None


def _seen(xy: Points, index: int) -> str:
    return f"{xy[index, 0]:.10g}, {xy[index, 1]:.10g}"


def require_finite(xy: Points, place: Place) -> None:
    """Raise BadGeometry where a coordinate is NaN or infinite."""
    index = _first(~np.isfinite(xy[:, 0] + xy[:, 1]))
    if index is not None:
        zh, en = place(index)
        raise BadGeometry(
            f"{zh}：坐标 {_seen(xy, index)} 不是有限数；请改正该点",
            f"{en}: the coordinate {_seen(xy, index)} is not a finite number; correct that vertex",
        )


def require_degrees(xy: Points, place: Place) -> None:
    """Raise BadCRS for metres where degrees are due, BadGeometry for longitude or latitude out of range."""
    x, y = xy[:, 0], xy[:, 1]
    index = _first((np.abs(x) > 180) | (np.abs(y) > 90))
    if index is None:
        return
    zh, en = place(index)
    seen = _seen(xy, index)
    if max(abs(x[index]), abs(y[index])) > 1000:
        raise BadCRS(
            f"{zh}：{seen} 是平面坐标（米），不是经纬度；请用 --crs 指明投影，例如 EPSG:4528 或 gk3:40",
            f"{en}: {seen} are plane coordinates in metres, not degrees; name the projection with --crs, "
            "e.g. EPSG:4528 or gk3:40",
        )
    if abs(x[index]) <= 90 and abs(y[index]) <= 180:
        raise _degrees_swapped(zh, en, seen)
    raise BadGeometry(
        f"{zh}：{seen} 超出经度 ±180°、纬度 ±90° 的范围；请改正该点",
        f"{en}: {seen} is outside longitude ±180°, latitude ±90°; correct that vertex",
    )


def require_china(lonlat: Points, place: Place, crs: str) -> None:
    """Raise BadCRS where a longitude/latitude lies outside China and its seas."""
    index = _first(~_in_china(lonlat[:, 0], lonlat[:, 1]))
    if index is None:
        return
    zh, en = place(index)
    seen = _seen(lonlat, index)
    if _in_china(lonlat[index : index + 1, 1], lonlat[index : index + 1, 0])[0]:
        raise _degrees_swapped(zh, en, seen)
    west, south, east, north = CHINA
    raise BadCRS(
        f"{zh}：按 {crs} 得到 {seen}，不在中国范围（东经 {west}–{east}，北纬 {south}–{north}）内；请核对坐标系与次序",
        f"{en}: read as {crs} it lies at {seen}, outside China ({west}–{east} E, {south}–{north} N); check the CRS and "
        "the order of the coordinates",
    )


def _in_china(lon: Points, lat: Points) -> Mask:
    west, south, east, north = CHINA
    inside: Mask = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _degrees_swapped(zh: str, en: str, seen: str) -> BadCRS:
    return BadCRS(
        f"{zh}：{seen} 似乎把纬度写在了前面；请改为经度在前、纬度在后",
        f"{en}: {seen} seems to give latitude first; write longitude first, then latitude",
    )


def require_gauss_kruger(xy: Points, zone: int, prefix: str, crs: str, place: Place) -> None:
    """Raise BadCRS where (east, north) metres are not a point of this zone as `prefix` says eastings are written."""
    x, y = xy[:, 0], xy[:, 1]
    index = _first(~(_is_easting(x) & _is_northing(y)))
    if index is not None:
        raise _not_gauss_kruger(float(x[index]), float(y[index]), crs, place(index))
    prefixed = x >= 1e7
    expected = prefixed[0] if prefix == "either" else prefix == "with"
    index = _first(prefixed != expected)
    if index is not None:
        zh, en = place(index)
        if prefix == "either":
            raise BadCRS(
                f"{zh}：东坐标 {x[index]:.10g} 与第一点的写法不一（一个带带号，一个不带）；请统一",
                f"{en}: the easting {x[index]:.10g} and that of the first point differ in form (with and without zone "
                "number); write all the same way",
            )
        raise BadCRS(
            f"{zh}：东坐标 {x[index]:.10g} {'没有带号（6 位）' if expected else '带有带号（8 位）'}，与 {crs} 不符；"
            "请改用相应的 EPSG 代码，或 gk3:40 之类的写法",
            f"{en}: the easting {x[index]:.10g} has {'no' if expected else 'a'} zone number "
            f"({6 if expected else 8} digits), which contradicts {crs}; use the matching EPSG code or a token like "
            "gk3:40",
        )
    index = _first(prefixed & (np.floor(x / 1e6) != zone))
    if index is not None:
        zh, en = place(index)
        seen = int(x[index] // 1e6)
        raise BadCRS(
            f"{zh}：东坐标 {x[index]:.10g} 的带号是 {seen}，而坐标系 {crs} 是第 {zone} 带；请核对带号",
            f"{en}: the easting {x[index]:.10g} has zone number {seen}, but {crs} is zone {zone}; check the zone",
        )


def _is_easting(values: Points) -> Mask:
    inside: Mask = ((values > 1e4) & (values < 1e6)) | ((values >= 1.3e7) & (values < 4.6e7))
    return inside


def _is_northing(values: Points) -> Mask:
    # 3° N is 332 km from the equator, 54.1° N is 6 000 km
    inside: Mask = (values > 3.2e5) & (values < 6.1e6)
    return inside


def _not_gauss_kruger(x: float, y: float, crs: str, where: tuple[str, str]) -> BadCRS:
    zh, en = where
    seen = f"{x:.10g}, {y:.10g}"
    if abs(x) <= 180 and abs(y) <= 180:
        return BadCRS(
            f"{zh}：{seen} 是度，不是 {crs} 的米；请改用 --crs EPSG:4490",
            f"{en}: {seen} are degrees, not the metres of {crs}; use --crs EPSG:4490",
        )
    if _is_easting(np.array([y]))[0] and _is_northing(np.array([x]))[0]:
        return BadCRS(
            f"{zh}：{seen} 的东、北坐标次序颠倒；请把东坐标（6 或 8 位）与北坐标（7 位）两列对调",
            f"{en}: {seen} has east and north exchanged; swap the columns of the easting (6 or 8 digits) and the "
            "northing (7 digits)",
        )
    return BadCRS(
        f"{zh}：东 {x:.10g}、北 {y:.10g} 不是 {crs} 的坐标（东坐标应为 6 位或带带号 8 位，北坐标在 320 至 6100 公里）",
        f"{en}: east {x:.10g}, north {y:.10g} is no point of {crs} (eastings have 6 digits, or 8 with the zone number; "
        "northings lie between 320 and 6100 km)",
    )


def require_near_zone(lonlat: Points, meridian: int, width: int, crs: str, place: Place) -> None:
    """Raise BadCRS where a point lies further from the central meridian than a zone is ever used."""
    index = _first(~(np.abs(lonlat[:, 0] - meridian) <= _REACH[width]))
    if index is not None:
        zh, en = place(index)
        raise BadCRS(
            f"{zh}：按 {crs} 得到 {_seen(lonlat, index)}，离中央子午线 {meridian}° 太远；请核对投影带",
            f"{en}: read as {crs} it lies at {_seen(lonlat, index)}, too far from the central meridian {meridian}°; "
            "check the zone",
        )
