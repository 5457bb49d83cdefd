"""Thin contacts: where a project and a zone overlap or miss each other by less than the data can tell, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import certainty, surely
from layers.checks.scale import metres_per_degree, middle_latitude
from layers.engine import of_dimension, size
from layers.offsets import grow, shrink
from layers.overlay import EMPTY, difference, intersection
from layers.window import cut, window
from zoning.case import Case
from zoning.findings import Contact, deep
from zoning.projects import DECIMALS
from zoning.strips import place, strip, thinner
from zoning.verdict import Json, metres, square_metres

Kind = Literal["overlap", "gap", "touch"]
Cause = Literal["shared_edge", "digitising", "real", "position"]
CAUSES: tuple[Cause, ...] = ("shared_edge", "digitising", "real", "position")
HAIR_DEG = 1e-8  # degrees, about 1 mm: a gap's border is the project's or the zone's own
FILLET = 0.25 * (1.0 - math.pi / 4.0) + 1e-3  # of t²: the corner of a right angle that a disc of diameter t leaves
Flat = NDArray[np.object_]


@dataclass(frozen=True)
class ThinPart:
    """A connected piece of a thin contact.

    `overlap`: project and zone share it; `gap`: it lies between them; `touch`: a border in common. Causes: see
    `_Pair._cause`; `position` is that of a line or point within t of the border, which has no width to judge by.
    """

    kind: Kind
    cause: Cause
    area_m2: float
    width_m: float | None
    length_m: float
    at: tuple[float, float]


@dataclass(frozen=True)
class ThinContact:
    """A finding with thin parts; `t` (m) is the tolerance of the pair."""

    contact: Contact
    t: float
    parts: tuple[ThinPart, ...]


def thin_contacts(case: Case, found: Iterable[Contact]) -> tuple[ThinContact, ...]:
    """The findings whose contact is marginal, or whose overlap has parts thinner than 2t, with every such part.

    A contact along a border drawn from the same vertices is certain and no occupation: it is not thin. Neither is a
    narrow site wholly deeper than t inside a zone.
    """
    out: list[ThinContact] = []
    for contact in found:
        t = case.ground.tolerance(case.snapshot.views[contact.feature.layer], case.footprint)
        if contact.near.distance_m > t or (contact.certain and contact.relation != "overlaps"):
            continue
        parts = sorted(_Pair(case, contact, t).parts(), key=lambda p: (-p.area_m2, -p.length_m, p.at, p.kind))
        if parts:
            out.append(ThinContact(contact, t, tuple(parts)))
    return tuple(out)


class _Pair:
    """A footprint and a zone near each other."""

    def __init__(self, case: Case, contact: Contact, t: float) -> None:
        self.t, self.by, self.contact = t, case.ground.shifted, contact
        self.footprint = case.beside(contact.feature.geometry, 4 * t + 10.0)
        self.zone = case.nearby.zone(contact.feature, self.footprint, 4 * t + 10.0)
        self.surface, self.zone_surface = of_dimension(self.footprint, 2), of_dimension(self.zone, 2)

    def parts(self) -> Iterator[ThinPart]:
        """Thin overlaps; of a marginal contact the gaps and borders in common too."""
        found = [*self._overlaps(), *self._pieces()]
        if not self.contact.certain:
            found += [*self._gaps(), *self._touches()]
            if not found:
                found = [self._nearest()]
        yield from found

    def _overlaps(self) -> Iterator[ThinPart]:
        """Areas in common, thinner than 2t."""
        if self.surface.is_empty or self.zone_surface.is_empty:
            return
        if deep(self.surface, self.zone_surface, self.t, self.by):
            return
        for part in _flat(of_dimension(intersection(self.surface, self.zone_surface), 2)):
            if thinner(part, 2 * self.t):
                yield self._strip("overlap", self._cause(part), part)

    def _pieces(self) -> Iterator[ThinPart]:
        """Stretches and positions in common where one of the two has no area, that come nowhere deeper than t."""
        lower = EMPTY if self.surface is self.footprint else difference(self.footprint, self.surface)
        if self.zone_surface.is_empty:
            if self.contact.certain:
                return
            body = self.surface
            common = shapely.union(intersection(lower, self.zone), intersection(self.surface, self.zone))
        elif lower.is_empty:
            return
        else:
            body = self.zone
            common = intersection(lower, self.zone)
        for part in _flat(shapely.line_merge(common) if shapely.get_dimensions(common) == 1 else common):
            if not self._comes_deep(part, body):
                cause: Cause = "real" if self._through(part) else "position"
                yield ThinPart("overlap", cause, 0.0, None, size(part).length_m, place(part))

    def _comes_deep(self, part: BaseGeometry, body: BaseGeometry) -> bool:
        """Whether a part reaches a place of a body deeper than t."""
        if surely.reaches_deep(part, body, self.t):
            return True
        return bool(shapely.intersects(part, self.by(body, -self.t)))

    def _gaps(self) -> Iterator[ThinPart]:
        """What lies between project and zone where they are less than t apart."""
        if self.surface.is_empty or self.zone_surface.is_empty:
            return
        reach = self.by(self.zone_surface, self.t)
        frames = [window(piece, 4 * self.t) for piece in _flat(intersection(self.surface, reach))]
        frame = shapely.union_all(frames)
        if frame.is_empty:
            return
        one, other = intersection(self.surface, frame), intersection(self.zone_surface, frame)
        both = shapely.union(one, other)
        closed = shrink(grow(both, self.t / 2), self.t / 2)
        gaps = shapely.set_precision(difference(closed, both), 10.0**-DECIMALS)  # offsets leave slivers of 1e-7 m
        for part in _flat(of_dimension(gaps, 2)):
            between = all(shapely.dwithin(part, side, HAIR_DEG) for side in (one, other))
            if between and not self._fillet(part, intersection(one, other)):
                yield self._strip("gap", "shared_edge" if self._shares(part) else "digitising", part)

    def _fillet(self, part: BaseGeometry, met: BaseGeometry) -> bool:
        """Whether a piece only rounds a corner, not acute, where the two meet; or prints as 0.00 m²."""
        square = strip(part).area_m2
        if square_metres(square) == 0:
            return True
        return square <= FILLET * self.t**2 and not met.is_empty and bool(shapely.dwithin(part, met, HAIR_DEG))

    def _touches(self) -> Iterator[ThinPart]:
        """Borders in common of positive length, of areas that share nothing else."""
        common = intersection(self.surface, self.zone_surface)
        for part in _flat(shapely.line_merge(of_dimension(common, 1))):
            cause: Cause = "shared_edge" if self._shares(part) else "digitising"
            yield ThinPart("touch", cause, 0.0, 0.0, size(part).length_m, place(part))

    def _nearest(self) -> ThinPart:
        """A contact that is no more than a position: where the two are nearest."""
        line = shapely.shortest_line(self.footprint, self.zone)
        kind: Kind = "gap" if self.contact.near.distance_m > 0 else "touch"
        return ThinPart(kind, "position", 0.0, self.contact.near.distance_m, 0.0, place(line))

    def _strip(self, kind: Kind, cause: Cause, part: BaseGeometry) -> ThinPart:
        measured = strip(part)
        return ThinPart(kind, cause, measured.area_m2, measured.width_m, measured.length_m, place(part))

    def _cause(self, part: BaseGeometry) -> Cause:
        """`real`: as wide as t, or deeper than t in either of the two, or the project passes right through there.

        Else a border drawn twice: `shared_edge` where both have the same vertices along it, `digitising` where not.
        """
        if (
            not thinner(part, self.t)
            or shapely.intersects(part, self.by(self.zone_surface, -self.t))
            or shapely.intersects(part, self.by(self.surface, -self.t))
            or self._through(part)
        ):
            return "real"
        return "shared_edge" if self._shares(part) else "digitising"

    def _through(self, part: BaseGeometry) -> bool:
        frame = window(part, 8 * self.t + 10.0)
        footprint, zone = intersection(self.footprint, frame), cut(self.zone, frame)
        return certainty.passes_through(footprint, zone, self.t, self.by)

    def _shares(self, part: BaseGeometry) -> bool:
        """Whether the vertices along a part come in pairs: half of either side's, and two at least, lie within t.

        Vertices that only one of the two has on a straight stretch count against it.
        """
        scale = np.array(metres_per_degree(middle_latitude(part)))
        plane = shapely.transform(part, lambda xy: xy * scale)
        sides = [
            _beside(shapely.get_coordinates(geometry) * scale, plane, self.t)
            for geometry in (self.surface, self.zone_surface)
        ]
        if min(len(side) for side in sides) < 2:
            return False
        one, other = (shapely.multipoints(side) for side in sides)
        paired = [
            int(np.sum(shapely.dwithin(shapely.points(side), facing, self.t)))
            for side, facing in ((sides[0], other), (sides[1], one))
        ]
        return min(paired) >= 2 and all(2 * n >= len(side) for n, side in zip(paired, sides, strict=True))


def _beside(xy: NDArray[np.float64], part: BaseGeometry, t: float) -> NDArray[np.float64]:
    """The distinct vertices within t of a part, all in plane metres."""
    west, south, east, north = part.bounds
    near = (xy[:, 0] >= west - t) & (xy[:, 0] <= east + t) & (xy[:, 1] >= south - t) & (xy[:, 1] <= north + t)
    distinct = np.unique(xy[near], axis=0)
    return distinct[shapely.dwithin(part, shapely.points(distinct), t)] if len(distinct) else distinct


def _flat(geometry: BaseGeometry) -> Flat:
    parts = np.asarray(shapely.get_parts(shapely.get_parts(geometry)), dtype=object)
    return parts[~shapely.is_empty(parts)]


def thin_contacts_json(case: Case, found: Iterable[Contact]) -> list[Json]:
    """The annex: per finding the sums over all thin parts, the same by cause, and the parts."""
    return [_json(case, thin) for thin in thin_contacts(case, found)]


def _json(case: Case, thin: ThinContact) -> Json:
    feature = thin.contact.feature
    return {
        "layer": feature.layer,
        "region": feature.edition.head.region,
        "edition": feature.edition.number,
        "feature": feature.id,
        "name": feature.attributes.get("name"),
        "class": case.snapshot.views[feature.layer].class_of(feature),
        "relation": thin.contact.relation,
        "certainty": "certain" if thin.contact.certain else "marginal",
        "tolerance_m": metres(thin.t),
        **_sums(thin.parts),
        "causes": [
            {"cause": cause, **_sums([part for part in thin.parts if part.cause == cause])}
            for cause in CAUSES
            if any(part.cause == cause for part in thin.parts)
        ],
        "parts": [
            {
                "kind": part.kind,
                "cause": part.cause,
                "area_m2": square_metres(part.area_m2),
                "width_m": None if part.width_m is None else metres(part.width_m),
                "length_m": metres(part.length_m),
                "at": list(part.at),
            }
            for part in thin.parts
        ],
    }


def _sums(parts: Iterable[ThinPart]) -> Json:
    """Sums of overlaps and, apart, of gaps: what is shared and what is missing are not added up."""
    every = list(parts)
    overlaps, gaps = ([p for p in every if (p.kind == "gap") is gap] for gap in (False, True))
    return {
        "count": len(every),
        "overlap_area_m2": square_metres(sum(part.area_m2 for part in overlaps)),
        "overlap_length_m": metres(sum(part.length_m for part in overlaps)),
        "overlap_width_m": _mean(overlaps),
        "gap_area_m2": square_metres(sum(part.area_m2 for part in gaps)),
        "gap_length_m": metres(sum(part.length_m for part in gaps)),
        "gap_width_m": _mean(gaps),
    }


def _mean(parts: Iterable[ThinPart]) -> float | None:
    """Summed area by summed length of the parts that have a width."""
    wide = [part for part in parts if part.width_m is not None and part.length_m > 0]
    long = sum(part.length_m for part in wide)
    return metres(sum(part.area_m2 for part in wide) / long) if long > 0 else None
