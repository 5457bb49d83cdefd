"""The ground under a project: whether it meets the places that rules name, and where a layer is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from layers import certainty
from layers.borders import shares_border
from layers.certainty import Band
from layers.engine import dissolved, size
from layers.regions import Regions
from layers.snapshot import EMPTY, Feature, LayerView, Snapshot
from layers.window import window
from zoning.logic import Truth, all_of, any_of, negate
from zoning.projects import Project
from zoning.rules.model import Reads, Territory
from zoning.rules.places import Anywhere, Group, Opposite, Place, Term, Zone

if TYPE_CHECKING:
    from zoning.opinion_area import OpinionCover

ADMIN = "admin_area"
NEGLIGIBLE_M2 = 1e-3  # what rounding leaves between two equal borders
NEGLIGIBLE_M = 1e-3


@dataclass(frozen=True)
class PlaceResult:
    """Whether a footprint meets a place.

    `thin` names the layers whose accuracy keeps it open, `silent` those whose gaps do; `features` are those the place's
    own zones select at or near the footprint.
    """

    truth: Truth
    thin: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True)
class Assumption:
    """What a question supposes of a layer: whether its zones are there where its contact is thin, or it is silent."""

    layer: str
    cause: Literal["accuracy", "coverage"]
    truth: bool


def together(places: Sequence[PlaceResult]) -> PlaceResult:
    """One place on several grounds: met where any of them is, open for whatever keeps any of them open."""
    features = {feature.order: feature for place in places for feature in place.features}
    return PlaceResult(
        truth=any_of(place.truth for place in places),
        thin=frozenset[str]().union(*(place.thin for place in places)),
        silent=frozenset[str]().union(*(place.silent for place in places)),
        features=tuple(features[key] for key in sorted(features)),
    )


@dataclass(frozen=True)
class _Evaluated:
    """A term or group near the footprint: its band, the same with what silent layers may hold, and the t used."""

    band: Band
    perhaps: Band
    t: float
    layers: frozenset[str]
    silent: frozenset[str]
    features: tuple[Feature, ...]
    parts: tuple[_Evaluated, ...] = ()


class Ground:
    """Places under one project and one snapshot; every result is computed once.

    `not_applicable` names the layers that cannot say anything at the site.
    """

    def __init__(
        self, project: Project, snapshot: Snapshot, regions: Regions, not_applicable: Mapping[str, str]
    ) -> None:
        self.project = project
        self.snapshot = snapshot
        self.not_applicable = not_applicable
        self._regions = regions
        self.shifted: certainty.Offset = cache(certainty.shifted)
        self.covers: dict[Zone, OpinionCover | None] = {}  # see zoning.opinion_area
        self._gaps: dict[tuple[str, BaseGeometry], BaseGeometry] = {}
        self._terms: dict[tuple[Reads, Term], _Evaluated] = {}
        self._homes: dict[tuple[Reads, Territory], _Evaluated | None] = {}
        self._results: dict[tuple[Reads, Place, Territory], PlaceResult] = {}

    def place(self, place: Place, reads: Reads, territory: Territory) -> PlaceResult:
        """Whether the piece of the footprint inside the territory meets the place."""
        key = (reads, place, territory)
        if key not in self._results:
            self._results[key] = self._place(place, reads, territory)
        return self._results[key]

    def supposing(self, place: Place, reads: Reads, territory: Territory, assumption: Assumption) -> PlaceResult:
        """The same, supposing of one layer that its thin contacts, or its gaps, are settled one way."""
        return self._place(place, reads, territory, assumption)

    def _place(
        self, place: Place, reads: Reads, territory: Territory, assumption: Assumption | None = None
    ) -> PlaceResult:
        footprint = self.project.footprint(reads)
        if footprint.is_empty:
            return PlaceResult(False)
        home = self._home(territory, reads)
        if home is not None and assumption is not None and assumption.layer == ADMIN:
            home = _supposed(home, assumption, outside=False)
        if isinstance(place, Anywhere):
            return self._meeting(footprint, home) if home else PlaceResult(True)
        if isinstance(place, Opposite):
            inside = self._meeting(footprint, self._evaluate(place.part, reads, assumption))
            opposite = PlaceResult(negate(inside.truth), inside.thin, inside.silent, inside.features)
            if home is None:
                return opposite
            there = self._meeting(footprint, home)
            return PlaceResult(
                all_of((opposite.truth, there.truth)),
                opposite.thin | there.thin,
                opposite.silent | there.silent,
                opposite.features,
            )
        evaluated = self._evaluate(place, reads, assumption)
        if home is not None and not shapely.covers(home.band.inner, footprint):
            return self._meeting(footprint, _join((evaluated, home), every=True), evaluated.features)
        return self._meeting(footprint, evaluated)

    def _home(self, territory: Territory, reads: Reads) -> _Evaluated | None:
        """The territory as a place over admin_area; None for the whole country."""
        key = (reads, territory)
        if key not in self._homes:
            parts = [self._admin(narrower, reads, outside=True) for narrower in territory.without]
            if territory.jurisdiction != "CN":
                parts.append(self._admin(territory.jurisdiction, reads, outside=False))
            self._homes[key] = None if not parts else parts[0] if len(parts) == 1 else _join(parts, every=True)
        return self._homes[key]

    def _admin(self, jurisdiction: str, reads: Reads, *, outside: bool) -> _Evaluated:
        """The inside (outside) of `CN-33` … Where only regions above it are drawn nothing tells where it lies."""
        code = jurisdiction.removeprefix("CN-").ljust(6, "0")
        view = self.snapshot.view(ADMIN)
        codes = {str(feature.attributes["code"]) for feature in view.features} if view is not None else set[str]()
        inside = frozenset(found for found in codes if self._regions.within(found, code))
        evaluated = self._term(Term(Zone(ADMIN, (("code", inside),)), outside=outside), reads)
        above = frozenset(found for found in codes - inside if self._regions.within(code, found))
        if view is None or not above:
            return evaluated
        footprint, t = self.project.footprint(reads), evaluated.t
        near = view.near(footprint, 4 * t)
        told = dissolved([f for f in near if f.attributes["code"] not in above], footprint, 4 * t + 10.0)
        wide = dissolved([f for f in near if f.attributes["code"] in above], footprint, 4 * t + 10.0)
        untold = remainder(shapely.intersection(wide, window(footprint, 2 * t + 10.0)), told)
        if untold.is_empty:
            return evaluated
        perhaps = evaluated.perhaps.or_perhaps(self.shifted(untold, t))
        band = evaluated.band.without(untold, self.shifted(untold, t)) if outside else evaluated.band
        return replace(evaluated, band=band, perhaps=perhaps, silent=evaluated.silent | {ADMIN})

    def _evaluate(self, place: Place, reads: Reads, assumption: Assumption | None = None) -> _Evaluated:
        if isinstance(place, Term):
            evaluated = self._term(place, reads)
            if assumption is None or assumption.layer != place.zone.layer:
                return evaluated
            return _supposed(evaluated, assumption, outside=place.outside)
        if isinstance(place, Group):
            return _join([self._evaluate(part, reads, assumption) for part in place.parts], every=place.every)
        raise TypeError(f"{type(place).__name__} stands outermost")

    def _term(self, term: Term, reads: Reads) -> _Evaluated:
        key = (reads, term)
        if key not in self._terms:
            self._terms[key] = self._compute(term, self.project.footprint(reads))
        return self._terms[key]

    def _compute(self, term: Term, footprint: BaseGeometry) -> _Evaluated:
        layer = term.zone.layer
        view = self.snapshot.view(layer)
        excused = layer in self.not_applicable  # its silence means that nothing is there; what it does hold counts
        if view is None:
            everywhere, nowhere = window(footprint, 1.0), Band.crisp(EMPTY)
            band = Band.crisp(everywhere) if excused and term.outside else nowhere
            perhaps = band if excused else band.or_perhaps(everywhere)
            silent = frozenset[str]() if excused else frozenset((layer,))
            return _Evaluated(band, perhaps, self.project.accuracy_m, frozenset(), silent, ())
        t = self.tolerance(view, footprint, term.grow_m)
        reach = term.grow_m + 4 * t
        near = view.near(footprint, reach)
        chosen = tuple(feature for feature in near if matches(term.zone, feature) is True)
        open_ones = tuple(feature for feature in near if matches(term.zone, feature) is None)
        frame = window(footprint, 2 * t + 10.0)
        answered = frame if excused or not term.outside else view.covered(frame)
        zone = dissolved(chosen, footprint, reach + 10.0)
        band = perhaps = self._band(term, answered, footprint, zone, t)
        if open_ones:
            with_open = dissolved((*chosen, *open_ones), footprint, reach + 10.0)
            other = self._band(term, answered, footprint, with_open, t)
            band, other = (other, band) if term.outside else (band, other)  # what they may take away is not certain
            perhaps = band.or_perhaps(other.outer)
        widened_m = term.grow_m + t if term.grow_m else 0.0
        gap = EMPTY if excused else self._gap(view, self.shifted(footprint, widened_m))
        if not gap.is_empty:
            perhaps = perhaps.or_perhaps(self.shifted(gap, widened_m))
        silent = frozenset((layer,)) if not gap.is_empty or open_ones else frozenset[str]()
        return _Evaluated(band, perhaps, t, frozenset((layer,)), silent, (*chosen, *open_ones))

    def _gap(self, view: LayerView, probe: BaseGeometry) -> BaseGeometry:
        key = (view.kind.layer, probe)
        if key not in self._gaps:
            self._gaps[key] = remainder(probe, view.covered(probe))
        return self._gaps[key]

    def _band(self, term: Term, answered: BaseGeometry, footprint: BaseGeometry, zone: BaseGeometry, t: float) -> Band:
        shared = term.grow_m == 0 and shares_border(footprint, zone, t)
        if not term.outside:
            return Band.crisp(EMPTY) if shared else Band.around(zone, t, term.grow_m, self.shifted)
        around = Band.crisp(zone) if shared else Band.around(zone, t, by=self.shifted)
        return around.complement(answered)

    def tolerance(self, view: LayerView, footprint: BaseGeometry, within_m: float = 0.0) -> float:
        """T: the project's accuracy and that of the layer's editions near the footprint, metres."""
        widest = view.accuracy_near(())
        near = view.near(footprint, within_m + self.project.accuracy_m + widest)
        return self.project.accuracy_m + view.accuracy_near(near)

    def _meeting(
        self, footprint: BaseGeometry, evaluated: _Evaluated, features: tuple[Feature, ...] | None = None
    ) -> PlaceResult:
        own = evaluated.features if features is None else features
        met = certainty.meeting(footprint, evaluated.band, evaluated.t, self.shifted)
        if met == "certain":
            return PlaceResult(True, features=own)
        thin = self._thin(footprint, evaluated) if met == "marginal" else frozenset[str]()
        if evaluated.silent and shapely.intersects(footprint, evaluated.perhaps.outer):
            return PlaceResult(None, thin=thin, silent=evaluated.silent, features=own)
        if met == "marginal":
            return PlaceResult(None, thin=thin, features=own)
        return PlaceResult(False, features=own)

    def _thin(self, footprint: BaseGeometry, evaluated: _Evaluated) -> frozenset[str]:
        """Of what a marginal place is joined from, the layers that are marginal themselves; all where none is."""
        own = [
            self._thin(footprint, part)
            for part in evaluated.parts
            if certainty.meeting(footprint, part.band, part.t, self.shifted) == "marginal"
        ]
        return frozenset[str]().union(*own) if own else evaluated.layers


@dataclass(frozen=True)
class Silence:
    """Where a layer does not answer under a footprint, and the share that it answers."""

    gap: BaseGeometry
    share: float = field(default=1.0)

    @cached_property
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


def matches(zone: Zone, feature: Feature) -> Truth:
    """Whether a zone selects a feature; Unknown where the feature lacks an attribute the zone names."""
    return all_of(
        None if feature.attributes.get(name) is None else feature.attributes[name] in values
        for name, values in zone.where
    )


def _join(parts: list[_Evaluated] | tuple[_Evaluated, ...], *, every: bool) -> _Evaluated:
    combine = certainty.intersect if every else certainty.unite
    features = {feature.order: feature for part in parts for feature in part.features}
    return _Evaluated(
        band=combine([part.band for part in parts]),
        perhaps=combine([part.perhaps for part in parts]),
        t=max(part.t for part in parts),
        layers=frozenset[str]().union(*(part.layers for part in parts)),
        silent=frozenset[str]().union(*(part.silent for part in parts)),
        features=tuple(features[key] for key in sorted(features)),
        parts=tuple(parts),
    )


def _supposed(evaluated: _Evaluated, assumption: Assumption, *, outside: bool) -> _Evaluated:
    """A term whose zone is as large, or as small, as its accuracy or its silence leaves it."""
    large = assumption.truth != outside
    band = evaluated.band
    if assumption.cause == "accuracy":
        crisp = Band.crisp(band.outer if large else band.inner)
        return replace(evaluated, band=crisp, perhaps=crisp.or_perhaps(evaluated.perhaps.outer))
    if large:
        gap = shapely.difference(evaluated.perhaps.outer, band.outer)
        band = Band(*(shapely.union(part, gap) for part in (band.nominal, band.inner, band.outer)))
    return replace(evaluated, band=band, perhaps=band, silent=frozenset())
