"""The shoreline of the region asked about, whole: sums by home, and mainland and islands apart, unrounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.editions import Edition
from layers.once import once
from layers.snapshot import LayerView
from zoning.measures.shoreline.membership import Belongs, Membership
from zoning.measures.shoreline.method import ShorelineMethod
from zoning.measures.shoreline.segments import Home, Segments, segments
from zoning.measures.shoreline.tally import KINDS, Tallies, Tally, groups_of, tallies
from zoning.measures.sources import Sources
from zoning.measures.standing import spoken_twice, touching

COASTLINE = "coastline"


@dataclass(frozen=True, eq=False)
class Shore:
    """The segments of a view seen from one region: `groups` per segment, sums by home, and who belongs."""

    view: LayerView
    table: Segments
    groups: NDArray[np.intp]
    sums: Tallies
    method: ShorelineMethod
    membership: Membership
    region: str

    @property
    def homes(self) -> tuple[Home, ...]:
        """The (code, edition's region) pairs that occur."""
        return self.table.homes.values

    @once
    def offices(self) -> tuple[str, ...]:
        """The regions for which editions in force were delivered."""
        return tuple(edition.head.region for edition in self.view.editions)

    @once
    def vague(self) -> tuple[int, ...]:
        """The homes that name no single leaf region: without a code, or of a code that others lie below or follow."""
        clear = self.membership.is_leaf
        current = self.membership.current
        return tuple(
            row
            for row, (code, _) in enumerate(self.homes)
            if code is None or not clear(current(code)) or self.membership.split(code)
        )

    def rows(self, region: str, belongs: Belongs) -> list[int]:
        """The homes that belong, or may belong, to a region."""
        return [row for row, home in enumerate(self.homes) if self.membership.belongs(home, region) == belongs]

    @once
    def belonging(self) -> tuple[Belongs, ...]:
        """Whether each home belongs to the region asked about."""
        return tuple(self.membership.belongs(home, self.region) for home in self.homes)

    @once
    def chosen(self) -> NDArray[np.bool_]:
        """The segments that belong to the region."""
        return self._where([state == "yes" for state in self.belonging])

    @once
    def perhaps(self) -> NDArray[np.bool_]:
        """The segments that may belong to it."""
        return self._where([state == "maybe" for state in self.belonging])

    def _where(self, homes: Sequence[bool]) -> NDArray[np.bool_]:
        marked: NDArray[np.bool_] = np.array(homes, dtype=np.bool_)[self.table.homes.index]
        return marked

    @once
    def missing(self) -> tuple[str, ...]:
        """The coastal regions within for which no edition in force speaks, and coastal cities without any line."""
        return self.missing_in(self.region)

    @once
    def twice(self) -> tuple[str, ...]:
        """The regions of which two editions hold line, and nothing tells which of them counts."""
        return self.twice_in(self.region)

    def twice_in(self, region: str) -> tuple[str, ...]:
        """Those that have to do with one region."""
        return touching(self._told_twice, region, self.membership.regions)

    @once
    def _told_twice(self) -> tuple[str, ...]:
        return spoken_twice(self.view, self.membership.regions)

    def missing_in(self, region: str) -> tuple[str, ...]:
        """The same of one region."""
        unspoken = self.membership.missing(region, self.offices)
        return tuple(dict.fromkeys((*unspoken, *self.membership.without(region, self.homes))))

    def partly(self, region: str) -> bool:
        """Whether the lengths held are not, or not for certain, those of the region: then it has no rate."""
        return bool(self.missing_in(region) or self.twice_in(region))

    def editions(self, sources: Sources) -> tuple[Edition, ...]:
        """The editions that speak for the region asked about, and those of line that is, or may be, of it."""
        used = np.unique(self.table.edition[self.chosen | self.perhaps]).tolist()
        return tuple(e for n, e in enumerate(self.view.editions) if n in used or sources.speaks(e.head.region))

    def edition_of(self, row: int) -> str:
        """The edition of a segment as `region/number`."""
        edition = self.view.editions[self.table.edition[row]]
        return f"{edition.head.region}/{edition.number}"

    def tally(self, kind: int, region: str | None = None) -> Tally:
        """Mainland (0) or islands (1) of the region asked about, or of one in it."""
        asked = region or self.region
        partly = self.partly(asked)
        return self.sums.over(self.rows(asked, "yes"), kind, self.rows(asked, "maybe"), partly=partly)

    @once
    def both(self) -> tuple[Tally, Tally]:
        """Mainland and islands, which are never added up."""
        return self.tally(0), self.tally(KINDS.index("island"))


def shore_of(sources: Sources, method: ShorelineMethod, view: LayerView | None = None) -> Shore:
    """The shore of the region asked about, in `view` or as in force on the day.

    Raises NoEditions where no coastline of it is in force.
    """
    held = sources.view(COASTLINE) if view is None else view  # an empty view is one too
    table = sources.derived(held, segments)
    groups = groups_of(table, method)
    membership = Membership(sources.definitions.base.regions, sources.as_of)
    sums = tallies(table, groups, table.homes, None, method)
    return Shore(held, table, groups, sums, method, membership, membership.current(sources.region.code))
