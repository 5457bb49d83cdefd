"""Whether two days may be compared by "not less than", and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from layers.editions import Edition
from zoning.measures.areas.holding import Held
from zoning.measures.areas.method import AreasMethod
from zoning.measures.areas.territory import PARTS, Territory, Unit
from zoning.verdict import Json, square_metres


def differing(before: Sequence[Edition], after: Sequence[Edition], method: AreasMethod) -> tuple[str, ...]:
    """In what the editions of the two days differ in kind: `source`, `standing`, `accuracy_m`."""

    def stated(editions: Sequence[Edition], name: str) -> set[object]:
        return {getattr(edition.head, name) for edition in editions}

    return tuple(name for name in method.comparable_by if stated(before, name) != stated(after, name))


@dataclass(frozen=True, eq=False)
class Pair:
    """A layer on two days in one territory; `applies`: where it can say anything."""

    before: Held
    after: Held
    territory: Territory
    applies: Callable[[Unit], bool]


def non_decrease(pair: Pair, reasons: Sequence[str]) -> Json:
    """Per part: dissolved area before and after, the slack, and whether it holds; None where it cannot be said.

    Unrounded areas are compared; a difference that rounds to 0.00 m² is none. `reasons`: what speaks against it.
    """
    return {part: _check(pair, part, reasons) for part in PARTS}


def _check(pair: Pair, part: str, reasons: Sequence[str]) -> Json:
    territory = pair.territory
    if not territory.units:
        return _answer("not_comparable", None, None, ["no_boundary"])
    whole = territory.of(territory.region, part)
    units = [] if whole is None else [unit for unit in whole.units if pair.applies(unit)]
    if whole is None or not units:
        return _answer("not_applicable", None, None, [])
    against = list(reasons)
    if any(held.covered[unit] < 1.0 for held in (pair.before, pair.after) for unit in units):
        against.append("coverage")
    if not whole.complete:
        against.append("boundary_incomplete")
    old = sum(pair.before.units[unit].whole.area_m2 for unit in whole.units)
    new = sum(pair.after.units[unit].whole.area_m2 for unit in whole.units)
    return _answer("not_comparable" if against else "compared", old, new, against)


def _answer(state: str, before: float | None, after: float | None, reasons: list[str]) -> Json:
    slack = None if before is None or after is None else square_metres(after - before)
    return {
        "state": state,
        "before_m2": None if before is None else square_metres(before),
        "after_m2": None if after is None else square_metres(after),
        "slack_m2": slack,
        "holds": None if slack is None or state != "compared" else slack >= 0.0,
        "reasons": reasons,
    }
