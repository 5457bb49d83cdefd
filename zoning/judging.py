"""A project judged: its facts under rules on a ground; evaluated once, asked again for each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from layers.once import once
from zoning.definitions import Definitions
from zoning.evaluated import Assumption
from zoning.evaluation import RuleResult, combine_readings, evaluate, outcome_again
from zoning.facts import FactValue, Known
from zoning.ground import Ground
from zoning.industries import CLASS
from zoning.logic import Outcome
from zoning.opinion_area import NEW_LAND, OPINION
from zoning.rulebook import Rulebook
from zoning.rules.model import GroundRead, Rule
from zoning.stated import Stated


class Judging:
    """What some rules come to for one project, whose places are those of a ground.

    With the `rulebook` that the rules are of, what they come to on bare ground is kept for the next project.
    """

    def __init__(
        self, ground: Ground, definitions: Definitions, rules: tuple[Rule, ...], rulebook: Rulebook | None = None
    ) -> None:
        self.project = ground.project
        self.ground = ground
        self.definitions = definitions
        self.rules = rules
        self._rulebook = rulebook

    def readings(self, supposed: Mapping[str, FactValue] | None = None) -> tuple[Known, ...]:
        """The consistent readings of the facts, as if some had been given so; what follows from others stays."""
        return self._stated.readings(supposed or {})

    @once
    def _stated(self) -> Stated:
        return self.definitions.stated(self.project.facts, self.project.industry)

    @once
    def results(self) -> tuple[RuleResult, ...]:
        """Every rule of the jurisdictions met, evaluated."""
        kept = [self._on_bare_ground(known) for known in self._known]
        processes, bare = self._stated.processes, self._bare
        results = []
        for rule in self.rules:
            on_bare = bare[rule.ground]
            if on_bare and len(kept) == 1 and rule.key in kept[0]:
                result = kept[0][rule.key]
            else:
                read = [
                    self._first(rule, known, found if on_bare else None)
                    for known, found in zip(self._known, kept, strict=True)
                ]
                result = combine_readings(read)
            if processes and CLASS in result.missing:
                result = replace(result, missing=result.missing | processes)
            results.append(result)
        return tuple(results)

    @once
    def _known(self) -> tuple[Known, ...]:
        return self.readings()

    @once
    def _bare(self) -> Mapping[GroundRead, bool]:
        """Of each ground that rules read, whether what is kept of bare ground holds."""
        kept, reads = self._rulebook is not None, {rule.ground for rule in self.rules}
        return {read: kept and self.ground.bare(read, read.reads, read.territory) for read in reads}

    def _on_bare_ground(self, known: Known) -> dict[str, RuleResult]:
        opinions = any(part.role == "opinion" for part in self.project.parts)  # they count whatever a place holds
        if self._rulebook is None or opinions:
            return {}
        return self._rulebook.on_bare_ground(known, draws_outlet=self.project.draws_outlet)

    def _first(self, rule: Rule, known: Known, kept: dict[str, RuleResult] | None) -> RuleResult:
        if kept is None:
            return evaluate(rule, self.ground, known)
        if rule.key not in kept:
            kept[rule.key] = evaluate(rule, self.ground, known)
        return kept[rule.key]

    def _evaluate(self, rule: Rule, known: Iterable[Known], assumption: Assumption | None = None) -> RuleResult:
        return combine_readings([evaluate(rule, self.ground, reading, assumption) for reading in known])

    def supposing(self, facts: Mapping[str, FactValue]) -> Outcome:
        """What all rules together come to if these facts were given; only rules that they can change are asked anew."""
        known = self.readings(facts)
        if len(known) == len(self._known) == 1:
            before, after = self._known[0].possible, known[0].possible
            told = {fact for fact in before.keys() | after.keys() if before.get(fact) != after.get(fact)}
            asked = frozenset[int]().union(*(self._asked_by[fact] for fact in told if fact in self._asked_by))
        else:
            asked = frozenset(index for index, result in enumerate(self.results) if result.place.truth is not False)
        return self._again(asked, known)

    def _again(self, asked: Iterable[int], known: Sequence[Known], assumption: Assumption | None = None) -> Outcome:
        """All rules together, with those of `asked` evaluated anew."""
        left = dict(self._outcomes)
        outcomes = []
        for index in asked:
            result = self.results[index]
            left[result.outcome] -= 1
            if assumption is None:
                outcomes += [outcome_again(result, self.ground, reading) for reading in known]
            else:
                outcomes.append(self._evaluate(result.rule, known, assumption).outcome)
        return Outcome.strictest([*(outcome for outcome, count in left.items() if count), *outcomes])

    @once
    def _outcomes(self) -> Counter[Outcome]:
        """How many rules come to each outcome."""
        return Counter(result.outcome for result in self.results)

    @once
    def _asked_by(self) -> Mapping[str, frozenset[int]]:
        """Fact → the rules that it can change, by their place in `results`: none that the ground has decided."""
        out: dict[str, set[int]] = {}
        for index, result in enumerate(self.results):
            if result.place.truth is not False:
                for fact in _deciding(result.rule):
                    out.setdefault(fact, set()).add(index)
        return {fact: frozenset(indices) for fact, indices in out.items()}

    def assuming(self, assumption: Assumption) -> Outcome:
        """What all rules together come to under a supposed place; what is decided no assumption changes."""
        asked = [
            index
            for index, result in enumerate(self.results)
            if assumption.layer in result.place.thin
            or assumption.layer in result.place.silent
            or (result.area_open and assumption.layer == OPINION)
        ]
        return self._again(asked, self._known, assumption)


def _deciding(rule: Rule) -> frozenset[str]:
    """The facts that can change what a rule comes to, with that on which an opinion's area depends."""
    return rule.facts | {NEW_LAND.fact} if rule.exceptions else rule.facts
