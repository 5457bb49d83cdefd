"""Where the edges of closed lines cross, as far as every crossing is plain."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.plane import left_of, square_to_edge

UNSURE: Final = -1
_HAIR: Final = 1e-8  # metres: what is nearer to a line may, as rounded, lie on either side of it
_TOGETHER: Final = 4e-8  # metres between two crossings on an edge
_ROOM: Final = 4  # for as many crossings an edge
_I8, _F8, _BIT = types.int64, types.float64, types.boolean
_XY, _REALS, _LONGS = types.Array(_F8, 2, "C"), types.Array(_F8, 1, "C"), types.Array(_I8, 1, "C")
Longs = NDArray[np.int64]


@kernel(types.Tuple((_XY, _LONGS, _LONGS, _LONGS))(_XY, _LONGS))
def edges_of(lines: Floats, begins: Longs) -> tuple[Floats, Longs, Longs, Longs]:
    """The points of lines, none of which repeats the one before; of each line the first and last; of each its line.

    Edge e runs from point e to the next one; the last point of a line has none, and -1 for its line.
    """
    xy, line = np.empty((len(lines), 2)), np.empty(len(lines), np.int64)
    first, last = np.empty(len(begins) - 1, np.int64), np.empty(len(begins) - 1, np.int64)
    n = 0
    for r in range(len(first)):
        first[r] = n
        for i in range(begins[r], begins[r + 1]):
            if i > begins[r] and lines[i, 0] == xy[n - 1, 0] and lines[i, 1] == xy[n - 1, 1]:
                continue
            xy[n, 0], xy[n, 1], line[n] = lines[i, 0], lines[i, 1], r
            n += 1
        last[r] = n - 1
        line[n - 1] = -1
    return xy[:n].copy(), first, last, line[:n].copy()


@kernel(_I8(_XY, _I8, _I8))
def _crossed(xy: Floats, e: int, f: int) -> int:
    """Whether two edges cross (1), or lie farther than a hair apart (0); UNSURE where neither is plain."""
    ax, ay, bx, by = xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1]
    cx, cy, dx, dy = xy[f, 0], xy[f, 1], xy[f + 1, 0], xy[f + 1, 1]
    hair, thin = _HAIR * np.hypot(bx - ax, by - ay), _HAIR * np.hypot(dx - cx, dy - cy)
    c, d = left_of(ax, ay, bx, by, cx, cy), left_of(ax, ay, bx, by, dx, dy)
    if (c > hair and d > hair) or (c < -hair and d < -hair):
        return 0
    p, q = left_of(cx, cy, dx, dy, ax, ay), left_of(cx, cy, dx, dy, bx, by)
    if (p > thin and q > thin) or (p < -thin and q < -thin):
        return 0
    if min(abs(c), abs(d)) > hair and min(abs(p), abs(q)) > thin:
        return 1
    # an end of one is near the line of the other, but maybe not near the other itself
    apart = (
        square_to_edge(ax, ay, cx, cy, dx, dy) > _HAIR * _HAIR
        and square_to_edge(bx, by, cx, cy, dx, dy) > _HAIR * _HAIR
        and square_to_edge(cx, cy, ax, ay, bx, by) > _HAIR * _HAIR
        and square_to_edge(dx, dy, ax, ay, bx, by) > _HAIR * _HAIR
    )
    return 0 if apart else UNSURE


@kernel(_BIT(_XY, _I8, _I8))
def _back_on_itself(xy: Floats, e: int, f: int) -> bool:
    """Whether of two edges in a row the second runs back along the first."""
    ax, ay, bx, by = xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1]
    cx, cy, dx, dy = xy[f, 0], xy[f, 1], xy[f + 1, 0], xy[f + 1, 1]
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    along = (bx - ax) * (dx - cx) + (by - ay) * (dy - cy)
    return bool(along < 0.0 and abs(turn) <= _HAIR * max(np.hypot(bx - ax, by - ay), np.hypot(dx - cx, dy - cy)))


@kernel(types.Tuple((_LONGS, _LONGS, _REALS, _REALS))(_XY, _LONGS, _LONGS, _LONGS))
def crossings(xy: Floats, first: Longs, last: Longs, line: Longs) -> tuple[Longs, Longs, Floats, Floats]:
    """The pairs of edges that cross, and at which part of each (0 to 1); one of UNSURE where that is not plain."""
    unsure = np.full(1, UNSURE, np.int64), np.full(1, UNSURE, np.int64), np.zeros(1), np.zeros(1)
    room = _ROOM * len(xy)
    one, other = np.empty(room, np.int64), np.empty(room, np.int64)
    one_at, other_at = np.empty(room), np.empty(room)
    edges = np.flatnonzero(line >= 0)
    order = edges[np.argsort(np.minimum(xy[edges, 0], xy[edges + 1, 0]))]
    k = 0
    for a in range(len(order)):
        e = order[a]
        east = max(xy[e, 0], xy[e + 1, 0]) + _HAIR
        south, north = min(xy[e, 1], xy[e + 1, 1]) - _HAIR, max(xy[e, 1], xy[e + 1, 1]) + _HAIR
        for b in range(a + 1, len(order)):
            f = order[b]
            if min(xy[f, 0], xy[f + 1, 0]) > east:
                break
            if max(xy[f, 1], xy[f + 1, 1]) < south or min(xy[f, 1], xy[f + 1, 1]) > north:
                continue
            r = line[e]
            in_a_row = line[f] == r and (f == e + 1 or (f == first[r] and e == last[r] - 1))
            if in_a_row or (line[f] == r and (e == f + 1 or (e == first[r] and f == last[r] - 1))):
                if _back_on_itself(xy, e, f) if in_a_row else _back_on_itself(xy, f, e):
                    return unsure
                continue
            told = _crossed(xy, e, f)
            if told == UNSURE or (told and k == room):
                return unsure
            if told:
                ax, ay, bx, by = xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1]
                cx, cy, dx, dy = xy[f, 0], xy[f, 1], xy[f + 1, 0], xy[f + 1, 1]
                c, d = left_of(ax, ay, bx, by, cx, cy), left_of(ax, ay, bx, by, dx, dy)
                p, q = left_of(cx, cy, dx, dy, ax, ay), left_of(cx, cy, dx, dy, bx, by)
                one[k], other[k], one_at[k], other_at[k] = e, f, p / (p - q), c / (c - d)
                k += 1
    return one[:k].copy(), other[:k].copy(), one_at[:k].copy(), other_at[:k].copy()


@kernel(types.Tuple((_LONGS, _REALS, _XY, _LONGS))(_XY, _LONGS, _LONGS, _REALS, _REALS))
def passings(
    xy: Floats, one: Longs, other: Longs, one_at: Floats, other_at: Floats
) -> tuple[Longs, Floats, Floats, Longs]:
    """Every crossing twice, once on each edge, in the order of the lines: edge, part of it, place, the other passing.

    The first edge is UNSURE where crossings lie so close together that their order is not plain.
    """
    k = len(one)
    along = np.argsort(np.concatenate((one + one_at, other + other_at)))
    rank = np.empty(2 * k, np.int64)
    for s in range(2 * k):
        rank[along[s]] = s
    edge, twin = np.empty(2 * k, np.int64), np.empty(2 * k, np.int64)
    part, where = np.empty(2 * k), np.empty((2 * k, 2))
    for s in range(2 * k):
        c, second = along[s] % k, along[s] >= k
        edge[s], part[s] = (other[c], other_at[c]) if second else (one[c], one_at[c])
        twin[s] = rank[c if second else c + k]
        e, t = one[c], one_at[c]
        where[s, 0] = xy[e, 0] + t * (xy[e + 1, 0] - xy[e, 0])
        where[s, 1] = xy[e, 1] + t * (xy[e + 1, 1] - xy[e, 1])
    for s in range(1, 2 * k):
        near = abs(where[s, 0] - where[s - 1, 0]) + abs(where[s, 1] - where[s - 1, 1]) < _TOGETHER
        if near and edge[s] == edge[s - 1]:
            edge[0] = UNSURE
    return edge, part, where, twin
