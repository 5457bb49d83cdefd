"""An axis: lines walked in one direction, their edges and the metres at which each begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
import shapely
from numba import types
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.compiled import direct, kernel
from layers.geodesy import edge_lengths
from layers.geodesy.kernels import edge_length
from layers.once import once

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
_XY, _REALS, _LONGS = types.Array(types.float64, 2, "C"), types.Array(types.float64, 1, "C"), types.int64[::1]


class Axis:
    """Polylines (EPSG:4490, each (n, 2) lon/lat) walked in the order and direction given; chainage runs on over all.

    A polyline that begins where the one before it ends is of the same `run`. Edges without length are left out.
    """

    def __init__(self, polylines: Sequence[Floats]) -> None:
        xy = polylines[0] if len(polylines) == 1 else np.concatenate([np.zeros((0, 2)), *polylines])
        begin = [0, *accumulate(map(len, polylines))]
        self.start: Floats
        self.end: Floats
        self.run: Indices
        # called directly, so the types are made sure of here
        vertices, begins = np.ascontiguousarray(xy, dtype=np.float64), np.array(begin, dtype=np.int64)
        self.start, self.end, self.run, chainage, self._limits = _laid(vertices, begins)
        self.from_m: Floats = chainage[:-1]
        self.to_m: Floats = chainage[1:]
        self.limits_m: Floats = chainage[self._limits]
        self.length_m = float(chainage[-1])

    @once
    def spans(self) -> list[tuple[int, int, int]]:
        """Each run that has edges, its first edge, and the one behind its last."""
        found: list[tuple[int, int, int]] = []
        for first, behind in pairwise(self._limits.tolist()):
            if first < behind:
                run = int(self.run[first])
                begin = found.pop()[1] if found and found[-1][0] == run else first
                found.append((run, begin, behind))
        return found

    def chainage(self, edge: Indices, t: Floats) -> Floats:
        """Metres at the fraction `t` (0–1, of the degrees) of each edge."""
        part = edge_lengths(self.start[edge], self.position(edge, t))
        return np.asarray(np.where(t >= 1.0, self.to_m[edge], np.minimum(self.from_m[edge] + part, self.to_m[edge])))

    def position(self, edge: Indices, t: Floats) -> Floats:
        """Longitude and latitude at the fraction `t` of each edge, shape (n, 2)."""
        along = self.start[edge] + t[:, None] * (self.end[edge] - self.start[edge])
        return np.asarray(np.where((t >= 1.0)[:, None], self.end[edge], along))

    def run_length(self, run: int) -> tuple[float, float, bool]:
        """Chainage at which a run begins and ends, and whether it ends where it began."""
        edges = np.flatnonzero(self.run == run)
        first, last = edges[0], edges[-1]
        closed = bool(np.array_equal(self.start[first], self.end[last]))
        return float(self.from_m[first]), float(self.to_m[last]), closed

    def between(self, from_m: float, to_m: float) -> BaseGeometry:
        """The lines from one chainage to another; empty where they are equal."""
        edges = np.flatnonzero((self.to_m > from_m) & (self.from_m < to_m))
        if not edges.size:
            return shapely.MultiLineString()
        whole = self.to_m[edges] - self.from_m[edges]
        t0 = np.clip((from_m - self.from_m[edges]) / whole, 0.0, 1.0)
        t1 = np.clip((to_m - self.from_m[edges]) / whole, 0.0, 1.0)
        pairs = np.stack([self.position(edges, t0), self.position(edges, t1)], axis=1)
        pairs = pairs[np.any(pairs[:, 0] != pairs[:, 1], axis=1)]
        merged: BaseGeometry = shapely.line_merge(shapely.union_all(lines_of(pairs)))
        return merged

    def well_inside(self, from_m: float, to_m: float) -> tuple[float, float]:
        """Longitude and latitude in the middle of the longest part of an edge between two chainages of one run."""
        begin, end = np.maximum(self.from_m, from_m), np.minimum(self.to_m, to_m)
        edge = int(np.argmax(end - begin))
        t = ((begin[edge] + end[edge]) / 2.0 - self.from_m[edge]) / (self.to_m[edge] - self.from_m[edge])
        lon, lat = self.position(np.array([edge]), np.array([t]))[0].tolist()
        return lon, lat

    def lines(self) -> BaseGeometry:
        """All edges as lines."""
        return shapely.MultiLineString(list(lines_of(np.stack([self.start, self.end], axis=1))))


def lines_of(pairs: Floats) -> NDArray[np.object_]:
    """Positions (n, 2, 2) as n lines of one edge."""
    return np.asarray(shapely.linestrings(pairs), dtype=object) if len(pairs) else np.zeros(0, dtype=object)


@kernel(types.Tuple((_XY, _XY, _LONGS, _REALS, _LONGS))(_XY, _LONGS))
def _edges(xy: Floats, begin: Indices) -> tuple[Floats, Floats, Indices, Floats, Indices]:
    """Start, end and run of each edge of polylines that begin at `begin` in `xy`; the metres; each one's first edge."""
    room = len(xy)
    start, end, run = np.empty((room, 2)), np.empty((room, 2)), np.empty(room, np.int64)
    chainage, limits = np.zeros(room + 1), np.zeros(len(begin), np.int64)
    n, now = 0, -1
    for line in range(len(begin) - 1):
        first = begin[line]
        if line == 0 or xy[first - 1, 0] != xy[first, 0] or xy[first - 1, 1] != xy[first, 1]:
            now += 1
        for i in range(first, begin[line + 1] - 1):
            px, py, qx, qy = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
            if px != qx or py != qy:
                start[n, 0], start[n, 1], end[n, 0], end[n, 1], run[n] = px, py, qx, qy, now
                chainage[n + 1] = chainage[n] + edge_length(px, py, qx, qy)
                n += 1
        limits[line + 1] = n
    return start[:n], end[:n], run[:n], chainage[: n + 1], limits


_laid = direct(_edges)
