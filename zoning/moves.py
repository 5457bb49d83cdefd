"""Which zones a project conflicts with, how it could be moved clear of them, and the accuracy that would decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from layers.depth import depth, overhang
from layers.displacement import Displacement, Obstacle, displacement
from layers.engine import dissolved
from layers.held import HeldFeature
from layers.once import once
from layers.snapshot import Feature, LayerView
from layers.translation import strip_of
from layers.window import window
from zoning.case import Case
from zoning.evaluated import matches
from zoning.evaluation import RuleResult
from zoning.findings import Contact, by_feature
from zoning.logic import Strictness
from zoning.rules.model import Reads, Rule
from zoning.rules.places import Bounds, Opposite, Term, Zone
from zoning.silence import silence

NEAR_M = 500.0  # moves are looked for within this first, then within REACH_M
REACH_M = 5000.0
MARGIN_M = 10.0


@dataclass(frozen=True)
class Conflict:
    """A zone that a part of the project must keep away from by more than `keep_m`, and the rules that say so.

    `certain` where one of them prohibits for certain; `features` are those the project meets or comes near.
    """

    zone: Zone
    reads: Reads
    keep_m: float
    rules: tuple[Rule, ...]
    features: tuple[Feature, ...]
    certain: bool

    @property
    def layer(self) -> str:
        """The zone's layer."""
        return self.zone.layer


def conflicts(case: Case, binding: Iterable[RuleResult], found: Iterable[Contact]) -> tuple[Conflict, ...]:
    """Zones that prohibitions name and the project meets or may meet, in canonical order.

    A conflict is with the zone, however many features it is drawn as: a move out of one into the next clears nothing.
    """
    concerning = by_feature(result for result in binding if result.outcome.worst is Strictness.PROHIBIT)
    kept: dict[tuple[str, float, Reads], float] = {}
    grouped: dict[tuple[object, ...], list[tuple[Term, RuleResult, Feature]]] = {}
    for contact in found:
        for result in concerning.get(contact.feature.order, ()):
            for term in _terms(result, contact.feature):
                about = (term.zone.layer, term.grow_m, result.rule.entry.reads)
                if about not in kept:
                    kept[about] = _keep(case, term, result.rule.entry.reads)
                if contact.near.distance_m <= kept[about]:
                    key = (*about, _name(term.zone))
                    grouped.setdefault(key, []).append((term, result, contact.feature))
    return tuple(_conflict(case, entries) for _, entries in sorted(grouped.items(), key=lambda item: str(item[0])))


def _conflict(case: Case, entries: Sequence[tuple[Term, RuleResult, Feature]]) -> Conflict:
    term, first, _ = entries[0]
    rules = {result.rule.key: result.rule for _, result, _ in entries}
    features = {feature.order: feature for _, _, feature in entries}
    return Conflict(
        zone=term.zone,
        reads=first.rule.entry.reads,
        keep_m=_keep(case, term, first.rule.entry.reads),
        rules=tuple(rules[key] for key in sorted(rules)),
        features=tuple(features[key] for key in sorted(features)),
        certain=any(result.for_feature(feature)[1].best is Strictness.PROHIBIT for _, result, feature in entries),
    )


def _name(zone: Zone) -> str:
    """The zone's attributes as text, the same whatever the order of a set."""
    return str(
        [(name, values if isinstance(values, Bounds) else sorted(map(str, values))) for name, values in zone.where]
    )


def _terms(result: RuleResult, feature: Feature) -> Iterator[Term]:
    """The terms of a prohibition that a feature falls under and that moving away from it makes False."""
    rule = result.rule
    if rule.table_layer is not None:
        banned = frozenset(code for code, found in result.by_class.items() if found.outcome.best is Strictness.PROHIBIT)
        # while a table is open the facts decide, not the place: every unit has a neighbour with a table of its own
        terms = [Term(Zone(rule.table_layer, ((rule.table_class or "", frozenset(banned)),)))] if banned else []
    else:
        terms = [] if isinstance(rule.place, Opposite) else [term for term in rule.place.terms() if not term.outside]
    for term in terms:
        if term.zone.layer == feature.layer and matches(term.zone, feature) is not False:
            yield term


