"""Lines and rings as flat chains of vertices, and the pieces of them near one strip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy.flat import Floats, Indices, simple_parts

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Chains:
    """Chain i has the vertices `start[i]:start[i + 1]` of x, y; a round end is capped by half a disc.

    x, y are degrees (lon, lat) or metres in a strip's plane. A chain of one vertex is a point.
    """

    x: Floats
    y: Floats
    start: Indices
    round_start: Flags
    round_end: Flags

    def firsts(self) -> Flags:
        """Which vertices begin a chain."""
        mask = np.zeros(self.x.size, dtype=bool)
        mask[self.start[:-1]] = True
        return mask

    def moved(self, x: Floats, y: Floats) -> Chains:
        """The same chains at other coordinates, without vertices that repeat the one before."""
        same = np.zeros(x.size, dtype=bool)
        same[1:] = (x[1:] == x[:-1]) & (y[1:] == y[:-1])
        keep = ~(same & ~self.firsts())
        before = np.concatenate([[0], np.cumsum(keep)])
        return Chains(x[keep], y[keep], before[self.start], self.round_start, self.round_end)


def ranges(begin: Indices, count: Indices) -> Indices:
    """begin[0], begin[0] + 1, ... (count[0] of them), begin[1], ... on one line."""
    ends = np.cumsum(count)
    return np.asarray(np.arange(ends[-1] if ends.size else 0) + np.repeat(begin - (ends - count), count))


def chains_of(geometry: BaseGeometry, *, round_ends: bool) -> Chains:
    """All points, lines and polygon rings of a geometry; a closed chain runs one edge over its start.

    The edge run twice makes the join at the closing vertex one like any other.
    """
    parts, _ = simple_parts(np.array([geometry], dtype=object))
    polygons = shapely.get_type_id(parts) == 3
    return from_lines(np.concatenate([parts[~polygons], shapely.get_rings(parts[polygons])]), round_ends=round_ends)


def from_lines(lines: NDArray[np.object_], *, round_ends: bool) -> Chains:
    """As `chains_of`, of points and lines."""
    xy = shapely.get_coordinates(lines)
    size = shapely.get_num_coordinates(lines).astype(np.intp)
    begin = np.cumsum(size) - size
    last = begin + size - 1
    closed = (size > 2) & (xy[begin, 0] == xy[last, 0]) & (xy[begin, 1] == xy[last, 1])
    index = ranges(begin, size + closed)
    end = np.cumsum(size + closed)
    index[end[closed] - 1] = begin[closed] + 1
    start = np.concatenate([[0], end]).astype(np.intp)
    open_end = np.full(len(lines), round_ends) & ~closed
    chains = Chains(xy[:, 0][index], xy[:, 1][index], start, open_end, open_end)
    return chains.moved(chains.x, chains.y)


@dataclass(frozen=True)
class Window:
    """An interval of longitude (edges are cut at it) and one of latitude (edges beyond it are left out), degrees."""

    west: float
    east: float
    south: float = -90.0
    north: float = 90.0


def within(chains: Chains, window: Window, piece: float) -> Chains:
    """The chains' parts in a window, with edges cut into equal pieces of at most `piece` degrees.

    Ends that the window made are not round.
    """
    x, y, first = chains.x, chains.y, chains.firsts()
    single = np.diff(chains.start) == 1
    edges = np.flatnonzero(~first[1:])
    edges = np.union1d(edges, chains.start[:-1][single]) if single.any() else edges
    a, b = edges, edges + 1
    if single.any():
        b = np.where(np.isin(edges, chains.start[:-1][single]), a, b)
    near = (np.maximum(x[a], x[b]) >= window.west) & (np.minimum(x[a], x[b]) <= window.east)
    near &= (np.maximum(y[a], y[b]) >= window.south) & (np.minimum(y[a], y[b]) <= window.north)
    a, b = a[near], b[near]
    dx, dy = x[b] - x[a], y[b] - y[a]
    with np.errstate(divide="ignore", invalid="ignore"):
        to_west, to_east = (window.west - x[a]) / dx, (window.east - x[a]) / dx
    level = dx == 0.0
    t0 = np.where(level, 0.0, np.clip(np.minimum(to_west, to_east), 0.0, 1.0))
    t1 = np.where(level, 1.0, np.clip(np.maximum(to_west, to_east), 0.0, 1.0))
    begins, ends = np.ones(a.size, dtype=bool), np.ones(a.size, dtype=bool)
    begins[1:] = (b[:-1] != a[1:]) | first[a[1:]] | (t0[1:] > 0.0) | (t1[:-1] < 1.0)
    ends[:-1] = begins[1:]
    count = np.maximum(np.ceil((t1 - t0) * np.hypot(dx, dy) / piece), 1.0).astype(np.intp)
    size = count + ends  # an edge gives its first vertex and its cuts; the last edge of a chain its end too
    of = np.repeat(np.arange(a.size), size)
    t = t0[of] + (t1 - t0)[of] * (ranges(np.zeros(a.size, dtype=np.intp), size) / count[of])
    new_x = np.where(t == 1.0, x[b[of]], x[a[of]] + t * dx[of])
    new_y = np.where(t == 1.0, y[b[of]], y[a[of]] + t * dy[of])
    after = np.cumsum(size)
    start = np.concatenate([(after - size)[begins], after[-1:]]).astype(np.intp)
    if not a.size:
        start = np.zeros(1, dtype=np.intp)
    chain_a = np.searchsorted(chains.start, a[begins], side="right") - 1
    chain_b = np.searchsorted(chains.start, a[ends], side="right") - 1
    round_start = chains.round_start[chain_a] & first[a[begins]] & (t0[begins] == 0.0)
    round_end = chains.round_end[chain_b] & (b[ends] == chains.start[chain_b + 1] - 1) & (t1[ends] == 1.0)
    found = Chains(new_x, new_y, start, round_start, round_end)
    return found.moved(new_x, new_y)
