"""The outcome of a red-line review (审查结论): which of the ways through the red line the project has, if any.

From the places (occupation, route), the states of the exceptions to the occupation ban and the other bans of the
instrument; which leads to which outcome is data (`red_line_law`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

from zoning.case import Case
from zoning.evaluated import PlaceResult
from zoning.evaluation import ExceptionState, RuleResult, exception_state
from zoning.facts import Known
from zoning.logic import Strictness, Truth, all_of, any_of
from zoning.opinion_area import OpinionCover, area_condition, limited, opinion_cover
from zoning.red_line_areas import areas
from zoning.red_line_law import RedLineLaw, Split
from zoning.rules.model import Reads, Rule, RuleException, Territory
from zoning.rules.places import Anywhere, Term, Zone
from zoning.verdict import Json

MANY = 2000  # combinations of open facts judged one by one; beyond, the outcomes are found without that
STATES: Mapping[Truth, str] = {True: "holds", None: "open", False: "fails"}


@dataclass(frozen=True)
class RedLineOutcome:
    """What a review can still come to (`possible`, mildest first), by what, and what keeps it open."""

    possible: tuple[str, ...]
    by: tuple[Mapping[str, str | None], ...]
    keeps_open: tuple[tuple[str, str], ...]
    not_claimed: tuple[str, ...]
    law_not_covered: tuple[str, ...]
    measured: Json = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """The one outcome, or `open`."""
        return self.possible[0] if len(self.possible) == 1 else "open"

    def as_json(self) -> Json:
        """The member `red_line` of a verdict; titles are added when rendering."""
        decided = len(self.possible) == 1
        return {
            "outcome": self.outcome,
            "possible": list(self.possible),
            "by": [dict(entry) for entry in self.by],
            "open": [] if decided else [{"kind": kind, "about": about} for kind, about in self.keeps_open],
            "not_claimed": list(self.not_claimed),
            "law_not_covered": list(self.law_not_covered),
            **self.measured,
        }


def red_line_outcome(case: Case, results: Iterable[RuleResult], law: RedLineLaw) -> RedLineOutcome:
    """The outcome for one project on one snapshot. Areas: m² to 0.01 and ha to 4 decimals, ellipsoidal."""
    return _Review(case, tuple(results), law).outcome()


def stricter(outcomes: Sequence[RedLineOutcome], law: RedLineLaw) -> RedLineOutcome:
    """One project on several snapshots: the stricter outcome counts, with the grounds and areas that go with it."""
    if len(outcomes) == 1:
        return outcomes[0]
    rank = law.order.index
    leading = max(outcomes, key=lambda found: (rank(found.possible[0]), rank(found.possible[-1])))
    return replace(
        leading,
        possible=law.strictest([found.possible for found in outcomes]),
        keeps_open=tuple(sorted({cause for found in outcomes for cause in found.keeps_open})),
        law_not_covered=tuple(sorted({name for found in outcomes for name in found.law_not_covered})),
    )


class _Review:
    """The parts of one review."""

    def __init__(self, case: Case, results: Sequence[RuleResult], law: RedLineLaw) -> None:
        self.case, self.law, self.readings = case, law, case.readings()
        self.results = {result.rule.key: result for result in results if result.rule.instrument == law.instrument}
        self.occupied = self._place("occupation")
        self.crossed = self._place("route")
        self.inside = self._place("project")
        self.cover: OpinionCover | None = opinion_cover(case.ground, Zone(law.layer))
        self.causes: set[tuple[str, str]] = set()

    def _place(self, reads: Reads) -> PlaceResult:
        return self.case.ground.place(Term(Zone(self.law.layer)), reads, Territory("CN"))

    def outcome(self) -> RedLineOutcome:
        """The outcome of this review."""
        law, case = self.law, self.case
        bars = [result for key, result in sorted(self.results.items()) if self._bars(key, result)]
        barred = any(result.outcome.best is Strictness.PROHIBIT for result in bars)
        possible: set[str] = {law.occupation.otherwise} if bars else set()
        may_occupy = self.occupied.truth is not False or case.extent_unknown
        if not barred:
            if may_occupy:
                possible |= set(law.strictest([self._ways(known) for known in self.readings]))
            if self.occupied.truth is not True:
                possible |= self._without_occupation()
            self._blame_places(bars)
        cells = sorted(cell.name for cell in case.law if cell.instrument == law.instrument and not cell.covered)
        rule = self._rule()
        return RedLineOutcome(
            possible=law.sorted(possible),
            by=tuple(self._grounds(bars, possible, may_occupy=may_occupy)),
            keeps_open=tuple(sorted(self.causes)),
            not_claimed=()
            if rule is None or not may_occupy
            else tuple(e.id for e in rule.exceptions if self._states(e) == {"not_claimed"}),
            law_not_covered=tuple(cells),
            measured=areas(case, law.layer, self.cover),
        )

    def _rule(self) -> Rule | None:
        result = self.results.get(self.law.occupation.rule)
        return None if result is None else result.rule

    def _bars(self, key: str, result: RuleResult) -> bool:
        """Whether another ban of the instrument stands, or may stand, in the way."""
        return key != self.law.occupation.rule and result.outcome.worst is Strictness.PROHIBIT

    def _without_occupation(self) -> set[str]:
        """What it comes to where no land is taken inside."""
        if self.crossed.truth is True:
            return {self.law.crossing.outcome}
        if self.crossed.truth is None:
            return {self.law.not_in, self.law.crossing.outcome}
        if self.occupied.truth is False and self.inside.truth is not False:  # an outlet alone: it occupies nothing
            self.causes.add(("role", "outlet"))
            return {self.law.not_in, self.law.crossing.outcome}
        return {self.law.not_in}

    def _states(self, exception: RuleException) -> set[ExceptionState]:
        return {exception_state(exception, known)[0] for known in self.readings}

    def _ways(self, known: Known) -> set[str]:
        """The outcomes that occupation can have under one reading of the facts."""
        rule = self._rule()
        if rule is None:  # the ban is not law on that day, as far as our rules go
            self.causes |= {("coverage", cell.name) for cell in self.case.law if not cell.covered}
            named = {*self.law.occupation.exceptions.values(), self.law.occupation.otherwise}
            return named | {
                other for outcome in named for split in self._splits(outcome) for other in split.rules.values()
            }
        found = {outcome for combination in self._combinations(known) for outcome in self._way(rule, combination)}
        if len(found) > 1:
            self._blame_facts(rule, known)
        return found

    def _way(self, rule: Rule, known: Known) -> Iterator[str]:
        """The outcomes in order of strictness, until one has its exception for certain."""
        for outcome in self.law.sorted(set(self.law.occupation.exceptions.values())):
            open_ones = []
            for exception in rule.exceptions:
                stated = exception_state(exception, known)[0]
                if self.law.occupation.exceptions[exception.id] != outcome or stated not in ("holds", "open"):
                    continue
                for name, requirements, truth in self._divided(outcome, exception, known):
                    state = limited(stated, area_condition(requirements, known, self.cover).truth)
                    if state in ("holds", "open"):
                        open_ones.append((name, all_of((True if state == "holds" else None, truth))))
            certain = [name for name, truth in open_ones if truth is True]
            yield from certain or dict.fromkeys(name for name, _ in open_ones)
            if certain:
                return
        yield self.law.occupation.otherwise

    def _divided(
        self, outcome: str, exception: RuleException, known: Known
    ) -> list[tuple[str, tuple[str, ...], Truth]]:
        """An exception's outcome as a province divides it: outcome, requirements, and whether it is that one."""
        found: list[tuple[str, tuple[str, ...], Truth]] = []
        settled = False
        for split in self._splits(outcome):
            there = self._in_force(split)
            judged = [(rule, rule.selector.judged(known).truth) for rule in self._rules(split)]
            sure = [rule for rule, truth in judged if truth is True][:1]
            for rule in sure or [rule for rule, truth in judged if truth is None]:
                truth = there if sure else None
                found.append((split.rules[rule.key], (*exception.requirements, *rule.entry.requirements), truth))
            settled = settled or (bool(sure) and there is True)
        if not settled:
            found.append((outcome, exception.requirements, None if found else True))
        return found

    def _splits(self, outcome: str) -> Iterator[Split]:
        for split in self.law.splits:
            if split.outcome == outcome and self._in_force(split) is not False:
                yield split

    def _rules(self, split: Split) -> list[Rule]:
        return [self.results[key].rule for key in split.rules if key in self.results]

    def _in_force(self, split: Split) -> Truth:
        """Whether the occupation inside lies in the split's jurisdiction, and its rules are law there."""
        found = [self.results[key].place.truth for key in split.rules if key in self.results]
        if not found:
            return False
        if self.occupied.truth is True:
            return any_of(found)
        return self.case.ground.place(Anywhere(), "project", Territory(split.jurisdiction)).truth

    def _combinations(self, known: Known) -> list[Known]:
        """The reading with every open fact that divides an outcome fixed, in every way that is consistent."""
        facts = self.case.definitions.facts
        rules = [rule for outcome in self.law.order for split in self._splits(outcome) for rule in self._rules(split)]
        names = sorted({name for rule in rules for name in rule.selector.facts()})
        choices = [sorted(known.values(name) or facts[name].domain or (), key=str) for name in names]
        if not 1 < prod(map(len, choices)) <= MANY:
            return [known]
        implied = {
            (name, value): facts.closure({name: frozenset((value,))})
            for name, values in zip(names, choices, strict=True)
            for value in values
        }
        opened = {name for name, values in zip(names, choices, strict=True) if len(values) > 1}
        found = []
        for pick in product(*choices):
            fixed = dict(zip(names, pick, strict=True))
            stated = {**known.possible, **{name: frozenset((value,)) for name, value in fixed.items()}}
            consistent = True
            for pair in fixed.items():
                for other, values in implied[pair].items():
                    left = stated.get(other, values) & values
                    if left:
                        stated[other] = left
                    elif pair[0] in opened or other in opened:  # what was stated beforehand may contradict itself
                        consistent = False
            if consistent:
                found.append(Known(stated))
        return found or [known]

    def _blame_places(self, bars: Sequence[RuleResult]) -> None:
        """Add the layers whose accuracy or silence, and the facts, that keep places and other bans open."""
        open_bars = [result for result in bars if result.outcome.best is not Strictness.PROHIBIT]
        dividing = [
            self.results[key].place
            for split in self.law.splits
            for key in split.rules
            if key in self.results and self.occupied.truth is True
        ]
        for place in (self.occupied, self.crossed, *(result.place for result in open_bars), *dividing):
            if place.truth is None:
                self.causes |= {("accuracy", layer) for layer in place.thin}
                self.causes |= {("coverage", layer) for layer in place.silent}
        self.causes |= {("fact", name) for result in open_bars for name in result.missing}
        if self.case.extent_unknown:
            self.causes.add(("fact", "extent"))

    def _blame_facts(self, rule: Rule, known: Known) -> None:
        """Add the facts that keep an exception, its division or its opinion open, up to one that holds for certain."""
        for outcome in self.law.sorted(set(self.law.occupation.exceptions.values())):
            certain = False
            for exception in rule.exceptions:
                state, missing = exception_state(exception, known)
                if self.law.occupation.exceptions[exception.id] != outcome or state not in ("holds", "open"):
                    continue
                condition = area_condition(exception.requirements, known, self.cover)
                certain = certain or (state == "holds" and condition.truth is True)
                self.causes |= {("fact", name) for name in missing | condition.missing}
                if condition.truth is None and not condition.missing:
                    self.causes.add(("accuracy", "opinion"))
                for split in self._splits(outcome):
                    for divided in self._rules(split):
                        self.causes |= {("fact", name) for name in divided.selector.judged(known).missing}
            if certain:
                return

    def _grounds(
        self, bars: Sequence[RuleResult], possible: Collection[str], *, may_occupy: bool
    ) -> Iterator[Mapping[str, str | None]]:
        """The rules and exceptions that the outcome rests on; one that only its opinion's area takes away fails."""
        law, rule = self.law, self._rule()
        by_crossing = {law.not_in, law.crossing.outcome}
        if may_occupy and rule is not None and not by_crossing.issuperset(possible):
            yield _ground(rule, None, self.results[rule.key].holds)
            for exception in rule.exceptions:
                stated = self._states(exception)
                if stated & {"holds", "open"}:
                    state: ExceptionState = "holds" if stated == {"holds"} else "open"
                    conditions = [area_condition(exception.requirements, k, self.cover).truth for k in self.readings]
                    yield {**_ground(rule, exception.id, None), "state": limited(state, all_of(conditions))}
        for split in law.splits:
            for key, outcome in split.rules.items():
                if outcome in possible and key in self.results:
                    yield _ground(self.results[key].rule, None, self.results[key].holds)
        crossing = self.results.get(law.crossing.rule)
        if crossing is not None and law.crossing.outcome in possible:
            yield _ground(crossing.rule, None, crossing.holds)
        for result in bars:
            yield _ground(result.rule, None, result.holds)


def _ground(rule: Rule, exception: str | None, holds: Truth) -> Mapping[str, str | None]:
    return {"pack": rule.pack, "rule": rule.entry.id, "exception": exception, "state": STATES[holds]}
