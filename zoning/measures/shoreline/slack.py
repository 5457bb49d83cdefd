"""How many metres of natural shoreline can still turn artificial before a target fails; below 0 it has failed."""

from __future__ import annotations

from fractions import Fraction

from zoning.measures.shoreline.tally import Tally


def slack_m(tally: Tally, minimum_rate: float) -> float | None:
    """Natural metres above `minimum_rate` (0–1) × denominator, unrounded; None while the rate is open.

    A metre that turns artificial leaves the numerator and stays in the denominator.
    """
    return None if tally.rate is None else _above(tally.natural_m, minimum_rate, tally.denominator_m)


def slack_range_m(tally: Tally, minimum_rate: float) -> tuple[float, float] | None:
    """The least and greatest slack that open segments allow; None with nothing to divide by, or a part not held."""
    if tally.partly or tally.rate_range is None:
        return None
    (few, wide), (many, narrow) = tally.extremes
    least, greatest = _above(few, minimum_rate, wide), _above(many, minimum_rate, narrow)
    return min(least, greatest), max(least, greatest)


def _above(natural_m: float, minimum_rate: float, denominator_m: float) -> float:
    """Exactly, with the rate as it is written: 0.35 is not the binary number nearest to it."""
    return float(Fraction(natural_m) - Fraction(repr(minimum_rate)) * Fraction(denominator_m))
