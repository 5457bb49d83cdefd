"""Whether outlines moved across a plane keep their distance from others: edges in bands from south to north.

All in metres of one plane. Told is what surely keeps it and what surely does not; a hair between them is left open.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from layers.compiled import inlined, kernel
from layers.geodesy.flat import Floats
from layers.grid.shapes import Whole
from layers.plane import left_of, square_to_edge

BLOCKED, CLEAR, OPEN = 0, 1, 2
HAIR_M: Final = 1e-6  # metres; far more than two ways to compute one distance differ by
_SAME_M: Final = 1e-6  # metres; places as near are one vertex
_EDGES_PER_BAND: Final = 6
_MOST_BANDS: Final = 2048

_F8, _I8 = types.float64, types.int64
_XY, _REALS, _LONGS = types.Array(_F8, 2, "C"), types.Array(_F8, 1, "C"), types.Array(_I8, 1, "C")
_FLAGS = types.Array(types.boolean, 1, "C")


class Outlines(NamedTuple):
    """Outlines of one dimension.

    Attributes:
        edges: (m, 4) x and y of both ends; of a point the same twice.
        part: (m,) the number of the geometry that each belongs to, ascending.
        corners: (c, 2) a vertex of every connected piece.
        areal: whether they bound areas.
    """

    edges: Floats
    part: Whole
    corners: Floats
    areal: bool


class Bands(NamedTuple):
    """Which edges lie in each band: those of band b are `held[at[b]:at[b + 1]]`, ascending."""

    at: Whole
    held: Whole
    low: float
    height: float


class Scene(NamedTuple):
    """Outlines that move together, each (`m_`) past outlines that stand (`s_`), of which it keeps `keep` metres.

    The arrays of all of them lie behind each other, those of number n from `at[n]` to `at[n + 1]`.
    """

    m_edges: Floats
    m_at: Whole
    m_corners: Floats
    m_corner_at: Whole
    m_areal: NDArray[np.bool_]
    s_edges: Floats
    s_part: Whole
    s_hair: Floats
    s_corners: Floats
    s_corner_at: Whole
    s_areal: NDArray[np.bool_]
    band: Whole
    band_at: Whole
    held: Whole
    low: Floats
    height: Floats
    keep: Floats


_BANDS: Final = types.NamedTuple((_LONGS, _LONGS, _F8, _F8), Bands)
_SCENE: Final = types.NamedTuple(
    (
        *(_XY, _LONGS, _XY, _LONGS, _FLAGS),
        *(_XY, _LONGS, _REALS, _XY, _LONGS, _FLAGS),
        *(_LONGS, _LONGS, _LONGS, _REALS, _REALS, _REALS),
    ),
    Scene,
)


@kernel(_BANDS(_XY))
def bands_of(edges: Floats) -> Bands:
    """The bands of some edges."""
    count = min(_MOST_BANDS, max(1, len(edges) // _EDGES_PER_BAND))
    low, high = np.inf, -np.inf
    for e in range(len(edges)):
        low, high = min(low, edges[e, 1], edges[e, 3]), max(high, edges[e, 1], edges[e, 3])
    if len(edges) == 0:
        low, high = 0.0, 1.0
    low -= 0.5
    height = (high + 0.5 - low) / count
    at = np.zeros(count + 2, np.int64)
    for e in range(len(edges)):
        first = int((min(edges[e, 1], edges[e, 3]) - low) / height)
        last = int((max(edges[e, 1], edges[e, 3]) - low) / height)
        for b in range(first, min(last, count - 1) + 1):
            at[b + 2] += 1
    for b in range(count):
        at[b + 2] += at[b + 1]
    held = np.empty(at[count + 1], np.int64)
    for e in range(len(edges)):
        first = int((min(edges[e, 1], edges[e, 3]) - low) / height)
        last = int((max(edges[e, 1], edges[e, 3]) - low) / height)
        for b in range(first, min(last, count - 1) + 1):
            held[at[b + 1]] = e
            at[b + 1] += 1
    return Bands(at[: count + 1].copy(), held, low, height)


@kernel(_F8(_F8, _F8, _F8, _F8, _F8, _F8, _F8, _F8))
def _apart(ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float) -> float:
    """The square of the distance of two edges; 0 where they run through each other."""
    astride = left_of(ax, ay, bx, by, cx, cy) * left_of(ax, ay, bx, by, dx, dy) < 0.0
    if astride and left_of(cx, cy, dx, dy, ax, ay) * left_of(cx, cy, dx, dy, bx, by) < 0.0:
        return 0.0
    ends = min(square_to_edge(ax, ay, cx, cy, dx, dy), square_to_edge(bx, by, cx, cy, dx, dy))
    return min(ends, square_to_edge(cx, cy, ax, ay, bx, by), square_to_edge(dx, dy, ax, ay, bx, by))


@kernel(_F8(_XY, _LONGS))
def longest_edge(xy: Floats, chain: Whole) -> float:
    """The length of the longest edge of lines or rings, in the unit of their coordinates."""
    longest = 0.0
    for c in range(len(chain) - 1):
        for v in range(chain[c], chain[c + 1] - 1):
            longest = max(longest, np.hypot(xy[v + 1, 0] - xy[v, 0], xy[v + 1, 1] - xy[v, 1]))
    return longest


@kernel(_LONGS(_XY, _LONGS, _XY, _LONGS))
def edges_as_drawn(xy: Floats, chain: Whole, drawn_xy: Floats, drawn_chain: Whole) -> Whole:
    """Of each piece of the edges of lines or rings, in which `drawn_xy` was cut, the first vertex of the edge drawn.

    Vertices that were drawn stand among those of the pieces as they are, in order.
    """
    edge = np.empty(len(xy) - (len(chain) - 1), np.int64)
    n = 0
    for c in range(len(chain) - 1):
        i = drawn_chain[c]
        for v in range(chain[c], chain[c + 1] - 1):
            edge[n] = i
            n += 1
            if xy[v + 1, 0] == drawn_xy[i + 1, 0] and xy[v + 1, 1] == drawn_xy[i + 1, 1]:
                i += 1
    return edge


@kernel(_FLAGS(_XY, _LONGS, types.boolean, _BANDS, _F8))
def cut_by_others(edges: Floats, part: Whole, areal: bool, bands: Bands, touch: float) -> NDArray[np.bool_]:
    """Which edges a union of all parts may cut in pieces: those that another crosses, or ends on, within `touch`.

    Parts that are areas are taken to be valid: an edge is never cut by one of its own part.
    """
    found = np.zeros(len(edges), np.bool_)
    near = touch * touch
    for b in range(len(bands.at) - 1):
        for n in range(bands.at[b], bands.at[b + 1]):
            e = bands.held[n]
            ax, ay, bx, by = edges[e]
            for m in range(n + 1, bands.at[b + 1]):
                f = bands.held[m]
                if areal and part[e] == part[f]:
                    continue
                cx, cy, dx, dy = edges[f]
                if max(cx, dx) < min(ax, bx) - touch or min(cx, dx) > max(ax, bx) + touch:
                    continue
                if max(cy, dy) < min(ay, by) - touch or min(cy, dy) > max(ay, by) + touch:
                    continue
                if found[e] and found[f]:
                    continue
                met = False
                if _apart(ax, ay, bx, by, cx, cy, dx, dy) == 0.0:
                    ends = min(square_to_edge(ax, ay, cx, cy, cx, cy), square_to_edge(ax, ay, dx, dy, dx, dy))
                    met = (
                        min(ends, square_to_edge(bx, by, cx, cy, cx, cy), square_to_edge(bx, by, dx, dy, dx, dy))
                        > _SAME_M * _SAME_M
                    )
                for x, y in ((cx, cy), (dx, dy)):
                    if square_to_edge(x, y, ax, ay, bx, by) <= near:
                        ends = min(square_to_edge(x, y, ax, ay, ax, ay), square_to_edge(x, y, bx, by, bx, by))
                        met = met or ends > _SAME_M * _SAME_M
                for x, y in ((ax, ay), (bx, by)):
                    if square_to_edge(x, y, cx, cy, dx, dy) <= near:
                        ends = min(square_to_edge(x, y, cx, cy, cx, cy), square_to_edge(x, y, dx, dy, dx, dy))
                        met = met or ends > _SAME_M * _SAME_M
                if met:
                    found[e] = found[f] = True
    return found


@inlined
def _inside(x: float, y: float, n: int, scene: Scene) -> bool:
    """Whether a place lies in one of the areas that stand, by the crossings of each with its parallel."""
    bands = scene.band[n + 1] - scene.band[n] - 1
    b = int((y - scene.low[n]) / scene.height[n])
    within = False
    if scene.s_areal[n] and y >= scene.low[n] and b < bands:
        begin = scene.band[n] + b
        odd, part = False, -1
        for k in range(scene.band_at[begin], scene.band_at[begin + 1]):
            e = scene.held[k]
            if scene.s_part[e] != part:
                if odd:
                    break
                odd, part = False, scene.s_part[e]
            ax, ay, bx, by = scene.s_edges[e]
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
        within = odd
    return within


@inlined
def _holds(x: float, y: float, n: int, scene: Scene) -> bool:
    """Whether a place lies in what moves, before it is moved."""
    odd = False
    for i in range(scene.m_at[n], scene.m_at[n + 1]):
        ax, ay, bx, by = scene.m_edges[i]
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


@kernel(_I8(_SCENE, _F8, _F8))
def _told(scene: Scene, east: float, north: float) -> int:
    """Whether everything keeps its distance once it is moved by metres east and north."""
    told = CLEAR
    for n in range(len(scene.keep)):
        for c in range(scene.m_corner_at[n], scene.m_corner_at[n + 1]):
            if _inside(scene.m_corners[c, 0] + east, scene.m_corners[c, 1] + north, n, scene):
                return BLOCKED
        keep = scene.keep[n]
        bands = scene.band[n + 1] - scene.band[n] - 1
        reach = keep + 0.1
        for i in range(scene.m_at[n], scene.m_at[n + 1]):
            ax, ay, bx, by = scene.m_edges[i]
            ax, ay, bx, by = ax + east, ay + north, bx + east, by + north
            west, right = min(ax, bx) - reach, max(ax, bx) + reach
            south, top = min(ay, by) - reach, max(ay, by) + reach
            first = max(0, int((south - scene.low[n]) / scene.height[n]))
            last = min(bands - 1, int((top - scene.low[n]) / scene.height[n]))
            for b in range(scene.band[n] + first, scene.band[n] + last + 1):
                for k in range(scene.band_at[b], scene.band_at[b + 1]):
                    e = scene.held[k]
                    cx, cy, dx, dy = scene.s_edges[e]
                    if (cx < west and dx < west) or (cx > right and dx > right):
                        continue
                    if (cy < south and dy < south) or (cy > top and dy > top):
                        continue
                    square, hair = _apart(ax, ay, bx, by, cx, cy, dx, dy), scene.s_hair[e]
                    if square < (keep - hair) * (keep - hair):
                        return BLOCKED
                    if square <= (keep + hair) * (keep + hair):
                        told = OPEN
        if scene.m_areal[n]:
            for c in range(scene.s_corner_at[n], scene.s_corner_at[n + 1]):
                if _holds(scene.s_corners[c, 0] - east, scene.s_corners[c, 1] - north, n, scene):
                    return BLOCKED
    return told


@kernel(types.Tuple((_I8, _I8))(_SCENE, _XY, _I8))
def first_clear(scene: Scene, moves: Floats, begin: int) -> tuple[int, int]:
    """The first of some moves (metres east and north) from `begin` on that is not BLOCKED, and what is told of it."""
    for n in range(begin, len(moves)):
        told = _told(scene, moves[n, 0], moves[n, 1])
        if told != BLOCKED:
            return n, told
    return len(moves), BLOCKED


@kernel(types.Tuple((_F8, _F8))(_SCENE, _F8, _F8, _F8, _F8, _F8))
def bisected(scene: Scene, east: float, north: float, low: float, high: float, exact: float) -> tuple[float, float]:
    """`low` and `high` metres in a direction halved as long as they are more than `exact` apart, or until one is OPEN.

    What lies in the middle takes the place of `high` where it is clear, else of `low`.
    """
    while high - low > exact:
        middle = (low + high) / 2.0
        told = _told(scene, middle * east, middle * north)
        if told == OPEN:
            break
        if told == CLEAR:
            high = middle
        else:
            low = middle
    return low, high
