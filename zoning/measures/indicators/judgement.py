"""Whether a target is met: decided on unrounded values, and only where nothing that is open could turn it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from layers.notes import Note
from zoning.measures.indicators.baseline import Compared, slack_of
from zoning.measures.indicators.reading import Reading
from zoning.measures.indicators.target import UNITS, Target

State = Literal["met", "not_met", "not_computable", "no_baseline", "not_applicable"]


@dataclass(frozen=True)
class Judgement:
    """A state with its reasons.

    `slack` (least, greatest) is how far the figure lies on the good side of `target`, negative on the bad side;
    `slack_whole` the same of what a share is a share of: the metres or square metres that may still be lost, all else
    unchanged. `missing` is what would decide, `reasons` what a decision rests on besides the figure.
    """

    state: State
    missing: tuple[Note, ...] = ()
    reasons: tuple[Note, ...] = ()
    target: Fraction | None = None
    slack: tuple[Fraction, Fraction] | None = None
    slack_whole: Fraction | None = None


def judge(target: Target, reading: Reading | None) -> Judgement:
    """The state of a target by its number; `reading` is None where nothing measures it."""
    if reading is not None and not reading.applicable:
        return Judgement("not_applicable")
    lacking = [] if reading is None else list(reading.missing)
    if target.comparison == "assigned_by_superior":
        lacking.insert(0, Note("indicator_assigned", {}))
    if reading is None:
        lacking.append(_needs(target))
    elif target.comparison == "not_lower_than_baseline" and target.baseline is None:
        return Judgement("no_baseline", (Note("indicator_no_baseline", {}), *lacking))
    exact = target.exact
    if reading is None or reading.bounds is None or exact is None:
        return Judgement("not_computable", tuple(lacking), target=exact)
    return _against(target, exact, reading, reading.bounds)


def judge_baseline(compared: Compared | Note) -> Judgement:
    """The state of a target that names a baseline: not lower than it, at what a record keeps (0.001 m, 0.01 m²)."""
    if isinstance(compared, Note):
        return Judgement("not_computable", (compared,))
    slack, whole = slack_of(compared)
    said = Note("indicator_baseline_compared", {"baseline": compared.baseline, "day": compared.as_of})
    return Judgement("met" if slack >= 0 else "not_met", (), (said,), compared.then.value, (slack, slack), whole)


def _against(target: Target, exact: Fraction, reading: Reading, bounds: tuple[Fraction, Fraction]) -> Judgement:
    low, high = bounds
    slack = (exact - high, exact - low) if target.comparison == "at_most" else (low - exact, high - exact)
    whole = slack[0] * reading.whole if reading.whole is not None and low == high else None
    said = (Note("indicator_decided_though_open", {}), *reading.missing) if low < high else ()
    margin = _margin(target) if target.comparison == "about" else Fraction(0)
    if slack[0] + margin >= 0:
        return Judgement("met", (), said, exact, slack, whole)
    if slack[1] + margin >= 0:
        return Judgement("not_computable", reading.missing, (), exact, slack, whole)
    if target.comparison == "about" and target.tolerance is None:
        return Judgement("not_computable", (Note("indicator_about", {}),), said, exact, slack, whole)
    return Judgement("not_met", (), said, exact, slack, whole)


def _margin(target: Target) -> Fraction:
    """How far below its number `about` surely reaches: a stated tolerance, else half a unit of the last digit."""
    unit = UNITS[target.unit][1] if target.unit is not None else Fraction(1)
    if target.tolerance is not None:
        return Fraction(target.tolerance) * unit
    decimals = len((target.value or "").partition(".")[2])
    return Fraction(1, 2 * 10**decimals) * unit


def _needs(target: Target) -> Note:
    layers = ", ".join(target.needs.layers) if target.needs is not None else ""
    return Note("indicator_needs", {"layers": layers or "—"})
