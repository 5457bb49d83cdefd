"""How far apart features and a footprint lie: all outlines within reach, from the cells round it outwards."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import types

from layers.compiled import inlined, kernel
from layers.geodesy.flat import Floats
from layers.grid.index import ASK, HAIR, IN, INDEX, OUT, Index, Ints
from layers.grid.locate import held
from layers.grid.shapes import Shapes, Whole
from layers.grid.ways import (
    BENT,
    FROM,
    LEAST,
    LEFT,
    LONG_M,
    MOST,
    SCALE,
    TO,
    TOWARDS,
    cross,
    lean,
    limit,
    measure,
    plane_of,
)

MEET, ASKED = -1.0, -2.0  # instead of a distance: surely they have a place in common; it has to be asked elsewhere
FARTHEST_M: Final = 10_000.0
_TOUCH: Final = 1e-3  # metres; what comes nearer may touch
_CHUNK: Final = 4  # edges, at least

_REAL, _WHOLE = types.float64, types.int64
_F8, _I8, _XY = types.Array(_REAL, 1, "C"), types.Array(_WHOLE, 1, "C"), types.Array(_REAL, 2, "C")


class Apart(NamedTuple):
    """Of every feature asked about, between what `separation` puts its distance (m) and bearing (degrees) from here.

    `least_m` is MEET, ASKED, or inf beyond reach; `to_deg` is the greater; one may lie beyond 0 or 360.
    """

    least_m: Floats
    most_m: Floats
    from_deg: Floats
    to_deg: Floats


def apart(index: Index, rows: Whole, footprint: Shapes, metres: float, group: Whole, borders: Floats) -> Apart:
    """How far features (rows ascending) and a footprint are apart, where that is no more than `metres`.

    As fine as can be told are the nearest of each `group` (0, 1, …: that of each row); of the others, between which of
    the `borders` (m, ascending) they lie. Right up to FARTHEST_M, where all that lies so near is at latitudes of no
    more than 80°.
    """
    return Apart(
        *_apart(footprint.xy, footprint.chain, footprint.dimension, rows, metres, group, borders, index.handle)
    )


@inlined
def _gap(low: float, high: float, other_low: float, other_high: float) -> float:
    """How far two intervals are apart."""
    return max(low - other_high, other_low - high, 0.0)


@kernel(_REAL(_REAL, _REAL, _REAL, _F8))
def _matters(least: float, nearest: float, reach: float, borders: Floats) -> float:
    """Up to which distance a way to a feature tells more: one nearer than its group's, or on this side of a border."""
    if limit(least) > reach:
        return reach
    upto = limit(nearest)
    for border in borders:
        if border <= limit(least):
            upto = max(upto, limit(border))
    return min(upto, limit(least))


@kernel(types.Tuple((_I8, _I8, _XY))(_XY, _I8, _WHOLE))
def _chunks(xy: Floats, chain: Whole, step: int) -> tuple[Whole, Whole, Floats]:
    """A footprint's edges in runs, about as many as edges in each: the first, behind the last, and their bounds."""
    per = max(_CHUNK, int(math.sqrt(len(xy))))
    room = len(chain) + len(xy) // per
    first, last, box = np.empty(room, np.int64), np.empty(room, np.int64), np.empty((room, 4))
    n = 0
    for c in range(len(chain) - 1):
        i = chain[c]
        while i < chain[c + 1] - step:
            first[n], last[n] = i, min(i + per, chain[c + 1] - step)
            box[n, :2], box[n, 2:] = np.inf, -np.inf
            for v in range(i, last[n] + step):
                box[n, 0], box[n, 2] = min(box[n, 0], xy[v, 0]), max(box[n, 2], xy[v, 0])
                box[n, 1], box[n, 3] = min(box[n, 1], xy[v, 1]), max(box[n, 3], xy[v, 1])
            i = last[n]
            n += 1
    return first[:n].copy(), last[:n].copy(), box[:n].copy()


