"""A uniform grid over outlines: for each cell the features that fill it, and those whose edges run through it.

A polygon fills a cell that it covers and none of its edges touches: nothing has to be tested there. Of any other
feature a cell lists the runs of consecutive edges that pass through it, and, of a polygon, whether the middle of the
cell lies in it, so that a place in the cell is decided by the crossings between the middle and the place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import partial
from typing import Final

import numpy as np
from numba import types
from numba.experimental import structref
from numpy.typing import NDArray

from layers.compiled import kernel, lent
from layers.geodesy.flat import Floats
from layers.grid.shapes import Shapes, Whole
from layers.once import once
from layers.own import Own

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

HAIR: Final = 2e-13  # degrees; a position nearer than this to an edge is decided by exact means, not by a kernel
OUT, IN, ASK = 0, 1, 2  # a place lies outside, inside, or so near an edge that it must be asked elsewhere
_WIDER: Final = 1e-12  # degrees by which an edge is thought wider when its cells are listed
_EDGES_PER_CELL: Final = 8
_SMALLEST: Final = 1e-4  # degrees, about 11 m


@dataclass(frozen=True, eq=False)
class Index:
    """Shapes with their grid; cell `row * columns + column` begins at `west + column * size`.

    Attributes:
        dimension: 0 points, 1 lines, 2 polygons.
        west: degrees, as `south` and `size`.
        columns: how many cells, as `rows`.
        xy: (m, 2) the vertices of all shapes, degrees.
        chain: (c + 1,) where each ring, line or point begins in `xy`.
        first: (n + 1,) where each feature begins in `chain`.
        left: (c,) whether what a ring bounds lies to its left.
        bounds: (n, 4) west, south, east, north of each feature.
        full_at: (cells + 1,) where each cell begins in `full`.
        full: features that fill the cell, ascending.
        part_at: (cells + 1,) where each cell begins in `part`.
        part: features with edges in the cell, ascending.
        odd: whether the middle of the cell lies in that feature: OUT, IN or ASK.
        run_at: (entries + 1,) where the runs of each entry of `part` begin.
        run_from: the vertex at which a run of edges begins; of points, the vertex.
        run_to: the vertex at which it ends; of points, the one behind it.
    """

    dimension: int
    west: float
    south: float
    size: float
    columns: int
    rows: int
    xy: Floats
    chain: Whole
    first: Whole
    left: NDArray[np.bool_]
    bounds: Floats
    full_at: Ints
    full: Ints
    part_at: Ints
    part: Ints
    odd: Bytes
    run_at: Ints
    run_from: Ints
    run_to: Ints

    @property
    def handle(self) -> Index:
        """The same for kernels: one value to hand over instead of nineteen, which takes longer than the question.

        Each thread has its own: looks at it count references, and threads that count the same wait for each other. What
        it names it does not keep; whoever has it keeps this index too.
        """
        return self._own.value

    @once
    def _own(self) -> Own[Index]:
        return Own(partial(_handle, *(getattr(self, field.name) for field in fields(self))))

    def nbytes(self) -> int:
        """Bytes of all arrays that the shapes do not hold already."""
        lists = (self.full_at, self.full, self.part_at, self.part, self.odd, self.run_at, self.run_from, self.run_to)
        return sum(array.nbytes for array in lists)


class _Handle(structref.StructRefProxy):  # type: ignore[misc]
    """An `Index` as machine code sees it."""


@structref.register
class _HandleType(types.StructRef):  # type: ignore[misc]
    """Its type; the fields are named and typed once, below."""


_WHOLE, _REAL = types.int64, types.float64
_INTS, _LONGS, _BYTES = (types.Array(kind, 1, "C") for kind in (types.int32, types.int64, types.uint8))
_PLACES, _FLAGS = types.Array(types.float64, 2, "C"), types.Array(types.boolean, 1, "C")
_TYPES = (
    *(_WHOLE, _REAL, _REAL, _REAL, _WHOLE, _WHOLE),
    *(_PLACES, _LONGS, _LONGS, _FLAGS, _PLACES),
    *(_INTS, _INTS, _INTS, _INTS, _BYTES, _INTS, _INTS, _INTS),
)
_NAMES = tuple(field.name for field in fields(Index))
structref.define_proxy(_Handle, _HandleType, _NAMES)
INDEX: Final = _HandleType(tuple(zip(_NAMES, _TYPES, strict=True)))


@kernel(INDEX(*_TYPES))
def _handle(
    dimension: int,
    west: float,
    south: float,
    size: float,
    columns: int,
    rows: int,
    xy: Floats,
    chain: Whole,
    first: Whole,
    left: NDArray[np.bool_],
    bounds: Floats,
    full_at: Ints,
    full: Ints,
    part_at: Ints,
    part: Ints,
    odd: Bytes,
    run_at: Ints,
    run_from: Ints,
    run_to: Ints,
) -> Index:
    return _Handle(
        dimension, west, south, size, columns, rows,
        lent(xy), lent(chain), lent(first), lent(left), lent(bounds),
        lent(full_at), lent(full), lent(part_at), lent(part), lent(odd),
        lent(run_at), lent(run_from), lent(run_to),
    )  # fmt: skip


def index_of(shapes: Shapes, size: float | None = None) -> Index:
    """The index of shapes, with cells of `size` degrees, or of as many as suit the number of edges."""
    first = np.ascontiguousarray(shapes.part[shapes.feature])
    filled = shapes.bounds[~np.isnan(shapes.bounds[:, 0])]
    west, south, size, columns, rows = _frame(filled, len(shapes.xy), size) if len(filled) else (0.0, 0.0, 1.0, 1, 1)
    full_cell, full, part_cell, part, odd, run_at, run_from, run_to = _trace(
        shapes.xy, shapes.chain, first, shapes.bounds, shapes.dimension == 2, west, south, size, columns, rows
    )
    order = np.argsort(part_cell, kind="stable")
    return Index(
        shapes.dimension,
        west,
        south,
        size,
        columns,
        rows,
        shapes.xy,
        shapes.chain,
        first,
        shapes.left,
        shapes.bounds,
        _begins(full_cell, columns * rows),
        full[np.argsort(full_cell, kind="stable")],
        _begins(part_cell, columns * rows),
        part[order],
        odd[order],
        *_reordered(order, run_at, run_from, run_to),
    )


def _frame(filled: Floats, edges: int, size: float | None) -> tuple[float, float, float, int, int]:
    west, south = (float(least) for least in filled[:, :2].min(axis=0))
    east, north = (float(most) for most in filled[:, 2:].max(axis=0))
    if size is None:
        wide, tall = max(east - west, _SMALLEST), max(north - south, _SMALLEST)
        size = max(_SMALLEST, math.sqrt(wide * tall * _EDGES_PER_CELL / edges), wide / 30_000, tall / 30_000)
    # an odd fraction of a cell, so that rounded coordinates do not lie on the borders of cells
    west, south = west - 0.382 * size, south - 0.382 * size
    return west, south, size, int((east - west) / size) + 2, int((north - south) / size) + 2


def _begins(cell: Ints, cells: int) -> Ints:
    """Where each cell begins in a list that is sorted by cell."""
    return np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=cells))]).astype(np.int32)


def _reordered(order: Whole, run_at: Ints, run_from: Ints, run_to: Ints) -> tuple[Ints, Ints, Ints]:
    """The runs of each entry, entries in another order."""
    count = np.diff(run_at)[order]
    begin = np.concatenate([[0], np.cumsum(count)])
    take = np.arange(begin[-1]) - np.repeat(begin[:-1], count) + np.repeat(run_at[:-1][order], count)
    return begin.astype(np.int32), run_from[take], run_to[take]


@kernel("i4[::1](i4[::1], i8)")
def _longer(values: Ints, length: int) -> Ints:
    """A copy with room for more."""
    wider = np.empty(length, np.int32)
    wider[: len(values)] = values
    return wider


@kernel(
    "Tuple((i4[::1], i4[::1], i4[::1], i4[::1], u1[::1], i4[::1], i4[::1], i4[::1]))"
    "(f8[:, ::1], i8[::1], i8[::1], f8[:, ::1], b1, f8, f8, f8, i8, i8)"
)
def _trace(
    xy: Floats,
    chain: Whole,
    first: Whole,
    bounds: Floats,
    surface: bool,
    west: float,
    south: float,
    size: float,
    columns: int,
    rows: int,
) -> tuple[Ints, Ints, Ints, Ints, Bytes, Ints, Ints, Ints]:
    """Full cells (cell, feature) and cells with edges (cell, feature, odd, runs), feature by feature.

    Runs lie in the order of their entries; within a cell they follow the chain.
    """
    room = 1024
    full_cell, full = np.empty(room, np.int32), np.empty(room, np.int32)
    part_cell, part = np.empty(room, np.int32), np.empty(room, np.int32)
    odd, run_at = np.empty(room, np.int32), np.empty(room, np.int32)
    run_from, run_to = np.empty(room, np.int32), np.empty(room, np.int32)
    new_cell, new_from, new_to = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    fulls = entries = runs = 0
    for feature in range(len(bounds)):
        if not bounds[feature, 0] <= bounds[feature, 2]:  # an empty one
            continue
        left = max(0, int((bounds[feature, 0] - _WIDER - west) / size))
        low = max(0, int((bounds[feature, 1] - _WIDER - south) / size))
        wide = min(columns - 1, int((bounds[feature, 2] + _WIDER - west) / size)) - left + 1
        tall = min(rows - 1, int((bounds[feature, 3] + _WIDER - south) / size)) - low + 1
        last = np.full(wide * tall, -1, np.int32)  # the newest run in each cell
        count = np.zeros(wide * tall + 1, np.int32)
        turns = np.zeros((tall, wide + 1), np.uint8)  # crossings of the line through the middles, left of each middle
        unsure = np.zeros((tall, wide + 1), np.uint8)
        new = 0
        for c in range(first[feature], first[feature + 1]):
            begin, end = chain[c], chain[c + 1]
            alone = end - begin == 1  # a point
            for i in range(begin, end if alone else end - 1):
                ax, ay = xy[i, 0], xy[i, 1]
                bx, by = (ax, ay) if alone else (xy[i + 1, 0], xy[i + 1, 1])
                lowest, highest = min(ay, by), max(ay, by)
                r0 = max(0, int((lowest - _WIDER - south) / size) - low)
                r1 = min(tall - 1, int((highest + _WIDER - south) / size) - low)
                for r in range(r0, r1 + 1):
                    x0, x1 = ax, bx
                    if r1 > r0:
                        base = south + (low + r) * size
                        t0 = (base - _WIDER - ay) / (by - ay)
                        t1 = (base + size + _WIDER - ay) / (by - ay)
                        t0, t1 = min(max(t0, 0.0), 1.0), min(max(t1, 0.0), 1.0)
                        x0, x1 = ax + t0 * (bx - ax), ax + t1 * (bx - ax)
                    c0 = max(0, int((min(x0, x1) - _WIDER - west) / size) - left)
                    c1 = min(wide - 1, int((max(x0, x1) + _WIDER - west) / size) - left)
                    for k in range(r * wide + c0, r * wide + c1 + 1):
                        if last[k] >= 0 and new_to[last[k]] == i and new_from[last[k]] >= begin:
                            new_to[last[k]] = i + 1
                            continue
                        if new == len(new_cell):
                            new_cell, new_from = _longer(new_cell, 2 * new), _longer(new_from, 2 * new)
                            new_to = _longer(new_to, 2 * new)
                        new_cell[new], new_from[new], new_to[new] = k, i, i + 1
                        last[k] = new
                        count[k] += 1
                        new += 1
                    middle = south + (low + r + 0.5) * size
                    if surface and (ay > middle) != (by > middle):
                        x = ax + (middle - ay) / (by - ay) * (bx - ax)
                        place = (x - west) / size + 0.5
                        k = int(place) - left
                        turns[r, min(max(k, 0), wide)] ^= 1
                        near = (place - int(place)) * size
                        if near < HAIR:
                            unsure[r, min(max(k - 1, 0), wide)] = 1
                        if size - near < HAIR:
                            unsure[r, min(max(k, 0), wide)] = 1
        # the feature's runs, sorted by cell
        while runs + new > len(run_from):
            run_from, run_to = _longer(run_from, 2 * len(run_from)), _longer(run_to, 2 * len(run_to))
        position = runs
        for k in range(wide * tall):
            own = count[k]
            last[k] = position
            position += own
        for n in range(new):
            run_from[last[new_cell[n]]], run_to[last[new_cell[n]]] = new_from[n], new_to[n]
            last[new_cell[n]] += 1
        for r in range(tall):
            inside = 0
            for c in range(wide):
                inside ^= turns[r, c]
                k = r * wide + c
                cell = (low + r) * columns + left + c
                if count[k]:
                    if entries + 1 >= len(part):
                        part_cell, part = _longer(part_cell, 2 * len(part)), _longer(part, 2 * len(part))
                        odd, run_at = _longer(odd, 2 * len(odd)), _longer(run_at, 2 * len(run_at))
                    part_cell[entries], part[entries] = cell, feature
                    odd[entries] = ASK if unsure[r, c] else inside
                    run_at[entries] = runs
                    runs += count[k]
                    entries += 1
                elif inside:
                    if fulls == len(full):
                        full_cell, full = _longer(full_cell, 2 * fulls), _longer(full, 2 * fulls)
                    full_cell[fulls], full[fulls] = cell, feature
                    fulls += 1
    run_at[entries] = runs
    return (
        full_cell[:fulls].copy(),
        full[:fulls].copy(),
        part_cell[:entries].copy(),
        part[:entries].copy(),
        odd[:entries].astype(np.uint8),
        run_at[: entries + 1].copy(),
        run_from[:runs].copy(),
        run_to[:runs].copy(),
    )
