"""How much of a footprint lies in each polygon of a layer: one integral along both borders, without a geometry.

The border of what two areas have in common is made of the pieces of each border that lie inside the other. Their
crossings are found among the edges in the cells under the footprint; the state at the start of a border says which
pieces are inside, each crossing turns it over. Where anything is too close to tell, or does not come out even, the
feature is left to be asked by exact means.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.geodesy.kernels import authalic, edge_area
from layers.grid.clip import place_in
from layers.grid.crossed import bands_of, crossed
from layers.grid.index import ASK, IN, INDEX, Bytes, Index, Ints
from layers.grid.shapes import Shapes, Whole

PART, WHOLE, ASKED = 0, 1, 2  # part of the footprint lies in the feature; all of it; to be asked by exact means

_I8, _F8 = types.int64, types.float64
_XY, _LONGS, _REALS = types.Array(_F8, 2, "C"), types.Array(_I8, 1, "C"), types.Array(_F8, 1, "C")
_INTS, _BYTES, _FLAGS = (types.Array(kind, 1, "C") for kind in (types.int32, types.uint8, types.boolean))
_SLACK: Final = 1e-9  # of a footprint's area, by which rounding may go beyond it


class Overlaps(NamedTuple):
    """Polygons that n footprints meet: those of footprint i lie at `at[i]:at[i + 1]`, ascending.

    Attributes:
        at: (n + 1,).
        features: rows of the layer.
        area_m2: on the ellipsoid, edges straight in longitude and latitude; NaN where it is ASKED.
        relation: PART, WHOLE or ASKED.
    """

    at: Whole
    features: Ints
    area_m2: Floats
    relation: Bytes


def overlap_areas(index: Index, footprints: Shapes) -> Overlaps:
    """What n valid polygonal footprints have in common with the polygons of a layer."""
    first = footprints.part[footprints.feature]
    return Overlaps(
        *_overlaps(footprints.xy, footprints.chain, first, footprints.left, footprints.bounds, index.handle)
    )


@kernel(_INTS(_F8, _F8, _F8, _F8, INDEX))
def _candidates(west: float, south: float, east: float, north: float, index: Index) -> Ints:
    """Features that fill or cross a cell under a box, ascending."""
    c0 = max(0, int(np.floor((west - index.west) / index.size)))
    c1 = min(index.columns - 1, int(np.floor((east - index.west) / index.size)))
    r0 = max(0, int(np.floor((south - index.south) / index.size)))
    r1 = min(index.rows - 1, int(np.floor((north - index.south) / index.size)))
    found = np.empty(64, np.int32)
    n = 0
    for r in range(r0, r1 + 1):
        for c in range(c0, c1 + 1):
            cell = r * index.columns + c
            more = index.full_at[cell + 1] - index.full_at[cell] + index.part_at[cell + 1] - index.part_at[cell]
            if n + more > len(found):
                wider = np.empty(2 * (n + more), np.int32)
                wider[:n] = found[:n]
                found = wider
            for f in range(index.full_at[cell], index.full_at[cell + 1]):
                found[n] = index.full[f]
                n += 1
            for e in range(index.part_at[cell], index.part_at[cell + 1]):
                b = index.bounds[index.part[e]]
                if b[0] <= east and b[2] >= west and b[1] <= north and b[3] >= south:
                    found[n] = index.part[e]
                    n += 1
    found = np.sort(found[:n])
    kept = 0
    for k in range(n):
        if k == 0 or found[k] != found[k - 1]:
            found[kept] = found[k]
            kept += 1
    return found[:kept].copy()


@kernel(_F8(_F8, _F8, _F8, _F8, _REALS, _I8, _I8, _F8, types.boolean))
def _inside_area(
    ax: float, ay: float, bx: float, by: float, cuts: Floats, first: int, last: int, reference: float, inside: bool
) -> float:
    """The area under the pieces of an edge that are inside; cuts (fractions) are sorted, each turns the state over."""
    total, x0, y0 = 0.0, ax, ay
    for k in range(first, last + 1):
        x1, y1 = (bx, by) if k == last else (ax + cuts[k] * (bx - ax), ay + cuts[k] * (by - ay))
        if inside:
            total += edge_area(x0, y0, x1, y1, reference)
        x0, y0, inside = x1, y1, not inside
    return total


@kernel(types.Tuple((_LONGS, _INTS, _REALS, _BYTES))(_XY, _LONGS, _LONGS, _FLAGS, _XY, INDEX))
def _overlaps(
    xy: Floats, chain: Whole, first: Whole, left: NDArray[np.bool_], bounds: Floats, index: Index
) -> tuple[Whole, Ints, Floats, Bytes]:
    count = len(first) - 1
    at = np.zeros(count + 1, np.int64)
    room = 4 * count + 16
    rows, areas, relations = np.empty(room, np.int32), np.empty(room), np.empty(room, np.uint8)
    m = 0
    for p in range(count):
        at[p] = m
        west, south, east, north = bounds[p, 0], bounds[p, 1], bounds[p, 2], bounds[p, 3]
        if not west <= east:
            continue
        c0, c1 = first[p], first[p + 1]
        bands = bands_of(xy, chain, c0, c1, west, south, east, north)
        under, reference = np.empty(len(bands.edges)), authalic(south)
        n, whole = 0, 0.0
        for c in range(c0, c1):
            for i in range(chain[c], chain[c + 1] - 1):
                under[n] = edge_area(xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1], reference)
                if left[c]:
                    under[n] = -under[n]
                whole += under[n]
                n += 1
        for feature in _candidates(west, south, east, north, index):
            border = crossed(feature, bands, index)
            unsure, crossings = border.unsure, len(border.own_cut)
            area, touched, every = 0.0, False, True
            if not unsure:
                # pieces of the feature's border that lie in the footprint
                chain_end, turned = -1, False
                for k in range(len(border.near)):
                    i = border.near[k]
                    if i >= chain_end:
                        c = np.searchsorted(index.chain, i, side="right") - 1
                        chain_end, turned = index.chain[c + 1], not index.left[c]
                    first_cut, last_cut = border.begin[k], border.begin[k + 1]
                    if border.state[k] != IN and first_cut == last_cut:
                        continue
                    touched = True
                    piece = _inside_area(
                        index.xy[i, 0],
                        index.xy[i, 1],
                        index.xy[i + 1, 0],
                        index.xy[i + 1, 1],
                        border.its_cut,
                        first_cut,
                        last_cut,
                        reference,
                        border.state[k] == IN,
                    )
                    area += piece if turned else -piece
                # pieces of the footprint's border that lie in the feature
                order = np.argsort(border.own_edge + border.own_cut)
                cuts = border.own_cut[order]
                k = n = 0
                for c in range(c0, c1):
                    ring = chain[c]
                    held = place_in(xy[ring, 0], xy[ring, 1], feature, index)
                    if held == ASK:
                        unsure = True
                        break
                    now = held == IN
                    every = every and now
                    for i in range(ring, chain[c + 1] - 1):
                        start = k
                        while k < crossings and border.own_edge[order[k]] == n:
                            k += 1
                        if k > start:
                            piece = _inside_area(
                                xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1], cuts, start, k, reference, now
                            )
                            area += -piece if left[c] else piece
                            if (k - start) % 2:
                                now = not now
                        elif now:
                            area += under[n]
                        n += 1
                    if now != (held == IN):
                        unsure = True  # a ring ends as it began
                        break
            if not unsure and not -_SLACK * whole <= area <= (1.0 + _SLACK) * whole:
                unsure = True
            if not unsure and area == 0.0 and not touched:
                continue  # they have nothing in common
            if m == room:
                room *= 2
                more_rows, more_areas, more = np.empty(room, np.int32), np.empty(room), np.empty(room, np.uint8)
                more_rows[:m], more_areas[:m], more[:m] = rows, areas, relations
                rows, areas, relations = more_rows, more_areas, more
            rows[m] = feature
            if unsure:
                areas[m], relations[m] = np.nan, ASKED
            elif not touched and every:
                areas[m], relations[m] = whole, WHOLE
            else:
                areas[m], relations[m] = min(max(area, 0.0), whole), PART
            m += 1
    at[count] = m
    return at, rows[:m].copy(), areas[:m].copy(), relations[:m].copy()
