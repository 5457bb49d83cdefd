"""Facts: named, typed statements about a project; any of them may be unknown or narrowed to a set of values."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any, Literal

from pydantic import Field, model_validator

from layers.definition_file import StrictModel, Titles
from layers.errors import BadFact
from layers.once import once

FactType = Literal["boolean", "code", "number", "text", "opinion"]
FactValue = str | bool | float
OPINIONS = {"favourable": Titles(zh="同意", en="favourable"), "unfavourable": Titles(zh="不同意", en="unfavourable")}
# units that are words; every other is a symbol, the same in both languages
UNIT_WORDS = {"头": Titles(zh="头", en="pigs"), "亩": Titles(zh="亩", en="mu"), "years": Titles(zh="年", en="years")}
MANY = 4  # contradicting facts judged in every combination
_STATEMENTS_KEPT = 256  # of projects: what was given and what follows from an industry
_ALLOWED_KEPT = 4096
BOOLEANS = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}


class FactKind(StrictModel):
    """One fact as data/codes/facts defines it.

    `implies` maps one of its values to what other facts can then still be. `only_for` lists the values of other facts
    without which this one is false (a code: `none`). An `opinion` is an authority's finding: favourable or not.
    """

    fact: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: FactType
    title: Titles
    question: Titles
    values: Mapping[str, Titles] = Field(default_factory=dict)
    spoken: Mapping[str, str] = Field(default_factory=dict)
    unit: str | None = None
    minimum: float | None = None
    authority: Titles | None = None
    source: str | None = None
    implies: Mapping[str, Mapping[str, tuple[str, ...]]] = Field(default_factory=dict)
    only_for: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _codes(self) -> FactKind:
        if (self.type == "code") != bool(self.values):
            raise ValueError("a fact of type code has values, and no other has")
        for text, code in self.spoken.items():
            if code not in self.values:
                raise ValueError(f"spoken form {text!r} names {code!r}, which is not among the values")
        if self.minimum is not None and self.type != "number":
            raise ValueError("only a number has a minimum")
        return self

    @property
    def unit_text(self) -> Titles:
        """The unit in words; empty where there is none."""
        return UNIT_WORDS.get(self.unit or "") or Titles.model_construct(zh=self.unit or "", en=self.unit or "")

    @property
    def nothing(self) -> FactValue | None:
        """The value that says no: false, or the code `none`; None where there is neither."""
        return False if self.type == "boolean" else "none" if "none" in self.values else None

    @property
    def listed(self) -> tuple[FactValue, ...]:
        """All values the fact can have, in the order they are shown; empty where they cannot be listed."""
        if self.type == "boolean":
            return (True, False)
        return tuple(self.values if self.type == "code" else OPINIONS if self.type == "opinion" else ())

    @property
    def domain(self) -> frozenset[FactValue] | None:
        """All values the fact can have; None where they cannot be listed (numbers, text)."""
        return frozenset(self.listed) if self.listed else None

    def typed(self, value: object) -> FactValue:
        """`value` (JSON or command-line text) as this fact's type; raises BadFact saying what is allowed."""
        if self.type == "boolean":
            if isinstance(value, bool):
                return value
            if isinstance(value, str) and value.lower() in BOOLEANS:
                return BOOLEANS[value.lower()]
            raise self._refuse(value, "true, false")
        if self.type == "number":
            number = _number(value)
            unit = f" ({self.unit})" if self.unit else ""
            if number is None:
                raise self._refuse(value, f"数字 a number{unit}")
            if self.minimum is not None and number < self.minimum:
                raise self._refuse(value, f"不小于 {self.minimum:g} 的数 a number from {self.minimum:g}{unit}")
            return number
        if self.type == "text":
            if isinstance(value, str) and value.strip():
                return value.strip()
            raise self._refuse(value, "文字 text")
        known = self.values if self.type == "code" else OPINIONS
        text = self.spoken.get(value, value) if isinstance(value, str) else value
        if isinstance(text, str) and text in known:
            return text
        raise self._refuse(value, ", ".join(known))

    def _refuse(self, value: object, allowed: str) -> BadFact:
        return BadFact(
            f"事实 {self.fact}（{self.title.zh}）不能是 {value!r}；可取：{allowed}",
            f"fact {self.fact} ({self.title.en}) cannot be {value!r}; allowed: {allowed}",
        )


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number - number == 0.0 else None


@dataclass(frozen=True)
class FactState:
    """What is known of one fact.

    `given` is what the asker said; `derived` what follows from other statements (None: nothing does), a set of values.
    """

    given: FactValue | None = None
    derived: frozenset[FactValue] | None = None

    @property
    def conflicting(self) -> bool:
        """Whether what was given contradicts what follows from the rest."""
        return self.given is not None and self.derived is not None and self.given not in self.derived

    @property
    def readings(self) -> tuple[frozenset[FactValue] | None, ...]:
        """The sets of values to judge by: one, or both sides of a contradiction; None is anything."""
        if self.given is None:
            return (self.derived,)
        if self.conflicting:
            return (frozenset((self.given,)), self.derived)
        return (frozenset((self.given,)),)