@kernel(types.void(_REAL, _REAL, _REAL, _REAL, types.boolean, _XY, _WHOLE, _I8, _I8, _XY, _F8, _REAL, _F8))
def _edge(
    cx: float, cy: float, dx: float, dy: float, loose: bool,
    own: Floats, dimension: int, begin: Whole, end: Whole, box: Floats, plane: Floats, upto: float, found: Floats,
) -> None:  # fmt: skip
    """Takes one edge of a feature beside all of the footprint's; `loose` where its end may not be another's start."""
    wide, tall, step = plane[0], plane[1], 1 if dimension else 0
    west, east, south, north = min(cx, dx), max(cx, dx), min(cy, dy), max(cy, dy)
    long = (east - west) * wide + (north - south) * tall > LONG_M
    for m in range(len(begin)):
        bound = min(upto, limit(found[LEAST])) / plane[2]
        across, along = _gap(box[m, 0], box[m, 2], west, east) * wide, _gap(box[m, 1], box[m, 3], south, north) * tall
        if across * across + along * along > bound * bound:
            continue
        for j in range(begin[m], end[m]):
            ax, ay, bx, by = own[j, 0], own[j, 1], own[j + step, 0], own[j + step, 1]
            bound = min(upto, limit(found[LEAST])) / plane[2]
            across = _gap(min(ax, bx), max(ax, bx), west, east) * wide
            along = _gap(min(ay, by), max(ay, by), south, north) * tall
            if across * across + along * along > bound * bound:
                continue
            if across == 0.0 and along == 0.0 and cross(ax, ay, bx, by, cx, cy, dx, dy):
                found[LEAST] = MEET
                return
            spread = 1.0 + SCALE if long and abs(bx - ax) * wide + abs(by - ay) * tall > LONG_M else 1.0
            measure(ax, ay, cx, cy, dx, dy, False, plane, upto, spread, found)
            measure(cx, cy, ax, ay, bx, by, True, plane, upto, spread, found)
            if dimension == 1:
                measure(bx, by, cx, cy, dx, dy, False, plane, upto, spread, found)
            if loose:
                measure(dx, dy, ax, ay, bx, by, True, plane, upto, spread, found)


@kernel(_WHOLE(_REAL, _REAL, _XY, _I8))
def _in_rings(x: float, y: float, xy: Floats, chain: Whole) -> int:
    """Whether a place lies within rings: OUT, IN or ASK."""
    inside = False
    for c in range(len(chain) - 1):
        for i in range(chain[c], chain[c + 1] - 1):
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
            if (ay > y) != (by > y):
                at = ax + (y - ay) / (by - ay) * (bx - ax)
                if abs(at - x) < HAIR:
                    return ASK
                if at > x:
                    inside = not inside
    return IN if inside else OUT


@kernel(types.void(_XY, _I8, _WHOLE, _XY, _I8, types.Array(types.int32, 1, "C"), INDEX, _XY))
def _hold(
    own: Floats, chain: Whole, dimension: int, box: Floats, rows: Whole, slot: Ints, index: Index, found: Floats
) -> None:
    """Of outlines that do not touch: whether a part of the footprint lies in a feature, or one of a feature in it."""
    if index.dimension == 2:
        for c in range(len(chain) - 1):
            features, state = held(own[chain[c], 0], own[chain[c], 1], index)
            for i in range(len(features)):
                k = slot[features[i]]
                if k >= 0 and found[k, LEAST] > _TOUCH:
                    found[k, LEAST] = MEET if state[i] == IN else ASKED
    west, south, east, north = box[:, 0].min(), box[:, 1].min(), box[:, 2].max(), box[:, 3].max()
    for k in range(len(rows)):
        if MEET < found[k, LEAST] <= _TOUCH:
            found[k, LEAST] = ASKED
        bounds = index.bounds[rows[k]]
        if dimension < 2 or found[k, LEAST] <= _TOUCH or bounds[0] > east or bounds[2] < west:
            continue
        for c in range(index.first[rows[k]], index.first[rows[k] + 1]):
            x, y = index.xy[index.chain[c], 0], index.xy[index.chain[c], 1]
            if west <= x <= east and south <= y <= north:
                state_of = _in_rings(x, y, own, chain)
                if state_of != OUT:
                    found[k, LEAST] = MEET if state_of == IN else ASKED
                    break


