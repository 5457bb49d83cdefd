"""Lines that go whole: the segments of an island, and the area that holds the longest share of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from layers.assignment.lines import NONE, Geometries, Indices, Lines, Stretches, relabelled
from layers.assignment.runs import end_nodes
from layers.checks.scale import metres_per_degree
from layers.editions import Value

_SAME_NAME_M = 1000.0


def connected(lines: Lines, geometries: Geometries, rows: Indices, names: Sequence[Value]) -> Indices:
    """The group of each feature, shape (n,): the least row of its group, NONE for those not among `rows`.

    One group are features of one name that meet or come within about a kilometre of each other, since many islands far
    apart have one name; features without a name whose ends meet; and these with the one named group whose
    ends they meet, if it is one.
    """
    group = _Groups(len(geometries))
    chosen = np.zeros(len(geometries), dtype=bool)
    chosen[rows] = True
    parts = np.flatnonzero(chosen[lines.owner])
    nodes = end_nodes(lines.parts)
    at_node: dict[int, list[int]] = {}
    for part in parts.tolist():
        for node in set(nodes[part].tolist()):
            at_node.setdefault(node, []).append(int(lines.owner[part]))
    for meeting in at_node.values():
        by_name: dict[Value, int] = {}
        for row in meeting:
            group.join(by_name.setdefault(names[row], row), row)
    named = np.array([row for row in rows.tolist() if names[row] is not None], dtype=np.intp)
    for one, other in _within(geometries[named], _SAME_NAME_M):
        if names[named[one]] == names[named[other]]:
            group.join(int(named[one]), int(named[other]))
    beside: dict[int, set[int]] = {}
    for meeting in at_node.values():
        roots = {(group.root(row), names[row] is None) for row in meeting}
        for root, bare in roots:
            if bare:
                beside.setdefault(root, set()).update(other for other, blank in roots if not blank)
    for bare_root, neighbours in sorted(beside.items()):
        if len({names[root] for root in neighbours}) == 1:
            for root in neighbours:
                group.join(root, bare_root)
    out = np.full(len(geometries), NONE, dtype=np.intp)
    out[rows] = [group.root(row) for row in rows.tolist()]
    return out


def going_whole(lines: Lines, old: Stretches, group: Indices, least_share: float) -> Stretches:
    """`old` with the features of one group (not NONE) all in the area that holds the greatest length of them.

    NONE where no area holds `least_share` of their length; the first label among equals.
    """
    of = group[lines.owner[old.part]]
    rows = np.flatnonzero(of != NONE)
    if not len(rows):
        return old
    groups, place = np.unique(of[rows], return_inverse=True)
    count = int(old.label.max()) + 1
    held = np.zeros((len(groups), count + 1))
    np.add.at(held, (place, np.where(old.label[rows] == NONE, count, old.label[rows])), old.metres[rows])
    whole = held.sum(axis=1)
    best = held[:, :count].argmax(axis=1) if count else np.full(len(groups), NONE)
    most = held[np.arange(len(groups)), best]
    best = np.where((most > 0.0) & (most >= least_share * whole), best, NONE)
    label = old.label.copy()
    label[rows] = best[place]
    return relabelled(lines, old, label)


def _within(geometries: Geometries, reach_m: float) -> Iterable[tuple[int, int]]:
    """Pairs of lines whose distance is at most about `reach_m`."""
    if not len(geometries):
        return []
    east, _ = metres_per_degree(float(shapely.bounds(geometries)[:, [1, 3]].mean()))
    one, other = shapely.STRtree(geometries).query(geometries, predicate="dwithin", distance=reach_m / east)
    return zip(one[one < other].tolist(), other[one < other].tolist(), strict=True)


class _Groups:
    """Rows that belong together; the root of a group is its least row."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def root(self, row: int) -> int:
        while self._up[row] != row:
            self._up[row] = self._up[self._up[row]]
            row = self._up[row]
        return row

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._up[high] = low
