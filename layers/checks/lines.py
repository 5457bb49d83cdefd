"""Topology of line layers: lines doubled, overlapping, crossing, and ends that do not meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import geodesy
from layers.checks.report import Place, Problem, warning
from layers.checks.scale import NOISE_DEG, metres_per_degree, place_of

Lines = NDArray[np.object_]
_NOISE_M = 0.001
_MOST_PLACES = 10  # named in the text; all ends are counted


def check_shared(lines: Lines, sources: Sequence[str]) -> Iterator[Problem]:
    """Warnings for lines drawn twice, sharing a stretch (length in m), crossing each other or themselves."""
    for index in np.flatnonzero(~shapely.is_simple(lines)).tolist():
        yield warning("line_crosses_itself", sources[index], _self_crossing(lines[index]))
    left, right = shapely.STRtree(lines).query(lines, predicate="intersects")
    first, second = left[left < right], right[left < right]
    common = shapely.intersection(lines[first], lines[second])
    if not len(common):
        return
    lengths = geodesy.length(common)
    crossing = shapely.crosses(lines[first], lines[second])
    for a, b, piece, metres, crosses in zip(first, second, common, lengths, crossing, strict=True):
        if metres > _NOISE_M:
            doubled = shapely.equals(lines[a], lines[b])
            code = "line_doubled" if doubled else "line_overlaps"
            yield warning(code, sources[a], place_of(piece), other=sources[b], length_m=round(float(metres), 3))
        elif crosses:
            yield warning("line_crosses", sources[a], place_of(piece), other=sources[b])


def check_ends(lines: Lines, sources: Sequence[str], accuracy_m: float) -> Iterator[Problem]:
    """Warnings for ends that miss another line by at most twice the accuracy; the free ends are counted together.

    An end is met when another end has the same position to 1e-9 degrees. Closed lines have no ends.
    """
    parts, owner = shapely.get_parts(lines, return_index=True)
    open_parts = ~shapely.is_closed(parts)
    parts, owner = parts[open_parts], owner[open_parts]
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    part_of = np.concatenate([np.arange(len(parts)), np.arange(len(parts))])
    positions = np.round(shapely.get_coordinates(ends) / NOISE_DEG).astype(np.int64)
    _, inverse, counts = np.unique(positions, axis=0, return_inverse=True, return_counts=True)
    loose = np.flatnonzero(counts[inverse.ravel()] == 1)
    free: list[tuple[str, Place]] = []
    for end, (other, metres) in zip(loose, _nearest(ends[loose], part_of[loose], parts, accuracy_m), strict=True):
        source = sources[owner[part_of[end]]]
        place = (float(shapely.get_x(ends[end])), float(shapely.get_y(ends[end])))
        if other < 0:
            free.append((source, place))
        elif metres <= _NOISE_M:
            yield warning("line_end_on_line", source, place, other=sources[owner[other]])
        else:
            told = {"other": sources[owner[other]], "distance_m": round(metres, 3)}
            yield warning("line_end_misses", source, place, **told)
    if free:
        places = "; ".join(f"{lon:.6f},{lat:.6f}" for _, (lon, lat) in free[:_MOST_PLACES])
        yield warning("line_ends_free", free[0][0], free[0][1], count=len(free), places=places)


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
