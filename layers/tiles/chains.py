"""What of rings and lines lies in the frame of a tile: chains at its units, from an entry to the exit behind it."""
# ruff: noqa: PLR0912, PLR0915 - a kernel is one loop, without objects to hand over

from __future__ import annotations

from typing import Final

import numpy as np

from layers.compiled import kernel
from layers.tiles.flat import FLAT, RUN, Flags, FlatArrays, Floats
from layers.tiles.paths import EXTENT, MARGIN
from layers.tiles.varints import Integers

LOW: Final = float(-MARGIN)  # the frame's western and northern side
HIGH: Final = float(EXTENT + MARGIN)
SIDE: Final = HIGH - LOW
WHOLE: Final = -1.0  # in place of where a chain enters or leaves: it does not
_MIDDLE = (LOW + HIGH) / 2
_PATHS = "f8[:, ::1], i8[::1], f8[:, ::1], i8[::1]"  # the types of xy, paths, boxes, box_at


@kernel("b1(f8[:, ::1], i8, f8, f8, f8)")
def _beside(boxes: Floats, box: int, factor: float, x: float, y: float) -> bool:
    """Whether a box does not meet the frame."""
    return bool(
        boxes[box, 0] * factor - x > HIGH
        or boxes[box, 1] * factor - y > HIGH
        or boxes[box, 2] * factor - x < LOW
        or boxes[box, 3] * factor - y < LOW
    )


@kernel("b1(f8, f8)")
def _within(x: float, y: float) -> bool:
    return bool(LOW <= x <= HIGH and LOW <= y <= HIGH)


@kernel("UniTuple(f8, 3)(f8, f8, f8, f8, i8)")
def _on(ax: float, ay: float, bx: float, by: float, side: int) -> tuple[float, float, float]:
    """Where an edge meets a side of the frame: x, y, and how far along the frame from its north-west corner.

    The same for both directions of the edge, so that neighbours stay neighbours.
    """
    if (bx, by) < (ax, ay):
        ax, ay, bx, by = bx, by, ax, ay
    if side % 2 == 0:  # north, south
        y = LOW if side == 0 else HIGH
        x = min(max(ax + (bx - ax) * ((y - ay) / (by - ay)), LOW), HIGH)
        return x, y, x - LOW if side == 0 else 2 * SIDE + HIGH - x
    x = HIGH if side == 1 else LOW
    y = min(max(ay + (by - ay) * ((x - ax) / (bx - ax)), LOW), HIGH)
    along = SIDE + y - LOW if side == 1 else 3 * SIDE + HIGH - y
    return x, y, along if along < 4 * SIDE else 0.0


@kernel("UniTuple(i8, 2)(f8, f8, f8, f8)")
def _sides(ax: float, ay: float, bx: float, by: float) -> tuple[int, int]:
    """The sides of the frame by which an edge's line enters and leaves it (Liang and Barsky, 1984).

    -1: the edge does not, its end lies within or it misses the frame.
    """
    enters, leaves = -1, -1
    first, last = -1.0, 2.0
    dx, dy = bx - ax, by - ay
    for side in range(4):
        step = -dy if side == 0 else dx if side == 1 else dy if side == 2 else -dx
        room = ay - LOW if side == 0 else HIGH - ax if side == 1 else HIGH - ay if side == 2 else ax - LOW
        if step == 0.0:
            if room < 0.0:
                return -1, -1
        elif step < 0.0 and room / step > first:
            first, enters = room / step, side
        elif step > 0.0 and room / step < last:
            last, leaves = room / step, side
    if not _within(ax, ay) and not _within(bx, by) and not (0.0 <= first < last <= 1.0):
        return -1, -1
    return enters, leaves


