"""How surely a footprint meets a place: nominal, inner and outer sets, and the shapes that break naive bands.

t is the 95 % bound (m) within which footprint and zone may be displaced against each other. A meeting is certain when
the footprint reaches the place even if moved by t, marginal when only a move by t makes it reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.engine import Measure, of_dimension, overlap, size
from layers.offsets import grow, offset, shrink
from layers.snapshot import EMPTY

Meeting = Literal["certain", "marginal", "none"]
Vertices = NDArray[np.float64]
SAME_VERTEX_M = 0.01
METRES_PER_DEGREE = 110_574.0


@dataclass(frozen=True)
class Band:
    """A place as three sets (EPSG:4490, exact near the footprint): `inner` within `nominal` within `outer`."""

    nominal: BaseGeometry
    inner: BaseGeometry
    outer: BaseGeometry

    @staticmethod
    def crisp(place: BaseGeometry) -> Band:
        """A place without a band: what is known exactly."""
        return Band(place, place, place)

    @staticmethod
    def around(zone: BaseGeometry, t: float, grown_m: float = 0.0) -> Band:
        """The zone grown by `grown_m`, with the band of t metres."""
        return Band(_offset(zone, grown_m), _offset(zone, grown_m - t), _offset(zone, grown_m + t))

    def complement(self, within: BaseGeometry) -> Band:
        """What of `within` lies outside the place."""
        return Band(
            shapely.difference(within, self.nominal),
            shapely.difference(within, self.outer),
            shapely.difference(within, self.inner),
        )

    def or_perhaps(self, somewhere: BaseGeometry) -> Band:
        """The same, where `somewhere` may belong to the place too for all that is known."""
        return self if somewhere.is_empty else Band(self.nominal, self.inner, shapely.union(self.outer, somewhere))


def intersect(bands: Sequence[Band]) -> Band:
    """What belongs to every band."""
    nominal, inner, outer = bands[0].nominal, bands[0].inner, bands[0].outer
    for band in bands[1:]:
        nominal = shapely.intersection(nominal, band.nominal)
        inner = shapely.intersection(inner, band.inner)
        outer = shapely.intersection(outer, band.outer)
    return Band(nominal, inner, outer)


def unite(bands: Sequence[Band]) -> Band:
    """What belongs to any band."""
    return Band(
        shapely.union_all([band.nominal for band in bands]),
        shapely.union_all([band.inner for band in bands]),
        shapely.union_all([band.outer for band in bands]),
    )


def meeting(footprint: BaseGeometry, band: Band, t: float) -> Meeting:
    """Whether a footprint meets a place: certainly, perhaps, or not."""
    if footprint.is_empty or not shapely.intersects(footprint, band.outer):
        return "none"
    if shapely.intersects(footprint, band.inner):
        return "certain"
    if shapely.intersects(footprint, band.nominal) and (
        shapely.intersects(shrink(footprint, t), band.nominal) or passes_through(footprint, band.nominal, t)
    ):
        return "certain"
    return "marginal"


def passes_through(footprint: BaseGeometry, zone: BaseGeometry, t: float) -> bool:
    """Whether one connected piece of the footprint leaves the zone on both of its sides by more than t."""
    near = _offset(zone, t)
    for piece in shapely.get_parts(footprint):
        if not shapely.intersects(piece, zone):
            continue
        beyond = shapely.get_parts(shapely.difference(piece, near))
        sides = shapely.get_parts(shapely.difference(grow(piece, 2 * t), zone))
        if len(beyond) < 2 or len(sides) < 2:
            continue
        tree = shapely.STRtree(sides)
        reached = {int(side) for rest in beyond for side in tree.query(shapely.point_on_surface(rest), "intersects")}
        if len(reached) > 1:
            return True
    return False


def overlap_range(footprint: BaseGeometry, zone: BaseGeometry, t: float) -> tuple[Measure, Measure]:
    """Least and greatest overlap within the band: 0 ≤ least ≤ nominal ≤ greatest ≤ the footprint's own measure."""
    inner = overlap(footprint, _offset(zone, -t))
    eroded = overlap(_offset(footprint, -t), zone)
    outer = overlap(footprint, _offset(zone, t))
    nominal = overlap(footprint, zone)
    least = Measure(
        min(nominal.area_m2, max(inner.area_m2, eroded.area_m2)),
        min(nominal.length_m, max(inner.length_m, eroded.length_m)),
    )
    greatest = Measure(max(nominal.area_m2, outer.area_m2), max(nominal.length_m, outer.length_m))
    return least, greatest


def shares_border(footprint: BaseGeometry, zone: BaseGeometry, t: float) -> bool:
    """Whether the two touch only along a border drawn from the same vertices, so that there is no occupation.

    Every vertex of the footprint within t of the zone is one of the zone's (to 0.01 m), between the first and the last
    of each run the footprint has all of the zone's vertices, and nothing overlaps beyond that 0.01 m.
    """
    surface, zone_surface = of_dimension(footprint, 2), of_dimension(zone, 2)
    if surface.is_empty or zone_surface.is_empty:
        return False
    zone_rings = _rings(zone_surface)
    tree = shapely.STRtree([shapely.Point(vertex) for ring in zone_rings for vertex in ring])
    starts = np.cumsum([0, *(len(ring) for ring in zone_rings)])
    close = _offset(zone_surface, t)
    shared_m = 0.0
    for ring in _rings(surface):
        names = _zone_vertices(ring, tree)
        within = shapely.intersects_xy(close, ring[:, 0], ring[:, 1])
        if np.any(within & (names < 0)) or not _runs_are_whole(names, starts):
            return False
        shared_m += _perimeter(ring) if np.any(names >= 0) else 0.0
    return shared_m > 0 and overlap(surface, zone_surface).area_m2 <= SAME_VERTEX_M * shared_m


def _rings(surface: BaseGeometry) -> list[Vertices]:
    return [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(shapely.get_parts(surface))]


def _perimeter(ring: Vertices) -> float:
    return size(shapely.LinearRing(ring)).length_m


def _zone_vertices(ring: Vertices, tree: shapely.STRtree) -> NDArray[np.intp]:
    """Index of the zone's vertex at each vertex of the ring, -1 where there is none."""
    names = np.full(len(ring), -1, dtype=np.intp)
    reach = SAME_VERTEX_M / METRES_PER_DEGREE
    found, which = tree.query_nearest(shapely.points(ring), max_distance=reach, all_matches=False)
    names[found] = which
    return names


def _runs_are_whole(names: NDArray[np.intp], starts: NDArray[np.intp]) -> bool:
    """Whether consecutive shared vertices of the footprint are consecutive vertices of one ring of the zone."""
    following = np.roll(names, -1)
    both = (names >= 0) & (following >= 0)
    ring = np.searchsorted(starts, names[both], side="right") - 1
    first, count = starts[ring], starts[ring + 1] - starts[ring]
    here, there = names[both] - first, following[both] - first
    step = (there - here) % count
    return bool(np.all((there >= 0) & (there < count) & ((step == 1) | (step == count - 1))))


def _offset(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    return EMPTY if geometry.is_empty else offset(geometry, metres)
