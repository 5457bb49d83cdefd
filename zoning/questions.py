"""Questions: what would still decide, each with the verdict that every answer would give."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from zoning.evaluated import Assumption
from zoning.evaluation import RuleResult
from zoning.facts import OPINIONS, FactValue
from zoning.logic import Outcome, Strictness
from zoning.opinion_area import OPINION
from zoning.verdict import Json

Kind = Literal["fact", "accuracy", "coverage", "opinion"]
KINDS: tuple[Kind, ...] = ("fact", "opinion", "accuracy", "coverage")


@dataclass(frozen=True)
class Choice:
    """One way to answer: the value that stands for it, and what is shown, for a number the interval."""

    value: FactValue
    shown: FactValue | Json


Answer = tuple[FactValue | Json, Outcome]


@dataclass(frozen=True)
class Question:
    """`about` names a fact, a layer, a `rules:` cell, `extent` or `opinion` (the area of one).

    Answers are in the order of the fact's values.
    """

    kind: Kind
    about: str
    answers: tuple[Answer, ...]

    @property
    def decisive(self) -> float:
        """The share of the answers that would leave a decided verdict."""
        decided = sum(outcome.best == outcome.worst for _, outcome in self.answers)
        return decided / len(self.answers) if self.answers else 0.0

    @property
    def matters(self) -> bool:
        """Whether two answers lead to different verdicts, or the answers cannot be listed."""
        return not self.answers or len({(outcome.best, outcome.worst) for _, outcome in self.answers}) > 1

    def explains(self, verdict: Outcome) -> bool:
        """Whether a gap keeps the verdict where it is: every answer about it would leave another."""
        left = {(outcome.best, outcome.worst) for _, outcome in self.answers}
        return self.kind == "coverage" and (verdict.best, verdict.worst) not in left

    def as_json(self) -> Json:
        """The question as the contract has it; its text is added when rendering."""
        return {
            "kind": self.kind,
            "about": self.about,
            "answers": [
                {"value": value, "verdict": outcome.word, "range": list(outcome.range)}
                for value, outcome in self.answers
            ],
        }


@dataclass(frozen=True)
class Inquiry:
    """How to ask again: under supposed facts, under a supposed place, or without one of the things beside the rules."""

    results: Sequence[RuleResult]
    supposing: Callable[[dict[str, FactValue]], Outcome]
    assuming: Callable[[Assumption], Outcome]
    without: Callable[[str], Outcome]
    beside: Sequence[str]
    conflicting: frozenset[str]
    choices: Callable[[str], Sequence[Choice]]
    governed_by: Callable[[str], Collection[str]]
    fact_order: Sequence[str]


def inquire(inquiry: Inquiry, outcome: Outcome) -> tuple[Outcome, tuple[Question, ...]]:
    """The outcome narrowed by case analysis, and the questions worth asking, the most decisive first.

    A fact that only some values of another leave open comes after that other one.

    An open fact has one of its listed values whatever it is: no verdict is milder than the mildest of its answers nor
    stricter than the strictest. A question whose answers all give the same is not asked, unless nothing else would
    explain an open verdict.
    """
    about_facts = list(_facts(inquiry))
    narrowed = outcome
    for question in about_facts:
        if question.answers and question.about not in inquiry.conflicting:
            narrowed = Outcome(
                max(narrowed.best, min(answer.best for _, answer in question.answers)),
                min(narrowed.worst, max(answer.worst for _, answer in question.answers)),
            )
    found = [*about_facts, *_dispensations(inquiry), *_places(inquiry)]
    found += _beside(inquiry, outcome, {question.about for question in found if question.kind == "coverage"})
    asked = [question for question in found if question.matters or question.explains(narrowed)]
    if not asked and narrowed.best != narrowed.worst:
        asked = found
    order = {name: index for index, name in enumerate(inquiry.fact_order)}
    open_facts = {question.about for question in asked}

    def rank(question: Question) -> tuple[object, ...]:
        follows = not open_facts.isdisjoint(inquiry.governed_by(question.about))
        place = order.get(question.about, len(order))
        return (
            follows,
            question.about != "extent",
            -question.decisive,
            KINDS.index(question.kind),
            place,
            question.about,
        )

    return narrowed, tuple(sorted(asked, key=rank))


def _facts(inquiry: Inquiry) -> Iterator[Question]:
    open_results = [result for result in inquiry.results if result.outcome.best != result.outcome.worst]
    for fact in sorted(frozenset[str]().union(*(result.missing for result in open_results))):
        choices = inquiry.choices(fact)
        answers = tuple((choice.shown, inquiry.supposing({fact: choice.value})) for choice in choices)
        opinion = {choice.value for choice in choices} == set(OPINIONS)
        yield Question("opinion" if opinion else "fact", fact, answers)


def _dispensations(inquiry: Inquiry) -> Iterator[Question]:
    """What an act that is not claimed would change: asked because the prohibition stands without it."""
    claims: dict[str, str] = {}
    for result in inquiry.results:
        if result.outcome.worst is Strictness.PROHIBIT and result.holds is not False:
            for exception, state in result.exceptions:
                if state == "not_claimed" and exception.claim and exception.act:
                    claims.setdefault(exception.claim, exception.act)
    for claim, act in sorted(claims.items()):
        held = inquiry.supposing({claim: True, act: True})
        yield Question("fact", claim, ((True, held), (False, inquiry.supposing({claim: False}))))


def _places(inquiry: Inquiry) -> Iterator[Question]:
    thin: set[str] = set()
    silent: set[str] = set()
    for result in inquiry.results:
        if result.outcome.best != result.outcome.worst:  # a table's place may be open for one class only
            silent |= result.place.silent
            thin |= result.place.thin | ({OPINION} if result.area_open else set())
    for layer in sorted(thin):
        yield _about_place(inquiry, layer, "accuracy")
    for layer in sorted(silent):
        yield _about_place(inquiry, layer, "coverage")


def _about_place(inquiry: Inquiry, layer: str, cause: Literal["accuracy", "coverage"]) -> Question:
    answers = tuple((truth, inquiry.assuming(Assumption(layer, cause, truth))) for truth in (True, False))
    return Question(cause, layer, answers)


def _beside(inquiry: Inquiry, verdict: Outcome, asked: Collection[str]) -> Iterator[Question]:
    for name in (name for name in inquiry.beside if name not in asked):
        if name == "extent":
            yield Question("fact", name, ())
        else:
            yield Question("coverage", name, ((True, verdict), (False, inquiry.without(name))))


def intervals(bounds: Collection[float], minimum: float | None) -> tuple[Choice, ...]:
    """A number, told apart only where a rule does: below the first bound, then from each bound to the next."""
    edges = sorted(set(bounds))
    out: list[Choice] = []
    if edges and (minimum is None or minimum < edges[0]):
        out.append(Choice(math.nextafter(edges[0], -math.inf), {"below": edges[0]}))
    for low, high in zip_longest(edges, edges[1:]):
        out.append(Choice(low, {"at_least": low} if high is None else {"at_least": low, "below": high}))
    return tuple(out)
