"""Ways between two outlines, edge by edge: the shortest, and all that are as short for whoever measures by chords.

`layers.offsets.separation` cuts edges into chords, and may take for the shortest way another that is as short but for
the scale of its plane. What is kept of a pair of outlines holds whatever it may come to.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import types

from layers.compiled import inlined, kernel
from layers.geodesy.ellipsoid import DEGREE, E2, SEMI_MAJOR
from layers.geodesy.flat import Floats
from layers.geodesy.kernels import mid_latitude
from layers.grid.index import HAIR
from layers.grid.nearest import _foot, _true_foot

LEAST, MOST, TOWARDS, FROM, TO, BENT, LEFT = range(7)  # what is kept: metres, but for a bearing and how far others turn
SCALE: Final = 7e-7  # share of a distance by which a strip's scale can prefer a place farther away
LONG_M: Final = 1000.0  # two edges as long may run beside each other for so long that the scale changes
_SAME: Final = 1e-4  # metres by which chords can
_SAGITTA: Final = 2e-5  # metres between an edge and its chord, at most
_CHORD_M: Final = 1000.0  # the longest
_LEAVES: Final = 1e-5  # share by which a way may be shorter than the shortest degrees of a frame say

_REAL = types.float64
_F8, _XY = types.Array(_REAL, 1, "C"), types.Array(_REAL, 2, "C")


@inlined
def limit(metres: float) -> float:
    """What lies farther is surely farther than what was found at some distance."""
    return metres * (1.0 + SCALE) + _SAME


@kernel(_REAL(_REAL, _REAL, _REAL, _REAL, _REAL, _REAL))
def _turn(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    """Twice the area that a place spans with an edge; 0 within HAIR of its line."""
    area = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    return 0.0 if abs(area) <= HAIR * (abs(bx - ax) + abs(by - ay)) else area


@kernel(types.boolean(_REAL, _REAL, _REAL, _REAL, _REAL, _REAL, _REAL, _REAL))
def cross(ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float) -> bool:
    """Whether two edges surely run through each other."""
    if _turn(ax, ay, bx, by, cx, cy) * _turn(ax, ay, bx, by, dx, dy) >= 0.0:
        return False
    return _turn(cx, cy, dx, dy, ax, ay) * _turn(cx, cy, dx, dy, bx, by) < 0.0


@kernel(types.Tuple((_REAL, _REAL))(_REAL))
def _degree(latitude: float) -> tuple[float, float]:
    """Metres in a degree of longitude and of latitude."""
    s = math.sin(latitude * DEGREE)
    w2 = 1.0 - E2 * s * s
    normal = SEMI_MAJOR / math.sqrt(w2)
    return normal * math.sqrt(1.0 - s * s) * DEGREE, normal * (1.0 - E2) / w2 * DEGREE


@kernel(_F8(_XY, _REAL))
def plane_of(box: Floats, reach: float) -> Floats:
    """The plane of the footprint's middle: its degrees (m), how short ways are, how bent edges, chords, skews."""
    south, north, about = box[:, 1].min(), box[:, 3].max(), reach / 110_000.0
    highest = max(abs(south - about), abs(north + about))
    lowest = 0.0 if south - about < 0.0 < north + about else min(abs(south - about), abs(north + about))
    wide, tall = _degree(0.5 * (south + north))
    short = min(_degree(highest)[0] / wide, _degree(lowest)[1] / tall) * (1.0 - _LEAVES)
    bend = 1.1 * math.tan(lowest * DEGREE) / SEMI_MAJOR  # as `layers.offsets.strips` cuts edges into chords
    chord = min(math.sqrt(8.0 * _SAGITTA / bend), _CHORD_M) if bend > 0.0 else _CHORD_M
    # by what share a degree eastward is longer than `separation` takes it for in its first guess
    polar, inner = _degree(highest), _degree(lowest)
    least = polar[0] / polar[1] / math.cos(lowest * DEGREE) - 1.0
    most = inner[0] / inner[1] / math.cos(highest * DEGREE) - 1.0
    bent = 1.01 * math.tan(highest * DEGREE) / SEMI_MAJOR
    return np.array([wide, tall, short, bent, chord, max(least, 0.0), max(most, -least)])


@kernel(_REAL(_F8, _F8))
def lean(found: Floats, plane: Floats) -> float:
    """Degrees by which the shortest way that `separation` finds may lean against the one that was found.

    A chord leans against its edge. Where it lies behind the edge, the first guess stays, of which the foot is as far
    aside as degrees are wrong, and no farther than makes it as long as the way to the chord.
    """
    aside = math.sqrt(4.0 * (found[BENT] + 1e-8) / found[LEAST])
    if found[TO] - found[FROM] < 0.01:
        share = abs(math.sin(2.0 * found[TOWARDS] * DEGREE))
        aside = 0.0 if 0.5 * share * plane[5] > aside else min(aside, 1.5 * share * plane[6] + 1e-5)
    chord: float = (plane[3] + 2e-10) * plane[4]
    return (chord + aside) / DEGREE + 5e-5


@kernel(types.void(_REAL, _REAL, _REAL, _REAL, _REAL, _REAL, types.boolean, _F8, _REAL, _REAL, _F8))
def measure(
    x: float,
    y: float,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    back: bool,
    plane: Floats,
    upto: float,
    spread: float,
    found: Floats,
) -> None:
    """Takes the way from a vertex to the nearest place of an edge, or `back`, into what was found for a feature."""
    wide, tall = plane[0], plane[1]
    bound = min(upto, limit(found[LEAST]))
    t = _foot(x, y, ax, ay, bx, by, wide, tall)
    if math.hypot((ax + t * (bx - ax) - x) * wide, (ay + t * (by - ay) - y) * tall) * plane[2] > bound:
        return
    t = _true_foot(x, y, ax, ay, bx, by, t)
    to_x = bx if t == 1.0 else ax + t * (bx - ax)
    to_y = by if t == 1.0 else ay + t * (by - ay)
    if back:
        x, y, to_x, to_y = to_x, to_y, x, y
    east, north = mid_latitude(x, y, to_x, to_y)
    metres = math.hypot(east, north)
    if metres > bound:
        return
    bearing = math.atan2(east, north) / DEGREE - 0.5 * (to_x - x) * math.sin(0.5 * (y + to_y) * DEGREE)
    if limit(metres) < found[LEAST]:  # all others are surely farther
        found[:LEFT] = (metres, metres, bearing, 0.0, 0.0, 0.0)
    aside = (bearing - found[TOWARDS] + 540.0) % 360.0 - 180.0
    found[FROM], found[TO] = min(found[FROM], aside), max(found[TO], aside)
    if 0.0 < t < 1.0:
        long = math.hypot((bx - ax) * wide, (by - ay) * tall)
        sine = abs(bx - ax) * wide / long  # of its azimuth, by which it is bent against a geodesic, and that in a plane
        bend = plane[3] * sine * (2.0 - sine * sine) + 2e-10
        found[BENT] = max(found[BENT], 0.125 * bend * min(long, plane[4]) ** 2)
    found[LEAST] = min(found[LEAST], metres)
    found[MOST] = max(found[MOST], metres * spread)
