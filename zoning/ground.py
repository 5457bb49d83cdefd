"""The ground under a project: whether it meets the places that rules name, and where a layer is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from layers import certainty
from layers.borders import shares_border
from layers.certainty import Band
from layers.engine import dissolved
from layers.once import once
from layers.regions import Regions
from layers.snapshot import EMPTY, Feature, LayerView, Snapshot
from layers.window import window
from zoning.logic import Truth, all_of, any_of, negate
from zoning.nearby import Nearby
from zoning.projects import Project
from zoning.rules.model import Reads, Rule, Territory
from zoning.rules.places import Anywhere, Group, Opposite, Place, Term, Zone
from zoning.silence import remainder

if TYPE_CHECKING:
    from zoning.opinion_area import OpinionCover

ADMIN = "admin_area"


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


_MET, _NOT_MET = PlaceResult(True), PlaceResult(False)


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

    `not_applicable` names the layers that cannot say anything at the site; `nearby` is what was found out about it.
    """

    def __init__(
        self,
        project: Project,
        snapshot: Snapshot,
        regions: Regions,
        not_applicable: Mapping[str, str],
        nearby: Nearby | None = None,
    ) -> None:
        self.project = project
        self.snapshot = snapshot
        self.not_applicable = not_applicable
        self._regions = regions
        self.shifted: certainty.Offset = cache(certainty.shifted)
        self.nearby = nearby or Nearby(project.footprint("project"))
        self.covers: dict[Zone, OpinionCover | None] = {}  # see zoning.opinion_area
        self._gaps: dict[tuple[str, BaseGeometry], BaseGeometry] = {}
        self._zones: dict[tuple[tuple[Feature, ...], BaseGeometry, float], BaseGeometry] = {}
        self._terms: dict[tuple[Reads, Term], _Evaluated] = {}
        self._deep_at_home: dict[tuple[Reads, Territory], bool] = {}
        self._tolerances: dict[tuple[str, BaseGeometry, float], float] = {}
        self._homes: dict[tuple[Reads, Territory], _Evaluated | None] = {}
        self._results: dict[tuple[Reads, Place, Territory], PlaceResult] = {}

    def bare(self, asked: Place | Rule, reads: Reads, territory: Territory) -> bool:
        """Whether no layer of a place or rule holds anything near, all say so, and what is read lies deep at home.

        Home is the territory. Whether the place is met then follows from the place alone; False of one without layers.
        """
        return (
            bool(asked.layers)
            and asked.layers <= self._bare_layers
            and asked.reach_m <= self._farthest_m
            and self._at_home(reads, territory)
        )

    @once
    def _farthest_m(self) -> float:
        """The farthest that a place may read a layer, for what was found out nearby to tell all of it."""
        drawn = (view.accuracy_near(()) for view in self.snapshot.views.values())
        return self.nearby.reach_m - 4 * (self.project.accuracy_m + max(drawn, default=0.0)) - 20.0

    @once
    def _bare_layers(self) -> frozenset[str]:
        """The layers that hold nothing within reach of the footprint, and answer there or are excused from it."""
        nearby, views = self.nearby, self.snapshot.views
        if nearby.footprint.is_empty:
            return frozenset()
        return frozenset(
            layer
            for layer in {*views, *self.not_applicable}
            if (layer not in views or not nearby.held(views[layer]))
            and (layer in self.not_applicable or nearby.answers(views[layer]))
        )

    def _at_home(self, reads: Reads, territory: Territory) -> bool:
        """Whether what is read is drawn, and lies in the territory farther from its border than the accuracy."""
        key = (reads, territory)
        if key not in self._deep_at_home:
            footprint = self.project.footprint(reads)
            home = None if footprint.is_empty else self._home(territory, reads)
            self._deep_at_home[key] = not footprint.is_empty and (home is None or _holds(home.band, footprint))
        return self._deep_at_home[key]

    def place(self, place: Place, reads: Reads, territory: Territory) -> PlaceResult:
        """Whether the piece of the footprint inside the territory meets the place."""
        if self.bare(place, reads, territory):
            return _MET if place.on_bare_ground() else _NOT_MET
        key = (reads, place, territory)
        if key not in self._results:
            self._results[key] = self._place(place, reads, territory)
        return self._results[key]

    def supposing(self, place: Place, reads: Reads, territory: Territory, assumption: Assumption) -> PlaceResult:
        """The same, supposing of one layer that its thin contacts, or its gaps, are settled one way."""
        return self._place(place, reads, territory, assumption)

    def sets(self, place: Place, reads: Reads, territory: Territory) -> tuple[Band, float] | None:
        """The inner, nominal and outer set of a place inside a territory, exact near the footprint, and the t used.

        What silent layers may hold is not in them. None for an `Opposite`, which is no set but the lack of one, and
        where the project has no part that is read.
        """
        if isinstance(place, Opposite) or self.project.footprint(reads).is_empty:
            return None
        home = self._home(territory, reads)
        if isinstance(place, Anywhere):
            everywhere = Band.crisp(window(self.project.footprint(reads), 1.0))
            return (everywhere, self.project.accuracy_m) if home is None else (home.band, home.t)
        own = self._evaluate(place, reads)
        joined = own if home is None else _join((own, home), every=True)
        return joined.band, joined.t

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
        if home is not None and not _holds(home.band, footprint):
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
        codes = self._codes
        inside = frozenset(found for found in codes if self._regions.within(found, code))
        evaluated = self._term(Term(Zone(ADMIN, (("code", inside),)), outside=outside), reads)
        above = frozenset(found for found in codes - inside if self._regions.within(code, found))
        if view is None or not above:
            return evaluated
        footprint, t = self.project.footprint(reads), evaluated.t
        near = self.nearby.features(view, footprint, 4 * t)
        wider = tuple(feature for feature in near if feature.attributes["code"] in above)
        if not wider:
            return evaluated
        told = self._zone(tuple(one for one in near if one.attributes["code"] not in above), footprint, 4 * t + 10.0)
        wide = self._zone(wider, footprint, 4 * t + 10.0)
        untold = remainder(shapely.intersection(wide, window(footprint, 2 * t + 10.0)), told)
        if untold.is_empty:
            return evaluated
        perhaps = evaluated.perhaps.or_perhaps(untold, t, self.shifted)
        band = evaluated.band.without(untold, self.shifted(untold, t)) if outside else evaluated.band
        return replace(evaluated, band=band, perhaps=perhaps, silent=evaluated.silent | {ADMIN})

    @once
    def _codes(self) -> frozenset[str]:
        """The regions that admin_area draws."""
        view = self.snapshot.view(ADMIN)
        return frozenset() if view is None else frozenset(str(feature.attributes["code"]) for feature in view.features)

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
        near = self.nearby.features(view, footprint, reach)
        chosen = tuple(feature for feature in near if matches(term.zone, feature) is True)
        open_ones = tuple(feature for feature in near if matches(term.zone, feature) is None)
        answered = self._answered(view, footprint, 2 * t + 10.0, excused=excused) if term.outside else EMPTY
        zone = self._zone(chosen, footprint, reach + 10.0)
        band = perhaps = self._band(term, answered, footprint, zone, t)
        if open_ones:
            with_open = self._zone((*chosen, *open_ones), footprint, reach + 10.0)
            other = self._band(term, answered, footprint, with_open, t)
            band, other = (other, band) if term.outside else (band, other)  # what they may take away is not certain
            perhaps = band.or_perhaps(other.outer)
        widened_m = term.grow_m + t if term.grow_m else 0.0
        gap = EMPTY if excused else self._gap(view, footprint, widened_m)
        perhaps = perhaps.or_perhaps(gap, widened_m, self.shifted)
        silent = frozenset((layer,)) if not gap.is_empty or open_ones else frozenset[str]()
        return _Evaluated(band, perhaps, t, frozenset((layer,)), silent, (*chosen, *open_ones))

    def _zone(self, features: tuple[Feature, ...], footprint: BaseGeometry, reach_m: float) -> BaseGeometry:
        """The features dissolved, exact within reach; terms that select the same have the same zone."""
        if not features:
            return EMPTY
        key = (features, footprint, reach_m)
        if key not in self._zones:
            self._zones[key] = dissolved(features, footprint, reach_m)
        return self._zones[key]

    def _answered(self, view: LayerView, footprint: BaseGeometry, reach_m: float, *, excused: bool) -> BaseGeometry:
        """What of a box around the footprint a layer answers, or is excused from."""
        frame = window(footprint, reach_m)
        return frame if excused or self.nearby.answers(view, reach_m) else view.covered(frame)

    def _gap(self, view: LayerView, footprint: BaseGeometry, widened_m: float) -> BaseGeometry:
        """Where within `widened_m` metres of a footprint a layer does not answer."""
        if self.nearby.answers(view, widened_m):
            return EMPTY
        probe = self.shifted(footprint, widened_m)
        key = (view.kind.layer, probe)
        if key not in self._gaps:
            self._gaps[key] = remainder(probe, view.covered(probe))
        return self._gaps[key]

    def _band(self, term: Term, answered: BaseGeometry, footprint: BaseGeometry, zone: BaseGeometry, t: float) -> Band:
        around = Band.around(zone, t, term.grow_m, self.shifted)
        told = around.told(footprint)
        doubtful = told.outer != "none" and told.inner not in ("some", "whole")
        if term.grow_m == 0 and doubtful and shares_border(footprint, zone, t):
            around = Band.crisp(zone if term.outside else EMPTY)
        return around.complement(answered) if term.outside else around

    def tolerance(self, view: LayerView, footprint: BaseGeometry, within_m: float = 0.0) -> float:
        """T: the project's accuracy and that of the layer's editions near the footprint, metres."""
        key = (view.kind.layer, footprint, within_m)
        if key not in self._tolerances:
            widest = view.accuracy_near(())
            near = self.nearby.features(view, footprint, within_m + self.project.accuracy_m + widest)
            self._tolerances[key] = self.project.accuracy_m + view.accuracy_near(near)
        return self._tolerances[key]

    def _meeting(
        self, footprint: BaseGeometry, evaluated: _Evaluated, features: tuple[Feature, ...] | None = None
    ) -> PlaceResult:
        own = evaluated.features if features is None else features
        met = certainty.meeting(footprint, evaluated.band, evaluated.t, self.shifted)
        if met == "certain":
            return PlaceResult(True, features=own)
        thin = self._thin(footprint, evaluated) if met == "marginal" else frozenset[str]()
        if evaluated.silent and evaluated.perhaps.reached(footprint):
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


def _holds(band: Band, footprint: BaseGeometry) -> bool:
    """Whether a footprint lies wholly in the inner set."""
    return band.told(footprint).inner == "whole" or bool(shapely.covers(band.inner, footprint))


def matches(zone: Zone, feature: Feature) -> Truth:
    """Whether a zone selects a feature; Unknown where the feature lacks an attribute the zone names."""
    return all_of(
        None if feature.attributes.get(name) is None else feature.attributes[name] in values
        for name, values in zone.where
    )


def _join(parts: list[_Evaluated] | tuple[_Evaluated, ...], *, every: bool) -> _Evaluated:
    combine = certainty.intersect if every else certainty.unite
    features = {feature.order: feature for part in parts for feature in part.features}
    band = combine([part.band for part in parts])
    nowhere_more = all(part.perhaps is part.band for part in parts)
    return _Evaluated(
        band=band,
        perhaps=band if nowhere_more else combine([part.perhaps for part in parts]),
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
        band = band.with_all(shapely.difference(evaluated.perhaps.outer, band.outer))
    return replace(evaluated, band=band, perhaps=band, silent=frozenset())
