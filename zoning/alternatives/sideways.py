"""A line moved sideways between two chainages, in the plane, tapering back to its course before and behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
SHARPEST = 3.0  # times the offset that a corner may be moved


@dataclass(frozen=True)
class Shift:
    """Metres to the left (negative: to the right) between two chainages, tapering to nothing over those beside them."""

    from_m: float
    to_m: float
    left_m: float
    before_m: float
    behind_m: float

    def at(self, chainage: Floats) -> Floats:
        """Metres to the left at each chainage."""
        ends = [self.from_m - self.before_m, self.from_m, self.to_m, self.to_m + self.behind_m]
        return np.asarray(np.interp(chainage, ends, [0.0, self.left_m, self.left_m, 0.0]))

    @property
    def breaks(self) -> tuple[float, float, float, float]:
        """The chainages at which the line needs a vertex."""
        return self.from_m - self.before_m, self.from_m, self.to_m, self.to_m + self.behind_m


@dataclass(frozen=True)
class Course:
    """A connected line in the plane: vertices (n, 2) and the chainage (m) of each, rising."""

    xy: Floats
    chainage: Floats

    def with_breaks(self, chainages: tuple[float, ...]) -> Course:
        """The same with vertices at these chainages; those beyond its ends are left out."""
        own = np.array([m for m in chainages if self.chainage[0] < m < self.chainage[-1]])
        all_m = np.unique(np.concatenate([self.chainage, own]))
        xy = np.column_stack([np.interp(all_m, self.chainage, self.xy[:, axis]) for axis in (0, 1)])
        return Course(xy, all_m)

    def shifted(self, shift: Shift) -> Course:
        """The line so moved; a corner is moved along its bisector, so that both its edges keep their direction."""
        fine = self.with_breaks(shift.breaks)
        metres = shift.at(fine.chainage)
        return Course(fine.xy + metres[:, None] * _leftwards(fine.xy), fine.chainage)

    def line(self, from_m: float, to_m: float) -> BaseGeometry:
        """The line between two chainages."""
        own = self.with_breaks((from_m, to_m))
        kept = own.xy[(own.chainage >= from_m) & (own.chainage <= to_m)]
        return shapely.LineString(kept) if len(kept) > 1 else shapely.LineString()


def _leftwards(xy: Floats) -> Floats:
    """Per vertex the direction to the left, long enough to move both edges beside it by 1."""
    edges = np.diff(xy, axis=0)
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    lengths[lengths == 0.0] = 1.0
    left = np.column_stack([-edges[:, 1], edges[:, 0]]) / lengths[:, None]
    before, behind = np.vstack([left[:1], left]), np.vstack([left, left[-1:]])
    both = before + behind
    square = np.square(both).sum(axis=1)
    square[square < (2.0 / SHARPEST) ** 2] = (2.0 / SHARPEST) ** 2
    return np.asarray(2.0 * both / square[:, None])
