"""Selectors: which projects a provision speaks of, as an expression over facts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from layers.errors import BadFact
from zoning.facts import FactKinds, FactValue, Known
from zoning.logic import Truth, all_of, any_of, negate


@dataclass(frozen=True)
class Judgement:
    """The truth of a selector and, while it is Unknown, the facts that could decide it."""

    truth: Truth
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """Why a selector is not True: what is known of one fact (None: nothing) and what would have to be.

    Wanted is one of `wanted` (`excluded`: none of them), or a number within the bounds. Reasons of one `alternative`
    ("1", "2", "2.1" …) belong together: mending those of any one alternative is enough; "" belongs to all.
    """

    fact: str
    known: tuple[FactValue, ...] | None
    wanted: tuple[FactValue, ...] = ()
    excluded: bool = False
    at_least: float | None = None
    below: float | None = None
    alternative: str = ""


def _listed(values: frozenset[FactValue] | None) -> tuple[FactValue, ...] | None:
    return None if values is None else tuple(sorted(values, key=str))


class Selector:
    """An expression over facts."""

    def evaluate(self, known: Known) -> Judgement:
        """True, False or Unknown under what is known."""
        raise NotImplementedError

    def judged(self, known: Known) -> Judgement:
        """As `evaluate`; kept with what is known, as long as that is."""
        kept = known.judgements.get(id(self))
        if kept is None or kept[0] is not self:
            kept = known.judgements[id(self)] = self, self.evaluate(known)
        return cast(Judgement, kept[1])

    def explain(self, known: Known, *, opposite: bool = False) -> tuple[Reason, ...]:
        """Why this, or with `opposite` its negation, is not True: the parts that make it False, or keep it Unknown.

        Nothing where it is True.
        """
        raise NotImplementedError

    def facts(self) -> Iterator[str]:
        """Every fact named."""
        raise NotImplementedError

    def thresholds(self) -> Iterator[tuple[str, float]]:
        """Every numeric fact and the numbers at which this changes."""
        yield from ()


@dataclass(frozen=True)
class Always(Selector):
    """Every project."""

    def evaluate(self, known: Known) -> Judgement:  # noqa: ARG002
        """True."""
        return Judgement(True)

    def explain(self, known: Known, *, opposite: bool = False) -> tuple[Reason, ...]:  # noqa: ARG002
        """Nothing: no fact could change it."""
        return ()

    def facts(self) -> Iterator[str]:
        """None."""
        yield from ()


@dataclass(frozen=True)
class Among(Selector):
    """A fact has one of the listed values."""

    fact: str
    values: frozenset[FactValue]

    def evaluate(self, known: Known) -> Judgement:
        """True or False once every value still possible falls on one side."""
        possible = known.values(self.fact)
        if possible is not None:
            if possible <= self.values:
                return Judgement(True)
            if not possible & self.values:
                return Judgement(False)
        return Judgement(None, frozenset((self.fact,)))

    def explain(self, known: Known, *, opposite: bool = False) -> tuple[Reason, ...]:
        """This fact."""
        if self.evaluate(known).truth is (not opposite):
            return ()
        wanted = tuple(sorted(self.values, key=str))
        return (Reason(self.fact, _listed(known.values(self.fact)), wanted, excluded=opposite),)

    def facts(self) -> Iterator[str]:
        """This fact."""
        yield self.fact


@dataclass(frozen=True)
class Threshold(Selector):
    """A numeric fact is at least, or below, a number."""

    fact: str
    at_least: float | None
    below: float | None

    def evaluate(self, known: Known) -> Judgement:
        """Unknown without the number."""
        possible = known.values(self.fact)
        if possible is None or not all(isinstance(value, float) for value in possible):
            return Judgement(None, frozenset((self.fact,)))
        inside = {
            (self.at_least is None or float(value) >= self.at_least)
            and (self.below is None or float(value) < self.below)
            for value in possible
        }
        return Judgement(inside.pop()) if len(inside) == 1 else Judgement(None, frozenset((self.fact,)))

    def explain(self, known: Known, *, opposite: bool = False) -> tuple[Reason, ...]:
        """This fact."""
        if self.evaluate(known).truth is (not opposite):
            return ()
        values = _listed(known.values(self.fact))
        return (Reason(self.fact, values, excluded=opposite, at_least=self.at_least, below=self.below),)

    def facts(self) -> Iterator[str]:
        """This fact."""
        yield self.fact

    def thresholds(self) -> Iterator[tuple[str, float]]:
        """Its bounds."""
        yield from ((self.fact, bound) for bound in (self.at_least, self.below) if bound is not None)


@dataclass(frozen=True)
class Joined(Selector):
    """All, or any, of several selectors."""

    parts: tuple[Selector, ...]
    every: bool

    def evaluate(self, known: Known) -> Judgement:
        """Kleene; what is missing is asked only of the parts that are open."""
        results = [part.evaluate(known) for part in self.parts]
        truth = (all_of if self.every else any_of)(result.truth for result in results)
        missing = frozenset[str]().union(*(r.missing for r in results)) if truth is None else frozenset[str]()
        return Judgement(truth, missing)

    def explain(self, known: Known, *, opposite: bool = False) -> tuple[Reason, ...]:
        """The parts that decide: of a conjunction that fails those that fail, of one that is open the open ones."""
        every = self.every is not opposite  # De Morgan
        truths = [part.evaluate(known).truth for part in self.parts]
        truths = [negate(truth) for truth in truths] if opposite else truths
        whole = (all_of if every else any_of)(truths)
        if whole is True:
            return ()
        parts = [part for part, truth in zip(self.parts, truths, strict=True) if truth is whole]
        found = [part.explain(known, opposite=opposite) for part in parts]
        if every or len(parts) == 1:
            return tuple(dict.fromkeys(reason for reasons in found for reason in reasons))
        return tuple(
            replace(reason, alternative=f"{number}.{reason.alternative}".rstrip("."))
            for number, reasons in enumerate(found, start=1)
            for reason in reasons
        )

    def facts(self) -> Iterator[str]:
        """Those of every part."""
        for part in self.parts:
            yield from part.facts()

    def thresholds(self) -> Iterator[tuple[str, float]]:
        """Those of every part."""
        for part in self.parts:
            yield from part.thresholds()


@dataclass(frozen=True)
class Negated(Selector):
    """The opposite of a selector."""

    part: Selector

    def evaluate(self, known: Known) -> Judgement:
        """Kleene negation."""
        result = self.part.evaluate(known)
        return Judgement(negate(result.truth), result.missing)

    def explain(self, known: Known, *, opposite: bool = False) -> tuple[Reason, ...]:
        """Why the part is not False (`opposite`: not True)."""
        return self.part.explain(known, opposite=not opposite)

    def facts(self) -> Iterator[str]:
        """Those of the part."""
        yield from self.part.facts()

    def thresholds(self) -> Iterator[tuple[str, float]]:
        """Those of the part."""
        yield from self.part.thresholds()


class MalformedExpression(Exception):
    """An expression in a pack that cannot be read; `path` leads to the place inside it."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path


