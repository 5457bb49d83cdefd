"""The geometries of many features as flat arrays, which several processes can share from one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from layers.compiled import kernel
from layers.geodesy.flat import Floats, begins

Whole = NDArray[np.int64]
_MULTI: Final = (GeometryType.MULTIPOINT, GeometryType.MULTILINESTRING, GeometryType.MULTIPOLYGON)  # by dimension
_ONE: Final = np.array([0, 1])  # one part, of one feature
_NO: Final = np.zeros(1, dtype=bool)
_FIRST: Final = np.zeros(1, dtype=np.int32)
_EMPTY: Final = (
    (shapely.Point, shapely.MultiPoint),
    (shapely.LineString, shapely.MultiLineString),
    (shapely.Polygon, shapely.MultiPolygon),
)
_SINGLE: Final = (GeometryType.POINT, GeometryType.LINESTRING, GeometryType.POLYGON)


@dataclass(frozen=True, eq=False)
class Shapes:
    """Geometries of one dimension (0 points, 1 lines, 2 polygons), EPSG:4490.

    Attributes:
        dimension: of all of them.
        xy: (m, 2) longitudes and latitudes of all vertices; a ring ends with the vertex that it begins with.
        chain: (c + 1,) where each ring, line or point begins in `xy`.
        part: (p + 1,) where each polygon begins in `chain`; lines and points are one chain each.
        feature: (n + 1,) where each feature begins in `part`.
        multi: (n,) whether it is a multi-geometry, be it of one part.
        owner: (c,) the feature of each chain.
        left: (c,) whether what a ring bounds lies to its left: a shell anticlockwise, a hole clockwise.
        bounds: (n, 4) west, south, east, north; NaN where a feature is empty.
    """

    dimension: int
    xy: Floats
    chain: Whole
    part: Whole
    feature: Whole
    multi: NDArray[np.bool_]
    owner: NDArray[np.int32]
    left: NDArray[np.bool_]
    bounds: Floats

    @staticmethod
    def of_one(geometry: BaseGeometry) -> Shapes | None:
        """As `of`, of one geometry alone: sooner, where it is a polygon without holes."""
        if geometry.geom_type != "Polygon" or shapely.get_num_interior_rings(geometry) or geometry.is_empty:
            return Shapes.of(np.array([geometry], dtype=object))
        xy = shapely.get_coordinates(geometry)
        chain = np.array([0, len(xy)])
        return Shapes(2, xy, chain, _ONE, _ONE, _NO, _FIRST, _anticlockwise(xy, chain), _bounds(xy))

    @staticmethod
    def of(geometries: NDArray[np.object_]) -> Shapes | None:
        """The geometries laid flat; None where they are not all of one dimension, or one is a collection."""
        kinds = shapely.get_type_id(geometries)
        for dimension in (2, 1, 0):
            multi = kinds == _MULTI[dimension]
            if (multi | (kinds == _SINGLE[dimension])).all():
                return _laid_flat(geometries, dimension, multi)
        return None

    def __len__(self) -> int:
        return len(self.multi)

    def geometry(self, row: int) -> BaseGeometry:
        """One feature, as it was given; of several parts without the empty ones."""
        parts = self.feature[row : row + 2]
        if parts[0] == parts[1]:
            return _EMPTY[self.dimension][int(self.multi[row])]()
        rings = self.part[parts[0] : parts[1] + 1]
        starts = self.chain[rings[0] : rings[-1] + 1]
        xy = self.xy[starts[0] : starts[-1]]
        offsets = _needed((starts - starts[0], rings - rings[0], parts - parts[0]), self.dimension)
        made: BaseGeometry = shapely.from_ragged_array(_MULTI[self.dimension], xy, offsets)[0]
        return made if self.multi[row] else _first_part(made)

    def geometries(self) -> NDArray[np.object_]:
        """All features, each as `geometry` gives it, made together."""
        found = np.empty(len(self), dtype=object)
        filled = np.diff(self.feature) > 0
        offsets = self.chain, self.part, np.append(self.feature[:-1][filled], self.feature[-1])
        found[filled] = shapely.from_ragged_array(_MULTI[self.dimension], self.xy, _needed(offsets, self.dimension))
        single = filled & ~self.multi
        found[single] = shapely.get_parts(found[single])
        for row in np.flatnonzero(~filled).tolist():
            found[row] = _EMPTY[self.dimension][int(self.multi[row])]()
        return found

    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(value.nbytes for value in vars(self).values() if isinstance(value, np.ndarray))


def _needed(offsets: tuple[Whole, Whole, Whole], dimension: int) -> tuple[Whole, ...]:
    """Of where chains, parts and features begin what a ragged array of a dimension states."""
    chains, _, features = offsets
    return ((features,), (chains, features), offsets)[dimension]


def _first_part(several: BaseGeometry) -> BaseGeometry:
    part: BaseGeometry = shapely.get_parts(several)[0]
    return part


def _laid_flat(geometries: NDArray[np.object_], dimension: int, multi: NDArray[np.bool_]) -> Shapes:
    parts, of_feature = shapely.get_parts(geometries, return_index=True)
    filled = ~shapely.is_empty(parts)
    if not filled.all():
        parts, of_feature = parts[filled], of_feature[filled]
    chains, of_part = parts, np.arange(len(parts))
    if dimension == 2:
        chains, of_part = shapely.get_rings(parts, return_index=True)
    xy = np.ascontiguousarray(shapely.get_coordinates(parts), dtype=np.float64)
    chain = begins(shapely.get_num_coordinates(chains))
    part = begins(np.bincount(of_part, minlength=len(parts)))
    feature = begins(np.bincount(of_feature, minlength=len(geometries)))
    owner = of_feature[of_part].astype(np.int32)
    return Shapes(
        dimension=dimension,
        xy=xy,
        chain=chain,
        part=part,
        feature=feature,
        multi=multi,
        owner=owner,
        left=_lies_left(xy, chain, part) if dimension == 2 else np.zeros(len(owner), dtype=bool),
        bounds=shapely.bounds(geometries).reshape(-1, 4),
    )


def _lies_left(xy: Floats, chain: Whole, part: Whole) -> NDArray[np.bool_]:
    """By the sign of each ring's area; a shell is the first ring of its part."""
    shell = np.zeros(len(chain) - 1, dtype=bool)
    shell[part[:-1][np.diff(part) > 0]] = True
    return np.asarray(_anticlockwise(xy, chain) == shell)


@kernel("f8[:, ::1](f8[:, ::1])")
def _bounds(xy: Floats) -> Floats:
    found = np.array([[np.inf, np.inf, -np.inf, -np.inf]])
    for i in range(len(xy)):
        found[0, 0], found[0, 2] = min(found[0, 0], xy[i, 0]), max(found[0, 2], xy[i, 0])
        found[0, 1], found[0, 3] = min(found[0, 1], xy[i, 1]), max(found[0, 3], xy[i, 1])
    return found


@kernel("b1[::1](f8[:, ::1], i8[::1])")
def _anticlockwise(xy: Floats, chain: Whole) -> NDArray[np.bool_]:
    found = np.empty(len(chain) - 1, np.bool_)
    for c in range(len(chain) - 1):
        begin, area = chain[c], 0.0
        x, y = xy[begin, 0], xy[begin, 1]
        for i in range(begin + 1, chain[c + 1] - 1):
            area += (xy[i, 0] - x) * (xy[i + 1, 1] - y) - (xy[i + 1, 0] - x) * (xy[i, 1] - y)
        found[c] = area > 0.0
    return found
