"""Where a layer does not answer under a footprint, and how much of it that is."""

from __future__ import annotations

from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from layers.engine import size
from layers.once import once
from layers.snapshot import EMPTY, LayerView

NEGLIGIBLE_M2 = 1e-3  # what rounding leaves between two equal borders
NEGLIGIBLE_M = 1e-3


@dataclass(frozen=True)
class Silence:
    """Where a layer does not answer under a footprint, and the share that it answers."""

    gap: BaseGeometry
    share: float = field(default=1.0)

    @once
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.gap.is_empty


def silence(view: LayerView | None, footprint: BaseGeometry) -> Silence:
    """What part of a footprint a layer does not answer; shares by area, else by length, else by points."""
    if footprint.is_empty:
        return Silence(EMPTY)
    if view is None:
        return Silence(footprint, 0.0)
    gap = remainder(footprint, view.covered(footprint))
    if gap.is_empty:
        return Silence(gap)
    whole, missing = size(footprint), size(gap)
    if whole.area_m2 > 0:
        return Silence(gap, max(0.0, 1.0 - missing.area_m2 / whole.area_m2))
    if whole.length_m > 0:
        return Silence(gap, max(0.0, 1.0 - missing.length_m / whole.length_m))
    count = len(shapely.get_parts(footprint))
    return Silence(gap, 1.0 - len(shapely.get_parts(gap)) / count)


def remainder(geometry: BaseGeometry, covered: BaseGeometry) -> BaseGeometry:
    """`geometry` without `covered`; crumbs that rounding leaves along equal borders are no gap.

    A crumb is small in itself and beside the part that it is left of: a tiny footprint is no crumb.
    """
    if covered is geometry or shapely.covers(covered, geometry):
        return EMPTY
    kept = [
        rest
        for part in shapely.get_parts(shapely.get_parts(geometry))
        for rest in shapely.get_parts(shapely.difference(part, covered))
        if not _crumb(rest, part)
    ]
    return shapely.union_all(kept) if kept else EMPTY


def _crumb(rest: BaseGeometry, part: BaseGeometry) -> bool:
    dimension, left = int(shapely.get_dimensions(part)), size(rest)
    if dimension == 2:
        return left.area_m2 <= NEGLIGIBLE_M2 and left.area_m2 <= size(part).area_m2 / 100
    return dimension == 1 and left.length_m <= NEGLIGIBLE_M and left.length_m <= size(part).length_m / 100
