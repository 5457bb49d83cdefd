"""The shifted coordinates of Chinese phone maps, GCJ-02 and BD-09, to and from WGS 84.

The transform is the well-known reverse-engineered one (an obfuscation polynomial on the Krassowsky ellipsoid, and a
polar twist on top of it for BD-09). The inverses have no closed form and are iterated to the exact one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadCRS

Points = NDArray[np.float64]

_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TWIST = np.pi * 3000.0 / 180.0
_BD_OFFSET = np.array([0.0065, 0.006])
# the rectangle outside which the map services do not shift: west, south, east, north
_RECTANGLE = (72.004, 0.8293, 137.8347, 55.8271)
_MOST_STEPS = 30
SHIFT = "gcj02/1"  # of `displayed`; another one puts things elsewhere
_RESIDUAL_DEG = 1e-11


def wgs84_to_gcj02(lonlat: Points) -> Points:
    """WGS 84 lon/lat degrees, shape (n, 2), shifted to GCJ-02.

    Raises BadCRS for a point outside the rectangle in which GCJ-02 is defined.
    """
    _require_rectangle(lonlat)
    return _shift(lonlat)


def gcj02_to_wgs84(lonlat: Points) -> Points:
    """GCJ-02 lon/lat degrees, shape (n, 2), moved back to WGS 84: the exact inverse, residual below 1e-11°.

    Raises BadCRS for a point outside the rectangle in which GCJ-02 is defined.
    """
    _require_rectangle(lonlat)
    return _inverse(_shift, lonlat)


def displayed(lonlat: Points) -> Points:
    """Lon/lat degrees, shape (n, 2), where base maps in GCJ-02 show them: beyond the rectangle as they are."""
    out = np.array(lonlat, dtype=np.float64)
    inside = _in_rectangle(lonlat)
    out[inside] = _shift(lonlat[inside])
    return out


def undisplayed(lonlat: Points) -> Points:
    """The way back from `displayed`, residual below 1e-11°."""
    out = np.array(lonlat, dtype=np.float64)
    inside = _in_rectangle(lonlat)
    out[inside] = _inverse(_shift, lonlat[inside])
    return out


def gcj02_to_bd09(lonlat: Points) -> Points:
    """GCJ-02 lon/lat degrees, shape (n, 2), twisted to BD-09; raises BadCRS outside the rectangle."""
    _require_rectangle(lonlat)
    return _twist(lonlat)


def bd09_to_gcj02(lonlat: Points) -> Points:
    """BD-09 lon/lat degrees, shape (n, 2), as GCJ-02: the exact inverse; raises BadCRS outside the rectangle."""
    _require_rectangle(lonlat)
    return _inverse(_twist, lonlat)


def _require_rectangle(lonlat: Points) -> None:
    outside = ~_in_rectangle(lonlat)
    if outside.any():
        west, south, east, north = _RECTANGLE
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        first = int(np.argmax(outside))
        seen = f"{lon[first]:.10g}, {lat[first]:.10g}"
        raise BadCRS(
            f"第 {first + 1} 点 {seen} 在 GCJ-02/BD-09 的定义范围（东经 {west}–{east}，北纬 {south}–{north}）之外；"
            "请核对经度在前、纬度在后，境外点请用 EPSG:4326",
            f"point {first + 1} at {seen} lies outside the area where GCJ-02 and BD-09 are defined "
            f"({west}–{east} E, {south}–{north} N); check that longitude comes first, or use EPSG:4326 abroad",
        )


def _in_rectangle(lonlat: Points) -> NDArray[np.bool_]:
    west, south, east, north = _RECTANGLE
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    # NaN is not in it
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _shift(lonlat: Points) -> Points:
    x = lonlat[:, 0] - 105.0
    y = lonlat[:, 1] - 35.0
    root = np.sqrt(np.abs(x))
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0

    latitude = np.radians(lonlat[:, 1])
    w_squared = 1.0 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    w = np.sqrt(w_squared)
    meridian_radius = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / (w_squared * w)
    parallel_radius = _SEMI_MAJOR_M / w * np.cos(latitude)
    return np.column_stack(
        [lonlat[:, 0] + np.degrees(east / parallel_radius), lonlat[:, 1] + np.degrees(north / meridian_radius)]
    )


def _twist(lonlat: Points) -> Points:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TWIST)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TWIST)
    twisted: Points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + _BD_OFFSET
    return twisted


def _inverse(forward: Callable[[Points], Points], target: Points) -> Points:
    """The points that `forward` takes to `target`, by fixed-point iteration (the shift varies slowly)."""
    guess = np.array(target, dtype=np.float64)
    for _ in range(_MOST_STEPS):
        residual = forward(guess) - target
        guess -= residual
        if not residual.size or np.abs(residual).max() < _RESIDUAL_DEG:
            return guess
    raise BadCRS("GCJ-02/BD-09 反算不收敛；请核对坐标", "GCJ-02/BD-09 cannot be inverted here; check the coordinates")
