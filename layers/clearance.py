"""Whether a footprint that is moved keeps its distance from zones: by outlines in bands, else by geometries.

Moves are metres east and north in the plane of a strip (`layers.translation`). The outlines of a zone's parts tell the
same as the parts dissolved: what of them lies inside is no nearer than what encloses it. Only where a union cuts an
edge, its pieces bend a little otherwise in the plane; by so much more is left open there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy.ellipsoid import DEGREE, SEMI_MAJOR
from layers.geodesy.flat import Floats, begins
from layers.grid.moved import (
    CLEAR,
    HAIR_M,
    Bands,
    Outlines,
    Scene,
    bands_of,
    bisected,
    cut_by_others,
    edges_as_drawn,
    first_clear,
    longest_edge,
)
from layers.grid.shapes import Shapes
from layers.offsets.strips import to_plane
from layers.once import once
from layers.overlay import EMPTY
from layers.translation import in_plane

EXACT_M: Final = 0.001
MANY_VERTICES: Final = 2000
LONG_EDGE_DEG: Final = 0.002  # edges are cut into such pieces, so that straight in lon/lat stays so in the plane
MARGIN_M: Final = 0.01  # kept beyond the distance asked for, so that rounding cannot take it away
SAME_M: Final = 1e-6  # more than the distance of two geometries is rounded
_HIGHEST: Final = 80.0  # degrees of latitude
_AT_ONCE: Final = 24  # moves that geometries are asked about together
_LONGEST_M: Final = LONG_EDGE_DEG * 111_700.0  # of such a piece
_TOUCH_M: Final = 1e-3


class _Laid(NamedTuple):
    """An obstacle in the plane of a strip: what moves, what stands, how surely each of its edges lies where it does."""

    moves: Outlines
    stands: Outlines
    hair: Floats
    bands: Bands


@dataclass(frozen=True, eq=False)
class Obstacle:
    """A zone, the footprint that must stay farther than `keep_m` metres from it, and where that must lie (None: any).

    All in EPSG:4490; `parts`, the zone's, may lie on each other. They must be exact wherever the move may lead. Without
    `outlined` geometries alone are asked: the reference.
    """

    footprint: BaseGeometry
    parts: tuple[BaseGeometry, ...]
    keep_m: float
    within: BaseGeometry | None = None
    outlined: bool = True
    _found: dict[int, _Laid | None] = field(default_factory=dict, init=False, repr=False)

    @once
    def zone(self) -> BaseGeometry:
        """The parts dissolved."""
        return shapely.union_all(np.array(self.parts, dtype=object)) if self.parts else EMPTY

    def laid(self, strip: int) -> _Laid | None:
        """The obstacle laid flat in the plane of a strip; None where only geometries can tell."""
        if strip not in self._found:
            self._found[strip] = _laid(self, strip)
        return self._found[strip]


class Clearance(Protocol):
    """What is told of moves, each (m, 2) metres east and north."""

    def first_clear(self, moves: Floats) -> int | None:
        """The first of some moves after which every distance is kept."""

    def bisected(self, way: tuple[float, float], low: float, high: float) -> float:
        """Metres in a direction (of length 1), to EXACT_M, to a clear place; `high` is one, `low` is none."""


def clearance(obstacles: Sequence[Obstacle], strip: int) -> Clearance:
    """By outlines where all obstacles can be told so."""
    laid = [obstacle.laid(strip) for obstacle in obstacles]
    known = [one for one in laid if one is not None]
    if len(known) < len(laid):
        return ByGeometry(obstacles, strip)
    return _ByOutlines(obstacles, strip, _scene(known, [obstacle.keep_m + MARGIN_M for obstacle in obstacles]))


class ByGeometry:
    """The reference: the geometries moved and measured."""

    def __init__(self, obstacles: Sequence[Obstacle], strip: int) -> None:
        self.planar = [_Planar.of(obstacle, strip) for obstacle in obstacles]

    def first_clear(self, moves: Floats) -> int | None:
        """The first of some moves that is clear of every obstacle."""
        for begin in range(0, len(moves), _AT_ONCE):
            some = moves[begin : begin + _AT_ONCE]
            free = np.ones(len(some), dtype=np.bool_)
            for obstacle in self.planar:
                if free.any():
                    free[free] = obstacle.clear(some[free])
            if free.any():
                return begin + int(np.argmax(free))
        return None

    def bisected(self, way: tuple[float, float], low: float, high: float) -> float:
        """As halved; what was seen at one place tells of every place nearer to it than what was to spare."""
        seen: list[tuple[float, bool, float]] = []

        def clear(metres: float) -> bool:
            for place, free, spare in seen:
                if abs(place - metres) < spare - SAME_M:
                    return free
            seen.append((metres, *self._seen(np.array([[metres * way[0], metres * way[1]]]))))
            return seen[-1][1]

        while high - low > EXACT_M:
            middle = (low + high) / 2.0
            low, high = (low, middle) if clear(middle) else (middle, high)
        return high

    def _seen(self, move: Floats) -> tuple[bool, float]:
        """Whether a place is clear, and how many metres farther in any direction it surely is the same.

        The distance between two geometries changes by no more than one of them is moved.
        """
        left = [obstacle.spare(move) for obstacle in self.planar]
        if min(left) <= 0.0:
            return False, -min(left)
        limited = [obstacle for obstacle in self.planar if obstacle.within is not None]
        free = all(bool(obstacle.clear(move)[0]) for obstacle in limited)
        return free, 0.0 if limited else min(left)


class _ByOutlines:
    """What outlines in bands surely tell; geometries are asked about the rest."""

    def __init__(self, obstacles: Sequence[Obstacle], strip: int, scene: Scene) -> None:
        self._asked = partial(ByGeometry, obstacles, strip)
        self._scene = scene

    @once
    def _reference(self) -> ByGeometry:
        return self._asked()

    def first_clear(self, moves: Floats) -> int | None:
        """The first of some moves that is clear of every obstacle."""
        begin = 0
        while begin < len(moves):
            begin, told = first_clear(self._scene, moves, begin)
            if begin == len(moves):
                break
            if told == CLEAR or self._reference.first_clear(moves[begin : begin + 1]) == 0:
                return begin
            begin += 1
        return None

    def bisected(self, way: tuple[float, float], low: float, high: float) -> float:
        """As the reference does."""
        while True:
            low, high = bisected(self._scene, way[0], way[1], low, high, EXACT_M)
            if high - low <= EXACT_M:
                return high
            middle = (low + high) / 2.0
            clear = self._reference.first_clear(np.array([[middle * way[0], middle * way[1]]])) == 0
            low, high = (low, middle) if clear else (middle, high)


@dataclass(frozen=True)
class _Planar:
    """An obstacle in the strip's plane; `footprint` holds the real one."""

    footprint: BaseGeometry
    zone: BaseGeometry
    keep_m: float
    within: BaseGeometry | None

    @staticmethod
    def of(obstacle: Obstacle, strip: int) -> _Planar:
        zone = in_plane(obstacle.zone, strip, LONG_EDGE_DEG)
        within = None if obstacle.within is None else in_plane(obstacle.within, strip, LONG_EDGE_DEG)
        shapely.prepare(zone)
        if within is not None:
            shapely.prepare(within)
        plane = _simpler(in_plane(obstacle.footprint, strip, LONG_EDGE_DEG))
        return _Planar(plane, zone, obstacle.keep_m + MARGIN_M, within)

    def spare(self, move: Floats) -> float:
        """How many metres more than the distance are kept after a move; 0 or less where it is not."""
        moved = shapely.set_coordinates([self.footprint], shapely.get_coordinates(self.footprint) + move)
        return math.inf if self.zone.is_empty else float(shapely.distance(self.zone, moved)[0]) - self.keep_m

    def clear(self, moves: Floats) -> NDArray[np.bool_]:
        """Which of some moves lead to a clear place."""
        xy = shapely.get_coordinates(self.footprint)
        moved = np.full(len(moves), self.footprint, dtype=object)
        moved = shapely.set_coordinates(moved, (xy + moves[:, None, :]).reshape(-1, 2))
        free: NDArray[np.bool_] = ~shapely.dwithin(self.zone, moved, self.keep_m)
        if self.within is not None and free.any():
            free[free] = shapely.covers(self.within, moved[free])
        return free


