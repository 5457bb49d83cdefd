"""Where polygons that should tile leave ground: at the edges that no neighbour shares.

Across any other edge as many polygons begin as end, so how many lie over each other stays the same. What no such edge
passes through is therefore filled everywhere or nowhere. Edges are compared as numbers, without rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy.flat import Floats
from layers.grid.shapes import Shapes

_BLOCK: Final = 64  # neighbouring edges that are looked at by one box first
_MIXED: Final = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_HALF: Final = np.uint64(32)


class OpenEdges:
    """The edges of polygons across which the number of polygons that hold a place changes, or may."""

    def __init__(self, surfaces: Iterable[Shapes]) -> None:
        """Of valid polygons, EPSG:4490."""
        found = [_directed(one) for one in surfaces]
        edges = np.concatenate(found) if found else np.empty((0, 4))
        self._edges = edges[_uneven(edges)]
        west, south, east, north = _bounds(self._edges)
        begins = np.arange(0, len(self._edges), _BLOCK)
        self._blocks = tuple(
            least.reduceat(side, begins) if len(begins) else side
            for least, side in ((np.minimum, west), (np.minimum, south), (np.maximum, east), (np.maximum, north))
        )

    def __len__(self) -> int:
        return len(self._edges)

    def meet(self, box: BaseGeometry) -> bool:
        """Whether one of them meets a box, its border included."""
        frame = box.bounds
        blocks = np.flatnonzero(_meets(self._blocks, frame))
        if not len(blocks):
            return False
        near = np.concatenate([self._edges[block * _BLOCK : (block + 1) * _BLOCK] for block in blocks.tolist()])
        near = near[_meets(_bounds(near), frame)]
        return bool(shapely.intersects(shapely.linestrings(near.reshape(-1, 2, 2)), box).any())


def _directed(shapes: Shapes) -> Floats:
    """(n, 4) the ends of every edge, so that the polygon lies to its left."""
    last = np.zeros(len(shapes.xy), dtype=bool)
    last[shapes.chain[1:] - 1] = True
    begin = np.flatnonzero(~last)
    left = np.repeat(shapes.left, np.diff(shapes.chain) - 1)
    one, other = shapes.xy[begin], shapes.xy[begin + 1]
    edges = np.where(left[:, None], np.hstack([one, other]), np.hstack([other, one]))
    long: NDArray[np.bool_] = (one != other).any(axis=1)
    directed: Floats = edges[long]
    return directed


def _uneven(edges: Floats) -> NDArray[np.bool_]:
    """Which edges more polygons lie to one side of than to the other."""
    if not len(edges):
        return np.zeros(0, dtype=bool)
    ax, ay, bx, by = edges.T
    forward = (ax < bx) | ((ax == bx) & (ay < by))
    ends = np.where(forward[:, None], edges, edges[:, [2, 3, 0, 1]])
    name = _name(ends)
    order = np.argsort(name, kind="stable")
    begins = np.flatnonzero(np.concatenate([[True], name[order[1:]] != name[order[:-1]]]))
    group = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(order)))
    net = np.add.reduceat(np.where(forward[order], 1, -1), begins)
    alone = (ends[order] != ends[order[begins]][group]).any(axis=1)  # two edges of one name: nothing is told of either
    uneven = net != 0
    uneven[group[alone]] = True
    told = np.zeros(len(edges), dtype=bool)
    told[order] = uneven[group]
    return told


def _name(ends: Floats) -> NDArray[np.uint64]:
    """A number for each edge, by which equal ones come to lie together."""
    bits = np.ascontiguousarray(ends).view(np.uint64)
    name = bits[:, 0].copy()
    for column, odd in enumerate(_MIXED, start=1):
        name = (name ^ (name >> _HALF)) * odd + bits[:, column]
    return name * _MIXED[0]


def _bounds(edges: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    ax, ay, bx, by = edges.T
    return np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)


def _meets(bounds: tuple[Floats, ...], frame: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    return np.asarray((west <= frame[2]) & (east >= frame[0]) & (south <= frame[3]) & (north >= frame[1]))
