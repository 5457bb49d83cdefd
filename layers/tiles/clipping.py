"""Geometries cut to the frame of a tile: chains joined along it, at whole units, without a geometry library.

Whatever is not plain (chains that end at one place, shells that vanish) is left to `reference`.
"""

from __future__ import annotations

import numpy as np

from layers.compiled import kernel
from layers.tiles.chains import HIGH, LOW, SIDE, WHOLE, chains
from layers.tiles.contacts import rough
from layers.tiles.flat import FLAT, Flags, Flat, FlatArrays, Floats
from layers.tiles.paths import FORMS, Paths
from layers.tiles.varints import Integers

_APART = 1e-6  # units; ends nearer to each other along the frame are not told apart


def cut(flat: Flat, chosen: Integers, factor: float, corner: tuple[float, float]) -> tuple[Paths, Flags]:
    """Of some rows of lines or polygons, times `factor` less `corner`, what lies in the frame, at whole units.

    The owners of the paths are places in `chosen`. Flagged are those that have to be cut by other means, as all points
    have; paths of theirs are not to be used.
    """
    units, starts, owners, hard = rows_cut(flat.arrays, chosen, factor, *corner, FORMS.index(flat.form))
    return Paths(flat.form, units, starts, owners), hard


@kernel("b1(i8[:, ::1], i8, i8, i8, i8)")
def _holds(units: Integers, begin: int, end: int, x: int, y: int) -> bool:
    """Whether a ring has a position within; on the ring itself either answer may come."""
    odd = False
    j = end - 1
    for i in range(begin, end):
        if (units[i, 1] > y) != (units[j, 1] > y):
            cross = (units[j, 0] - units[i, 0]) * (y - units[i, 1]) - (units[j, 1] - units[i, 1]) * (x - units[i, 0])
            odd ^= (cross > 0) == (units[j, 1] > units[i, 1])
        j = i
    return odd


@kernel("i8(i8[:, ::1], i8, i8, i8[:, ::1], i8, i8)")
def _copied(units: Integers, begin: int, end: int, out: Integers, first: int, n: int) -> int:
    """A chain after what there is of a path that begins at `first`, without positions that repeat the one before."""
    for i in range(begin, end):
        if n == first or units[i, 0] != out[n - 1, 0] or units[i, 1] != out[n - 1, 1]:
            out[n, 0], out[n, 1] = units[i, 0], units[i, 1]
            n += 1
    return n


@kernel("i8(f8, f8, i8[:, ::1], i8, i8)")
def _cornered(leaves: float, enters: float, out: Integers, first: int, n: int) -> int:
    """The corners of the frame between two places along it."""
    if enters <= leaves:
        enters += 4 * SIDE
    corner = np.int64(leaves / SIDE) + 1
    while corner * SIDE < enters:
        turn = corner % 4
        out_x = int(HIGH) if turn in (1, 2) else int(LOW)
        out_y = int(HIGH) if turn in (2, 3) else int(LOW)
        if n == first or out_x != out[n - 1, 0] or out_y != out[n - 1, 1]:
            out[n, 0], out[n, 1] = out_x, out_y
            n += 1
        corner += 1
    return n


@kernel("i8(i8[:, ::1], i8, i8)")
def _closed(out: Integers, first: int, n: int) -> int:
    """Where a ring ends that does not repeat its first position; `first` where nothing is left of it."""
    while n - first > 1 and out[n - 1, 0] == out[first, 0] and out[n - 1, 1] == out[first, 1]:
        n -= 1
    return n if n - first > 2 else first


@kernel("b1(f8[:, ::1], i8, i8, i8[::1])")
def _linked(marks: Floats, begin: int, end: int, follows: Integers) -> bool:
    """Which chain of a part follows each one along the frame; False where that is not plain."""
    along, whose = np.empty(2 * (end - begin)), np.empty(2 * (end - begin), np.int64)
    n = 0
    for k in range(begin, end):
        if marks[k, 0] != WHOLE:
            along[n], whose[n] = marks[k, 0], k
            along[n + 1], whose[n + 1] = marks[k, 1], ~k
            n += 2
    order = np.argsort(along[:n])
    for k in range(n):
        here, there = order[k - 1] if k else order[n - 1], order[k]
        gap = along[there] - along[here] + (0.0 if k else 4 * SIDE)
        if (whose[here] < 0) == (whose[there] < 0) or gap < _APART:
            return False
        if whose[here] < 0:
            follows[~whose[here]] = whose[there]
    return True


@kernel("i8(i8[:, ::1], i8[::1], f8[:, ::1], i8[::1], i8, b1[::1], i8[:, ::1], i8)")
def _loop(
    units: Integers, ends: Integers, marks: Floats, follows: Integers, k: int, used: Flags, out: Integers, n: int
) -> int:
    """Chain k and those that follow it, as one ring."""
    first = n
    while not used[k]:
        used[k] = True
        n = _copied(units, ends[k - 1] if k else 0, ends[k], out, first, n)
        if marks[k, 1] != WHOLE:
            n = _cornered(marks[k, 1], marks[follows[k], 0], out, first, n)
        k = follows[k]
    return _closed(out, first, n)


