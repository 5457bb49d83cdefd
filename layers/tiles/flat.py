"""A layer's geometries as flat arrays in the units of a zoom, and which of them meet a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from layers.compiled import kernel
from layers.grid.shapes import Shapes
from layers.tiles.paths import FORMS, Form, Geometries, Paths
from layers.tiles.varints import Integers, runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Box = tuple[float, float, float, float]  # west, north, east, south; y down
RUN: Final = 64  # edges whose box tells at once that a frame is far from all of them
FlatArrays = tuple[Floats, Integers, Floats, Integers, Integers, Integers]  # xy, paths, boxes, box_at, parts, rows
FLAT: Final = "Tuple((f8[:, ::1], i8[::1], f8[:, ::1], i8[::1], i8[::1], i8[::1]))"  # the same to kernels
_NOTHING = {"point": shapely.MultiPoint(), "line": shapely.MultiLineString(), "polygon": shapely.MultiPolygon()}
_MULTI = {
    "point": GeometryType.MULTIPOINT,
    "line": GeometryType.MULTILINESTRING,
    "polygon": GeometryType.MULTIPOLYGON,
}


@dataclass(frozen=True, eq=False)
class Flat:
    """Geometries of one form, a row each.

    Attributes:
        form: of all of them.
        xy: (n, 2) positions, y down; a ring ends with the position that it begins with. Shells have a positive area by
            the surveyor's formula, holes a negative one.
        paths: where in `xy` each ring, line or point begins, and at last n.
        parts: where in `paths` each polygon, line or point begins.
        rows: where in `parts` each geometry begins.
    """

    form: Form
    xy: Floats
    paths: Integers
    parts: Integers
    rows: Integers

    @staticmethod
    def of(form: Form, geometries: Geometries) -> Flat:
        """Geometries laid flat; none is None."""
        if form == "polygon":
            geometries = shapely.orient_polygons(geometries, exterior_cw=False)  # what GEOS, y up, calls so
        rings = shapely.get_type_id(geometries) == GeometryType.LINEARRING
        if rings.any():
            geometries = geometries.copy()
            xy, which = shapely.get_coordinates(geometries[rings], return_index=True)
            geometries[rings] = shapely.linestrings(xy, indices=which)
        # single geometries alone would come without the offsets of their parts
        padded = np.append(geometries, np.array([_NOTHING[form]], dtype=object))
        _, xy, offsets = shapely.to_ragged_array(padded, include_z=False)
        whole = [offset.astype(np.int64) for offset in offsets]
        paths = np.arange(len(xy) + 1) if form == "point" else whole[0]
        parts = whole[1] if form == "polygon" else np.arange(len(paths))
        return Flat(form, np.ascontiguousarray(xy, dtype=np.float64), paths, parts, whole[-1][:-1])

    @staticmethod
    def of_shapes(tables: Sequence[Shapes], to_units: Callable[[Floats], Floats]) -> Flat:
        """Shapes of one dimension, one table behind the other, their positions turned into units by `to_units`."""
        paths, parts, rows = (
            _behind([getattr(shapes, name) for shapes in tables]) for name in ("chain", "part", "feature")
        )
        xy = np.vstack([to_units(shapes.xy[_turned(shapes)]) for shapes in tables])
        return Flat(FORMS[tables[0].dimension], xy, paths, parts, rows)

    @staticmethod
    def joined(paths: Paths, count: int) -> Flat:
        """The lines or polygons of `count` owners of paths; a shell begins a polygon."""
        if paths.form == "line":
            every = np.arange(len(paths.starts))
            return Flat(paths.form, paths.units.astype(float), paths.starts, every, _spans(paths.owners, count))
        lengths = np.diff(paths.starts)
        starts = paths.starts + np.arange(len(paths.starts))
        places = runs(paths.starts[:-1], lengths + 1)
        places[starts[1:] - 1] = paths.starts[:-1]  # back to where the ring begins
        xy = paths.units[places].astype(float)
        shells = np.flatnonzero(ring_areas(xy, starts) > 0)
        return Flat(paths.form, xy, starts, np.append(shells, len(lengths)), _spans(paths.owners[shells], count))

    def __len__(self) -> int:
        return len(self.rows) - 1

    def geometries(self, chosen: Integers | None = None) -> Geometries:
        """Those of some rows, or of all, each with as many parts as it may have."""
        one = self if chosen is None else self.take(chosen)
        offsets = {"point": (one.rows,), "line": (one.paths, one.rows), "polygon": (one.paths, one.parts, one.rows)}
        return np.asarray(shapely.from_ragged_array(_MULTI[one.form], one.xy, offsets[one.form]), dtype=object)

    def take(self, chosen: Integers) -> Flat:
        """Some of the rows, in the order given."""
        parts, rows = _taken(self.rows, chosen)
        paths, part_at = _taken(self.parts, parts)
        xy, path_at = _taken(self.paths, paths)
        return Flat(self.form, self.xy[xy], path_at, part_at, rows)

    @cached_property
    def arrays(self) -> FlatArrays:
        """As kernels ask for them."""
        return self.xy, self.paths, self.boxes, self.box_at, self.parts, self.rows

    @cached_property
    def box_at(self) -> Integers:
        """(paths + 1,) where the boxes of each path begin in `boxes`."""
        return np.append(0, np.cumsum(-(-np.maximum(np.diff(self.paths) - 1, 1) // RUN)))

    @cached_property
    def boxes(self) -> Floats:
        """(m, 4) west, north, east, south of every RUN edges of a path; the last of a path has what is left."""
        return _boxes(self.xy, self.paths, self.box_at)

    @cached_property
    def bounds(self) -> Floats:
        """(rows, 4) west, north, east, south of each geometry; of an empty one nothing is within."""
        at = self.box_at[self.parts[self.rows]]
        out = np.tile([np.inf, np.inf, -np.inf, -np.inf], (len(self), 1))
        filled = np.flatnonzero(np.diff(at))
        if len(filled):
            out[filled, :2] = np.minimum.reduceat(self.boxes[:, :2], at[filled])
            out[filled, 2:] = np.maximum.reduceat(self.boxes[:, 2:], at[filled])
        return out


def _behind(starts: Sequence[Integers]) -> Integers:
    """Where everything begins when several lists lie one behind the other."""
    before = np.cumsum([0, *(each[-1] for each in starts)])
    return np.concatenate([[0], *(each[1:] + had for each, had in zip(starts, before, strict=False))])


def _turned(shapes: Shapes) -> Integers:
    """The vertices of shapes, rings so that, y down, shells have a positive area and holes a negative one."""
    vertices, lengths = np.arange(len(shapes.xy)), np.diff(shapes.chain)
    backwards = np.repeat(shapes.chain[:-1] + shapes.chain[1:] - 1, lengths) - vertices
    return np.where(np.repeat(shapes.left, lengths), backwards, vertices)


def _taken(starts: Integers, chosen: Integers) -> tuple[Integers, Integers]:
    """What some spans hold, and where each of them begins there."""
    counts = np.diff(starts)[chosen]
    return runs(starts[:-1][chosen], counts), np.append(0, np.cumsum(counts))


def _spans(owners: Integers, count: int) -> Integers:
    """Where the run of each of `count` owners, ascending, begins, and where the last one ends."""
    return np.searchsorted(owners, np.arange(count + 1))


@kernel("f8[::1](f8[:, ::1], i8[::1])")
def ring_areas(xy: Floats, paths: Integers) -> Floats:
    """The areas of rings that end where they begin, by the surveyor's formula."""
    out = np.zeros(len(paths) - 1)
    for path in range(len(paths) - 1):
        x, y = xy[paths[path], 0], xy[paths[path], 1]
        for i in range(paths[path], paths[path + 1] - 1):
            out[path] += (xy[i, 0] - x) * (xy[i + 1, 1] - y) - (xy[i + 1, 0] - x) * (xy[i, 1] - y)
        out[path] /= 2
    return out


@kernel("f8[:, ::1](f8[:, ::1], i8[::1], i8[::1])")
def _boxes(xy: Floats, paths: Integers, box_at: Integers) -> Floats:
    out = np.empty((box_at[-1], 4))
    for path in range(len(paths) - 1):
        for box in range(box_at[path], box_at[path + 1]):
            first = paths[path] + (box - box_at[path]) * RUN
            west, north = xy[first, 0], xy[first, 1]
            east, south = west, north
            for i in range(first + 1, min(first + RUN + 1, paths[path + 1])):
                west, east = min(west, xy[i, 0]), max(east, xy[i, 0])
                north, south = min(north, xy[i, 1]), max(south, xy[i, 1])
            out[box, 0], out[box, 1], out[box, 2], out[box, 3] = west, north, east, south
    return out
