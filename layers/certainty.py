"""How surely a footprint meets a place: nominal, inner and outer sets, and the shapes that break naive bands.

t is the 95 % bound (m) within which footprint and zone may be displaced against each other. A meeting is certain when
the footprint reaches the place even if moved by t, marginal when only a move by t makes it reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import surely
from layers.engine import Measure, of_dimension, overlap
from layers.offsets import offset
from layers.once import once
from layers.overlay import difference, intersection
from layers.snapshot import EMPTY

Meeting = Literal["certain", "marginal", "none"]
Share = Literal["none", "some", "whole"]
Draw = Callable[[], BaseGeometry]
Offset = Callable[[BaseGeometry, float], BaseGeometry]
HAIR_M = 1e-3
OPPOSITE: Mapping[Share | None, Share] = {"none": "whole", "whole": "none"}


def shifted(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """`layers.offsets.offset`, of nothing nothing. Whoever asks often for the same hands in a cache of it as `by`."""
    return EMPTY if geometry.is_empty else offset(geometry, metres)


@dataclass(frozen=True)
class Told:
    """How much of a footprint lies in the inner and in the outer set, as far as that is told without drawing them.

    `some` is some at least; None tells nothing.
    """

    inner: Share | None = None
    outer: Share | None = None


UNTOLD, NOWHERE, EVERYWHERE = Told(), Told("none", "none"), Told("whole", "whole")
Tell = Callable[[BaseGeometry], Told]


class Band:
    """A place as three sets (EPSG:4490, exact near the footprint): `inner` within `nominal` within `outer`.

    Each is drawn when it is first looked at; far from a border `told` answers without any of them.
    """

    def __init__(self, nominal: Draw, inner: Draw, outer: Draw, told: Tell = lambda _: UNTOLD) -> None:
        self._draw = (nominal, inner, outer)
        self._tell = told

    @once
    def nominal(self) -> BaseGeometry:
        """The place as drawn."""
        return self._draw[0]()

    @once
    def inner(self) -> BaseGeometry:
        """What belongs to it however it is displaced by t."""
        return self._draw[1]()

    @once
    def outer(self) -> BaseGeometry:
        """What may belong to it."""
        return self._draw[2]()

    def told(self, footprint: BaseGeometry) -> Told:
        """What can be told of a footprint that is not empty; it always agrees with the sets."""
        return self._tell(footprint)

    def reached(self, footprint: BaseGeometry) -> bool:
        """Whether a footprint has a point in common with the outer set."""
        share = self.told(footprint).outer
        return bool(shapely.intersects(footprint, self.outer)) if share is None else share != "none"

    @staticmethod
    def crisp(place: BaseGeometry) -> Band:
        """A place without a band: what is known exactly."""

        def told(footprint: BaseGeometry) -> Told:
            if place.is_empty:
                return NOWHERE
            return EVERYWHERE if surely.deep(footprint, place, 0.0) else UNTOLD

        return Band(lambda: place, lambda: place, lambda: place, told)

    @staticmethod
    def around(zone: BaseGeometry, t: float, grown_m: float = 0.0, by: Offset = shifted) -> Band:
        """The zone grown by `grown_m`, with the band of t metres."""

        def told(footprint: BaseGeometry) -> Told:
            if zone.is_empty or surely.beyond(footprint, zone, grown_m + t):
                return NOWHERE
            if surely.deep(footprint, zone, max(0.0, t - grown_m)):
                return EVERYWHERE
            near, reaches = grown_m - t, surely.within if grown_m > t else surely.reaches_deep
            if reaches(footprint, zone, abs(near)):
                return Told("some", "some")
            return Told(None, "some" if surely.within(footprint, zone, grown_m + t) else None)

        return Band(lambda: by(zone, grown_m), lambda: by(zone, grown_m - t), lambda: by(zone, grown_m + t), told)

    def complement(self, within: BaseGeometry) -> Band:
        """What of `within` lies outside the place."""

        def told(footprint: BaseGeometry) -> Told:
            if not shapely.covers(within, footprint):
                return UNTOLD
            inside = self.told(footprint)
            return Told(OPPOSITE.get(inside.outer), OPPOSITE.get(inside.inner))

        return Band(
            lambda: difference(within, self.nominal),
            lambda: difference(within, self.outer),
            lambda: difference(within, self.inner),
            told,
        )

    def or_perhaps(self, somewhere: BaseGeometry, grown_m: float = 0.0, by: Offset = shifted) -> Band:
        """The same, where what lies within `grown_m` of `somewhere` may belong to it too for all that is known."""
        if somewhere.is_empty:
            return self

        def told(footprint: BaseGeometry) -> Told:
            own = self.told(footprint)
            outer: Share | None = None
            if surely.deep(footprint, somewhere, 0.0):
                outer = "whole"
            elif surely.within(footprint, somewhere, grown_m):
                outer = "some"
            elif surely.beyond(footprint, somewhere, grown_m):
                outer = "none"
            return Told(own.inner, _any((own.outer, outer)))

        return Band(
            lambda: self.nominal,
            lambda: self.inner,
            lambda: shapely.union(self.outer, by(somewhere, grown_m)),
            told,
        )

    def with_all(self, somewhere: BaseGeometry) -> Band:
        """The same, to which all of `somewhere` belongs too."""
        return Band(
            lambda: shapely.union(self.nominal, somewhere),
            lambda: shapely.union(self.inner, somewhere),
            lambda: shapely.union(self.outer, somewhere),
        )

    def without(self, somewhere: BaseGeometry, widened: BaseGeometry) -> Band:
        """The same less `somewhere`; nothing in `widened`, which holds it, belongs to the place for certain."""
        return Band(
            lambda: difference(self.nominal, widened),
            lambda: difference(self.inner, widened),
            lambda: difference(self.outer, somewhere),
        )


def intersect(bands: Sequence[Band]) -> Band:
    """What belongs to every band; a mere border in common belongs to none for certain."""

    def told(footprint: BaseGeometry) -> Told:
        each = [band.told(footprint) for band in bands]
        return Told(_all([one.inner for one in each]), _all([one.outer for one in each]))

    return Band(
        lambda: reduce(_common, [band.nominal for band in bands]),
        lambda: reduce(_common, [band.inner for band in bands]),
        lambda: reduce(intersection, [band.outer for band in bands]),
        told,
    )


def _common(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    dimension = min(int(shapely.get_dimensions(one)), int(shapely.get_dimensions(other)))
    return of_dimension(intersection(one, other), dimension)


def unite(bands: Sequence[Band]) -> Band:
    """What belongs to any band."""

    def told(footprint: BaseGeometry) -> Told:
        each = [band.told(footprint) for band in bands]
        return Told(_any([one.inner for one in each]), _any([one.outer for one in each]))

    return Band(
        lambda: shapely.union_all([band.nominal for band in bands]),
        lambda: shapely.union_all([band.inner for band in bands]),
        lambda: shapely.union_all([band.outer for band in bands]),
        told,
    )


def _all(shares: Sequence[Share | None]) -> Share | None:
    """The share that lies in every set; two sets that hold some need not hold the same."""
    if "none" in shares:
        return "none"
    partly = [share for share in shares if share != "whole"]
    return "whole" if not partly else "some" if partly == ["some"] else None


def _any(shares: Sequence[Share | None]) -> Share | None:
    """The share that lies in any of the sets, counted no higher than the largest."""
    if "whole" in shares or "some" in shares:
        return "whole" if "whole" in shares else "some"
    return None if None in shares else "none"


def meeting(footprint: BaseGeometry, band: Band, t: float, by: Offset = shifted) -> Meeting:
    """Whether a footprint meets a place: certainly, perhaps, or not."""
    if footprint.is_empty:
        return "none"
    told = band.told(footprint)
    if told.inner in ("some", "whole"):
        return "certain"
    if told.outer == "none" or (told.outer is None and not shapely.intersects(footprint, band.outer)):
        return "none"
    if told.inner is None and shapely.intersects(footprint, band.inner):
        return "certain"
    if shapely.intersects(footprint, band.nominal) and (
        shapely.intersects(by(footprint, -t), band.nominal) or passes_through(footprint, band.nominal, t, by)
    ):
        return "certain"
    return "marginal"


def passes_through(footprint: BaseGeometry, zone: BaseGeometry, t: float, by: Offset = shifted) -> bool:
    """Whether one connected piece of the footprint leaves the zone on both of its sides by more than t."""
    near = by(zone, t)
    wall = zone if shapely.get_dimensions(zone) == 2 else by(zone, HAIR_M)  # a line alone cuts no area in two
    for piece in _connected(footprint):
        if not shapely.intersects(piece, zone):
            continue
        beyond = _flat(difference(piece, near))
        if len(beyond) < 2:
            continue
        sides = _flat(difference(by(piece, 2 * t), wall))
        if len(sides) < 2:
            continue
        tree = shapely.STRtree(sides)
        reached = {int(side) for rest in beyond for side in tree.query(shapely.point_on_surface(rest), "intersects")}
        if len(reached) > 1:
            return True
    return False


def _connected(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The connected pieces of a geometry; lines that were cut where they cross hang together."""
    parts = _flat(geometry)
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    piece = np.arange(len(parts))
    while True:
        lowest = piece.copy()
        np.minimum.at(lowest, one, piece[other])
        lowest = lowest[lowest]
        if np.array_equal(lowest, piece):
            return [shapely.union_all(parts[piece == label]) for label in np.unique(piece)]
        piece = lowest


