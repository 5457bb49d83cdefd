"""Where along edges a polygon lies on the land side, within some metres: exact, by the places where that can change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.banks.frame import Frames
from layers.geodesy import Floats
from layers.geodesy.flat import Indices

_PAD_M: Final = 0.01  # by which bands are drawn wider when candidates are looked for


@dataclass(frozen=True, eq=False)
class Matched:
    """What may count where: `polygons` (p, valid, EPSG:4490), the `group` of each edge, and `allowed` (groups, p)."""

    polygons: NDArray[np.object_]
    group: Indices
    allowed: NDArray[np.bool_]

    def pairs(self, edge: Indices, polygon: Indices) -> NDArray[np.bool_]:
        """Which pairs of edge and polygon count."""
        return np.asarray(self.allowed[self.group[edge], polygon])


@dataclass(frozen=True, eq=False)
class Shadow:
    """Stretches of edges, one per row: `polygon[i]` lies off `edge[i]` from the fraction `t0[i]` to `t1[i]`.

    The stretches of one edge and polygon do not overlap; those of different polygons may.
    """

    edge: Indices
    polygon: Indices
    t0: Floats
    t1: Floats


def shadow(frames: Frames, matched: Matched, from_m: float, to_m: float) -> Shadow:
    """Where the landward normal of an edge, from the depth `from_m` to `to_m`, meets a polygon.

    Along an edge that changes only at a vertex of the polygon or where its border passes one of the two depths. All
    these places are computed, and between each two neighbours the normal in the middle is tested. The wedge that the
    normals leave out at a bend belongs to no edge, and what lies only there is met by none.

    Args:
        frames: the edges.
        matched: the polygons, and which may count where.
        from_m: metres from the edge, on its land side, from which on a polygon counts.
        to_m: metres up to which it does.
    """
    polygons = matched.polygons
    if not len(frames.start) or not len(polygons):
        none = np.zeros(0, dtype=np.intp)
        return Shadow(none, none, np.zeros(0), np.zeros(0))
    own = np.asarray(shapely.from_wkb(shapely.to_wkb(polygons)), dtype=object)  # preparing shared ones is not safe
    shapely.prepare(own)
    bands = _bands(frames, from_m, to_m)
    edge, polygon = shapely.STRtree(own).query(bands)
    kept = matched.pairs(edge, polygon)
    pairs = np.unique(edge[kept] * len(own) + polygon[kept])
    pair, t = _places(frames, own, bands, pairs, (from_m, to_m))
    order = np.lexsort((t, pair))
    pair, t = pair[order], t[order]
    piece = np.flatnonzero((pair[1:] == pair[:-1]) & (t[1:] > t[:-1]))
    t0, t1 = t[piece], t[piece + 1]
    edge, polygon = np.divmod(pairs[pair[piece]], len(own))
    middle = (t0 + t1) / 2.0
    ends = np.stack([frames.at(edge, middle, from_m), frames.at(edge, middle, to_m)], axis=1)
    met = shapely.intersects(own[polygon], np.asarray(shapely.linestrings(ends), dtype=object))
    return Shadow(edge[met], polygon[met], t0[met], t1[met])


def _places(
    frames: Frames,
    polygons: NDArray[np.object_],
    bands: NDArray[np.object_],
    pairs: Indices,
    levels: tuple[float, float],
) -> tuple[Indices, Floats]:
    """Fractions at which something may change, for each pair (place in `pairs`), both ends of the edge included."""
    a, b, whose = segments(polygons)
    edge, segment = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([a, b], axis=1)))).query(bands)
    key = edge * len(polygons) + whose[segment]
    kept = np.isin(key, pairs)
    edge, segment, key = edge[kept], segment[kept], key[kept]
    vertex, depth = frames.foot(edge, a[segment])
    inside = (depth > levels[0] - _PAD_M) & (depth < levels[1] + _PAD_M)
    found = [frames.crossing(edge, a[segment], b[segment], level) for level in levels]
    t = np.concatenate([np.where(inside, vertex, np.nan), *found])
    of = np.tile(np.searchsorted(pairs, key), 3)
    good = (t > 0.0) & (t < 1.0)  # NaN is neither
    every = np.arange(len(pairs))
    return (
        np.concatenate([every, every, of[good]]),
        np.concatenate([np.zeros(len(pairs)), np.ones(len(pairs)), t[good]]),
    )


def _bands(frames: Frames, from_m: float, to_m: float) -> NDArray[np.object_]:
    edge = np.arange(len(frames.start))
    corners = [frames.at(edge, t, d) for t, d in ((0, from_m), (1, from_m), (1, to_m), (0, to_m))]
    quads = shapely.polygons(np.stack(corners, axis=1))
    x0, y0, x1, y1 = shapely.bounds(quads).T
    pad = _PAD_M / 50_000.0  # degrees; more than enough below 60° of latitude
    return np.asarray(shapely.box(x0 - pad, y0 - pad, x1 + pad, y1 + pad), dtype=object)


def segments(polygons: NDArray[np.object_]) -> tuple[Floats, Floats, Indices]:
    """Start and end (n, 2) of every edge of the rings of polygons, and whose it is."""
    parts, of_part = shapely.get_parts(polygons, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    kept = (ring[:-1] == ring[1:]) & np.any(xy[:-1] != xy[1:], axis=1)
    return xy[:-1][kept], xy[1:][kept], of_part[of_ring[ring[:-1][kept]]].astype(np.intp)
