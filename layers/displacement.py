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
from shapely.geometry.base import BaseGeometry

from layers.offsets import separation
from layers.offsets.strips import PER_DEGREE, to_lonlat, to_plane

COARSE_DEG: Final = 5.0  # directions tried first, and the steps by which the best of them is then turned
FINE_DEG: Final = (2.5, 1.0, 0.5)
BETTER_M: Final = 0.005  # a direction takes another's place only if shorter by this: ties go to the lowest bearing
EXACT_M: Final = 0.001
MANY_VERTICES: Final = 2000
LONG_EDGE_DEG: Final = 0.002  # edges are cut into such pieces, so that straight in lon/lat stays so in the plane
TRIES: Final = 5
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
        plane = _to_plane(geometry, self.strip)
        return shapely.transform(
            shapely.transform(plane, lambda xy: xy + np.array([east, north])),
            lambda xy: np.column_stack(to_lonlat(xy[:, 0], xy[:, 1], self.strip)),
        )


def strip_of(geometry: BaseGeometry) -> int:
    """The strip that the middle of a geometry lies in."""
    west, _, east, _ = geometry.bounds
    return math.floor((west + east) / 2.0 * PER_DEGREE)


def _to_plane(geometry: BaseGeometry, strip: int) -> BaseGeometry:
    cut = shapely.segmentize(geometry, LONG_EDGE_DEG)
    return shapely.transform(cut, lambda xy: np.column_stack(to_plane(xy[:, 0], xy[:, 1], strip)))


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
        if move.metres <= within_m and all(_kept(obstacle, move) for obstacle in obstacles):
            return move
    return None


def _kept(obstacle: Obstacle, move: Displacement) -> bool:
    there = move.moved(obstacle.footprint)
    if obstacle.within is not None and not shapely.covers(obstacle.within, there):
        return False
    return obstacle.zone.is_empty or separation(there, obstacle.zone).metres > obstacle.keep_m


@dataclass(frozen=True)
class _Planar:
    """An obstacle in the strip's plane; `footprint` holds the real one."""

    footprint: BaseGeometry
    zone: BaseGeometry
    keep_m: float
    within: BaseGeometry | None

    @staticmethod
    def of(obstacle: Obstacle, strip: int) -> _Planar:
        zone = _to_plane(obstacle.zone, strip)
        within = None if obstacle.within is None else _to_plane(obstacle.within, strip)
        shapely.prepare(zone)
        if within is not None:
            shapely.prepare(within)
        return _Planar(_simpler(_to_plane(obstacle.footprint, strip)), zone, obstacle.keep_m + MARGIN_M, within)

    def clear(self, east: float, north: float) -> bool:
        moved = shapely.transform(self.footprint, lambda xy: xy + np.array([east, north]))
        if shapely.dwithin(self.zone, moved, self.keep_m):
            return False
        return self.within is None or bool(shapely.covers(self.within, moved))


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

    def clear(self, metres: float, bearing_deg: float) -> bool:
        angle = math.radians(bearing_deg)
        east, north = metres * math.sin(angle), metres * math.cos(angle)
        return all(obstacle.clear(east, north) for obstacle in self.planar)

    def best(self) -> tuple[float, float] | None:
        """The least metres and their bearing."""
        found: tuple[float, float] | None = None
        for index in range(round(360.0 / COARSE_DEG)):
            found = self._try(index * COARSE_DEG, found)
        for step in FINE_DEG if found is not None else ():
            while found is not None:
                turned: tuple[float, float] | None = found
                for side in (-step, step):
                    turned = self._try((found[1] + side) % 360.0, turned)
                if turned == found:
                    break
                found = turned
        return found

    def _try(self, bearing: float, found: tuple[float, float] | None) -> tuple[float, float] | None:
        """The better of what was found and of the first clear place in a direction."""
        if found is None:
            low, high = 0.0, 0.5
            while not self.clear(min(high, self.within_m), bearing):
                if high >= self.within_m:
                    return None
                low, high = high, 2.0 * high
            high = min(high, self.within_m)
        else:
            low, high = 0.0, found[0] - BETTER_M
            if high <= 0.0 or not self.clear(high, bearing):
                return found
        return _bisected(lambda metres: self.clear(metres, bearing), low, high), bearing


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
    here, there = _to_plane(footprint, strip), _to_plane(zone, strip)
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
    here, there = _to_plane(footprint, strip), _to_plane(zone, strip)
    out = shapely.get_coordinates(shapely.difference(here, there))
    if len(out):
        return float(np.max(shapely.distance(shapely.points(out), there)))
    return float(shapely.distance(here, shapely.boundary(there)))
