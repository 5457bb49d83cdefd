"""The plane area that a disc sweeps along chains.

GEOS's own buffer drops shallow bends (to 1 % of the distance) before it starts; here the outline is drawn in full and
GEOS only unites it. The outline of a run of edges is the sum of one rectangle per edge and one sector per bend,
so a point has a positive winding number exactly where one of these covers it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy.flat import Floats, Indices
from layers.offsets.chains import Chains, ranges

_CHORD: Final = 1e-3  # metres between an arc and its chords
_FINEST: Final = 1e-3  # radians of one chord; beyond 8 km the error is 1.25e-7 of the radius
_COARSEST: Final = math.pi / 16
_STRAIGHT: Final = 1e-6  # metres that may be lost where a slight bend gets one corner instead of an arc


def _chord_angle(radius: float) -> float:
    return min(max(math.sqrt(8.0 * _CHORD / radius), _FINEST), _COARSEST)


def _arc(centre: Floats, radius: float, begin: float, turn: float) -> Floats:
    """Points on an arc, both ends included, shape (n, 2)."""
    angle = begin + np.linspace(0.0, turn, max(1, math.ceil(abs(turn) / _chord_angle(radius))) + 1)
    return np.asarray(centre + radius * np.column_stack([np.cos(angle), np.sin(angle)]))


class _Side:
    """One side's outline: `points[at[v]:at[v + 1]]` goes round vertex v; ends of chains have no points."""

    def __init__(self, chains: Chains, direction: Floats, length: Floats, radius: float, sign: int) -> None:
        first = chains.firsts()
        inner = np.flatnonzero(~first[:-1] & ~first[1:])
        self.normal = sign * radius * np.column_stack([np.sin(direction), -np.cos(direction)])
        turn = sign * (np.remainder(direction[inner] - direction[inner - 1] + np.pi, 2.0 * np.pi) - np.pi)
        before, after = self.normal[inner - 1], self.normal[inner]
        vertex = np.column_stack([chains.x[inner], chains.y[inner]])

        slight = radius * np.square(turn) < 8.0 * _STRAIGHT
        room = np.minimum(length[inner - 1], length[inner])
        corner = slight | ((turn < 0.0) & (radius * np.tan(np.minimum(np.abs(turn), 3.14) / 2.0) < room))
        fan = (turn > 0.0) & ~slight
        chords = np.maximum(np.ceil(np.abs(turn) / _chord_angle(radius)), 1.0)
        count = np.where(corner, 1, np.where(fan, chords + 1.0, 3)).astype(np.intp)

        of = np.repeat(np.arange(inner.size), count)
        step = ranges(np.zeros(inner.size, dtype=np.intp), count)
        both = before + after
        with np.errstate(divide="ignore", invalid="ignore"):  # a full reversal has no mitre, and uses none
            mitre = both * (2.0 * radius**2 / np.square(both).sum(axis=1))[:, None]
        angle = np.arctan2(before[:, 1], before[:, 0])[of] + sign * turn[of] * (step / chords[of])
        offset = radius * np.column_stack([np.cos(angle), np.sin(angle)])
        offset = np.where(corner[of, None], mitre[of], offset)
        through = ~(corner | fan)[of]  # a bend too sharp for a corner goes through the vertex itself
        offset[through & (step == 1)] = 0.0
        leaving = (through & (step == 2)) | (fan[of] & (step == chords[of]))
        offset[leaving] = after[of[leaving]]
        entering = (through | fan[of]) & (step == 0)
        offset[entering] = before[of[entering]]
        self.points = vertex[of] + offset
        per_vertex = np.zeros(chains.x.size + 1, dtype=np.intp)
        per_vertex[inner + 1] = count
        self.at: Indices = np.cumsum(per_vertex)


def _outlines(chains: Chains, radius: float) -> list[Floats]:
    dx, dy = np.diff(chains.x), np.diff(chains.y)
    length, direction = np.hypot(dx, dy), np.arctan2(dy, dx)
    right = _Side(chains, direction, length, radius, 1)
    left = _Side(chains, direction, length, radius, -1)
    xy = np.column_stack([chains.x, chains.y])
    outlines = []
    for chain in range(chains.start.size - 1):
        begin, end = int(chains.start[chain]), int(chains.start[chain + 1]) - 1
        if begin == end:
            if chains.round_start[chain]:
                outlines.append(_arc(xy[begin], radius, 0.0, 2.0 * math.pi)[:-1])
            continue
        run = int(np.clip(500.0 * length[begin:end].mean() / radius, 8, 512))  # few edges that cross one another
        for i in range(begin, end, run):
            j = min(i + run + 1, end)  # runs share an edge, so that every bend is inside one
            loop = [
                (xy[i] + right.normal[i])[None],
                right.points[right.at[i + 1] : right.at[j]],
                (xy[j] + right.normal[j - 1])[None],
                (xy[j] + left.normal[j - 1])[None],
                left.points[left.at[i + 1] : left.at[j]][::-1],
                (xy[i] + left.normal[i])[None],
            ]
            if j == end and chains.round_end[chain]:
                loop[3:3] = [_arc(xy[j], radius, direction[j - 1] - math.pi / 2, math.pi)[1:-1]]
            if i == begin and chains.round_start[chain]:
                loop.append(_arc(xy[i], radius, direction[i] + math.pi / 2, math.pi)[1:-1])
            outlines.append(np.concatenate(loop))
            if j == end:
                break
    return outlines


def united(members: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    """The union of polygonal geometries; groups apart are united apart, which keeps many small ones cheap."""
    return shapely.disjoint_subset_union_all(shapely.get_parts(np.asarray(members, dtype=object)))


def sweep(chains: Chains, radius: float) -> BaseGeometry:
    """The union of all discs of `radius` m on the chains (plane, m); arcs are inscribed chords within 1 mm.

    Ends that are not round are cut square.
    """
    outlines = _outlines(chains, radius)
    if not outlines:
        return shapely.Polygon()
    index = np.repeat(np.arange(len(outlines)), [len(outline) for outline in outlines])
    rings = np.asarray(shapely.linearrings(np.concatenate(outlines), indices=index), dtype=object)
    # a buffer of 0 keeps what has a positive winding number
    return united(np.asarray(shapely.buffer(shapely.polygons(rings), 0.0), dtype=object))
