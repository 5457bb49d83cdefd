"""What can be told of distances without measuring them: surely beyond, surely within, surely deep inside.

Degrees are compared, which is quick. False tells nothing: then the question has to be measured. What is told holds
with a margin over whatever an exact offset or distance rounds away, so that both always agree.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.checks.scale import metres_per_degree
from layers.overlay import AREAS
from layers.window import METRES_PER_DEGREE

_LONGEST: Final = 111_700.0  # metres; no degree is longer (one of latitude at the poles has 111 694 m)
_MARGIN_M: Final = 0.02
_SLACK: Final = 2e-3  # share by which geodesics may leave the parallels and meridians looked at
_FAR_M: Final = 100.0  # from here on the width of what degrees leave in doubt is worth a second look
_FARTHEST_M: Final = 20_000.0
_BENT: Final = 1e-4  # share by which a geodesic of that length may be shorter than one that keeps to the plane
_FEW: Final = 256  # vertices, each of which is looked at
_HIGHEST: Final = 80.0  # degrees of latitude, as in `layers.offsets`


def beyond(footprint: BaseGeometry, geometry: BaseGeometry, metres: float) -> bool:
    """Whether all of a geometry surely lies farther than `metres` from a footprint (both EPSG:4490)."""
    if footprint.is_empty or geometry.is_empty:
        return False
    if not shapely.dwithin(footprint, geometry, most_degrees(footprint, metres)):
        return True
    return _FAR_M <= metres <= _FARTHEST_M and _apart(footprint, geometry, metres)[0] > metres


def within(footprint: BaseGeometry, geometry: BaseGeometry, metres: float) -> bool:
    """Whether something of a geometry surely lies nearer than `metres` to a footprint (both EPSG:4490)."""
    if footprint.is_empty or geometry.is_empty:
        return False
    least = (metres - _MARGIN_M) / (_LONGEST * (1.0 + _SLACK))
    if least > 0.0 and shapely.dwithin(footprint, geometry, least):
        return True
    return _FAR_M <= metres <= _FARTHEST_M and _apart(footprint, geometry, metres)[1] < metres


def deep(footprint: BaseGeometry, zone: BaseGeometry, metres: float) -> bool:
    """Whether a footprint surely lies wholly in a polygonal zone, farther than `metres` from its border."""
    if zone.geom_type not in AREAS or footprint.is_empty or not shapely.covers(zone, footprint):
        return False
    return beyond(footprint, shapely.boundary(zone), metres)


def reaches_deep(footprint: BaseGeometry, zone: BaseGeometry, metres: float) -> bool:
    """Whether a footprint surely reaches a place of a polygonal zone farther than `metres` from its border.

    Looked for at its vertices only, where these are few.
    """
    if zone.geom_type not in AREAS or shapely.get_num_coordinates(footprint) > _FEW:
        return False
    xy = shapely.get_coordinates(footprint)
    inside = xy[shapely.intersects_xy(zone, xy[:, 0], xy[:, 1])]
    if not len(inside):
        return False
    apart = shapely.distance(shapely.boundary(zone), shapely.points(inside))
    return bool(np.max(apart) > most_degrees(footprint, metres))


def _apart(footprint: BaseGeometry, geometry: BaseGeometry, metres: float) -> tuple[float, float]:
    """Least and greatest possible distance in metres, where it is not much more than `metres`.

    In the plane in which a degree is as long as in the middle of the two: nowhere near is one shorter or longer than at
    the southernmost or northernmost place of it.
    """
    _, south, _, north = footprint.bounds
    tall = metres / METRES_PER_DEGREE
    edges = [south - tall, north + tall, (south + north) / 2.0]
    scales = np.array([metres_per_degree(one) for one in (*edges, 0.0 if edges[0] < 0.0 < edges[1] else south)])
    ratio = scales / scales[2]
    here, there = (shapely.transform(one, lambda xy: xy * scales[2]) for one in (footprint, geometry))
    apart = float(shapely.distance(here, there))
    return apart * float(ratio.min()) * (1.0 - _BENT) - _MARGIN_M, apart * float(ratio.max()) * (
        1.0 + _BENT
    ) + _MARGIN_M


def span_m(footprint: BaseGeometry) -> float:
    """Metres that no two places of a footprint are farther apart; infinite where no such bound is known."""
    west, south, east, north = footprint.bounds
    if max(abs(south), abs(north)) >= _HIGHEST:
        return math.inf
    wide = (east - west) * math.cos(math.radians(min(abs(south), abs(north)) if south * north > 0.0 else 0.0))
    return math.hypot(wide, north - south) * _LONGEST * (1.0 + _SLACK) + _MARGIN_M


def most_degrees(footprint: BaseGeometry, metres: float) -> float:
    """Degrees, taken as lengths in a plane, that nothing within `metres` of a footprint is apart from it.

    Infinite where no such bound is known: beyond 80° of latitude.
    """
    _, south, _, north = footprint.bounds
    wide = (metres + _MARGIN_M) * (1.0 + _SLACK)
    highest = max(abs(south), abs(north)) + wide / METRES_PER_DEGREE
    return wide / (METRES_PER_DEGREE * math.cos(math.radians(highest))) if highest < _HIGHEST else math.inf
