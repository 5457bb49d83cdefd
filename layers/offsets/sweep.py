"""The plane area that a disc sweeps along chains.

GEOS's own buffer drops shallow bends (to 1 % of the distance) before it starts; here the outline is drawn in full and
GEOS only unites it. The outline of a run of edges is the sum of one rectangle per edge and one sector per bend,
so a point has a positive winding number exactly where one of these covers it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.compiled import kernel
from layers.geodesy.flat import Floats, Indices
from layers.offsets.chains import Chains, ranges

CHORD_M: Final = 1e-3  # metres between an arc and its chords
_FINEST: Final = 1e-3  # radians of one chord; beyond 8 km the error is 1.25e-7 of the radius
_COARSEST: Final = math.pi / 16
_SHORTEST: Final = 16  # edges of a run that need not be halved
_WHOLE: Final = 3  # edges of a run that cannot be halved
_GRID: Final = 1e-6  # metres to which the crossings of an outline are found
_DEEP: Final = 4e-6  # metres from an edge, beyond which noding leaves no doubt about the side
_STRAIGHT: Final = 1e-6  # metres that may be lost where a slight bend gets one corner instead of an arc


def _chord_angle(radius: float, chord: float) -> float:
    return min(max(math.sqrt(8.0 * chord / radius), _FINEST), _COARSEST)


def _arc(centre: Floats, radius: float, begin: float, turn: float, step: float) -> Floats:
    """Points on an arc, at most `step` radians apart, both ends included, shape (n, 2)."""
    angle = begin + np.linspace(0.0, turn, max(1, math.ceil(abs(turn) / step)) + 1)
    return np.asarray(centre + radius * np.column_stack([np.cos(angle), np.sin(angle)]))


class _Side:
    """One side's outline: `points[at[v]:at[v + 1]]` goes round vertex v; ends of chains have no points."""

    def __init__(
        self, chains: Chains, direction: Floats, length: Floats, radius: float, *, chord_angle: float, sign: int
    ) -> None:
        first = chains.firsts()
        inner = np.flatnonzero(~first[:-1] & ~first[1:])
        self.normal = sign * radius * np.column_stack([np.sin(direction), -np.cos(direction)])
        turn = sign * (np.remainder(direction[inner] - direction[inner - 1] + np.pi, 2.0 * np.pi) - np.pi)
        before, after = self.normal[inner - 1], self.normal[inner]
        vertex = np.column_stack([chains.x[inner], chains.y[inner]])

        slight = (radius * np.square(turn) < 8.0 * _STRAIGHT) & (np.abs(turn) < 1.0)
        room = np.minimum(length[inner - 1], length[inner])
        # Where the offset lines of two edges cross before either ends, the kite of vertex, feet and mitre lies in both
        # rectangles, so it may be left out of one. The tangent is never capped: a mitre farther than the edges are
        # long leaves them, and that of a spike (a sliver's tip) shoots kilometres out over what is not near it.
        corner = slight | ((turn < 0.0) & (radius * np.tan(np.abs(turn) / 2.0) < room))
        fan = (turn > 0.0) & ~slight
        chords = np.maximum(np.ceil(np.abs(turn) / chord_angle), 1.0)
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


@dataclass(frozen=True)
class _Run:
    """Vertices `first` to `last` of one chain; ends that are not round are cut square."""

    first: int
    last: int
    round_start: bool
    round_end: bool

    def halves(self) -> tuple[_Run, _Run]:
        """Two runs that share an edge, so that every bend is inside one of them."""
        middle = (self.first + self.last) // 2
        return (
            replace(self, last=middle + 1, round_end=False),
            replace(self, first=middle, round_start=False),
        )


