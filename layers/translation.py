"""Translations in metres of geometries in EPSG:4490, in the plane of one strip (`layers.offsets.strips`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.offsets.strips import PER_DEGREE, geometry_to_lonlat, to_plane

KEEPS_ITS_SHAPE_DEG: Final = 0.02  # an edge as short as this, moved by its ends, keeps its course to 0.1 mm


def strip_of(geometry: BaseGeometry) -> int:
    """The strip that the middle of a geometry lies in."""
    west, _, east, _ = geometry.bounds
    return math.floor((west + east) / 2.0 * PER_DEGREE)


def in_plane(geometry: BaseGeometry, strip: int, piece_deg: float) -> BaseGeometry:
    """A geometry (EPSG:4490) in metres of a strip's plane, its edges cut into pieces of at most `piece_deg` first."""
    cut = shapely.segmentize(geometry, piece_deg)
    return shapely.transform(cut, lambda xy: np.column_stack(to_plane(xy[:, 0], xy[:, 1], strip)))


@dataclass(frozen=True)
class Translation:
    """A move by metres east and north in the plane of a strip, whose north is within 0.05° of true there."""

    east_m: float
    north_m: float
    strip: int

    @property
    def metres(self) -> float:
        """Its length."""
        return math.hypot(self.east_m, self.north_m)

    @property
    def bearing_deg(self) -> float | None:
        """Degrees clockwise from the strip's north, in [0, 360); None for no move at all."""
        if self.east_m == 0.0 and self.north_m == 0.0:
            return None
        return math.degrees(math.atan2(self.east_m, self.north_m)) % 360.0

    def moved(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry (EPSG:4490) so moved; only edges above KEEPS_ITS_SHAPE_DEG get vertices of their own."""
        if self.bearing_deg is None:
            return geometry
        plane = in_plane(geometry, self.strip, KEEPS_ITS_SHAPE_DEG)
        shift = np.array([self.east_m, self.north_m])
        return geometry_to_lonlat(shapely.transform(plane, lambda xy: xy + shift), self.strip)
