"""The ground under a project: whether it meets the places that rules name, and where a layer is silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import shapely
from shapely.geometry.base import BaseGeometry

from layers import certainty
from layers.bands import Band, Offset, Offsets
from layers.borders import shares_border
from layers.engine import Measure, dissolved
from layers.once import once
from layers.regions import Regions
from layers.snapshot import EMPTY, Feature, LayerView, Snapshot
from layers.window import window
from zoning.bareness import Bareness
from zoning.evaluated import Assumption, Evaluated, PlaceResult, join, matches, supposed
from zoning.logic import all_of, negate
from zoning.nearby import Nearby
from zoning.projects import Project
from zoning.rules.model import GroundRead, Reads, Territory
from zoning.rules.places import Anywhere, Group, Opposite, Place, Term, Zone
from zoning.silence import Gap, remainder

if TYPE_CHECKING:
    from zoning.opinion_area import OpinionCover

ADMIN = "admin_area"

_MET, _NOT_MET = PlaceResult(True), PlaceResult(False)


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
        self.shifted: Offset = Offsets()
        self.nearby = nearby or Nearby(project.footprint("project"))
        self.covers: dict[Zone, OpinionCover | None] = {}  # see zoning.opinion_area
        self._gaps: dict[tuple[str | bytes, BaseGeometry, float], Gap] = {}
        self._near: dict[tuple[str, Reads, float], tuple[Feature, ...]] = {}
        self._zones: dict[tuple[tuple[Feature, ...], Reads, float], BaseGeometry] = {}
        self._terms: dict[tuple[Reads, Term], Evaluated] = {}
        self._deep_at_home: dict[tuple[Reads, Territory], bool] = {}
        self._tolerances: dict[tuple[str, int, float], tuple[BaseGeometry, float]] = {}
        self._ranges: dict[tuple[BaseGeometry, BaseGeometry, float], tuple[Measure, Measure]] = {}
        self._homes: dict[tuple[Reads, Territory], Evaluated | None] = {}
        self._results: dict[tuple[Reads, Place, Territory], PlaceResult] = {}

    @once
    def _alike(self) -> Mapping[Reads, Reads]:
        """Of each reading of the project the first that has the same footprint: what it meets is found out once."""
        first: dict[bytes, Reads] = {}
        return {reads: first.setdefault(self.project.footprint(reads).wkb, reads) for reads in get_args(Reads)}

    def bare(self, asked: Place | GroundRead, reads: Reads, territory: Territory) -> bool:
        """Whether no layer of what is asked holds anything near, all say so, and what is read lies deep at home.

        Home is the territory. Whether the place is met then follows from the place alone. What asks no layer is bare
        where it is law in the whole country.
        """
        alike = self._alike[reads]
        if not asked.layers:
            return not self.project.footprint(alike).is_empty and self._home(territory, alike) is None
        return self._bareness.tells(asked.layers, asked.reach_m) and self._at_home(alike, territory)

    @once
    def _bareness(self) -> Bareness:
        return Bareness(self.nearby, self.snapshot.views, self.not_applicable, self.project.accuracy_m)

    def _at_home(self, reads: Reads, territory: Territory) -> bool:
        """Whether what is read is drawn, and lies in the territory farther from its border than the accuracy."""
        key = (reads, territory)
        if key not in self._deep_at_home:
            footprint = self.project.footprint(reads)
            home = None if footprint.is_empty else self._home(territory, reads)
            self._deep_at_home[key] = not footprint.is_empty and (home is None or home.holds(footprint))
        return self._deep_at_home[key]

    def place(self, place: Place, reads: Reads, territory: Territory) -> PlaceResult:
        """Whether the piece of the footprint inside the territory meets the place."""
        if self.bare(place, reads, territory):
            return _MET if place.on_bare_ground() else _NOT_MET
        reads = self._alike[reads]
        key = (reads, place, territory)
        if key not in self._results:
            self._results[key] = self._place(place, reads, territory)
        return self._results[key]

    def supposing(self, place: Place, reads: Reads, territory: Territory, assumption: Assumption) -> PlaceResult:
        """The same, supposing of one layer that its thin contacts, or its gaps, are settled one way."""
        return self._place(place, self._alike[reads], territory, assumption)

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
        joined = own if home is None else join((own, home), every=True)
        return joined.band, joined.t

    def _place(
        self, place: Place, reads: Reads, territory: Territory, assumption: Assumption | None = None
    ) -> PlaceResult:
        footprint = self.project.footprint(reads)
        if footprint.is_empty:
            return PlaceResult(False)
        home = self._home(territory, reads)
        if home is not None and assumption is not None and assumption.layer == ADMIN:
            home = supposed(home, assumption, outside=False)
        if isinstance(place, Anywhere):
            return home.meeting(footprint, self.shifted) if home else PlaceResult(True)
        if isinstance(place, Opposite):
            inside = self._evaluate(place.part, reads, assumption).meeting(footprint, self.shifted)
            opposite = PlaceResult(negate(inside.truth), inside.thin, inside.silent, inside.features)
            if home is None:
                return opposite
            there = home.meeting(footprint, self.shifted)
            return PlaceResult(
                all_of((opposite.truth, there.truth)),
                opposite.thin | there.thin,
                opposite.silent | there.silent,
                opposite.features,
            )
        evaluated = self._evaluate(place, reads, assumption)
        if home is not None and not home.holds(footprint):
            return join((evaluated, home), every=True).meeting(footprint, self.shifted, evaluated.features)
        return evaluated.meeting(footprint, self.shifted)

    def _home(self, territory: Territory, reads: Reads) -> Evaluated | None:
        """The territory as a place over admin_area; None for the whole country."""
        key = (reads, territory)
        if key not in self._homes:
            parts = [self._admin(narrower, reads, outside=True) for narrower in territory.without]
            if territory.jurisdiction != "CN":
                parts.append(self._admin(territory.jurisdiction, reads, outside=False))
            self._homes[key] = None if not parts else parts[0] if len(parts) == 1 else join(parts, every=True)
        return self._homes[key]

    def _admin(self, jurisdiction: str, reads: Reads, *, outside: bool) -> Evaluated:
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
        near = self._features(view, reads, 4 * t)
        wider = tuple(feature for feature in near if feature.attributes["code"] in above)
        if not wider:
            return evaluated
        told = self._zone(tuple(one for one in near if one.attributes["code"] not in above), reads, 4 * t + 10.0)
        wide = self._zone(wider, reads, 4 * t + 10.0)
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

    def _evaluate(self, place: Place, reads: Reads, assumption: Assumption | None = None) -> Evaluated:
        if isinstance(place, Term):
            evaluated = self._term(place, reads)
            if assumption is None or assumption.layer != place.zone.layer:
                return evaluated
            return supposed(evaluated, assumption, outside=place.outside)
        if isinstance(place, Group):
            return join([self._evaluate(part, reads, assumption) for part in place.parts], every=place.every)
        raise TypeError(f"{type(place).__name__} stands outermost")

    def _term(self, term: Term, reads: Reads) -> Evaluated:
        key = (reads, term)
        if key not in self._terms:
            self._terms[key] = self._compute(term, reads)
        return self._terms[key]

    def _compute(self, term: Term, reads: Reads) -> Evaluated:
        layer, footprint = term.zone.layer, self.project.footprint(reads)
        view = self.snapshot.view(layer)
        excused = layer in self.not_applicable  # its silence means that nothing is there; what it does hold counts
        if view is None:
            everywhere, nowhere = window(footprint, 1.0), Band.crisp(EMPTY)
            band = Band.crisp(everywhere) if excused and term.outside else nowhere
            perhaps = band if excused else band.or_perhaps(everywhere)
            silent = frozenset[str]() if excused else frozenset((layer,))
            return Evaluated(band, perhaps, self.project.accuracy_m, frozenset(), silent, ())
        t = self.tolerance(view, footprint, term.grow_m)
        reach = term.grow_m + 4 * t
        told = [(feature, matches(term.zone, feature)) for feature in self._features(view, reads, reach)]
        chosen = tuple(feature for feature, matched in told if matched is True)
        open_ones = tuple(feature for feature, matched in told if matched is None)
        answered = self._answered(view, footprint, 2 * t + 10.0, excused=excused) if term.outside else EMPTY
        zone = self._zone(chosen, reads, reach + 10.0)
        band = perhaps = self._band(term, answered, footprint, zone, t)
        if open_ones:
            with_open = self._zone((*chosen, *open_ones), reads, reach + 10.0)
            other = self._band(term, answered, footprint, with_open, t)
            band, other = (other, band) if term.outside else (band, other)  # what they may take away is not certain
            perhaps = band.or_perhaps(other.outer)
        widened_m = term.grow_m + t if term.grow_m else 0.0
        gap = None if excused else self._gap(view, footprint, widened_m)
        perhaps = perhaps if gap is None else gap.perhaps(perhaps)
        silent = frozenset((layer,)) if gap is not None or open_ones else frozenset[str]()
        return Evaluated(band, perhaps, t, frozenset((layer,)), silent, (*chosen, *open_ones))

    def _features(self, view: LayerView, reads: Reads, metres: float) -> tuple[Feature, ...]:
        """The features of a layer near a footprint, for every term that asks so far."""
        key = (view.kind.layer, reads, metres)
        if key not in self._near:
            self._near[key] = self.nearby.features(view, self.project.footprint(reads), metres)
        return self._near[key]

    def _zone(self, features: tuple[Feature, ...], reads: Reads, reach_m: float) -> BaseGeometry:
        """The features dissolved, exact within reach; terms that select the same have the same zone."""
        if not features:
            return EMPTY
        key = (features, reads, reach_m)
        if key not in self._zones:
            self._zones[key] = dissolved(features, self.project.footprint(reads), reach_m)
        return self._zones[key]

    def _answered(self, view: LayerView, footprint: BaseGeometry, reach_m: float, *, excused: bool) -> BaseGeometry:
        """What of a box around the footprint a layer answers, or is excused from."""
        frame = window(footprint, reach_m)
        return frame if excused or self.nearby.answers(view, reach_m) else view.covered(frame)

    def _gap(self, view: LayerView, footprint: BaseGeometry, widened_m: float) -> Gap | None:
        """Where within `widened_m` metres of a footprint a layer does not answer; None: nowhere."""
        if self.nearby.answers(view, widened_m):
            return None
        key = (view.declares or view.kind.layer, footprint, widened_m)
        if key not in self._gaps:
            self._gaps[key] = Gap(view, footprint, widened_m, self.shifted)
        return None if self._gaps[key].is_empty else self._gaps[key]

    def _band(self, term: Term, answered: BaseGeometry, footprint: BaseGeometry, zone: BaseGeometry, t: float) -> Band:
        around = Band.around(zone, t, term.grow_m, self.shifted)
        told = around.told(footprint)
        doubtful = told.outer != "none" and told.inner not in ("some", "whole")
        if term.grow_m == 0 and doubtful and shares_border(footprint, zone, t):
            around = Band.crisp(zone if term.outside else EMPTY)
        return around.complement(answered) if term.outside else around

    def overlap_range(self, footprint: BaseGeometry, zone: BaseGeometry, t: float) -> tuple[Measure, Measure]:
        """`certainty.overlap_range`, once: a feature alone in its class is asked about again by its total."""
        key = (footprint, zone, t)
        if key not in self._ranges:
            self._ranges[key] = certainty.overlap_range(footprint, zone, t, self.shifted)
        return self._ranges[key]

    def tolerance(self, view: LayerView, footprint: BaseGeometry, within_m: float = 0.0) -> float:
        """T: the project's accuracy and that of the layer's editions near the footprint, metres."""
        key = (view.kind.layer, id(footprint), within_m)  # which stays its own as long as it is kept here
        if key not in self._tolerances:
            widest = view.accuracy_near(())
            near = self.nearby.features(view, footprint, within_m + self.project.accuracy_m + widest)
            self._tolerances[key] = footprint, self.project.accuracy_m + view.accuracy_near(near)
        return self._tolerances[key][1]