def _simpler(plane: BaseGeometry) -> BaseGeometry:
    """A geometry of few vertices that holds the given one."""
    tolerance, simple = 0.5, plane
    while shapely.get_num_coordinates(simple) > MANY_VERTICES and tolerance < 1000.0:
        simple = shapely.buffer(shapely.simplify(plane, tolerance), 1.01 * tolerance, quad_segs=2)
        tolerance *= 4.0
    return shapely.convex_hull(plane) if shapely.get_num_coordinates(simple) > MANY_VERTICES else simple


def _laid(obstacle: Obstacle, strip: int) -> _Laid | None:
    """None for a footprint or parts of mixed dimensions, and where a place is bounded."""
    if not obstacle.outlined or obstacle.within is not None or obstacle.footprint.is_empty:
        return None
    moves = Shapes.of_one(_simpler(in_plane(obstacle.footprint, strip, LONG_EDGE_DEG)))
    parts = np.array(obstacle.parts, dtype=object)
    parts = parts[~shapely.is_empty(parts)]
    whole = stands = Shapes.of(parts)
    if whole is not None and longest_edge(whole.xy, whole.chain) > LONG_EDGE_DEG:
        stands = Shapes.of(np.array(shapely.segmentize(parts, LONG_EDGE_DEG), dtype=object))
    if moves is None or whole is None or stands is None:
        return None
    latitude = float(np.abs(stands.xy[:, 1]).max(initial=0.0))
    if latitude > _HIGHEST:
        return None
    plane = np.column_stack(to_plane(stands.xy[:, 0], stands.xy[:, 1], strip))
    standing = _outlines(stands, plane)
    bands = bands_of(standing.edges)
    hair = np.full(len(standing.edges), HAIR_M)
    if stands.dimension == 1 or (stands.dimension == 2 and len(stands) > 1):
        bend = 1.1 * math.tan(latitude * DEGREE) / SEMI_MAJOR  # as in `layers.offsets.strips.piece_length`
        square = ((standing.edges[:, 2:] - standing.edges[:, :2]) ** 2).sum(axis=1)
        bent = (square + _LONGEST_M**2) * (bend / 8.0)  # the sagitta of a piece, and of that which a union makes of it
        touch = _TOUCH_M + float(bent.max(initial=0.0))
        cut = cut_by_others(standing.edges, standing.part, standing.areal, bands, touch)
        # what a union cuts is the edge as drawn, of which all that is left is cut in pieces anew
        edge = edges_as_drawn(stands.xy, stands.chain, whole.xy, whole.chain)
        anew = np.isin(edge, edge[cut])
        hair[anew] += bent[anew]
    return _Laid(_outlines(moves, moves.xy), standing, hair, bands)


