"""Lines walked through the grid: the stretches of them inside each polygon, by chainage.

An edge of a line is compared with the edges in the cells it passes. Where the two cross plainly, the polygon is entered
or left there. Where they only come near each other, or cross at a slight angle, machine arithmetic does not decide:
that feature is named, and `layers.chainage.walk` tells how the line meets it.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import types

from layers.axis import Axis
from layers.chainage import TOUCHING
from layers.compiled import direct, inlined, kernel
from layers.geodesy.flat import Floats
from layers.geodesy.kernels import edge_length
from layers.grid.index import ASK, INDEX, Index, Ints
from layers.grid.locate import held

_NEAR: Final = 1.01 * TOUCHING  # degrees; what the reference may take for a contact
_SLIGHT: Final = 1e-4  # sine of an angle; below it a crossing's place is not sure to 1e-6 m
_CLOSE_M: Final = 2e-3  # two crossings of a feature nearer than this may be in either order
_LONGEST_MM: Final = 1 << 36  # of a run that is told; of a longer one, 68,719 km, everything is asked
_APART: Final = -1.0
_UNSURE: Final = -2.0

Stretch = tuple[float, float, int]
_I4, _F8, _XY = (types.Array(kind, n, "C") for kind, n in ((types.int32, 1), (types.float64, 1), (types.float64, 2)))
_TOLD = types.Tuple((types.List(types.Tuple((types.float64, types.float64, types.int64))), types.List(types.int32)))


class Inside(NamedTuple):
    """Stretches of one run of an axis inside polygons.

    Attributes:
        run: of the axis.
        stretches: by feature, then by chainage: from and to, as `Axis` counts it, and the feature.
        asked: features that the run meets in a way that only the reference can tell; they have no stretches here.
    """

    run: int
    stretches: list[Stretch]
    asked: list[int]


def inside(index: Index, axis: Axis) -> list[Inside]:
    """What each run of an axis has inside the polygons of an index; of lines and points, which are to be asked."""
    return [
        Inside(run, *_told(axis.start, axis.end, axis.from_m, axis.to_m, first, last, index.handle))
        for run, first, last in axis.spans
    ]


@inlined
def _beside(x: float, y: float, ax: float, ay: float, vx: float, vy: float) -> bool:
    """Whether a position comes within _NEAR of the edge that leads from (ax, ay) by (vx, vy)."""
    square = vx * vx + vy * vy
    t = ((x - ax) * vx + (y - ay) * vy) / square if square > 0.0 else 0.0
    t = min(max(t, 0.0), 1.0)
    dx, dy = x - ax - t * vx, y - ay - t * vy
    return dx * dx + dy * dy <= _NEAR * _NEAR


@kernel(types.float64(*[types.float64] * 8))
def _meeting(px: float, py: float, qx: float, qy: float, ax: float, ay: float, bx: float, by: float) -> float:
    """At which fraction of the edge pq the edge ab plainly crosses it; _APART, or _UNSURE."""
    ux, uy, vx, vy, wx, wy = qx - px, qy - py, bx - ax, by - ay, ax - px, ay - py
    # on which side, and how far times the length, each end lies of the other edge
    reach = _NEAR * math.hypot(ux, uy)
    of_a, of_b = ux * wy - uy * wx, ux * (by - py) - uy * (bx - px)
    if min(of_a, of_b) > reach or max(of_a, of_b) < -reach:
        return _APART
    near_a, near_b = abs(of_a) <= reach, abs(of_b) <= reach
    reach = _NEAR * math.hypot(vx, vy)
    of_p, of_q = vy * wx - vx * wy, vx * (qy - ay) - vy * (qx - ax)
    if min(of_p, of_q) > reach or max(of_p, of_q) < -reach:
        return _APART
    near_p, near_q = abs(of_p) <= reach, abs(of_q) <= reach
    if (near_a and near_b) or (near_p and near_q):
        return _UNSURE
    if (near_a and _beside(ax, ay, px, py, ux, uy)) or (near_b and _beside(bx, by, px, py, ux, uy)):
        return _UNSURE
    if (near_p and _beside(px, py, ax, ay, vx, vy)) or (near_q and _beside(qx, qy, ax, ay, vx, vy)):
        return _UNSURE
    if (of_a > 0.0) == (of_b > 0.0) or (of_p > 0.0) == (of_q > 0.0):
        return _APART
    if abs(of_p - of_q) < _SLIGHT * math.hypot(ux, uy) * math.hypot(vx, vy):
        return _UNSURE
    return of_p / (of_p - of_q)


@kernel(types.Tuple((_I4, _I4, _I4))(_XY, _XY, types.int64, types.int64, INDEX))
def _passed(start: Floats, end: Floats, first: int, last: int, index: Index) -> tuple[Ints, Ints, Ints]:
    """The cells that the edges `first` to `last` pass, in their direction: cell, its first edge, and behind its last.

    Edges that follow on one another in a cell stand there together.
    """
    west, south, size, columns = index.west, index.south, index.size, index.columns
    room, n = 64 + 2 * (last - first), 0
    cells, begin, behind = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    for k in range(first, last):
        px, py, qx, qy = start[k, 0], start[k, 1], end[k, 0], end[k, 1]
        low_row = max(0, math.floor((min(py, qy) - _NEAR - south) / size))
        high_row = min(index.rows - 1, math.floor((max(py, qy) + _NEAR - south) / size))
        for up in range(high_row - low_row + 1):
            row = low_row + up if py < qy else high_row - up
            x0, x1 = px, qx
            if high_row > low_row and abs(qy - py) > _NEAR:  # the part of the edge in this row
                base = south + row * size
                t0, t1 = (base - _NEAR - py) / (qy - py), (base + size + _NEAR - py) / (qy - py)
                x0, x1 = px + min(max(t0, 0.0), 1.0) * (qx - px), px + min(max(t1, 0.0), 1.0) * (qx - px)
            low_column = max(0, math.floor((min(x0, x1) - _NEAR - west) / size))
            high_column = min(columns - 1, math.floor((max(x0, x1) + _NEAR - west) / size))
            for across in range(high_column - low_column + 1):
                cell = row * columns + (low_column + across if px < qx else high_column - across)
                if n and cells[n - 1] == cell:
                    behind[n - 1] = k + 1
                    continue
                if n == len(cells):
                    more = np.empty(n, np.int32)
                    cells, begin, behind = np.append(cells, more), np.append(begin, more), np.append(behind, more)
                cells[n], begin[n], behind[n] = cell, k, k + 1
                n += 1
    return cells[:n], begin[:n], behind[:n]


@kernel(types.Tuple((_I4, _I4, _I4, _I4))(_I4, INDEX))
def _runs(cells: Ints, index: Index) -> tuple[Ints, Ints, Ints, Ints]:
    """The runs of edges in each of many cells: which of the cells, feature, and from which vertex to which.

    Each list is read for all cells before the next one: so the memory answers many at once, where cell by cell every
    answer would be waited for.
    """
    part_at, part, run_at, run_from, run_to = index.part_at, index.part, index.run_at, index.run_from, index.run_to
    low, high = np.empty(len(cells), np.int32), np.empty(len(cells), np.int32)
    for n in range(len(cells)):
        low[n], high[n] = part_at[cells[n]], part_at[cells[n] + 1]
    count = (high - low).sum()
    visit, entry = np.empty(count, np.int32), np.empty(count, np.int32)
    at = 0
    for n in range(len(cells)):
        for e in range(low[n], high[n]):
            visit[at], entry[at] = n, e
            at += 1
    who, low, high = np.empty(count, np.int32), np.empty(count, np.int32), np.empty(count, np.int32)
    for n in range(count):
        who[n], low[n], high[n] = part[entry[n]], run_at[entry[n]], run_at[entry[n] + 1]
    count = (high - low).sum()
    of, run = np.empty(count, np.int32), np.empty(count, np.int32)
    at = 0
    for n in range(len(who)):
        for r in range(low[n], high[n]):
            of[at], run[at] = n, r
            at += 1
    begin, behind = np.empty(count, np.int32), np.empty(count, np.int32)
    for n in range(count):
        begin[n], behind[n] = run_from[run[n]], run_to[run[n]]
    return visit[of], who[of], begin, behind


@kernel(types.Tuple((_I4, _F8, _I4))(_XY, _XY, _F8, _F8, types.int64, types.int64, INDEX))
def _contacts(
    start: Floats, end: Floats, from_m: Floats, to_m: Floats, first: int, last: int, index: Index
) -> tuple[Ints, Floats, Ints]:
    """What the edges `first` to `last` cross, feature and chainage, in no order; and features to be asked."""
    west, south, size, columns, xy = index.west, index.south, index.size, index.columns, index.xy
    cells, begin, behind = _passed(start, end, first, last, index)
    visit, who, run_from, run_to = _runs(cells, index)
    feature, metres, asked = np.empty(256, np.int32), np.empty(256), np.empty(16, np.int32)
    found = doubts = 0
    step = 1 if index.dimension else 0
    at, low_x, high_x, low_y, high_y = -1, 0.0, 0.0, 0.0, 0.0
    for run in range(len(visit)):
        if visit[run] != at:  # the box of the edges in the next cell
            at = visit[run]
            low_x, high_x, low_y, high_y = np.inf, -np.inf, np.inf, -np.inf
            for k in range(begin[at], behind[at]):
                low_x, high_x = min(low_x, start[k, 0], end[k, 0]), max(high_x, start[k, 0], end[k, 0])
                low_y, high_y = min(low_y, start[k, 1], end[k, 1]), max(high_y, start[k, 1], end[k, 1])
            low_x, high_x, low_y, high_y = low_x - _NEAR, high_x + _NEAR, low_y - _NEAR, high_y + _NEAR
        for i in range(run_from[run], run_to[run]):
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + step, 0], xy[i + step, 1]
            if max(ax, bx) < low_x or min(ax, bx) > high_x or max(ay, by) < low_y or min(ay, by) > high_y:
                continue
            for k in range(begin[at], behind[at]):
                px, py, qx, qy = start[k, 0], start[k, 1], end[k, 0], end[k, 1]
                if max(ax, bx) < min(px, qx) - _NEAR or min(ax, bx) > max(px, qx) + _NEAR:
                    continue
                if max(ay, by) < min(py, qy) - _NEAR or min(ay, by) > max(py, qy) + _NEAR:
                    continue
                t = _meeting(px, py, qx, qy, ax, ay, bx, by)
                if t == _APART:
                    continue
                if t == _UNSURE or index.dimension < 2:
                    if doubts == len(asked):
                        asked = np.append(asked, np.empty(doubts, np.int32))
                    asked[doubts] = who[run]
                    doubts += doubts == 0 or asked[doubts - 1] != who[run]
                    continue
                x, y = px + t * (qx - px), py + t * (qy - py)
                if int((x - west) / size) + int((y - south) / size) * columns != cells[at]:
                    continue  # it is counted in the cell where it lies
                if found == len(metres):
                    feature = np.append(feature, np.empty(found, np.int32))
                    metres = np.append(metres, np.empty(found))
                feature[found] = who[run]
                metres[found] = min(from_m[k] + edge_length(px, py, x, y), to_m[k])
                found += 1
    return feature[:found], metres[:found], np.unique(asked[:doubts])


@kernel(_TOLD(_I4, _F8, _I4, types.float64))
def _paired(who: Ints, metres: Floats, asked: Ints, end_m: float) -> tuple[list[Stretch], list[int]]:
    """Where features are entered and left, by turns, as stretches; one entered last of all is left at `end_m`.

    Without the features to be asked, to which come those with two crossings whose order is not sure.
    """
    if end_m * 1e3 >= _LONGEST_MM:
        return [(0.0, 0.0, 0) for _ in range(0)], [int(one) for one in np.unique(np.append(asked, who))]
    # one whole number to sort by: of two crossings that it cannot put in order the feature is asked
    order = np.argsort(who.astype(np.int64) * _LONGEST_MM + (metres * 1e3).astype(np.int64))
    who, metres = who[order], metres[order]
    stretches = [(0.0, 0.0, 0) for _ in range(0)]
    doubtful = np.empty(len(who), np.int32)
    doubts = first = 0
    while first < len(who):
        behind, sure = first + 1, True
        while behind < len(who) and who[behind] == who[first]:
            sure = sure and metres[behind] - metres[behind - 1] >= _CLOSE_M
            behind += 1
        at = np.searchsorted(asked, who[first])
        if not sure:
            doubtful[doubts] = who[first]
            doubts += 1
        elif at == len(asked) or asked[at] != who[first]:
            for n in range(first, behind, 2):
                stretches.append((metres[n], metres[n + 1] if n + 1 < behind else end_m, who[n]))  # noqa: PERF401 - as machine code, not slower
        first = behind
    return stretches, [int(one) for one in np.unique(np.append(asked, doubtful[:doubts]))]


@kernel(_TOLD(_XY, _XY, _F8, _F8, types.int64, types.int64, INDEX))
def _walked(
    start: Floats, end: Floats, from_m: Floats, to_m: Floats, first: int, last: int, index: Index
) -> tuple[list[Stretch], list[int]]:
    """The stretches, and the features to be asked, of the edges `first` to `last`, which follow on one another."""
    who, metres, asked = _contacts(start, end, from_m, to_m, first, last, index)
    holding, state = held(start[first, 0], start[first, 1], index)  # as if entered there
    return _paired(
        np.append(holding, who),
        np.append(np.full(len(holding), from_m[first]), metres),
        np.unique(np.append(asked, holding[state == ASK])),
        to_m[last - 1],
    )


_told = direct(_walked)
