"""The figures of buffer strips as a body holds them, and the notes that go with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.notes import Note
from zoning.measures.buffers.attachment import BANKS
from zoning.measures.buffers.grouped import by_reach, by_region, by_water_body
from zoning.measures.buffers.lengths import bank_json, headline, river_json
from zoning.measures.buffers.said import left_aside, notes_of
from zoning.measures.buffers.selection import Counted, Selection, sides
from zoning.measures.buffers.unattached import unattached, without_line
from zoning.measures.buffers.widths import Widths, area_check
from zoning.verdict import Json, metres


def content(
    chosen: Selection, counted: Sequence[Counted], widths: Sequence[Widths], *, computable: bool
) -> tuple[Json, list[Note]]:
    """The members of the body; without figures, but with what was left aside, where nothing can be computed."""
    lines = sides(chosen.held.banks, np.where(chosen.bank, chosen.held.per_bank(chosen.scope), 0.0))
    own = chosen.maybe & ~chosen.bank
    floating = float(chosen.held.per_bank(chosen.held.ranges(own))[own].sum())
    bare = chosen.bank & np.array([bank.attributes["region"] is None for bank in chosen.held.banks], dtype=bool)
    body: Json = {
        "banks": {**{f"{side}_m": metres(lines[side]) for side in BANKS}, "total_m": metres(sum(lines.values()))}
        if computable
        else None,
        "unassigned_m": metres(float(chosen.held.per_bank(chosen.scope)[bare].sum())) if computable else None,
        "uncovered_m": metres(chosen.uncovered_m) if computable else None,
        "statuses": [_status(one, its, computable=computable) for one, its in zip(counted, widths, strict=True)],
        "by_water_body": by_water_body(chosen, counted, widths) if computable else [],
        "by_region": by_region(chosen, counted) if computable else [],
        "by_reach": by_reach(chosen, counted, widths) if computable else [],
        "unattached": unattached(chosen),
        "without_line": without_line(chosen),
    }
    notes = [Note("buffer_no_official_rule"), Note("buffer_statuses_apart")]
    if computable:
        notes += notes_of(chosen, counted, widths, floating)
    return body, [*notes, *left_aside(chosen)]


def _status(counted: Counted, widths: Widths, *, computable: bool) -> Json:
    method, chosen = counted.selection.method, counted.selection
    if not computable:
        nothing = dict.fromkeys(("at_least", "bank", "river", "widths", "area", "gaps"))
        return {
            "status": counted.status,
            "headline": {"rule": method.headline, "length_m": None},
            **nothing,
            "stretches": None,
            "by_year": [],
            "counted_twice": [],
        }
    bare = counted.gaps
    return {
        "status": counted.status,
        "headline": headline(counted),
        "at_least": not chosen.whole,
        "bank": bank_json(counted, chosen.bank),
        "river": river_json(counted, chosen.bodies),
        "stretches": len(counted.cover.closed(method.hair_m)),
        "by_year": [{"year": year, "bank_length_m": metres(own.total_m)} for year, own in counted.years],
        "counted_twice": [
            {"first_year": first, "year": year, "length_m": metres(length)} for first, year, length in counted.twice
        ],
        "widths": widths.as_json(chosen.bank, classes=True),
        "area": area_check(counted, widths),
        "gaps": {
            "count": len(bare),
            "total_m": metres(sum(gap.length_m for gap in bare)),
            "listed": [
                {
                    "water_body": str(gap.bank.attributes["water_body"]).strip(),
                    "side": gap.bank.attributes["role"],
                    "water_line": gap.bank.id,
                    "run": gap.run,
                    "from_m": metres(gap.from_m),
                    "to_m": metres(gap.to_m),
                    "length_m": metres(gap.length_m),
                }
                for gap in bare[: method.gaps_listed]
            ],
        },
    }
