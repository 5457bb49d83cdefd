"""How deep a footprint lies in a zone, and how far it reaches out of one; in the plane of its strip."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.clearance import EXACT_M, LONG_EDGE_DEG
from layers.translation import in_plane, strip_of


def depth(footprint: BaseGeometry, zone: BaseGeometry, t: float) -> float:
    """How deep a footprint lies in a zone: metres, to 1 mm, at most t.

    The least s for which neither the footprint reaches the zone shrunk by s, nor the footprint shrunk by s the zone:
    with an accuracy better than s the meeting would be certain. The zone must be exact within 4t of the footprint.
    """
    strip = strip_of(footprint)
    here, there = in_plane(footprint, strip, LONG_EDGE_DEG), in_plane(zone, strip, LONG_EDGE_DEG)
    low, high = 0.0, t
    while high - low > EXACT_M:
        s = (low + high) / 2.0
        reached = shapely.intersects(here, shapely.buffer(there, -s)) or shapely.intersects(
            shapely.buffer(here, -s), there
        )
        low, high = (s, high) if reached else (low, s)
    return high


def overhang(footprint: BaseGeometry, zone: BaseGeometry) -> float:
    """How far (m) a footprint reaches out of a zone; where it does not, how near it comes to the zone's border."""
    strip = strip_of(footprint)
    here, there = in_plane(footprint, strip, LONG_EDGE_DEG), in_plane(zone, strip, LONG_EDGE_DEG)
    out = shapely.get_coordinates(shapely.difference(here, there))
    if len(out):
        return float(np.max(shapely.distance(shapely.points(out), there)))
    return float(shapely.distance(here, shapely.boundary(there)))
