"""Validity: what is broken is repaired beside its original, and what cannot be is refused; nothing is dropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType as Type
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon
from shapely.geometry.base import BaseGeometry

from layers import geodesy
from layers.checks.report import Place, Problem, error, warning
from layers.kinds import GeometryType

_FITTING: dict[GeometryType, tuple[Type, ...]] = {
    "polygon": (Type.POLYGON, Type.MULTIPOLYGON),
    "line": (Type.LINESTRING, Type.LINEARRING, Type.MULTILINESTRING),
    "point": (Type.POINT, Type.MULTIPOINT),
}
_ROUNDS = 4
_MOST_CHANGE = 0.1  # a repair that changes more than this share of the area is a guess


@dataclass(frozen=True)
class Mended:
    """(n,) geometries after repair, a mask of the usable ones, originals of the repaired ones by index."""

    geometries: NDArray[np.object_]
    usable: NDArray[np.bool_]
    delivered: dict[int, BaseGeometry]
    problems: tuple[Problem, ...]


def mend(geometries: NDArray[np.object_], sources: tuple[str, ...], wanted: GeometryType) -> Mended:
    """Repair what `shapely.make_valid` (structure method, nothing collapsed kept) repairs without a guess.

    A repair is a warning that states place, reason, area or length before and after, and parts lost. Errors: empty,
    of another type than the layer's, not finite, nothing left after repair, area changed by more than a tenth.
    Areas are in m² on CGCS2000; the area before repair is what each part's rings enclose.
    """
    out = geometries.copy()
    usable = np.ones(len(out), dtype=bool)
    delivered: dict[int, BaseGeometry] = {}
    problems: list[Problem] = []
    for index in np.flatnonzero(_needs_look(out, wanted)):
        found = _look(out[index], sources[index], wanted)
        problems += found.problems
        if found.geometry is None:
            usable[index] = False
        else:
            if found.repaired:
                delivered[int(index)] = geometries[index]
            out[index] = found.geometry
    return Mended(out, usable, delivered, tuple(problems))


def made_valid(polygon: BaseGeometry) -> BaseGeometry:
    """A polygon after repair: the crossings that repair computes are rounded, and may need repair themselves.

    Look whether it is valid: after a few rounds the last result is returned as it is.
    """
    for _ in range(_ROUNDS):
        if polygon.is_valid:
            break
        polygon = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    return polygon


def _needs_look(geometries: NDArray[np.object_], wanted: GeometryType) -> NDArray[np.bool_]:
    kinds = shapely.get_type_id(geometries)
    fitting = np.isin(kinds, [int(kind) for kind in _FITTING[wanted]])
    fine: NDArray[np.bool_] = fitting & ~shapely.is_empty(geometries) & ~shapely.is_missing(geometries)
    fine[fine] = shapely.is_valid(geometries[fine])
    return ~fine


@dataclass(frozen=True)
class _Found:
    geometry: BaseGeometry | None
    repaired: bool
    problems: tuple[Problem, ...]


def _refused(code: str, source: str, place: Place | None = None, **values: str | float) -> _Found:
    return _Found(None, False, (error(code, source, place, **values),))


def _look(geometry: BaseGeometry | None, source: str, wanted: GeometryType) -> _Found:
    if geometry is None or geometry.is_empty:
        return _refused("geometry_empty", source)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return _refused("geometry_not_finite", source)
    place = _first_vertex(geometry)
    single = _uncollected(geometry)
    if Type(int(shapely.get_type_id(single))) not in _FITTING[wanted]:
        return _refused("geometry_wrong_type", source, place, found=geometry.geom_type, wanted=wanted)
    if single.is_valid:
        return _Found(single, False, ())
    return _repair_polygon(single, source) if wanted == "polygon" else _repair_line(single, source, place)


def _uncollected(geometry: BaseGeometry) -> BaseGeometry:
    """A collection whose parts are all of one dimension as the multi-part geometry that it is."""
    if shapely.get_type_id(geometry) != Type.GEOMETRYCOLLECTION:
        return geometry
    parts = shapely.get_parts(shapely.get_parts(geometry))  # the parts of multi-part members
    kinds = set(shapely.get_type_id(parts).tolist())
    if kinds == {int(Type.POLYGON)}:
        return MultiPolygon(list(parts))
    if kinds == {int(Type.LINESTRING)}:
        return MultiLineString(list(parts))
    return MultiPoint(list(parts)) if kinds == {int(Type.POINT)} else geometry


def _repair_polygon(geometry: BaseGeometry, source: str) -> _Found:
    reason, place = _reason(geometry)
    repaired = made_valid(geometry)
    if repaired.is_empty or shapely.get_dimensions(repaired) < 2:
        return _refused("geometry_collapsed", source, place, reason=reason)
    before = float(geodesy.area(shapely.make_valid(shapely.get_parts(geometry), method="linework")).sum())
    after = float(geodesy.area(repaired)[0])
    share = abs(after - before) / max(after, before)
    values: dict[str, str | float] = {
        "reason": reason,
        "area_before_m2": round(before, 2),
        "area_after_m2": round(after, 2),
        "parts_before": int(shapely.get_num_geometries(geometry)),
        "parts_after": int(shapely.get_num_geometries(repaired)),
        "rings_before": _ring_count(geometry),
        "rings_after": _ring_count(repaired),
    }
    if share > _MOST_CHANGE or not repaired.is_valid:
        return _refused("geometry_beyond_repair", source, place, **values)
    return _Found(repaired, True, (warning("geometry_repaired", source, place, **values),))


def _repair_line(geometry: BaseGeometry, source: str, place: Place) -> _Found:
    """Leave out the parts that have no length; a line without any is refused."""
    parts = shapely.get_parts(geometry)
    kept = parts[shapely.is_valid(parts)]
    if not len(kept) or shapely.get_dimensions(kept[0]) == 0:
        return _refused("geometry_collapsed", source, place, reason="no length")
    repaired = LineString(kept[0]) if len(kept) == 1 else MultiLineString(list(kept))
    length = float(geodesy.length(repaired)[0])
    values = {"length_m": round(length, 3), "parts_before": len(parts), "parts_after": len(kept)}
    return _Found(repaired, True, (warning("line_parts_without_length", source, place, **values),))


def _ring_count(geometry: BaseGeometry) -> int:
    polygons = shapely.get_parts(geometry)
    return int(len(polygons) + shapely.get_num_interior_rings(polygons).sum())


def _first_vertex(geometry: BaseGeometry) -> Place:
    lon, lat = shapely.get_coordinates(geometry)[0]
    return float(lon), float(lat)


def _reason(geometry: BaseGeometry) -> tuple[str, Place]:
    """The reason of GEOS without its place, and the place."""
    text = shapely.is_valid_reason(geometry)
    reason, bracket, rest = text.partition("[")
    numbers = rest.rstrip("]").split()
    if not bracket or len(numbers) < 2:
        return reason.strip(), _first_vertex(geometry)
    return reason.strip(), (float(numbers[0]), float(numbers[1]))