class _Outliner:
    """Draws the outline of what a disc sweeps along runs of edges."""

    def __init__(self, chains: Chains, radius: float, chord: float) -> None:
        dx, dy = np.diff(chains.x), np.diff(chains.y)
        self._length, self._direction = np.hypot(dx, dy), np.arctan2(dy, dx)
        self._chord_angle = _chord_angle(radius, chord)
        self._right = _Side(chains, self._direction, self._length, radius, chord_angle=self._chord_angle, sign=1)
        self._left = _Side(chains, self._direction, self._length, radius, chord_angle=self._chord_angle, sign=-1)
        self._xy = np.column_stack([chains.x, chains.y])
        self._chains, self._radius = chains, radius

    def runs(self, of: Iterable[int]) -> list[_Run]:
        """Chains in runs of edges few of which cross one another."""
        chains, found = self._chains, []
        for chain in of:
            begin, end = int(chains.start[chain]), int(chains.start[chain + 1]) - 1
            round_start, round_end = bool(chains.round_start[chain]), bool(chains.round_end[chain])
            if begin < end and np.array_equal(self._xy[begin], self._xy[end]):
                round_start = True  # the edge run twice at the closing vertex has no length here, and joins nothing
            if begin == end:
                found += [_Run(begin, end, round_start, round_end)] if round_start else []
                continue
            size = self._run_size(begin, end)
            for first in range(begin, end, size):
                last = min(first + size + 1, end)
                found.append(_Run(first, last, round_start and first == begin, round_end and last == end))
                if last == end:
                    break
        return found

    def rings(self) -> tuple[list[BaseGeometry], list[int]]:
        """What is swept along rings few of whose edges cross one another, and the chains that are left.

        Round a ring two outlines go, one on each side, the other one backwards: together they go once round what is
        swept, wherever they cross.
        """
        chains, swept, others = self._chains, [], []
        for chain in range(chains.start.size - 1):
            begin, end = int(chains.start[chain]), int(chains.start[chain + 1]) - 1
            last = self._once_round(begin, end)
            few = last is not None and last - begin <= self._run_size(begin, last)
            ground = self._ring(begin + 1, last + 1) if last is not None and few else None
            if ground is None:
                others.append(chain)
            else:
                swept.append(ground)
        return swept, others

    def _once_round(self, begin: int, end: int) -> int | None:
        """Where a closed chain, which runs one edge over its start, is at its start again; None: it is not closed."""
        again = np.flatnonzero((self._xy[begin + 1 : end] == self._xy[begin]).all(axis=1))
        if again.size != 1:
            return None
        place = begin + 1 + int(again[0])
        over = end - place
        same = np.array_equal(self._xy[begin : begin + over + 1], self._xy[place : end + 1])
        return place if same and place - begin > 2 else None

    def _ring(self, first: int, last: int) -> BaseGeometry | None:
        """What is swept along a ring, from its outlines at the vertices `first` to `last` (not included).

        None as for `_wound`.
        """
        right, left = (side.points[side.at[first] : side.at[last]] for side in (self._right, self._left))
        sizes = [_twice_area(xy) for xy in (self._xy[first:last], right, left)]
        if min(sizes) > 0.0 or max(sizes) < 0.0:  # neither outline is turned inside out
            outer, inner = (right, left) if abs(sizes[1]) > abs(sizes[2]) else (left, right)
            between = shapely.polygons(shapely.linearrings(outer), holes=[shapely.linearrings(inner)])
            if shapely.is_valid(between):
                return between
        return _wound([np.concatenate([right, right[:1]]), np.concatenate([left, left[:1]])[::-1]])

    def _run_size(self, begin: int, end: int) -> int:
        """Edges from one vertex to another, of their mean length, few of which cross one another."""
        return int(np.clip(500.0 * self._length[begin:end].mean() / self._radius, 8, 512))

    def polygons(self, runs: Sequence[_Run]) -> NDArray[np.object_]:
        """The outline of every run as a polygon, which may cross itself."""
        outlines = [self._outline(run) for run in runs]
        index = np.repeat(np.arange(len(outlines)), [len(outline) for outline in outlines])
        rings = shapely.linearrings(np.concatenate(outlines), indices=index)
        return np.asarray(shapely.polygons(rings), dtype=object)

    def _outline(self, run: _Run) -> Floats:
        i, j, xy, radius, step = run.first, run.last, self._xy, self._radius, self._chord_angle
        if i == j:
            return _arc(xy[i], radius, 0.0, 2.0 * math.pi, step)[:-1]
        right, left = self._right, self._left
        loop = [
            (xy[i] + right.normal[i])[None],
            right.points[right.at[i + 1] : right.at[j]],
            (xy[j] + right.normal[j - 1])[None],
            (xy[j] + left.normal[j - 1])[None],
            left.points[left.at[i + 1] : left.at[j]][::-1],
            (xy[i] + left.normal[i])[None],
        ]
        if run.round_end:
            loop[3:3] = [_arc(xy[j], radius, self._direction[j - 1] - math.pi / 2, math.pi, step)[1:-1]]
        if run.round_start:
            loop.append(_arc(xy[i], radius, self._direction[i] + math.pi / 2, math.pi, step)[1:-1])
        return np.concatenate(loop)


