"""What landward normals pass through: the depths between which they lie in polygons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.banks.frame import Frames
from layers.banks.shadow import Matched
from layers.banks.stretches import Stretches
from layers.geodesy import Floats
from layers.geodesy.flat import Indices


@dataclass(frozen=True, eq=False)
class Profile:
    """One row per passage: normal `sample[i]` lies in `polygon[i]` from `from_m[i]` to `to_m[i]` metres of the bank."""

    sample: Indices
    polygon: Indices
    from_m: Floats
    to_m: Floats

    def widths(
        self, counted: NDArray[np.bool_], samples: int, *, within_m: float, hair_m: float, longest_m: float
    ) -> Floats:
        """Metres from the bank to where the counted polygons, taken together, first end; NaN where there are none.

        Args:
            counted: which polygons count, shape (polygons,).
            samples: number of normals.
            within_m: a first gap up to here is passed over; what begins farther off is not at the bank.
            hair_m: cracks no wider are none, and what ends no farther from the bank is none.
            longest_m: the length of the normals.
        """
        rows = counted[self.polygon] if len(self.polygon) else np.zeros(0, dtype=bool)
        room = 2.0 * (longest_m + within_m)
        shift = self.sample[rows] * room
        joined = Stretches.of(self.from_m[rows] + shift, self.to_m[rows] + shift, hair_m)
        sample = np.floor(joined.from_m / room + 1e-12).astype(np.intp)
        begin, end = joined.from_m - sample * room, joined.to_m - sample * room
        good = (begin <= within_m) & (end > hair_m)
        out = np.full(samples, np.nan)
        sample, first = np.unique(sample[good], return_index=True)
        out[sample] = end[good][first]
        return out


def profile(frames: Frames, edge: Indices, t: Floats, matched: Matched, longest_m: float) -> Profile:
    """The passages of landward normals of `longest_m` metres, raised at the fraction `t[i]` of `edge[i]`.

    Normals are straight in longitude/latitude; depths are metres by the metric at their foot.

    Args:
        frames: the edges.
        edge: the edge that each normal stands on, shape (m,).
        t: the fraction of that edge, shape (m,).
        matched: the polygons, and which may count where.
        longest_m: length of a normal, metres.
    """
    none = np.zeros(0, dtype=np.intp)
    polygons = matched.polygons
    if not len(edge) or not len(polygons):
        return Profile(none, none, np.zeros(0), np.zeros(0))
    foot, tip = frames.at(edge, t, 0.0), frames.at(edge, t, longest_m)
    rays = np.asarray(shapely.linestrings(np.stack([foot, tip], axis=1)), dtype=object)
    sample, polygon = shapely.STRtree(polygons).query(rays)
    kept = matched.pairs(edge[sample], polygon)
    sample, polygon = sample[kept], polygon[kept]
    common = np.asarray(shapely.intersection(rays[sample], polygons[polygon]), dtype=object)
    parts, of = shapely.get_parts(common, return_index=True)
    lines = (shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)
    parts, of = parts[lines], of[lines]
    if not len(parts):
        return Profile(none, none, np.zeros(0), np.zeros(0))
    box = shapely.get_coordinates(shapely.get_point(parts, 0)), shapely.get_coordinates(shapely.get_point(parts, -1))
    course = (tip - foot)[sample[of]]
    square = np.square(course).sum(axis=1)
    ends = np.stack([((xy - foot[sample[of]]) * course).sum(axis=1) / square for xy in box], axis=1) * longest_m
    return Profile(sample[of], polygon[of], np.maximum(ends.min(axis=1), 0.0), ends.max(axis=1))