def _keep(case: Case, term: Term, reads: Reads) -> float:
    """The distance that clears a term: its own and t, by the coarsest edition that a move may lead to."""
    view = case.snapshot.views[term.zone.layer]
    near = view.near(case.project.footprint(reads), REACH_M + term.grow_m)
    return term.grow_m + case.project.accuracy_m + view.accuracy_near(near)


def way_out(case: Case, found: Sequence[Conflict]) -> Displacement | None:
    """A short move of the whole project that clears these conflicts; None where none within REACH_M is found.

    The zones' layers still answer at the new place where they answer at the old one. Other layers are not looked at.
    """
    return Ways(case).out(found)


class Ways:
    """Ways out of the conflicts of one case; those of conflicts with the same ground are searched once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._obstacles: dict[tuple[object, ...], Obstacle] = {}
        self._found: dict[tuple[Obstacle, ...], Displacement | None] = {}

    def out(self, found: Sequence[Conflict]) -> Displacement | None:
        """As `way_out`."""
        for reach in (NEAR_M, REACH_M):
            obstacles = tuple(dict.fromkeys(self._obstacle(conflict, reach) for conflict in found))
            if obstacles not in self._found:
                self._found[obstacles] = displacement(obstacles, self._strip, reach)
            if self._found[obstacles] is not None:
                return self._found[obstacles]
        return None

    @once
    def _strip(self) -> int:
        return strip_of(self._case.footprint)

    def _obstacle(self, conflict: Conflict, reach_m: float) -> Obstacle:
        case = self._case
        footprint, view = case.project.footprint(conflict.reads), case.snapshot.views[conflict.layer]
        far = reach_m + conflict.keep_m + MARGIN_M
        zone = tuple(one for one in view.near(footprint, far) if matches(conflict.zone, one) is not False)
        key = (conflict.layer, zone, footprint.wkb, conflict.keep_m, reach_m)
        if key not in self._obstacles:
            frame = window(footprint, far)
            parts = tuple(feature.within(frame) for feature in zone)
            held = all(isinstance(feature, HeldFeature) for feature in zone)
            within = self._answered(view, footprint, reach_m + MARGIN_M)
            self._obstacles[key] = Obstacle(footprint, parts, conflict.keep_m, within, outlined=held)
        return self._obstacles[key]

    def _answered(self, view: LayerView, footprint: BaseGeometry, reach_m: float) -> BaseGeometry | None:
        """What a layer answers around a footprint that it answers itself; None where that is all, or it does not."""
        if self._case.nearby.answers(view, reach_m) or not silence(view, footprint).complete:
            return None
        frame = window(footprint, reach_m)
        answered = view.covered(frame)
        return None if answered is frame else answered


def deciding_m(case: Case, result: RuleResult, contact: Contact) -> float | None:
    """By how many metres a border is missed or passed: an accuracy t below that decides. None where it is not thin."""
    footprint, feature = case.project.footprint(result.rule.entry.reads), contact.feature
    view = case.snapshot.views[feature.layer]
    t = case.ground.tolerance(view, case.footprint)
    found = []
    terms = list(result.rule.place.terms())
    if result.rule.table_layer == feature.layer:
        terms.append(Term(Zone(feature.layer, _same_class(view, feature))))
    for term in terms:
        if term.zone.layer != feature.layer or matches(term.zone, feature) is False or footprint.is_empty:
            continue
        near = view.near(footprint, 4 * t + MARGIN_M)
        zone = dissolved([f for f in near if matches(term.zone, f) is not False], footprint, 4 * t + MARGIN_M)
        if term.grow_m > 0.0:
            found.append(abs(contact.near.distance_m - term.grow_m))
        elif term.outside:
            found.append(overhang(footprint, zone))
        elif contact.near.distance_m > 0.0:
            found.append(contact.near.distance_m)
        else:
            found.append(depth(footprint, zone, t))
    thin = [metres for metres in found if metres <= t]
    return min(thin, default=None)


def _same_class(view: LayerView, feature: Feature) -> tuple[tuple[str, frozenset[str | int | float | bool]], ...]:
    name, code = view.kind.class_attribute, view.class_of(feature)
    return () if name is None or code is None else ((name, frozenset((code,))),)
