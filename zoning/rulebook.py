"""The rules in force on one day, with what follows from them alone; what they come to where nothing is, kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from layers.once import once
from zoning.facts import Known
from zoning.rules.model import Rule, Territory
from zoning.rules.places import Term

if TYPE_CHECKING:
    from zoning.evaluation import RuleResult

_FACTS_KEPT = 8  # sets of facts, each with a result per rule


class Rulebook:
    """The rules of a day by pack and id. `layers` are all there are, read or not."""

    def __init__(self, rules: tuple[Rule, ...], layers: Iterable[str]) -> None:
        self.rules = rules
        self._layers = tuple(layers)
        self._kept = lru_cache(_FACTS_KEPT)(_empty)

    @once
    def by_key(self) -> Mapping[str, Rule]:
        """`Rule.key` → rule."""
        return {rule.key: rule for rule in self.rules}

    @once
    def acts(self) -> Mapping[str, str]:
        """Claim → the act of an authority without which a dispensation does not hold."""
        exceptions = (exception for rule in self.rules for exception in rule.exceptions)
        return {e.claim: e.act for e in exceptions if e.claim is not None and e.act is not None}

    @once
    def territories(self) -> tuple[Territory, ...]:
        """Where they are law, each once."""
        return tuple(dict.fromkeys(rule.territory for rule in self.rules))

    @once
    def reach(self) -> Mapping[str, float]:
        """Layer → the farthest that one of the rules reads it, metres."""
        return reaches(self.rules, self._layers)

    def on_bare_ground(self, known: Known, *, draws_outlet: bool) -> dict[str, RuleResult]:
        """What rules come to under some facts where no layer of theirs holds anything, by key: filled as it is found.

        Of the facts asked about last; that follows from the rule, the facts, and whether an outlet is drawn, alone, so
        that it may be kept.
        """
        return self._kept((frozenset(known.possible.items()), draws_outlet))


def reaches(rules: Iterable[Rule], layers: Iterable[str]) -> dict[str, float]:
    """Layer → the farthest that one of the rules reads it, metres."""
    reach = dict.fromkeys(layers, 0.0)
    for term in (term for rule in rules for term in _terms(rule)):
        reach[term.zone.layer] = max(reach[term.zone.layer], term.grow_m)
    return reach


def _terms(rule: Rule) -> Iterable[Term]:
    yield from rule.place.terms()
    for row in rule.rows:
        if row.only is not None:
            yield from row.only.terms()


def _empty(_: object) -> dict[str, RuleResult]:
    return {}
