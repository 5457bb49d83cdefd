"""Whether two engines said the same: features equal, measures within what their definitions leave open."""

from __future__ import annotations

from collections.abc import Mapping

from shapely.geometry.base import BaseGeometry

from bench.peers.plain import GEOD, NEAREST_M, Located, geodesic_m2

Measures = Mapping[tuple[str, int], float]
# edges straight in longitude/latitude (ours) against geodesics (pyproj, PostGIS): on outlines of 500 ha at most 1.9e-5
# of the outline, and as much again where a peer cuts edges into pieces; lengths differ by 1e-8
AREA, LENGTH = 3e-5, 1e-7
LEAST_M2, LEAST_M = 0.05, 0.02  # allowed beside; a contact that only one of them has counts as 0 with the other
PLANE, PLANE_M = 6e-4, 0.02  # metres of EPSG:4549 at 1.9° beside its axis against geodesic metres


def located(_: object, expected: Located, got: Located) -> str | None:
    """The same features hold the point in every layer, and the nearest is as far away."""
    for layer, (holding, metres) in expected.items():
        other, there = got[layer]
        if holding != other:
            return f"{layer}: {holding} hold the point, not {other}"
        if metres is None or there is None:
            told = [one for one in (metres, there) if one is not None]
            if told and told[0] < NEAREST_M * (1 - PLANE):
                return f"{layer}: nearest at {metres} m, not {there} m"
        elif abs(metres - there) > PLANE_M + PLANE * metres:
            return f"{layer}: nearest at {metres} m, not {there} m"
    return None


def areas(place: BaseGeometry, expected: Measures, got: Measures) -> str | None:
    """The same overlaps, each within 0.05 m² and 3e-5 of the footprint."""
    return _measures(expected, got, LEAST_M2, AREA * geodesic_m2(place))


def lengths(place: BaseGeometry, expected: Measures, got: Measures) -> str | None:
    """The same overlaps, each within 2 cm and 1e-7 of the line."""
    return _measures(expected, got, LEAST_M, LENGTH * float(GEOD.geometry_length(place)))


def _measures(expected: Measures, got: Measures, least: float, tolerance: float) -> str | None:
    for key in expected.keys() | got.keys():
        one, other = expected.get(key, 0.0), got.get(key, 0.0)
        if abs(one - other) > tolerance + least:
            return f"{key}: {other}, not {one}"
    return None
