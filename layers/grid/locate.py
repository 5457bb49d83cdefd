"""Which features hold a place, from the one cell in which it lies."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import direct, kernel
from layers.geodesy.flat import Floats
from layers.grid.index import ASK, HAIR, IN, INDEX, OUT, Bytes, Index, Ints

f8, i8 = types.float64, types.int64
_I4, _U1 = types.Array(types.int32, 1, "C"), types.Array(types.uint8, 1, "C")
_XY, _I8 = types.Array(f8, 2, "C"), types.Array(i8, 1, "C")


class Held(NamedTuple):
    """Features in ascending order, and of each whether it surely holds the place (IN) or has to be asked (ASK)."""

    features: Ints
    state: Bytes


class HeldMany(NamedTuple):
    """As `Held` for many places: those of place i lie at `at[i]:at[i + 1]`."""

    at: NDArray[np.int64]
    features: Ints
    state: Bytes


def holding(index: Index, lon: float, lat: float) -> Held:
    """The features that hold a place (degrees), or may do so for all that rounded numbers tell."""
    return Held(*_holding(lon, lat, index.handle))


def holding_many(index: Index, places: Floats) -> HeldMany:
    """The features that hold each of n places, (n, 2) longitudes and latitudes.

    Each is looked up on its own; places that lie near each other are found the sooner when they follow each other.
    """
    return HeldMany(*_holding_many(places, index.handle))


@kernel(i8(f8, f8, i8, i8, INDEX))
def side(x: float, y: float, cell: int, entry: int, index: Index) -> int:
    """Whether a place in `cell` lies in the polygon of one of its entries: OUT, IN or ASK.

    The way from the cell's middle goes along its parallel, then along the place's meridian; crossings are counted. An
    edge that passes within HAIR of where the way begins, turns or ends makes the answer ASK.
    """
    middle_x = index.west + (cell % index.columns + 0.5) * index.size
    middle_y = index.south + (cell // index.columns + 0.5) * index.size
    inside = index.odd[entry] == IN
    unsure = index.odd[entry] == ASK
    for run in range(index.run_at[entry], index.run_at[entry + 1]):
        for i in range(index.run_from[run], index.run_to[run]):
            ax, ay, bx, by = index.xy[i, 0], index.xy[i, 1], index.xy[i + 1, 0], index.xy[i + 1, 1]
            if (ay > middle_y) != (by > middle_y):
                at = ax + (middle_y - ay) / (by - ay) * (bx - ax)
                if (at > middle_x) != (at > x):
                    inside = not inside
                if abs(at - x) < HAIR or abs(at - middle_x) < HAIR:
                    unsure = True
            if (ax > x) != (bx > x):
                at = ay + (x - ax) / (bx - ax) * (by - ay)
                if (at > middle_y) != (at > y):
                    inside = not inside
                if abs(at - middle_y) < HAIR or abs(at - y) < HAIR:
                    unsure = True
            elif min(abs(ax - x), abs(bx - x)) < HAIR and min(ay, by) - HAIR < y < max(ay, by) + HAIR:
                unsure = True  # it ends on the meridian of the place
    if unsure:
        return ASK
    return IN if inside else OUT


@kernel(i8(f8, f8, i8, INDEX))
def passes(x: float, y: float, entry: int, index: Index) -> int:
    """ASK where a line, or a point, of an entry comes so near a place that it may hold it; else OUT."""
    for run in range(index.run_at[entry], index.run_at[entry + 1]):
        for i in range(index.run_from[run], index.run_to[run]):
            ax, ay = index.xy[i, 0], index.xy[i, 1]
            bx, by = ax, ay
            if index.dimension:
                bx, by = index.xy[i + 1, 0], index.xy[i + 1, 1]
            if x < min(ax, bx) - HAIR or x > max(ax, bx) + HAIR or y < min(ay, by) - HAIR or y > max(ay, by) + HAIR:
                continue
            if abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) <= HAIR * (abs(bx - ax) + abs(by - ay)):
                return ASK
    return OUT


@kernel(i8(f8, f8, INDEX, i8, _I4, _U1))
def into(x: float, y: float, index: Index, n: int, who: Ints, state: Bytes) -> int:
    """Writes what holds the place from position `n` on; returns where it ends, which may lie beyond the room."""
    column, row = int(np.floor((x - index.west) / index.size)), int(np.floor((y - index.south) / index.size))
    if column < 0 or row < 0 or column >= index.columns or row >= index.rows:
        return n
    cell = row * index.columns + column
    f, f_end, e, e_end = index.full_at[cell], index.full_at[cell + 1], index.part_at[cell], index.part_at[cell + 1]
    while f < f_end or e < e_end:
        if e == e_end or (f < f_end and index.full[f] < index.part[e]):
            feature, found = index.full[f], IN
            f += 1
        else:
            feature = index.part[e]
            found = side(x, y, cell, e, index) if index.dimension == 2 else passes(x, y, e, index)
            e += 1
        if found != OUT:
            if n < len(who):
                who[n], state[n] = feature, found
            n += 1
    return n


@kernel(types.Tuple((_I4, _U1))(f8, f8, INDEX))
def held(x: float, y: float, index: Index) -> tuple[Ints, Bytes]:
    """As `holding`, for kernels."""
    room = 16
    while True:
        who, state = np.empty(room, np.int32), np.empty(room, np.uint8)
        n = into(x, y, index, 0, who, state)
        if n <= room:
            return who[:n], state[:n]
        room = n


@kernel(types.Tuple((_I8, _I4, _U1))(_XY, INDEX))
def _holding_many(places: Floats, index: Index) -> tuple[NDArray[np.int64], Ints, Bytes]:
    at = np.zeros(len(places) + 1, np.int64)
    who, state = np.empty(2 * len(places) + 16, np.int32), np.empty(2 * len(places) + 16, np.uint8)
    for i in range(len(places)):
        n = into(places[i, 0], places[i, 1], index, at[i], who, state)
        if n > len(who):
            more_who, more_state = np.empty(2 * n, np.int32), np.empty(2 * n, np.uint8)
            more_who[: at[i]], more_state[: at[i]] = who[: at[i]], state[: at[i]]
            who, state = more_who, more_state
            n = into(places[i, 0], places[i, 1], index, at[i], who, state)
        at[i + 1] = n
    return at, who[: at[-1]].copy(), state[: at[-1]].copy()


@kernel(types.UniTuple(_I8, 2)(_I8, _I8, i8))
def by_place(
    place: NDArray[np.int64], rows: NDArray[np.int64], places: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the rows of each place begin, (places + 1,), and the rows in the order of places, else as they come."""
    at = np.zeros(places + 2, np.int64)
    for one in place:
        at[one + 2] += 1
    at = np.cumsum(at)
    ordered = np.empty(len(rows), np.int64)
    for i in range(len(rows)):
        ordered[at[place[i] + 1]] = rows[i]
        at[place[i] + 1] += 1
    return at[:-1].copy(), ordered


_holding = direct(held)
