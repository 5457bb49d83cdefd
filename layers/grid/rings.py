"""Rings put together to polygons: each hole in the least shell around it."""

from __future__ import annotations

from typing import cast

import numpy as np
import shapely
from numba import types
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.index import HAIR
from layers.grid.shapes import Whole
from layers.overlay import EMPTY

_LONGS, _XY = types.Array(types.int64, 1, "C"), types.Array(types.float64, 2, "C")
_FLAGS = types.Array(types.boolean, 1, "C")


def assembled(xy: Floats, ring: Whole, shell: NDArray[np.bool_]) -> BaseGeometry | None:
    """Polygons of rings: vertices, where each ring begins in them and where the last ends, which of them are shells.

    None where a hole begins on a shell, or lies in none.
    """
    if len(ring) == 1:
        return EMPTY
    if len(ring) == 2:
        return cast(BaseGeometry, shapely.polygons(xy)) if shell[0] else None  # of one ring, one
    of_hole = shells_of_holes(xy, ring, shell, len(shell))
    if (of_hole == -2).any():
        return None
    order = np.lexsort((~shell, of_hole))  # each shell before its holes
    count = np.diff(ring)[order]
    begin = np.concatenate([[0], np.cumsum(count)])
    take = np.arange(begin[-1]) - np.repeat(begin[:-1], count) + np.repeat(ring[:-1][order], count)
    return together(polygons(xy[take], begin, np.append(np.flatnonzero(shell[order]), len(order))))


def polygons(xy: Floats, ring: Whole, polygon: Whole) -> NDArray[np.object_]:
    """Polygons: where each ring begins in the vertices, and each polygon in the rings, its shell first."""
    return shapely.from_ragged_array(GeometryType.POLYGON, xy, (ring, polygon))


def together(parts: NDArray[np.object_]) -> BaseGeometry:
    """Polygons as one geometry; empty where there are none."""
    if len(parts) == 1:
        return cast(BaseGeometry, parts[0])
    return cast(BaseGeometry, shapely.multipolygons(parts)) if len(parts) else EMPTY


@kernel(_LONGS(_XY, _LONGS, _FLAGS, types.int64))
def shells_of_holes(xy: Floats, ring: Whole, shell: NDArray[np.bool_], count: int) -> Whole:
    """For each ring the least shell around it; for a shell itself; -2 where a hole begins on a shell, or in none."""
    found = np.empty(count, np.int64)
    for one in range(count):
        found[one] = one
    for hole in range(count):
        if shell[hole]:
            continue
        x, y = xy[ring[hole], 0], xy[ring[hole], 1]
        best, found[hole] = np.inf, -2
        for one in range(count):
            if not shell[one]:
                continue
            inside, area = False, 0.0
            for i in range(ring[one], ring[one + 1] - 1):
                ax, ay, bx, by = xy[i, 0] - x, xy[i, 1] - y, xy[i + 1, 0] - x, xy[i + 1, 1] - y
                turn = ax * by - ay * bx
                area += turn
                if abs(turn) <= HAIR * (abs(bx - ax) + abs(by - ay)) and ax * bx + ay * by <= 0.0:
                    found[:] = -2
                    return found
                if (ay > 0.0) != (by > 0.0) and (ax - ay / (by - ay) * (bx - ax) > 0.0):
                    inside = not inside
            if inside and area < best:
                best, found[hole] = area, one
    return found
