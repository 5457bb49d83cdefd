"""Which regions a segment belongs to, by the codes that it and its edition carry; no geometry is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Literal

from layers.regions import Regions
from zoning.measures.shoreline.segments import Home
from zoning.measures.wholeness import in_use, silent_cities, unspoken

Belongs = Literal["yes", "maybe", "no"]


class Membership:
    """Regions as they are on one day: codes in use, what lies in what, and for which an edition speaks."""

    def __init__(self, regions: Regions, on: date) -> None:
        self.regions = regions
        self._on = on
        self._above: dict[str, frozenset[str]] = {}
        self._now: dict[str, str] = {}
        self._reach: dict[Home, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {}
        self._listed = [code for code in regions if self._in_use(code)]
        self._parents = {parent for code in self._listed if (parent := regions[code].parent) is not None}

    def _in_use(self, code: str) -> bool:
        return in_use(code, self.regions, self._on)

    def current(self, code: str) -> str:
        """The code in use on the day for what `code` names: its successor where there is exactly one, else itself."""
        if code not in self._now:
            self._now[code] = self._successor(code)
        return self._now[code]

    def _successor(self, code: str) -> str:
        if code not in self.regions or len(self.regions[code].successors) != 1:
            return code
        after = self.regions[code].successors[0]
        start = self.regions[after].valid_from
        return self.current(after) if start is None or start <= self._on else code

    def split(self, code: str) -> tuple[str, ...]:
        """The regions into which a retired code was divided; empty for every other code."""
        if code not in self.regions or not self.regions.retired(code, self._on):
            return ()
        successors = self.regions[code].successors
        return tuple(self.current(one) for one in successors) if len(successors) > 1 else ()

    def above(self, code: str) -> frozenset[str]:
        """`code` and every region that it lies in."""
        if code not in self._above:
            known = code in self.regions
            chain = self.regions.ancestry(code) if known else self._by_digits(code)
            self._above[code] = frozenset((code, *chain))
        return self._above[code]

    def _by_digits(self, code: str) -> list[str]:
        return [parent for parent in self._parents | self._childless_cities if self.regions.within(code, parent)]

    @property
    def _childless_cities(self) -> set[str]:
        return {code for code in self._listed if self.regions[code].level == "city"}

    def belongs(self, home: Home, region: str) -> Belongs:
        """Whether a segment lies in a region (a code in use); `maybe` where its code only says that it could.

        A segment without a code lies where its edition was delivered for.
        """
        if home not in self._reach:
            code = self.current(home[0] or home[1])
            parts = self.split(code) or (code,)
            uppers = [self.above(part) for part in parts]
            self._reach[home] = frozenset(parts), frozenset.intersection(*uppers), frozenset.union(*uppers)
        parts_of, all_in, any_in = self._reach[home]
        if region in all_in:
            return "yes"
        return "no" if region not in any_in and parts_of.isdisjoint(self.above(region)) else "maybe"

    def unlisted(self, code: str) -> bool:
        """Whether a code is not in the list though regions beside it are; elsewhere its digits say where it lies."""
        return code not in self.regions and any(self.regions.within(one, f"{code[:4]}00") for one in self._counties)

    @property
    def _counties(self) -> list[str]:
        return [code for code in self._listed if self.regions[code].level == "county"]

    def is_leaf(self, code: str) -> bool:
        """Whether the list has no region in use below a code: a county, or a city that stands for its counties."""
        return code not in self._parents

    def level(self, code: str) -> str:
        """`province`, `city` or `county`; by its digits for a code that is not listed."""
        if code in self.regions:
            return self.regions[code].level
        return "province" if code[2:] == "0000" else "city" if code[4:] == "00" else "county"

    def missing(self, region: str, offices: Iterable[str]) -> tuple[str, ...]:
        """The coastal regions in `region` that no edition (`offices`: their regions) speaks for, the largest whole."""
        return unspoken(region, offices, self.regions, self._on, coast=True)

    def without(self, region: str, homes: Iterable[Home]) -> tuple[str, ...]:
        """The coastal cities below `region` in which no segment lies, or may lie."""
        every = tuple(homes)
        holds = partial(self._holds, every)
        return silent_cities(region, holds, self.regions, self._on, coast=True)

    def _holds(self, homes: tuple[Home, ...], region: str) -> bool:
        return any(self.belongs(home, region) != "no" for home in homes)

    def coastal_below(self, region: str) -> list[str]:
        """The listed regions with a sea front right below a region."""
        return [code for code in self._listed if self.regions[code].parent == region and self.regions[code].coast]
