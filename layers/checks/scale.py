"""Plane metres about a place: enough to say how wide a sliver is, never an area or length that is reported."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.geodesy.ellipsoid import DEGREE, E2, SEMI_MAJOR

NOISE_DEG = 1e-9  # what positions are stored to, about 0.1 mm: nothing thinner is a fault
NOISE_M2 = 0.01


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Metres per degree of longitude and of latitude on CGCS2000: N cos B and M, the radii of curvature."""
    sine = np.sin(latitude * DEGREE)
    w2 = 1.0 - E2 * sine * sine
    normal = SEMI_MAJOR / np.sqrt(w2)
    meridian = SEMI_MAJOR * (1.0 - E2) / w2**1.5
    return float(normal * np.cos(latitude * DEGREE) * DEGREE), float(meridian * DEGREE)


def to_metres(latitude: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """A function that turns (n, 2) lon/lat into metres of one plane, true near `latitude`."""
    factors = np.array(metres_per_degree(latitude))
    return lambda lonlat: lonlat * factors


def middle_latitude(geometry: BaseGeometry) -> float:
    """The latitude halfway between south and north."""
    _, south, _, north = geometry.bounds
    return float(south + north) / 2.0


def widest_m(polygon: BaseGeometry) -> float:
    """Diameter in metres of the largest circle inside a polygon (lon/lat), within a hundredth of itself."""
    plane = shapely.transform(polygon, to_metres(middle_latitude(polygon)))
    least = _least_radius(plane)
    if least == 0.0:
        return 0.0
    radius = shapely.maximum_inscribed_circle([plane], tolerance=least / 100.0)
    return 2.0 * float(shapely.length(radius)[0])


def most_width_m(polygon: BaseGeometry) -> float:
    """An upper bound of `widest_m` that costs nothing: the inradius lies between area/perimeter and twice that."""
    return 4.0 * _least_radius(shapely.transform(polygon, to_metres(middle_latitude(polygon))))


def _least_radius(plane: BaseGeometry) -> float:
    around = shapely.length(plane)
    return float(shapely.area(plane) / around) if around > 0.0 else 0.0


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """What has an area in a geometry, as a polygon or multipolygon; empty where nothing has."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    parts = parts[shapely.get_dimensions(parts) == 2]
    return Polygon(parts[0]) if len(parts) == 1 else MultiPolygon(list(parts))


def place_of(geometry: BaseGeometry) -> tuple[float, float]:
    """A lon/lat on or in a geometry, to point at."""
    point = shapely.point_on_surface(geometry)
    return float(shapely.get_x(point)), float(shapely.get_y(point))
