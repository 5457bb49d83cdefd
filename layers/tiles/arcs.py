"""Outlines of a whole layer as arcs that neighbours share, each vertex with the distance by which it matters.

Rings meet along runs of vertices that are the same for both. Where their ways part, a vertex stays whatever the zoom;
between two such places everything depends on the run alone, and so both sides of a border are thinned alike (the arcs
of TopoJSON). A vertex matters by the distance at which Douglas and Peucker (1973) would leave it out: computed once,
that gives the outlines of every zoom.
"""
# ruff: noqa: PLR0912 - a kernel is one loop, without objects to hand over

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.tiles.flat import Flags, Flat, Floats
from layers.tiles.varints import Integers


@dataclass(frozen=True, eq=False)
class Arcs:
    """What of a layer's vertices matters.

    Attributes:
        reach: for each vertex how far the line would move without it, in the unit of the layer; infinite where it stays
            in any case. The last vertex of a ring says what its first one does.
        number: for each vertex an arc in which it lies; equal arcs have equal numbers.
        count: how many arcs there are.
        rows, arcs: every row with every arc that it has.
    """

    reach: Floats
    number: Integers
    count: int
    rows: Integers
    arcs: Integers

    @staticmethod
    def of(flat: Flat) -> Arcs:
        """The arcs of lines or polygons."""
        names = _names(flat.xy)
        _, places = np.unique(names, return_inverse=True)
        parting = _partings(flat.paths, places.astype(np.int64), flat.form == "polygon")
        reach, first = _reaches(flat.xy, flat.paths, places.astype(np.int64), parting, flat.form == "polygon")
        arcs, number = np.unique(first, return_inverse=True)
        begins = np.diff(number, prepend=-1) != 0
        begins[flat.paths[:-1]] = True
        vertices = np.flatnonzero(begins)
        ends = flat.paths[flat.parts[flat.rows]]
        rows = np.searchsorted(ends, vertices, side="right") - 1
        return Arcs(reach, number.astype(np.int64), len(arcs), rows, number[vertices])

    def of_rows(self, wrong: Flags) -> Flags:
        """The arcs of the rows that are flagged."""
        out = np.zeros(self.count, dtype=bool)
        out[self.arcs[wrong[self.rows]]] = True
        return out

    def rows_with(self, flagged: Flags, count: int) -> Flags:
        """Of `count` rows those that have a flagged arc."""
        out = np.zeros(count, dtype=bool)
        out[self.rows[flagged[self.arcs]]] = True
        return out


@kernel("u8[::1](f8[:, ::1])")
def _names(xy: Floats) -> NDArray[np.uint64]:
    """A number for every place; that two places have the same is no more likely than one in 2^64 a pair.

    Where it happened, a vertex more would stay.
    """
    out = np.empty(len(xy), np.uint64)
    bits = xy.view(np.uint64)
    for i in range(len(xy)):
        name = np.uint64(0)
        for axis in range(2):
            name ^= bits[i, axis]  # the finaliser of SplitMix64 (Steele and others, 2014)
            name += np.uint64(0x9E3779B97F4A7C15)
            name = (name ^ (name >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            name = (name ^ (name >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            name ^= name >> np.uint64(31)
        out[i] = name
    return out


@kernel("b1[::1](i8[::1], i8[::1], b1)")
def _partings(paths: Integers, places: Integers, rings: bool) -> Flags:
    """For each place whether the ways of those who pass it part there, or one ends."""
    count = 0
    for place in places:
        count = max(count, place + 1)
    parting = np.zeros(count, np.bool_)
    low, high = np.full(count, -1, np.int64), np.empty(count, np.int64)
    for path in range(len(paths) - 1):
        begin, end = paths[path], paths[path + 1] - 1
        if not rings:
            parting[places[begin]] = parting[places[end]] = True
        for i in range(begin if rings else begin + 1, end):
            one, other = places[i - 1 if i > begin else end - 1], places[i + 1]
            place = places[i]
            if low[place] < 0:
                low[place], high[place] = min(one, other), max(one, other)
            elif low[place] != min(one, other) or high[place] != max(one, other):
                parting[place] = True
    return parting


@kernel("f8(f8[:, ::1], i8, i8, i8)")
def _aside(xy: Floats, i: int, a: int, b: int) -> float:
    """The distance, squared, of a vertex from the straight way between two others."""
    x, y = xy[i, 0] - xy[a, 0], xy[i, 1] - xy[a, 1]
    dx, dy = xy[b, 0] - xy[a, 0], xy[b, 1] - xy[a, 1]
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length > 0.0 else 0.0
    x, y = x - share * dx, y - share * dy
    return float(x * x + y * y)


@kernel("(f8[:, ::1], f8[::1], i8)")
def _thin(xy: Floats, reach: Floats, last: int) -> None:
    """Writes the reach, squared, of the vertices between the first and the last.

    No vertex reaches further than those without which it would not be looked at.
    """
    starts, ends, limits = np.empty(last + 1, np.int64), np.empty(last + 1, np.int64), np.empty(last + 1)
    starts[0], ends[0], limits[0] = 0, last, np.inf
    left = 1
    while left:
        left -= 1
        a, b, limit = starts[left], ends[left], limits[left]
        if b - a < 2:
            continue
        far, most = a + 1, -1.0
        for i in range(a + 1, b):
            aside = _aside(xy, i, a, b)
            if aside > most:
                far, most = i, aside
        limit = min(limit, most)
        reach[far] = limit
        starts[left], ends[left], limits[left] = a, far, limit
        starts[left + 1], ends[left + 1], limits[left + 1] = far, b, limit
        left += 2


@kernel("Tuple((f8[::1], u8[::1]))(f8[:, ::1], i8[::1], i8[::1], b1[::1], b1)")
def _reaches(
    xy: Floats, paths: Integers, places: Integers, parting: Flags, rings: bool
) -> tuple[Floats, NDArray[np.uint64]]:
    reach, first = np.full(len(xy), np.inf), np.zeros(len(xy), np.uint64)
    for path in range(len(paths) - 1):
        begin, count = paths[path], paths[path + 1] - paths[path] - 1  # edges
        start = 0
        if rings:  # where it parts, else at the same place for whoever has this ring
            lowest = 0
            while start < count and not parting[places[begin + start]]:
                if places[begin + start] < places[begin + lowest]:
                    lowest = start
                start += 1
            if start == count:
                start = lowest
        done = 0
        while done < count:
            edges = 1
            while done + edges < count and not parting[places[begin + (start + done + edges) % count]]:
                edges += 1
            # every arc is walked the same way, whoever has it
            head = places[begin + (start + done) % count]
            tail = places[begin + (start + done + edges) % (count if rings else count + 1)]
            if head == tail:
                head = places[begin + (start + done + 1) % count]
                tail = places[begin + (start + done + edges - 1) % count]
            line, along = np.empty((edges + 1, 2)), np.empty(edges + 1, np.int64)
            for k in range(edges + 1):
                i = begin + (start + done + k) % (count if rings else count + 1)
                along[edges - k if head > tail else k] = i
            for k in range(edges + 1):
                line[k] = xy[along[k]]
            reaches = np.full(edges + 1, np.inf)
            _thin(line, reaches, edges)
            name = np.uint64(places[along[0]]) << np.uint64(32) | np.uint64(places[along[1]])
            for k in range(edges + 1):
                first[along[k]] = name
                if 0 < k < edges:
                    reach[along[k]] = np.sqrt(reaches[k])
            done += edges
        if rings:
            reach[begin + count], first[begin + count] = reach[begin], first[begin]
    return reach, first
