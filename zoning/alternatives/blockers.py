"""Where a project surely may not be moved to: certain prohibitions of places, each tried for many moves at once.

What is found here only spares asking: a move is left out where a rule surely prohibits it, and every other is judged by
the ordinary check. Sets are those of the ordinary check for a footprint as wide as the search, whose accuracy t is
nowhere less than at any place in it, so that its inner sets are nowhere larger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from layers.snapshot import EMPTY, Snapshot
from layers.translation import in_plane, strip_of
from layers.window import window
from zoning.alternatives.search import Search
from zoning.case import Case
from zoning.definitions import Definitions
from zoning.desk import Frame
from zoning.evaluated import PlaceResult
from zoning.evaluation import evaluate
from zoning.facts import Known
from zoning.ground import Ground
from zoning.logic import Strictness
from zoning.projects import Part, Project
from zoning.rules.model import Reads, Rule, Territory
from zoning.rules.places import Group, Place, Term, Zone

PIECE_DEG = 0.002
SLACK_M = 0.05  # more than rounding, arcs and edges straight in one plane or the other can differ by
ARC = 1.005  # an arc of GEOS may cut its corner by half a percent of the offset
MANY_VERTICES = 400


class _Everywhere(Ground):
    """A ground that meets every place: what a rule comes to where its place surely holds."""

    def place(self, place: Place, reads: Reads, territory: Territory) -> PlaceResult:  # noqa: ARG002 - any of them
        return PlaceResult(True)


@dataclass(frozen=True, eq=False)
class _Blocker:
    """Places that prohibit, in the plane: a footprint that reaches the inner sets, or shrunk by t the nominal ones.

    Where a conflict that is not certain counts too (`open_counts`), one that reaches the nominal sets.
    """

    footprint: BaseGeometry
    t: float
    inner: BaseGeometry
    nominal: BaseGeometry
    open_counts: bool

    def blocks(self, shrunk: _Shrunk, east: float, north: float, spread: float) -> bool:
        """Whether every move within `spread` metres of (east, north) is surely prohibited."""
        slack = ARC * spread + SLACK_M
        deeper = 0.0 if self.open_counts else ARC * self.t + SLACK_M
        tries = [
            (self.footprint, deeper, self.nominal, slack),
            (self.footprint, deeper + slack, self.nominal, 0.0),
        ]
        if not self.open_counts:
            tries += [(self.footprint, 0.0, self.inner, slack), (self.footprint, slack, self.inner, 0.0)]
        return any(
            shapely.intersects(shrunk.of(place, by), translate(shrunk.of(footprint, less), east, north))
            for footprint, less, place, by in tries
            if not (shrunk.of(footprint, less).is_empty or shrunk.of(place, by).is_empty)
        )


class _Shrunk:
    """Geometries of the plane shrunk by metres, each once; what is shrunk to nothing is empty."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, float], BaseGeometry] = {}

    def of(self, geometry: BaseGeometry, metres: float) -> BaseGeometry:
        if metres == 0.0 or geometry.is_empty:
            return geometry
        key = (id(geometry), metres)
        if key not in self._kept:
            self._kept[key] = shapely.buffer(geometry, -metres)
            shapely.prepare(self._kept[key])
        return self._kept[key]


