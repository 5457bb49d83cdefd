"""Lengths of shoreline by what they count as, and the retention rate that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.geodesy import Floats
from zoning.measures.shoreline.method import ShorelineMethod
from zoning.measures.shoreline.segments import Segments, Texts
from zoning.verdict import Json, metres, rounded, share

GROUPS: Final = ("native", "restored", "restored_unrecognised", "artificial", "estuary", "unclassed")


@dataclass(frozen=True)
class Tally:
    """Metres of one kind of shoreline (mainland or islands, never both) by group; `floating` may or may not belong.

    `floating` holds (natural, other, unclassed) metres of segments without a region code that could lie here.
    """

    method: ShorelineMethod
    by_group: tuple[float, ...]
    segments: int
    floating: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def of(self, group: str) -> float:
        """Metres of one of GROUPS."""
        return self.by_group[GROUPS.index(group)]

    @property
    def total_m(self) -> float:
        """All of it, unclassed included."""
        return sum(self.by_group)

    @property
    def natural_m(self) -> float:
        """What the method counts as natural."""
        estuary = self.of("estuary") if self.method.estuary_counts == "natural" else 0.0
        return self.of("native") + self.of("restored") + estuary

    @property
    def denominator_m(self) -> float:
        """What natural line is divided by."""
        return self.total_m if self.method.estuary_in_denominator else self.total_m - self.of("estuary")

    @property
    def rate(self) -> float | None:
        """Natural ÷ denominator, unrounded; None while anything is unclassed, or with nothing to divide by."""
        return None if self.of("unclassed") > 0.0 or self.denominator_m <= 0.0 else self.natural_m / self.denominator_m

    @property
    def rate_range(self) -> tuple[float, float] | None:
        """The least and greatest rate that unclassed and floating segments leave open; None: nothing to divide by."""
        natural, other, open_m = self.floating
        whole, unclassed = self.denominator_m, self.of("unclassed")
        most = self.natural_m + unclassed + natural + open_m
        if whole <= 0.0 and natural + other + open_m <= 0.0:
            return None
        least = self.natural_m / (whole + other + open_m) if whole + other + open_m > 0.0 else 0.0
        greatest = most / (whole + natural + open_m) if whole + natural + open_m > 0.0 else 0.0
        return min(least, greatest), min(1.0, greatest)

    def as_json(self) -> Json:
        """Lengths to 0.001 m, rates to 1e-6, percent to 0.01, each rounded once from the unrounded value."""
        rate, bounds = self.rate, self.rate_range
        return {
            "total_m": metres(self.total_m),
            "natural_m": metres(self.natural_m),
            "native_m": metres(self.of("native")),
            "restored_m": metres(self.of("restored")),
            "restored_unrecognised_m": metres(self.of("restored_unrecognised")),
            "artificial_m": metres(self.of("artificial")),
            "estuary_m": metres(self.of("estuary")),
            "unclassed_m": metres(self.of("unclassed")),
            "denominator_m": metres(self.denominator_m),
            "segments": self.segments,
            "rate": None if rate is None else share(rate),
            "rate_percent": None if rate is None else rounded(100.0 * rate, 2),
            "rate_range": None if bounds is None else [share(bounds[0]), share(bounds[1])],
        }


def not_applicable() -> Json:
    """The members of a tally for a region that has no such shoreline: nothing is 0, nothing is a rate."""
    empty = Tally(_NONE, (0.0,) * len(GROUPS), 0).as_json()
    return {**dict.fromkeys(empty), "segments": 0}


_NONE: Final = ShorelineMethod.model_construct(estuary_counts="apart", estuary_in_denominator=True)


def groups_of(segments: Segments, method: ShorelineMethod) -> NDArray[np.intp]:
    """Index into GROUPS per segment; restored line without a stated recognition stands apart where one is required."""
    counted = method.counted()
    index = {name: GROUPS.index(group) for name, group in counted.items()}
    out = np.array([index[str(name)] for name in segments.type], dtype=np.intp)
    if method.recognition == "required":
        unrecognised = (out == GROUPS.index("restored")) & (segments.recognised != True)  # noqa: E712 - elementwise
        out[unrecognised] = GROUPS.index("restored_unrecognised")
    return out


@dataclass(frozen=True, eq=False)
class Tallies:
    """Sums over groups of segments: `metres[key, kind, group]` and `count[key, kind]`; kind 0 mainland, 1 islands."""

    keys: tuple[str, ...]
    metres: Floats
    count: NDArray[np.intp]
    method: ShorelineMethod

    def pick(self, keys: Sequence[str], kind: int) -> Tally:
        """One tally over several keys."""
        rows = [self.keys.index(key) for key in keys]
        sums = self.metres[rows, kind].sum(axis=0)
        return Tally(self.method, tuple(float(value) for value in sums), int(self.count[rows, kind].sum()))

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)


def tallies(
    segments: Segments, groups: NDArray[np.intp], by: Texts, chosen: NDArray[np.bool_], method: ShorelineMethod
) -> Tallies:
    """Sums of the chosen segments by the texts of `by` (None is the key "")."""
    rows = np.flatnonzero(chosen)
    keys, place = np.unique(np.array(["" if text is None else str(text) for text in by[rows]]), return_inverse=True)
    kind = (segments.kind[rows] == "island").astype(np.intp)
    cell = (place.ravel() * 2 + kind) * len(GROUPS) + groups[rows]
    size = len(keys) * 2
    sums = np.bincount(cell, segments.length_m[rows], size * len(GROUPS)).astype(np.float64)
    lengths = sums.reshape(len(keys), 2, len(GROUPS))
    count = np.bincount(place.ravel() * 2 + kind, minlength=size).reshape(len(keys), 2)
    return Tallies(tuple(str(key) for key in keys), lengths, count, method)
