"""Nested zones made disjoint: a stricter class is cut out of every milder one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import geodesy
from layers.checks.geometry import made_valid
from layers.checks.report import Problem, error, warning
from layers.checks.scale import NOISE_M2, place_of, polygons_of
from layers.editions import Value
from layers.notes import NoteValue


def apply_nesting(
    geometries: NDArray[np.object_], classes: Sequence[Value], strictest_first: Sequence[str], sources: Sequence[str]
) -> tuple[NDArray[np.object_], tuple[int, ...], tuple[Problem, ...]]:
    """Cut stricter classes out of milder ones, so that each place has one class.

    Returns the polygons (EPSG:4490), the indices of those that were cut, and a warning for each with its area in m²
    before and after. A zone of which nothing is left is an error. Features without a class are left as they are, and
    so is a contact of less than 0.01 m².
    """
    out = geometries.copy()
    rank = np.array([strictest_first.index(str(c)) if c in strictest_first else -1 for c in classes], dtype=int)
    cut: list[int] = []
    problems: list[Problem] = []
    for level in range(1, len(strictest_first)):
        milder = np.flatnonzero(rank == level)
        stricter = np.flatnonzero((rank >= 0) & (rank < level))
        if not len(milder) or not len(stricter):
            continue
        tree = shapely.STRtree(geometries[stricter])
        inputs, found = tree.query(geometries[milder], predicate="intersects")
        for position in np.unique(inputs):
            index = int(milder[position])
            over = shapely.union_all(geometries[stricter[found[inputs == position]]])
            rest = made_valid(polygons_of(shapely.difference(geometries[index], over)))
            before, after = (float(a) for a in geodesy.area(np.array([geometries[index], rest], dtype=object)))
            if before - after <= NOISE_M2:
                continue
            place = place_of(shapely.intersection(geometries[index], over))
            told: dict[str, NoteValue] = {
                "level": strictest_first[level],
                "area_before_m2": round(before, 2),
                "area_after_m2": round(after, 2),
            }
            if after <= NOISE_M2:
                problems.append(error("nothing_left_of_zone", sources[index], place, **told))
                continue
            out[index] = rest
            cut.append(index)
            problems.append(warning("zone_cut", sources[index], place, **told))
    return out, tuple(cut), tuple(problems)
