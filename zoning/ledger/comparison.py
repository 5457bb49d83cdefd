"""A recorded answer beside the same question answered again: how far they agree, and where they first do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from zoning.verdict import Json

Agreement = Literal["identical", "same_conclusion", "different"]
SHOWN = 20
_ABSENT = object()

# the step in which a member is printed, by the end of its name; numbers of any other member must be equal
_STEPS = (
    ("_m2", Decimal("0.01")),
    ("_m", Decimal("0.001")),
    *((name, Decimal("0.000001")) for name in ("share", "share_range", "rate", "rate_range")),
    ("coordinates", Decimal("0.000000001")),
)


@dataclass(frozen=True)
class Difference:
    """One place where two bodies differ: a JSON pointer, and what stands there in each (None: nothing)."""

    path: str
    recorded: object
    replayed: object
    slight: bool

    def as_json(self) -> Json:
        """As replay reports it."""
        return {"path": self.path, "recorded": self.recorded, "replayed": self.replayed}


@dataclass(frozen=True)
class Comparison:
    """How far two bodies agree; `differences` are the first ones, `count` says how many there are."""

    agreement: Agreement
    differences: tuple[Difference, ...]
    count: int


def compared(recorded: Mapping[str, Any], replayed: Mapping[str, Any]) -> Comparison:
    """Two bodies without their ids.

    `same_conclusion`: they differ only in numbers, each by at most one unit in the last place that is printed.
    """
    found = tuple(_differences("", "", recorded, replayed))
    if not found:
        return Comparison("identical", (), 0)
    slight = all(difference.slight for difference in found)
    return Comparison("same_conclusion" if slight else "different", found[:SHOWN], len(found))


def _differences(path: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    """`name` is the nearest member that a value stands under."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            place = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
            yield from _differences(place, key, old.get(key, _ABSENT), new.get(key, _ABSENT))
    elif _is_list(old) and _is_list(new):
        for index in range(max(len(old), len(new))):
            pair = (side[index] if index < len(side) else _ABSENT for side in (old, new))
            yield from _differences(f"{path}/{index}", name, *pair)
    elif _is_number(old) and _is_number(new):
        if old != new:
            yield Difference(path, old, new, slight=_within_one_unit(name, old, new))
    elif type(old) is not type(new) or old != new:
        yield Difference(path, _shown(old), _shown(new), slight=False)


def _within_one_unit(name: str, old: float, new: float) -> bool:
    step = next((step for end, step in _STEPS if name.endswith(end)), Decimal(0))
    return abs(Decimal(repr(old)) - Decimal(repr(new))) <= step


def _shown(value: object) -> object:
    return None if value is _ABSENT else value


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