class Blockers:
    """Certain prohibitions within what a search can reach of a project.

    With an aim beyond `not_prohibited` also what may prohibit by its accuracy; for `admissible` what asks for anything.
    """

    def __init__(self, project: Project, frame: Frame, definitions: Definitions, search: Search) -> None:
        strip = strip_of(project.footprint("project"))
        self._shrunk = _Shrunk()
        everywhere: set[str] = set()
        reached = window(project.footprint("project"), search.within_m)
        found: dict[tuple[Reads, float], list[tuple[BaseGeometry, BaseGeometry]]] = {}
        for snapshot in frame.snapshots:
            wide = Case(_wide(project, search.within_m), snapshot, definitions, frame.as_of)
            for rule, place in _prohibiting(wide, snapshot, project, definitions, search.least):
                sets = wide.ground.sets(place, rule.entry.reads, rule.territory)
                if sets is None or sets[0].nominal.is_empty:
                    continue
                band, t = sets
                if shapely.covers(band.inner, reached):
                    everywhere.add(rule.key)
                found.setdefault((rule.entry.reads, t), []).append((band.inner, band.nominal))
        self.everywhere = tuple(sorted(everywhere))
        self._blockers = [
            _Blocker(
                footprint,
                t,
                _plane([inner for inner, _ in sets], strip),
                _plane([nominal for _, nominal in sets], strip),
                search.open_counts,
            )
            for (reads, t), sets in found.items()
            if not (footprint := _subset(in_plane(project.footprint(reads), strip, PIECE_DEG))).is_empty
        ]

    def block(self, east: float, north: float, spread: float) -> bool:
        """Whether every move within `spread` metres of (east, north) is surely prohibited."""
        return any(blocker.blocks(self._shrunk, east, north, spread) for blocker in self._blockers)


def _wide(project: Project, reach_m: float) -> Project:
    """A project that lies wherever this one can be moved to, in every role."""
    everywhere = window(project.footprint("project"), reach_m + 10.0)
    roles: Sequence[str] = ("occupied", "route", "outlet")
    return replace(
        project,
        parts=tuple(Part(role, everywhere, everywhere) for role in roles),  # type: ignore[arg-type]
    )


def _prohibiting(
    wide: Case, snapshot: Snapshot, project: Project, definitions: Definitions, least: Strictness
) -> Iterator[tuple[Rule, Place]]:
    """Each rule with a place where it surely prohibits, whatever is still open about the project."""
    everywhere = _Everywhere(wide.project, snapshot, definitions.regions, {})
    opinions = any(part.role == "opinion" for part in project.parts)
    for rule in wide.rules:
        if rule.exceptions and opinions:
            continue  # how far an opinion reaches depends on where the project stands
        for known in wide.readings():
            result = evaluate(rule, everywhere, known)
            if result.outcome.best < least:
                continue
            if rule.table_layer is None:
                yield rule, rule.place
                continue
            for code, at_class in result.by_class.items():
                if at_class.outcome.best >= least:
                    yield rule, _table_place(rule, code, known)


def _table_place(rule: Rule, code: str, known: Known) -> Place:
    """Where a class of a table lies, and all that narrows the rows which still count."""
    term = Term(Zone(rule.table_layer or "", ((rule.table_class or "", frozenset((code,))),)))
    rows = [row for row in rule.rows if code in row.classes and row.selector.evaluate(known).truth is not False]
    narrower = [row.only for row in rows if row.only is not None]
    return Group((term, *narrower), every=True) if narrower else term


def _plane(sets: Iterable[BaseGeometry], strip: int) -> BaseGeometry:
    joined = shapely.union_all([place for place in sets if not place.is_empty])
    plane = EMPTY if joined.is_empty else in_plane(joined, strip, PIECE_DEG)
    shapely.prepare(plane)
    return plane


def _subset(plane: BaseGeometry) -> BaseGeometry:
    """A geometry of few vertices that lies in the given one: what it meets, the whole meets too."""
    if shapely.get_num_coordinates(plane) <= MANY_VERTICES:
        return plane
    if shapely.get_dimensions(plane) == 2:
        for tolerance in (0.5, 2.0, 8.0):
            simple = shapely.simplify(shapely.buffer(plane, -tolerance), 0.9 * tolerance)
            if not simple.is_empty and shapely.get_num_coordinates(simple) <= MANY_VERTICES:
                return simple
    vertices = shapely.get_coordinates(plane)
    step = -(-len(vertices) // MANY_VERTICES)
    return shapely.MultiPoint(vertices[::step])
