"""Which stretches of lines run along other lines within a tolerance, and along which: lines cut where that changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy import distance, length
from layers.geodesy.flat import Floats, Indices, simple_parts
from layers.nearest_edges import FAR, Intervals, Others, nearest_along
from layers.offsets.chains import ranges
from layers.offsets.strips import PER_DEGREE, check_place, piece_length, reach, to_plane

Lines = NDArray[np.object_]
MEETING_M: Final = 0.01
_NOWHERE: Final = -9


@dataclass(frozen=True, eq=False)
class Stretches:
    """Lines in pieces, in order along each; together the pieces are the lines.

    Attributes:
        line: index of the line that a piece belongs to.
        other: index of the other line that it runs along, FAR (-1) where there is none within the tolerance.
        geometries: the pieces, EPSG:4490, with the vertices of the line and one at each cut.
        length_m: their geodesic length.
    """

    line: Indices
    other: Indices
    geometries: Lines
    length_m: Floats

    def __len__(self) -> int:
        return len(self.line)


def stretches_along(
    lines: Lines,
    others: Lines,
    metres: float,
    *,
    among: Lines | None = None,
    only: Indices | None = None,
    prefer: Indices | None = None,
) -> Stretches:
    """Lines (EPSG:4490) cut into what lies within `metres` of another line, by the nearest, and what does not.

    A place counts as alongside where its nearest point on the others is within `metres` and is no loose end: an end
    that meets no other of them (see `_Edges.loose_ends`), nor a loose end of the lines `among` which these lines stand
    (None: only themselves) within `metres`. Beyond a loose end nothing runs alongside. With `only`, which gives one
    other for each line (-1: none), distance is taken to that one alone, and its ends count.

    Where several others are equally near, as at the vertex in which two of them meet, the one that goes on towards the
    place is taken, then `prefer` (per line), then the first. The pieces do not depend on the direction of lines nor on
    how the others are divided, except for which of them is named.

    Distances are those of the transverse Mercator of the strip (see `layers.offsets.grow`): scale within 4e-7, edges
    true to 0.02 mm; cuts are solved, not sampled. Raises BadGeometry beyond 80° of latitude or at the antimeridian.
    """
    own = _Edges(lines)
    if not own.owner.size:
        none = np.zeros(0, dtype=np.intp)
        return Stretches(none, none, np.zeros(0, dtype=object), np.zeros(0))
    bounds = shapely.total_bounds(lines)
    latitude = check_place((bounds[0], bounds[1], bounds[2], bounds[3]), metres)
    pad, piece = reach(metres, latitude), piece_length(latitude)
    near = _near(lines, others, 2.0 * pad)  # with what continues the ends that are near
    theirs = _Edges(others[near])
    loose = np.zeros((len(theirs.owner), 2), dtype=bool)
    if only is None:
        loose = theirs.loose_ends(metres)
        standing = own if among is None else _Edges(among[_near(lines, among, 4.0 * pad)])
        _joined(theirs, loose, standing, metres)
    mine, there = _Pieces(own, piece), _Pieces(theirs, piece)
    found = _intervals(
        mine,
        there,
        near[theirs.owner[there.edge]],
        there.at_ends(loose),
        pad=pad,
        metres=metres,
        only=None if only is None else only[own.owner[mine.edge]],
        prefer=np.full(len(mine.edge), _NOWHERE) if prefer is None else prefer[own.owner[mine.edge]],
    )
    return _stretches(own, mine, found)


class _Edges:
    """The edges of lines that have a length: `start`, `end` (n, 2), the line `owner` and the part each belongs to."""

    def __init__(self, lines: Lines) -> None:
        parts, owner = simple_parts(lines)
        linear = np.isin(shapely.get_type_id(parts), (1, 2))
        xy, part = shapely.get_coordinates(parts[linear], return_index=True)
        kept = (part[1:] == part[:-1]) & np.any(xy[1:] != xy[:-1], axis=1)
        self.start: Floats = xy[:-1][kept]
        self.end: Floats = xy[1:][kept]
        self.part: Indices = part[:-1][kept]
        self.owner: Indices = owner[linear][self.part]

    def loose_ends(self, metres: float) -> NDArray[np.bool_]:
        """Whether the start, the end of each edge is the end of a line that no other continues; shape (n, 2).

        Lines meet at ends within MEETING_M, and across a gap up to `metres` between two ends that meet nothing else.
        """
        out = np.zeros((len(self.part), 2), dtype=bool)
        changes = self.part[1:] != self.part[:-1]
        firsts = np.flatnonzero(np.concatenate([[True], changes])) if self.part.size else np.zeros(0, dtype=np.intp)
        lasts = np.flatnonzero(np.concatenate([changes, [True]])) if self.part.size else firsts
        ends = np.concatenate([self.start[firsts], self.end[lasts]])
        one, other = _meeting(ends, ends, MEETING_M)
        alone = np.ones(len(ends), dtype=bool)
        alone[one[one != other]] = False
        free, part = np.flatnonzero(alone), np.arange(len(ends)) % max(1, len(firsts))
        one, other = (free[index] for index in _meeting(ends[free], ends[free], metres))
        alone[one[part[one] != part[other]]] = False
        out[firsts, 0], out[lasts, 1] = alone[: len(firsts)], alone[len(firsts) :]
        return out


class _Pieces:
    """Edges in equal pieces so short that they are straight in the plane too: piece `index` of `count` of `edge`."""

    def __init__(self, edges: _Edges, longest: float) -> None:
        course = edges.end - edges.start
        number = np.maximum(np.ceil(np.hypot(*course.T) / longest), 1.0).astype(np.intp)
        self.edge: Indices = np.repeat(np.arange(len(number)), number)
        self.index: Indices = ranges(np.zeros(len(number), dtype=np.intp), number)
        self.count: Indices = number[self.edge]
        self._edges = edges
        self.start = self.position(self.edge, self.index / self.count)
        self.end = self.position(self.edge, (self.index + 1) / self.count)

    def position(self, edge: Indices, t: Floats) -> Floats:
        """Longitude and latitude at the fraction `t` of each edge."""
        start, end = self._edges.start[edge], self._edges.end[edge]
        return np.asarray(np.where((t >= 1.0)[:, None], end, start + t[:, None] * (end - start)))

    def at_ends(self, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Flags of the ends of edges as flags of the ends of pieces."""
        outer = np.column_stack([self.index == 0, self.index == self.count - 1])
        return np.asarray(flags[self.edge] & outer)


