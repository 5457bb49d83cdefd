"""The stretches behind the ledger: every metre of both editions, with what became of it."""

from __future__ import annotations

import numpy as np

from layers.definition_file import Titles
from zoning.measures.shoreline.tally import GROUPS
from zoning.measures.shoreline.whole import COASTLINE, Shore
from zoning.measures.shoreline_changes.flows import CHANGES, Flows
from zoning.measures.shoreline_changes.matching import NONE, Matching
from zoning.measures.shoreline_changes.titles import CHANGE
from zoning.measures.tables import Cell, Column, Evidence, EvidenceClass, table

COLUMNS = (
    Column("change", Titles(zh="变化", en="change")),
    Column("type", Titles(zh="岸线类型（灭失的为原类型）", en="type (of lost line the old one)")),
    Column("old_kind", Titles(zh="原大陆或海岛", en="mainland or island, old")),
    Column("new_kind", Titles(zh="新大陆或海岛", en="mainland or island, new")),
    Column("old_type", Titles(zh="原类型", en="old type")),
    Column("new_type", Titles(zh="新类型", en="new type")),
    Column("old_counted", Titles(zh="原计为", en="counted as, old")),
    Column("new_counted", Titles(zh="新计为", en="counted as, new")),
    Column("old_id", Titles(zh="原要素编号", en="old feature")),
    Column("new_id", Titles(zh="新要素编号", en="new feature")),
    Column("old_region", Titles(zh="原行政区代码", en="old region")),
    Column("new_region", Titles(zh="新行政区代码", en="new region")),
    Column("old_m", Titles(zh="原长度", en="old length"), "m", 3),
    Column("new_m", Titles(zh="新长度", en="new length"), "m", 3),
)
DRAWN = (
    EvidenceClass("same", CHANGE["same"], "#b9c0c4"),
    EvidenceClass("retyped", CHANGE["retyped"], "#e08a1e"),
    EvidenceClass("lost", CHANGE["lost"], "#c0392b"),
    EvidenceClass("gained", CHANGE["gained"], "#1f6fb4"),
    EvidenceClass("moved", Titles(zh="改属他区或他类", en="to another region or kind"), "#7b52ab"),
)
_SIDE = (None,) * 5


def evidence_of(matching: Matching, seen: Flows, old: Shore, new: Shore) -> tuple[Evidence, ...]:
    """Every stretch that belongs to the region on either day; lengths are unrounded.

    Its shape is the new line's; of lost line, and where the new side has no length of its own, the old one's. A stretch
    with both sides that belong to different kinds, or of which one lies outside the region asked about, is `moved`: in
    the ledger its old side is lost there and its new side gained here.
    """
    rows = np.flatnonzero(seen.old.within | seen.new.within)
    cells: list[tuple[Cell, ...]] = []
    for row in rows.tolist():
        a, b = int(matching.old[row]), int(matching.new[row])
        had, has = _side(old, a), _side(new, b)
        change = _change(seen, row)
        kind, kind_now = had[0], has[0]
        cells.append(
            (
                change,
                has[1] if has[1] is not None else had[1],
                kind,
                kind_now,
                had[1],
                has[1],
                had[2],
                has[2],
                had[3],
                has[3],
                had[4],
                has[4],
                float(matching.old_m[row]),
                float(matching.new_m[row]),
            )
        )
    title = Titles(zh="岸线变化逐段", en="stretches of shoreline and what became of them")
    return (Evidence(table("stretches", title, COLUMNS, cells), matching.geometries[rows], COASTLINE, "change", DRAWN),)


def _side(shore: Shore, row: int) -> tuple[str | None, ...]:
    """Kind, type, what it counts as, feature and region of one segment."""
    if row == NONE:
        return _SIDE
    segments = shore.table
    region = segments.region[row]
    return (
        str(segments.kind[row]),
        str(segments.type[row]),
        GROUPS[shore.groups[row]],
        str(segments.ids[row]),
        None if region is None else str(region),
    )


def _change(seen: Flows, row: int) -> str:
    if seen.new.kind[row] == NONE:
        return CHANGES[2]
    if seen.old.kind[row] == NONE:
        return CHANGES[3]
    if seen.old.kind[row] != seen.new.kind[row] or seen.old.within[row] != seen.new.within[row]:
        return "moved"
    return CHANGES[0] if seen.old.type[row] == seen.new.type[row] else CHANGES[1]
