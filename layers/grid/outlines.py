"""Footprints laid out to be compared with many polygons: what is known of each before any layer is asked.

Over each lies a small grid of its own, so that a place or an edge of a feature is compared with few of its edges.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import types
from numba.experimental import structref
from numpy.typing import NDArray

from layers.compiled import inlined, kernel
from layers.geodesy.flat import Floats
from layers.geodesy.kernels import authalic, edge_area
from layers.grid.index import ASK, HAIR, IN, OUT
from layers.grid.shapes import Shapes, Whole

_CELLS_PER_EDGE: Final = 4
_MOST: Final = 256  # columns, and rows
_F8, _I8 = types.float64, types.int64
_XY, _LONGS, _REALS = types.Array(_F8, 2, "C"), types.Array(_I8, 1, "C"), types.Array(_F8, 1, "C")
_FLAGS = types.Array(types.boolean, 1, "C")


class Outlines(structref.StructRefProxy):  # type: ignore[misc]
    """n valid areal geometries (EPSG:4490) as kernels see them; an edge is named by its first vertex.

    Attributes:
        xy: (m, 2) longitudes and latitudes of all vertices, rings closed.
        chain: (c + 1,) where each ring begins in `xy`.
        first: (n + 1,) where each footprint begins in `chain`.
        left: (c,) whether what a ring bounds lies to its left.
        bounds: (n, 4) west, south, east, north; NaN where a footprint is empty.
        whole: (n,) m² of each footprint.
        side: (n,) how many columns, and how many rows, its grid has.
        corner: (n, 2) where the grid begins, degrees.
        scale: (n, 2) cells per degree of longitude and of latitude.
        cell: (n + 1,) where its cells begin in `at`, row by row.
        at: where each cell begins in `held`.
        held: the edges whose bounds meet each cell.
    """


@structref.register
class _OutlinesType(types.StructRef):  # type: ignore[misc]
    """Its type; the fields are named and typed once, below."""


_FIELDS: Final = (
    *(("xy", _XY), ("chain", _LONGS), ("first", _LONGS), ("left", _FLAGS), ("bounds", _XY)),
    *(("whole", _REALS), ("side", _LONGS), ("corner", _XY), ("scale", _XY)),
    *(("cell", _LONGS), ("at", _LONGS), ("held", _LONGS)),
)
structref.define_proxy(Outlines, _OutlinesType, [name for name, _ in _FIELDS])
OUTLINES: Final = _OutlinesType(_FIELDS)


@inlined
def span(one: float, other: float, begin: float, scale: float, count: int) -> tuple[int, int]:
    """The first and the last of `count` columns (or rows) that an edge meets, for all that rounding tells."""
    first = int((min(one, other) - HAIR - begin) * scale)
    last = int((max(one, other) + HAIR - begin) * scale)
    return max(0, first), min(count - 1, last)


@kernel(OUTLINES(_XY, _LONGS, _LONGS, _FLAGS, _XY))
def _laid_out(xy: Floats, chain: Whole, first: Whole, left: NDArray[np.bool_], bounds: Floats) -> Outlines:
    count = len(first) - 1
    whole = np.zeros(count)
    side, cell = np.zeros(count, np.int64), np.zeros(count + 1, np.int64)
    corner, scale = np.zeros((count, 2)), np.zeros((count, 2))
    for p in range(count):
        edges = chain[first[p + 1]] - chain[first[p]] - (first[p + 1] - first[p])
        if edges > 0:
            west, south, east, north = bounds[p, 0], bounds[p, 1], bounds[p, 2], bounds[p, 3]
            side[p] = min(_MOST, int(math.sqrt(_CELLS_PER_EDGE * edges)))
            corner[p, 0], corner[p, 1] = west - 2 * HAIR, south - 2 * HAIR
            scale[p, 0] = side[p] / (east - west + 4 * HAIR)
            scale[p, 1] = side[p] / (north - south + 4 * HAIR)
        cell[p + 1] = cell[p] + side[p] * side[p]
    at = np.zeros(cell[count] + 2, np.int64)
    for p in range(count):
        reference = authalic(bounds[p, 1])
        for c in range(first[p], first[p + 1]):
            for i in range(chain[c], chain[c + 1] - 1):
                ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
                area = edge_area(ax, ay, bx, by, reference)
                whole[p] += -area if left[c] else area
                x0, x1 = span(ax, bx, corner[p, 0], scale[p, 0], side[p])
                y0, y1 = span(ay, by, corner[p, 1], scale[p, 1], side[p])
                for y in range(y0, y1 + 1):
                    for k in range(cell[p] + y * side[p] + x0, cell[p] + y * side[p] + x1 + 1):
                        at[k + 2] += 1
    for k in range(cell[count]):
        at[k + 2] += at[k + 1]
    held = np.empty(at[cell[count] + 1], np.int64)
    for p in range(count):
        for c in range(first[p], first[p + 1]):
            for i in range(chain[c], chain[c + 1] - 1):
                x0, x1 = span(xy[i, 0], xy[i + 1, 0], corner[p, 0], scale[p, 0], side[p])
                y0, y1 = span(xy[i, 1], xy[i + 1, 1], corner[p, 1], scale[p, 1], side[p])
                for y in range(y0, y1 + 1):
                    for k in range(cell[p] + y * side[p] + x0, cell[p] + y * side[p] + x1 + 1):
                        held[at[k + 1]] = i
                        at[k + 1] += 1
    return Outlines(xy, chain, first, left, bounds, whole, side, corner, scale, cell, at, held)


@inlined
def turn(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    """Twice the signed area of the triangle from an edge to a place; positive to the left."""
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@inlined
def on_edge(ax: float, ay: float, bx: float, by: float, x: float, y: float, turned: float) -> bool:
    """Whether a place lies on an edge for all that rounding tells; `turned` is its `turn`."""
    return (
        abs(turned) <= HAIR * (abs(bx - ax) + abs(by - ay))
        and min(ax, bx) - HAIR <= x <= max(ax, bx) + HAIR
        and min(ay, by) - HAIR <= y <= max(ay, by) + HAIR
    )


@kernel(_I8(_F8, _F8, OUTLINES, _I8))
def in_footprint(x: float, y: float, outlines: Outlines, p: int) -> int:
    """Whether a place lies in one of the footprints: OUT, IN or ASK."""
    xy, side, corner, scale = outlines.xy, outlines.side[p], outlines.corner[p], outlines.scale[p]
    column, row = int(np.floor((x - corner[0]) * scale[0])), int(np.floor((y - corner[1]) * scale[1]))
    if column < 0 or row < 0 or column >= side or row >= side:
        return OUT
    inside, begin = False, outlines.cell[p] + row * side
    for cell in range(column + 1):  # edges that begin no farther east, each once
        for k in range(outlines.at[begin + cell], outlines.at[begin + cell + 1]):
            i = outlines.held[k]
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
            if span(ax, bx, corner[0], scale[0], side)[0] != cell:
                continue
            turned = turn(ax, ay, bx, by, x, y)
            if on_edge(ax, ay, bx, by, x, y, turned):
                return ASK
            if (ay > y) != (by > y) and (turned > 0.0) != (by > ay):
                inside = not inside
    return IN if inside else OUT


@kernel(types.boolean(_XY))
def repeats(xy: Floats) -> bool:
    """Whether a vertex follows on itself, as it may in a valid polygon: then its rings do not tell where they end."""
    found = False
    for i in range(1, len(xy)):
        found |= xy[i, 0] == xy[i - 1, 0] and xy[i, 1] == xy[i - 1, 1]
    return found


@kernel(OUTLINES(_XY))
def of_polygon(xy: Floats) -> Outlines:
    """One valid polygon of all its vertices, ring after ring, the shell first; none of them repeated."""
    rings = begin = 0
    for i in range(1, len(xy)):
        if i > begin and xy[i, 0] == xy[begin, 0] and xy[i, 1] == xy[begin, 1]:
            rings, begin = rings + 1, i + 1
    chain, left = np.zeros(rings + 1, np.int64), np.zeros(rings, np.bool_)
    bounds, first = np.empty((1, 4)), np.zeros(2, np.int64)
    first[1] = rings
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    ring, begin, twice = 0, 0, 0.0
    for i in range(len(xy)):
        x, y = xy[i, 0], xy[i, 1]
        west, south, east, north = min(west, x), min(south, y), max(east, x), max(north, y)
        if i == begin:
            continue
        twice += turn(xy[begin, 0], xy[begin, 1], xy[i - 1, 0], xy[i - 1, 1], x, y)
        if x == xy[begin, 0] and y == xy[begin, 1]:
            left[ring] = (twice > 0.0) == (ring == 0)
            ring, begin, twice = ring + 1, i + 1, 0.0
            chain[ring] = begin
    bounds[0, 0], bounds[0, 1], bounds[0, 2], bounds[0, 3] = west, south, east, north
    return _laid_out(xy, chain, first, left, bounds)


def outlines_of(footprints: Shapes) -> Outlines:
    """Valid areal geometries, laid out."""
    first = footprints.part[footprints.feature]
    return _laid_out(footprints.xy, footprints.chain, first, footprints.left, footprints.bounds)