@kernel(types.UniTuple(_F8, 4)(_XY, _F8))
def _told(found: Floats, plane: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The columns of `Apart`."""
    least, most = found[:, LEAST].copy(), found[:, MOST].copy()
    begin, end = np.zeros(len(found)), np.full(len(found), 360.0)
    for k in range(len(found)):
        if least[k] < 0.0:
            most[k] = 0.0 if least[k] == MEET else np.inf
        elif least[k] < np.inf:
            # a vertex beside a chord; and the mid-latitude formula, which errs by 2.6e-17 of the third power at most
            slack = found[k, BENT] + 1e-6 + 3e-17 * least[k] ** 3
            least[k], most[k] = least[k] - slack, most[k] + slack
            if found[k, LEFT] > least[k]:
                begin[k] = (found[k, TOWARDS] + found[k, FROM]) % 360.0 - lean(found[k], plane)
                end[k] = begin[k] + found[k, TO] - found[k, FROM] + 2.0 * lean(found[k], plane)
            least[k] = min(least[k], found[k, LEFT])
    return least, most, begin, end


@kernel(types.UniTuple(_F8, 4)(_XY, _I8, _WHOLE, _I8, _REAL, _I8, _F8, INDEX))
def _apart(
    own: Floats, chain: Whole, dimension: int, rows: Whole, reach: float, group: Whole, borders: Floats, index: Index
) -> tuple[Floats, Floats, Floats, Floats]:
    """As `Apart`: ring by ring of cells round the footprint's bounds."""
    found = np.zeros((len(rows), 7))
    found[:, LEAST], found[:, MOST], found[:, LEFT] = np.inf, np.inf, np.inf
    nearest = np.full(group.max() + 1, np.inf)  # of each group
    slot = np.full(len(index.bounds), -1, np.int32)
    for k in range(len(rows)):
        slot[rows[k]] = k
    begin, end, box = _chunks(own, chain, 1 if dimension else 0)
    reach += 1.0  # so that what lies there is told on either side
    plane = plane_of(box, reach)
    for k in range(len(rows)):  # a first bound, by one vertex of each
        v = index.chain[index.first[rows[k]]]
        measure(
            own[0, 0], own[0, 1], index.xy[v, 0], index.xy[v, 1], index.xy[v, 0], index.xy[v, 1],
            False, plane, reach, 1.0, found[k],
        )  # fmt: skip
        nearest[group[k]] = min(nearest[group[k]], found[k, LEAST])
    wide, tall, short = plane[0], plane[1], plane[2]
    size, columns, lines, step = index.size, index.columns, index.rows, 1 if index.dimension else 0
    left, right = math.floor((box[:, 0].min() - index.west) / size), math.floor((box[:, 2].max() - index.west) / size)
    low, high = math.floor((box[:, 1].min() - index.south) / size), math.floor((box[:, 3].max() - index.south) / size)
    first = max(0, -right, left - columns + 1, -high, low - lines + 1)
    last = max(0, left, columns - 1 - right, low, lines - 1 - high)  # 0: all cells lie within the bounds
    last = min(last, int(reach / (min(wide, tall) * short * size)) + 1)
    for ring in range(first, last + 1):
        from_c, to_c = max(0, left - ring), min(columns - 1, right + ring)
        for row in range(max(0, low - ring), min(lines - 1, high + ring) + 1 if from_c <= to_c else 0):
            whole = ring == 0 or row == low - ring or row == high + ring
            for column in range(from_c, to_c + 1, 1 if whole else max(1, to_c - from_c)):
                cell = row * columns + column
                if index.part_at[cell] == index.part_at[cell + 1]:
                    continue
                if not (whole or column == left - ring or column == right + ring):
                    continue
                x, y = index.west + column * size, index.south + row * size
                gap = np.inf
                for m in range(len(begin)):
                    across, along = _gap(box[m, 0], box[m, 2], x, x + size), _gap(box[m, 1], box[m, 3], y, y + size)
                    gap = min(gap, (across * wide) ** 2 + (along * tall) ** 2)
                gap = math.sqrt(gap) * short
                for entry in range(index.part_at[cell], index.part_at[cell + 1]):
                    k = slot[index.part[entry]]
                    if k < 0:
                        continue
                    upto = _matters(found[k, LEAST], nearest[group[k]], reach, borders)
                    if gap > upto:
                        found[k, LEFT] = min(found[k, LEFT], gap)
                        continue
                    for run in range(index.run_at[entry], index.run_at[entry + 1]):
                        for i in range(index.run_from[run], index.run_to[run]):
                            if found[k, LEAST] != MEET:
                                upto = _matters(found[k, LEAST], nearest[group[k]], reach, borders)
                                found[k, LEFT] = min(found[k, LEFT], upto)
                                _edge(
                                    index.xy[i, 0], index.xy[i, 1], index.xy[i + step, 0], index.xy[i + step, 1],
                                    index.dimension == 1, own, dimension, begin, end, box, plane, upto, found[k],
                                )  # fmt: skip
                    nearest[group[k]] = min(nearest[group[k]], max(found[k, LEAST], 0.0))
    _hold(own, chain, dimension, box, rows, slot, index, found)
    return _told(found, plane)
