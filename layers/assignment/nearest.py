"""What lies outside every area: to the nearest within a tolerance, cut where the nearest changes."""

from __future__ import annotations

import numpy as np
import shapely

from layers.assignment.lines import NONE, Geometries, Indices, Lines, Stretches, stretches
from layers.assignment.located import border_edges
from layers.checks.scale import metres_per_degree
from layers.geodesy import Floats, distance

_STEP_M = 25.0  # the nearest area is looked up this often along a line, then where it changes
_HALVINGS = 30
_SAME_M = 0.001  # areas whose distances differ by less are equally near: the first counts
_BANDS = 10  # per degree of latitude


def nearest(lines: Lines, old: Stretches, polygons: Geometries, labels: Indices, tolerance_m: float) -> Stretches:
    """`old` with every place of label NONE given to the nearest of the polygons within `tolerance_m` metres.

    Distances are Karney's to a foot found in a plane true at the place's latitude. `labels[i]` is that of
    `polygons[i]`, ascending.
    """
    outside = np.flatnonzero(old.label == NONE)
    if not len(outside) or not len(polygons):
        return old
    near = _Near(polygons, labels, tolerance_m)
    outside = outside[near.may_reach(lines.parts[old.part[outside]])]
    if not len(outside):
        return old
    part, begin, end, of = _steps(lines, old, outside)
    label = near(lines.position(part, begin))
    follows = np.append(begin[1:] == end[:-1], False) & np.append(of[1:] == of[:-1], False)
    ahead = np.append(label[1:], NONE)
    ahead[~follows] = near(lines.position(part[~follows], end[~follows]))
    turns = np.flatnonzero(label != ahead)
    at = _turning(lines, near, part[turns], (begin[turns], end[turns]), label[turns])
    part, begin, label = (np.concatenate([a, b]) for a, b in ((part, part[turns]), (begin, at), (label, ahead[turns])))
    end = np.concatenate([end, end[turns]])
    end[turns] = at
    rest = np.ones(len(old), dtype=bool)
    rest[outside] = False
    return stretches(
        lines,
        np.concatenate([old.part[rest], part]),
        np.concatenate([old.begin[rest], begin]),
        np.concatenate([old.end[rest], end]),
        np.concatenate([old.label[rest], label]),
    )


def _steps(lines: Lines, old: Stretches, chosen: Indices) -> tuple[Indices, Floats, Floats, Indices]:
    """Stretches cut at vertices and then into equal steps: part, begin, end, and the stretch it is of."""
    low, high = np.floor(old.begin[chosen]), np.ceil(old.end[chosen])
    count = (high - low).astype(np.intp)
    of = np.repeat(chosen, count)
    edge = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(low, count)
    begin, end = np.maximum(edge, old.begin[of]), np.minimum(edge + 1.0, old.end[of])
    metres = lines.chainage(old.part[of], end) - lines.chainage(old.part[of], begin)
    steps = np.maximum(1, np.ceil(metres / _STEP_M)).astype(np.intp)
    step = np.arange(int(steps.sum())) - np.repeat(np.cumsum(steps) - steps, steps)
    of, begin, end, steps = (np.repeat(column, steps) for column in (of, begin, end, steps))
    low = np.where(step == 0, begin, begin + step / steps * (end - begin))
    high = np.where(step + 1 == steps, end, begin + (step + 1) / steps * (end - begin))
    return old.part[of], low, high, of


def _turning(lines: Lines, near: _Near, part: Indices, between: tuple[Floats, Floats], label: Indices) -> Floats:
    """Where between two positions the nearest area is no longer `label`."""
    low, high = between
    for _ in range(_HALVINGS if len(part) else 0):
        middle = (low + high) / 2.0
        same = near(lines.position(part, middle)) == label
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2.0


class _Near:
    """The nearest of some polygons for positions outside them all."""

    def __init__(self, polygons: Geometries, labels: Indices, tolerance_m: float) -> None:
        self.polygons, self.labels, self.tolerance_m = polygons, labels, tolerance_m
        self._planes: dict[int, tuple[Geometries, shapely.STRtree, Indices]] = {}

    def may_reach(self, parts: Geometries) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which parts come about as near as the tolerance at all."""
        bounds = shapely.bounds(parts)
        east, _ = metres_per_degree(float(np.abs(bounds[:, [1, 3]]).max()))
        found = np.zeros(len(parts), dtype=bool)
        reach = 1.1 * self.tolerance_m / east
        found[shapely.STRtree(parts).query(self.polygons, predicate="dwithin", distance=reach)[1]] = True
        return found

    def __call__(self, xy: Floats) -> Indices:
        label = np.full(len(xy), NONE, dtype=np.intp)
        bands = np.floor(xy[:, 1] * _BANDS).astype(np.intp)
        for band in np.unique(bands):
            mine = np.flatnonzero(bands == band)
            label[mine] = self._in_band(int(band), xy[mine])
        return label

    def _in_band(self, band: int, xy: Floats) -> Indices:
        label = np.full(len(xy), NONE, dtype=np.intp)
        scale = np.array(metres_per_degree((band + 0.5) / _BANDS))
        edges, tree, owner = self._plane(band, scale)
        points = np.asarray(shapely.points(xy * scale), dtype=object)
        reach = 1.001 * self.tolerance_m + 1.0
        (asked, found), metres = tree.query_nearest(points, max_distance=reach, return_distance=True, all_matches=False)
        if not len(asked):
            return label
        feet = shapely.get_coordinates(shapely.shortest_line(points[asked], edges[found]))[1::2] / scale
        here = xy[asked]
        kept = distance(here[:, 0], here[:, 1], feet[:, 0], feet[:, 1]) <= self.tolerance_m
        asked, metres = asked[kept], metres[kept]
        rival, other = tree.query(points[asked], predicate="dwithin", distance=metres + _SAME_M)
        least = np.full(len(asked), np.iinfo(np.intp).max, dtype=np.intp)
        np.minimum.at(least, rival, self.labels[owner[other]])
        label[asked] = least
        return label

    def _plane(self, band: int, scale: Floats) -> tuple[Geometries, shapely.STRtree, Indices]:
        """Border edges in and beside a band of latitude, in metres."""
        if band not in self._planes:
            beside = 0.01 + 1.1 * self.tolerance_m / 110_000.0
            bounds = np.array([-360.0, band / _BANDS - beside, 360.0, (band + 1) / _BANDS + beside])
            _, pairs, owner = border_edges(self.polygons, bounds)
            edges = np.asarray(shapely.linestrings(pairs * scale), dtype=object)
            self._planes[band] = edges, shapely.STRtree(edges), owner
        return self._planes[band]
