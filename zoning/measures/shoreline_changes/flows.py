"""The rows of a matching with what either side counts as, and sums of them that close."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.geodesy import Floats
from layers.once import once
from zoning.measures.shoreline.membership import Membership
from zoning.measures.shoreline.tally import GROUPS
from zoning.measures.shoreline.whole import Shore
from zoning.measures.shoreline_changes.matching import NONE, Indices, Matching

CHANGES: Final = ("same", "retyped", "lost", "gained")
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sides:
    """What the old, or the new, side of every row is; NONE where the row has none.

    `kind` is an index into KINDS, `group` into GROUPS, `type` into `types`, `region` into `regions`; `within` says
    which sides belong to the region asked about.
    """

    kind: Indices
    group: Indices
    type: Indices
    region: Indices
    within: Flags
    metres: Floats


@dataclass(frozen=True, eq=False)
class Flows:
    """All rows, seen from the region asked about; a region code None is that of segments without one."""

    old: Sides
    new: Sides
    types: tuple[str, ...]
    regions: tuple[str | None, ...]

    def account(self, kind: int, region: int | None = None) -> Account:
        """The account of mainland (0) or islands (1), of the whole region or of one by its place in `regions`."""
        inside = [side.within & (side.kind == kind) for side in (self.old, self.new)]
        if region is not None:
            inside = [one & (side.region == region) for one, side in zip(inside, (self.old, self.new), strict=True)]
        rows = np.flatnonzero(inside[0] | inside[1])
        return Account(self, rows, inside[0][rows], inside[1][rows])


def flows(matching: Matching, old: Shore, new: Shore) -> Flows:
    """The rows of a matching with the sides that two shores, seen from one region, give them."""
    types = tuple(sorted({*old.table.types.values, *new.table.types.values}))
    regions: dict[str | None, int] = {}
    sides = [
        _side(shore, rows, metres, types, regions)
        for shore, rows, metres in ((old, matching.old, matching.old_m), (new, matching.new, matching.new_m))
    ]
    return Flows(sides[0], sides[1], types, tuple(regions))


def _side(shore: Shore, rows: Indices, metres: Floats, types: tuple[str, ...], regions: dict[str | None, int]) -> Sides:
    table = shore.table
    of_type = np.array([types.index(name) for name in table.types.values], dtype=np.intp)
    of_home = np.array([regions.setdefault(_code(home[0], shore.membership), len(regions)) for home in shore.homes])
    there = rows != NONE

    def column(values: NDArray[np.intp]) -> Indices:
        out = np.full(len(rows), NONE, dtype=np.intp)
        out[there] = values[rows[there]]
        return out

    within = np.zeros(len(rows), dtype=bool)
    within[there] = shore.chosen[rows[there]]
    return Sides(
        kind=column(table.on_island),
        group=column(shore.groups),
        type=column(_of(of_type, table.types.index)),
        region=column(_of(of_home, table.homes.index)),
        within=within,
        metres=metres,
    )


def _of(values: NDArray[np.intp], index: Indices) -> Indices:
    return np.asarray(values[index] if len(index) else index, dtype=np.intp)


def _code(code: str | None, membership: Membership) -> str | None:
    return None if code is None else membership.current(code)


@dataclass(frozen=True, eq=False)
class Account:
    """One kind of shoreline of one region: `rows` of the flows, of which the old, the new side belongs to it.

    A row is partnered where both sides belong to the account; a partner outside of it (another region, another kind)
    leaves the metres lost or gained here, and `moved_out_m`, `moved_in_m` say how many of them are so.
    """

    flows: Flows
    rows: Indices
    old_in: Flags
    new_in: Flags

    @once
    def change(self) -> Indices:
        """Index into CHANGES per row."""
        same = self.flows.old.type[self.rows] == self.flows.new.type[self.rows]
        partnered = np.where(same, CHANGES.index("same"), CHANGES.index("retyped"))
        single = np.where(self.old_in, CHANGES.index("lost"), CHANGES.index("gained"))
        return np.asarray(np.where(self.old_in & self.new_in, partnered, single), dtype=np.intp)

    @once
    def old_m(self) -> Floats:
        """Metres of the old edition per row."""
        return np.where(self.old_in, self.flows.old.metres[self.rows], 0.0)

    @once
    def new_m(self) -> Floats:
        """Metres of the new edition per row."""
        return np.where(self.new_in, self.flows.new.metres[self.rows], 0.0)

    def where(self, *changes: str) -> Flags:
        """The rows of these changes."""
        return np.isin(self.change, [CHANGES.index(name) for name in changes])

    def total(self, values: Floats, chosen: Flags | None = None) -> float:
        """An exactly rounded sum of a column."""
        return math.fsum((values if chosen is None else values[chosen]).tolist())

    @property
    def lost_m(self) -> float:
        """Metres of the old edition that no line of the new one continues."""
        return self.total(self.old_m, self.where("lost"))

    @property
    def gained_m(self) -> float:
        """Metres of the new edition that were no line of the old one."""
        return self.total(self.new_m, self.where("gained"))

    @property
    def remeasured_m(self) -> float:
        """How much longer partnered line is in the new edition."""
        return self.total(self.new_m - self.old_m, self.where("same", "retyped"))

    @property
    def one_sided_m(self) -> tuple[float, float]:
        """Old and new metres of partnered rows whose other side has no metres: two lines of one edition became one."""
        partnered = self.where("same", "retyped")
        old = self.total(self.old_m, partnered & (self.new_m <= 0.0))
        return old, self.total(self.new_m, partnered & (self.old_m <= 0.0))

    @property
    def moved_out_m(self) -> float:
        """Of what is lost here: metres that another kind or region has now."""
        return self.total(self.old_m, self.where("lost") & (self.flows.new.kind[self.rows] != NONE))

    @property
    def moved_in_m(self) -> float:
        """Of what is gained here: metres that another kind or region had."""
        return self.total(self.new_m, self.where("gained") & (self.flows.old.kind[self.rows] != NONE))

    @property
    def residual_m(self) -> float:
        """What the ledger leaves unexplained of the difference of the totals; only rounding."""
        explained = self.gained_m - self.lost_m + self.remeasured_m
        return self.total(self.new_m) - self.total(self.old_m) - explained

    def counted_m(self, groups: tuple[str, ...], *, new: bool, chosen: Flags | None = None) -> float:
        """Metres of the new (else old) side that count as one of `groups`; of `chosen` rows, None: of all."""
        side, values = (self.flows.new, self.new_m) if new else (self.flows.old, self.old_m)
        counted = np.isin(side.group[self.rows], [GROUPS.index(name) for name in groups])
        return self.total(values, counted if chosen is None else counted & chosen)

    def weigh(self, weight: Floats) -> dict[str, float]:
        """By how much the sum of metres × `weight` of their group rose, by cause; the causes sum to the whole.

        A partnered row counts its old metres with the weight that changed (`retyped`, or `recognised` where the type
        stayed) and the difference of its metres with the new weight (`remeasured`).
        """
        none = np.concatenate([weight, [0.0]])  # NONE is the last place
        before, after = none[self.flows.old.group[self.rows]], none[self.flows.new.group[self.rows]]
        lifted = self.old_m * (after - before)
        return {
            "lost": -self.total(self.old_m * before, self.where("lost")),
            "gained": self.total(self.new_m * after, self.where("gained")),
            "retyped": self.total(lifted, self.where("retyped")),
            "recognised": self.total(lifted, self.where("same")),
            "remeasured": self.total((self.new_m - self.old_m) * after, self.where("same", "retyped")),
        }