def overlap_range(
    footprint: BaseGeometry, zone: BaseGeometry, t: float, by: Offset = shifted
) -> tuple[Measure, Measure]:
    """Least and greatest overlap within the band: 0 ≤ least ≤ nominal ≤ greatest.

    Of a zone that is an area never more than the footprint's own measure; of one that is a line, the metres of it that
    the footprint would hold if shrunk and if grown by t, and the metres of the footprint's lines within t of it.
    """
    nominal = overlap(footprint, zone)
    surface = of_dimension(footprint, 2)
    eroded = overlap(by(surface, -t), zone)
    if shapely.get_dimensions(zone) == 1:
        held = overlap(by(surface, t), zone).length_m
        along = overlap(of_dimension(footprint, 1), by(zone, t)).length_m
        return Measure(length_m=min(nominal.length_m, eroded.length_m)), Measure(
            length_m=max(nominal.length_m, held + along)
        )
    inner = overlap(footprint, by(zone, -t))
    outer = overlap(footprint, by(zone, t))
    least = Measure(
        min(nominal.area_m2, max(inner.area_m2, eroded.area_m2)),
        min(nominal.length_m, max(inner.length_m, eroded.length_m)),
    )
    greatest = Measure(max(nominal.area_m2, outer.area_m2), max(nominal.length_m, outer.length_m))
    return least, greatest


def _flat(geometry: BaseGeometry) -> NDArray[np.object_]:
    """The points, lines and polygons that a geometry consists of."""
    return np.asarray(shapely.get_parts(shapely.get_parts(geometry)), dtype=object)