@kernel("UniTuple(i8, 2)(i8[:, ::1], i8[::1], f8[:, ::1], b1[::1], i8, i8, b1, i8[:, ::1], i8[::1], i8, i8)")
def _holes(
    units: Integers,
    ends: Integers,
    marks: Floats,
    used: Flags,
    begin: int,
    end: int,
    all_of_them: bool,
    out: Integers,
    starts: Integers,
    rings: int,
    n: int,
) -> tuple[int, int]:
    """The whole rings that are not used yet and lie in the last ring, after it; or simply all of them."""
    shell, behind = starts[rings - 1], n
    for k in range(begin, end):
        first = ends[k - 1] if k else 0
        if used[k] or marks[k, 0] != WHOLE:
            continue
        if all_of_them or _holds(out, shell, behind, units[first, 0], units[first, 1]):
            used[k] = True
            last = _closed(out, n, _copied(units, first, ends[k], out, n, n))
            if last > n:
                rings, n = rings + 1, last
                starts[rings] = n
    return rings, n


@kernel(
    "UniTuple(i8, 2)"
    "(i8[:, ::1], i8[::1], f8[:, ::1], b1[::1], i8, i8, b1, b1[::1], i8[::1], i8[:, ::1], i8[::1], i8, i8)"
)
def _polygon(
    units: Integers,
    ends: Integers,
    marks: Floats,
    shells: Flags,
    begin: int,
    end: int,
    covers: bool,
    used: Flags,
    follows: Integers,
    out: Integers,
    starts: Integers,
    rings: int,
    n: int,
) -> tuple[int, int]:
    """One polygon's rings after those there are, and how many rings and positions there are then; (-1, -1): hard."""
    torn, whole_shell = 0, False
    for k in range(begin, end):
        torn += marks[k, 0] != WHOLE
        whole_shell = whole_shell or (shells[k] and marks[k, 0] == WHOLE)
    if torn and (whole_shell or not _linked(marks, begin, end, follows)):
        return -1, -1
    if covers:
        n = _cornered(SIDE / 2, SIDE / 2, out, n, n)
        rings += 1
        starts[rings] = n
        return _holes(units, ends, marks, used, begin, end, True, out, starts, rings, n)
    first = rings
    for k in range(begin, end):
        if used[k] or (marks[k, 0] == WHOLE and not shells[k]):
            continue
        last = _loop(units, ends, marks, follows, k, used, out, n)
        if last == n:
            return -1, -1
        rings, n = rings + 1, last
        starts[rings] = n
        only = rings == first + 1
        for other in range(k + 1, end):
            only = only and (used[other] or marks[other, 0] == WHOLE)
        rings, n = _holes(units, ends, marks, used, begin, end, only, out, starts, rings, n)
    for k in range(begin, end):
        if not used[k]:
            return -1, -1
    return rings, n


@kernel(
    "Tuple((i8[:, ::1], i8[::1], i8[::1], b1[::1]))"
    "(i8[:, ::1], i8[::1], f8[:, ::1], b1[::1], i8[::1], i8[::1], b1[::1], i8)"
)
def _areas(
    units: Integers,
    ends: Integers,
    marks: Floats,
    shells: Flags,
    parts: Integers,
    owners: Integers,
    covers: Flags,
    count: int,
) -> tuple[Integers, Integers, Integers, Flags]:
    # of the frame's corners every part may have all four
    out = np.empty((len(units) + 4 * len(owners), 2), np.int64)
    starts, whose = np.zeros(len(ends) + len(owners) + 1, np.int64), np.empty(len(ends) + len(owners), np.int64)
    used, follows, hard = np.zeros(len(ends), np.bool_), np.arange(len(ends)), np.zeros(count, np.bool_)
    rings = n = before = had = 0
    for part in range(len(owners)):
        owner = owners[part]
        if part == 0 or owner != owners[part - 1]:
            before, had = rings, n
        if hard[owner]:
            continue
        found, last = _polygon(
            units, ends, marks, shells, parts[part], parts[part + 1], covers[part], used, follows, out, starts, rings, n
        )
        if found < 0:
            hard[owner] = True
            rings, n = before, had
            continue
        whose[rings:found] = owner
        rings, n = found, last
    return out[:n], starts[: rings + 1], whose[:rings], hard


@kernel("Tuple((i8[:, ::1], i8[::1], i8[::1]))(i8[:, ::1], i8[::1], i8[::1], i8[::1])")
def _lines(units: Integers, ends: Integers, parts: Integers, owners: Integers) -> tuple[Integers, Integers, Integers]:
    out, starts, whose = np.empty_like(units), np.zeros(len(ends) + 1, np.int64), np.empty(len(ends), np.int64)
    lines = n = 0
    for part in range(len(owners)):
        for k in range(parts[part], parts[part + 1]):
            last = _copied(units, ends[k - 1] if k else 0, ends[k], out, n, n)
            if last - n > 1:
                whose[lines] = owners[part]
                lines, n = lines + 1, last
                starts[lines] = n
    return out[:n], starts[: lines + 1], whose[:lines]


@kernel(f"Tuple((i8[:, ::1], i8[::1], i8[::1], b1[::1]))({FLAT}, i8[::1], f8, f8, f8, i8)")
def rows_cut(
    flat: FlatArrays,
    chosen: Integers,
    factor: float,
    x: float,
    y: float,
    form: int,
) -> tuple[Integers, Integers, Integers, Flags]:
    """As `cut`, for kernels: units, starts and owners of paths, and flags."""
    if form == 0:
        return np.empty((0, 2), np.int64), np.zeros(1, np.int64), np.empty(0, np.int64), np.ones(len(chosen), np.bool_)
    units, ends, marks, shells, at, owners, covers = chains(flat, chosen, factor, x, y, form == 2)
    if form == 1:
        units, starts, owners = _lines(units, ends, at, owners)
        return units, starts, owners, np.zeros(len(chosen), np.bool_)
    units, starts, owners, hard = _areas(units, ends, marks, shells, at, owners, covers, len(chosen))
    return units, starts, owners, hard | rough(units, starts, owners, len(chosen))
