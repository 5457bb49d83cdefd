"""A case: one project on one snapshot under the rules of one day; evaluated once, asked again for each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.engine import Measure, size
from layers.offsets import grow
from layers.snapshot import Snapshot
from layers.window import window
from zoning.activities import FACT as ACTIVITY
from zoning.applicability import Site, locate, not_applicable
from zoning.definitions import Definitions
from zoning.evaluation import RuleResult, combine_readings, evaluate
from zoning.facts import FactState, FactValue, Known, readings
from zoning.ground import ADMIN, Assumption, Ground, Silence, silence
from zoning.industries import CLASS, Industries, IndustryCode
from zoning.logic import Outcome, Strictness
from zoning.opinion_area import NEW_LAND, OPINION
from zoning.projects import Project
from zoning.rules.model import Rule
from zoning.rules.places import Anywhere, Term

OPEN_TO_PROHIBITED = Outcome(Strictness.NONE, Strictness.PROHIBIT)


@dataclass(frozen=True)
class LawCell:
    """The law of one instrument in one jurisdiction, and whether our rules of it are complete on the day."""

    instrument: str
    jurisdiction: str
    covered: bool

    @property
    def name(self) -> str:
        """`rules:<instrument>:<jurisdiction>`."""
        return f"rules:{self.instrument}:{self.jurisdiction}"


class Case:
    """Everything needed to answer for one project on one snapshot."""

    def __init__(self, project: Project, snapshot: Snapshot, definitions: Definitions, as_of: date) -> None:
        self.project = replace(
            project, routes_occupy=routes_occupy(project, definitions), states_outfall=states_outfall(project)
        )
        self.snapshot = snapshot
        self.definitions = definitions
        self.as_of = as_of
        self.footprint = project.footprint("project")
        rules = definitions.rules_in_force(as_of)
        view = snapshot.view(ADMIN)
        t = project.accuracy_m + (view.accuracy_near(()) if view is not None else 0.0)
        reach: dict[str, float] = dict.fromkeys(definitions.kinds, 0.0)
        for term in (term for rule in rules for term in _terms(rule)):
            reach[term.zone.layer] = max(reach[term.zone.layer], term.grow_m)
        self.site: Site = locate(view, self.footprint, max(reach.values(), default=0.0) + t)
        self.not_applicable = not_applicable(self.site, definitions.kinds, definitions.regions)
        if not self.site.answered:  # near the edge of what is drawn a layer need only be told apart where it is read
            drawn = (found.accuracy_near(()) for found in snapshot.views.values())
            coarsest = project.accuracy_m + max((*drawn, *definitions.accuracies.values()))
            for metres in sorted(set(reach.values())):
                here = locate(view, self.footprint, metres + coarsest)
                excused = not_applicable(here, definitions.kinds, definitions.regions)
                self.not_applicable |= {layer: said for layer, said in excused.items() if reach[layer] == metres}
        self.ground = Ground(self.project, snapshot, definitions.regions, self.not_applicable)
        self.rules = tuple(
            rule for rule in rules if self.ground.place(Anywhere(), "project", rule.territory).truth is not False
        )

    def readings(self, supposed: Mapping[str, FactValue] | None = None) -> tuple[Known, ...]:
        """The consistent readings of the facts, as if some had been given so; what follows from others stays."""
        states = dict(self.project.facts)
        for name, value in (supposed or {}).items():
            states[name] = replace(states.get(name, FactState()), given=value)
        if self._industry is not None and not self._industries.processes.isdisjoint(supposed or ()):
            given = {name: state.given for name, state in states.items() if state.given is not None}
            said = self._industries.derive(self._industry, given).get(CLASS)
            states[CLASS] = replace(states.get(CLASS, FactState()), derived=said)
        return tuple(Known(self.definitions.facts.closure(known.possible)) for known in readings(states))

    @cached_property
    def results(self) -> tuple[RuleResult, ...]:
        """Every rule of the jurisdictions met, evaluated."""
        results = (self._evaluate(rule, self._known) for rule in self.rules)
        return tuple(
            replace(result, missing=result.missing | self._processes) if CLASS in result.missing else result
            for result in results
        )

    @cached_property
    def _known(self) -> tuple[Known, ...]:
        return self.readings()

    def _evaluate(self, rule: Rule, known: Iterable[Known], assumption: Assumption | None = None) -> RuleResult:
        return combine_readings([evaluate(rule, self.ground, reading, assumption) for reading in known])

    def supposing(self, facts: Mapping[str, FactValue]) -> Outcome:
        """What all rules together come to if these facts were given; only rules that they can change are asked anew."""
        known = self.readings(facts)
        alone = known[0] if len(known) == len(self._known) == 1 else None

        def again(result: RuleResult) -> Outcome:
            if result.place.truth is False:  # whatever the facts are
                return result.outcome
            if alone is not None and not any(self._tells(alone, fact) for fact in _deciding(result.rule)):
                return result.outcome
            return self._evaluate(result.rule, known).outcome

        return Outcome.strictest(again(result) for result in self.results)

    def _tells(self, known: Known, fact: str) -> bool:
        return known.values(fact) != self._known[0].values(fact)

    def assuming(self, assumption: Assumption) -> Outcome:
        """What all rules together come to under a supposed place; what is decided no assumption changes."""
        return Outcome.strictest(
            self._evaluate(result.rule, self._known, assumption).outcome
            if assumption.layer in result.place.thin | result.place.silent
            or (result.area_open and assumption.layer == OPINION)
            else result.outcome
            for result in self.results
        )

    @property
    def _industries(self) -> Industries:
        return self.definitions.industries

    @cached_property
    def _industry(self) -> IndustryCode | None:
        return None if self.project.industry is None else self._industries.parse(self.project.industry)

    @cached_property
    def _processes(self) -> frozenset[str]:
        """The processes not said that decide the class of the project: missing wherever its class is."""
        if self._industry is None:
            return frozenset()
        given = {name: state.given for name, state in self.project.facts.items() if state.given is not None}
        return self._industries.deciding(self._industry, given)

    @cached_property
    def size(self) -> Measure:
        """Area and length of the footprint."""
        return size(self.footprint)

    @cached_property
    def _parts(self) -> tuple[NDArray[np.object_], shapely.STRtree]:
        parts = np.asarray(shapely.get_parts(shapely.get_parts(self.footprint)), dtype=object)
        return parts, shapely.STRtree(parts)

    def beside(self, place: BaseGeometry, metres: float) -> BaseGeometry:
        """The parts of the footprint whose bounds come within `metres` of a place; none of them is cut."""
        parts, tree = self._parts
        if len(parts) == 1:
            return self.footprint
        near = np.sort(tree.query(window(place, metres)))
        return self.footprint if len(near) == len(parts) else shapely.union_all(parts[near])

    @cached_property
    def law(self) -> tuple[LawCell, ...]:
        """The instruments in scope × the jurisdictions whose law reaches the site."""
        return tuple(
            LawCell(entry.instrument, jurisdiction, entry.covered(jurisdiction, self.as_of))
            for entry in self.definitions.instruments
            for jurisdiction in entry.expected(self.home_regions)
        )

    @cached_property
    def home_regions(self) -> tuple[str, ...]:
        """Regions that the footprint itself may lie in, a border within t counted to both sides."""
        view = self.snapshot.view(ADMIN)
        t = self.project.accuracy_m + (view.accuracy_near(()) if view is not None else 0.0)
        return locate(view, self.footprint, t).regions

    @cached_property
    def admin_silence(self) -> Silence:
        """Where admin_area does not answer under the footprint."""
        return silence(self.snapshot.view(ADMIN), self.footprint)

    def widened(self, layer: str, within_m: float) -> BaseGeometry:
        """What a layer must cover for its silence to mean something: the footprint, grown by `within_m` and t."""
        view = self.snapshot.view(layer)
        if within_m == 0.0 or view is None:
            return self.footprint
        return grow(self.footprint, within_m + self.ground.tolerance(view, self.footprint, within_m))

    @property
    def extent_unknown(self) -> bool:
        """Whether an occupying part is a point or a line without a width, or nothing but outlets is drawn."""
        return not self.project.extent_known


def states_outfall(project: Project) -> bool:
    """Whether an outfall is stated, so that it lies somewhere in the project where none is drawn."""
    state = project.facts.get("inland_outfall")
    return state is not None and state.given not in (None, "none")


def routes_occupy(project: Project, definitions: Definitions) -> bool:
    """Whether what is marked a route surely takes land: no kind that crosses without, and drawn as the project itself.

    The pipe or cable of a works that stands elsewhere, drawn as a line, is a route whatever the works are.
    """
    activity = project.facts.get(ACTIVITY)
    possible = [values for values in activity.readings if values is not None] if activity is not None else []
    if not possible or any(not definitions.activities.crossing().isdisjoint(values) for values in possible):
        return False
    routes = [part for part in project.parts if part.role == "route"]
    alone = all(part.role in ("route", "outlet", "opinion") for part in project.parts)
    return bool(routes) and (alone or any(shapely.get_dimensions(part.geometry) == 2 for part in routes))


def _deciding(rule: Rule) -> frozenset[str]:
    """The facts that can change what a rule comes to, with that on which an opinion's area depends."""
    return rule.facts | {NEW_LAND.fact} if rule.exceptions else rule.facts


def _terms(rule: Rule) -> Iterable[Term]:
    yield from rule.place.terms()
    for row in rule.rows:
        if row.only is not None:
            yield from row.only.terms()


def layers_read(result: RuleResult, known: Iterable[Known]) -> frozenset[str]:
    """The layers a rule may need for this project: none once its selector is False."""
    if result.applies is False:
        return frozenset()
    rule = result.rule
    layers = {term.zone.layer for term in rule.place.terms()}
    if rule.table_layer is not None:
        layers.add(rule.table_layer)
        for row in rule.rows:
            possible = any(row.selector.evaluate(reading).truth is not False for reading in known)
            if row.only is not None and possible:
                layers |= {term.zone.layer for term in row.only.terms()}
    return frozenset(layers)
