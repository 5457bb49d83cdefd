"""The drawing board: a local plane in metres, smooth noise, and shapes with natural-looking borders.

Everything invented is drawn here and brought back to longitude/latitude. The plane is a plain scaling about
(120.5 E, 27.8 N), good to a few per mille over the demo: shapes are drawn with it, nothing is measured with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

ORIGIN = (120.5, 27.8)
M_PER_DEG_LAT = 110_800.0
M_PER_DEG_LON = 98_500.0
GRID = 1e-7  # degrees, about 1 cm: every stored coordinate lies on it

Coordinates = NDArray[np.float64]


def to_plane(geometry: BaseGeometry) -> BaseGeometry:
    """A longitude/latitude geometry in plane metres."""
    return shapely.transform(geometry, lambda c: (c - ORIGIN) * (M_PER_DEG_LON, M_PER_DEG_LAT))


def to_lonlat(geometry: BaseGeometry) -> BaseGeometry:
    """A plane geometry in longitude/latitude, rounded to the grid."""
    return shapely.transform(geometry, lambda c: np.round(c / (M_PER_DEG_LON, M_PER_DEG_LAT) + ORIGIN, 7))


def place(lon: float, lat: float) -> Coordinates:
    """One position in plane metres."""
    return np.array([(lon - ORIGIN[0]) * M_PER_DEG_LON, (lat - ORIGIN[1]) * M_PER_DEG_LAT])


def points(coordinates: Coordinates) -> NDArray[np.object_]:
    """One point per row."""
    return np.array([Point(row) for row in coordinates], dtype=object)


def along(line: BaseGeometry, distances: Coordinates) -> Coordinates:
    """Positions at these distances along a line, shape (n, 2)."""
    return np.array(
        [
            shapely.get_coordinates(shapely.line_interpolate_point(LineString(shapely.get_coordinates(line)), d))[0]
            for d in distances
        ]
    )


def path(*positions: tuple[float, float]) -> Coordinates:
    """Positions (longitude, latitude) in plane metres, shape (n, 2)."""
    return np.array([place(*position) for position in positions])


class Warp:
    """A smooth displacement of the plane, gentle enough never to fold it.

    Octaves of waves from `longest` down by halves; each displaces by `strength` of its wavelength, so that a
    straight border bends at every scale while neighbours keep sharing it.
    """

    def __init__(self, seed: int, longest: float, octaves: int, strength: float = 0.03) -> None:
        rng = np.random.default_rng(seed)
        self._waves: list[tuple[Coordinates, Coordinates, Coordinates]] = []
        for octave in range(octaves):
            length = longest / 2**octave
            angle = rng.uniform(0, 2 * math.pi, 3)
            wave = 2 * math.pi / length * np.stack([np.cos(angle), np.sin(angle)])
            self._waves.append((wave, rng.uniform(0, 2 * math.pi, (2, 3)), np.full(2, strength * length / 1.7)))

    def __call__(self, coordinates: Coordinates) -> Coordinates:
        """Displaced positions, shape (n, 2)."""
        moved = coordinates.copy()
        for wave, phase, amplitude in self._waves:
            angle = coordinates @ wave
            for axis in (0, 1):
                moved[:, axis] += amplitude[axis] * np.cos(angle + phase[axis]).sum(axis=1)
        return moved


def blob(
    centre: Coordinates, radius: float, seed: int, *, stretch: float = 1.0, turn: float = 0.0, roughness: float = 0.16
) -> BaseGeometry:
    """A star-shaped patch with a rough outline: radius times a random series falling off as 1/k^1.15."""
    rng = np.random.default_rng(seed)
    count = max(90, int(radius / 14))
    theta = np.arange(count) * (2 * math.pi / count)
    r = np.ones(count)
    for k in range(2, 48):
        r += roughness * k**-1.15 * rng.normal() * np.cos(k * theta + rng.uniform(0, 2 * math.pi))
    r = radius * np.maximum(r, 0.35)
    x, y = r * np.cos(theta) * stretch, r * np.sin(theta) / stretch
    c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    ring = np.stack([centre[0] + c * x - s * y, centre[1] + s * x + c * y], axis=1)
    return shapely.make_valid(Polygon(ring), method="structure", keep_collapsed=False)


def massif(spine: Coordinates, radius: float, seed: int) -> BaseGeometry:
    """Several patches along a spine, as one: a mountain area."""
    rng = np.random.default_rng(seed)
    length = float(shapely.length(LineString(spine)))
    line = LineString(spine)
    stops = np.linspace(0, length, max(2, int(length / (0.8 * radius)) + 1))
    patches = []
    for index, stop in enumerate(stops):
        at = shapely.get_coordinates(shapely.line_interpolate_point(line, stop))[0] + rng.normal(0, 0.25 * radius, 2)
        size, stretch, turn = radius * rng.uniform(0.6, 1.1), rng.uniform(1.0, 1.5), rng.uniform(0, 180)
        patches.append(blob(at, size, seed * 100 + index, stretch=stretch, turn=turn, roughness=0.3))
    return largest(shapely.union_all(patches))


def channel(axis: Coordinates, widths: Sequence[float], seed: int, spacing: float = 60.0) -> BaseGeometry:
    """A water surface along an axis whose half-width goes linearly through `widths`; rough banks."""
    line = LineString(axis)
    count = max(8, int(shapely.length(line) / (2 * spacing)))
    share = np.linspace(0, 1, count)
    points = shapely.line_interpolate_point(line, share, normalized=True)
    half = np.interp(share, np.linspace(0, 1, len(widths)), widths)
    half = half * np.random.default_rng(seed).uniform(0.75, 1.25, count)
    discs = shapely.buffer(points, half, quad_segs=6)
    links = [shapely.convex_hull(shapely.union(a, b)) for a, b in pairwise(discs)]
    return shapely.union_all(links)


def largest(geometry: BaseGeometry, min_hole: float = 0.0) -> BaseGeometry:
    """The largest polygon of a geometry, without its holes smaller than `min_hole` (units of the coordinates)."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    biggest = max(parts, key=lambda part: float(shapely.area(part)))
    holes = [ring for ring in biggest.interiors if shapely.area(Polygon(ring)) > min_hole]
    return Polygon(biggest.exterior, holes)


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry alone, as one geometry."""
    return shapely.union_all([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"])
