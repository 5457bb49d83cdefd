"""Chainage: where along a line each stretch inside, along or across a geometry begins and ends, in metres.

A line is walked edge by edge, so that one which crosses itself, runs back or closes keeps its chainage. A stretch that
keeps nearer to a border than TOUCHING lies on it: rounding coordinates to 1e-9° pulls equal borders apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.axis import Axis, Floats, Indices, lines_of

SAME_M = 1e-6  # chainages that differ by less are one
TOUCHING = 1e-8  # degrees, about 1 mm
HAIR_M = 3e-3  # what TOUCHING leaves at the ends of a stretch along a border
ABOUT_M = 0.05  # how far along a line it can keep within TOUCHING of a border that it leaves at a slight angle
PARALLEL = 0.1  # sine of the angle up to which two edges may lie along each other


class Stretch(NamedTuple):
    """Chainage from and to (m) on one connected run of an axis, and a position (lon, lat) well inside the stretch."""

    run: int
    from_m: float
    to_m: float
    within: tuple[float, float]


class Place(NamedTuple):
    """A single position on an axis: the run, its chainage (m), lon and lat."""

    run: int
    at_m: float
    lonlat: tuple[float, float]


@dataclass(frozen=True)
class Walk:
    """What a walk along an axis finds of a geometry, each in order of chainage.

    `inside`: stretches in the interior of polygons; `along`: stretches on the border of polygons or on lines;
    `points`: single positions in common that lie on none of those.
    """

    inside: tuple[Stretch, ...] = ()
    along: tuple[Stretch, ...] = ()
    points: tuple[Place, ...] = ()


def walk(axis: Axis, geometry: BaseGeometry) -> Walk:
    """What the axis meets of one valid geometry (EPSG:4490): polygons, lines or points."""
    if geometry.is_empty or not axis.start.size:
        return Walk()
    low, high = np.minimum(axis.start, axis.end), np.maximum(axis.start, axis.end)
    bounds = np.asarray(geometry.bounds)
    near = np.all((low <= bounds[2:] + TOUCHING) & (high >= bounds[:2] - TOUCHING), axis=1)
    edges = np.flatnonzero(near)
    if not edges.size:
        return Walk()
    frame = np.concatenate([low[edges].min(axis=0) - TOUCHING, high[edges].max(axis=0) + TOUCHING])
    outline, border = _border(geometry, frame)
    cuts = _Cuts(axis, edges, outline, border)
    surface = shapely.get_dimensions(geometry) == 2
    inside = _holds(geometry, cuts.middle) if surface else np.zeros(len(cuts.middle), dtype=bool)
    pieces = _pieces(axis, cuts, inside)
    found_inside, found_along = _joined(pieces, _INSIDE), _joined(pieces, _ALONG)
    return Walk(tuple(found_inside), tuple(found_along), tuple(_alone(axis, cuts, found_inside, found_along)))


_OUTSIDE, _INSIDE, _ALONG = 0, 1, 2


class _Piece(NamedTuple):
    run: int
    from_m: float
    to_m: float
    state: int
    middle: tuple[float, float]


def _border(geometry: BaseGeometry, frame: Floats) -> tuple[NDArray[np.object_], Floats]:
    """The edges of rings or lines in a frame, or points, as geometries and as positions (n, 2, 2)."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    if shapely.get_dimensions(geometry) == 0:
        xy = shapely.get_coordinates(parts)
        return np.asarray(shapely.points(xy), dtype=object), np.stack([xy, xy], axis=1)
    chains = shapely.get_rings(parts) if shapely.get_dimensions(geometry) == 2 else parts
    xy, chain = shapely.get_coordinates(chains, return_index=True)
    pairs = np.stack([xy[:-1], xy[1:]], axis=1)
    kept = (chain[:-1] == chain[1:]) & np.any(pairs[:, 0] != pairs[:, 1], axis=1)
    kept &= np.all((pairs.min(axis=1) <= frame[2:]) & (pairs.max(axis=1) >= frame[:2]), axis=1)
    return lines_of(pairs[kept]), pairs[kept]


