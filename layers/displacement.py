"""How a footprint can be moved to keep a distance from zones, and how deep it lies in one.

Moves are translations in the transverse Mercator of the strip (`layers.offsets.strips`) that the footprint lies in. A
footprint of very many vertices is searched by a simpler one that holds it: the move found is then enough, if not least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.offsets import separation
from layers.offsets.strips import geometry_to_lonlat
from layers.translation import in_plane, strip_of

COARSE_DEG: Final = 5.0  # directions tried first, and the steps by which the best of them is then turned
FINE_DEG: Final = (2.5, 1.0, 0.5)
BETTER_M: Final = 0.005  # a direction takes another's place only if shorter by this: ties go to the lowest bearing
EXACT_M: Final = 0.001
MANY_VERTICES: Final = 2000
LONG_EDGE_DEG: Final = 0.002  # edges are cut into such pieces, so that straight in lon/lat stays so in the plane
TRIES: Final = 5
SAME_M: Final = 1e-6  # more than the distance of two geometries is rounded
PLANE_M: Final = (
    1000.0  # up to here a distance kept in the plane with MARGIN_M to spare is surely kept on the ellipsoid
)
MARGIN_M: Final = 0.01  # kept beyond the distance asked for, so that rounding cannot take it away


@dataclass(frozen=True)
class Obstacle:
    """A zone, the footprint that must stay farther than `keep_m` metres from it, and where that must lie (None: any).

    All in EPSG:4490; the zone must be exact wherever the move may lead.
    """

    footprint: BaseGeometry
    zone: BaseGeometry
    keep_m: float
    within: BaseGeometry | None = None


@dataclass(frozen=True)
class Displacement:
    """A move: metres (rounded up to 0.1) and bearing in degrees, from the strip's grid north (within 0.05° of true)."""

    metres: float
    bearing_deg: float
    strip: int

    def moved(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry (EPSG:4490) so moved."""
        angle = math.radians(self.bearing_deg)
        east, north = self.metres * math.sin(angle), self.metres * math.cos(angle)
        plane = in_plane(geometry, self.strip, LONG_EDGE_DEG)
        return geometry_to_lonlat(shapely.transform(plane, lambda xy: xy + np.array([east, north])), self.strip)


def displacement(obstacles: Sequence[Obstacle], strip: int, within_m: float) -> Displacement | None:
    """A short move that keeps every distance; None where none is found within `within_m` metres.

    Bearings are tried every 5° and the best is turned to 0.5°, each walked to a place where it becomes clear: enough,
    and the least or near it, but in a maze of zones a shorter one may exist. Zero metres where nothing is in the way.
    Checked by the geodesic distance before it is returned; the same whatever the order of the obstacles.
    """
    search = _Search([_Planar.of(obstacle, strip) for obstacle in obstacles], within_m)
    if search.clear(0.0, 0.0):
        return Displacement(0.0, 0.0, strip)
    found = search.best()
    if found is None:
        return None
    metres = math.ceil(round(found[0] / 0.1, 6)) * 0.1
    for attempt in range(TRIES):
        move = Displacement(round(metres + attempt * 0.1, 1), found[1], strip)
        pairs = zip(obstacles, search.planar, strict=True)
        if move.metres <= within_m and all(_kept(obstacle, planar, move) for obstacle, planar in pairs):
            return move
    return None


def _kept(obstacle: Obstacle, planar: _Planar, move: Displacement) -> bool:
    there = move.moved(obstacle.footprint)
    if obstacle.within is not None and not shapely.covers(obstacle.within, there):
        return False
    if obstacle.zone.is_empty:
        return True
    if obstacle.keep_m <= PLANE_M and planar.apart(*_east_north(move.metres, move.bearing_deg)):
        return True
    return separation(there, obstacle.zone).metres > obstacle.keep_m


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
        return _Planar(
            _simpler(in_plane(obstacle.footprint, strip, LONG_EDGE_DEG)), zone, obstacle.keep_m + MARGIN_M, within
        )

    def apart(self, east: float, north: float) -> bool:
        """Whether the footprint so moved keeps more than the distance, whatever the layer says there."""
        moved = shapely.transform(self.footprint, lambda xy: xy + np.array([east, north]))
        return not shapely.dwithin(self.zone, moved, self.keep_m)

    def spare(self, move: NDArray[np.float64]) -> float:
        """How many metres more than the distance are kept after a move; 0 or less where it is not."""
        moved = shapely.set_coordinates([self.footprint], shapely.get_coordinates(self.footprint) + move)
        return math.inf if self.zone.is_empty else float(shapely.distance(self.zone, moved)[0]) - self.keep_m

    def clear(self, moves: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of some moves, metres east and north, lead to a clear place."""
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


class _Search:
    """Directions, each walked to its first clear place, as far as that is nearer than the best so far."""

    def __init__(self, planar: Sequence[_Planar], within_m: float) -> None:
        self.planar, self.within_m = planar, within_m
        self._ways: dict[float, tuple[float, float]] = {}

    def clear(self, metres: float, bearing_deg: float) -> bool:
        return bool(self.clear_at([metres], [bearing_deg])[0])

    def clear_at(self, metres: Sequence[float], bearings: Sequence[float]) -> NDArray[np.bool_]:
        """Which of some moves are clear of every obstacle."""
        ways = np.array([self._way(bearing) for bearing in bearings])
        moves = np.asarray(metres, dtype=np.float64)[:, None] * ways
        free = np.ones(len(moves), dtype=np.bool_)
        for obstacle in self.planar:
            if free.any():
                free[free] = obstacle.clear(moves[free])
        return free

    def _way(self, bearing_deg: float) -> tuple[float, float]:
        """One metre in a direction, east and north."""
        if bearing_deg not in self._ways:
            self._ways[bearing_deg] = _east_north(1.0, bearing_deg)
        return self._ways[bearing_deg]

    def best(self) -> tuple[float, float] | None:
        """The least metres and their bearing."""
        found: tuple[float, float] | None = None
        left = [index * COARSE_DEG for index in range(round(360.0 / COARSE_DEG))]
        while left:
            bearing = left[0]
            if found is not None:  # what is not clear at the best so far is passed over, all of it at once
                shorter = self.clear_at([max(0.0, found[0] - BETTER_M)] * len(left), left)
                if found[0] <= BETTER_M or not shorter.any():
                    break
                bearing = left[int(np.argmax(shorter))]
                found = self._bisected(bearing, 0.0, found[0] - BETTER_M), bearing
            else:
                found = self._try(bearing, None)
            left = left[left.index(bearing) + 1 :]
        for step in FINE_DEG if found is not None else ():
            while found is not None:
                turned: tuple[float, float] | None = found
                sides = [(found[1] + side) % 360.0 for side in (-step, step)]
                if found[0] <= BETTER_M or not self.clear_at([found[0] - BETTER_M] * 2, sides).any():
                    break
                for side in sides:
                    turned = self._try(side, turned)
                if turned == found:
                    break
                found = turned
        return found

    def _try(self, bearing: float, found: tuple[float, float] | None) -> tuple[float, float] | None:
        """The better of what was found and of the first clear place in a direction."""
        if found is None:
            doubled = [0.5]
            while doubled[-1] < self.within_m:
                doubled.append(min(2.0 * doubled[-1], self.within_m))
            free = self.clear_at([min(metres, self.within_m) for metres in doubled], [bearing] * len(doubled))
            if not free.any():
                return None
            first = int(np.argmax(free))
            low, high = (0.0 if first == 0 else doubled[first - 1]), min(doubled[first], self.within_m)
        else:
            low, high = 0.0, found[0] - BETTER_M
            if high <= 0.0 or not self.clear(high, bearing):
                return found
        return self._bisected(bearing, low, high), bearing

    def _bisected(self, bearing: float, low: float, high: float) -> float:
        """As `_bisected`; what was seen at one place tells of every place nearer to it than what was to spare."""
        seen: list[tuple[float, bool, float]] = []

        def clear(metres: float) -> bool:
            for place, free, spare in seen:
                if abs(place - metres) < spare - SAME_M:
                    return free
            seen.append((metres, *self._seen(metres, bearing)))
            return seen[-1][1]

        return _bisected(clear, low, high)

    def _seen(self, metres: float, bearing: float) -> tuple[bool, float]:
        """Whether a place is clear, and how many metres farther in any direction it surely is the same.

        The distance between two geometries changes by no more than one of them is moved.
        """
        way = self._way(bearing)
        move = np.array([[metres * way[0], metres * way[1]]])
        left = [obstacle.spare(move) for obstacle in self.planar]
        if min(left) <= 0.0:
            return False, -min(left)
        limited = [obstacle for obstacle in self.planar if obstacle.within is not None]
        free = all(bool(obstacle.clear(move)[0]) for obstacle in limited)
        return free, 0.0 if limited else min(left)


def _east_north(metres: float, bearing_deg: float) -> tuple[float, float]:
    angle = math.radians(bearing_deg)
    return metres * math.sin(angle), metres * math.cos(angle)


def _bisected(clear: Callable[[float], bool], low: float, high: float) -> float:
    while high - low > EXACT_M:
        middle = (low + high) / 2.0
        low, high = (low, middle) if clear(middle) else (middle, high)
    return high


def depth(footprint: BaseGeometry, zone: BaseGeometry, t: float) -> float:
    """How deep a footprint lies in a zone: metres, to 1 mm, at most t.

    The least s for which neither the footprint reaches the zone shrunk by s, nor the footprint shrunk by s the zone:
    with an accuracy better than s the meeting would be certain. The zone must be exact within 4t of the footprint.
    """
    strip = strip_of(footprint)
    here, there = in_plane(footprint, strip, LONG_EDGE_DEG), in_plane(zone, strip, LONG_EDGE_DEG)
    return _bisected(
        lambda s: (
            not (
                shapely.intersects(here, shapely.buffer(there, -s))
                or shapely.intersects(shapely.buffer(here, -s), there)
            )
        ),
        0.0,
        t,
    )


def overhang(footprint: BaseGeometry, zone: BaseGeometry) -> float:
    """How far (m) a footprint reaches out of a zone; where it does not, how near it comes to the zone's border."""
    strip = strip_of(footprint)
    here, there = in_plane(footprint, strip, LONG_EDGE_DEG), in_plane(zone, strip, LONG_EDGE_DEG)
    out = shapely.get_coordinates(shapely.difference(here, there))
    if len(out):
        return float(np.max(shapely.distance(shapely.points(out), there)))
    return float(shapely.distance(here, shapely.boundary(there)))
