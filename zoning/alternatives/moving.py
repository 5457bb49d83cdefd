"""The smallest move of a project that passes: searched to the step, each place judged by the ordinary check.

Positions are those of a square lattice of half a step around where the project stands, in the plane of its strip. They
are taken by distance, so that the first that passes is the nearest there is on the lattice. Whole squares of them are
left out where a rule surely prohibits every one (`zoning.alternatives.blockers`); all others are judged.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, cast

import numpy as np
import shapely

from layers.errors import StoreError
from layers.translation import Translation, strip_of
from zoning.alternatives.blockers import Blockers
from zoning.alternatives.search import Search
from zoning.case import Case
from zoning.desk import Desk, Frame
from zoning.evaluation import RuleResult, evaluate
from zoning.projects import DECIMALS, Part, Project, normalise
from zoning.verdict import Verdict

MOST_CHECKS = 400
MOST_SQUARES = 200_000


@dataclass(frozen=True)
class Moved:
    """A project at another place, and the ordinary verdict on it there."""

    by: Translation
    project: Project
    verdict: Verdict


@dataclass(frozen=True)
class Outcome:
    """What a search found.

    `here` is the verdict where the project stands. Every position nearer than `none_nearer_than_m` was judged, or
    surely fails. `complete` is False where the search stopped after `checks` positions judged: then there may be a way
    farther out. `everywhere`: rules (`pack#id`) that surely prohibit wherever the project could be moved to.
    """

    here: Verdict
    moved: Moved | None
    none_nearer_than_m: float
    complete: bool
    checks: int
    everywhere: tuple[str, ...] = ()


def smallest_move(
    desk: Desk, project: Project, frame: Frame, search: Search, most_checks: int = MOST_CHECKS
) -> Outcome:
    """The nearest position that passes. The project keeps its shape; areas of opinions stay where they were drawn.

    A position passes where the ordinary verdict does as `search.until` says, and no layer that it needs is silent that
    answers where the project stands now. Raises StoreError where a layer cannot be read.
    """
    strip = strip_of(project.footprint("project"))
    try_at = _Trial(desk, project, frame, search, strip)
    if try_at.passes(try_at.here):
        return Outcome(try_at.here, Moved(Translation(0.0, 0.0, strip), project, try_at.here), 0.0, True, 0)
    standing = Case(project, frame.snapshots[0], desk.definitions, frame.as_of).project
    blockers = Blockers(standing, frame, desk.definitions, search)
    for place, nearer in _positions(blockers, search):
        if place is None or try_at.checks >= most_checks:
            return Outcome(try_at.here, None, nearer, False, try_at.checks, blockers.everywhere)
        moved = try_at.at(Translation(*place, strip))
        if moved is not None:
            return Outcome(try_at.here, moved, nearer, True, try_at.checks)
    return Outcome(try_at.here, None, search.within_m, True, try_at.checks, blockers.everywhere)


def _positions(
    blockers: Blockers, search: Search, most_squares: int = MOST_SQUARES
) -> Iterator[tuple[tuple[float, float] | None, float]]:
    """Metres east and north of every position that is not surely prohibited, and its distance.

    The nearest first, then by bearing. None in its place, at the distance reached, after so many squares looked at.
    """
    grid, reach = search.grid_m, math.floor(search.within_m / search.grid_m + 1e-9)
    side = 1 << (2 * reach).bit_length()
    first = -(side // 2)
    squares: list[tuple[int, bool, float, int, int, int]] = [(0, False, 0.0, first, first, side)]
    for looked in count():
        if not squares or squares[0][0] > reach * reach:
            return
        apart, single, _, i, j, n = heapq.heappop(squares)
        nearer = math.sqrt(apart) * grid
        if looked >= most_squares:
            yield None, nearer
            return
        middle = (n - 1) / 2.0
        if blockers.block((i + middle) * grid, (j + middle) * grid, middle * math.sqrt(2.0) * grid):
            continue
        if single:
            if apart > 0:
                yield (i * grid, j * grid), nearer
            continue
        half = n // 2
        for a in (i, i + half):
            for b in (j, j + half):
                square = _near(a, half) ** 2 + _near(b, half) ** 2
                bearing = math.degrees(math.atan2(a, b)) % 360.0 if half == 1 else 0.0
                heapq.heappush(squares, (square, half == 1, bearing, a, b, half))


def _near(first: int, count: int) -> int:
    """The least absolute value among `count` whole numbers from `first`."""
    last = first + count - 1
    return first if first > 0 else -last if last < 0 else 0


@dataclass
class _Trial:
    """Places tried: the rule that prohibited last is asked first, and only what no rule prohibits is judged whole."""

    desk: Desk
    project: Project
    frame: Frame
    search: Search
    strip: int
    checks: int = 0
    here: Verdict = field(init=False)
    silent: frozenset[str] = field(init=False)
    _latest: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.here = self.desk.judge(self.project, self.frame)
        self.silent = _silent(self.here)

    def passes(self, verdict: Verdict) -> bool:
        """Whether a verdict passes. Raises StoreError for an incident, which says nothing of the place."""
        if verdict.incident:
            raise StoreError(
                "有图层数据读不出，无法判断何处可行；请运行 sanxian doctor",
                "a layer could not be read, so that no place can be told to pass; run `sanxian doctor`",
            )
        return self.search.accepts(*cast("list[str]", verdict.body["range"]))

    def at(self, by: Translation) -> Moved | None:
        """The project moved, where it passes there."""
        self.checks += 1
        project = moved_project(self.project, by)
        for snapshot in self.frame.snapshots:
            case = Case(project, snapshot, self.desk.definitions, self.frame.as_of)
            rules = sorted(
                case.rules, key=lambda rule: -self._latest.index(rule.key) if rule.key in self._latest else 1
            )
            for rule in rules:
                if any(self._fails(evaluate(rule, case.ground, known)) for known in case.readings()):
                    if rule.key in self._latest:
                        self._latest.remove(rule.key)
                    self._latest.append(rule.key)
                    return None
        verdict = self.desk.judge(project, self.frame)
        if self.passes(verdict) and _silent(verdict) <= self.silent:
            return Moved(by, project, verdict)
        return None

    def _fails(self, result: RuleResult) -> bool:
        """Whether a rule alone keeps a place from passing, whatever facts that are open turn out to be."""
        if result.outcome.best >= self.search.least:
            return True
        by_place_alone = result.applies is True and not result.missing and not result.area_open
        open_place = result.rule.table_layer is None and result.place.truth is None and by_place_alone
        return self.search.open_counts and open_place and result.outcome.worst >= self.search.least


def _silent(verdict: Verdict) -> frozenset[str]:
    """The layers and laws that a verdict needs and that do not answer under all of the project."""
    cells = cast("list[Mapping[str, Any]]", verdict.body["coverage"])
    return frozenset(
        str(cell["layer"]) for cell in cells if cell["required"] and cell["status"] not in ("covered", "not_applicable")
    )


def moved_project(project: Project, by: Translation) -> Project:
    """The project at another place; parts of opinions stay, since an authority drew them where they are.

    Coordinates are rounded as answers print them, so that the parts as printed are judged the same. Raises BadGeometry.
    """
    return replace(project, parts=tuple(_moved(part, by, n) for n, part in enumerate(project.parts, start=1)))


def _moved(part: Part, by: Translation, number: int) -> Part:
    if part.role == "opinion" or by.bearing_deg is None:
        return part
    delivered = shapely.transform(by.moved(part.delivered), lambda xy: np.round(xy, DECIMALS) + 0.0)
    return replace(part, geometry=normalise(delivered, f"part {number}"), delivered=delivered)