def _outlines(shapes: Shapes, xy: Floats) -> Outlines:
    """The edges of outlines whose vertices lie at `xy`."""
    begin = np.arange(len(xy) - 1) if shapes.dimension else np.arange(len(xy))
    if shapes.dimension:
        begin = np.delete(begin, shapes.chain[1:-1] - 1)
    edges = np.hstack([xy[begin], xy[begin + min(1, shapes.dimension)]])
    count = np.diff(shapes.chain) - min(1, shapes.dimension)
    part = np.repeat(shapes.owner.astype(np.int64), count)
    first = shapes.chain[shapes.part[:-1]]  # of every connected piece the first vertex
    return Outlines(np.ascontiguousarray(edges), part, np.ascontiguousarray(xy[first]), shapes.dimension == 2)


def _scene(laid: Sequence[_Laid], keep: Sequence[float]) -> Scene:
    """Obstacles one behind the other."""
    edges_at = begins([len(one.stands.edges) for one in laid])
    held_at = begins([len(one.bands.held) for one in laid])
    return Scene(
        m_edges=np.concatenate([one.moves.edges for one in laid]),
        m_at=begins([len(one.moves.edges) for one in laid]),
        m_corners=np.concatenate([one.moves.corners for one in laid]),
        m_corner_at=begins([len(one.moves.corners) for one in laid]),
        m_areal=np.array([one.moves.areal for one in laid]),
        s_edges=np.concatenate([one.stands.edges for one in laid]),
        s_part=np.concatenate([one.stands.part for one in laid]),
        s_hair=np.concatenate([one.hair for one in laid]),
        s_corners=np.concatenate([one.stands.corners for one in laid]),
        s_corner_at=begins([len(one.stands.corners) for one in laid]),
        s_areal=np.array([one.stands.areal for one in laid]),
        band=begins([len(one.bands.at) for one in laid]),
        band_at=np.concatenate([one.bands.at + begin for one, begin in zip(laid, held_at, strict=False)]),
        held=np.concatenate([one.bands.held + begin for one, begin in zip(laid, edges_at, strict=False)]),
        low=np.array([one.bands.low for one in laid]),
        height=np.array([one.bands.height for one in laid]),
        keep=np.array(keep),
    )
