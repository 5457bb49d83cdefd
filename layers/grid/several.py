"""What holds a place, and what lies nearest, asked of several indexes in one call of machine code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import direct, kernel
from layers.grid.index import ASK, Index
from layers.grid.locate import into
from layers.grid.nearest import FARTHEST_M, HIGHEST, SAME_M, ringed, scale
from layers.grid.stack import STACK, Stack, stacked

Answer = tuple[int, int, float, float]
HOLDS: Final = -1.0  # instead of a distance: the feature holds the place; no distance is negative
UNSURE: Final = -1  # instead of a row: the group has to be asked otherwise

_WHOLE, _REAL = types.int64, types.float64
_GROUPS = types.Array(_WHOLE, 1, "C")
_ANSWER = types.Tuple((_WHOLE, _WHOLE, _REAL, _REAL))


def asking(indexes: Sequence[Index], group: Sequence[int]) -> Callable[[float, float, float], list[Answer]]:
    """A question to indexes in groups, such as the editions of each of several layers: longitude, latitude, metres.

    `group` ascends and says of each index to which group it belongs. The answers are of each group what holds the place
    (degrees) or, where nothing does, what lies nearest within so many metres: each is the number of an index, a row in
    it, a distance (m; HOLDS) and a bearing (degrees). All that hold the place are told, in order, or the one that is
    nearest, the first of those equally near. A group that is in doubt, and all of them beyond the limits of
    `nearest.near`, answer with UNSURE for a row, and with nothing else.
    """
    stacks, groups, located = stacked(indexes), np.array(group, dtype=np.int64), direct(_located)
    return lambda lon, lat, metres: located(stacks.value, groups, lon, lat, metres)


@kernel(types.List(_ANSWER)(STACK, _GROUPS, _REAL, _REAL, _REAL))
def _located(stack: Stack, group: NDArray[np.int64], x: float, y: float, reach: float) -> list[Answer]:
    indexes = stack.indexes
    beyond = not (reach <= FARTHEST_M and abs(y) <= HIGHEST and abs(x) <= 180.0)
    wide, tall, short = scale(y, reach)
    who, state = np.empty(16, np.int32), np.empty(16, np.uint8)
    found = [(0, 0, 0.0, 0.0) for _ in range(0)]
    begin = 0
    while begin < len(group):
        end, before, unsure = begin, len(found), beyond
        while end < len(group) and group[end] == group[begin]:
            held = 0 if beyond else into(x, y, indexes[end], 0, who, state)
            if held > len(who):
                who, state = np.empty(held, np.int32), np.empty(held, np.uint8)
                into(x, y, indexes[end], 0, who, state)
            for i in range(held):
                unsure |= state[i] == ASK
                found.append((end, who[i], HOLDS, 0.0))
            end += 1
        if unsure:
            while len(found) > before:
                found.pop()
            found.append((begin, UNSURE, 0.0, 0.0))
        elif len(found) == before:
            of, nearest, metres, bearing = -1, -1, reach, 0.0
            for one in range(begin, end):
                row, distance, towards = ringed(x, y, reach, wide, tall, short, indexes[one])
                if row >= 0 and (of < 0 or distance < metres - (SAME_M if distance > 0.0 else 0.0)):
                    of, nearest, metres, bearing = one, row, distance, towards
            if of >= 0:
                found.append((of, nearest, metres, bearing))
        begin = end
    return found
