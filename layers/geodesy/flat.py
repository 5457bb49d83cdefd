"""Arrays of geometries laid flat: the coordinates of all rings or lines, and what they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
Geometries: TypeAlias = BaseGeometry | Sequence[BaseGeometry] | NDArray[np.object_]


@dataclass(frozen=True)
class Flat:
    """`count` geometries as chains of vertices (rings or lines).

    `lon`, `lat` are degrees; chain i holds the vertices `start[i]:start[i + 1]`, belongs to geometry `owner[i]`
    and counts with `sign[i]` (a hole -1, else +1).
    """

    lon: Floats
    lat: Floats
    start: Indices
    owner: Indices
    sign: Floats
    count: int

    def per_geometry(self, of_chain: Floats) -> Floats:
        """Sums over the chains of each geometry, shape (count,)."""
        return np.bincount(self.owner, of_chain, self.count).astype(np.float64)


def as_array(geometries: Geometries) -> NDArray[np.object_]:
    """The geometries as a 1-D object array; a missing one raises BadGeometry."""
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    if array.size:
        missing = np.flatnonzero(shapely.is_missing(array))
        if missing.size:
            row = int(missing[0]) + 1
            raise BadGeometry(
                f"第 {row} 个图形缺失；请给出图形，或给出空图形。",
                f"Geometry {row} is missing; give a geometry, or an empty one.",
            )
    return array


def simple_parts(array: NDArray[np.object_]) -> tuple[NDArray[np.object_], Indices]:
    """Points, lines, rings and polygons inside the geometries (collections opened at any depth), with their owners."""
    parts, owner = array, np.arange(array.size, dtype=np.intp)
    while parts.size and bool((shapely.get_type_id(parts) > 3).any()):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    kept = ~shapely.is_empty(parts) if parts.size else np.zeros(0, dtype=bool)
    return parts[kept], owner[kept]


def rings(geometries: Geometries) -> Flat:
    """All polygon rings, shells with sign +1 and holes with -1; lines and points are passed over."""
    array = as_array(geometries)
    parts, owner = simple_parts(array)
    polygons = shapely.get_type_id(parts) == 3
    chains, of_part = shapely.get_rings(parts[polygons], return_index=True)
    first = np.ones(len(chains), dtype=bool)
    first[1:] = of_part[1:] != of_part[:-1]
    return _flat(chains, owner[polygons][of_part], np.where(first, 1.0, -1.0), array.size)


def lines(geometries: Geometries) -> Flat:
    """All line parts (line strings and linear rings); polygons and points are passed over."""
    array = as_array(geometries)
    parts, owner = simple_parts(array)
    linear = np.isin(shapely.get_type_id(parts), (1, 2))
    return _flat(parts[linear], owner[linear], np.ones(int(linear.sum())), array.size)


def _flat(chains: NDArray[np.object_], owner: Indices, sign: Floats, count: int) -> Flat:
    coordinates = shapely.get_coordinates(chains)
    start = np.zeros(len(chains) + 1, dtype=np.intp)
    np.cumsum(shapely.get_num_coordinates(chains), out=start[1:])
    lon, lat = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
    bad = first_bad(lon, lat)
    if bad is not None:
        chain = int(np.searchsorted(start, bad, side="right")) - 1
        refuse(lon[bad], lat[bad], int(owner[chain]) + 1, bad - int(start[chain]) + 1)
    return Flat(lon, lat, start, owner, sign, count)


def first_bad(lon: Floats, lat: Floats) -> int | None:
    """Index of the first position that is not finite or not a longitude and latitude, else None."""
    if not lon.size or (np.abs(lon).max() <= 180.0 and np.abs(lat).max() <= 90.0):  # NaN fails the comparison
        return None
    return int(np.argmax(~((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0))))


def refuse(lon: float, lat: float, row: int, vertex: int) -> None:
    """Raises BadGeometry for a position that is not a longitude and latitude in degrees."""
    raise BadGeometry(
        f"第 {row} 个图形第 {vertex} 个顶点（{lon}, {lat}）不是有效的经纬度；应为 EPSG:4490 的度，先经后纬。",
        f"Vertex {vertex} of geometry {row} ({lon}, {lat}) is not a longitude and latitude; "
        "give EPSG:4490 degrees, longitude first.",
    )
