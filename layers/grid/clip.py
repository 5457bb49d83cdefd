"""The part of one feature in a box, from the edges near the box alone.

The edges that meet the box are found in the cells under it and cut at its sides. Of a polygon the pieces are joined
along the sides, always with what they bound to the left: from where one leaves the box anticlockwise to where the next
comes in. Whatever is too close to tell (a vertex on a side, two crossings at one place) is not decided here.
"""

from __future__ import annotations

import numpy as np
import shapely
from numba import types
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.index import ASK, HAIR, IN, INDEX, Index
from layers.grid.locate import side
from layers.grid.rings import assembled
from layers.grid.shapes import Whole

Box = tuple[float, float, float, float]

_APART = 1e-9  # of a side of the box: crossings nearer to each other, or to a corner, are not told apart
_DONE, _UNSURE = 0, 1
_I8, _F8 = types.int64, types.float64
_LONGS, _XY, _FLAGS = types.Array(_I8, 1, "C"), types.Array(_F8, 2, "C"), types.Array(types.boolean, 1, "C")
_REALS = types.Array(_F8, 1, "C")


def clipped(index: Index, row: int, box: Box) -> BaseGeometry | None:
    """The part of a feature in a box (west, south, east, north; degrees), vertices added on its sides only.

    Of lines and polygons what merely touches the box is left out. None where rounding leaves it open what the part is.
    """
    west, south, east, north = box
    state, xy, ring, shell = _clip(row, west, south, east, north, index.handle)
    if state == _UNSURE:
        return None
    if index.dimension < 2 and len(ring) > 1:
        kind = GeometryType.MULTILINESTRING if index.dimension else GeometryType.MULTIPOINT
        every = np.array([0, len(ring) - 1])
        made: BaseGeometry = shapely.from_ragged_array(kind, xy, (ring, every) if index.dimension else (every,))[0]
        return made
    return assembled(xy, ring, shell)


@kernel(_LONGS(_I8, _F8, _F8, _F8, _F8, INDEX))
def edges_near(row: int, west: float, south: float, east: float, north: float, index: Index) -> Whole:
    """The edges of a feature (by their first vertex, ascending) in the cells under a box; of points, the vertices."""
    begin, end = index.chain[index.first[row]], index.chain[index.first[row + 1]]
    low, high = index.bounds[row], index.bounds[row]
    c0 = int(np.floor((max(west, low[0]) - index.west) / index.size))
    c1 = int(np.floor((min(east, high[2]) - index.west) / index.size))
    r0 = int(np.floor((max(south, low[1]) - index.south) / index.size))
    r1 = int(np.floor((min(north, high[3]) - index.south) / index.size))
    c0, c1, r0, r1 = max(0, c0), min(index.columns - 1, c1), max(0, r0), min(index.rows - 1, r1)
    if (c1 - c0 + 1) * (r1 - r0 + 1) * 4 >= end - begin:
        last = 0 if index.dimension == 0 else 1
        every = np.empty(end - begin, np.int64)
        n = 0
        for c in range(index.first[row], index.first[row + 1]):
            for i in range(index.chain[c], index.chain[c + 1] - last):
                every[n] = i
                n += 1
        return every[:n].copy()
    found = np.empty(64, np.int64)
    n = 0
    for r in range(r0, r1 + 1):
        for c in range(c0, c1 + 1):
            cell = r * index.columns + c
            low_e, high_e = index.part_at[cell], index.part_at[cell + 1]
            while low_e < high_e:
                middle = (low_e + high_e) // 2
                if index.part[middle] < row:
                    low_e = middle + 1
                else:
                    high_e = middle
            if low_e == index.part_at[cell + 1] or index.part[low_e] != row:
                continue
            for run in range(index.run_at[low_e], index.run_at[low_e + 1]):
                for i in range(index.run_from[run], index.run_to[run]):
                    if n == len(found):
                        wider = np.empty(2 * n, np.int64)
                        wider[:n] = found
                        found = wider
                    found[n] = i
                    n += 1
    found = np.sort(found[:n])
    kept = 0
    for k in range(n):
        if k == 0 or found[k] != found[k - 1]:
            found[kept] = found[k]
            kept += 1
    return found[:kept].copy()


@kernel(_I8(_F8, _F8, _I8, INDEX))
def place_in(x: float, y: float, row: int, index: Index) -> int:
    """Whether a place lies in one polygon: OUT, IN or ASK."""
    column, r = int(np.floor((x - index.west) / index.size)), int(np.floor((y - index.south) / index.size))
    if column < 0 or r < 0 or column >= index.columns or r >= index.rows:
        return 0
    cell = r * index.columns + column
    for e in range(index.part_at[cell], index.part_at[cell + 1]):
        if index.part[e] == row:
            return side(x, y, cell, e, index)
    for f in range(index.full_at[cell], index.full_at[cell + 1]):
        if index.full[f] == row:
            return IN
    return 0


