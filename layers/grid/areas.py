"""How much of a footprint lies in a polygon: one integral along both borders, without a geometry.

The border of what two areas have in common is made of the pieces of each border that lie inside the other. The state at
the start of a border says which pieces are inside, each crossing turns it over.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.geodesy.local import area_under
from layers.grid.beneath import BENEATH, Beneath
from layers.grid.crossed import CROSSED, Crossed, chain_of
from layers.grid.index import IN, INDEX, Index
from layers.grid.outlines import OUTLINES, Outlines
from layers.grid.shapes import Whole

_I8, _F8 = types.int64, types.float64
_LONGS, _REALS, _FLAGS = types.Array(_I8, 1, "C"), types.Array(_F8, 1, "C"), types.Array(types.boolean, 1, "C")


@kernel(_F8(_F8, _F8, _F8, _F8, _REALS, _I8, _I8, _REALS, types.boolean))
def _inside(
    ax: float, ay: float, bx: float, by: float, cuts: Floats, first: int, last: int, series: Floats, inside: bool
) -> float:
    """The area under the pieces of an edge that are inside; cuts (fractions) are sorted, each turns the state over."""
    total, x0, y0 = 0.0, ax, ay
    for k in range(first, last + 1):
        x1, y1 = (bx, by) if k == last else (ax + cuts[k] * (bx - ax), ay + cuts[k] * (by - ay))
        if inside:
            total += area_under(x0, y0, x1, y1, series)
        x0, y0, inside = x1, y1, not inside
    return total


@kernel(types.Tuple((_F8, types.boolean))(_I8, BENEATH, CROSSED, _REALS, INDEX))
def under_its_border(g: int, under: Beneath, crossing: Crossed, series: Floats, index: Index) -> tuple[float, bool]:
    """m² under the pieces of a feature's border that lie in the footprint, and whether there are any."""
    area, any_inside, chain_end, turned = 0.0, False, -1, False
    xy, edge, state, begin, cuts = index.xy, under.edge, crossing.state, crossing.begin, crossing.its_cut
    for k in range(under.at[g], under.at[g + 1]):
        first, last, now = begin[k], begin[k + 1], state[k] == IN
        if not now and first == last:
            continue
        i = edge[k]
        if i >= chain_end:
            c = chain_of(i, index.first[under.feature[g]], index.chain)
            chain_end, turned = index.chain[c + 1], not index.left[c]
        any_inside = True
        ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
        if first == last:
            piece = area_under(ax, ay, bx, by, series)
        else:
            piece = _inside(ax, ay, bx, by, cuts, first, last, series, now)
        area += piece if turned else -piece
    return area, any_inside


@kernel(types.Tuple((_F8, types.boolean))(_FLAGS, _LONGS, CROSSED, OUTLINES, _I8, _REALS))
def under_own_border(
    inside: NDArray[np.bool_], order: Whole, crossing: Crossed, outlines: Outlines, p: int, series: Floats
) -> tuple[float, bool]:
    """m² under the pieces of the footprint's border that lie in a feature, and whether every ring ends as it began.

    `inside` tells of each ring of the footprint whether it begins in the feature; `order` are the crossings along it.
    """
    area, k, xy, chain, first = 0.0, 0, outlines.xy, outlines.chain, outlines.first[p]
    cuts = np.empty(len(order))
    for at in range(len(order)):
        cuts[at] = crossing.own_cut[order[at]]
    for c in range(first, outlines.first[p + 1]):
        now = inside[c - first]
        i, last = chain[c], chain[c + 1] - 1
        while i < last:
            crossed = crossing.own_edge[order[k]] if k < len(order) else last
            until = min(crossed, last)
            if now:
                for v in range(i, until):
                    piece = area_under(xy[v, 0], xy[v, 1], xy[v + 1, 0], xy[v + 1, 1], series)
                    area += -piece if outlines.left[c] else piece
            i = until
            if i < last:
                begin = k
                while k < len(order) and crossing.own_edge[order[k]] == i:
                    k += 1
                ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
                piece = _inside(ax, ay, bx, by, cuts, begin, k, series, now)
                area += -piece if outlines.left[c] else piece
                if (k - begin) % 2:
                    now = not now
                i += 1
        if now != inside[c - first]:
            return area, False
    return area, True