@kernel("UniTuple(i8, 2)(f8[:, ::1], i8, i8, b1, f8[:, ::1], i8, f8, f8, f8, i8[:, ::1], i8, i8[::1], f8[:, ::1], i8)")
def _walk(
    xy: Floats,
    begin: int,
    end: int,
    ring: bool,
    boxes: Floats,
    box: int,
    factor: float,
    x: float,
    y: float,
    units: Integers,
    n: int,
    ends: Integers,
    marks: Floats,
    chains: int,
) -> tuple[int, int]:
    """The chains of one path, after those there are; how many positions and chains there are then.

    `ends[k]` is where chain k ends in `units`, `marks[k]` where along the frame it enters and leaves.
    """
    edges = end - begin - 1
    start = 0
    if ring:  # from a place outside, so that no chain is torn
        while start < edges:
            if start % RUN == 0 and _beside(boxes, box + start // RUN, factor, x, y):
                break
            if not _within(xy[begin + start, 0] * factor - x, xy[begin + start, 1] * factor - y):
                break
            start += 1
        if start == edges:
            start = 0
    done, i = 0, start
    inside = False
    fresh = True  # the edge does not begin where the last one ended
    ax, ay = 0.0, 0.0
    while done < edges:
        if i == edges:
            i = 0
            fresh = True
        if i % RUN == 0 and _beside(boxes, box + i // RUN, factor, x, y):
            passed = min(RUN, edges - i)
            done += passed
            i += passed
            inside, fresh = False, True
            continue
        if fresh:
            ax, ay = xy[begin + i, 0] * factor - x, xy[begin + i, 1] * factor - y
            if done == 0 and _within(ax, ay):
                inside = True
                units[n, 0], units[n, 1] = int(np.rint(ax)), int(np.rint(ay))
                n += 1
                marks[chains, 0] = WHOLE
            fresh = False
        bx, by = xy[begin + i + 1, 0] * factor - x, xy[begin + i + 1, 1] * factor - y
        then = _within(bx, by)
        if not (inside and then):
            enters, leaves = _sides(ax, ay, bx, by)
            if not inside and enters >= 0 and (then or leaves >= 0):
                px, py, marks[chains, 0] = _on(ax, ay, bx, by, enters)
                units[n, 0], units[n, 1] = int(np.rint(px)), int(np.rint(py))
                n += 1
                inside = True
            if inside and not then:
                px, py, marks[chains, 1] = _on(ax, ay, bx, by, leaves)
                units[n, 0], units[n, 1] = int(np.rint(px)), int(np.rint(py))
                n += 1
                ends[chains] = n
                chains += 1
        if then:
            units[n, 0], units[n, 1] = int(np.rint(bx)), int(np.rint(by))
            n += 1
        inside = then
        ax, ay = bx, by
        done += 1
        i += 1
    if inside:
        marks[chains, 1] = WHOLE
        ends[chains] = n
        chains += 1
    return n, chains


@kernel(f"b1({_PATHS}, i8, i8, f8, f8, f8)")
def _covers(
    xy: Floats,
    paths: Integers,
    boxes: Floats,
    box_at: Integers,
    first: int,
    last: int,
    factor: float,
    x: float,
    y: float,
) -> bool:
    """Whether a polygon, none of whose rings leaves the frame, covers it but for holes that lie in it.

    It does when the crossings east of the frame's middle are odd.
    """
    odd = False
    for path in range(first, last):
        if _within(xy[paths[path], 0] * factor - x, xy[paths[path], 1] * factor - y):
            continue
        for box in range(box_at[path], box_at[path + 1]):
            if boxes[box, 1] * factor - y > _MIDDLE or boxes[box, 3] * factor - y < _MIDDLE:
                continue
            if boxes[box, 2] * factor - x < _MIDDLE:
                continue
            begin = paths[path] + (box - box_at[path]) * RUN
            end = min(begin + RUN, paths[path + 1] - 1)
            if boxes[box, 0] * factor - x > _MIDDLE:
                odd ^= (xy[begin, 1] * factor - y > _MIDDLE) != (xy[end, 1] * factor - y > _MIDDLE)
                continue
            for i in range(begin, end):
                ay, by = xy[i, 1] * factor - y, xy[i + 1, 1] * factor - y
                if (ay > _MIDDLE) != (by > _MIDDLE):
                    ax, bx = xy[i, 0] * factor - x, xy[i + 1, 0] * factor - x
                    odd ^= ax + (_MIDDLE - ay) / (by - ay) * (bx - ax) > _MIDDLE
    return odd


@kernel("i8(i8[::1], i8[::1], i8, i8, f8[:, ::1], f8, f8, f8)")
def _near(
    paths: Integers, box_at: Integers, first: int, last: int, boxes: Floats, factor: float, x: float, y: float
) -> int:
    """How many edges of some paths may lie in the frame."""
    edges = 0
    for path in range(first, last):
        for box in range(box_at[path], box_at[path + 1]):
            if not _beside(boxes, box, factor, x, y):
                edges += min(RUN, paths[path + 1] - 1 - paths[path] - (box - box_at[path]) * RUN)
    return edges


@kernel(
    f"Tuple((i8[:, ::1], i8[::1], f8[:, ::1], b1[::1], i8[::1], i8[::1], b1[::1]))({FLAT}, i8[::1], f8, f8, f8, b1)"
)
def chains(
    flat: FlatArrays,
    chosen: Integers,
    factor: float,
    x: float,
    y: float,
    rings: bool,
) -> tuple[Integers, Integers, Floats, Flags, Integers, Integers, Flags]:
    """The chains of some rows of lines or polygons, times `factor` less a corner, part by part; a part may have none.

    Returned are, in this order,
        units: (n, 2) positions; they may repeat the one before.
        ends: where each chain ends in `units`; it begins where the one before ends.
        marks: (chains, 2) how far along the frame, clockwise from its north-west corner, each chain enters and leaves;
            WHOLE where it does not: a ring or the end of a line lies in the frame.
        shells: whether a chain is of the first ring of its part.
        at: where the chains of each part begin, and at last how many there are.
        owners: for each part the place of its geometry in `chosen`, ascending.
        covers: whether a part none of whose rings leaves the frame covers it, but for holes that lie in it.
    """
    xy, paths, boxes, box_at, parts, rows = flat
    most = 0
    count = 0
    for row in chosen:
        count += rows[row + 1] - rows[row]
        most += _near(paths, box_at, parts[rows[row]], parts[rows[row + 1]], boxes, factor, x, y)
    # an edge gives two positions and one chain at most
    units, ends, marks = np.empty((2 * most, 2), np.int64), np.empty(most, np.int64), np.empty((most, 2))
    shells, covers = np.zeros(most, np.bool_), np.zeros(count, np.bool_)
    starts, owners = np.zeros(count + 1, np.int64), np.empty(count, np.int64)
    n = done = part = 0
    for place in range(len(chosen)):
        for one in range(rows[chosen[place]], rows[chosen[place] + 1]):
            first, last = parts[one], parts[one + 1]
            if _near(paths, box_at, first, last, boxes, factor, x, y):
                for path in range(first, last):
                    had = done
                    n, done = _walk(
                        xy, paths[path], paths[path + 1], rings, boxes, box_at[path], factor, x, y,
                        units, n, ends, marks, done,
                    )  # fmt: skip
                    shells[had:done] = path == first
            plain = True
            for k in range(starts[part], done):
                plain = plain and marks[k, 0] == WHOLE and not shells[k]
            covers[part] = rings and plain and _covers(xy, paths, boxes, box_at, first, last, factor, x, y)
            owners[part] = place
            part += 1
            starts[part] = done
    return units[:n], ends[:done], marks[:done], shells[:done], starts, owners, covers
