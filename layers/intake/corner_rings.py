"""Rings of a corner file: where each begins, and which are holes - by containment, never by their number."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry
from layers.intake.delivered import too_few_places
from layers.notes import Note


def ring_points(xy: NDArray[np.float64], numbers: list[int]) -> list[NDArray[np.float64]]:
    """The vertices of each ring, shape (n, 2): a ring ends where its number changes or where it has closed."""
    rings: list[NDArray[np.float64]] = []
    start = 0
    for index in range(1, len(xy) + 1):
        at_end = index == len(xy)
        closed = index - start >= 4 and bool((xy[index - 1] == xy[start]).all())
        if at_end or numbers[index] != numbers[start] or closed:
            rings.append(xy[start:index])
            start = index
            if at_end:
                break
    return [ring for ring in rings if len(ring)]


def polygon_of(rings: list[NDArray[np.float64]], source: str) -> tuple[BaseGeometry, int, int]:
    """Polygon or multi-polygon of closed rings, and how many are outer rings and holes.

    A ring within an odd number of others is a hole of the smallest of them. Rings that cross stand as outer rings
    of their own, for the caller to judge. Raises BadGeometry for the same ring given twice.
    """
    if len(rings) == 1:
        return Polygon(rings[0]), 1, 0
    areas = [Polygon(ring).area for ring in rings]
    order = sorted(range(len(rings)), key=lambda index: -areas[index])
    solid = [_solid(Polygon(rings[index])) for index in order]
    lines = [LineString(rings[index]) for index in order]
    around: list[list[int]] = []
    for inner, line in enumerate(lines):
        around.append([outer for outer in range(inner) if solid[outer].covers(line)])
        if any(lines[outer].equals(line) for outer in around[-1]):
            raise BadGeometry(
                f"{source}：同一个环出现了两次；请删去一个", f"{source}: the same ring is given twice; delete one"
            )
    shells = [index for index in range(len(order)) if len(around[index]) % 2 == 0]
    holes: dict[int, list[NDArray[np.float64]]] = {index: [] for index in shells}
    for index in range(len(order)):
        if index not in holes:
            parent = max(outer for outer in around[index] if outer in holes)
            holes[parent].append(rings[order[index]])
    polygons = [Polygon(rings[order[index]], holes[index]) for index in shells]
    geometry = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    return geometry, len(shells), len(rings) - len(shells)


def outline_of(rings: list[NDArray[np.float64]], source: str) -> tuple[BaseGeometry, list[Note]]:
    """The polygon or multi-polygon of rings that may be open, and notes on what was closed and what is a hole.

    Raises BadGeometry for a ring of fewer than three different points, or one given twice.
    """
    notes: list[Note] = []
    closed = []
    for ring in rings:
        is_closed = bool((ring[0] == ring[-1]).all())
        whole = ring if is_closed else np.vstack([ring, ring[:1]])
        if len(whole) < 4:
            raise too_few_places(source, len(np.unique(whole, axis=0)), 3)
        if not is_closed:
            notes.append(Note("corner_ring_closed", {"source": source}))
        closed.append(whole)
    geometry, shells, holes = polygon_of(closed, source)
    if len(closed) > 1:
        notes.append(Note("rings_by_containment", {"source": source, "outer": shells, "holes": holes}))
    return geometry, notes


def _solid(polygon: Polygon) -> BaseGeometry:
    """What a ring encloses, for the test of containment only; a crossing ring has to be taken apart for it."""
    if polygon.is_valid:
        return polygon
    return shapely.make_valid(polygon, method="structure", keep_collapsed=False)
