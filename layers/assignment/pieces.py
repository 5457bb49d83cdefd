"""Features cut where an assigned code changes: pieces, their keys, and what was delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.assignment.lines import Geometries, Indices, Lines, Stretches, overlaid
from layers.editions import Value
from layers.geodesy import Floats

_LEAST_M = 0.01  # a cut nearer than this to another or to an end of its part is not made

Chain = tuple[int, float, float]


@dataclass(frozen=True)
class Piece:
    """A piece of a feature: its row, its label in each set, its geometry; None: the feature as it is."""

    row: int
    labels: tuple[int, ...]
    geometry: BaseGeometry | None


def pieces(lines: Lines, sets: Sequence[Stretches], count: int) -> list[Piece]:
    """The `count` features in order, each cut where a label of one of the sets changes along it."""
    part, begin, end, labels = _without_slivers(lines, *overlaid(lines, sets))
    rows = lines.owner[part]
    found: list[list[tuple[tuple[int, ...], list[Chain]]]] = [[] for _ in range(count)]
    for row, chain, own in zip(
        rows.tolist(), zip(part.tolist(), begin.tolist(), end.tolist(), strict=True), labels.tolist(), strict=True
    ):
        if found[row] and found[row][-1][0] == tuple(own):
            found[row][-1][1].append(chain)
        else:
            found[row].append((tuple(own), [chain]))
    out: list[Piece] = []
    for row, runs in enumerate(found):
        cut = len(runs) > 1
        out += [Piece(row, own, _geometry(lines, chains) if cut else None) for own, chains in runs]
    return out


def keys(column: Sequence[Value], rows: Iterable[int]) -> list[Value]:
    """The keys of pieces by the rows that they are of: CODE.1, CODE.2 … for a row that is there more than once.

    Numbers whose key another feature has are passed over; a row without key leaves its pieces without.
    """
    order = list(rows)
    times = np.bincount(np.array(order, dtype=np.intp), minlength=len(column))
    taken = {str(value) for value in column if value is not None}
    number: dict[int, int] = {}
    out: list[Value] = []
    for row in order:
        value = column[row]
        if value is not None and times[row] > 1:
            number[row] = number.get(row, 0) + 1
            while f"{value}.{number[row]}" in taken:
                number[row] += 1
            value = f"{value}.{number[row]}"
            taken.add(value)
        out.append(value)
    return out


def originals(
    cut: Sequence[Piece], geometries: Geometries, delivered: Mapping[int, BaseGeometry]
) -> dict[int, BaseGeometry]:
    """Per piece what was delivered, where it differs: of a cut feature, or of one repaired before."""
    out: dict[int, BaseGeometry] = {}
    for at, piece in enumerate(cut):
        if piece.row in delivered:
            out[at] = delivered[piece.row]
        elif piece.geometry is not None:
            out[at] = geometries[piece.row]
    return out


def _without_slivers(
    lines: Lines, part: Indices, begin: Floats, end: Floats, labels: Indices
) -> tuple[Indices, Floats, Floats, Indices]:
    """Leave out cuts that would make a piece shorter than _LEAST_M; the longer neighbour goes on."""
    metres = lines.chainage(part, end) - lines.chainage(part, begin)
    single = np.bincount(part, minlength=len(lines))[part] == 1
    kept: list[int] = []
    reach: dict[int, float] = {}
    for at in np.flatnonzero(~single & (metres < _LEAST_M)).tolist():
        reach[at] = metres[at]
    if not reach:
        return part, begin, end, labels
    begin, end = begin.copy(), end.copy()
    for at in range(len(part)):
        if at not in reach:
            if kept and part[kept[-1]] == part[at]:
                begin[at] = end[kept[-1]]
            elif at and part[at - 1] == part[at]:
                begin[at] = 0.0
            kept.append(at)
        elif kept and part[kept[-1]] == part[at]:
            end[kept[-1]] = end[at]
        elif at + 1 == len(part) or part[at + 1] != part[at]:
            begin[at] = 0.0  # nothing but slivers: the last is the whole
            kept.append(at)
    return part[kept], begin[kept], end[kept], labels[kept]


def _geometry(lines: Lines, chains: Sequence[Chain]) -> BaseGeometry:
    """Lines of the chains, those that follow on one another in a part as one."""
    joined: list[Chain] = []
    for part, begin, end in chains:
        if joined and joined[-1][0] == part and joined[-1][2] == begin:
            joined[-1] = (part, joined[-1][1], end)
        else:
            joined.append((part, begin, end))
    out = [shapely.LineString(lines.vertices(*chain)) for chain in joined]
    return out[0] if len(out) == 1 else shapely.MultiLineString(out)
