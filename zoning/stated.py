"""What the facts of one project say, read in every consistent way; kept while many projects state the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from layers.once import once
from zoning.facts import FactKinds, FactState, FactValue, Known, readings
from zoning.industries import CLASS, Industries, IndustryCode

_SUPPOSITIONS_KEPT = 256


class Stated:
    """Facts given and derived, with the industry that they follow from (as `Project` has them)."""

    def __init__(
        self, states: Mapping[str, FactState], industry: str | None, facts: FactKinds, industries: Industries
    ) -> None:
        self._states = states
        self._facts = facts
        self._industries = industries
        self._industry: IndustryCode | None = None if industry is None else industries.parse(industry)
        self._kept: dict[tuple[tuple[str, FactValue], ...], tuple[Known, ...]] = {}

    def readings(self, supposed: Mapping[str, FactValue]) -> tuple[Known, ...]:
        """The consistent readings, as if some facts had been given so; what follows from others stays."""
        key = tuple(supposed.items())
        found = self._kept.get(key)
        if found is None:
            found = self._readings(supposed)
            if len(self._kept) < _SUPPOSITIONS_KEPT:
                self._kept[key] = found
        return found

    def _readings(self, supposed: Mapping[str, FactValue]) -> tuple[Known, ...]:
        states = dict(self._states)
        for name, value in supposed.items():
            states[name] = replace(states.get(name, FactState()), given=value)
        if self._industry is not None and not self._industries.processes.isdisjoint(supposed):
            given = {name: state.given for name, state in states.items() if state.given is not None}
            said = self._industries.derive(self._industry, given).get(CLASS)
            states[CLASS] = replace(states.get(CLASS, FactState()), derived=said)
        return tuple(Known(self._facts.closure(known.possible)) for known in readings(states))

    @once
    def processes(self) -> frozenset[str]:
        """The processes not said that decide the class of the project: missing wherever its class is."""
        if self._industry is None:
            return frozenset()
        given = {name: state.given for name, state in self._states.items() if state.given is not None}
        return self._industries.deciding(self._industry, given)
