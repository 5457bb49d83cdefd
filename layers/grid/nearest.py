"""How far from a place the outlines of features pass: rings of cells round it, until nothing nearer can lie outside."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import types

from layers.compiled import direct, inlined, kernel
from layers.geodesy.ellipsoid import DEGREE, E2, SEMI_MAJOR
from layers.geodesy.flat import Floats
from layers.geodesy.kernels import mid_latitude
from layers.grid.index import INDEX, Index, Ints

FARTHEST_M: Final = 100_000.0  # up to here distances are right to 1 mm + 1e-6
HIGHEST: Final = 80.0  # degrees of latitude, as offsets are defined
SAME_M: Final = 1e-6  # distances that differ by less are equal

_REAL, _F8, _I4 = types.float64, types.Array(types.float64, 1, "C"), types.Array(types.int32, 1, "C")


class Near(NamedTuple):
    """Features in ascending order, the distance (m) to their outlines, and the bearing (degrees) to its nearest place.

    Whether a polygon holds the place is not looked at: then, too, the distance is that to its border.
    """

    features: Ints
    metres: Floats
    bearing_deg: Floats


NOTHING: Final = Near(np.empty(0, np.int32), np.empty(0), np.empty(0))


class Nearest(NamedTuple):
    """One of `Near`."""

    feature: int
    metres: float
    bearing_deg: float


def near(index: Index, lon: float, lat: float, metres: float) -> Near:
    """Every feature whose outline comes within `metres` of a place (degrees).

    Right for places up to HIGHEST and distances up to FARTHEST_M, bearings to 0.001° up to 20 km; whoever asks beyond
    has to ask the reference.
    """
    return Near(*_all_near(lon, lat, metres, index.handle))


def nearest(index: Index, lon: float, lat: float, metres: float) -> Nearest | None:
    """The feature whose outline comes nearest, within `metres`: the first of those equally near, or None. As `near`."""
    found = _one_nearest(lon, lat, metres, index.handle)
    return None if found[0] < 0 else Nearest(*found)


@inlined
def _foot(x: float, y: float, ax: float, ay: float, bx: float, by: float, wide: float, tall: float) -> float:
    """The fraction of the edge ab nearest to a place, where a degree has `wide` and `tall` metres."""
    ux, uy = (bx - ax) * wide, (by - ay) * tall
    square = ux * ux + uy * uy
    t = ((x - ax) * wide * ux + (y - ay) * tall * uy) / square if square > 0.0 else 0.0
    return min(max(t, 0.0), 1.0)


@inlined
def _true_foot(x: float, y: float, ax: float, ay: float, bx: float, by: float, t: float) -> float:
    """The same where degrees shrink towards the poles: Newton's steps on the mid-latitude distance, from near by."""
    ux, uy = (bx - ax) * DEGREE, (by - ay) * DEGREE
    if ux != 0.0 or uy != 0.0:
        for _ in range(3):
            d_lon, d_lat = (ax - x) * DEGREE + t * ux, (ay - y) * DEGREE + t * uy
            s = math.sin(y * DEGREE + 0.5 * d_lat)
            w2 = 1.0 - E2 * s * s
            n = SEMI_MAJOR / math.sqrt(w2)
            m = n * (1.0 - E2) / w2
            east, north = n * math.sqrt(1.0 - s * s), m
            east_t, north_t = east * ux - 0.5 * m * s * uy * d_lon, north * uy
            slope = east * d_lon * east_t + north * d_lat * north_t
            t = min(max(t - slope / (east_t * east_t + north_t * north_t), 0.0), 1.0)
    return t


@kernel(types.Tuple((_REAL, _REAL, _REAL))(_REAL, _REAL))
def scale(y: float, reach: float) -> tuple[float, float, float]:
    """Metres in a degree of longitude and of latitude at a latitude, and how much shorter than by them a way can be."""
    s = math.sin(y * DEGREE)
    w2 = 1.0 - E2 * s * s
    wide = SEMI_MAJOR / math.sqrt(w2) * math.sqrt(1.0 - s * s) * DEGREE
    tall = SEMI_MAJOR / math.sqrt(w2) * (1.0 - E2) / w2 * DEGREE
    angle = (reach + 1.0) / (SEMI_MAJOR * (1.0 - E2))
    return wide, tall, 1.0 - 0.6 * angle * (math.tan(min(abs(y) * DEGREE + angle, 1.5)) + 0.02) - angle * angle


@kernel(types.Tuple((_REAL, _REAL))(_REAL, _REAL, types.int64, _REAL, _REAL, _REAL, _REAL, INDEX))
def _closest(
    x: float, y: float, entry: int, limit: float, wide: float, tall: float, short: float, index: Index
) -> tuple[float, float]:
    """Distance and bearing to the nearest of an entry's edges; inf where all are farther than `limit`."""
    xy, step = index.xy, 1 if index.dimension else 0
    first, last = index.run_at[entry], index.run_at[entry + 1]
    about = np.inf  # square of the distance in this place's degrees
    for run in range(first, last):
        for i in range(index.run_from[run], index.run_to[run]):
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + step, 0], xy[i + step, 1]
            t = _foot(x, y, ax, ay, bx, by, wide, tall)
            dx, dy = (ax + t * (bx - ax) - x) * wide, (ay + t * (by - ay) - y) * tall
            about = min(about, dx * dx + dy * dy)
    best, bearing = np.inf, 0.0
    if math.sqrt(about) * short > limit:
        return best, bearing
    about = about / (short * short) + SAME_M * SAME_M
    for run in range(first, last):
        for i in range(index.run_from[run], index.run_to[run]):
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + step, 0], xy[i + step, 1]
            t = _foot(x, y, ax, ay, bx, by, wide, tall)
            dx, dy = (ax + t * (bx - ax) - x) * wide, (ay + t * (by - ay) - y) * tall
            if dx * dx + dy * dy > about:
                continue
            t = _true_foot(x, y, ax, ay, bx, by, t)
            to_x = bx if t == 1.0 else ax + t * (bx - ax)
            to_y = by if t == 1.0 else ay + t * (by - ay)
            east, north = mid_latitude(x, y, to_x, to_y)
            distance = math.hypot(east, north)
            if distance < best:
                best = distance
                turn = 0.5 * (to_x - x) * math.sin(0.5 * (y + to_y) * DEGREE)
                bearing = (math.atan2(east, north) / DEGREE - turn) % 360.0
    return best, bearing


