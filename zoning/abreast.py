"""Corridors: what the width of a line overlaps beside its axis, and abreast of which metres of the axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.chainage import SAME_M, TOUCHING, Walk
from layers.checks.scale import metres_per_degree, middle_latitude
from layers.engine import Measure, dissolved, of_dimension, size
from layers.offsets import corridor
from layers.overlay import intersection
from layers.snapshot import Feature
from zoning.alignment import Alignment
from zoning.verdict import metres, square_metres

SAMPLES = 8  # positions per width along the outline of an overlapped piece
BEND = 2.0  # widths by which chainage may jump on the inner side of a bend


@dataclass(frozen=True)
class Abreast:
    """A piece of a corridor in a feature: position of the section, chainage from and to (m), how much of it."""

    section: int
    from_m: float
    to_m: float
    measure: Measure


def abreast(lines: Alignment, feature: Feature, walked: Walk) -> Iterator[Abreast]:
    """The connected pieces of every corridor in a feature that the axis itself does not go through.

    Chainage is that of the nearest positions of the axis. A piece beside stretches of the axis that lie apart (both
    legs of a hairpin) is told once for each, with what the corridor of that stretch alone overlaps. What prints as
    0.00 m² or 0.000 m is left out: the crumbs of rounding along equal borders.
    """
    dimension = int(shapely.get_dimensions(feature.geometry))
    for width, swept in lines.corridors.items():
        zone = dissolved([feature], swept, 1.0)
        if not shapely.intersects(swept, zone):
            continue
        own = {index for index, section in enumerate(lines.sections) if section.width_m == width}
        for piece in shapely.get_parts(_common(swept, zone, dimension)):
            if piece.is_empty or _gone_through(lines, piece, walked, own):
                continue
            stretches = [
                cut for run, begin, end in _projected(lines, piece, width, own) for cut in lines.cut(run, begin, end)
            ]
            for section, begin, end in stretches:
                part = piece
                if len(stretches) > 1 and end > begin:
                    part = _common(piece, corridor(lines.axis.between(begin, end), width), dimension)
                measure = size(part)
                if dimension == 0 or square_metres(measure.area_m2) > 0 or metres(measure.length_m) > 0:
                    yield Abreast(section, begin, end, measure)


def _common(one: BaseGeometry, other: BaseGeometry, dimension: int) -> BaseGeometry:
    return of_dimension(intersection(one, other), dimension)


def _gone_through(lines: Alignment, piece: BaseGeometry, walked: Walk, own: set[int]) -> bool:
    """Whether a stretch or position that the axis has in common with the feature lies in this piece."""
    if shapely.get_dimensions(piece) == 2:
        seen = [(s.run, s.within, s.from_m) for s in walked.inside]
    else:
        seen = [(s.run, s.within, s.from_m) for s in walked.along]
        seen += [(place.run, place.lonlat, place.at_m) for place in walked.points]
    runs = {lines.sections[index].run for index in own}
    return any(run in runs and shapely.dwithin(piece, shapely.Point(where), TOUCHING) for run, where, _ in seen)


def _projected(
    lines: Alignment, piece: BaseGeometry, width: float, own: set[int]
) -> Sequence[tuple[int, float, float]]:
    """The stretches (run, from, to) of the axis that are nearest to a piece, jumps at bends bridged."""
    axis = lines.axis
    edges = np.flatnonzero(_of_sections(lines, own))
    scale = np.array(metres_per_degree(middle_latitude(piece)))
    begin, end = axis.start[edges] * scale, axis.end[edges] * scale
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([begin, end], axis=1)), dtype=object))
    reach: list[tuple[int, float, float]] = []
    for outline in _outlines(piece):
        plane = shapely.segmentize(shapely.transform(outline, lambda xy: xy * scale), width / SAMPLES)
        xy = shapely.get_coordinates(plane)
        _, nearest = tree.query_nearest(shapely.points(xy), all_matches=False)
        course = (end - begin)[nearest]
        t = np.clip(((xy - begin[nearest]) * course).sum(axis=1) / np.square(course).sum(axis=1), 0.0, 1.0)
        at = list(zip(axis.run[edges[nearest]].tolist(), axis.chainage(edges[nearest], t).tolist(), strict=True))
        reach += [(run, m, m) for run, m in at]
        reach += [
            (run, min(m, n), max(m, n)) for (run, m), (other, n) in pairwise(at) if run == other and abs(m - n) <= width
        ]
    return _bridged(reach, BEND * width)


def _of_sections(lines: Alignment, own: set[int]) -> NDArray[np.bool_]:
    axis = lines.axis
    inside = np.zeros(len(axis.from_m), dtype=bool)
    for index in own:
        section = lines.sections[index]
        inside |= (axis.from_m >= section.from_m - SAME_M / 10) & (axis.to_m <= section.to_m + SAME_M / 10)
    return inside


def _outlines(piece: BaseGeometry) -> Sequence[BaseGeometry]:
    return list(shapely.get_rings(piece)) if shapely.get_dimensions(piece) == 2 else [piece]


def _bridged(reach: Iterable[tuple[int, float, float]], gap: float) -> list[tuple[int, float, float]]:
    out: list[tuple[int, float, float]] = []
    for run, begin, end in sorted(reach):
        if out and out[-1][0] == run and begin - out[-1][2] <= gap:
            out[-1] = (run, out[-1][1], max(out[-1][2], end))
        else:
            out.append((run, begin, end))
    return out
