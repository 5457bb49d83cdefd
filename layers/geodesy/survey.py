"""Areas that reviewers compare with: the land survey's formula, and the plane area in a named projection."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from layers.errors import BadCRS, BadGeometry
from layers.geodesy.ellipsoid import DEGREE, INVERSE_FLATTENING, SEMI_MAJOR, SEMI_MINOR
from layers.geodesy.flat import Floats, Geometries, as_array, rings

_S2: Final = (SEMI_MAJOR**2 - SEMI_MINOR**2) / SEMI_MAJOR**2  # e², as the formula's text defines it

SURVEY_COEFFICIENTS: Final = (
    1.0 + 3 / 6 * _S2 + 30 / 80 * _S2**2 + 35 / 112 * _S2**3 + 630 / 2304 * _S2**4,
    1 / 6 * _S2 + 15 / 80 * _S2**2 + 21 / 112 * _S2**3 + 420 / 2304 * _S2**4,
    3 / 80 * _S2**2 + 7 / 112 * _S2**3 + 180 / 2304 * _S2**4,
    1 / 112 * _S2**3 + 45 / 2304 * _S2**4,
    5 / 2304 * _S2**4,
)
"""A, B, C, D, E of 国土调查办发〔2008〕32号, on CGCS2000."""


def survey_area(geometries: Geometries) -> Floats:
    """Area in m² by the land survey's formula, shape (n,), of n geometries in EPSG:4490 (lon, lat in degrees).

    国土调查办发〔2008〕32号《图幅理论面积与图斑椭球面积计算公式及要求》 on the CGCS2000 ellipsoid: the signed sum over
    the edges, on the vertices as delivered, of "any trapezoid" between the edge and a reference meridian (here that of
    the ring's first vertex). The exact `area` is its limit when edges are cut finer. Holes are subtracted whatever
    their orientation; parts of collections are summed; lines, points and empty geometries have area 0.

    Raises:
        BadGeometry: a missing geometry, or a vertex that is not a finite longitude and latitude.
    """
    flat = rings(geometries)
    if not flat.owner.size:
        return np.zeros(flat.count)
    relative = flat.lon - np.repeat(flat.lon[flat.start[:-1]], np.diff(flat.start))
    mean_l = (relative[1:] + relative[:-1]) * (0.5 * DEGREE)
    half_b = np.diff(flat.lat) * (0.5 * DEGREE)
    mean_b = (flat.lat[1:] + flat.lat[:-1]) * (0.5 * DEGREE)
    bracket = np.zeros(mean_b.size)
    for j, coefficient in enumerate(SURVEY_COEFFICIENTS):
        n = 2 * j + 1
        bracket += (-1) ** j * coefficient * np.sin(n * half_b) * np.cos(n * mean_b)
    terms = np.append(2.0 * SEMI_MINOR**2 * mean_l * bracket, 0.0)
    terms[flat.start[1:] - 1] = 0.0  # from one ring to the next there is no edge
    return flat.per_geometry(np.abs(np.add.reduceat(terms, flat.start[:-1])) * flat.sign)


@cache
def _to_plane(crs_epsg: int) -> Transformer:
    try:
        crs = CRS.from_epsg(crs_epsg)
    except CRSError as error:
        raise BadCRS(
            f"EPSG:{crs_epsg} 不是已知的坐标系；请给出投影坐标系的 EPSG 编号，如 4549。",
            f"EPSG:{crs_epsg} is not a known CRS; give the EPSG number of a projected one, such as 4549.",
        ) from error
    if not crs.is_projected or any(axis.unit_conversion_factor != 1.0 for axis in crs.axis_info[:2]):
        raise BadCRS(
            f"EPSG:{crs_epsg}（{crs.name}）不是以米为单位的投影坐标系，没有平面面积；请给出投影带的编号，如 4549。",
            f"EPSG:{crs_epsg} ({crs.name}) is not a projected CRS in metres and has no plane area; "
            "give the number of a zone, such as 4549.",
        )
    shape = crs.ellipsoid
    if (
        shape is None
        or shape.semi_major_metre != SEMI_MAJOR
        or abs(shape.inverse_flattening - INVERSE_FLATTENING) > 1e-4
    ):
        raise BadCRS(
            f"EPSG:{crs_epsg}（{crs.name}）属于另一基准，其转换参数不公开；请改用 CGCS2000 的投影带。",
            f"EPSG:{crs_epsg} ({crs.name}) is on another datum, whose shift is not published; use a CGCS2000 zone.",
        )
    return Transformer.from_crs(4490, crs, always_xy=True)


def plane_coordinates(lon: ArrayLike, lat: ArrayLike, crs_epsg: int) -> tuple[Floats, Floats]:
    """Easting and northing in m, in a projected CRS by EPSG number, of positions in EPSG:4490 degrees.

    Raises:
        BadCRS: a number that is unknown, not projected in metres, or on another ellipsoid than CGCS2000 or WGS 84.
        BadGeometry: a position that has no image in the plane.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    east, north = _to_plane(crs_epsg).transform(x, y)
    east, north = np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)
    lost = ~(np.isfinite(east) & np.isfinite(north)).ravel()
    if lost.any():
        i = int(np.argmax(lost))
        where = f"{x.ravel()[i]}, {y.ravel()[i]}"
        raise BadGeometry(
            f"位置（{where}）无法投影到 EPSG:{crs_epsg}；请核对经纬度的次序与投影带。",
            f"The position ({where}) cannot be projected to EPSG:{crs_epsg}; check the axis order and the zone.",
        )
    return east, north


def plane_area(geometries: Geometries, crs_epsg: int) -> Floats:
    """Plane area in m², shape (n,), of n geometries in EPSG:4490, in a projected CRS by EPSG number.

    The vertices as delivered are projected and joined by straight lines in the plane. Lines, points and empty
    geometries have area 0.

    Raises:
        BadCRS: a number that is unknown, not projected in metres, or on another ellipsoid than CGCS2000 or WGS 84.
        BadGeometry: a missing geometry, or a vertex that has no image in the plane.
    """

    def project(coordinates: Floats) -> Floats:
        return np.column_stack(plane_coordinates(coordinates[:, 0], coordinates[:, 1], crs_epsg))

    return np.asarray(shapely.area(shapely.transform(as_array(geometries), project)), dtype=np.float64)
