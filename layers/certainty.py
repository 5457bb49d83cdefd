"""How surely a footprint meets a place: nominal, inner and outer sets, and the shapes that break naive bands.

t is the 95 % bound (m) within which footprint and zone may be displaced against each other. A meeting is certain when
the footprint reaches the place even if moved by t, marginal when only a move by t makes it reach.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.bands import Band, Offset, shifted
from layers.engine import Measure, of_dimension, overlap
from layers.overlay import difference

Meeting = Literal["certain", "marginal", "none"]
HAIR_M = 1e-3


def meeting(footprint: BaseGeometry, band: Band, t: float, by: Offset = shifted) -> Meeting:
    """Whether a footprint meets a place: certainly, perhaps, or not."""
    if footprint.is_empty:
        return "none"
    if band.told(footprint).inner in ("some", "whole"):
        return "certain"
    if not band.reached(footprint):
        return "none"
    if band.reached(footprint, "inner"):
        return "certain"
    if band.reached(footprint, "nominal") and (
        band.reached(by(footprint, -t), "nominal") or passes_through(footprint, band.nominal, t, by)
    ):
        return "certain"
    return "marginal"


def passes_through(footprint: BaseGeometry, zone: BaseGeometry, t: float, by: Offset = shifted) -> bool:
    """Whether one connected piece of the footprint leaves the zone on both of its sides by more than t."""
    near = by(zone, t)
    wall = zone if shapely.get_dimensions(zone) == 2 else by(zone, HAIR_M)  # a line alone cuts no area in two
    for piece in _connected(footprint):
        if not shapely.intersects(piece, zone):
            continue
        beyond = _flat(difference(piece, near))
        if len(beyond) < 2:
            continue
        sides = _flat(difference(by(piece, 2 * t), wall))
        if len(sides) < 2:
            continue
        tree = shapely.STRtree(sides)
        reached = {int(side) for rest in beyond for side in tree.query(shapely.point_on_surface(rest), "intersects")}
        if len(reached) > 1:
            return True
    return False


def _connected(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The connected pieces of a geometry; lines that were cut where they cross hang together."""
    parts = _flat(geometry)
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    piece = np.arange(len(parts))
    while True:
        lowest = piece.copy()
        np.minimum.at(lowest, one, piece[other])
        lowest = lowest[lowest]
        if np.array_equal(lowest, piece):
            return [shapely.union_all(parts[piece == label]) for label in np.unique(piece)]
        piece = lowest


def overlap_range(
    footprint: BaseGeometry, zone: BaseGeometry, t: float, by: Offset = shifted
) -> tuple[Measure, Measure]:
    """Least and greatest overlap within the band: 0 ≤ least ≤ nominal ≤ greatest.

    Of a zone that is an area never more than the footprint's own measure; of one that is a line, the metres of it that
    the footprint would hold if shrunk and if grown by t, and the metres of the footprint's lines within t of it.
    """
    nominal = overlap(footprint, zone)
    surface = of_dimension(footprint, 2)
    eroded = overlap(by(surface, -t), zone)
    if shapely.get_dimensions(zone) == 1:
        held = overlap(by(surface, t), zone).length_m
        along = overlap(of_dimension(footprint, 1), by(zone, t)).length_m
        return Measure(length_m=min(nominal.length_m, eroded.length_m)), Measure(
            length_m=max(nominal.length_m, held + along)
        )
    inner = overlap(footprint, by(zone, -t))
    outer = overlap(footprint, by(zone, t))
    least = Measure(
        min(nominal.area_m2, max(inner.area_m2, eroded.area_m2)),
        min(nominal.length_m, max(inner.length_m, eroded.length_m)),
    )
    greatest = Measure(max(nominal.area_m2, outer.area_m2), max(nominal.length_m, outer.length_m))
    return least, greatest


def _flat(geometry: BaseGeometry) -> NDArray[np.object_]:
    """The points, lines and polygons that a geometry consists of."""
    return np.asarray(shapely.get_parts(shapely.get_parts(geometry)), dtype=object)
