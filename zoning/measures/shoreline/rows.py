"""The shore of a region by type, region, bay and island; sums of codes only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zoning.measures.shoreline.segments import Coded
from zoning.measures.shoreline.tally import GROUPS, KINDS, Tally, natural_groups, tallies
from zoning.measures.shoreline.whole import Shore
from zoning.verdict import Json, metres, share


def by_type(shore: Shore) -> list[Json]:
    """Metres per kind, type and what the type counted as; unrecognised restored line has a row of its own."""
    sums = tallies(shore.table, shore.groups, shore.table.types, shore.chosen, shore.method)
    named = list(shore.method.counted())
    order = sorted(range(len(sums.keys)), key=lambda row: named.index(sums.keys[row]))
    rows: list[Json] = []
    for number, kind in enumerate(KINDS):
        total = float(sums.metres[:, number].sum())
        for row in order:
            if not sums.count[row, number]:
                continue
            for group, length in zip(GROUPS, sums.metres[row, number].tolist(), strict=True):
                if length > 0.0:
                    rows.append(
                        {
                            "kind": kind,
                            "type": sums.keys[row],
                            "counted": group,
                            "length_m": metres(length),
                            "share": share(length / total),
                        }
                    )
    return rows


@dataclass(frozen=True)
class ByRegion:
    """`rows` as printed; metres that belong to the region asked about but stand in no leaf row, and why."""

    rows: list[Json]
    without_code_m: float
    above_m: float

    @property
    def unassigned_m(self) -> float:
        """Metres in no leaf row: without a code, or coded to a region that has others below it."""
        return self.without_code_m + self.above_m


def by_region(shore: Shore) -> ByRegion:
    """A row per county (a city without listed counties stands for them), and per city or province above them.

    A leaf row holds the segments coded to it; a row above, all that belongs to that region, as if asked by itself.
    """
    membership = shore.membership
    inside = [row for row, state in enumerate(shore.belonging) if state == "yes"]
    codes: dict[str, list[int]] = {}
    for row in inside:
        code = shore.homes[row][0]
        if code is not None:
            codes.setdefault(membership.current(code), []).append(row)
    above = {upper for code in codes for upper in membership.above(code) if upper != code}
    leaves = {code: rows for code, rows in codes.items() if membership.is_leaf(code) and code not in above}
    aggregates = {
        upper
        for row in inside
        for upper in membership.above(membership.current(shore.homes[row][0] or shore.homes[row][1]))
        if upper not in leaves and upper != shore.region and shore.region in membership.above(upper)
    }
    rows = [_row(code, _leaf(shore, code, own), leaf=True, shore=shore) for code, own in leaves.items()]
    rows += [
        _row(code, (shore.tally(0, code), shore.tally(1, code)), leaf=False, shore=shore)
        for code in aggregates
        if not membership.is_leaf(code) or code in above
    ]
    held = {row for own in leaves.values() for row in own}
    rest = [row for row in inside if row not in held]
    return ByRegion(
        rows=sorted(rows, key=lambda row: str(row["region"])),
        without_code_m=shore.sums.length_m([row for row in rest if shore.homes[row][0] is None]),
        above_m=shore.sums.length_m([row for row in rest if shore.homes[row][0] is not None]),
    )


def _leaf(shore: Shore, code: str, own: list[int]) -> tuple[Tally, Tally]:
    """The segments coded to a leaf; those without a code that were delivered for it, or above it, may lie there."""
    maybe = [row for row in shore.vague if row not in own and shore.membership.belongs(shore.homes[row], code) != "no"]
    partly = shore.partly(code)
    mainland, islands = (shore.sums.over(own, kind, maybe, partly=partly) for kind in (0, 1))
    return mainland, islands


def _row(code: str, both: tuple[Tally, Tally], *, leaf: bool, shore: Shore) -> Json:
    mainland, islands = both
    return {
        "region": code,
        "level": shore.membership.level(code),
        "leaf": leaf,
        "total_m": metres(mainland.total_m + islands.total_m),
        "mainland": mainland.as_json(),
        "islands": islands.as_json(),
    }


def by_bay(shore: Shore) -> tuple[list[Json], float]:
    """A row per bay, and the metres that are of no bay."""
    sums = tallies(shore.table, shore.groups, shore.table.bays, shore.chosen, shore.method)
    rows: list[Json] = []
    without = 0.0
    for row in sorted(range(len(sums.keys)), key=lambda row: str(sums.keys[row])):
        if not sums.count[row].any():
            continue
        mainland, islands = (sums.over([row], kind, partly=shore.partly(shore.region)) for kind in (0, 1))
        if sums.keys[row] is None:
            without = mainland.total_m + islands.total_m
            continue
        lengths = {"total_m": metres(mainland.total_m + islands.total_m)}
        rows.append({"bay": sums.keys[row], **lengths, "mainland": mainland.as_json(), "islands": islands.as_json()})
    return rows, without


def by_island(shore: Shore) -> tuple[list[Json], float]:
    """A row per island and region (names recur), and the metres of island shoreline without a name."""
    table = shore.table
    regions: dict[str | None, int] = {}
    of_home = [
        regions.setdefault(None if code is None else shore.membership.current(code), len(regions))
        for code, _ in shore.homes
    ]
    pair = table.islands.index * max(1, len(regions)) + np.array(of_home, dtype=np.intp)[table.homes.index]
    chosen = shore.chosen & (table.on_island == 1)
    distinct, index = np.unique(pair, return_inverse=True)
    names = list(regions)
    values = [(table.islands.values[p // len(regions)], names[p % len(regions)]) for p in distinct.tolist()]
    sums = tallies(table, shore.groups, Coded(tuple(values), index.ravel()), chosen, shore.method)
    held = sums.metres[:, KINDS.index("island")]
    natural = held[:, [GROUPS.index(group) for group in natural_groups(shore.method)]].sum(axis=1).tolist()
    unclassed = held[:, GROUPS.index("unclassed")].tolist()
    estuary = 0.0 if shore.method.estuary_in_denominator else held[:, GROUPS.index("estuary")]
    total, denominator = held.sum(axis=1).tolist(), (held.sum(axis=1) - estuary).tolist()
    order = sorted(range(len(values)), key=lambda row: (str(values[row][1]), str(values[row][0])))
    named = [row for row in order if sums.count[row, 1] and values[row][0] is not None]
    rows: list[Json] = [
        {
            "island": values[row][0],
            "region": values[row][1],
            "total_m": metres(total[row]),
            "natural_m": metres(natural[row]),
            "unclassed_m": metres(unclassed[row]),
            "rate": None
            if unclassed[row] > 0.0 or denominator[row] <= 0.0 or shore.twice
            else share(natural[row] / denominator[row]),
        }
        for row in named
    ]
    return rows, sum(total[row] for row in order if values[row][0] is None)
