"""Of which of many edges an edge runs nearest, stretch by stretch, within a distance; in a plane.

Along an edge the squared distance to another is a parabola in up to three pieces: to one end, to the line between, to
the other end. Where it passes a distance, and where one edge takes over from another, follows from their roots.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy.flat import Floats, Indices
from layers.offsets.chains import ranges

FAR: Final = -1  # no edge within the distance
BEYOND: Final = -2  # the nearest is the loose end of a line, which does not go on alongside
SHORTEST_M: Final = 1e-7  # no stretch is cut shorter
_EQUAL_M: Final = 1e-6  # distances that differ by less are equal


@dataclass(frozen=True, eq=False)
class Intervals:
    """Fractions `from_t` to `to_t` of edges, which fill every edge; `label` is that of the nearest, FAR or BEYOND."""

    edge: Indices
    from_t: Floats
    to_t: Floats
    label: Indices


@dataclass(frozen=True, eq=False)
class Others:
    """Edges `start`–`end`, shape (m, 2), each with a label ≥ 0; `loose` (m, 2): whether its start, its end is loose."""

    start: Floats
    end: Floats
    label: Indices
    loose: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Pieces of parabolas: along `edge` from `lo` to `hi` the distance is |t · slope − offset|.

    `lean` is the direction in which the other edge goes on from its end, nothing where its end is not the nearest.
    """

    edge: Indices
    label: Indices
    lo: Floats
    hi: Floats
    slope: Floats
    offset: Floats
    lean: Floats

    def take(self, chosen: Indices | NDArray[np.bool_]) -> _Pieces:
        return _Pieces(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def parabola(self) -> tuple[Floats, Floats, Floats]:
        """a, b, c of the squared distance a·t² − 2·b·t + c."""
        return _dot(self.slope, self.slope), _dot(self.slope, self.offset), _dot(self.offset, self.offset)


def nearest_along(
    start: Floats, end: Floats, others: Others, metres: float, *, only: Indices | None, prefer: Indices
) -> Intervals:
    """The label of the nearest other edge along each edge `start`–`end`, shapes (n, 2), where within `metres`.

    `only` limits an edge to one label. Where two are as near (an end in common), the one that goes on towards the
    edge is taken, then label `prefer` of the edge, then the lowest.
    """
    pieces = _pieces(start, end, others, metres, only)
    count = len(start)
    size = np.bincount(pieces.edge, minlength=count)
    first = np.cumsum(size) - size
    low, high = np.full(count, np.iinfo(np.intp).max), np.full(count, np.iinfo(np.intp).min)
    np.minimum.at(low, pieces.edge, pieces.label)
    np.maximum.at(high, pieces.edge, pieces.label)
    several = (low < high) & (size > 0)
    at_edge, at_t = _crossings(pieces, np.flatnonzero(several), first, size)
    length = np.hypot(*(end - start).T)
    cut_edge = np.concatenate([pieces.edge, pieces.edge, at_edge])
    edge, from_t, to_t = _cut(cut_edge, np.concatenate([pieces.lo, pieces.hi, at_t]), length)
    label = np.full(len(edge), FAR, dtype=np.intp)
    covered = _covered(pieces, edge, from_t, to_t)
    label[covered] = low[edge[covered]]
    rows = np.flatnonzero(covered & several[edge])
    if rows.size:
        label[rows] = _nearest(pieces, edge[rows], (from_t + to_t)[rows] / 2.0, first=first, size=size, prefer=prefer)
    return Intervals(edge, from_t, to_t, label)


def _lines(start: Floats, end: Floats) -> NDArray[np.object_]:
    return np.asarray(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object)


def _dot(one: Floats, other: Floats) -> Floats:
    return np.asarray((one * other).sum(axis=-1))


def _pieces(start: Floats, end: Floats, others: Others, metres: float, only: Indices | None) -> _Pieces:
    """What lies within `metres`, by edge."""
    tree = shapely.STRtree(_lines(others.start, others.end))
    mine = _lines(start, end)
    e, f = tree.query(mine, predicate="dwithin", distance=metres + _EQUAL_M)
    if only is not None:
        kept = others.label[f] == only[e]
        e, f = e[kept], f[kept]
    course, to_start, to_end = (end - start)[e], others.start[f] - start[e], others.end[f] - start[e]
    along = to_end - to_start
    square = _dot(along, along)
    foot, drift = -_dot(to_start, along) / square, _dot(course, along) / square  # the foot at t is foot + t·drift
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.stack([-foot / drift, (1.0 - foot) / drift])
    across = drift == 0.0
    lo = np.clip(np.where(across, foot < 0.0, ends.min(axis=0)), 0.0, 1.0)
    hi = np.clip(np.where(across, foot <= 1.0, ends.max(axis=0)), 0.0, 1.0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.sqrt(square)[:, None]
    flat = np.zeros(len(e))
    forward = (drift >= 0.0)[:, None]
    unit = np.where(forward, along, -along) / np.sqrt(square)[:, None]
    loose = np.where(forward, others.loose[f], others.loose[f][:, ::-1])
    zero, one = np.zeros(len(e)), np.ones(len(e))
    before = _Pieces(e, others.label[f], zero, lo, course, np.where(forward, to_start, to_end), unit)
    beside = _Pieces(
        e,
        others.label[f],
        lo,
        hi,
        np.column_stack([_dot(course, normal), flat]),
        np.column_stack([_dot(to_start, normal), flat]),
        np.zeros((len(e), 2)),
    )
    after = _Pieces(e, others.label[f], hi, one, course, np.where(forward, to_end, to_start), -unit)
    found = [_within(beside, metres)]
    for side, piece in enumerate((before, after)):
        free = loose[:, side]
        found.append(_within(piece.take(~free), metres))
        found.append(_within(_beyond(piece.take(free)), metres))
    joined = _Pieces(*(np.concatenate([getattr(p, field.name) for p in found]) for field in fields(_Pieces)))
    return joined.take(np.argsort(joined.edge, kind="stable"))


def _beyond(pieces: _Pieces) -> _Pieces:
    return replace(pieces, label=np.full(len(pieces.edge), BEYOND, dtype=np.intp))


def _within(pieces: _Pieces, metres: float) -> _Pieces:
    """The pieces as far as they are within `metres`: an interval each, since a parabola is convex."""
    a, b, c = pieces.parabola()
    c = c - metres * metres
    inner = b * b - a * c
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(np.maximum(inner, 0.0))
        low, high = (b - root) / a, (b + root) / a
    level = a <= 0.0
    near = np.where(level, c <= 0.0, inner >= 0.0)
    lo = np.where(level, pieces.lo, np.maximum(pieces.lo, low))
    hi = np.where(level, pieces.hi, np.minimum(pieces.hi, high))
    kept = near & (lo < hi)
    return replace(pieces, lo=lo, hi=hi).take(kept)


def _crossings(pieces: _Pieces, edges: Indices, first: Indices, size: Indices) -> tuple[Indices, Floats]:
    """Where pieces of different labels on one edge are equally far: the edges and fractions."""
    of = ranges(first[edges], size[edges])  # every piece of these edges,
    one = np.repeat(of, size[pieces.edge[of]])  # beside every other of the same edge
    other = ranges(first[pieces.edge[of]], size[pieces.edge[of]])
    lo, hi = np.maximum(pieces.lo[one], pieces.lo[other]), np.minimum(pieces.hi[one], pieces.hi[other])
    kept = (one < other) & (pieces.label[one] != pieces.label[other]) & (lo < hi)
    one, other, lo, hi = one[kept], other[kept], lo[kept], hi[kept]
    a1, b1, c1 = pieces.take(one).parabola()
    a2, b2, c2 = pieces.take(other).parabola()
    a, b, c = a1 - a2, b1 - b2, c1 - c2
    with np.errstate(divide="ignore", invalid="ignore"):
        stable = b + np.copysign(np.sqrt(b * b - a * c), b)
        roots = np.stack([stable / a, c / stable])
    inside = np.isfinite(roots) & (roots > lo) & (roots < hi)
    edge = np.broadcast_to(pieces.edge[one], roots.shape)
    return edge[inside], roots[inside]


def _cut(edge: Indices, t: Floats, length: Floats) -> tuple[Indices, Floats, Floats]:
    """Every edge cut at the given fractions, those within SHORTEST_M of one another or of an end taken as one."""
    every = np.arange(len(length))
    least = np.minimum(SHORTEST_M / length, 0.5)
    near_start, near_end = t < least[edge], t > 1.0 - least[edge]
    inner = ~(near_start | near_end)
    edge = np.concatenate([every, every, edge[inner]])
    t = np.concatenate([np.zeros(len(every)), np.ones(len(every)), t[inner]])
    order = np.lexsort((t, edge))
    edge, t = edge[order], t[order]
    apart = np.ones(len(t), dtype=bool)
    apart[1:] = (edge[1:] != edge[:-1]) | (t[1:] - t[:-1] > least[edge[1:]]) | (t[1:] == 1.0)
    edge, t = edge[apart], t[apart]
    same = edge[1:] == edge[:-1]
    return edge[:-1][same], t[:-1][same], t[1:][same]


def _covered(pieces: _Pieces, edge: Indices, from_t: Floats, to_t: Floats) -> NDArray[np.bool_]:
    """Which intervals any piece covers."""
    key = 2.0 * edge + (from_t + to_t) / 2.0  # the fraction of an edge never reaches the next one's key
    depth = np.zeros(len(key) + 1)
    np.add.at(depth, np.searchsorted(key, 2.0 * pieces.edge + pieces.lo), 1.0)
    np.add.at(depth, np.searchsorted(key, 2.0 * pieces.edge + pieces.hi), -1.0)
    return np.asarray(np.cumsum(depth)[: len(key)] > 0.5)


def _nearest(pieces: _Pieces, edge: Indices, at: Floats, *, first: Indices, size: Indices, prefer: Indices) -> Indices:
    """The label nearest at the fraction `at` of each edge; something covers it."""
    row = np.repeat(np.arange(len(edge)), size[edge])
    piece = pieces.take(ranges(first[edge], size[edge]))
    covers = (piece.lo <= at[row]) & (at[row] <= piece.hi)
    row, piece = row[covers], piece.take(covers)
    away = at[row, None] * piece.slope - piece.offset
    metres = np.hypot(*away.T)
    least = np.full(len(edge), np.inf)
    np.minimum.at(least, row, metres)
    kept = metres <= least[row] + _EQUAL_M
    row, piece, away, metres = row[kept], piece.take(kept), away[kept], metres[kept]
    turned = np.where(metres > _EQUAL_M, np.round(-_dot(away, piece.lean) / np.maximum(metres, _EQUAL_M), 6), 0.0)
    last = piece.label == BEYOND
    order = np.lexsort((piece.label, piece.label != prefer[edge[row]], last, turned, row))
    out = np.full(len(edge), FAR, dtype=np.intp)
    ordered = row[order]
    begin = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    out[ordered[begin]] = piece.label[order[begin]]
    return out
