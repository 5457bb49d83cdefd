"""What a footprint and a polygon of a layer have in common, as a geometry: the border pieces of each inside the other.

With what they bound to the left, a piece of the footprint's border that ends at a crossing is followed by the piece of
the feature's border that begins there, and so on until the ring closes.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import types
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.clip import place_in
from layers.grid.crossed import bands_of, crossed
from layers.grid.index import ASK, IN, INDEX, Index
from layers.grid.rings import assembled
from layers.grid.shapes import Shapes, Whole

_I8, _F8 = types.int64, types.float64
_XY, _LONGS = types.Array(_F8, 2, "C"), types.Array(_I8, 1, "C")
_FLAGS = types.Array(types.boolean, 1, "C")
_OPEN: Final = -1  # a piece that begins, or ends, at no crossing: where its ring does
_RING: Final = -2  # a piece that is a whole ring
_DEAD: Final = -3  # a piece that became the end of another


def common(index: Index, row: int, footprint: Shapes) -> BaseGeometry | None:
    """What a footprint (one valid areal geometry) and a polygon have in common; None where rounding leaves it open."""
    first = footprint.part[footprint.feature]
    west, south, east, north = footprint.bounds[0]
    state, xy, ring, shell = _common(
        row, footprint.xy, footprint.chain, first, footprint.left, west, south, east, north, index.handle
    )
    return assembled(xy, ring, shell) if state else None


@kernel(types.Tuple((types.boolean, _XY, _LONGS, _FLAGS))(_I8, _XY, _LONGS, _LONGS, _FLAGS, _F8, _F8, _F8, _F8, INDEX))
def _common(
    row: int,
    xy: Floats,
    chain: Whole,
    first: Whole,
    left: NDArray[np.bool_],
    west: float,
    south: float,
    east: float,
    north: float,
    index: Index,
) -> tuple[bool, Floats, Whole, NDArray[np.bool_]]:
    """Whether it is sure, vertices, where each ring begins in them, whether it is a shell."""
    c0, c1 = first[0], first[1]
    bands = bands_of(xy, chain, c0, c1, west, south, east, north)
    border = crossed(row, bands, index)
    crossings = len(border.own_cut)
    nothing = np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(0, np.bool_)
    if border.unsure:
        return False, *nothing
    order = np.argsort(border.own_edge + border.own_cut)
    met = np.empty((crossings, 2))
    for k in range(crossings):
        i, t = bands.edges[border.own_edge[k]], border.own_cut[k]
        met[k, 0] = xy[i, 0] + t * (xy[i + 1, 0] - xy[i, 0])
        met[k, 1] = xy[i, 1] + t * (xy[i + 1, 1] - xy[i, 1])

    # pieces: vertices, where each begins and ends in them, the crossings at which it does, whether left is inside
    made = np.empty((2 * (len(xy) + 2 * len(border.near) + 2 * crossings) + 16, 2))
    most = 2 * crossings + (c1 - c0) + len(border.near) + 2
    begin, end = np.zeros(most, np.int64), np.zeros(most, np.int64)
    comes, goes, lies = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.bool_)
    m = pieces = 0

    # of the footprint's border inside the feature
    k = n = 0
    for c in range(c0, c1):
        held = place_in(xy[chain[c], 0], xy[chain[c], 1], row, index)
        if held == ASK:
            return False, *nothing
        now, opening = held == IN, pieces
        if now:
            begin[pieces], comes[pieces], lies[pieces] = m, _OPEN, left[c]
            made[m] = xy[chain[c]]
            m += 1
        for i in range(chain[c], chain[c + 1] - 1):
            while k < crossings and border.own_edge[order[k]] == n:
                if not now:
                    begin[pieces], comes[pieces], lies[pieces] = m, order[k], left[c]
                made[m] = met[order[k]]
                m += 1
                if now:
                    end[pieces], goes[pieces] = m, order[k]
                    pieces += 1
                now = not now
                k += 1
            if now:
                made[m] = xy[i + 1]
                m += 1
            n += 1
        if now != (held == IN):
            return False, *nothing
        if now and pieces == opening:
            end[pieces], goes[pieces] = m, _RING
            pieces += 1
        elif now:
            for v in range(begin[opening] + 1, end[opening]):
                made[m] = made[v]
                m += 1
            end[pieces], goes[pieces] = m, goes[opening]
            goes[opening] = _DEAD
            pieces += 1

    # of the feature's border inside the footprint
    chain_begin, chain_end, opening, is_left, now = -1, -1, -1, True, False
    for k in range(len(border.near)):
        i = border.near[k]
        if i >= chain_end:
            c = np.searchsorted(index.chain, i, side="right") - 1
            chain_begin, chain_end, is_left, opening = index.chain[c], index.chain[c + 1], index.left[c], -1
        if k == 0 or border.near[k - 1] != i - 1:
            now = border.state[k] == IN
            if now and i != chain_begin:
                return False, *nothing
            if now:
                opening = pieces
                begin[pieces], comes[pieces], lies[pieces] = m, _OPEN, is_left
                made[m] = index.xy[i]
                m += 1
        for at in range(border.begin[k], border.begin[k + 1]):
            if not now:
                begin[pieces], comes[pieces], lies[pieces] = m, at, is_left
            made[m] = met[at]
            m += 1
            if now:
                end[pieces], goes[pieces] = m, at
                pieces += 1
            now = not now
        if not now:
            continue
        made[m] = index.xy[i + 1]
        m += 1
        if i != chain_end - 2:
            continue
        if opening < 0:
            return False, *nothing
        if pieces == opening:
            end[pieces], goes[pieces] = m, _RING
        else:
            for v in range(begin[opening] + 1, end[opening]):
                made[m] = made[v]
                m += 1
            end[pieces], goes[pieces] = m, goes[opening]
            goes[opening] = _DEAD
        pieces += 1
        now = False

    # each crossing ends one piece and begins another
    after = np.full(crossings, -1, np.int64)
    for p in range(pieces):
        if goes[p] in (_RING, _DEAD):
            continue
        starts = comes[p] if lies[p] else goes[p]
        if starts < 0 or after[starts] >= 0:
            return False, *nothing
        after[starts] = p
    out = np.empty((m + pieces + 1, 2))
    ring, shell = np.zeros(pieces + 1, np.int64), np.zeros(pieces, np.bool_)
    used = np.zeros(pieces, np.bool_)
    rings = n = 0
    for p in range(pieces):
        if goes[p] == _DEAD or used[p]:
            continue
        opening, q = n, p
        while not used[q]:
            used[q] = True
            for v in range(begin[q], end[q]):
                w = v if lies[q] else end[q] - 1 - (v - begin[q])
                if n == opening or made[w, 0] != out[n - 1, 0] or made[w, 1] != out[n - 1, 1]:
                    out[n] = made[w]
                    n += 1
            if goes[q] == _RING:
                break
            ends = goes[q] if lies[q] else comes[q]
            if ends < 0 or after[ends] < 0:
                return False, *nothing
            q = after[ends]
        if q != p:
            return False, *nothing
        if out[n - 1, 0] != out[opening, 0] or out[n - 1, 1] != out[opening, 1]:
            return False, *nothing
        if n - opening < 4:
            n = opening  # no area: crossings of three corners at one place
            continue
        area = 0.0
        for v in range(opening + 1, n):
            area += (out[v - 1, 0] - west) * (out[v, 1] - south) - (out[v, 0] - west) * (out[v - 1, 1] - south)
        rings += 1
        ring[rings], shell[rings - 1] = n, area > 0.0
    return True, out[:n].copy(), ring[: rings + 1].copy(), shell[:rings].copy()
