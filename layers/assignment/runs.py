"""Runs along lines that meet end to end: short ones join their neighbour, however the lines are cut into features."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from layers.assignment.lines import NONE, Geometries, Indices, Lines, Stretches, relabelled

_SAME_DEG = 1e-9  # what positions are stored to


def end_nodes(parts: Geometries) -> Indices:
    """A number per place where ends lie, shape (n, 2): first and last vertex of each part."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(parts, side)) for side in (0, -1)])
    places = np.round(ends / _SAME_DEG).astype(np.int64)
    _, node = np.unique(places, axis=0, return_inverse=True)
    return node.reshape(2, -1).T.astype(np.intp)


def joined(lines: Lines, old: Stretches, free: Indices, least_m: float) -> Stretches:
    """`old` with runs shorter than `least_m` metres given to the longer of their neighbours, the shortest run first.

    A run is what has one label along parts whose ends meet, two at a place; only the parts `free` have runs. None
    joins what has no label, and what is alone stays.
    """
    first = np.searchsorted(old.part, np.arange(len(lines) + 1))
    label = old.label.copy()
    for chain, closed in _chains(lines, free):
        members = [
            row for part, forward in chain for row in (range(first[part], first[part + 1])[:: 1 if forward else -1])
        ]
        if len(set(label[members].tolist())) < 2:
            continue
        for run in _settled([_Run(int(label[row]), float(old.metres[row]), [row]) for row in members], closed, least_m):
            label[run.rows] = run.label
    return relabelled(lines, old, label)


@dataclass
class _Run:
    label: int
    metres: float
    rows: list[int]


def _settled(runs: list[_Run], closed: bool, least_m: float) -> list[_Run]:
    runs = _united(runs, closed)
    while len(runs) > 1:
        short = [at for at, run in enumerate(runs) if run.metres < least_m and _neighbours(runs, at, closed)]
        if not short:
            break
        at = min(short, key=lambda at: (runs[at].metres, runs[at].label))
        runs[at].label = min(_neighbours(runs, at, closed), key=lambda run: (-run.metres, run.label)).label
        runs = _united(runs, closed)
    return runs


def _neighbours(runs: list[_Run], at: int, closed: bool) -> list[_Run]:
    """The runs with a label before and after one."""
    around = {(at + step) % len(runs) for step in (-1, 1) if closed or 0 <= at + step < len(runs)} - {at}
    return [runs[other] for other in sorted(around) if runs[other].label != NONE]


def _united(runs: list[_Run], closed: bool) -> list[_Run]:
    out: list[_Run] = []
    for run in runs:
        if out and out[-1].label == run.label:
            out[-1] = _Run(run.label, out[-1].metres + run.metres, out[-1].rows + run.rows)
        else:
            out.append(run)
    if closed and len(out) > 1 and out[0].label == out[-1].label:
        last = out.pop()
        out[0] = _Run(last.label, last.metres + out[0].metres, last.rows + out[0].rows)
    return out


def _chains(lines: Lines, free: Indices) -> Iterator[tuple[list[tuple[int, bool]], bool]]:
    """Parts in the order walked, each with whether it is walked forward, and whether the walk ends where it began."""
    nodes = end_nodes(lines.parts)
    ends: dict[int, list[tuple[int, int]]] = {}
    for part in free.tolist():
        for side in (0, 1):
            ends.setdefault(int(nodes[part, side]), []).append((part, side))
    link = {one: other for pair in ends.values() if len(pair) == 2 for one, other in (pair, pair[::-1])}
    seen: set[int] = set()
    loose = [(part, side) for part in free.tolist() for side in (0, 1) if (part, side) not in link]
    for start in (*loose, *((part, 0) for part in free.tolist())):
        if start[0] in seen:
            continue
        chain: list[tuple[int, bool]] = []
        part, side = start
        while part not in seen:
            seen.add(part)
            chain.append((part, side == 0))
            ahead = link.get((part, 1 - side))
            if ahead is None:
                break
            part, side = ahead
        yield chain, link.get((chain[-1][0], 1 if chain[-1][1] else 0)) == start
