"""Selectors: which projects a provision speaks of, as an expression over facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from layers.definition_file import StrictModel
from zoning.facts import FactKinds, FactValue, Known
from zoning.logic import Truth, all_of, any_of, negate


@dataclass(frozen=True)
class Verdictless:
    """The truth of a selector and, while it is Unknown, the facts that could decide it."""

    truth: Truth
    missing: frozenset[str] = frozenset()


class Selector:
    """An expression over facts."""

    def evaluate(self, known: Known) -> Verdictless:
        """True, False or Unknown under what is known."""
        raise NotImplementedError

    def facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every fact named, with the values it is compared to."""
        raise NotImplementedError


@dataclass(frozen=True)
class Always(Selector):
    """Every project."""

    def evaluate(self, known: Known) -> Verdictless:  # noqa: ARG002
        """True."""
        return Verdictless(True)

    def facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """None."""
        yield from ()


@dataclass(frozen=True)
class Among(Selector):
    """A fact has one of the listed values; `typed` is set when names are checked."""

    fact: str
    texts: tuple[str, ...]
    values: frozenset[FactValue] = frozenset()

    def evaluate(self, known: Known) -> Verdictless:
        """True or False once every value still possible falls on one side."""
        possible = known.values(self.fact)
        if possible is not None:
            if possible <= self.values:
                return Verdictless(True)
            if not possible & self.values:
                return Verdictless(False)
        return Verdictless(None, frozenset((self.fact,)))

    def facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """This fact."""
        yield self.fact, self.texts


@dataclass(frozen=True)
class Threshold(Selector):
    """A numeric fact is at least, or below, a number."""

    fact: str
    at_least: float | None
    below: float | None

    def evaluate(self, known: Known) -> Verdictless:
        """Unknown without the number."""
        possible = known.values(self.fact)
        if possible is None or not all(isinstance(value, float) for value in possible):
            return Verdictless(None, frozenset((self.fact,)))
        inside = {
            (self.at_least is None or float(value) >= self.at_least) and (self.below is None or float(value) < self.below)
            for value in possible
        }
        return Verdictless(inside.pop()) if len(inside) == 1 else Verdictless(None, frozenset((self.fact,)))

    def facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """This fact."""
        yield self.fact, ()


@dataclass(frozen=True)
class Joined(Selector):
    """All, or any, of several selectors."""

    parts: tuple[Selector, ...]
    every: bool

    def evaluate(self, known: Known) -> Verdictless:
        """Kleene; what is missing is asked only of the parts that are open."""
        results = [part.evaluate(known) for part in self.parts]
        truth = (all_of if self.every else any_of)(result.truth for result in results)
        missing = frozenset[str]().union(*(r.missing for r in results)) if truth is None else frozenset[str]()
        return Verdictless(truth, missing)

    def facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Those of every part."""
        for part in self.parts:
            yield from part.facts()


@dataclass(frozen=True)
class Negated(Selector):
    """The opposite of a selector."""

    part: Selector

    def evaluate(self, known: Known) -> Verdictless:
        """Kleene negation."""
        result = self.part.evaluate(known)
        return Verdictless(negate(result.truth), result.missing)

    def facts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Those of the part."""
        yield from self.part.facts()