@kernel(types.Tuple((types.int64, _REAL, _REAL))(_REAL, _REAL, _REAL, _REAL, _REAL, _REAL, INDEX))
def ringed(
    x: float, y: float, reach: float, wide: float, tall: float, short: float, index: Index
) -> tuple[int, float, float]:
    """As `_nearest`, by the `scale` of this reach or a longer one: ring by ring of cells, those that are near enough.

    A cell is passed over, and so are all rings from one on, where it is farther away than what was found.
    """
    columns, rows, part_at = index.columns, index.rows, index.part_at
    broad, high = index.size * wide * short, index.size * tall * short  # metres at least across a cell
    feature, metres, bearing = -1, reach, 0.0
    at_x, at_y = (x - index.west) / index.size, (y - index.south) / index.size
    column, row = math.floor(at_x), math.floor(at_y)
    aside_x, aside_y = min(at_x - column, column + 1 - at_x), min(at_y - row, row + 1 - at_y)
    first = max(0, -column, column - columns + 1, -row, row - rows + 1)
    last = max(column, columns - 1 - column, row, rows - 1 - row)
    for ring in range(first, last + 1):
        if min((aside_x + ring - 1) * broad, (aside_y + ring - 1) * high) > metres + SAME_M:
            break
        left, right = max(0, column - ring), min(columns - 1, column + ring)
        if left > right:
            continue
        for r in range(max(0, row - ring), min(rows - 1, row + ring) + 1):
            whole = abs(r - row) == ring
            up = max(r - at_y, at_y - r - 1, 0.0) * high
            for c in range(left, right + 1, 1 if whole else max(1, right - left)):
                cell = r * columns + c
                begin, end = part_at[cell], part_at[cell + 1]
                if begin == end or not (whole or abs(c - column) == ring):
                    continue
                if math.hypot(max(c - at_x, at_x - c - 1, 0.0) * broad, up) > metres + SAME_M:
                    continue
                for entry in range(begin, end):
                    distance, towards = _closest(x, y, entry, metres + SAME_M, wide, tall, short, index)
                    if distance > reach or distance > metres + SAME_M:
                        continue
                    own = index.part[entry]
                    if feature < 0 or distance < metres - SAME_M or own < feature:
                        feature, bearing = own, towards
                    metres = min(metres, distance)
    return feature, metres, bearing


@kernel(types.Tuple((types.int64, _REAL, _REAL))(_REAL, _REAL, _REAL, INDEX))
def _nearest(x: float, y: float, reach: float, index: Index) -> tuple[int, float, float]:
    """As `Nearest`, -1 for none."""
    wide, tall, short = scale(y, reach)
    return ringed(x, y, reach, wide, tall, short, index)


@kernel(types.Tuple((_I4, _F8, _F8))(_REAL, _REAL, _REAL, INDEX))
def _near(x: float, y: float, reach: float, index: Index) -> tuple[Ints, Floats, Floats]:
    """As `Near`: of each entry of the cells within reach the nearest, of each feature the nearest of these."""
    size, columns, part_at = index.size, index.columns, index.part_at
    wide, tall, short = scale(y, reach)
    who, metres, bearing = np.empty(32, np.int32), np.empty(32), np.empty(32)
    found = 0
    about_x, about_y = (reach + 1.0) / (wide * short), (reach + 1.0) / (tall * short)
    left = max(0, math.floor((x - about_x - index.west) / size))
    right = min(columns - 1, math.floor((x + about_x - index.west) / size))
    low = max(0, math.floor((y - about_y - index.south) / size))
    high = min(index.rows - 1, math.floor((y + about_y - index.south) / size))
    for row in range(low, high + 1 if left <= right else low):
        for entry in range(part_at[row * columns + left], part_at[row * columns + right + 1]):
            distance, towards = _closest(x, y, entry, reach, wide, tall, short, index)
            if distance > reach:
                continue
            if found == len(who):
                who, metres = np.append(who, np.empty(found, np.int32)), np.append(metres, np.empty(found))
                bearing = np.append(bearing, np.empty(found))
            who[found], metres[found], bearing[found] = index.part[entry], distance, towards
            found += 1
    order = np.argsort(metres[:found], kind="mergesort")
    order = order[np.argsort(who[order], kind="mergesort")]
    own = who[order]
    order = order[np.append(np.ones(min(found, 1), np.bool_), own[1:] != own[:-1])]
    return who[order], metres[order], bearing[order]


_one_nearest, _all_near = direct(_nearest), direct(_near)
