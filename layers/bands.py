"""A place as three sets round a border that is drawn with some accuracy: inner, nominal, outer.

Each is drawn only where it is needed; what can be told of a footprint without them always agrees with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from layers import surely
from layers.engine import of_dimension
from layers.offsets import Swept, offset
from layers.once import once
from layers.overlay import difference, intersection
from layers.snapshot import EMPTY

Share = Literal["none", "some", "whole"]
Which = Literal["inner", "nominal", "outer"]
Draw = Callable[[], BaseGeometry]
Offset = Callable[[BaseGeometry, float], BaseGeometry]
OPPOSITE: Mapping[Share | None, Share] = {"none": "whole", "whole": "none"}


def shifted(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """`layers.offsets.offset`, of nothing nothing. Whoever asks often for the same hands in an `Offsets` as `by`."""
    return EMPTY if geometry.is_empty else offset(geometry, metres)


class Offsets:
    """As `shifted`, every geometry drawn once for each distance, in and out, however often it is asked for."""

    def __init__(self) -> None:
        self._swept: dict[tuple[BaseGeometry, float], Swept] = {}

    def __call__(self, geometry: BaseGeometry, metres: float) -> BaseGeometry:
        """`shifted`."""
        if geometry.is_empty or metres == 0.0:
            return EMPTY if geometry.is_empty else geometry
        key = (geometry, abs(metres))
        swept = self._swept.get(key)
        if swept is None:
            swept = self._swept[key] = Swept(*key)
        return swept.shrunk if metres < 0.0 else swept.grown


@dataclass(frozen=True)
class Told:
    """How much of a footprint lies in each of the three sets of a band, as far as that is told without drawing them.

    `some` is some at least; None tells nothing.
    """

    inner: Share | None = None
    nominal: Share | None = None
    outer: Share | None = None

    @staticmethod
    def alike(share: Share | None) -> Told:
        """The same of all three."""
        return Told(share, share, share)


UNTOLD, NOWHERE, EVERYWHERE = Told(), Told.alike("none"), Told.alike("whole")
Tell = Callable[[BaseGeometry], Told]


class Band:
    """A place as three sets (EPSG:4490, exact near the footprint): `inner` within `nominal` within `outer`.

    Each is drawn when it is first looked at; far from a border `told` answers without any of them.
    """

    def __init__(self, nominal: Draw, inner: Draw, outer: Draw, told: Tell = lambda _: UNTOLD) -> None:
        self._draw = (nominal, inner, outer)
        self._tell = told
        self._told: dict[int, tuple[BaseGeometry, Told]] = {}  # the geometry keeps its id its own

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
        kept = self._told.get(id(footprint))
        if kept is None:
            kept = self._told[id(footprint)] = footprint, self._tell(footprint)
        return kept[1]

    def reached(self, footprint: BaseGeometry, within: Which = "outer") -> bool:
        """Whether a footprint has a point in common with one of the sets."""
        if footprint.is_empty:
            return False
        share: Share | None = getattr(self.told(footprint), within)
        return bool(shapely.intersects(footprint, getattr(self, within))) if share is None else share != "none"

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
            outer = "none" if zone.is_empty else _near(footprint, zone, grown_m + t)
            if outer == "none":
                return NOWHERE
            if surely.deep(footprint, zone, max(0.0, t - grown_m)):
                return EVERYWHERE
            inner = _near(footprint, zone, max(0.0, grown_m - t))
            if grown_m < t and inner != "none":  # the zone shrunk: what meets the zone need not meet it
                inner = "some" if surely.reaches_deep(footprint, zone, t - grown_m) else None
            if inner == "whole":
                return EVERYWHERE
            nominal = _near(footprint, zone, grown_m)
            return Told(inner, inner if nominal is None and inner == "some" else nominal, outer)

        return Band(lambda: by(zone, grown_m), lambda: by(zone, grown_m - t), lambda: by(zone, grown_m + t), told)

    def complement(self, within: BaseGeometry) -> Band:
        """What of `within` lies outside the place."""

        def told(footprint: BaseGeometry) -> Told:
            if not shapely.covers(within, footprint):
                return UNTOLD
            inside = self.told(footprint)
            return Told(*(OPPOSITE.get(share) for share in (inside.outer, inside.nominal, inside.inner)))

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
            outer = "whole" if surely.deep(footprint, somewhere, 0.0) else _near(footprint, somewhere, grown_m)
            return replace(own, outer=_any((own.outer, outer)))

        return Band(
            lambda: self.nominal,
            lambda: self.inner,
            lambda: shapely.union(self.outer, by(somewhere, grown_m)),
            told,
        )

    def or_what_may(self, other: Band) -> Band:
        """The same, where the outer set of another band may belong to it too for all that is known."""

        def told(footprint: BaseGeometry) -> Told:
            own = self.told(footprint)
            return replace(own, outer=_any((own.outer, other.told(footprint).outer)))

        return Band(lambda: self.nominal, lambda: self.inner, lambda: shapely.union(self.outer, other.outer), told)

    def settled(self, *, large: bool) -> Band:
        """The outer set, or the inner one, as a place known exactly."""

        def told(footprint: BaseGeometry) -> Told:
            own = self.told(footprint)
            return Told.alike(own.outer if large else own.inner)

        def place() -> BaseGeometry:
            return self.outer if large else self.inner

        return Band(place, place, place, told)

    def with_all(self, other: Band) -> Band:
        """The same, to which all belongs too that lies in the outer set of another band but not in its own."""

        def told(footprint: BaseGeometry) -> Told:
            own = self.told(footprint)
            if own.outer == "none":
                return Told.alike(other.told(footprint).outer)
            return own if own.inner in ("some", "whole") else Told(outer=own.outer)

        more = cache(lambda: difference(other.outer, self.outer))
        return Band(
            lambda: shapely.union(self.nominal, more()),
            lambda: shapely.union(self.inner, more()),
            lambda: shapely.union(self.outer, more()),
            told,
        )

    def without(self, somewhere: BaseGeometry, widened: BaseGeometry) -> Band:
        """The same less `somewhere`; nothing in `widened`, which holds it, belongs to the place for certain."""
        return Band(
            lambda: difference(self.nominal, widened),
            lambda: difference(self.inner, widened),
            lambda: difference(self.outer, somewhere),
        )


def _near(footprint: BaseGeometry, zone: BaseGeometry, metres: float) -> Share | None:
    """How much of a footprint lies within `metres` of a zone, as far as that is told without drawing it."""
    if metres == 0.0:
        return "some" if shapely.intersects(footprint, zone) else "none"
    if surely.beyond(footprint, zone, metres):
        return "none"
    if not surely.within(footprint, zone, metres):
        return None
    # a zone so much nearer than the footprint is long is near all of it
    return "whole" if surely.within(footprint, zone, metres - surely.span_m(footprint)) else "some"


def intersect(bands: Sequence[Band]) -> Band:
    """What belongs to every band; a mere border in common belongs to none for certain."""

    def told(footprint: BaseGeometry) -> Told:
        each = [band.told(footprint) for band in bands]
        return Told(*(_all(shares) for shares in zip(*map(_shares, each), strict=True)))

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
        return Told(*(_any(shares) for shares in zip(*map(_shares, each), strict=True)))

    return Band(
        lambda: shapely.union_all([band.nominal for band in bands]),
        lambda: shapely.union_all([band.inner for band in bands]),
        lambda: shapely.union_all([band.outer for band in bands]),
        told,
    )


def _shares(told: Told) -> tuple[Share | None, Share | None, Share | None]:
    return told.inner, told.nominal, told.outer


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
