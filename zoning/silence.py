"""Where a layer does not answer under a footprint, and how much of it that is."""

from __future__ import annotations

from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from layers import surely
from layers.bands import UNTOLD, Band, Offset, Told
from layers.engine import size
from layers.once import once
from layers.snapshot import EMPTY, LayerView
from layers.window import window

NEGLIGIBLE_M2 = 1e-3  # what rounding leaves between two equal borders
NEGLIGIBLE_M = 1e-3
_LEAST_M = 1.0  # reach from which on no crumb is large beside what is within it
_FOOTING_M = 20.0  # around a silent place, at most, that is looked at to tell whether it is a crumb


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


class Gap:
    """Where a layer does not answer within `metres` of a footprint (EPSG:4490); drawn when it is looked at."""

    def __init__(self, view: LayerView, footprint: BaseGeometry, metres: float, by: Offset) -> None:
        self._view = view
        self._footprint = footprint
        self._metres = metres
        self._by = by

    @once
    def place(self) -> BaseGeometry:
        """The place itself, EPSG:4490; empty where there is none."""
        probe = self._by(self._footprint, self._metres)
        return remainder(probe, self._view.covered(probe))

    @once
    def is_empty(self) -> bool:
        """Whether the layer answers everywhere so near."""
        if self._footing is not None:
            return False
        return self._surely_none or self.place.is_empty

    @once
    def _box(self) -> BaseGeometry | None:
        """Where the layer does not answer in a box around all that is so near; None where that tells nothing."""
        # the thin gaps that a wall-to-wall layer closes are not the same ones in a box of kilometres
        if self._metres < _LEAST_M or self._view.kind.coverage != "declared" or self._footprint.is_empty:
            return None
        frame = window(self._footprint, self._metres)
        return remainder(frame, self._view.covered(frame))

    @property
    def _surely_none(self) -> bool:
        return self._box is not None and (self._box.is_empty or surely.beyond(self._footprint, self._box, self._metres))

    @once
    def _footing(self) -> BaseGeometry | None:
        """A point of the gap, and no crumb of it, nearest to the footprint or nearly; None tells nothing."""
        if self._box is None or self._box.is_empty:
            return None
        near = shapely.Point(shapely.get_coordinates(shapely.shortest_line(self._box, self._footprint))[0])
        around_m = min(self._metres / 4.0, _FOOTING_M)
        if not surely.within(self._footprint, near, self._metres - 2.0 * around_m):
            return None
        silent = size(shapely.intersection(self._box, window(near, around_m / 2.0)))
        return near if silent.area_m2 > 10.0 * NEGLIGIBLE_M2 else None

    def perhaps(self, band: Band) -> Band:
        """A band, where what lies so near to the gap may belong to it too for all that is known."""
        if self.is_empty:
            return band
        if self._footing is None:
            return band.or_perhaps(self.place, self._metres, self._by)
        least = band.or_perhaps(self._footing, self._metres, self._by)

        def told(footprint: BaseGeometry) -> Told:
            return (
                least.told(footprint) if footprint is self._footprint else UNTOLD
            )  # others may be near the rest of it

        def outer() -> BaseGeometry:
            return band.or_perhaps(self.place, self._metres, self._by).outer

        return Band(lambda: band.nominal, lambda: band.inner, outer, told)
