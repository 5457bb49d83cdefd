"""Whether polygons at whole units are plain: no ring meets itself or another one. Exact, in whole numbers."""
# ruff: noqa: PLR0912 - a kernel is one loop, without objects to hand over

from __future__ import annotations

import numpy as np

from layers.compiled import kernel
from layers.tiles.flat import Flags
from layers.tiles.paths import Paths
from layers.tiles.varints import Integers

_FEW = 24  # edges of which every pair is looked at
_PATIENCE = 400  # pairs an edge; who has more goes to the reference
_LEAP = 2  # units; rounding can carry a ring no wider than this to the other side of an edge without a contact


def not_plain(paths: Paths, count: int) -> Flags:
    """Of `count` owners of rings, those whose polygons may not be valid.

    Valid for sure is a polygon whose rings do not meet, neither each other nor themselves, have at least three
    corners, turn as they should, and have been wider than what rounding can throw across an edge. Some that are flagged
    are valid nevertheless: rings may touch in a point.
    """
    found: Flags = rough(paths.units, paths.starts, paths.owners, count)
    return found


@kernel("b1(i8[:, ::1], i8, i8, i8, i8)")
def _meet(units: Integers, a: int, b: int, c: int, d: int) -> bool:
    """Whether the edges a-b and c-d have a point in common."""
    ax, ay, bx, by = units[a, 0], units[a, 1], units[b, 0], units[b, 1]
    cx, cy, dx, dy = units[c, 0], units[c, 1], units[d, 0], units[d, 1]
    if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx) or max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
        return False
    abc = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    abd = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if (abc > 0 and abd > 0) or (abc < 0 and abd < 0):
        return False
    cda = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    cdb = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return not ((cda > 0 and cdb > 0) or (cda < 0 and cdb < 0))


@kernel("b1(i8[:, ::1], i8[::1], i8, i8)")
def _touching(units: Integers, follows: Integers, i: int, j: int) -> bool:
    """Whether edge i meets edge j, each named by its first corner, otherwise than where one follows the other."""
    a, b, c, d = i, follows[i], j, follows[j]
    if b == c or d == a:
        if d == a:
            a, b, c, d = c, d, a, b
        x, y, u, v = (
            units[b, 0] - units[a, 0],
            units[b, 1] - units[a, 1],
            units[d, 0] - units[c, 0],
            units[d, 1] - units[c, 1],
        )
        return bool(x * v == y * u and x * u + y * v < 0)  # back on itself
    return _meet(units, a, b, c, d)


@kernel("b1(i8[:, ::1], i8[::1], i8, i8)")
def _shaped(units: Integers, starts: Integers, first: int, last: int) -> bool:
    """Whether rings turn as they should: the first is a shell, none is flat or so thin that it may have leapt."""
    shells = thin_shells = 0
    for ring in range(first, last):
        begin, end = starts[ring], starts[ring + 1]
        area = np.int64(0)
        west = east = units[begin, 0]
        north = south = units[begin, 1]
        j = end - 1
        for i in range(begin, end):
            area += units[j, 0] * units[i, 1] - units[i, 0] * units[j, 1]
            west, east = min(west, units[i, 0]), max(east, units[i, 0])
            north, south = min(north, units[i, 1]), max(south, units[i, 1])
            j = i
        thin = min(east - west, south - north) <= _LEAP
        if area == 0 or (ring == first and area < 0) or (area < 0 and thin):
            return False
        if area > 0:
            shells += 1
            thin_shells += thin
    return not (thin_shells and shells > 1)


@kernel("b1(i8[:, ::1], i8[::1], i8, i8)")
def _apart(units: Integers, follows: Integers, begin: int, end: int) -> bool:
    """Whether no two edges meet: those are compared that lie in the same strip of the plane."""
    n = end - begin
    if n <= _FEW:
        for i in range(begin, end):
            for j in range(i + 1, end):
                if _touching(units, follows, i, j):
                    return False
        return True
    lows, highs = np.empty(2, np.int64), np.empty(2, np.int64)
    for axis in range(2):
        lows[axis] = highs[axis] = units[begin, axis]
        for i in range(begin, end):
            lows[axis], highs[axis] = min(lows[axis], units[i, axis]), max(highs[axis], units[i, axis])
    axis = 0 if highs[0] - lows[0] > highs[1] - lows[1] else 1
    low, wide = lows[axis], max(1, 2 * (highs[axis] - lows[axis]) // n + 1)
    count = (highs[axis] - low) // wide + 1
    at = np.zeros(count + 1, np.int64)
    for i in range(begin, end):
        a, b = (units[i, axis] - low) // wide, (units[follows[i], axis] - low) // wide
        for strip in range(min(a, b), max(a, b) + 1):
            at[strip + 1] += 1
    pairs = 0
    for strip in range(count):
        pairs += at[strip + 1] * at[strip + 1]
        at[strip + 1] += at[strip]
    if pairs > _PATIENCE * n:
        return False
    edges, filled = np.empty(at[count], np.int64), at.copy()
    for i in range(begin, end):
        a, b = (units[i, axis] - low) // wide, (units[follows[i], axis] - low) // wide
        for strip in range(min(a, b), max(a, b) + 1):
            edges[filled[strip]] = i
            filled[strip] += 1
    for strip in range(count):
        for k in range(at[strip], at[strip + 1]):
            for m in range(k + 1, at[strip + 1]):
                if _touching(units, follows, edges[k], edges[m]):
                    return False
    return True


@kernel("b1[::1](i8[:, ::1], i8[::1], i8[::1], i8)")
def rough(units: Integers, starts: Integers, owners: Integers, count: int) -> Flags:
    """As `not_plain`, for kernels."""
    out = np.zeros(count, np.bool_)
    follows = np.arange(1, len(units) + 1)
    for ring in range(len(owners)):
        follows[starts[ring + 1] - 1] = starts[ring]
    last = 0
    while last < len(owners):
        first, owner = last, owners[last]
        while last < len(owners) and owners[last] == owner:
            last += 1
        out[owner] = not (_shaped(units, starts, first, last) and _apart(units, follows, starts[first], starts[last]))
    return out
