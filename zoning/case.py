"""A case: one project on one snapshot under the rules of one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.declared import Coverage
from layers.engine import Measure, size
from layers.offsets import grow
from layers.once import once
from layers.snapshot import EMPTY, Snapshot
from layers.window import window
from zoning import rulebook
from zoning.activities import FACT as ACTIVITY
from zoning.applicability import Site, locate
from zoning.definitions import Definitions
from zoning.evaluation import RuleResult
from zoning.facts import Known
from zoning.ground import ADMIN, Ground
from zoning.judging import Judging
from zoning.logic import Outcome, Strictness
from zoning.nearby import USUAL_M, Nearby, Reach
from zoning.projects import Project
from zoning.rules.coverage import LawCell
from zoning.rules.model import Rule
from zoning.rules.places import Anywhere
from zoning.silence import Silence, silence

OPEN_TO_PROHIBITED = Outcome(Strictness.NONE, Strictness.PROHIBIT)
_ANYWHERE = Anywhere()


class Case(Judging):
    """Everything needed to answer for one project on one snapshot."""

    def __init__(self, project: Project, snapshot: Snapshot, definitions: Definitions, as_of: date) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self.footprint = project.footprint("project")
        self.rulebook = definitions.rulebook(as_of)
        view = snapshot.view(ADMIN)
        t = project.accuracy_m + (view.accuracy_near(()) if view is not None else 0.0)
        reach = self.rulebook.reach
        coarsest = coarsest_tolerance(project.accuracy_m, snapshot, definitions)
        self.nearby = Nearby(self.footprint, max(USUAL_M, *reach.values()) + 4 * coarsest)
        self.around = Reach(self.footprint, max(reach.values(), default=0.0) + t)
        self.site: Site = locate(view, self.around, self.nearby)
        self._in_reach: dict[bytes, bool] = {}
        self.not_applicable = definitions.not_applicable(self.site)
        if not self.site.answered:  # near the edge of what is drawn a layer need only be told apart where it is read
            for metres in sorted(set(reach.values())):
                here = locate(view, Reach(self.footprint, metres + coarsest), self.nearby)
                excused = definitions.not_applicable(here)
                known = {layer: said for layer, said in excused.items() if reach[layer] == metres}
                self.not_applicable = {**self.not_applicable, **known}
        meant = understood(project, definitions)
        ground = Ground(meant, snapshot, definitions.regions, self.not_applicable, self.nearby)
        spoken = {
            one for one in self.rulebook.territories if ground.place(_ANYWHERE, "project", one).truth is not False
        }
        rules = tuple(rule for rule in self.rulebook.rules if rule.territory in spoken)
        super().__init__(ground, definitions, rules, self.rulebook)

    @once
    def size(self) -> Measure:
        """Area and length of the footprint."""
        return size(self.footprint)

    @once
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

    @once
    def law(self) -> tuple[LawCell, ...]:
        """The instruments in scope × the jurisdictions whose law reaches the site."""
        return self.definitions.law(self.home_regions, self.as_of)

    @once
    def home_regions(self) -> tuple[str, ...]:
        """Regions that the footprint itself may lie in, a border within t counted to both sides."""
        view = self.snapshot.view(ADMIN)
        t = self.project.accuracy_m + (view.accuracy_near(()) if view is not None else 0.0)
        return locate(view, Reach(self.footprint, t), self.nearby).regions

    @once
    def admin_silence(self) -> Silence:
        """Where admin_area does not answer under the footprint."""
        return silence(self.snapshot.view(ADMIN), self.footprint)

    def in_reach(self, coverage: Coverage) -> bool:
        """Whether a coverage comes within the reach of any rule."""
        if coverage.sha256 not in self._in_reach:
            self._in_reach[coverage.sha256] = self.around.meets(coverage.near(self.around.frame))
        return self._in_reach[coverage.sha256]

    def silence(self, layer: str, within_m: float) -> Silence:
        """Where a layer does not answer: under the footprint, or within `within_m` and t of it."""
        view = self.snapshot.view(layer)
        if view is None:
            return silence(view, self.footprint)
        metres = within_m + self.ground.tolerance(view, self.footprint, within_m) if within_m > 0.0 else 0.0
        if self.nearby.answers(view, metres):
            return Silence(EMPTY)
        return silence(view, grow(self.footprint, metres) if metres > 0.0 else self.footprint)

    @property
    def extent_unknown(self) -> bool:
        """Whether an occupying part is a point or a line without a width, or nothing but outlets is drawn."""
        return not self.project.extent_known


def understood(project: Project, definitions: Definitions) -> Project:
    """The project with what its facts say of its parts."""
    return replace(project, routes_occupy=routes_occupy(project, definitions))


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


def reaches(rules: Iterable[Rule], definitions: Definitions) -> dict[str, float]:
    """Layer → the farthest that one of the rules reads it, metres."""
    return rulebook.reaches(rules, definitions.kinds)


def coarsest_tolerance(accuracy_m: float, snapshot: Snapshot, definitions: Definitions) -> float:
    """A t that no layer's exceeds, metres."""
    drawn = (found.accuracy_near(()) for found in snapshot.views.values())
    return accuracy_m + max((*drawn, *definitions.accuracies.values()))


def layers_read(result: RuleResult, known: Iterable[Known]) -> frozenset[str]:
    """The layers a rule may need for this project: none once its selector is False."""
    if result.applies is False:
        return frozenset()
    rule = result.rule
    layers = rule.place.layers
    if rule.table_layer is not None:
        layers |= {rule.table_layer}
        for row in rule.rows:
            possible = any(row.selector.judged(reading).truth is not False for reading in known)
            if row.only is not None and possible:
                layers |= {term.zone.layer for term in row.only.terms()}
    return layers
