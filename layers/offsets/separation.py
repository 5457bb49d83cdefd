"""Least distance between two geometries in EPSG:4490."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry
from layers.geodesy import distance
from layers.geodesy.ellipsoid import DEGREE, SEMI_MAJOR
from layers.geodesy.flat import Floats
from layers.offsets.chains import Chains, Window, chains_of, within
from layers.offsets.grow import check_geometry
from layers.offsets.strips import PER_DEGREE, check_place, piece_length, reach, strips_between, to_lonlat, to_plane

_NEAR: Final = 2000.0  # metres up to which one strip's scale error cannot change the choice by 1e-6


class Separation(NamedTuple):
    """Least distance in metres and where it is taken, as (lon, lat) on either geometry."""

    metres: float
    on_a: tuple[float, float]
    on_b: tuple[float, float]


def separation(a: BaseGeometry, b: BaseGeometry) -> Separation:
    """The least geodesic distance between two geometries in EPSG:4490, edges straight in longitude/latitude.

    0.0 when they have a point in common, decided in longitude/latitude. Otherwise candidates are found in the
    transverse Mercators of the strips, with edges cut so that they keep their course to 0.02 mm, and measured by
    Karney's geodesic; right to 1 mm + 1e-6 of the distance. Between equals the westernmost strip's is taken.

    Raises:
        BadGeometry: an empty or invalid geometry, or one that `grow` would refuse.
    """
    for geometry in (a, b):
        check_geometry(geometry)
        if geometry.is_empty:
            raise BadGeometry(
                "空图形没有距离；请给出非空的图形。", "An empty geometry has no distance; give one that is not empty."
            )
    latitude = max(check_place(geometry.bounds, 0.0) for geometry in (a, b))
    found = _first_guess(a, b)
    if shapely.intersects(a, b):
        return Separation(0.0, found.on_a, found.on_a)
    return _Search(a, b, latitude).run(found)


def _first_guess(a: BaseGeometry, b: BaseGeometry) -> Separation:
    """Nearest points where a degree of longitude has one length: an upper bound of the distance."""
    middle = (max(a.bounds[1], b.bounds[1]) + min(a.bounds[3], b.bounds[3])) / 2.0
    scale = np.array([np.cos(middle * DEGREE), 1.0])
    flat_a, flat_b = (shapely.transform(geometry, lambda c: c * scale) for geometry in (a, b))
    shapely.prepare(flat_a)
    ends = shapely.get_coordinates(shapely.shortest_line(flat_a, flat_b)) / scale
    return _best(Separation(np.inf, (0.0, 0.0), (0.0, 0.0)), ends[:1], ends[1:])


def _best(found: Separation, on_a: Floats, on_b: Floats) -> Separation:
    """The nearest of `found` and pairs of positions in degrees, shapes (n, 2), measured by Karney."""
    metres = distance(on_a[:, 0], on_a[:, 1], on_b[:, 0], on_b[:, 1])
    i = int(np.argmin(metres))
    if not metres[i] < found.metres:
        return found
    return Separation(float(metres[i]), (float(on_a[i, 0]), float(on_a[i, 1])), (float(on_b[i, 0]), float(on_b[i, 1])))


def _edges(chains: Chains) -> NDArray[np.object_]:
    """Every edge as a line of two vertices, and every chain of one vertex as a point."""
    first = chains.firsts()
    begin = np.flatnonzero(~first[1:])
    xy = np.column_stack([chains.x, chains.y])
    lines = np.asarray(shapely.linestrings(np.stack([xy[begin], xy[begin + 1]], axis=1)), dtype=object)
    # never as a line of no length: GEOS crashes on a prepared one
    points = np.asarray(shapely.points(xy[chains.start[:-1][np.diff(chains.start) == 1]]), dtype=object)
    return np.concatenate([lines, points])


class _Search:
    """Two geometries that have no point in common, as chains."""

    def __init__(self, a: BaseGeometry, b: BaseGeometry, latitude: float) -> None:
        self.a, self.b = chains_of(a, round_ends=True), chains_of(b, round_ends=True)
        self.bounds_a, self.bounds_b = a.bounds, b.bounds
        self.latitude = latitude
        self.piece = piece_length(latitude)

    def run(self, found: Separation) -> Separation:
        """The least distance, starting from an upper bound."""
        for strip in self._strips(found):
            found = self._nearest(strip, found)
        if found.metres > _NEAR:
            for strip in self._strips(found):
                found = self._rivals(strip, found)
        return found

    def _strips(self, found: Separation) -> range:
        pad = reach(found.metres, self.latitude)
        west = max(self.bounds_a[0], self.bounds_b[0] - pad)
        east = min(self.bounds_a[2], self.bounds_b[2] + pad)
        return strips_between(west, max(west, east))

    def _planes(self, strip: int, found: Separation) -> tuple[Chains, Chains] | None:
        """What lies in the strip of a, and of b near enough to it, in the strip's plane."""
        pad, high = reach(found.metres, self.latitude), found.metres / 110_000.0 + 1e-4
        west, east = strip / PER_DEGREE, (strip + 1) / PER_DEGREE
        window_a = Window(
            max(west, self.bounds_b[0] - pad),
            min(east, self.bounds_b[2] + pad),
            self.bounds_b[1] - high,
            self.bounds_b[3] + high,
        )
        near_a = within(self.a, window_a, self.piece)
        if not near_a.x.size:
            return None
        window_b = Window(
            float(near_a.x.min()) - pad,
            float(near_a.x.max()) + pad,
            float(near_a.y.min()) - high,
            float(near_a.y.max()) + high,
        )
        near_b = within(self.b, window_b, self.piece)
        if not near_b.x.size:
            return None
        return (
            near_a.moved(*to_plane(near_a.x, near_a.y, strip)),
            near_b.moved(*to_plane(near_b.x, near_b.y, strip)),
        )

    def _measured(self, strip: int, shortest: NDArray[np.object_], found: Separation) -> Separation:
        ends = shapely.get_coordinates(shortest)
        degrees = np.column_stack(to_lonlat(ends[:, 0], ends[:, 1], strip))
        return _best(found, degrees[::2], degrees[1::2])

    def _nearest(self, strip: int, found: Separation) -> Separation:
        """The nearest pair of the strip's plane, if nearer than `found`."""
        planes = self._planes(strip, found)
        if planes is None:
            return found
        a, b = (shapely.geometrycollections(_edges(chains)) for chains in planes)
        shapely.prepare(a)
        return self._measured(strip, np.array([shapely.shortest_line(a, b)], dtype=object), found)

    def _rivals(self, strip: int, found: Separation) -> Separation:
        """The nearest of all pairs that the plane's scale error could have put behind `found`."""
        planes = self._planes(strip, found)
        if planes is None:
            return found
        a, b = (_edges(chains) for chains in planes)
        farthest = max(np.abs(chains.x).max() for chains in planes)
        limit = found.metres * (1.0 + (farthest / SEMI_MAJOR) ** 2) + 0.001
        tree = shapely.STRtree(b)
        of_a, of_b = tree.query(a, predicate="dwithin", distance=limit)
        if not of_a.size:
            return found
        return self._measured(strip, np.asarray(shapely.shortest_line(a[of_a], b[of_b]), dtype=object), found)
