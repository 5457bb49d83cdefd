"""How a footprint can be moved to keep a distance from zones.

Moves are translations in the transverse Mercator of the strip (`layers.offsets.strips`) that the footprint lies in. A
footprint of very many vertices is searched by a simpler one that holds it: the move found is then enough, if not least.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.clearance import EXACT_M, LONG_EDGE_DEG, MANY_VERTICES, MARGIN_M, Clearance, Obstacle, clearance
from layers.geodesy.flat import Floats
from layers.offsets import separation
from layers.offsets.strips import geometry_to_lonlat
from layers.translation import in_plane

__all__ = ["EXACT_M", "MANY_VERTICES", "MARGIN_M", "Displacement", "Obstacle", "displacement"]

COARSE_DEG: Final = 5.0  # directions tried first, and the steps by which the best of them is then turned
FINE_DEG: Final = (2.5, 1.0, 0.5)
BETTER_M: Final = 0.005  # a direction takes another's place only if shorter by this: ties go to the lowest bearing
TRIES: Final = 5
PLANE_M: Final = 1000.0  # up to here the geodesic distance need not be asked beside that in the plane
_NARROW_DEG: Final = 0.1  # a footprint of this width moves within 20 km of its meridian: a metre is true to 5e-6


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
    search = _Search(clearance(obstacles, strip), within_m)
    if search.clear(0.0, 0.0):
        return Displacement(0.0, 0.0, strip)
    found = search.best()
    if found is None:
        return None
    metres = math.ceil(round(found[0] / 0.1, 6)) * 0.1
    for attempt in range(TRIES):
        move = Displacement(round(metres + attempt * 0.1, 1), found[1], strip)
        if move.metres <= within_m and _kept(obstacles, move, search.told):
            return move
    return None


def _kept(obstacles: Sequence[Obstacle], move: Displacement, told: Clearance) -> bool:
    """Whether every distance is kept on the ellipsoid, as far as the plane does not tell by the geodesic distance."""
    if any(one.within is not None and not shapely.covers(one.within, move.moved(one.footprint)) for one in obstacles):
        return False
    near = all(one.keep_m <= PLANE_M and _close_to_meridian(one.footprint) for one in obstacles)
    if near and told.first_clear(_moves([move.metres], [move.bearing_deg])) == 0:
        return True
    return all(
        one.zone.is_empty or separation(move.moved(one.footprint), one.zone).metres > one.keep_m for one in obstacles
    )


def _close_to_meridian(footprint: BaseGeometry) -> bool:
    """Whether it lies, with all that a move reaches, where distances in its plane are those on the ellipsoid."""
    west, _, east, _ = footprint.bounds
    return bool(east - west <= _NARROW_DEG)


def _moves(metres: Sequence[float], bearings: Sequence[float]) -> Floats:
    """Metres east and north, (m, 2), of every distance in every direction, by direction."""
    ways = np.array([_way(bearing) for bearing in bearings])
    return np.asarray(ways[:, None, :] * np.asarray(metres)[:, None]).reshape(-1, 2)


@cache
def _way(bearing_deg: float) -> tuple[float, float]:
    """One metre in a direction, east and north; directions are tried by half degrees."""
    angle = math.radians(bearing_deg)
    return math.sin(angle), math.cos(angle)


class _Search:
    """Directions, each walked to its first clear place, as far as that is nearer than the best so far."""

    def __init__(self, told: Clearance, within_m: float) -> None:
        self.told, self.within_m = told, within_m

    def clear(self, metres: float, bearing_deg: float) -> bool:
        return self.told.first_clear(_moves([metres], [bearing_deg])) == 0

    def best(self) -> tuple[float, float] | None:
        """The least metres and their bearing."""
        left = [index * COARSE_DEG for index in range(round(360.0 / COARSE_DEG))]
        found = self._any(left)
        if found is None:
            return None
        left = left[left.index(found[1]) + 1 :]
        while left and found[0] > BETTER_M:  # what is not clear at the best so far is passed over, all of it at once
            shorter = found[0] - BETTER_M
            first = self.told.first_clear(_moves([shorter], left))
            if first is None:
                break
            found = self._bisected(left[first], 0.0, shorter), left[first]
            left = left[first + 1 :]
        for step in FINE_DEG:
            while found[0] > BETTER_M:
                turned = found
                for side in ((found[1] - step) % 360.0, (found[1] + step) % 360.0):
                    shorter = turned[0] - BETTER_M
                    if shorter > 0.0 and self.clear(shorter, side):
                        turned = self._bisected(side, 0.0, shorter), side
                if turned == found:
                    break
                found = turned
        return found

    def _any(self, bearings: Sequence[float]) -> tuple[float, float] | None:
        """The first clear place in the first of some directions that has one, by steps twice as long each."""
        doubled = [0.5]
        while doubled[-1] < self.within_m:
            doubled.append(min(2.0 * doubled[-1], self.within_m))
        steps = [min(metres, self.within_m) for metres in doubled]
        first = self.told.first_clear(_moves(steps, bearings))
        if first is None:
            return None
        bearing, number = bearings[first // len(steps)], first % len(steps)
        return self._bisected(bearing, 0.0 if number == 0 else steps[number - 1], steps[number]), bearing

    def _bisected(self, bearing: float, low: float, high: float) -> float:
        return self.told.bisected(_way(bearing), low, high)
