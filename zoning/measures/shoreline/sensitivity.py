"""How the figures depend on the detail of the line: vertices thinned along it. Never the figure itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy import Floats, length
from layers.snapshot import LayerView
from zoning.measures.shoreline.tally import tallies
from zoning.measures.shoreline.whole import Shore
from zoning.measures.sources import Sources
from zoning.verdict import Json, metres, rounded, share

STEPS_M: Final = (10.0, 50.0, 100.0)
_EXACT_M: Final = 1e-6  # a vertex that lies a step along but for rounding is kept
_APART_M: Final = 1e4  # between the chainages of two lines


def sensitivity(shore: Shore, sources: Sources) -> list[Json]:
    """Length and rate of mainland and islands with vertices thinned to each of STEPS_M."""
    rows: list[Json] = []
    for step, lengths in zip(STEPS_M, sources.derived(shore.view, thinned_lengths), strict=True):
        sums = tallies(shore.table, shore.groups, shore.table.homes, None, shore.method, lengths=lengths)
        row: Json = {"step_m": step}
        for number, name in enumerate(("mainland", "islands")):
            tally = sums.over(shore.rows(shore.region, "yes"), number, partly=shore.partly(shore.region))
            own = shore.tally(number).total_m
            row[name] = {
                "total_m": metres(tally.total_m),
                "natural_m": metres(tally.natural_m),
                "rate": None if tally.rate is None else share(tally.rate),
                "rate_percent": None if tally.rate is None else rounded(100.0 * tally.rate, 2),
                "of_full_length": None if own <= 0.0 else share(tally.total_m / own),
            }
        rows.append(row)
    return rows


def thinned_lengths(view: LayerView) -> tuple[Floats, ...]:
    """Lengths (m, one array per step of STEPS_M) of the features of a view with their vertices thinned."""
    return tuple(length(lines) for lines in thinned(view.geometries(), STEPS_M))


def thinned(lines: NDArray[np.object_], steps_m: Sequence[float]) -> list[NDArray[np.object_]]:
    """Lines (EPSG:4490) whose inner vertices lie at least a step along the line from the one kept before, per step.

    Both ends of every part stay; the last edge may be shorter than the step.
    """
    parts, owner = shapely.get_parts(lines, return_index=True)
    lonlat, part = shapely.get_coordinates(parts, return_index=True)
    first = np.flatnonzero(np.diff(part, prepend=-1))
    last = np.append(first[1:], len(part)) - 1 if len(parts) else first
    chainage = _chainage(lonlat, first)
    found = []
    for step in steps_m:
        kept = _kept(chainage, first, last, step)
        runs = np.asarray(shapely.linestrings(lonlat[kept], indices=part[kept]), dtype=object)
        joined = np.array([shapely.MultiLineString()] * len(lines), dtype=object)
        if len(runs):
            shapely.multilinestrings(runs, indices=owner, out=joined)
        found.append(joined)
    return found


def _kept(chainage: Floats, first: NDArray[np.intp], last: NDArray[np.intp], step_m: float) -> NDArray[np.bool_]:
    kept = np.zeros(len(chainage), dtype=np.bool_)
    kept[first] = kept[last] = True
    here, end = first, last
    while here.size:  # all lines together, one vertex kept of each in every round
        there = np.searchsorted(chainage, chainage[here] + step_m - _EXACT_M)
        going = there < end
        here, end = there[going], end[going]
        kept[here] = True
    return kept


def _chainage(lonlat: Floats, first: NDArray[np.intp]) -> Floats:
    """Metres along each line, those of every line well beyond the line before."""
    if not len(lonlat):
        return np.zeros(0)
    edges = length(np.asarray(shapely.linestrings(np.stack([lonlat[:-1], lonlat[1:]], axis=1)), dtype=object))
    edges[first[1:] - 1] = _APART_M
    return np.asarray(np.concatenate([[0.0], np.cumsum(edges)]))
