"""A figure as read from a measure: unrounded, with what is open in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layers.notes import Note
from zoning.measures.result import Result


@dataclass(frozen=True, eq=False)
class Reading:
    """What a figure is known to be.

    Attributes:
        bounds: the least and greatest value that the data leaves open, in metres, square metres, pieces or parts of a
            whole; exact from the unrounded floats. None: not known at all.
        whole: what a share is a share of (metres or square metres), where that is known.
        missing: why it is open or not known.
        applicable: False where the region has no such thing (no coast), which is neither 0 nor unknown.
        printed: read from a body's printed lengths (0.001 m) instead of unrounded ones.
        result: the measure it was read from.
    """

    bounds: tuple[Fraction, Fraction] | None
    whole: Fraction | None = None
    missing: tuple[Note, ...] = ()
    applicable: bool = True
    printed: bool = False
    result: Result | None = None

    @property
    def value(self) -> Fraction | None:
        """The figure, where nothing is open in it."""
        return self.bounds[0] if self.bounds is not None and self.bounds[0] == self.bounds[1] else None


def unknown(result: Result | None, *missing: Note) -> Reading:
    """A figure of which nothing is known."""
    return Reading(None, missing=missing, result=result)


def inapplicable(result: Result | None) -> Reading:
    """A figure that the region does not have."""
    return Reading(None, applicable=False, result=result)


def exactly(value: float, result: Result) -> Reading:
    """A figure with nothing open in it."""
    return Reading((Fraction(value), Fraction(value)), result=result)


def share_of(part: float, whole: float, result: Result) -> Reading:
    """A share, divided exactly; unknown with nothing to divide by."""
    if whole <= 0.0:
        return unknown(result, Note("indicator_nothing_to_divide_by", {}))
    share = Fraction(part) / Fraction(whole)
    return Reading((share, share), Fraction(whole), result=result)
