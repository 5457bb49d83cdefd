"""Frames in degrees that safely hold everything within some metres of a geometry."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = (
    110_500.0  # below the shortest degree of latitude (110 574 m), so that a window errs on the wide side
)


Bounds = tuple[float, float, float, float]


def window(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """A lon/lat box (EPSG:4490) that holds every point within `metres` of the bounds of `geometry`."""
    return shapely.box(*widened(geometry.bounds, metres))


def widened(bounds: Bounds, metres: float) -> Bounds:
    """West, south, east and north of such a box, of those of a geometry."""
    west, south, east, north = bounds
    wide, tall = _degrees(bounds, metres)
    return west - wide, south - tall, east + wide, north + tall


def neighbourhood(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """A polygon (EPSG:4490) that holds every point within `metres` of `geometry`, and not much more of a long line."""
    frame = window(geometry, metres)
    west, south, east, north = geometry.bounds
    wide, _ = _degrees((west, south, east, north), metres)
    if max(east - west, north - south) <= 2 * wide or geometry.area + 2 * wide * geometry.length > frame.area / 4:
        return frame
    # simplifying takes away a quarter, chords of 45° an eighth of what is added
    return shapely.buffer(shapely.simplify(geometry, wide / 4), 1.5 * wide, quad_segs=2)


def cut(geometry: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    """`geometry` within a frame, exact inside it; vertices are added on the frame's edges only.

    What merely touches the frame from outside is left out: an area stays an area, a line a line.
    """
    if shapely.covers(frame, geometry):
        return geometry
    inside = shapely.intersection(geometry, frame)
    dimension = shapely.get_dimensions(geometry)
    parts = np.asarray(shapely.get_parts(shapely.get_parts(inside)), dtype=object)
    kept = parts[shapely.get_dimensions(parts) == dimension]
    return inside if len(kept) == len(parts) else shapely.union_all(kept)


def _degrees(bounds: Bounds, metres: float) -> tuple[float, float]:
    """Degrees of longitude and latitude that hold `metres` anywhere near a geometry of such bounds."""
    _, south, _, north = bounds
    tall = metres / METRES_PER_DEGREE
    return tall / math.cos(math.radians(min(89.0, max(abs(south - tall), abs(north + tall))))), tall
