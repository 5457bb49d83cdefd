"""A second way to every answer: one transverse Mercator, shapely's own buffers, sets written as the design has them."""

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import Transformer
from world import LAT, LON

_TO_PLANE = Transformer.from_pipeline(
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
    f"+step +proj=tmerc +lat_0={LAT} +lon_0={LON} +k=1 +ellps=GRS80"
)
Sets = tuple[shapely.Geometry, shapely.Geometry, shapely.Geometry]  # nominal, inner, outer


def plane(geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry in metres, its edges cut so finely that they keep their course."""
    fine = shapely.segmentize(geometry, 4e-4)
    return shapely.transform(fine, lambda c: np.column_stack(_TO_PLANE.transform(c[:, 0], c[:, 1])))


def flat(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    """The non-empty points, lines and polygons of a geometry."""
    return [part for part in shapely.get_parts(shapely.get_parts(geometry)) if not part.is_empty]


def of_dimension(geometry: shapely.Geometry, dimension: int) -> shapely.Geometry:
    """The union of the parts of one dimension."""
    return shapely.union_all([part for part in flat(geometry) if shapely.get_dimensions(part) == dimension])


def grown(geometry: shapely.Geometry, metres: float) -> shapely.Geometry:
    """The geometry grown or shrunk."""
    return geometry if metres == 0 else geometry.buffer(metres, quad_segs=64)


def around(zone: shapely.Geometry, t: float, grow_m: float = 0.0) -> Sets:
    """Inside a zone, or within `grow_m` metres of it."""
    return grown(zone, grow_m), grown(zone, grow_m - t), grown(zone, grow_m + t)


def outside(zone: shapely.Geometry, t: float, within: shapely.Geometry) -> Sets:
    """Outside a zone."""
    return within.difference(zone), within.difference(grown(zone, t)), within.difference(grown(zone, -t))


def joined(sets: Sequence[Sets], *, every: bool) -> Sets:
    """All, or any, of several places; a mere border in common belongs to none for certain."""
    join = shapely.intersection_all if every else shapely.union_all
    nominal, inner, outer = (join([members[index] for members in sets]) for index in range(3))
    return of_dimension(nominal, 2), of_dimension(inner, 2), outer


def truth(footprint: shapely.Geometry, sets: Sets, t: float) -> bool | None:
    """Whether a footprint meets a place: True, False, or None where only a shift by t makes it so."""
    nominal, inner, outer = sets
    if outer.is_empty or footprint.distance(outer) > 0:
        return False
    core = of_dimension(footprint, 2).buffer(-t, quad_segs=64)
    if footprint.intersects(inner) or core.intersects(nominal) or _passes(footprint, nominal, t):
        return True
    return None


def _passes(footprint: shapely.Geometry, zone: shapely.Geometry, t: float) -> bool:
    for piece in _connected(footprint):
        sides = flat(grown(piece, 2 * t).difference(zone))
        beyond = flat(piece.difference(grown(zone, t)))
        hit = {i for part in beyond for i, side in enumerate(sides) if side.intersects(part.representative_point())}
        if len(hit) > 1 and piece.intersects(zone):
            return True
    return False


def _connected(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    left, found = flat(geometry), []
    while left:
        piece = [left.pop()]
        while near := [part for part in left if any(part.distance(member) < 1e-6 for member in piece)]:
            piece += near
            left = [part for part in left if not any(part is member for member in near)]
        found.append(shapely.union_all(piece))
    return found


def overlap(footprint: shapely.Geometry, zone: shapely.Geometry) -> tuple[float, float]:
    """Area, and metres of lines inside without those along the border."""
    inside = of_dimension(of_dimension(footprint, 1).intersection(zone), 1).difference(zone.boundary)
    return of_dimension(footprint, 2).intersection(zone).area, of_dimension(inside, 1).length