def _joined(theirs: _Edges, loose: NDArray[np.bool_], own: _Edges, metres: float) -> None:
    """Loose ends that have a loose end of the own side within `metres` are loose no more: there both sides end."""
    edge, side = np.nonzero(loose)
    ends = np.where(side[:, None] == 0, theirs.start[edge], theirs.end[edge])
    free = own.loose_ends(metres)
    met, _ = _meeting(ends, np.concatenate([own.start[free[:, 0]], own.end[free[:, 1]]]), metres)
    loose[edge[met], side[met]] = False


def _meeting(some: Floats, others: Floats, metres: float) -> tuple[Indices, Indices]:
    """Pairs of positions (degrees) within `metres` of each other."""
    if not len(some) or not len(others):
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    pad = reach(metres, float(np.abs(some[:, 1]).max()))
    boxes = shapely.box(*np.concatenate([some - pad, some + pad], axis=1).T)
    a, b = shapely.STRtree(np.asarray(shapely.points(others), dtype=object)).query(boxes)
    near = distance(*some[a].T, *others[b].T) <= metres
    return a[near], b[near]


def _near(lines: Lines, others: Lines, pad: float) -> Indices:
    """Indices of the others whose bounds come within `pad` degrees of those of a line."""
    bounds = shapely.bounds(lines[~shapely.is_empty(lines)]) + np.array([-pad, -pad, pad, pad])
    _, found = shapely.STRtree(others).query(shapely.box(*bounds.T))
    return np.unique(found)


def _intervals(
    mine: _Pieces,
    there: _Pieces,
    label: Indices,
    loose: NDArray[np.bool_],
    *,
    pad: float,
    metres: float,
    only: Indices | None,
    prefer: Indices,
) -> Intervals:
    """The intervals of all pieces, in their order, each piece taken in the strip of its middle."""
    strips = np.floor((mine.start[:, 0] + mine.end[:, 0]) / 2.0 * PER_DEGREE).astype(np.intp)
    low, high = np.minimum(there.start, there.end), np.maximum(there.start, there.end)
    found = []
    for strip in np.unique(strips).tolist():
        rows = np.flatnonzero(strips == strip)
        ends = np.concatenate([mine.start[rows], mine.end[rows]])
        around = np.all((low <= ends.max(axis=0) + pad) & (high >= ends.min(axis=0) - pad), axis=1)
        facing = np.flatnonzero(around)
        inside = nearest_along(
            _plane(mine.start[rows], strip),
            _plane(mine.end[rows], strip),
            Others(_plane(there.start[facing], strip), _plane(there.end[facing], strip), label[facing], loose[facing]),
            metres,
            only=None if only is None else only[rows],
            prefer=prefer[rows],
        )
        found.append(Intervals(rows[inside.edge], inside.from_t, inside.to_t, inside.label))
    edge = np.concatenate([one.edge for one in found])
    order = np.argsort(edge, kind="stable")
    return Intervals(
        edge[order],
        np.concatenate([one.from_t for one in found])[order],
        np.concatenate([one.to_t for one in found])[order],
        np.concatenate([one.label for one in found])[order],
    )


def _plane(xy: Floats, strip: int) -> Floats:
    return np.column_stack(to_plane(xy[:, 0], xy[:, 1], strip))


def _stretches(own: _Edges, mine: _Pieces, found: Intervals) -> Stretches:
    """Intervals that follow on one another along a part, with the same label, as one stretch."""
    label = np.maximum(found.label, FAR)
    edge = mine.edge[found.edge]
    part = own.part[edge]
    begins = np.concatenate([[True], (part[1:] != part[:-1]) | (label[1:] != label[:-1])])
    ends = np.concatenate([begins[1:], [True]])
    index, count = mine.index[found.edge], mine.count[found.edge]
    from_t, to_t = (index + found.from_t) / count, (index + found.to_t) / count
    kept = ends | (to_t >= 1.0)  # the vertices of the line, and the cuts; not where edges were cut into pieces
    size = begins.astype(np.intp) + kept
    after = np.cumsum(size)
    xy = np.empty((int(after[-1]), 2))
    xy[(after - size)[begins]] = mine.position(edge[begins], from_t[begins])
    xy[(after - 1)[kept]] = mine.position(edge[kept], to_t[kept])
    stretch = np.cumsum(begins) - 1
    geometries = np.asarray(shapely.linestrings(xy, indices=np.repeat(stretch, size)), dtype=object)
    return Stretches(own.owner[edge[begins]], label[begins], geometries, length(geometries))