@kernel(_F8(_F8, _F8, _F8, _F8, _F8, _F8))
def _around(x: float, y: float, west: float, south: float, east: float, north: float) -> float:
    """Where a place on the sides of a box lies going round it anticlockwise from its south-west corner, 0 to 4."""
    if y == south:
        return (x - west) / (east - west)
    if x == east:
        return 1.0 + (y - south) / (north - south)
    if y == north:
        return 2.0 + (east - x) / (east - west)
    return 3.0 + (north - y) / (north - south)


@kernel(types.Tuple((_I8, _XY, _LONGS, _FLAGS))(_I8, _F8, _F8, _F8, _F8, INDEX))
def _clip(
    row: int, west: float, south: float, east: float, north: float, index: Index
) -> tuple[int, Floats, Whole, NDArray[np.bool_]]:
    """State, vertices, where each ring (line, point) begins in them, whether it is a shell."""
    xy = index.xy
    edges = edges_near(row, west, south, east, north, index)
    none = np.zeros(1, np.int64), np.zeros(0, np.bool_)
    if index.dimension == 0:
        held = np.empty((len(edges), 2))
        n = 0
        for i in edges:
            if west <= xy[i, 0] <= east and south <= xy[i, 1] <= north:
                held[n] = xy[i]
                n += 1
        return _DONE, held[:n].copy(), np.arange(n + 1), np.zeros(n, np.bool_)

    # pieces of the chains inside: vertices, where each piece begins and ends, where it comes in and goes out (-1: not)
    made = np.empty((4 * len(edges) + 8, 2))
    begin, end = np.empty(len(edges) + 1, np.int64), np.empty(len(edges) + 1, np.int64)
    comes, goes = np.empty(len(edges) + 1), np.empty(len(edges) + 1)
    of_chain = np.empty(len(edges) + 1, np.int64)
    n = pieces = 0
    chain, chain_end, first_piece = -1, -1, 0
    for k in range(len(edges)):
        i = edges[k]
        if i >= chain_end:
            chain = np.searchsorted(index.chain, i, side="right") - 1
            chain_end, first_piece = index.chain[chain + 1], pieces
        ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
        for x, y in ((ax, ay), (bx, by)):
            on_x = abs(x - west) < HAIR or abs(x - east) < HAIR
            on_y = abs(y - south) < HAIR or abs(y - north) < HAIR
            if (on_x and south - HAIR < y < north + HAIR) or (on_y and west - HAIR < x < east + HAIR):
                return _UNSURE, made[:0], *none
        a_in, b_in = west < ax < east and south < ay < north, west < bx < east and south < by < north
        t0, t1, x0, y0, x1, y1 = 0.0, 1.0, ax, ay, bx, by
        if not (a_in and b_in):
            if max(ax, bx) < west or min(ax, bx) > east or max(ay, by) < south or min(ay, by) > north:
                continue
            for at, step, least, most, vertical in (
                (ax, bx - ax, west, east, True),
                (ay, by - ay, south, north, False),
            ):
                if step == 0.0:
                    continue
                enters, leaves = (least, most) if step > 0.0 else (most, least)
                t = (enters - at) / step
                if t > t0:
                    t0 = t
                    x0, y0 = (enters, ay + t * (by - ay)) if vertical else (ax + t * (bx - ax), enters)
                t = (leaves - at) / step
                if t < t1:
                    t1 = t
                    x1, y1 = (leaves, ay + t * (by - ay)) if vertical else (ax + t * (bx - ax), leaves)
            if abs(t0 - t1) * max(abs(bx - ax), abs(by - ay)) < 8 * HAIR:
                return _UNSURE, made[:0], *none  # it grazes a corner
            if t0 > t1:
                continue
        if (
            a_in
            and pieces > first_piece
            and goes[pieces - 1] < 0.0
            and end[pieces - 1] == n
            and k
            and edges[k - 1] == i - 1
        ):
            pass  # the piece before goes on
        else:
            begin[pieces], of_chain[pieces], goes[pieces] = n, chain, -1.0
            comes[pieces] = -1.0 if a_in else _around(x0, y0, west, south, east, north)
            made[n, 0], made[n, 1] = x0, y0
            n += 1
            pieces += 1
        made[n, 0], made[n, 1] = x1, y1
        n += 1
        end[pieces - 1] = n
        if not b_in:
            goes[pieces - 1] = _around(x1, y1, west, south, east, north)
        elif i == chain_end - 2 and index.dimension == 2:
            # the chain ends inside, where its first piece began: they are one
            if pieces - 1 == first_piece and comes[first_piece] < 0.0:
                goes[first_piece] = -2.0  # a whole ring
            else:
                for v in range(begin[first_piece] + 1, end[first_piece]):
                    made[n] = made[v]
                    n += 1
                end[pieces - 1], goes[pieces - 1] = n, goes[first_piece]
                of_chain[first_piece] = -1
    if index.dimension == 1:
        ring = np.empty(pieces + 1, np.int64)
        ring[:pieces] = begin[:pieces]
        ring[pieces] = n
        return _DONE, made[:n].copy(), ring, np.zeros(pieces, np.bool_)

    # what is bounded lies to the left: a piece of a ring that has it to the right is walked backwards
    out = np.empty((2 * n + 16, 2))
    ring, shell = np.zeros(pieces + 2, np.int64), np.zeros(pieces + 1, np.bool_)
    rings = m = open_pieces = 0
    starts, stops = np.empty(pieces), np.empty(pieces)
    which = np.empty(pieces, np.int64)
    for p in range(pieces):
        if of_chain[p] < 0:
            continue
        turned = not index.left[of_chain[p]]
        if goes[p] != -2.0:
            if comes[p] < 0.0 or goes[p] < 0.0:
                return _UNSURE, made[:0], *none
            which[open_pieces] = p
            starts[open_pieces], stops[open_pieces] = (goes[p], comes[p]) if turned else (comes[p], goes[p])
            open_pieces += 1
            continue
        area = 0.0
        for v in range(begin[p], end[p]):
            w = end[p] - 1 - (v - begin[p]) if turned else v
            out[m] = made[w]
            if v > begin[p]:
                area += (out[m - 1, 0] - west) * (out[m, 1] - south) - (out[m, 0] - west) * (out[m - 1, 1] - south)
            m += 1
        ring[rings + 1], shell[rings] = m, area > 0.0
        rings += 1

    if open_pieces == 0:
        corner = place_in(west, south, row, index)
        if corner == ASK:
            return _UNSURE, made[:0], *none
        if corner == IN:
            out[m, 0], out[m, 1] = west, south
            out[m + 1, 0], out[m + 1, 1] = east, south
            out[m + 2, 0], out[m + 2, 1] = east, north
            out[m + 3, 0], out[m + 3, 1] = west, north
            out[m + 4, 0], out[m + 4, 1] = west, south
            m += 5
            ring[rings + 1], shell[rings] = m, True
            rings += 1
        return _DONE, out[:m].copy(), ring[: rings + 1].copy(), shell[:rings].copy()

    # ends of the pieces in their order round the box: one comes in after each that goes out
    around = np.concatenate((starts[:open_pieces], stops[:open_pieces]))
    order = np.argsort(around)
    following = np.empty(open_pieces, np.int64)
    for k in range(2 * open_pieces):
        this, after = order[k], order[(k + 1) % (2 * open_pieces)]
        gap = around[after] - around[this] + (4.0 if k == 2 * open_pieces - 1 else 0.0)
        if gap < _APART or (this >= open_pieces) == (after >= open_pieces):
            return _UNSURE, made[:0], *none
        if abs(around[this] - np.round(around[this])) < _APART:
            return _UNSURE, made[:0], *none
        if this >= open_pieces:
            following[this - open_pieces] = after
    used = np.zeros(open_pieces, np.bool_)
    for first in range(open_pieces):
        if used[first]:
            continue
        opening, q = m, first
        while not used[q]:
            used[q] = True
            p = which[q]
            turned = not index.left[of_chain[p]]
            for v in range(begin[p], end[p]):
                out[m] = made[end[p] - 1 - (v - begin[p])] if turned else made[v]
                m += 1
            at, until = stops[q], starts[following[q]]
            if until < at:
                until += 4.0
            corner_at = np.floor(at) + 1.0
            while corner_at < until:
                corner = int(corner_at) % 4
                out[m, 0] = east if corner in (1, 2) else west
                out[m, 1] = north if corner in (2, 3) else south
                m += 1
                corner_at += 1.0
            q = following[q]
        out[m] = out[opening]
        m += 1
        ring[rings + 1], shell[rings] = m, True
        rings += 1
    return _DONE, out[:m].copy(), ring[: rings + 1].copy(), shell[:rings].copy()
