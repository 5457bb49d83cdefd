"""The outlines of what a disc sweeps along chains, in full.

The outline of a run of edges is the sum of one rectangle per edge and one sector per bend, so a point has a positive
winding number exactly where one of these covers it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.geodesy.flat import Floats, Indices
from layers.offsets.chains import Chains, Flags

_FINEST: Final = 1e-3  # radians of one chord; beyond 8 km the error is 1.25e-7 of the radius
_COARSEST: Final = math.pi / 16
_STRAIGHT: Final = 1e-6  # metres that may be lost where a slight bend gets one corner instead of an arc


def _chord_angle(radius: float, chord: float) -> float:
    return min(max(math.sqrt(8.0 * chord / radius), _FINEST), _COARSEST)


def _arc(centre: Floats, radius: float, begin: float, turn: float, step: float) -> Floats:
    """Points on an arc, at most `step` radians apart, both ends included, shape (n, 2)."""
    angle = begin + np.linspace(0.0, turn, max(1, math.ceil(abs(turn) / step)) + 1)
    return np.asarray(centre + radius * np.column_stack([np.cos(angle), np.sin(angle)]))


@kernel("Tuple((f8[:, ::1], i8[::1]))(f8[::1], f8[::1], b1[::1], b1[::1], f8[::1], f8[::1], f8[:, ::1], f8, f8, i8)")
def _side(
    x: Floats,
    y: Floats,
    first: Flags,
    kept: Flags,
    direction: Floats,
    length: Floats,
    normal: Floats,
    radius: float,
    chord_angle: float,
    sign: int,
) -> tuple[Floats, Indices]:
    """One side's outline: `points[at[v]:at[v + 1]]` goes round vertex v; ends of chains have no points.

    On the inner side of a bend the kite of vertex, feet and mitre is left out of one of the rectangles of both edges
    where it lies in both, which are as long as its mitre and its farther foot lie behind the vertex. The tangent is
    never capped: the mitre of a spike (a sliver's tip) shoots kilometres out over what is not near it. At `kept`
    vertices nothing is left out.
    """
    at = np.zeros(len(x) + 1, np.int64)
    turns, chords = np.zeros(len(x)), np.zeros(len(x), np.int64)  # no chord: a corner; -1: through the vertex itself
    for v in range(len(x)):
        at[v + 1] = at[v]
        if v == 0 or v == len(x) - 1 or first[v] or first[v + 1]:
            continue
        turn = sign * ((direction[v] - direction[v - 1] + math.pi) % (2.0 * math.pi) - math.pi)
        bend = abs(turn)
        if turn < 0.0:
            along = radius * max(math.tan(bend / 2.0), math.sin(bend) if bend < math.pi / 2.0 else 0.0)
            corner = along < min(length[v - 1], length[v]) and not kept[v]
            chords[v] = 0 if corner else -1
            at[v + 1] += 1 if corner else 3
        elif radius * turn * turn < 8.0 * _STRAIGHT and bend < 1.0:
            at[v + 1] += 1
        else:
            chords[v] = max(1, math.ceil(turn / chord_angle))
            at[v + 1] += chords[v] + 1
        turns[v] = turn
    points = np.empty((at[-1], 2))
    for v in range(len(x)):
        k = at[v]
        if at[v + 1] == k:
            continue
        before_x, before_y, after_x, after_y = normal[v - 1, 0], normal[v - 1, 1], normal[v, 0], normal[v, 1]
        if chords[v] == 0:
            both_x, both_y = before_x + after_x, before_y + after_y
            long = 2.0 * radius * radius / (both_x * both_x + both_y * both_y)
            points[k, 0], points[k, 1] = x[v] + both_x * long, y[v] + both_y * long
            continue
        points[k, 0], points[k, 1] = x[v] + before_x, y[v] + before_y
        begin = math.atan2(before_y, before_x)
        for step in range(1, chords[v]):
            angle = begin + sign * turns[v] * (step / chords[v])
            points[k + step, 0] = x[v] + radius * math.cos(angle)
            points[k + step, 1] = y[v] + radius * math.sin(angle)
        if chords[v] < 0:
            points[k + 1, 0], points[k + 1, 1] = x[v], y[v]
        points[at[v + 1] - 1, 0], points[at[v + 1] - 1, 1] = x[v] + after_x, y[v] + after_y
    return points, at


class _Side:
    """One side of chains: the offset of each edge, and the points of its outline round each vertex (`_side`)."""

    def __init__(
        self,
        chains: Chains,
        kept: Flags,
        direction: Floats,
        length: Floats,
        radius: float,
        *,
        chord_angle: float,
        sign: int,
    ) -> None:
        self.normal = sign * radius * np.column_stack([np.sin(direction), -np.cos(direction)])
        self.points, self.at = _side(
            np.ascontiguousarray(chains.x),
            np.ascontiguousarray(chains.y),
            chains.firsts(),
            kept,
            direction,
            length,
            self.normal,
            radius,
            chord_angle,
            sign,
        )


@dataclass(frozen=True)
class Run:
    """Vertices `first` to `last` of one chain; ends that are not round are cut square."""

    first: int
    last: int
    round_start: bool
    round_end: bool

    def halves(self) -> tuple[Run, Run]:
        """Two runs that share an edge, so that every bend is inside one of them."""
        middle = (self.first + self.last) // 2
        return (
            replace(self, last=middle + 1, round_end=False),
            replace(self, first=middle, round_start=False),
        )


class Outliner:
    """Draws the outline of what a disc sweeps along runs of edges."""

    def __init__(self, chains: Chains, radius: float, chord: float) -> None:
        dx, dy = np.diff(chains.x), np.diff(chains.y)
        self._length, self._direction = np.hypot(dx, dy), np.arctan2(dy, dx)
        self._xy = np.column_stack([chains.x, chains.y])
        self._chains, self._radius, self._chord_angle = chains, radius, _chord_angle(radius, chord)
        begins, ends = chains.start[:-1].tolist(), (chains.start[1:] - 1).tolist()
        self._once_round = [self._start_again(begin, end) for begin, end in zip(begins, ends, strict=True)]
        edges = (self._kept(), self._direction, self._length, radius)
        self._right = _Side(chains, *edges, chord_angle=self._chord_angle, sign=1)
        self._left = _Side(chains, *edges, chord_angle=self._chord_angle, sign=-1)

    def _as_run(self, chain: int) -> Run:
        chains = self._chains
        begin, end = int(chains.start[chain]), int(chains.start[chain + 1]) - 1
        round_start, round_end = bool(chains.round_start[chain]), bool(chains.round_end[chain])
        if begin < end and np.array_equal(self._xy[begin], self._xy[end]):
            round_start = True  # the edge run twice at the closing vertex has no length here, and joins nothing
        return Run(begin, end, round_start, round_end)

    def runs(self, chain: int) -> list[Run]:
        """A chain in runs of edges few of which cross one another."""
        run, found = self._as_run(chain), list[Run]()
        if run.first == run.last:
            return [run] if run.round_start else []
        size = int(np.clip(500.0 * self._length[run.first : run.last].mean() / self._radius, 8, 512))
        for first in range(run.first, run.last, size):
            last = min(first + size + 1, run.last)
            start, end = run.round_start and first == run.first, run.round_end and last == run.last
            found.append(Run(first, last, start, end))
            if last == run.last:
                break
        return found

    def lines(self, chain: int) -> list[Floats]:
        """Closed lines that go round what is swept along a chain, and round nothing else.

        Round a ring two go, one on each side, one of them backwards; round another chain one goes.
        """
        run = self._as_run(chain)
        last = self._once_round[chain]
        if last is not None:
            bends = run.first + 1, last + 1
            right, left = (side.points[side.at[bends[0]] : side.at[bends[1]]] for side in (self._right, self._left))
            return [_closed(right), _closed(left[::-1])]
        return [_closed(self._outline(run))] if run.first < run.last or run.round_start else []

    def _kept(self) -> Flags:
        """Of each ring that bends to one side only, the vertex where it bends most.

        A place in the rectangles of several edges in a row lies in one kite less than in rectangles; only in those of
        all edges of such a ring it lies in as many. Where one kite is not left out, it is gone round all the same.
        """
        kept = np.zeros(len(self._xy), dtype=np.bool_)
        for begin, last in zip(self._chains.start[:-1].tolist(), self._once_round, strict=True):
            if last is not None:
                turned = np.diff(self._direction[begin : last + 1])
                turn = np.remainder(turned + np.pi, 2.0 * np.pi) - np.pi
                if (turn >= 0.0).all() or (turn <= 0.0).all():
                    kept[begin + 1 + int(np.argmax(np.abs(turn)))] = True
        return kept

    def _start_again(self, begin: int, end: int) -> int | None:
        """Where a closed chain, which runs one edge over its start, is at its start again; None: it is not closed."""
        again = np.flatnonzero((self._xy[begin + 1 : end] == self._xy[begin]).all(axis=1))
        if again.size != 1:
            return None
        place = begin + 1 + int(again[0])
        over = end - place
        same = np.array_equal(self._xy[begin : begin + over + 1], self._xy[place : end + 1])
        return place if same and place - begin > 2 else None

    def polygons(self, runs: Sequence[Run]) -> NDArray[np.object_]:
        """The outline of every run as a polygon, which may cross itself."""
        outlines = [self._outline(run) for run in runs]
        index = np.repeat(np.arange(len(outlines)), [len(outline) for outline in outlines])
        rings = shapely.linearrings(np.concatenate(outlines), indices=index)
        return np.asarray(shapely.polygons(rings), dtype=object)

    def _outline(self, run: Run) -> Floats:
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


def _closed(line: Floats) -> Floats:
    return np.concatenate([line, line[:1]])
