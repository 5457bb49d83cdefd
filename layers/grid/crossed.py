"""Where the borders of a footprint and of one feature cross, from the feature's edges near the footprint.

The footprint's edges lie in bands of latitude, so that each edge of the feature is compared with few of them. A corner
of one that lies on an edge of the other, for all that rounding tells, leaves the whole pair open.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import types

from layers.compiled import inlined, kernel
from layers.geodesy.flat import Floats
from layers.grid.clip import edges_near
from layers.grid.index import ASK, HAIR, IN, INDEX, OUT, Bytes, Index
from layers.grid.shapes import Whole

_I8, _F8 = types.int64, types.float64
_XY, _LONGS, _REALS = types.Array(_F8, 2, "C"), types.Array(_I8, 1, "C"), types.Array(_F8, 1, "C")
_BYTES = types.Array(types.uint8, 1, "C")
_EDGES_PER_BAND: Final = 4
_MOST_BANDS: Final = 4096


class Bands(NamedTuple):
    """The edges of one footprint, by their first vertices in `xy`; which of them lie in each band of latitude."""

    xy: Floats
    west: float
    south: float
    east: float
    north: float
    edges: Whole
    at: Whole
    held: Whole
    low: float
    height: float


class Crossed(NamedTuple):
    """How a feature's border runs about a footprint.

    Attributes:
        unsure: whether rounding leaves it open; nothing else counts then.
        near: edges of the feature (first vertices, ascending) that may meet the footprint.
        state: of each, whether its first vertex lies in the footprint (IN) or not (OUT).
        begin: (len(near) + 1,) where the crossings of each begin in the two lists that follow, in the edge's direction.
        its_cut: at which fraction of the feature's edge each crossing lies.
        own_edge: which edge of the footprint it crosses, by its number in `Bands.edges`.
        own_cut: at which fraction of that one.
    """

    unsure: bool
    near: Whole
    state: Bytes
    begin: Whole
    its_cut: Floats
    own_edge: Whole
    own_cut: Floats


BANDS: Final = types.NamedTuple((_XY, _F8, _F8, _F8, _F8, _LONGS, _LONGS, _LONGS, _F8, _F8), Bands)
CROSSED: Final = types.NamedTuple((types.boolean, _LONGS, _BYTES, _LONGS, _REALS, _LONGS, _REALS), Crossed)


@inlined
def _span(xy: Floats, i: int, low: float, height: float, count: int) -> tuple[int, int]:
    """The first and the last band that an edge lies in."""
    first = int((min(xy[i, 1], xy[i + 1, 1]) - HAIR - low) / height)
    last = int((max(xy[i, 1], xy[i + 1, 1]) + HAIR - low) / height)
    return max(0, first), min(count - 1, last)


@kernel(BANDS(_XY, _LONGS, _I8, _I8, _F8, _F8, _F8, _F8))
def bands_of(xy: Floats, chain: Whole, c0: int, c1: int, west: float, south: float, east: float, north: float) -> Bands:
    """The bands of the footprint that consists of the rings c0 to c1, with its bounds."""
    edges = np.empty(chain[c1] - chain[c0] - (c1 - c0), np.int64)
    n = 0
    for c in range(c0, c1):
        for i in range(chain[c], chain[c + 1] - 1):
            edges[n] = i
            n += 1
    count = min(_MOST_BANDS, max(1, n // _EDGES_PER_BAND))
    height = (north - south) / count * (1.0 + 1e-12) + 4 * HAIR
    low = south - 2 * HAIR
    at = np.zeros(count + 2, np.int64)
    for n in range(len(edges)):
        first, last = _span(xy, edges[n], low, height, count)
        for band in range(first, last + 1):
            at[band + 2] += 1
    for band in range(count):
        at[band + 2] += at[band + 1]
    held = np.empty(at[count + 1], np.int64)
    for n in range(len(edges)):
        first, last = _span(xy, edges[n], low, height, count)
        for band in range(first, last + 1):
            held[at[band + 1]] = n
            at[band + 1] += 1
    return Bands(xy, west, south, east, north, edges, at[: count + 1].copy(), held, low, height)


@inlined
def turn(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    """Twice the signed area of the triangle from an edge to a place; positive to the left."""
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@inlined
def _on(ax: float, ay: float, bx: float, by: float, x: float, y: float, turned: float) -> bool:
    """Whether a place lies on an edge for all that rounding tells."""
    return (
        abs(turned) <= HAIR * (abs(bx - ax) + abs(by - ay))
        and min(ax, bx) - HAIR <= x <= max(ax, bx) + HAIR
        and min(ay, by) - HAIR <= y <= max(ay, by) + HAIR
    )


@kernel(_I8(_F8, _F8, BANDS))
def in_footprint(x: float, y: float, bands: Bands) -> int:
    """Whether a place lies in the footprint: OUT, IN or ASK."""
    which = int(np.floor((y - bands.low) / bands.height))
    if which < 0 or which >= len(bands.at) - 1:
        return OUT
    inside, xy = False, bands.xy
    for k in range(bands.at[which], bands.at[which + 1]):
        i = bands.edges[bands.held[k]]
        ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
        turned = turn(ax, ay, bx, by, x, y)
        if _on(ax, ay, bx, by, x, y, turned):
            return ASK
        if (ay > y) != (by > y) and (turned > 0.0) == (by > ay):
            inside = not inside
    return IN if inside else OUT


@kernel(CROSSED(_I8, BANDS, INDEX))
def crossed(feature: int, bands: Bands, index: Index) -> Crossed:
    """How the border of a feature runs about a footprint."""
    xy, its = bands.xy, index.xy
    west, south, east, north = bands.west - HAIR, bands.south - HAIR, bands.east + HAIR, bands.north + HAIR
    found = edges_near(feature, bands.west, bands.south, bands.east, bands.north, index)
    near, kept = np.empty(len(found), np.int64), 0
    for i in found:
        ax, ay, bx, by = its[i, 0], its[i, 1], its[i + 1, 0], its[i + 1, 1]
        if max(ax, bx) >= west and min(ax, bx) <= east and max(ay, by) >= south and min(ay, by) <= north:
            near[kept] = i
            kept += 1
    near = near[:kept].copy()
    state, begin = np.empty(kept, np.uint8), np.zeros(kept + 1, np.int64)
    room = 16
    its_cut, own_cut, own_edge = np.empty(room), np.empty(room), np.empty(room, np.int64)
    n, count, unsure, now, chain_end = 0, len(bands.at) - 1, False, OUT, 0
    for k in range(kept):
        i = near[k]
        ax, ay, bx, by = its[i, 0], its[i, 1], its[i + 1, 0], its[i + 1, 1]
        if k == 0 or near[k - 1] != i - 1:
            if k and now == IN and near[k - 1] != chain_end - 2:
                unsure = True  # the piece before left the footprint without crossing its border
            chain_end = index.chain[np.searchsorted(index.chain, i, side="right")]
            now = in_footprint(ax, ay, bands)
        if now == ASK or unsure:
            unsure = True
            break
        state[k] = now
        first, last = _span(its, i, bands.low, bands.height, count)
        for band in range(first, last + 1):
            for h in range(bands.at[band], bands.at[band + 1]):
                e = bands.held[h]
                j = bands.edges[e]
                px, py, qx, qy = xy[j, 0], xy[j, 1], xy[j + 1, 0], xy[j + 1, 1]
                if (
                    max(px, qx) < min(ax, bx) - HAIR
                    or min(px, qx) > max(ax, bx) + HAIR
                    or max(py, qy) < min(ay, by) - HAIR
                    or min(py, qy) > max(ay, by) + HAIR
                    or max(first, _span(xy, j, bands.low, bands.height, count)[0]) < band  # met in a band before
                ):
                    continue
                of_a, of_b = turn(px, py, qx, qy, ax, ay), turn(px, py, qx, qy, bx, by)
                of_p, of_q = turn(ax, ay, bx, by, px, py), turn(ax, ay, bx, by, qx, qy)
                if (
                    _on(px, py, qx, qy, ax, ay, of_a)
                    or _on(px, py, qx, qy, bx, by, of_b)
                    or _on(ax, ay, bx, by, px, py, of_p)
                    or _on(ax, ay, bx, by, qx, qy, of_q)
                ):
                    unsure = True
                    break
                if (of_a > 0.0) == (of_b > 0.0) or (of_p > 0.0) == (of_q > 0.0):
                    continue
                if n == room:
                    room *= 2
                    more_its, more_own, more = np.empty(room), np.empty(room), np.empty(room, np.int64)
                    more_its[:n], more_own[:n], more[:n] = its_cut, own_cut, own_edge
                    its_cut, own_cut, own_edge = more_its, more_own, more
                its_cut[n], own_cut[n], own_edge[n] = of_a / (of_a - of_b), of_p / (of_p - of_q), e
                n += 1
            if unsure:
                break
        if unsure:
            break
        begin[k + 1] = n
        for later in range(begin[k] + 1, n):  # few: sorted by the fraction as they are
            at = later
            while at > begin[k] and its_cut[at] < its_cut[at - 1]:
                its_cut[at], its_cut[at - 1] = its_cut[at - 1], its_cut[at]
                own_cut[at], own_cut[at - 1] = own_cut[at - 1], own_cut[at]
                own_edge[at], own_edge[at - 1] = own_edge[at - 1], own_edge[at]
                at -= 1
        if (n - begin[k]) % 2:
            now = OUT if now == IN else IN
    if kept and now == IN and near[kept - 1] != chain_end - 2:
        unsure = True
    return Crossed(unsure, near, state, begin, its_cut[:n].copy(), own_edge[:n].copy(), own_cut[:n].copy())