def parse_selector(data: object, facts: FactKinds) -> Selector:
    """Read `{any: true}`, `{fact: value | [values] | {at_least, below}}`, `{all|any: [...]}`, `{not: ...}`.

    Several keys of one mapping are joined by all. Raises MalformedExpression for an unknown fact or value.
    """
    if not isinstance(data, Mapping) or not data:
        raise MalformedExpression("a selector is a mapping, `{any: true}` for every project")
    parts: list[Selector] = []
    for key, value in data.items():
        try:
            parts.append(_parse_pair(key, value, facts))
        except MalformedExpression as fault:
            raise MalformedExpression(str(fault), (key, *fault.path)) from fault
    return parts[0] if len(parts) == 1 else Joined(tuple(parts), every=True)


def _parse_pair(key: str, value: object, facts: FactKinds) -> Selector:
    if key == "any" and value == "true":
        return Always()
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise MalformedExpression(f"`{key}` takes a list of selectors")
        return Joined(tuple(parse_selector(item, facts) for item in value), every=key == "all")
    if key == "not":
        return Negated(parse_selector(value, facts))
    if key not in facts:
        raise MalformedExpression(f"there is no fact named {key!r} in data/codes/facts")
    kind = facts[key]
    if isinstance(value, Mapping):
        if kind.type != "number" or not set(value) <= {"at_least", "below"} or not value:
            raise MalformedExpression(f"{key!r} takes values; only a number takes at_least and below")
        try:
            bounds = {name: float(text) for name, text in value.items()}
        except (TypeError, ValueError) as fault:
            raise MalformedExpression(f"the bounds of {key!r} must be numbers") from fault
        if not all(map(math.isfinite, bounds.values())):
            raise MalformedExpression(f"the bounds of {key!r} must be finite")
        return Threshold(key, bounds.get("at_least"), bounds.get("below"))
    if kind.type == "number":
        raise MalformedExpression(
            f"{key!r} is a number: it takes at_least and below, no value that it would hit exactly"
        )
    texts = value if isinstance(value, list) else [value]
    if not texts:
        raise MalformedExpression(f"{key!r} lists no value: no project could ever be meant")
    try:
        values = frozenset(kind.typed(text) for text in texts)
    except BadFact as fault:
        raise MalformedExpression(fault.en) from fault
    return Always() if values == kind.domain else Among(key, values)  # whichever it is, it is one of them
