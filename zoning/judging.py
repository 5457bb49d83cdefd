"""A project judged: its facts under rules on a ground; evaluated once, asked again for each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from layers.once import once
from zoning.definitions import Definitions
from zoning.evaluation import RuleResult, combine_readings, evaluate, outcome_again
from zoning.facts import FactState, FactValue, Known, readings
from zoning.ground import Assumption, Ground
from zoning.industries import CLASS, Industries, IndustryCode
from zoning.logic import Outcome
from zoning.opinion_area import NEW_LAND, OPINION
from zoning.rulebook import Rulebook
from zoning.rules.model import Rule


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
        return self._readings(supposed) if supposed else self._known

    def _readings(self, supposed: Mapping[str, FactValue]) -> tuple[Known, ...]:
        states = dict(self.project.facts)
        for name, value in supposed.items():
            states[name] = replace(states.get(name, FactState()), given=value)
        if self._industry is not None and not self._industries.processes.isdisjoint(supposed):
            given = {name: state.given for name, state in states.items() if state.given is not None}
            said = self._industries.derive(self._industry, given).get(CLASS)
            states[CLASS] = replace(states.get(CLASS, FactState()), derived=said)
        return tuple(Known(self.definitions.facts.closure(known.possible)) for known in readings(states))

    @once
    def results(self) -> tuple[RuleResult, ...]:
        """Every rule of the jurisdictions met, evaluated."""
        kept = [self._on_bare_ground(known) for known in self._known]
        results = (
            combine_readings([self._first(rule, *pair) for pair in zip(self._known, kept, strict=True)])
            for rule in self.rules
        )
        return tuple(
            replace(result, missing=result.missing | self._processes) if CLASS in result.missing else result
            for result in results
        )

    @once
    def _known(self) -> tuple[Known, ...]:
        return self._readings({})

    def _on_bare_ground(self, known: Known) -> dict[str, RuleResult]:
        opinions = any(part.role == "opinion" for part in self.project.parts)  # they count whatever a place holds
        return {} if self._rulebook is None or opinions else self._rulebook.on_bare_ground(known)

    def _first(self, rule: Rule, known: Known, kept: dict[str, RuleResult]) -> RuleResult:
        if self._rulebook is None or not self.ground.bare(rule, rule.entry.reads, rule.territory):
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
        left = Counter(self._outcomes)
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

    @property
    def _industries(self) -> Industries:
        return self.definitions.industries

    @once
    def _industry(self) -> IndustryCode | None:
        return None if self.project.industry is None else self._industries.parse(self.project.industry)

    @once
    def _processes(self) -> frozenset[str]:
        """The processes not said that decide the class of the project: missing wherever its class is."""
        if self._industry is None:
            return frozenset()
        given = {name: state.given for name, state in self.project.facts.items() if state.given is not None}
        return self._industries.deciding(self._industry, given)


def _deciding(rule: Rule) -> frozenset[str]:
    """The facts that can change what a rule comes to, with that on which an opinion's area depends."""
    return rule.facts | {NEW_LAND.fact} if rule.exceptions else rule.facts
