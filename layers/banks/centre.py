"""The nearest point of a centre line to positions on its banks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from layers.banks.frame import scales
from layers.banks.lines import Lines
from layers.geodesy import Floats
from layers.geodesy.flat import Indices

_SLACK = 1.02  # by which distances of a plane with one scale may be off


@dataclass(frozen=True, eq=False)
class Nearest:
    """Per position: the run and chainage of its nearest point, metres off, and metres it lies past an open end."""

    run: Indices
    at_m: Floats
    distance_m: Floats
    past_m: Floats


def nearest(lines: Lines, xy: Floats) -> Nearest:
    """The nearest point of chained lines (at least one edge) to positions (n, 2) in EPSG:4490 degrees.

    Candidates are found in a plane with one scale, and chosen by the metric at the foot; between equals the first.
    """
    frames = lines.frames
    east, north = scales(np.array([np.mean([frames.start[:, 1].mean(), xy[:, 1].mean()])]))
    scale = np.array([east[0], north[0]])
    tree = shapely.STRtree(
        np.asarray(shapely.linestrings(np.stack([frames.start * scale, frames.end * scale], axis=1)))
    )
    points = np.asarray(shapely.points(xy * scale), dtype=object)
    (place, _), about = tree.query_nearest(points, return_distance=True, all_matches=False)
    reach = np.zeros(len(points))
    reach[place] = about * _SLACK + 1e-3
    point, edge = tree.query(points, predicate="dwithin", distance=reach)
    raw, depth = frames.foot(edge, xy[point])
    t = np.clip(raw, 0.0, 1.0)
    off = xy[point] - (frames.start[edge] + t[:, None] * (frames.end[edge] - frames.start[edge]))
    east, north = scales(xy[point, 1] - off[:, 1] / 2.0)
    metres = np.where(raw == t, np.abs(depth), np.hypot(off[:, 0] * east, off[:, 1] * north))
    order = np.lexsort((edge, metres, point))
    chosen = order[np.concatenate([[True], point[order][1:] != point[order][:-1]])]
    edge, t, raw, metres = edge[chosen], t[chosen], raw[chosen], metres[chosen]
    run = lines.run[edge]
    size = lines.to_m[edge] - lines.from_m[edge]
    open_start = (lines.from_m[edge] == lines.run_from_m[run]) & ~lines.run_closed[run]
    open_end = (lines.to_m[edge] == lines.run_to_m[run]) & ~lines.run_closed[run]
    past = np.where((raw < 0.0) & open_start, -raw * size, np.where((raw > 1.0) & open_end, (raw - 1.0) * size, 0.0))
    return Nearest(run, lines.chainage(edge, t), metres, past)
