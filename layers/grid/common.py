"""What a footprint and a polygon of a layer have in common, as rings: the border pieces of each inside the other.

With what they bound to the left, a piece of the footprint's border that ends at a crossing is followed by the piece of
the feature's border that begins there, and so on until the ring closes.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.beneath import BENEATH, Beneath
from layers.grid.crossed import CROSSED, Crossed, chain_of
from layers.grid.index import IN, INDEX, Index
from layers.grid.outlines import OUTLINES, Outlines
from layers.grid.shapes import Whole

_I8, _F8 = types.int64, types.float64
_XY, _LONGS = types.Array(_F8, 2, "C"), types.Array(_I8, 1, "C")
_FLAGS = types.Array(types.boolean, 1, "C")
_OPEN: Final = -1  # a piece that begins, or ends, at no crossing: where its ring does
_RING: Final = -2  # a piece that is a whole ring
_DEAD: Final = -3  # a piece that became the end of another


class Pieces(NamedTuple):
    """Pieces of two borders, each inside the other area.

    Attributes:
        pieces: how many there are; -1 where they do not come out even, and nothing else counts.
        xy: their vertices.
        begin: where each begins in `xy`.
        end: where it ends.
        comes: the crossing (from 0) at which it begins, or `_OPEN`.
        goes: the crossing at which it ends, or what else became of it.
        lies: whether what it bounds lies to its left.
    """

    pieces: int
    xy: Floats
    begin: Whole
    end: Whole
    comes: Whole
    goes: Whole
    lies: NDArray[np.bool_]


class Rings(NamedTuple):
    """Closed rings: how many, -1 where it is not sure; their vertices; where each begins in them; which are shells."""

    rings: int
    xy: Floats
    ring: Whole
    shell: NDArray[np.bool_]


_PIECES: Final = types.NamedTuple((_I8, _XY, _LONGS, _LONGS, _LONGS, _LONGS, _FLAGS), Pieces)
RINGS: Final = types.NamedTuple((_I8, _XY, _LONGS, _FLAGS), Rings)


@kernel(_PIECES(_I8, _FLAGS, _LONGS, _XY, BENEATH, CROSSED, OUTLINES, _I8, INDEX))
def _pieces(
    g: int,
    inside: NDArray[np.bool_],
    order: Whole,
    met: Floats,
    under: Beneath,
    crossing: Crossed,
    outlines: Outlines,
    p: int,
    index: Index,
) -> Pieces:
    xy, chain, c0, c1 = outlines.xy, outlines.chain, outlines.first[p], outlines.first[p + 1]
    crossings, zero = len(order), crossing.begin[under.at[g]]
    own, its = chain[c1] - chain[c0], under.at[g + 1] - under.at[g]
    made = np.empty((2 * (own + 2 * its + 2 * crossings) + 16, 2))
    most = 2 * crossings + (c1 - c0) + its + 2
    begin, end = np.zeros(most, np.int64), np.zeros(most, np.int64)
    comes, goes, lies = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.bool_)
    broken = Pieces(-1, made, begin, end, comes, goes, lies)
    m = pieces = 0

    # of the footprint's border inside the feature
    k = 0
    for c in range(c0, c1):
        now, opening = inside[c - c0], pieces
        if now:
            begin[pieces], comes[pieces], lies[pieces] = m, _OPEN, outlines.left[c]
            made[m, 0], made[m, 1] = xy[chain[c], 0], xy[chain[c], 1]
            m += 1
        i, last = chain[c], chain[c + 1] - 1
        while i < last:
            until = min(crossing.own_edge[order[k]], last) if k < crossings else last
            if now:
                for v in range(i + 1, until + 1):
                    made[m, 0], made[m, 1] = xy[v, 0], xy[v, 1]
                    m += 1
            i = until
            if i == last:
                break
            while k < crossings and crossing.own_edge[order[k]] == i:
                at = order[k] - zero
                if not now:
                    begin[pieces], comes[pieces], lies[pieces] = m, at, outlines.left[c]
                made[m, 0], made[m, 1] = met[at, 0], met[at, 1]
                m += 1
                if now:
                    end[pieces], goes[pieces] = m, at
                    pieces += 1
                now = not now
                k += 1
            if now:
                made[m, 0], made[m, 1] = xy[i + 1, 0], xy[i + 1, 1]
                m += 1
            i += 1
        if now != inside[c - c0]:
            return broken
        if now and pieces == opening:
            end[pieces], goes[pieces] = m, _RING
            pieces += 1
        elif now:
            for v in range(begin[opening] + 1, end[opening]):
                made[m, 0], made[m, 1] = made[v, 0], made[v, 1]
                m += 1
            end[pieces], goes[pieces] = m, goes[opening]
            goes[opening] = _DEAD
            pieces += 1

    # of the feature's border inside the footprint
    its_xy, chain_begin, chain_end, opening, left, now = index.xy, -1, -1, -1, True, False
    for k in range(under.at[g], under.at[g + 1]):
        i = under.edge[k]
        if not now and crossing.state[k] != IN and crossing.begin[k] == crossing.begin[k + 1]:
            continue
        if i >= chain_end:
            c = chain_of(i, index.first[under.feature[g]], index.chain)
            chain_begin, chain_end, left, opening = index.chain[c], index.chain[c + 1], index.left[c], -1
        if k == under.at[g] or under.edge[k - 1] != i - 1:
            now = crossing.state[k] == IN
            if now and i != chain_begin:
                return broken
            if now:
                opening = pieces
                begin[pieces], comes[pieces], lies[pieces] = m, _OPEN, left
                made[m, 0], made[m, 1] = its_xy[i, 0], its_xy[i, 1]
                m += 1
        for crossed in range(crossing.begin[k], crossing.begin[k + 1]):
            at = crossed - zero
            if not now:
                begin[pieces], comes[pieces], lies[pieces] = m, at, left
            made[m, 0], made[m, 1] = met[at, 0], met[at, 1]
            m += 1
            if now:
                end[pieces], goes[pieces] = m, at
                pieces += 1
            now = not now
        if not now:
            continue
        made[m, 0], made[m, 1] = its_xy[i + 1, 0], its_xy[i + 1, 1]
        m += 1
        if i != chain_end - 2:
            continue
        if opening < 0:
            return broken
        if pieces == opening:
            end[pieces], goes[pieces] = m, _RING
        else:
            for v in range(begin[opening] + 1, end[opening]):
                made[m, 0], made[m, 1] = made[v, 0], made[v, 1]
                m += 1
            end[pieces], goes[pieces] = m, goes[opening]
            goes[opening] = _DEAD
        pieces += 1
        now = False
    return Pieces(pieces, made, begin, end, comes, goes, lies)


@kernel(RINGS(_PIECES, _I8, _F8, _F8))
def _joined(pieces: Pieces, crossings: int, west: float, south: float) -> Rings:
    """Each crossing ends one piece and begins another; areas are measured from a corner near by."""
    begin, end, comes, goes, lies, made = (
        pieces.begin, pieces.end, pieces.comes, pieces.goes, pieces.lies, pieces.xy,
    )  # fmt: skip
    count = pieces.pieces
    out, ring = np.empty((len(made) + count + 1, 2)), np.zeros(count + 1, np.int64)
    shell, used = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    broken = Rings(-1, out, ring, shell)
    after = np.empty(crossings, np.int64)
    for k in range(crossings):
        after[k] = -1
    for p in range(count):
        if goes[p] in (_RING, _DEAD):
            continue
        starts = comes[p] if lies[p] else goes[p]
        if starts < 0 or after[starts] >= 0:
            return broken
        after[starts] = p
    rings = n = 0
    for p in range(count):
        if goes[p] == _DEAD or used[p]:
            continue
        opening, q = n, p
        while not used[q]:
            used[q] = True
            for v in range(begin[q], end[q]):
                w = v if lies[q] else end[q] - 1 - (v - begin[q])
                if n == opening or made[w, 0] != out[n - 1, 0] or made[w, 1] != out[n - 1, 1]:
                    out[n, 0], out[n, 1] = made[w, 0], made[w, 1]
                    n += 1
            if goes[q] == _RING:
                break
            ends = goes[q] if lies[q] else comes[q]
            if ends < 0 or after[ends] < 0:
                return broken
            q = after[ends]
        if q != p:
            return broken
        if out[n - 1, 0] != out[opening, 0] or out[n - 1, 1] != out[opening, 1]:
            return broken
        if n - opening < 4:
            n = opening  # no area: crossings of three corners at one place
            continue
        area = 0.0
        for v in range(opening + 1, n):
            area += (out[v - 1, 0] - west) * (out[v, 1] - south) - (out[v, 0] - west) * (out[v - 1, 1] - south)
        rings += 1
        ring[rings], shell[rings - 1] = n, area > 0.0
    return Rings(rings, out, ring, shell)


@kernel(RINGS(_I8, _FLAGS, _LONGS, BENEATH, CROSSED, OUTLINES, _I8, INDEX))
def common(
    g: int,
    inside: NDArray[np.bool_],
    order: Whole,
    under: Beneath,
    crossing: Crossed,
    outlines: Outlines,
    p: int,
    index: Index,
) -> Rings:
    """What footprint p and feature g beneath it have in common, where their crossings are sure.

    `inside` tells of each ring of the footprint whether it begins in the feature; `order` are the crossings along it.
    """
    crossings = len(order)
    zero = crossing.begin[under.at[g]]
    met = np.empty((crossings, 2))
    for k in range(crossings):
        i, t, xy = crossing.own_edge[zero + k], crossing.own_cut[zero + k], outlines.xy
        met[k, 0] = xy[i, 0] + t * (xy[i + 1, 0] - xy[i, 0])
        met[k, 1] = xy[i, 1] + t * (xy[i + 1, 1] - xy[i, 1])
    pieces = _pieces(g, inside, order, met, under, crossing, outlines, p, index)
    if pieces.pieces < 0:
        return Rings(-1, met, order, inside)
    return _joined(pieces, crossings, outlines.bounds[p, 0], outlines.bounds[p, 1])
