"""The parts of line features laid flat, and stretches of them with a label each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy import Floats, length

Indices = NDArray[np.intp]
Geometries = NDArray[np.object_]
NONE = -1  # the label of what lies nowhere


class Lines:
    """The parts of n line features (EPSG:4490). A position on a part is its edge number plus a fraction of the edge.

    Attributes:
        parts, owner: every part and the feature that it belongs to.
        first: index into `xy` of the first vertex of each part; `edges`: its number of edges.
        xy: vertices of all parts, degrees.
    """

    def __init__(self, geometries: Geometries) -> None:
        self.parts: Geometries
        self.owner: Indices
        self.parts, self.owner = shapely.get_parts(geometries, return_index=True)
        self.xy, index = shapely.get_coordinates(self.parts, return_index=True)
        self.first: Indices = np.searchsorted(index, np.arange(len(self.parts)))
        self.edges: Indices = np.bincount(index, minlength=len(self.parts)) - 1
        metres = _edge_metres(self.xy[:-1], self.xy[1:])
        metres[self.first[1:] - 1] = 0.0  # from one part to the next there is no edge
        self._chainage: Floats = np.concatenate([np.zeros(min(1, len(self.xy))), np.cumsum(metres)])

    def __len__(self) -> int:
        return len(self.parts)

    def position(self, part: Indices, at: Floats) -> Floats:
        """Longitude and latitude, shape (n, 2)."""
        edge, t = self._edge(part, at)
        start, end = self.xy[edge], self.xy[edge + 1]
        between = start + t[:, None] * (end - start)
        return np.asarray(np.where((t >= 1.0)[:, None], end, between))

    def chainage(self, part: Indices, at: Floats) -> Floats:
        """Geodesic metres from the beginning of the part."""
        edge, t = self._edge(part, at)
        within = np.zeros(len(edge))
        cut = (t > 0.0) & (t < 1.0)
        within[cut] = _edge_metres(self.xy[edge[cut]], self.position(part[cut], at[cut]))
        return np.asarray(self._chainage[edge + (t >= 1.0)] + within - self._chainage[self.first[part]])

    def vertices(self, part: int, begin: float, end: float) -> Floats:
        """The vertices from one position to another, both included, shape (n, 2)."""
        ends = self.position(np.array([part, part]), np.array([begin, end]))
        first = int(self.first[part])
        between = self.xy[first + int(np.floor(begin)) + 1 : first + int(np.ceil(end))]
        return np.concatenate([ends[:1], between, ends[1:]])

    def _edge(self, part: Indices, at: Floats) -> tuple[Indices, Floats]:
        edge = np.minimum(np.floor(at).astype(np.intp), self.edges[part] - 1)
        return self.first[part] + edge, at - edge


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of parts from `begin` to `end`, ordered by part and position, which together are the parts.

    `label` is an index into a list of areas, or NONE; `metres` the geodesic length.
    """

    part: Indices
    begin: Floats
    end: Floats
    label: Indices
    metres: Floats

    def __len__(self) -> int:
        return len(self.part)


def stretches(lines: Lines, part: Indices, begin: Floats, end: Floats, label: Indices) -> Stretches:
    """Stretches in any order put in order, those of one label that follow on one another joined."""
    some = np.flatnonzero(end > begin)
    order = some[np.lexsort((begin[some], part[some]))]
    part, begin, end, label = part[order], begin[order], end[order], label[order]
    fresh = np.ones(len(part), dtype=bool)
    fresh[1:] = (part[1:] != part[:-1]) | (label[1:] != label[:-1]) | (begin[1:] != end[:-1])
    last = np.append(np.flatnonzero(fresh)[1:] - 1, len(part) - 1) if len(part) else np.zeros(0, dtype=np.intp)
    part, begin, end, label = part[fresh], begin[fresh], end[last], label[fresh]
    return Stretches(part, begin, end, label, lines.chainage(part, end) - lines.chainage(part, begin))


def relabelled(lines: Lines, old: Stretches, label: Indices) -> Stretches:
    """The same stretches with other labels, joined anew."""
    return stretches(lines, old.part, old.begin, old.end, label)


def overlaid(lines: Lines, sets: Sequence[Stretches]) -> tuple[Indices, Floats, Floats, Indices]:
    """The common refinement of several sets of stretches: part, begin, end, and labels of shape (n, len(sets))."""
    part = np.concatenate([one.part for one in sets for _ in (0, 1)])
    at = np.concatenate([column for one in sets for column in (one.begin, one.end)])
    order = np.lexsort((at, part))
    part, at = part[order], at[order]
    kept = (part[1:] == part[:-1]) & (at[1:] > at[:-1])
    part, begin, end = part[:-1][kept], at[:-1][kept], at[1:][kept]
    base = np.cumsum(lines.edges + 1.0) - lines.edges - 1.0
    middle = base[part] + (begin + end) / 2.0
    labels = [one.label[np.searchsorted(base[one.part] + one.begin, middle, side="right") - 1] for one in sets]
    return part, begin, end, np.stack(labels, axis=1)


def _edge_metres(start: Floats, end: Floats) -> Floats:
    return length(shapely.linestrings(np.stack([start, end], axis=1))) if len(start) else np.zeros(0)