def _twice_area(xy: Floats) -> float:
    """Of a ring that is not closed by its last point; positive where it goes round anticlockwise."""
    x, y = xy[:, 0] - xy[0, 0], xy[:, 1] - xy[0, 1]
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1))


def _deep(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """A point in each face, farther from its border than noding moved that, where the face has one.

    Noding never carries a vertex across an edge, so a face is one face of the outline, moved by less than the grid:
    a point deeper than that lies in both. A face no thicker may be taken for its neighbour without harm, but one that
    trails a hair may not be judged in the hair.
    """
    points = np.asarray(shapely.point_on_surface(faces), dtype=object)
    doubtful = np.flatnonzero(shapely.distance(points, shapely.boundary(faces)) < _DEEP)
    inner = shapely.buffer(faces[doubtful], -_DEEP, quad_segs=1)
    thick = ~shapely.is_empty(inner)
    points[doubtful[thick]] = shapely.point_on_surface(inner[thick])
    return points


@kernel("i8[::1](f8[:, ::1], f8[:, ::1], f8[:, ::1])")
def _times_round(places: Floats, a: Floats, b: Floats) -> NDArray[np.int64]:
    """How often closed lines of edges from `a` to `b` go round each of some places, anticlockwise."""
    found = np.zeros(len(places), np.int64)
    for p in range(len(places)):
        x, y = places[p, 0], places[p, 1]
        for i in range(len(a)):
            if (a[i, 1] <= y) == (b[i, 1] <= y):
                continue
            left = (b[i, 0] - a[i, 0]) * (y - a[i, 1]) - (x - a[i, 0]) * (b[i, 1] - a[i, 1])
            if b[i, 1] > y and left > 0.0:
                found[p] += 1
            elif b[i, 1] <= y and left < 0.0:
                found[p] -= 1
    return found


def _wound(outline: Sequence[Floats]) -> BaseGeometry | None:
    """The faces that closed lines, which cross themselves and each other, go round.

    None where noding has lost a line: then the faces do not hold the area that the lines go round.
    """
    # noding on a grid never fails to converge
    lines = shapely.union_all([shapely.LineString(ring) for ring in outline], grid_size=_GRID)
    faces = np.asarray(shapely.get_parts(shapely.polygonize([lines])), dtype=object)
    a, b = np.concatenate([ring[:-1] for ring in outline]), np.concatenate([ring[1:] for ring in outline])
    times = _times_round(shapely.get_coordinates(_deep(faces)), a, b)
    held, moved = float(times @ shapely.area(faces)), 2.0 * _GRID * float(np.hypot(*(b - a).T).sum())
    if abs(held - sum(_twice_area(ring) for ring in outline) / 2.0) > moved:
        return None
    return shapely.coverage_union_all(faces[times != 0])


def united(members: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    """The union of polygonal geometries; groups apart are united apart, which keeps many small ones cheap."""
    if len(members) == 1:
        return members[0]
    return shapely.disjoint_subset_union_all(shapely.get_parts(np.asarray(members, dtype=object)))


def sweep(chains: Chains, radius: float, chord: float = CHORD_M) -> BaseGeometry:
    """The union of all discs of `radius` m on the chains (plane, m); arcs are inscribed chords within `chord` m.

    Ends that are not round are cut square.
    """
    outliner = _Outliner(chains, radius, chord)
    swept, others = outliner.rings()
    runs = outliner.runs(others)
    while runs:
        halves = []
        polygons = outliner.polygons(runs)
        for run, polygon, simple in zip(runs, polygons, shapely.is_valid(polygons).tolist(), strict=True):
            short = run.last - run.first < _SHORTEST
            ground = polygon if simple else _wound([shapely.get_coordinates(polygon)]) if short else None
            if ground is None and run.last - run.first < _WHOLE:
                ground = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
            if ground is not None:
                swept.append(ground)
            else:
                halves += run.halves()
        runs = halves
    return united(swept) if swept else shapely.Polygon()
