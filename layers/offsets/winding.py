"""The ground that closed lines go round, however they cross themselves and each other.

Where a line crosses another, what lies to its right is gone round once more or once less; what bounds the ground has
nothing to its right. Told here only where every crossing is plain: lines that nearly touch, or run on each other, are
left to the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numba import types
from shapely.geometry.base import BaseGeometry

from layers.compiled import kernel
from layers.geodesy.flat import Floats, begins
from layers.offsets.crossings import UNSURE, Longs, crossings, edges_of, passings
from layers.plane import left_of

_TRIANGLE: Final = 3  # edges of a line that goes round anything
MANY: Final = 20_000  # points above which the reference is asked
_I8, _F8 = types.int64, types.float64
_XY, _REALS, _LONGS = types.Array(_F8, 2, "C"), types.Array(_F8, 1, "C"), types.Array(_I8, 1, "C")


def gone_round(lines: Sequence[Floats]) -> BaseGeometry | None:
    """The union of what closed lines (n, 2), in metres of a plane, go round; none of it is gone round clockwise in all.

    The last point of a line is its first. None where that is not told.
    """
    at = begins([len(line) for line in lines])
    if at[-1] > MANY:
        return None
    xy, first, last, line = edges_of(np.concatenate(lines), at)
    if (last - first < _TRIANGLE).any():  # an outline that has shrunk to a point, or to there and back
        return None
    one, other, one_at, other_at = crossings(xy, first, last, line)
    if len(one) and one[0] == UNSURE:
        return None
    edge, part, where, twin = passings(xy, one, other, one_at, other_at)
    if len(edge) and edge[0] == UNSURE:
        return None
    begin, end = np.searchsorted(edge, first), np.searchsorted(edge, last)
    right, around = _to_the_right(xy, first, last, edge, part, twin, begin, end)
    rings, at = _bounds(xy, first, last, edge, where, twin, begin, end, right, around)
    return None if len(at) == 1 else _polygons(rings, at)


def _polygons(xy: Floats, at: Longs) -> BaseGeometry | None:
    """Polygons of rings, shells anticlockwise and holes clockwise, no two of which meet; None: a hole in nothing."""
    counts = np.diff(at)
    indices = np.repeat(np.arange(len(counts)), counts)
    rings = np.asarray(shapely.linearrings(xy, indices=indices), dtype=object)
    shell = np.asarray(shapely.is_ccw(rings))
    if shell.sum() == 1:
        return shapely.Polygon(rings[shell][0], rings[~shell])
    shells = np.asarray(shapely.polygons(rings[shell]), dtype=object)
    areas = np.asarray(shapely.area(shells))
    held: list[list[shapely.LinearRing]] = [[] for _ in shells]
    for hole in rings[~shell]:
        x, y = shapely.get_coordinates(hole)[0]
        around = np.flatnonzero(shapely.contains_xy(shells, x, y))
        if not around.size:
            return None
        held[int(around[np.argmin(areas[around])])].append(hole)
    return shapely.MultiPolygon([shapely.Polygon(ring, own) for ring, own in zip(rings[shell], held, strict=True)])


@kernel(_I8(_XY, _LONGS, _LONGS, _I8, _F8, _F8))
def _times(xy: Floats, first: Longs, last: Longs, own: int, x: float, y: float) -> int:
    """How often the lines go round what lies just right of a place on one of the edges."""
    times = 0
    for r in range(len(first)):
        for e in range(first[r], last[r]):
            if e == own:
                times -= int(xy[e + 1, 1] < xy[e, 1])
                continue
            if (xy[e, 1] <= y) == (xy[e + 1, 1] <= y):
                continue
            side = left_of(xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1], x, y)
            if xy[e + 1, 1] > y and side > 0.0:
                times += 1
            elif xy[e + 1, 1] <= y and side < 0.0:
                times -= 1
    return times


@kernel(types.Tuple((_LONGS, _LONGS))(_XY, _LONGS, _LONGS, _LONGS, _REALS, _LONGS, _LONGS, _LONGS))
def _to_the_right(
    xy: Floats, first: Longs, last: Longs, edge: Longs, part: Floats, twin: Longs, begin: Longs, end: Longs
) -> tuple[Longs, Longs]:
    """How often the lines go round what lies right of each piece, which begins at a passing and ends at the next.

    The second is the same of each line that has no passing. UNSURE stands where it does not come out.
    """
    right, around = np.full(len(edge), UNSURE, np.int64), np.full(len(first), UNSURE, np.int64)
    for r in range(len(first)):
        steep = first[r]  # the middle of its longest stretch without a crossing lies farthest from every other edge
        for e in range(first[r], last[r]):
            if abs(xy[e + 1, 1] - xy[e, 1]) > abs(xy[steep + 1, 1] - xy[steep, 1]):
                steep = e
        s = begin[r]
        while s < end[r] and edge[s] < steep:
            s += 1
        low, high, before, previous, piece = 0.0, 0.0, s - 1, 0.0, s - 1
        while True:
            there = part[s] if s < end[r] and edge[s] == steep else 1.0
            if there - previous > high - low:
                low, high, before = previous, there, piece
            if s == end[r] or edge[s] != steep:
                break
            previous, piece, s = there, s, s + 1
        half = (low + high) / 2.0
        x = xy[steep, 0] + half * (xy[steep + 1, 0] - xy[steep, 0])
        times = _times(xy, first, last, steep, x, xy[steep, 1] + half * (xy[steep + 1, 1] - xy[steep, 1]))
        if begin[r] == end[r]:
            around[r] = times
            continue
        s = before if before >= begin[r] else end[r] - 1
        before = s
        right[s] = times
        for _ in range(end[r] - begin[r]):
            s = s + 1 if s + 1 < end[r] else begin[r]
            e, f = edge[s], edge[twin[s]]
            across = (xy[f + 1, 0] - xy[f, 0]) * (xy[e + 1, 1] - xy[e, 1])
            across -= (xy[f + 1, 1] - xy[f, 1]) * (xy[e + 1, 0] - xy[e, 0])
            times += 1 if across > 0.0 else -1
            if s == before and times != right[s]:
                times = UNSURE
            right[s] = times
    return right, around


@kernel(types.Tuple((_XY, _LONGS))(_XY, _LONGS, _LONGS, _LONGS, _XY, _LONGS, _LONGS, _LONGS, _LONGS, _LONGS))
def _bounds(
    xy: Floats,
    first: Longs,
    last: Longs,
    edge: Longs,
    where: Floats,
    twin: Longs,
    begin: Longs,
    end: Longs,
    right: Longs,
    around: Longs,
) -> tuple[Floats, Longs]:
    """The rings of pieces with nothing to their right, and where each begins; none where they do not close."""
    nothing = np.empty((0, 2)), np.zeros(1, np.int64)
    rings, at = np.empty((len(xy) + 3 * len(edge), 2)), np.zeros(len(first) + len(edge) + 1, np.int64)
    line, seen = np.empty(len(edge), np.int64), np.zeros(len(edge), np.bool_)
    m, n = 0, 0
    for r in range(len(first)):
        line[begin[r] : end[r]] = r
        if begin[r] == end[r] and around[r] < 0:
            return nothing
        if begin[r] == end[r] and around[r] == 0:
            for i in range(first[r], last[r] + 1):
                rings[m, 0], rings[m, 1] = xy[i, 0], xy[i, 1]
                m += 1
            n += 1
            at[n] = m
    for start in range(len(edge)):
        if right[start] < 0:
            return nothing
        if seen[start] or right[start] > 0:
            continue
        s = start
        while not seen[s]:
            seen[s] = True
            rings[m, 0], rings[m, 1] = where[s, 0], where[s, 1]
            m += 1
            r = line[s]
            after = s + 1 if s + 1 < end[r] else begin[r]
            if edge[after] != edge[s] or after <= s:
                i = edge[s]
                while True:
                    i = i + 1 if i + 1 < last[r] else first[r]
                    rings[m, 0], rings[m, 1] = xy[i, 0], xy[i, 1]
                    m += 1
                    if i == edge[after]:
                        break
            # of the two pieces that leave a crossing one has nothing to its right
            if (right[after] == 0) == (right[twin[after]] == 0):
                return nothing
            s = after if right[after] == 0 else twin[after]
        if s != start:
            return nothing
        rings[m, 0], rings[m, 1] = where[start, 0], where[start, 1]
        m += 1
        n += 1
        at[n] = m
    return rings[:m].copy(), at[: n + 1].copy()
