"""Arrays of geometries laid flat: the coordinates of all rings or lines, and what they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry
from layers.geodesy.kernels import first_outside

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
_FIRST: Final[Indices] = np.zeros(1, dtype=np.intp)
_PLUS: Final[Floats] = np.ones(1)
Geometries: TypeAlias = BaseGeometry | Sequence[BaseGeometry] | NDArray[np.object_]


@dataclass(frozen=True)
class Flat:
    """`count` geometries as chains of vertices (rings or lines).

    `xy` are degrees, shape (n, 2), longitude first; chain i holds the vertices `start[i]:start[i + 1]`, belongs to
    geometry `owner[i]` and counts with `sign[i]` (a hole -1, else +1).
    """

    xy: Floats
    start: Indices
    owner: Indices
    sign: Floats
    count: int

    @property
    def lon(self) -> Floats:
        """Longitudes, degrees."""
        return self.xy[:, 0]

    @property
    def lat(self) -> Floats:
        """Latitudes, degrees."""
        return self.xy[:, 1]

    def per_geometry(self, of_chain: Floats) -> Floats:
        """Sums over the chains of each geometry, shape (count,)."""
        return np.bincount(self.owner, of_chain, self.count).astype(np.float64)


def begins(counts: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    """Where each of some runs of such lengths begins, one behind the other, and where the last ends."""
    at = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=at[1:])
    return at


def as_array(geometries: Geometries) -> NDArray[np.object_]:
    """The geometries as a 1-D object array; a missing one raises BadGeometry."""
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    _typed(array)
    return array


def _typed(array: NDArray[np.object_]) -> Indices:
    """GEOS's type number of each geometry; a missing one raises BadGeometry."""
    kinds = shapely.get_type_id(array)
    if array.size and kinds.min() < 0:
        row = int(np.argmax(kinds < 0)) + 1
        raise BadGeometry(
            f"第 {row} 个图形缺失；请给出图形，或给出空图形。",
            f"Geometry {row} is missing; give a geometry, or an empty one.",
        )
    return np.asarray(kinds)


def simple_parts(array: NDArray[np.object_]) -> tuple[NDArray[np.object_], Indices]:
    """Points, lines, rings and polygons inside the geometries (collections opened at any depth), with their owners."""
    parts, owner = array, np.arange(array.size, dtype=np.intp)
    while parts.size and bool((shapely.get_type_id(parts) > 3).any()):
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    kept = ~shapely.is_empty(parts) if parts.size else np.zeros(0, dtype=bool)
    return parts[kept], owner[kept]


def _parts_of(geometries: Geometries, dimension: int) -> tuple[NDArray[np.object_], Indices, int]:
    """The simple parts of one dimension (1 or 2) with their owners, and how many geometries there are."""
    array = np.atleast_1d(np.asarray(geometries, dtype=object))
    kinds = _typed(array)
    if array.size == 1 and kinds[0] == 3 and dimension == 2:
        return array, _FIRST, 1
    if array.size and kinds.min() >= 1 and kinds.max() <= 3 and (shapely.get_dimensions(array) == dimension).all():
        return array, np.arange(array.size, dtype=np.intp), array.size  # nothing to open, nothing to pass over
    parts, owner = simple_parts(array)
    kept = shapely.get_dimensions(parts) == dimension
    return parts[kept], owner[kept], array.size


def rings(geometries: Geometries) -> Flat:
    """All polygon rings, shells with sign +1 and holes with -1; lines and points are passed over."""
    polygons, owner, count = _parts_of(geometries, 2)
    holes = shapely.get_num_interior_rings(polygons)
    if len(polygons) == 1 and not holes[0]:
        xy = shapely.get_coordinates(polygons)
        return _flat(xy, np.array([len(xy)]), owner, _PLUS, count)
    of_ring = np.repeat(np.arange(len(polygons)), holes + 1)
    shell = np.diff(of_ring, prepend=-1) > 0
    size = shapely.get_num_coordinates(polygons)[of_ring]
    holed = holes > 0
    if holed.any():
        size[holed[of_ring]] = shapely.get_num_coordinates(shapely.get_rings(polygons[holed]))
    return _flat(shapely.get_coordinates(polygons), size, owner[of_ring], np.where(shell, 1.0, -1.0), count)


def lines(geometries: Geometries) -> Flat:
    """All line parts (line strings and linear rings); polygons and points are passed over."""
    parts, owner, count = _parts_of(geometries, 1)
    return _flat(shapely.get_coordinates(parts), shapely.get_num_coordinates(parts), owner, np.ones(len(parts)), count)


def _flat(xy: Floats, size: NDArray[np.integer], owner: Indices, sign: Floats, count: int) -> Flat:
    if size.size and not size.min():  # an empty geometry has no chain
        size, owner, sign = size[size > 0], owner[size > 0], sign[size > 0]
    start = begins(size)
    bad = first_outside(xy)
    if bad >= 0:
        chain = int(np.searchsorted(start, bad, side="right")) - 1
        refuse(xy[bad, 0], xy[bad, 1], int(owner[chain]) + 1, bad - int(start[chain]) + 1)
    return Flat(xy, start, owner, sign, count)


def refuse(lon: float, lat: float, row: int, vertex: int) -> None:
    """Raises BadGeometry for a position that is not a longitude and latitude in degrees."""
    raise BadGeometry(
        f"第 {row} 个图形第 {vertex} 个顶点（{lon}, {lat}）不是有效的经纬度；应为 EPSG:4490 的度，先经后纬。",
        f"Vertex {vertex} of geometry {row} ({lon}, {lat}) is not a longitude and latitude; "
        "give EPSG:4490 degrees, longitude first.",
    )
