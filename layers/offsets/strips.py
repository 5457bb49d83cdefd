"""Fixed strips of 0.1° of longitude, each with its own transverse Mercator of scale 1 on the middle meridian."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry
from layers.geodesy.ellipsoid import DEGREE, INVERSE_FLATTENING, SEMI_MAJOR
from layers.geodesy.flat import Floats

PER_DEGREE: Final = 10  # strips in a degree: strip k is [k/10, (k + 1)/10]
HIGHEST: Final = 80.0  # degrees of latitude up to which offsets are defined
_LAP: Final = 1e-9  # degrees (0.1 mm) by which neighbouring strips overlap, so that no crack stays between them
_SAGITTA: Final = 2e-5  # metres between an edge straight in lon/lat and its straight pieces in the plane
_LONGEST: Final = 1000.0  # metres, of one straight piece


@cache
def _mercator() -> Transformer:
    """Transverse Mercator on the meridian 0; a strip's own is the same with its longitudes shifted."""
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=0 +y_0=0 +a={SEMI_MAJOR!r} +rf={INVERSE_FLATTENING!r}"
    )


def _meridian(strip: int) -> float:
    return (2 * strip + 1) / (2 * PER_DEGREE)


def to_plane(lon: Floats, lat: Floats, strip: int) -> tuple[Floats, Floats]:
    """x, y in m in the strip's plane, of positions in degrees."""
    x, y = _mercator().transform(lon - _meridian(strip), lat)
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def to_lonlat(x: Floats, y: Floats, strip: int) -> tuple[Floats, Floats]:
    """Longitude and latitude in degrees, of positions in the strip's plane."""
    lon, lat = _mercator().transform(x, y, direction="INVERSE")
    return np.asarray(lon, dtype=np.float64) + _meridian(strip), np.asarray(lat, dtype=np.float64)


def geometry_to_lonlat(geometry: BaseGeometry, strip: int) -> BaseGeometry:
    """A geometry of the strip's plane in EPSG:4490 degrees."""
    return shapely.transform(geometry, lambda c: np.column_stack(to_lonlat(c[:, 0], c[:, 1], strip)))


def cut_to_strip(geometry: BaseGeometry, strip: int) -> BaseGeometry:
    """The part of a polygonal geometry (degrees) in the strip, lapping 0.1 mm over its edges."""
    west, east = strip / PER_DEGREE - _LAP, (strip + 1) / PER_DEGREE + _LAP
    bounds = geometry.bounds
    if not bounds or (west <= bounds[0] and bounds[2] <= east):
        return geometry
    return shapely.intersection(geometry, shapely.box(west, -90.0, east, 90.0))


def strips_between(west: float, east: float) -> range:
    """The strips that meet an interval of longitude."""
    return range(math.floor(west * PER_DEGREE), math.floor(east * PER_DEGREE) + 1)


def reach(metres: float, latitude: float) -> float:
    """Degrees of longitude that `metres` cannot exceed on a site whose largest |latitude| is given."""
    highest = min(latitude + metres / 110_000.0, 89.0)
    return (1.001 * metres + 1.0) / (SEMI_MAJOR * DEGREE * math.cos(highest * DEGREE))


def piece_length(latitude: float) -> float:
    """Degrees into which edges are cut, so that straight in lon/lat and straight in the plane agree to 0.02 mm.

    An edge straight in lon/lat bends by at most 1.09 tan(B)/R against the geodesic (an east-west edge by tan(B)/R).
    """
    bend = 1.1 * math.tan(latitude * DEGREE) / SEMI_MAJOR
    longest = math.sqrt(8.0 * _SAGITTA / bend) if bend > 0.0 else _LONGEST
    return min(longest, _LONGEST) / 112_000.0


def check_place(bounds: tuple[float, float, float, float], metres: float) -> float:
    """The largest |latitude|; raises BadGeometry where offsets by `metres` are not defined."""
    west, south, east, north = bounds
    latitude = max(abs(south), abs(north))
    if not (latitude <= HIGHEST and west >= -180.0 and east <= 180.0):
        raise BadGeometry(
            f"图形范围 {west}–{east}, {south}–{north} 不是 {HIGHEST:g}° 以内的经纬度；应为 EPSG:4490 的度，先经后纬。",
            f"The geometry lies at {west} to {east}, {south} to {north}, which is no longitude and latitude within "
            f"{HIGHEST:g}°; give EPSG:4490 degrees, longitude first.",
        )
    margin = reach(metres, latitude)
    if west - margin < -180.0 or east + margin > 180.0:
        raise BadGeometry(
            f"图形加上 {metres:g} m 后跨越 180° 经线，不支持；请在该经线处分割后分别计算。",
            f"The geometry with {metres:g} m around it crosses the antimeridian, which is not supported; cut it there.",
        )
    return latitude
