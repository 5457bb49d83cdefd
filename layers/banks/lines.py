"""Directed lines chained end to start into runs, with a chainage in metres over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from layers.banks.frame import Frames, edge_lengths
from layers.geodesy import Floats
from layers.geodesy.flat import Indices

APART_M: Final = 1000.0  # between the end of a run and the start of the next, so that no stretch reaches over
_SAME: Final = 8  # decimals of a degree (1 mm) to which ends must agree to be one


@dataclass(frozen=True, eq=False)
class Lines:
    """Edges of chained lines in order; all chainages are metres on one axis on which runs lie apart.

    Attributes:
        frames: the edges with their land side.
        owner: index of the line (as given) that each edge belongs to.
        run: index of the run of each edge.
        from_m, to_m: chainage of each edge.
        part_from_m, part_to_m, part_owner: chainage of each line part, ascending, and whose it is.
        run_from_m, run_to_m, run_closed: chainage of each run, and whether it ends where it began.
        run_group: the group that each run belongs to.
    """

    frames: Frames
    owner: Indices
    run: Indices
    from_m: Floats
    to_m: Floats
    part_from_m: Floats
    part_to_m: Floats
    part_owner: Indices
    run_from_m: Floats
    run_to_m: Floats
    run_closed: NDArray[np.bool_]
    run_group: Indices

    def __len__(self) -> int:
        return len(self.owner)

    def chainage(self, edge: Indices, t: Floats) -> Floats:
        """Metres at the fraction `t` (0–1, of the degrees) of each edge."""
        start, end = self.frames.start[edge], self.frames.end[edge]
        part = edge_lengths(start, start + t[:, None] * (end - start))
        inner = np.minimum(self.from_m[edge] + part, self.to_m[edge])
        return np.where(t <= 0.0, self.from_m[edge], np.where(t >= 1.0, self.to_m[edge], inner))

    def edge_at(self, at_m: ArrayLike) -> Indices:
        """The edge at each chainage."""
        place = np.searchsorted(self.from_m, np.asarray(at_m), side="right") - 1
        return np.asarray(np.maximum(place, 0), dtype=np.intp)

    def fraction(self, edge: Indices, at_m: Floats) -> Floats:
        """The fraction of each edge at which a chainage lies; the inverse of `chainage`."""
        whole = self.to_m[edge] - self.from_m[edge]
        t = np.clip((at_m - self.from_m[edge]) / whole, 0.0, 1.0)
        for _ in range(2):
            t = np.clip(t + (at_m - self.chainage(edge, t)) / whole, 0.0, 1.0)
        return t

    def between(self, from_m: float, to_m: float) -> BaseGeometry:
        """The line from one chainage of a run to another of the same run, EPSG:4490."""
        first = self.edge_at([from_m])
        last = np.maximum(np.searchsorted(self.from_m, [to_m], side="left") - 1, first)
        ends = [
            self.frames.at(edge, self.fraction(edge, np.array([at])), 0.0)
            for edge, at in ((first, from_m), (last, to_m))
        ]
        vertices = np.concatenate([ends[0], self.frames.start[int(first[0]) + 1 : int(last[0]) + 1], ends[1]])
        return shapely.LineString(vertices)


def chained(lines: NDArray[np.object_], group: Sequence[int], side: Sequence[int]) -> Lines:
    """Lines (EPSG:4490) of a group chained into runs where one ends and another of the group starts.

    Runs are ordered by group and by the first of their lines; a run that closes begins with its first line. Edges
    without length are left out.

    Args:
        lines: n line geometries; parts of a multi-part line are chained on their own.
        group: the group of each line, such as the bank it belongs to.
        side: 1 where the land lies to the left of the line, -1 where it lies to the right.
    """
    parts, owner = shapely.get_parts(lines, return_index=True)
    coordinates, of_part = shapely.get_coordinates(parts, return_index=True)
    limits = np.searchsorted(of_part, np.arange(len(parts) + 1))
    chains = [coordinates[a:b] for a, b in pairwise(limits)]
    runs = _runs(chains, [group[i] for i in owner])
    order = [part for _, members in runs for part in members]
    run_of_part = [number for number, (_, members) in enumerate(runs) for _ in members]
    start = _stacked([chains[part][:-1] for part in order])
    end = _stacked([chains[part][1:] for part in order])
    count = np.array([len(chains[part]) - 1 for part in order], dtype=np.intp)
    of_edge = np.repeat(np.arange(len(order)), count)
    kept = np.any(start != end, axis=1)
    start, end, of_edge = start[kept], end[kept], of_edge[kept]
    run = np.array(run_of_part, dtype=np.intp)[of_edge]
    whose = owner[np.array(order, dtype=np.intp)].astype(np.intp)
    from_m, to_m = _chainages(edge_lengths(start, end), run)
    first = np.flatnonzero(np.concatenate([[True], of_edge[1:] != of_edge[:-1]])) if len(of_edge) else of_edge
    last = np.concatenate([first[1:] - 1, [len(of_edge) - 1]]).astype(np.intp) if len(of_edge) else of_edge
    begin = np.flatnonzero(np.concatenate([[True], run[1:] != run[:-1]])) if len(run) else run
    close = np.concatenate([begin[1:] - 1, [len(run) - 1]]).astype(np.intp) if len(run) else run
    sides = np.array(side, dtype=np.float64)
    return Lines(
        frames=Frames(start, end, sides[whose[of_edge]] if len(of_edge) else np.zeros(0)),
        owner=whose[of_edge] if len(of_edge) else of_edge,
        run=np.searchsorted(run[begin], run) if len(run) else run,
        from_m=from_m,
        to_m=to_m,
        part_from_m=from_m[first],
        part_to_m=to_m[last],
        part_owner=whose[of_edge[first]] if len(of_edge) else of_edge,
        run_from_m=from_m[begin],
        run_to_m=to_m[close],
        run_closed=np.all(np.round(start[begin], _SAME) == np.round(end[close], _SAME), axis=1),
        run_group=np.array([runs[i][0] for i in run[begin]], dtype=np.intp),
    )


def _runs(chains: Sequence[Floats], group: Sequence[int]) -> list[tuple[int, list[int]]]:
    """(group, parts in order of chainage) of each run."""
    starts: dict[tuple[int, float, float], list[int]] = {}
    ends: set[tuple[int, float, float]] = set()
    for part, chain in enumerate(chains):
        starts.setdefault(_key(group[part], chain[0]), []).append(part)
        ends.add(_key(group[part], chain[-1]))
    heads = [part for part, chain in enumerate(chains) if _key(group[part], chain[0]) not in ends]
    taken: set[int] = set()
    runs: list[tuple[int, list[int]]] = []
    for head in (*heads, *range(len(chains))):  # what no head leads to goes round in a ring
        members: list[int] = []
        following: int | None = None if head in taken else head
        while following is not None:
            members.append(following)
            taken.add(following)
            free = starts.get(_key(group[head], chains[following][-1]), [])
            following = next((part for part in free if part not in taken), None)
        if members:
            runs.append((group[head], members))
    return sorted(runs, key=lambda run: (run[0], min(run[1])))


def _key(group: int, xy: Floats) -> tuple[int, float, float]:
    lon, lat = np.round(xy, _SAME) + 0.0
    return group, float(lon), float(lat)


def _chainages(metres: Floats, run: Indices) -> tuple[Floats, Floats]:
    """From and to of each edge; every run starts APART_M after the end of the one before it."""
    ends = np.cumsum(metres)
    jump = APART_M * run
    return np.concatenate([[0.0], ends[:-1]])[: len(metres)] + jump, ends + jump


def _stacked(chains: Sequence[Floats]) -> Floats:
    return np.concatenate([np.zeros((0, 2)), *chains])
