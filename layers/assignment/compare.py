"""What is said of an assignment: what a delivery states against where its lines lie, and what was assigned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.assignment.areas import Areas
from layers.assignment.lines import NONE, Indices, Lines, Stretches
from layers.attribute_rules import Assignment
from layers.checks.report import Place, Problem, warning
from layers.editions import Value
from layers.notes import Note, NoteValue
from layers.regions import Regions


@dataclass(frozen=True, eq=False)
class Side:
    """Where the lines lie: `found`, stretches labelled by `areas` of the `editions` named."""

    name: str
    rule: Assignment
    editions: str
    lines: Lines
    found: Stretches
    areas: Areas
    region: str

    def of(self, rows: Indices) -> list[int]:
        """The stretches of some features."""
        return np.flatnonzero(np.isin(self.lines.owner[self.found.part], rows)).tolist()

    def features(self, members: Sequence[int]) -> int:
        """How many features some stretches are of."""
        return len(set(self.lines.owner[self.found.part[members]].tolist()))

    def metres(self, members: Sequence[int]) -> float:
        """Length of some stretches, to 0.001 m."""
        return round(float(self.found.metres[members].sum()), 3)

    def code(self, member: int) -> str | None:
        """The code of the area that a stretch lies in."""
        label = int(self.found.label[member])
        return None if label == NONE else self.areas.codes[label]

    def place(self, members: Sequence[int]) -> Place:
        """A position in the middle of the longest of some stretches."""
        found = self.found
        at = [max(members, key=lambda member: (found.metres[member], -member))]
        lon, lat = self.lines.position(found.part[at], (found.begin[at] + found.end[at]) / 2.0)[0]
        return float(lon), float(lat)


def differences(
    side: Side, column: Sequence[Value], rows: Indices, regions: Regions | None
) -> tuple[list[Problem], list[Note]]:
    """Warnings per pair (given, geometric) of codes whose differing length is above the tolerance, and the count.

    `rows` are the features that came with a code. Agreed are other names of one area and, with `regions`, a region
    and one that it lies in, and a retired code and its successor. Without `regions` a value that the layer does not
    know cannot be compared: no layer of bays or islands need list them all.
    """
    every = len(rows)
    if regions is None:
        rows = np.array([row for row in rows.tolist() if str(column[row]) in side.areas.known], dtype=np.intp)
    pairs: dict[tuple[str, str], list[int]] = {}
    for member in side.of(rows):
        given = str(column[side.lines.owner[side.found.part[member]]])
        pairs.setdefault((given, side.code(member) or ""), []).append(member)
    problems = []
    for (given, geometric), members in sorted(pairs.items()):
        agreed = bool(geometric) and _agree(given, geometric, side.areas, regions)
        if agreed or side.metres(members) <= side.rule.tolerance_m:
            continue
        told: dict[str, NoteValue] = {"attribute": side.name, "given": given, "count": side.features(members)}
        told |= {"length_m": side.metres(members), "layer": side.rule.source, "tolerance_m": side.rule.tolerance_m}
        if geometric:
            problems.append(warning("assignment_differs", "", side.place(members), **told, geometric=geometric))
        else:
            problems.append(warning("assignment_outside", "", side.place(members), **told))
    if not every:
        return problems, []
    counted: dict[str, NoteValue] = {
        "attribute": side.name,
        "count": len(rows),
        "editions": side.editions,
        "pairs": len(problems),
        "unknown": every - len(rows),
    }
    return problems, [Note("assignment_compared", counted)]


def assignments(side: Side, rows: Indices, regions: Regions | None) -> tuple[list[Problem], list[Note]]:
    """What was assigned to the features that came without a code: a note; with `regions`, warnings.

    Those are for what lies in no region, and for codes outside the region that is published.
    """
    members = side.of(rows)
    if not members:
        return [], []
    bare = [member for member in members if side.code(member) is None]
    told: dict[str, NoteValue] = {
        "attribute": side.name,
        "count": len(rows),
        "editions": side.editions,
        "tolerance_m": side.rule.tolerance_m,
        "length_m": side.metres([member for member in members if side.code(member) is not None]),
        "unassigned_m": side.metres(bare),
    }
    problems = []
    if regions is not None:
        if bare:
            values = {key: told[key] for key in ("attribute", "editions", "tolerance_m")}
            values |= {"count": side.features(bare), "length_m": side.metres(bare)}
            problems.append(warning("assignment_none", "", side.place(bare), **values))
        by_code: dict[str, list[int]] = {}
        for member in members:
            by_code.setdefault(side.code(member) or "", []).append(member)
        for code, own in sorted(by_code.items()):
            if code and not regions.within(code, side.region):
                values = {"attribute": side.name, "value": code, "count": side.features(own), "region": side.region}
                problems.append(warning("region_outside", "", side.place(own), **values))
    return problems, [Note("codes_assigned", told)]


def _agree(given: str, geometric: str, areas: Areas, regions: Regions | None) -> bool:
    if given in areas.also[geometric]:
        return True
    if regions is None:
        return False
    todays = [given]
    for code in todays:  # grows while walked: successors of successors
        todays += [new for new in (regions[code].successors if code in regions else ()) if new not in todays]
    return any(regions.within(geometric, code) or regions.within(code, geometric) for code in todays)
