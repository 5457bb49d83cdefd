"""Lengths of shoreline by what they count as, and the retention rate that follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from layers.geodesy import Floats
from zoning.measures.shoreline.method import ShorelineMethod
from zoning.measures.shoreline.segments import Coded, Segments, Texts, coded
from zoning.verdict import Json, metres, rounded, share

GROUPS: Final = ("native", "restored", "restored_unrecognised", "artificial", "estuary", "unclassed")
KINDS: Final = ("mainland", "island")


@dataclass(frozen=True)
class Tally:
    """Metres of one kind of shoreline (mainland or islands, never both) by group.

    `floating` holds (natural, other, unclassed) metres of segments that may or may not belong to the region.
    `partly`: the editions held do not speak for the whole region, so that no rate can be given.
    """

    method: ShorelineMethod
    by_group: tuple[float, ...]
    segments: int
    floating: tuple[float, float, float] = (0.0, 0.0, 0.0)
    partly: bool = False

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
        return sum(self.of(group) for group in natural_groups(self.method))

    @property
    def denominator_m(self) -> float:
        """What natural line is divided by."""
        return self.total_m if self.method.estuary_in_denominator else self.total_m - self.of("estuary")

    @property
    def rate(self) -> float | None:
        """Natural ÷ denominator, unrounded; None while it is open or there is nothing to divide by."""
        if self.partly or self.of("unclassed") > 0.0 or sum(self.floating) > 0.0 or self.denominator_m <= 0.0:
            return None
        return self.natural_m / self.denominator_m

    @property
    def extremes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """(natural, denominator) in metres at the least and at the greatest rate that open segments allow."""
        natural, other, unclassed = self.floating
        least = self.natural_m, self.denominator_m + other + unclassed
        gain = natural + unclassed
        return least, (self.natural_m + self.of("unclassed") + gain, self.denominator_m + gain)

    @property
    def rate_range(self) -> tuple[float, float] | None:
        """The least and greatest rate that is left open; None with nothing to divide by."""
        if self.partly:
            return 0.0, 1.0
        (few, wide), (many, narrow) = self.extremes
        if wide <= 0.0 and narrow <= 0.0:
            return None
        least = few / wide if wide > 0.0 else 0.0
        greatest = many / narrow if narrow > 0.0 else 0.0
        return min(least, greatest), min(1.0, greatest)

    def turned_artificial(self, taken: Mapping[str, float], perhaps: Mapping[str, float]) -> Tally:
        """The tally once metres by group, natural or unclassed, turned artificial; `perhaps`: those of `floating`."""
        lost = {group: taken.get(group, 0.0) for group in (*natural_groups(self.method), "unclassed")}
        after = [length - lost.get(group, 0.0) for group, length in zip(GROUPS, self.by_group, strict=True)]
        after[GROUPS.index("artificial")] += sum(lost.values())
        natural, other, unclassed = self.floating
        gone = sum(perhaps.get(group, 0.0) for group in natural_groups(self.method))
        open_ = perhaps.get("unclassed", 0.0)
        floating = max(0.0, natural - gone), other + gone + open_, max(0.0, unclassed - open_)
        return replace(self, by_group=tuple(max(0.0, length) for length in after), floating=floating)

    def as_json(self) -> Json:
        """Lengths to 0.001 m, rates to 1e-6, percent to 0.01, each rounded once from the unrounded value."""
        rate, bounds = self.rate, self.rate_range
        lengths = {
            "total_m": self.total_m,
            "natural_m": self.natural_m,
            **{f"{group}_m": length for group, length in zip(GROUPS, self.by_group, strict=True)},
            "denominator_m": self.denominator_m,
        }
        return {
            **{name: metres(length) if length else 0.0 for name, length in lengths.items()},
            "segments": self.segments,
            "rate": None if rate is None else share(rate),
            "rate_percent": None if rate is None else rounded(100.0 * rate, 2),
            "rate_range": None if bounds is None else [share(bounds[0]), share(bounds[1])],
        }


def natural_groups(method: ShorelineMethod) -> tuple[str, ...]:
    """The groups that the method counts as natural."""
    return ("native", "restored", "estuary") if method.estuary_counts == "natural" else ("native", "restored")


def not_applicable() -> Json:
    """The members of a tally for a region that has no such shoreline: nothing is 0, nothing is a rate."""
    empty = Tally(_NONE, (0.0,) * len(GROUPS), 0).as_json()
    return {**dict.fromkeys(empty), "segments": 0}


_NONE: Final = ShorelineMethod.model_construct(estuary_counts="apart", estuary_in_denominator=True)


def groups_of(segments: Segments, method: ShorelineMethod) -> NDArray[np.intp]:
    """Index into GROUPS per segment; restored line without a stated recognition stands apart where one is required."""
    counted = method.counted()
    by_type = np.array([GROUPS.index(counted[name]) for name in segments.types.values], dtype=np.intp)
    out: NDArray[np.intp] = by_type[segments.types.index] if len(segments) else np.zeros(0, dtype=np.intp)
    if method.recognition == "required":
        out[(out == GROUPS.index("restored")) & ~segments.is_recognised] = GROUPS.index("restored_unrecognised")
    return out


@dataclass(frozen=True, eq=False)
class Tallies:
    """Sums over the values (`keys`) of a column: `metres[key, kind, group]`, `count[key, kind]`; kind as in KINDS."""

    keys: tuple[Any, ...]
    metres: Floats
    count: NDArray[np.intp]
    method: ShorelineMethod

    def pick(self, keys: Sequence[object], kind: int) -> Tally:
        """One tally over several values of the column."""
        return self.over([self.keys.index(key) for key in keys], kind)

    def over(self, rows: Sequence[int], kind: int, maybe: Sequence[int] = (), *, partly: bool = False) -> Tally:
        """One tally over several values, by their places; `maybe` are those that may belong to it."""
        sums = self.metres[list(rows), kind].sum(axis=0)
        tally = Tally(self.method, tuple(sums.tolist()), int(self.count[list(rows), kind].sum()), partly=partly)
        if not len(maybe):
            return tally
        open_ = Tally(self.method, tuple(self.metres[list(maybe), kind].sum(axis=0).tolist()), 0)
        unclassed = open_.of("unclassed")
        other = max(0.0, open_.denominator_m - open_.natural_m - unclassed)
        return replace(tally, floating=(open_.natural_m, other, unclassed))

    def length_m(self, rows: Sequence[int]) -> float:
        """Metres of several values, both kinds."""
        return float(self.metres[list(rows)].sum())


def tallies(
    segments: Segments,
    groups: NDArray[np.intp],
    by: Coded[Any] | Texts,
    chosen: NDArray[np.bool_] | None,
    method: ShorelineMethod,
    *,
    lengths: Floats | None = None,
) -> Tallies:
    """Sums of `lengths` (None: their own, metres) of the chosen segments (None: all) by the values of a column."""
    by = by if isinstance(by, Coded) else coded(by.tolist())
    rows: Any = slice(None) if chosen is None else np.flatnonzero(chosen)
    cell = by.index[rows] * 2 + segments.on_island[rows]
    size, wide = len(by.values) * 2, len(GROUPS)
    weights = (segments.length_m if lengths is None else lengths)[rows]
    sums = np.bincount(cell * wide + groups[rows], weights, size * wide).astype(np.float64)
    count = np.bincount(cell, minlength=size)
    return Tallies(by.values, sums.reshape(-1, 2, wide), count.reshape(-1, 2), method)
