"""Topology of line layers: lines doubled, overlapping, crossing, and ends that do not meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import geodesy
from layers.checks.report import Place, Problem, warning
from layers.checks.scale import NOISE_DEG, metres_per_degree, place_of
from layers.notes import NoteValue

Lines = NDArray[np.object_]
_NOISE_M = 0.001
_MOST_PLACES = 10  # named in the text; all ends are counted


@dataclass(frozen=True)
class Shared:
    """Two lines, by their places in the array, that are the same, share a stretch (m), or only cross."""

    first: int
    second: int
    fault: Literal["doubled", "overlapping", "crossing"]
    length_m: float
    place: Place


@dataclass(frozen=True)
class LooseEnd:
    """An end that no other end meets; `other` is the line it misses by `distance_m`, None where it is free."""

    line: int
    place: Place
    other: int | None = None
    distance_m: float = 0.0

    @property
    def on_line(self) -> bool:
        """Whether it lies on the other line, between its ends."""
        return self.other is not None and self.distance_m <= _NOISE_M


def self_crossings(lines: Lines) -> list[tuple[int, Place]]:
    """The lines that cross themselves, each with a place."""
    return [(index, _self_crossing(lines[index])) for index in np.flatnonzero(~shapely.is_simple(lines)).tolist()]


def shared(lines: Lines) -> list[Shared]:
    """Every pair of lines (EPSG:4490) that have more in common than an end; lengths are geodesic."""
    left, right = shapely.STRtree(lines).query(lines, predicate="intersects")
    first, second = left[left < right], right[left < right]
    meeting = ~shapely.touches(lines[first], lines[second])  # neighbours end to end have nothing to measure
    first, second = first[meeting], second[meeting]
    if not len(first):
        return []
    common = shapely.intersection(lines[first], lines[second])
    crossing = shapely.crosses(lines[first], lines[second])
    found: list[Shared] = []
    pairs = zip(first.tolist(), second.tolist(), common, geodesy.length(common), crossing, strict=True)
    for a, b, piece, metres, crosses in pairs:
        if metres > _NOISE_M:
            fault: Literal["doubled", "overlapping"] = (
                "doubled" if shapely.equals(lines[a], lines[b]) else "overlapping"
            )
            found.append(Shared(a, b, fault, float(metres), place_of(piece)))
        elif crosses:
            found.append(Shared(a, b, "crossing", 0.0, place_of(piece)))
    return found


def loose_ends(lines: Lines, accuracy_m: float) -> list[LooseEnd]:
    """Ends that meet no other end to 1e-9 degrees, and what each misses by at most twice the accuracy.

    Closed lines have no ends.
    """
    parts, owner = shapely.get_parts(lines, return_index=True)
    open_parts = ~shapely.is_closed(parts)
    parts, owner = parts[open_parts], owner[open_parts]
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    part_of = np.concatenate([np.arange(len(parts)), np.arange(len(parts))])
    positions = np.round(shapely.get_coordinates(ends) / NOISE_DEG).astype(np.int64)
    _, inverse, counts = np.unique(positions, axis=0, return_inverse=True, return_counts=True)
    loose = np.flatnonzero(counts[inverse.ravel()] == 1)
    found: list[LooseEnd] = []
    for end, (other, metres) in zip(loose, _nearest(ends[loose], part_of[loose], parts, accuracy_m), strict=True):
        line = int(owner[part_of[end]])
        place = (float(shapely.get_x(ends[end])), float(shapely.get_y(ends[end])))
        found.append(LooseEnd(line, place) if other < 0 else LooseEnd(line, place, int(owner[other]), metres))
    return found


_CODES: Final = {"doubled": "line_doubled", "overlapping": "line_overlaps", "crossing": "line_crosses"}


def check_shared(lines: Lines, sources: Sequence[str]) -> Iterator[Problem]:
    """Warnings for lines drawn twice, sharing a stretch (length in m), crossing each other or themselves."""
    for index, place in self_crossings(lines):
        yield warning("line_crosses_itself", sources[index], place)
    for pair in shared(lines):
        told: dict[str, NoteValue] = {"other": sources[pair.second]}
        if pair.fault != "crossing":
            told["length_m"] = round(pair.length_m, 3)
        yield warning(_CODES[pair.fault], sources[pair.first], pair.place, **told)


def check_ends(lines: Lines, sources: Sequence[str], accuracy_m: float) -> Iterator[Problem]:
    """Warnings for ends that miss another line by at most twice the accuracy; the free ends are counted together."""
    free: list[LooseEnd] = []
    for end in loose_ends(lines, accuracy_m):
        if end.other is None:
            free.append(end)
        elif end.on_line:
            yield warning("line_end_on_line", sources[end.line], end.place, other=sources[end.other])
        else:
            missed = round(end.distance_m, 3)
            yield warning("line_end_misses", sources[end.line], end.place, other=sources[end.other], distance_m=missed)
    if free:
        places = "; ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in (end.place for end in free[:_MOST_PLACES]))
        yield warning("line_ends_free", sources[free[0].line], free[0].place, count=len(free), places=places)


def _nearest(
    ends: NDArray[np.object_], part_of: NDArray[np.intp], parts: Lines, accuracy_m: float
) -> list[tuple[int, float]]:
    """Per end the nearest other part within twice the accuracy and its distance in m, or (-1, inf)."""
    if not len(ends):
        return []
    east, north = metres_per_degree(float(shapely.get_y(ends).mean()))
    tree = shapely.STRtree(parts)
    reach = 2.0 * accuracy_m
    asked, found = tree.query(ends, predicate="dwithin", distance=reach / east)
    best = [(-1, float("inf"))] * len(ends)
    own = part_of[asked] == found
    asked, found = asked[~own], found[~own]
    nearest = shapely.shortest_line(ends[asked], parts[found])
    gaps = shapely.get_coordinates(nearest).reshape(-1, 2, 2)
    metres = np.hypot((gaps[:, 1, 0] - gaps[:, 0, 0]) * east, (gaps[:, 1, 1] - gaps[:, 0, 1]) * north)
    for end, other, distance in zip(asked, found, metres, strict=True):
        if distance <= reach and distance < best[end][1]:
            best[end] = (int(other), float(distance))
    return best


def _self_crossing(line: shapely.Geometry) -> Place:
    """A place where a line meets itself: a node of its noded form with more than two edges."""
    edges = shapely.get_parts(shapely.node(line))
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(edges, k)) for k in (0, -1)])
    nodes, counts = np.unique(ends, axis=0, return_counts=True)
    lon, lat = nodes[int(np.argmax(counts))]
    return float(lon), float(lat)
