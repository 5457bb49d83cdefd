"""Borders in common: whether two areas touch only along a border that was drawn from the same vertices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.engine import of_dimension
from layers.offsets import grow
from layers.overlay import difference, intersection

Vertices = NDArray[np.float64]
SAME_VERTEX = 0.01 / 110_574.0  # degrees: 0.01 m


def shares_border(footprint: BaseGeometry, zone: BaseGeometry, t: float) -> bool:
    """Whether the two touch only along a border drawn from the same vertices, so that there is no occupation.

    Every vertex of the footprint within t of the zone is one of the zone's (to 0.01 m), between the first and the last
    of each run the footprint has all of the zone's vertices, drawn with them nothing overlaps, and the footprint comes
    within t of the zone nowhere else.
    """
    surface, zone_surface = of_dimension(footprint, 2), of_dimension(zone, 2)
    if surface.is_empty or zone_surface.is_empty:
        return False
    border = _Border(zone_surface)
    rings, polygon = shapely.get_rings(shapely.get_parts(surface), return_index=True)
    corners = [shapely.get_coordinates(ring)[:-1] for ring in rings]
    names = [border.at(ring) for ring in corners]
    if not any(np.any(found >= 0) for found in names):
        return False
    drawn = [border.redraw(ring, found) for ring, found in zip(corners, names, strict=True)]
    whole = [ring for ring in drawn if ring is not None]
    if len(whole) < len(drawn) or not _apart(whole, polygon, zone_surface):
        return False
    close = grow(zone_surface, t)
    vertices, shared = np.concatenate(corners), np.concatenate(names) >= 0
    if np.any(shapely.intersects_xy(close, vertices[:, 0], vertices[:, 1]) & ~shared):
        return False
    rest = difference(footprint, surface)  # lines and points occupy what they lie on
    touched = shapely.multipoints(vertices[shared])
    return not shapely.intersects(rest, close) and all(
        shapely.intersects(piece, touched)
        for piece in shapely.get_parts(shapely.get_parts(intersection(surface, close)))
    )


class _Border:
    """The vertices of a zone's rings, found by position."""

    def __init__(self, surface: BaseGeometry) -> None:
        rings = [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(shapely.get_parts(surface))]
        self._xy: Vertices = np.concatenate(rings)
        self._starts = np.cumsum([0, *(len(ring) for ring in rings)])
        self._tree = shapely.STRtree(np.asarray(shapely.points(self._xy), dtype=object))

    def at(self, ring: Vertices) -> NDArray[np.intp]:
        """Index of the zone's vertex within 0.01 m of each vertex of the ring, -1 where there is none."""
        names = np.full(len(ring), -1, dtype=np.intp)
        found, which = self._tree.query_nearest(shapely.points(ring), max_distance=SAME_VERTEX, all_matches=False)
        names[found] = which
        return names

    def redraw(self, ring: Vertices, names: NDArray[np.intp]) -> Vertices | None:
        """The ring with the zone's own vertices where it follows the zone; None where it skips one of them."""
        drawn = np.where((names >= 0)[:, None], self._xy[names], ring)
        following = np.roll(names, -1)
        ring_of = np.searchsorted(self._starts, names, side="right")
        neighbours = (ring_of == np.roll(ring_of, -1)) & (np.abs(names - following) <= 1)
        for index in np.flatnonzero((names >= 0) & (following >= 0) & ~neighbours)[::-1]:
            between = self._between(int(names[index]), int(following[index]))
            if between is None:
                return None
            drawn = np.insert(drawn, index + 1, between, axis=0)
        return drawn

    def _between(self, one: int, other: int) -> Vertices | None:
        """The zone's vertices from one of them to another where they lie on the straight way, None where not."""
        ring = int(np.searchsorted(self._starts, one, side="right")) - 1
        first, count = int(self._starts[ring]), int(self._starts[ring + 1] - self._starts[ring])
        if not first <= other < first + count:
            return None
        edge = shapely.LineString(self._xy[[one, other]])
        for step in (1, -1):
            ahead = np.arange(1, step * (other - one) % count)
            stretch = self._xy[first + (one - first + step * ahead) % count]
            if np.all(shapely.distance(shapely.points(stretch), edge) <= SAME_VERTEX):
                return stretch
        return None


def _apart(rings: Sequence[Vertices], polygon: NDArray[np.intp], zone: BaseGeometry) -> bool:
    """Whether the polygons of these rings are valid and have no inner point in common with the zone."""
    for index in range(int(polygon[-1]) + 1):
        shell, *holes = (ring for ring, owner in zip(rings, polygon, strict=True) if owner == index)
        drawn = shapely.Polygon(shell, holes)
        if not shapely.is_valid(drawn) or not shapely.relate_pattern(drawn, zone, "F********"):
            return False
    return True
