"""Topology gates: faults of the line that would make its length wrong, counted with places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.checks.lines import LooseEnd, Shared, loose_ends, self_crossings, shared
from layers.checks.report import Place
from layers.snapshot import LayerView
from zoning.measures.shoreline.tally import GROUPS
from zoning.measures.shoreline.whole import Shore
from zoning.measures.sources import Sources
from zoning.verdict import Json, metres, rounded

GATES: Final = (
    "doubled",
    "overlapping",
    "crossing",
    "self_crossing",
    "end_misses",
    "end_on_line",
    "dangling",
    "unclassed",
)
_PLACES: Final = 10


@dataclass(frozen=True)
class Fault:
    """One fault: the segments it concerns, metres (None where length has no meaning), and where."""

    gate: str
    segments: tuple[int, ...]
    length_m: float | None
    place: Place


def faults(view: LayerView) -> tuple[Fault, ...]:
    """The faults of all lines of a view, whatever edition they are of; ends are judged by the coarsest accuracy."""
    if not view.features:
        return ()
    lines = view.geometries()
    found = [Fault("self_crossing", (line,), None, place) for line, place in self_crossings(lines)]
    found += [_pair(pair) for pair in shared(lines)]
    found += [_end(end) for end in loose_ends(lines, view.accuracy_near(()))]
    return tuple(found)


def _pair(pair: Shared) -> Fault:
    length = None if pair.fault == "crossing" else pair.length_m
    return Fault(pair.fault, (pair.first, pair.second), length, pair.place)


def _end(end: LooseEnd) -> Fault:
    if end.other is None:
        return Fault("dangling", (end.line,), None, end.place)
    return Fault("end_on_line" if end.on_line else "end_misses", (end.line, end.other), end.distance_m, end.place)


def gates_of(shore: Shore, sources: Sources) -> list[Json]:
    """Every gate with its count, metres (of the shared stretch, the gap or the segment) and up to ten places.

    Counted are faults with a segment of the region in them.
    """
    chosen = shore.chosen
    own = [fault for fault in sources.derived(shore.view, faults) if any(chosen[index] for index in fault.segments)]
    rows = [_row(gate, [fault for fault in own if fault.gate == gate]) for gate in GATES if gate != "unclassed"]
    return [*rows, _row("unclassed", _unclassed(shore, chosen))]


def counted_twice_m(gates: Iterable[Mapping[str, Any]]) -> float:
    """Metres that lie on other line of the region, from the gates of a body: counted twice in every length."""
    return sum(float(gate["length_m"]) for gate in gates if gate["gate"] in ("doubled", "overlapping"))


def _unclassed(shore: Shore, chosen: NDArray[np.bool_]) -> list[Fault]:
    rows = np.flatnonzero(chosen & (shore.groups == GROUPS.index("unclassed")))
    named = rows[:_PLACES]
    middles = shapely.get_coordinates(shapely.point_on_surface(shore.table.geometries[named])).tolist()
    places = dict(zip(named.tolist(), middles, strict=True))
    lengths = shore.table.length_m[rows].tolist()
    return [
        Fault("unclassed", (row,), length, tuple(places.get(row, (0.0, 0.0))))
        for row, length in zip(rows.tolist(), lengths, strict=True)
    ]


def _row(gate: str, found: Iterable[Fault]) -> Json:
    listed = list(found)
    lengths = [fault.length_m for fault in listed if fault.length_m is not None]
    return {
        "gate": gate,
        "count": len(listed),
        "length_m": metres(sum(lengths)) if lengths or not listed else None,
        "places": [[rounded(lon, 9), rounded(lat, 9)] for lon, lat in (fault.place for fault in listed[:_PLACES])],
    }
