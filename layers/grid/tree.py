"""Which of many boxes meet one, by larger boxes round those that lie near each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats

Whole = NDArray[np.int64]
Box = tuple[float, float, float, float]  # the least x and y, the greatest x and y
_FAN = 16  # boxes that make up one of the level above


class Tree:
    """Boxes, (n, 4) as `Box`, packed into larger ones (sort-tile-recursive; Leutenegger and others, 1997)."""

    def __init__(self, bounds: Floats) -> None:
        """Of boxes some of which may be empty: NaN, or the least beyond the greatest."""
        filled = np.flatnonzero(bounds[:, 0] <= bounds[:, 2])
        middle = (bounds[filled, :2] + bounds[filled, 2:]) / 2
        down = np.argsort(middle[:, 0], kind="stable")
        slices = np.arange(len(filled)) // max(1, _FAN * int(np.ceil(np.sqrt(len(filled) / _FAN))))
        self.order = filled[down[np.lexsort((middle[down, 1], slices))]]
        levels = [bounds[self.order]]
        while len(levels[-1]) > _FAN:
            first = np.arange(0, len(levels[-1]), _FAN)
            lows = np.minimum.reduceat(levels[-1][:, :2], first)
            levels.append(np.hstack([lows, np.maximum.reduceat(levels[-1][:, 2:], first)]))
        self.starts = np.cumsum([0, *(len(level) for level in levels)])
        self.boxes = np.ascontiguousarray(np.vstack(levels))

    def meeting(self, box: Box) -> Whole:
        """The rows, ascending, whose bounds meet a box, borders included."""
        found: Whole = meeting(self.boxes, self.starts, self.order, *box)
        return found


@kernel("i8[::1](f8[:, ::1], i8[::1], i8[::1], f8, f8, f8, f8)")
def meeting(
    boxes: Floats, starts: Whole, order: Whole, low_x: float, low_y: float, high_x: float, high_y: float
) -> Whole:
    """As `Tree.meeting`, for kernels."""
    top = len(starts) - 2
    levels, nodes = np.empty(_FAN * (top + 1), np.int64), np.empty(_FAN * (top + 1), np.int64)  # still to be looked at
    left = 0
    for node in range(starts[top + 1] - starts[top]):
        levels[left], nodes[left] = top, node
        left += 1
    found, n = np.empty(64, np.int64), 0
    while left:
        left -= 1
        level, node = levels[left], nodes[left]
        box = boxes[starts[level] + node]
        if not (box[0] <= high_x and box[1] <= high_y and box[2] >= low_x and box[3] >= low_y):
            continue  # nothing meets a box of NaN, that of an empty geometry
        if level == 0:
            if n == len(found):
                longer = np.empty(2 * n, np.int64)
                longer[:n] = found
                found = longer
            found[n] = order[node]
            n += 1
            continue
        for child in range(node * _FAN, min((node + 1) * _FAN, starts[level] - starts[level - 1])):
            levels[left], nodes[left] = level - 1, child
            left += 1
    return np.sort(found[:n])