class _Cuts:
    """Edges of an axis cut at everything they have in common with an outline.

    Piece i lies on `edge[i]` between `t0[i]` and `t1[i]` with its midpoint `middle[i]`; `along[i]` says whether it lies
    on the outline; `hit_edge`, `hit_t` are the single positions in common, `hit_exact` those not only nearly so.
    """

    def __init__(self, axis: Axis, edges: Indices, outline: NDArray[np.object_], border: Floats) -> None:
        start, end = axis.start[edges], axis.end[edges]
        lines = lines_of(np.stack([start, end], axis=1))
        of_axis, of_border = shapely.STRtree(outline).query(lines, predicate="dwithin", distance=TOUCHING)
        course = (end - start)[of_axis]
        square = np.square(course).sum(axis=1)

        def fraction(xy: Floats, pair: Indices) -> Floats:
            ahead = ((xy - start[of_axis[pair]]) * course[pair]).sum(axis=1)
            return np.asarray(np.clip(ahead / square[pair], 0.0, 1.0))

        if len(outline) and shapely.get_dimensions(outline[0]) == 0:
            pair = np.arange(len(of_axis))
            common, own, exact = border[of_border, 0], pair, np.ones(len(pair), dtype=bool)
        else:
            shared = np.asarray(shapely.intersection(lines[of_axis], outline[of_border]), dtype=object)
            apart = shapely.is_empty(shared)
            shared[apart] = shapely.get_point(shapely.shortest_line(lines[of_axis], outline[of_border])[apart], 0)
            common, own = shapely.get_coordinates(shared, return_index=True)
            exact = ~apart[own]
        self.hit_edge = edges[of_axis[own]]
        self.hit_t = fraction(common, own)
        self.hit_exact = exact

        pair = np.arange(len(of_axis))
        ends = np.stack([fraction(border[of_border, side], pair) for side in (0, 1)], axis=1)
        low, high = ends.min(axis=1), ends.max(axis=1)
        other = border[of_border, 1] - border[of_border, 0]
        turn = np.abs(course[:, 0] * other[:, 1] - course[:, 1] * other[:, 0])
        along = turn <= PARALLEL * np.sqrt(square * np.square(other).sum(axis=1))
        along &= (high - low) * np.sqrt(square) > TOUCHING
        for t in (low, high):
            at = shapely.points(start[of_axis] + t[:, None] * course)
            along &= shapely.distance(at, outline[of_border]) <= TOUCHING
        run_edge, run_from, run_to = edges[of_axis[along]], low[along], high[along]

        every = np.concatenate([edges, edges, self.hit_edge, run_edge, run_edge])
        t = np.concatenate([np.zeros(len(edges)), np.ones(len(edges)), self.hit_t, run_from, run_to])
        key = np.unique(2.0 * every + t)  # unique also sorts; the fraction of an edge never reaches the next one's key
        edge = np.floor(key / 2.0).astype(np.intp)
        same = edge[:-1] == edge[1:]
        depth = np.zeros(len(key) + 1)
        np.add.at(depth, np.searchsorted(key, 2.0 * run_edge + run_from), 1.0)
        np.add.at(depth, np.searchsorted(key, 2.0 * run_edge + run_to), -1.0)
        fractions = key - 2.0 * edge
        self.edge: Indices = edge[:-1][same]
        self.t0: Floats = fractions[:-1][same]
        self.t1: Floats = fractions[1:][same]
        self.along: NDArray[np.bool_] = np.cumsum(depth)[: len(key) - 1][same] > 0.5
        self.middle: Floats = axis.position(self.edge, (self.t0 + self.t1) / 2.0)


def _holds(geometry: BaseGeometry, xy: Floats) -> NDArray[np.bool_]:
    """Which positions lie in a polygonal geometry; it is copied, since preparing one that threads share is not safe."""
    own = shapely.multipolygons(shapely.get_parts(geometry))
    shapely.prepare(own)
    return np.asarray(shapely.intersects_xy(own, xy[:, 0], xy[:, 1]), dtype=np.bool_)


def _pieces(axis: Axis, cuts: _Cuts, inside: NDArray[np.bool_]) -> list[_Piece]:
    """The pieces in order; a hair between a stretch along the border and what follows belongs to the stretch."""
    state = np.where(cuts.along, _ALONG, np.where(inside, _INSIDE, _OUTSIDE))
    from_m, to_m = axis.chainage(cuts.edge, cuts.t0), axis.chainage(cuts.edge, cuts.t1)
    run = axis.run[cuts.edge]
    if np.any(cuts.along):
        short = (to_m - from_m <= HAIR_M) & ~cuts.along
        follows = (run[1:] == run[:-1]) & (np.abs(from_m[1:] - to_m[:-1]) <= SAME_M)
        beside = np.zeros(len(state), dtype=bool)
        beside[1:] |= cuts.along[:-1] & follows
        beside[:-1] |= cuts.along[1:] & follows
        state = np.where(short & beside, _ALONG, state)
    rows = zip(run.tolist(), from_m.tolist(), to_m.tolist(), state.tolist(), cuts.middle.tolist(), strict=True)
    return [_Piece(r, a, b, s, (xy[0], xy[1])) for r, a, b, s, xy in rows]


def _joined(pieces: Iterable[_Piece], state: int) -> list[Stretch]:
    """Pieces of one state that follow on one another as one stretch, shown by the middle of its longest piece."""
    out: list[Stretch] = []
    longest = 0.0
    for piece in pieces:
        if piece.state != state:
            continue
        own = piece.to_m - piece.from_m
        if out and out[-1].run == piece.run and piece.from_m - out[-1].to_m <= SAME_M:
            within = piece.middle if own > longest else out[-1].within
            out[-1] = Stretch(piece.run, out[-1].from_m, piece.to_m, within)
            longest = max(longest, own)
        else:
            out.append(Stretch(piece.run, piece.from_m, piece.to_m, piece.middle))
            longest = own
    return out


def _alone(axis: Axis, cuts: _Cuts, inside: Sequence[Stretch], along: Sequence[Stretch]) -> list[Place]:
    """Hits that belong to no stretch, each once; the end of a closed run is its start.

    One that only comes within TOUCHING counts where no stretch and no true hit is about: a corner has many beside it.
    """
    chainage = axis.chainage(cuts.hit_edge, cuts.hit_t).tolist()
    where = axis.position(cuts.hit_edge, cuts.hit_t).tolist()
    runs = axis.run[cuts.hit_edge].tolist()
    hits = sorted(zip((~cuts.hit_exact).tolist(), runs, chainage, where, strict=True))
    ends = {run: axis.run_length(run) for run in set(runs)}
    out: list[Place] = []
    for near, run, metres, (lon, lat) in hits:
        first, last, closed = ends[run]
        slack = ABOUT_M if near else HAIR_M
        at_end = closed and (metres - first <= slack or last - metres <= slack)
        at_m, same = (first, (first, last)) if at_end else (metres, (metres,))
        taken = [(s.from_m, s.to_m) for s in (*inside, *along) if s.run == run]
        taken += [(place.at_m, place.at_m) for place in out if place.run == run]
        if not any(begin - slack <= m <= end + slack for m in same for begin, end in taken):
            out.append(Place(run, at_m, (lon, lat)))
    return sorted(out)
