"""Overlays that can be asked of anything: GEOS fails where a collection of mixed dimensions meets an empty geometry."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

EMPTY: BaseGeometry = shapely.GeometryCollection()
AREAS: Final = ("Polygon", "MultiPolygon")  # kinds of geometry that are areas and nothing else


def intersection(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """What two geometries have in common."""
    return EMPTY if one.is_empty or other.is_empty else shapely.intersection(one, other)


def difference(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """What of `one` does not lie in `other`."""
    return one if one.is_empty or other.is_empty else shapely.difference(one, other)


def outside(geometries: NDArray[np.object_], excluded: BaseGeometry | None) -> NDArray[np.object_]:
    """Each geometry without what lies in `excluded`, which may leave it empty; the very same array for None."""
    if excluded is None:
        return geometries
    touched = shapely.intersects(geometries, excluded)
    left = geometries.copy()
    left[touched] = shapely.difference(geometries[touched], excluded)
    return left
