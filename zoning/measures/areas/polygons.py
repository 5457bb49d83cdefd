"""Cutting and dissolving arrays of polygons in EPSG:4490."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.overlay import difference, intersection

Polygons = NDArray[np.object_]
_POLYGONAL = (3, 6)  # shapely's type ids of Polygon and MultiPolygon


def column(geometries: Sequence[shapely.Geometry]) -> Polygons:
    """Geometries as a one-dimensional array."""
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def polygonal(geometries: Polygons) -> Polygons:
    """The polygons of each geometry; lines and points, which overlays leave where borders touch, are left out."""
    mixed = ~np.isin(shapely.get_type_id(geometries), _POLYGONAL)
    if not mixed.any():
        return geometries
    out = geometries.copy()
    for index in np.flatnonzero(mixed).tolist():
        parts = shapely.get_parts(shapely.get_parts(geometries[index]))
        out[index] = shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == _POLYGONAL[0]]))
    return out


def inside(geometries: Polygons, frame: BaseGeometry) -> Polygons:
    """Each geometry within the frame; the very same where it lies wholly inside."""
    if not len(geometries):
        return geometries
    shapely.prepare(frame)
    out = geometries.copy()
    crossing = ~shapely.covers(frame, geometries)
    out[crossing] = polygonal(column([intersection(one, frame) for one in geometries[crossing]]))
    return out


def outside(geometries: Polygons, frame: BaseGeometry) -> Polygons:
    """Each geometry without the frame."""
    return polygonal(column([difference(one, frame) for one in geometries]))


def dissolved(geometries: Polygons) -> BaseGeometry:
    """The union; an empty multipolygon of none."""
    parts = shapely.get_parts(geometries)
    parts = parts[~shapely.is_empty(parts)]
    if len(parts) < 2:
        return parts[0] if len(parts) else shapely.MultiPolygon()
    union: BaseGeometry = polygonal(column([shapely.disjoint_subset_union_all(parts)]))[0]
    return union
