"""Rectangles in degrees that safely hold everything within some metres of a geometry."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = (
    110_500.0  # below the shortest degree of latitude (110 574 m), so that a window errs on the wide side
)


def window(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """A lon/lat box (EPSG:4490) that holds every point within `metres` of the bounds of `geometry`."""
    west, south, east, north = geometry.bounds
    tall = metres / METRES_PER_DEGREE
    widest = math.cos(math.radians(min(89.0, max(abs(south - tall), abs(north + tall)))))
    wide = tall / widest
    return shapely.box(west - wide, south - tall, east + wide, north + tall)


def cut(geometry: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    """`geometry` within a box, exact inside it; vertices are added on the box's edges only."""
    west, south, east, north = frame.bounds
    left, bottom, right, top = geometry.bounds if not geometry.is_empty else (west, south, east, north)
    if left >= west and bottom >= south and right <= east and top <= north:
        return geometry
    return shapely.intersection(geometry, frame)
