"""Counted banks on the centre line: the union of both banks' nearest points, in metres of river."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from layers.banks import Lines, Stretches, chained, nearest
from layers.geodesy import Floats
from layers.geodesy.flat import Indices
from layers.snapshot import Feature

_STEP_M: Final = 5.0  # between points of a bank; only jumps of the nearest point between two of them are not exact
_FREE: Final = 1.5  # by how much a bank on the inside of a bend may run ahead without being a jump
PAST_M: Final = 1.0  # a centre line that ends less than this too early does reach


@dataclass(frozen=True, eq=False)
class RiverPoints:
    """Points of banks by body and chainage `bank_m`, and their nearest points on the centre line of the water body.

    `body` is an index into `bodies`; `centre_m` a chainage over all centre lines; `past_m` how far the centre line ends
    short of the point.
    """

    bodies: tuple[str, ...]
    body: Indices
    bank_run: Indices
    bank_m: Floats
    centre_run: Indices
    centre_m: Floats
    distance_m: Floats
    past_m: Floats


@dataclass(frozen=True)
class RiverLength:
    """Metres of river, None where the water body has no centre line; metres of counted bank past the line's end."""

    metres: float | None
    past_m: float = 0.0


def river_points(
    lines: Lines,
    bodies: Sequence[tuple[str, str]],
    centres: Sequence[Feature],
    cover: Stretches,
    ends_m: Floats,
) -> RiverPoints:
    """Points of the covered banks: vertices, the ends of everything that covers, and one every _STEP_M of chainage."""
    names = tuple(sorted({str(centre.attributes["water_body"]).strip() for centre in centres}))
    found: list[list[Floats]] = []
    shift = 0.0
    for place, name in enumerate(names):
        own = np.empty(0, dtype=object)
        own = np.append(own, [c.geometry for c in centres if str(c.attributes["water_body"]).strip() == name])
        centre = chained(own, [0] * len(own), [1] * len(own))
        runs = [r for r, g in enumerate(lines.run_group) if bodies[g][0] == name and bodies[g][1] != "ring"]
        at_m = _points(lines, runs, cover, ends_m)
        if len(at_m) and len(centre):
            edge = lines.edge_at(at_m)
            near = nearest(centre, lines.frames.at(edge, lines.fraction(edge, at_m), 0.0))
            run = lines.run[edge]
            columns = (np.full(len(at_m), place), run, at_m, near.run, near.at_m + shift, near.distance_m, near.past_m)
            found.append([np.asarray(column, dtype=np.float64) for column in columns])
        if len(centre):
            shift += float(centre.to_m[-1]) + 1000.0
    body, run, at_m, centre_run, centre_m, distance_m, past_m = np.concatenate([np.zeros((7, 0)), *found], axis=1)
    whole = [column.astype(np.intp) for column in (body, run, centre_run)]
    return RiverPoints(names, whole[0], whole[1], at_m, whole[2], centre_m, distance_m, past_m)


def _points(lines: Lines, runs: Sequence[int], cover: Stretches, ends_m: Floats) -> Floats:
    every = [np.zeros(0)]
    for run in runs:
        begin, end = float(lines.run_from_m[run]), float(lines.run_to_m[run])
        own = lines.run == run
        every += [np.arange(begin, end, _STEP_M), lines.from_m[own], lines.to_m[own]]
        every.append(ends_m[(ends_m >= begin) & (ends_m <= end)])
    at_m = np.unique(np.concatenate(every))
    return at_m[cover.holds(at_m)]


def river_length(points: RiverPoints, body: str, counted: Stretches, inner_bend: float) -> RiverLength:
    """Metres of the centre line of a water body that counted banks of it face, each metre once.

    Where the nearest point jumps ahead on the inside of a bend, what it leaves out counts as long as it is no longer
    than `inner_bend` times the distance to the bank; a longer jump (the neck of a meander) leaves it out.
    """
    if body not in points.bodies:
        return RiverLength(None)
    place = points.bodies.index(body)
    own = slice(*np.searchsorted(points.body, [place, place + 1]).tolist())
    bank, centre = points.bank_m[own], points.centre_m[own]
    step, ahead = np.diff(bank), np.abs(np.diff(centre))
    follows = (points.bank_run[own][1:] == points.bank_run[own][:-1]) & (step > 0.0)
    follows &= points.centre_run[own][1:] == points.centre_run[own][:-1]
    follows &= counted.holds((bank[1:] + bank[:-1]) / 2.0)
    wide = np.maximum(points.distance_m[own][1:], points.distance_m[own][:-1])
    near = follows & (ahead <= _FREE * step + inner_bend * wide)
    low, high = np.minimum(centre[1:], centre[:-1]), np.maximum(centre[1:], centre[:-1])
    past = follows & (points.past_m[own][1:] > PAST_M) & (points.past_m[own][:-1] > PAST_M)
    return RiverLength(Stretches.of(low[near], high[near]).total_m, float(step[past].sum()))
