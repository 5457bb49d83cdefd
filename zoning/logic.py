"""Three-valued logic and the best–worst effects that verdicts are combined from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

Truth = bool | None  # None is Unknown (Kleene)


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene conjunction: False wins, then Unknown."""
    seen: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            seen = None
    return seen


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene disjunction: True wins, then Unknown."""
    seen: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            seen = None
    return seen


def negate(value: Truth) -> Truth:
    """Kleene negation."""
    return None if value is None else not value


class Strictness(IntEnum):
    """How strict an outcome is; the order decides."""

    NONE = 0
    REQUIRE = 1
    PROHIBIT = 2


VERDICT_WORDS = {
    Strictness.NONE: "admissible",
    Strictness.REQUIRE: "conditional",
    Strictness.PROHIBIT: "prohibited",
}


@dataclass(frozen=True)
class Outcome:
    """What a rule, or all rules together, can still come to: never below `best`, never above `worst`."""

    best: Strictness = Strictness.NONE
    worst: Strictness = Strictness.NONE

    def __post_init__(self) -> None:
        if self.best > self.worst:
            raise ValueError(f"best {self.best!r} is stricter than worst {self.worst!r}")

    @staticmethod
    def certain(strictness: Strictness) -> Outcome:
        """An outcome with nothing open."""
        return Outcome(strictness, strictness)

    @staticmethod
    def strictest(outcomes: Iterable[Outcome]) -> Outcome:
        """All outcomes together: the strictest best and the strictest worst."""
        best = worst = Strictness.NONE
        for outcome in outcomes:
            best, worst = max(best, outcome.best), max(worst, outcome.worst)
        return Outcome(best, worst)

    @property
    def word(self) -> str:
        """The verdict word; `undetermined` while best and worst differ."""
        return VERDICT_WORDS[self.best] if self.best == self.worst else "undetermined"

    @property
    def range(self) -> tuple[str, str]:
        """The words of best and worst."""
        return VERDICT_WORDS[self.best], VERDICT_WORDS[self.worst]