@dataclass(frozen=True)
class Known:
    """One consistent reading of all facts: fact → the values it can still have; a missing fact can be anything.

    `judgements` holds what selectors have come to under it (`Selector.judged`).
    """

    possible: Mapping[str, frozenset[FactValue]] = field(default_factory=dict)
    judgements: dict[int, tuple[object, object]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def values(self, fact: str) -> frozenset[FactValue] | None:
        """The values `fact` can still have, None when nothing is known."""
        return self.possible.get(fact)

    def supposing(self, fact: str, value: FactValue) -> Known:
        """The same with one fact fixed; what that implies is for FactKinds.closure to add."""
        return Known({**self.possible, fact: frozenset((value,))})


class FactKinds(Mapping[str, FactKind]):
    """All facts by name."""

    def __init__(self, kinds: Iterable[FactKind]) -> None:
        self._kinds = {kind.fact: kind for kind in kinds}

    def __getitem__(self, fact: str) -> FactKind:
        return self._kinds[fact]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def typed(self, fact: str, value: object) -> FactValue:
        """A stated value as its type; raises BadFact for an unknown fact or value."""
        if fact not in self._kinds:
            raise BadFact(
                f"没有名为 {fact!r} 的事实；全部事实见 data/codes/facts 或 GET /facts",
                f"there is no fact named {fact!r}; data/codes/facts and GET /facts list them all",
            )
        return self._kinds[fact].typed(value)

    def closure(self, possible: Mapping[str, frozenset[FactValue]]) -> dict[str, frozenset[FactValue]]:
        """Narrow by what the values still possible imply, until nothing changes; a contradiction keeps the stated set.

        Where several values of a fact are possible, another fact can have what any of them allows.
        """
        out = dict(possible)
        queue = deque(name for name in out if name in self._implied)
        while queue:
            name = queue.popleft()
            for other, allowed in self._allowed(name, out[name]).items():
                before = out.get(other)
                after = allowed if before is None else before & allowed
                if after and after != before:
                    out[other] = after
                    if other in self._implied:
                        queue.append(other)
        return out

    def contradicted(
        self, given: Mapping[str, FactValue], derived: Mapping[str, frozenset[FactValue]]
    ) -> dict[str, frozenset[FactValue]]:
        """Given facts that the other statements leave no room for, each with the values those leave it."""
        return dict(self._contradicted(tuple(given.items()), tuple(derived.items())))

    @once
    def _contradicted(self) -> Callable[[Any, Any], Mapping[str, frozenset[FactValue]]]:
        return lru_cache(_STATEMENTS_KEPT)(lambda given, derived: self._contradictions(dict(given), dict(derived)))

    def _contradictions(
        self, given: Mapping[str, FactValue], derived: Mapping[str, frozenset[FactValue]]
    ) -> dict[str, frozenset[FactValue]]:
        stated = {**derived, **{name: frozenset((value,)) for name, value in given.items()}}
        out = {}
        for name, value in given.items():
            if name not in self._spoken_of:
                continue
            left = self.closure({other: values for other, values in stated.items() if other != name}).get(name)
            if left is not None and value not in left:
                known = derived.get(name, frozenset())
                out[name] = left if value in known else left | known
        return out

    @once
    def _allowed(self) -> Callable[[str, frozenset[FactValue]], Mapping[str, frozenset[FactValue]]]:
        """What every one of some values of a fact says about other facts, taken together."""
        return lru_cache(_ALLOWED_KEPT)(self._together)

    def _together(self, name: str, values: frozenset[FactValue]) -> Mapping[str, frozenset[FactValue]]:
        implied = self._implied.get(name)
        if not implied:
            return {}
        if len(values) == 1:
            return implied.get(next(iter(values)), {})
        said = [implied.get(value, {}) for value in values]
        common = set.intersection(*(set(consequences) for consequences in said)) if said else set[str]()
        return {
            other: frozenset[FactValue]().union(*(consequences[other] for consequences in said)) for other in common
        }

    @once
    def _spoken_of(self) -> frozenset[str]:
        """The facts of which a value of another fact says something."""
        return frozenset(
            other for values in self._implied.values() for consequences in values.values() for other in consequences
        )

    @once
    def _implied(self) -> Mapping[str, Mapping[FactValue, Mapping[str, frozenset[FactValue]]]]:
        """Fact → value → what other facts can then be, typed; raises BadFact where a text cannot be."""
        out: dict[str, dict[FactValue, dict[str, frozenset[FactValue]]]] = {}

        def say(fact: str, value: FactValue, other: str, allowed: frozenset[FactValue]) -> None:
            said = out.setdefault(fact, {}).setdefault(value, {})
            said[other] = said[other] & allowed if other in said else allowed

        for name, kind in self._kinds.items():
            for text, consequences in kind.implies.items():
                for other, texts in consequences.items():
                    say(name, kind.typed(text), other, frozenset(self.typed(other, allowed) for allowed in texts))
            for other, texts in kind.only_for.items():
                allowed = frozenset(self.typed(other, text) for text in texts)
                for value in self._kinds[other].listed:
                    if value not in allowed and kind.nothing is not None:
                        say(other, value, name, frozenset((kind.nothing,)))
                for value in kind.listed:
                    if value != kind.nothing:
                        say(name, value, other, allowed)
        return out


def readings(states: Mapping[str, FactState]) -> tuple[Known, ...]:
    """Every combination of the readings of contradicting facts; one where nothing contradicts.

    Where more than `MANY` facts contradict each other the combinations are too many: then all as given, all as derived,
    and each fact alone as derived.
    """
    names = list(states)
    choices = [states[name].readings for name in names]
    doubtful = [index for index, sides in enumerate(choices) if len(sides) > 1]
    if len(doubtful) <= MANY:
        picks = list(product(*choices))
    else:
        derived = [set[int](), set(doubtful), *({index} for index in doubtful)]
        picks = [tuple(sides[index in chosen] for index, sides in enumerate(choices)) for chosen in derived]
    return tuple(
        Known({name: values for name, values in zip(names, pick, strict=True) if values is not None}) for pick in picks
    )
