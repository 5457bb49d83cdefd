"""What a project comes to: its rules on every snapshot taken together, and what would still decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zoning.definitions import Definitions
from zoning.evaluated import together
from zoning.evaluation import RuleResult, combine_readings
from zoning.facts import FactValue
from zoning.judging import Judging
from zoning.logic import Outcome
from zoning.questions import Choice, Inquiry, Question, inquire, intervals


@dataclass(frozen=True)
class Conclusion:
    """The verdict, the questions worth asking, and every rule's result, the stricter of the snapshots."""

    outcome: Outcome
    questions: tuple[Question, ...]
    results: tuple[RuleResult, ...]


def conclude(judged: Sequence[Judging], beside: Mapping[str, Outcome]) -> Conclusion:
    """One project judged on each snapshot; `beside` stands open whatever the rules say, by what a question calls it."""
    results = _together([one.results for one in judged])
    by_rules = Outcome.strictest([*(result.outcome for result in results), *beside.values()])
    definitions, facts = judged[0].definitions, judged[0].project.facts

    def judge(again: Iterable[Outcome], skipped: str | None = None) -> Outcome:
        return Outcome.strictest([*again, *(outcome for name, outcome in beside.items() if name != skipped)])

    inquiry = Inquiry(
        results=results,
        supposing=lambda supposed: judge(one.supposing(supposed) for one in judged),
        assuming=lambda supposed: judge(
            (one.assuming(supposed) for one in judged),
            skipped=supposed.layer if supposed.cause == "coverage" else None,
        ),
        without=lambda name: judge((result.outcome for one in judged for result in one.results), name),
        beside=tuple(beside),
        conflicting=frozenset(name for name, state in facts.items() if state.conflicting),
        choices=lambda fact: _choices(definitions, judged, fact),
        governed_by=lambda fact: definitions.facts[fact].only_for if fact in definitions.facts else (),
        fact_order=tuple(definitions.facts),
    )
    outcome, questions = inquire(inquiry, by_rules)
    return Conclusion(outcome, questions, results)


def _together(by_case: Sequence[Sequence[RuleResult]]) -> tuple[RuleResult, ...]:
    """The results of every case by rule, the stricter counting."""
    if len(by_case) == 1:
        return tuple(sorted(by_case[0], key=lambda result: result.rule.key))
    grouped: dict[str, list[RuleResult]] = {}
    for results in by_case:
        for result in results:
            grouped.setdefault(result.rule.key, []).append(result)
    return tuple(_stricter(grouped[key]) for key in sorted(grouped))


def _stricter(results: Sequence[RuleResult]) -> RuleResult:
    """One rule on several snapshots: the stricter value, and the ground of all of them."""
    if len(results) == 1:
        return results[0]
    return replace(combine_readings(results), place=together([result.place for result in results]))


def _choices(definitions: Definitions, judged: Sequence[Judging], fact: str) -> tuple[Choice, ...]:
    """The values a fact can still have, in the order of its file; a number by the thresholds of the rules in force."""
    kind = definitions.facts[fact]
    if kind.type == "number":
        selectors = (selector for one in judged for rule in one.rules for selector in rule.selectors())
        return intervals([bound for s in selectors for name, bound in s.thresholds() if name == fact], kind.minimum)
    if kind.domain is None:
        return ()
    possible = frozenset[FactValue]().union(*(known.values(fact) or kind.domain for known in judged[0].readings()))
    return tuple(Choice(value, value) for value in kind.listed if value in possible)
