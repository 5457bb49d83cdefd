"""Suspicion of shifted coordinates: do features lie in the counties whose codes they carry, or would they unshifted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.checks.report import Problem, warning
from layers.checks.scale import to_metres
from layers.delivery import Delivery
from layers.editions import Features
from layers.gcj02 import bd09_to_gcj02, gcj02_to_wgs84
from layers.regions import Regions

Points = NDArray[np.float64]

_REACH_M = 60.0  # how far a feature may stray from its county before it disagrees; the shift is some 550 m
_LEAST_GAIN = 0.1
_MOST_POINTS = 100_000
_CANDIDATES: Mapping[str, Callable[[Points], Points]] = {
    "GCJ02": gcj02_to_wgs84,
    "BD09": lambda lonlat: gcj02_to_wgs84(bd09_to_gcj02(lonlat)),
}


def check_datum(
    delivery: Delivery,
    geometries: NDArray[np.object_],
    usable: NDArray[np.bool_],
    regions: Regions,
    admin: Features | None,
) -> Iterator[Problem]:
    """A warning where the features fit the counties they are coded in clearly better once a shift is undone.

    The fit is the share of boundary length (each vertex stands for half of its two edges) within 60 m of the county:
    of its shoreline for a layer of the coast, of its area for any other. A candidate is named when it gains at least
    a tenth and leaves at most half of the misfit.
    """
    if admin is None:
        return
    rows, codes = _coded(delivery, usable, regions)
    outlines = _outlines(delivery, codes, regions, admin)
    points, weights, owner = _samples(geometries[rows])
    shares = {"": 0.0} | dict.fromkeys(_CANDIDATES, 0.0)
    total = 0.0
    for code, outline in outlines.items():
        mine = np.isin(owner, [position for position, own in enumerate(codes) if own == code])
        if not mine.any():
            continue
        total += float(weights[mine].sum())
        for name in shares:
            moved = _CANDIDATES[name](points[mine]) if name else points[mine]
            shares[name] += float(weights[mine][outline(moved)].sum())
    if total == 0.0:
        return
    before = shares.pop("") / total
    best = max(shares, key=lambda name: shares[name])
    after = shares[best] / total
    if after - before >= _LEAST_GAIN and 1.0 - after <= 0.5 * (1.0 - before):
        yield warning("datum_suspected", candidate=best, share=round(before, 3), share_unshifted=round(after, 3))


def _coded(delivery: Delivery, usable: NDArray[np.bool_], regions: Regions) -> tuple[list[int], list[str]]:
    """Rows that carry a county code, and that code (of a retired one its only successor)."""
    rows: list[int] = []
    codes: list[str] = []
    for name, attribute in delivery.kind.attributes.items():
        if attribute.holds != "region":
            continue
        for row in np.flatnonzero(usable).tolist():
            code = delivery.attributes[name][row]
            if code is None:
                continue
            successors = regions[str(code)].successors if code in regions else ()
            rows.append(row)
            codes.append(successors[0] if len(successors) == 1 else str(code))
    return rows, codes


def _outlines(
    delivery: Delivery, codes: list[str], regions: Regions, admin: Features
) -> dict[str, Callable[[Points], NDArray[np.bool_]]]:
    """Per code a test of which points (lon/lat) lie within reach of that county."""
    coastal = delivery.kind.applies.coast
    tests: dict[str, Callable[[Points], NDArray[np.bool_]]] = {}
    for code in sorted(set(codes)):
        rows = [
            row
            for row, own in enumerate(admin.attributes["code"])
            if own == code and (not coastal or admin.attributes["part"][row] == "land")
        ]
        if not rows or (coastal and code in regions and not regions[code].coast):
            continue
        place = shapely.union_all(admin.geometries[rows])
        project = to_metres(float(shapely.bounds(place)[[1, 3]].mean()))
        plane = shapely.transform(shapely.boundary(place) if coastal else place, project)
        shapely.prepare(plane)

        def near(lonlat: Points, plane: shapely.Geometry = plane, project: _Project = project) -> NDArray[np.bool_]:
            return np.asarray(shapely.dwithin(plane, shapely.points(project(lonlat)), _REACH_M), dtype=np.bool_)

        tests[code] = near
    return tests


_Project = Callable[[Points], Points]


def _samples(geometries: NDArray[np.object_]) -> tuple[Points, NDArray[np.float64], NDArray[np.intp]]:
    """Vertices (n, 2), the length each stands for in degrees, and the position of its geometry; thinned evenly."""
    lonlat, owner = shapely.get_coordinates(geometries, return_index=True)
    if not len(lonlat):
        return lonlat, np.zeros(0), owner
    steps = np.hypot(*np.diff(lonlat, axis=0).T)
    steps[np.diff(owner) != 0] = 0.0
    weights = (np.append(steps, 0.0) + np.insert(steps, 0, 0.0)) / 2.0
    every = len(lonlat) // _MOST_POINTS + 1
    return lonlat[::every], weights[::every], owner[::every]
