"""What of a layer lies in the cells under a footprint: its features, and their edges about the footprint's bounds."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import inlined, kernel
from layers.grid.index import HAIR, INDEX, Index
from layers.grid.outlines import OUTLINES, Outlines
from layers.grid.shapes import Whole

_FEW: Final = 40  # entries that are sorted as they come; more by a sort that allocates
_LOW: Final = (1 << 32) - 1
_I8 = types.int64
_LONGS, _FLAGS = types.Array(_I8, 1, "C"), types.Array(types.boolean, 1, "C")


class Beneath(NamedTuple):
    """Features in the cells under a footprint, ascending, with their edges near it.

    Attributes:
        features: how many there are; the lists may have room for more.
        feature: rows of the layer.
        bordering: whether its border runs through one of the cells; if not, it fills all of them.
        at: where each feature begins in `edge`, and where the last one ends.
        edge: those of its edges, by their first vertices ascending, whose bounds meet those of the footprint.
    """

    features: int
    feature: Whole
    bordering: NDArray[np.bool_]
    at: Whole
    edge: Whole


BENEATH: Final = types.NamedTuple((_I8, _LONGS, _FLAGS, _LONGS, _LONGS), Beneath)


@inlined
def cells_under(west: float, south: float, east: float, north: float, index: Index) -> tuple[int, int, int, int]:
    """The first and the last column and row of the cells under a box."""
    return (
        max(0, int(np.floor((west - index.west) / index.size))),
        min(index.columns - 1, int(np.floor((east - index.west) / index.size))),
        max(0, int(np.floor((south - index.south) / index.size))),
        min(index.rows - 1, int(np.floor((north - index.south) / index.size))),
    )


@kernel(types.void(_LONGS, _LONGS, _I8))
def _sort_many(key: Whole, until: Whole, n: int) -> None:
    order = np.argsort(key[:n])
    key[:n], until[:n] = key[order], until[order]


@inlined
def _sort(key: Whole, until: Whole, n: int) -> None:
    """The first n of both, by the key."""
    if n > _FEW:
        _sort_many(key, until, n)
        return
    for k in range(1, n):
        one, its, at = key[k], until[k], k
        while at > 0 and key[at - 1] > one:
            key[at], until[at] = key[at - 1], until[at - 1]
            at -= 1
        key[at], until[at] = one, its


@kernel(BENEATH(OUTLINES, _I8, INDEX))
def beneath(outlines: Outlines, p: int, index: Index) -> Beneath:
    """What of a layer of polygons lies in the cells under footprint p, which is not empty."""
    bounds = outlines.bounds[p]
    west, south, east, north = bounds[0], bounds[1], bounds[2], bounds[3]
    c0, c1, r0, r1 = cells_under(west, south, east, north, index)
    columns, full_at, full, part_at, part = index.columns, index.full_at, index.full, index.part_at, index.part
    run_at, run_from, run_to = index.run_at, index.run_from, index.run_to
    room = 0
    for r in range(r0, r1 + 1):
        begin, end = r * columns + c0, r * columns + c1 + 1
        if begin < end:
            room += full_at[end] - full_at[begin] + run_at[part_at[end]] - run_at[part_at[begin]]
    # a run of edges, or that a cell is filled: by feature, then by vertex
    key, until = np.empty(room, np.int64), np.empty(room, np.int64)
    n = most = 0
    for r in range(r0, r1 + 1):
        for cell in range(r * columns + c0, r * columns + c1 + 1):
            for f in range(full_at[cell], full_at[cell + 1]):
                one = np.int64(full[f]) << 32
                if n == 0 or key[n - 1] != one:
                    key[n], until[n] = one, 0
                    n += 1
            for e in range(part_at[cell], part_at[cell + 1]):
                for run in range(run_at[e], run_at[e + 1]):
                    key[n], until[n] = (np.int64(part[e]) << 32) + run_from[run] + 1, run_to[run]
                    most += run_to[run] - run_from[run]
                    n += 1
    _sort(key, until, n)
    west, south, east, north = west - HAIR, south - HAIR, east + HAIR, north + HAIR
    feature, at, bordering = np.empty(n, np.int64), np.empty(n + 1, np.int64), np.zeros(n, np.bool_)
    edge, xy = np.empty(most, np.int64), index.xy
    groups = edges = done = 0
    for k in range(n):
        row, begin = key[k] >> 32, (key[k] & _LOW) - 1
        if groups == 0 or feature[groups - 1] != row:
            feature[groups], at[groups] = row, edges
            groups += 1
            done = 0
        if begin < 0:
            continue
        bordering[groups - 1] = True
        for i in range(max(begin, done), until[k]):
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
            if max(ax, bx) >= west and min(ax, bx) <= east and max(ay, by) >= south and min(ay, by) <= north:
                edge[edges] = i
                edges += 1
        done = max(done, until[k])
    at[groups] = edges
    return Beneath(groups, feature, bordering, at, edge)
