"""Where the borders of a footprint and of the features beneath it cross.

A corner of one that lies on an edge of the other, for all that rounding tells, leaves the whole pair open.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import types
from numba.experimental import structref
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.beneath import BENEATH, Beneath
from layers.grid.index import ASK, HAIR, IN, INDEX, OUT, Bytes, Index
from layers.grid.longer import longer, longer_reals
from layers.grid.outlines import OUTLINES, Outlines, in_footprint, on_edge, span, turn
from layers.grid.shapes import Whole

_FEW: Final = 40
_I8, _F8 = types.int64, types.float64
_LONGS, _REALS = types.Array(_I8, 1, "C"), types.Array(_F8, 1, "C")
_BYTES, _FLAGS = types.Array(types.uint8, 1, "C"), types.Array(types.boolean, 1, "C")


class Crossed(NamedTuple):
    """How the borders of the features beneath a footprint run about it.

    Attributes:
        unsure: of each feature, whether rounding leaves it open; nothing else counts for it then.
        state: of each edge of `Beneath`, whether its first vertex lies in the footprint (IN) or not (OUT).
        begin: (edges + 1,) where the crossings of each begin in the lists that follow, in the edge's direction.
        its_cut: at which fraction of the feature's edge each crossing lies.
        own_edge: which edge of the footprint it crosses.
        own_cut: at which fraction of that one.
    """

    unsure: NDArray[np.bool_]
    state: Bytes
    begin: Whole
    its_cut: Floats
    own_edge: Whole
    own_cut: Floats


CROSSED: Final = types.NamedTuple((_FLAGS, _BYTES, _LONGS, _REALS, _LONGS, _REALS), Crossed)


class Cuts(structref.StructRefProxy):  # type: ignore[misc]
    """The crossings found so far, `count` of them, in lists that grow."""


@structref.register
class _CutsType(types.StructRef):  # type: ignore[misc]
    """Its type; the fields are named and typed once, below."""


_FIELDS: Final = (("count", _I8), ("its_cut", _REALS), ("own_edge", _LONGS), ("own_cut", _REALS))
structref.define_proxy(Cuts, _CutsType, [name for name, _ in _FIELDS])
_CUTS: Final = _CutsType(_FIELDS)


@kernel(types.void(_CUTS, _F8, _I8, _F8, _I8))
def _note(cuts: Cuts, its_cut: float, own_edge: int, own_cut: float, begin: int) -> None:
    """One crossing more, put among those of the same edge, from `begin` on, by how far along it they lie."""
    n = cuts.count
    if n == len(cuts.its_cut):
        cuts.its_cut, cuts.own_cut = longer_reals(cuts.its_cut, 2 * n), longer_reals(cuts.own_cut, 2 * n)
        cuts.own_edge = longer(cuts.own_edge, 2 * n)
    at = n
    while at > begin and cuts.its_cut[at - 1] > its_cut:
        cuts.its_cut[at], cuts.own_cut[at] = cuts.its_cut[at - 1], cuts.own_cut[at - 1]
        cuts.own_edge[at] = cuts.own_edge[at - 1]
        at -= 1
    cuts.its_cut[at], cuts.own_cut[at], cuts.own_edge[at] = its_cut, own_cut, own_edge
    cuts.count = n + 1


@kernel(_I8(_I8, _I8, _LONGS))
def chain_of(vertex: int, first: int, chain: Whole) -> int:
    """The chain from `first` on in which a vertex lies."""
    if vertex < chain[first + 1]:
        return first
    low, high = first + 1, len(chain) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if vertex < chain[middle]:
            high = middle
        else:
            low = middle
    return low


@kernel(types.UniTuple(_F8, 2)(_F8, _F8, _F8, _F8, _F8, _F8, _F8, _F8))
def _meet(
    ax: float, ay: float, bx: float, by: float, px: float, py: float, qx: float, qy: float
) -> tuple[float, float]:
    """At which fractions of two edges they cross; -1 where they do not, NaN where rounding leaves it open."""
    of_a, of_b = turn(px, py, qx, qy, ax, ay), turn(px, py, qx, qy, bx, by)
    of_p, of_q = turn(ax, ay, bx, by, px, py), turn(ax, ay, bx, by, qx, qy)
    if (
        on_edge(px, py, qx, qy, ax, ay, of_a)
        or on_edge(px, py, qx, qy, bx, by, of_b)
        or on_edge(ax, ay, bx, by, px, py, of_p)
        or on_edge(ax, ay, bx, by, qx, qy, of_q)
    ):
        return np.nan, np.nan
    if (of_a > 0.0) == (of_b > 0.0) or (of_p > 0.0) == (of_q > 0.0):
        return -1.0, -1.0
    return of_a / (of_a - of_b), of_p / (of_p - of_q)


@kernel(CROSSED(BENEATH, OUTLINES, _I8, INDEX))
def crossed(under: Beneath, outlines: Outlines, p: int, index: Index) -> Crossed:
    """How the borders of the features beneath footprint p run about it."""
    xy, its, at, held = outlines.xy, index.xy, outlines.at, outlines.held
    corner, scale, side, cells = outlines.corner[p], outlines.scale[p], outlines.side[p], outlines.cell[p]
    near, group, edges = under.edge, under.at, under.at[under.features]
    unsure = np.zeros(under.features, np.bool_)
    state, begin = np.empty(edges, np.uint8), np.zeros(edges + 1, np.int64)
    cuts = Cuts(np.int64(0), np.empty(64), np.empty(64, np.int64), np.empty(64))
    for g in range(under.features):
        now, chain_end = OUT, 0
        for k in range(group[g], group[g + 1]):
            i = near[k]
            ax, ay, bx, by = its[i, 0], its[i, 1], its[i + 1, 0], its[i + 1, 1]
            if k == group[g] or near[k - 1] != i - 1:
                if now == IN and near[k - 1] != chain_end - 2:
                    unsure[g] = True  # the piece before left the footprint without crossing its border
                chain_end = index.chain[chain_of(i, index.first[under.feature[g]], index.chain) + 1]
                now = in_footprint(ax, ay, outlines, p)
            if now == ASK or unsure[g]:
                unsure[g] = True
                break
            state[k] = now
            x0, x1 = span(ax, bx, corner[0], scale[0], side)
            y0, y1 = span(ay, by, corner[1], scale[1], side)
            for row in range(y0, y1 + 1):
                for column in range(x0, x1 + 1):
                    cell = cells + row * side + column
                    for h in range(at[cell], at[cell + 1]):
                        j = held[h]
                        px, py, qx, qy = xy[j, 0], xy[j, 1], xy[j + 1, 0], xy[j + 1, 1]
                        if (
                            max(px, qx) < min(ax, bx) - HAIR
                            or min(px, qx) > max(ax, bx) + HAIR
                            or max(py, qy) < min(ay, by) - HAIR
                            or min(py, qy) > max(ay, by) + HAIR
                            or (column > x0 and span(px, qx, corner[0], scale[0], side)[0] < column)
                            or (row > y0 and span(py, qy, corner[1], scale[1], side)[0] < row)
                        ):
                            continue  # apart, or met in a cell before
                        of_its, of_own = _meet(ax, ay, bx, by, px, py, qx, qy)
                        if np.isnan(of_its):
                            unsure[g] = True
                        elif of_its >= 0.0:
                            _note(cuts, of_its, j, of_own, begin[k])
            if unsure[g]:
                break
            begin[k + 1] = cuts.count
            if (begin[k + 1] - begin[k]) % 2:
                now = OUT if now == IN else IN
        if now == IN and not unsure[g] and near[group[g + 1] - 1] != chain_end - 2:
            unsure[g] = True
        begin[group[g + 1]] = cuts.count
    return Crossed(unsure, state, begin, cuts.its_cut, cuts.own_edge, cuts.own_cut)


@kernel(_LONGS(_I8, _I8, _I8, CROSSED))
def along(begin: int, end: int, corner: int, crossing: Crossed) -> Whole:
    """Crossings `begin` to `end` in the order in which the footprint's border meets them from a vertex of it on."""
    key, order = np.empty(end - begin), np.arange(begin, end)
    for k in range(begin, end):
        key[k - begin] = (crossing.own_edge[k] - corner) + crossing.own_cut[k]
    if len(key) > _FEW:
        return order[np.argsort(key)]
    for k in range(1, len(key)):
        one, which, to = key[k], order[k], k
        while to > 0 and key[to - 1] > one:
            key[to], order[to] = key[to - 1], order[to - 1]
            to -= 1
        key[to], order[to] = one, which
    return order
