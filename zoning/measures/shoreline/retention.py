"""Natural shoreline retention of a region; formula, sources and traps in docs/measures.md."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from layers.notes import Note
from layers.snapshot import LayerView
from zoning.measures.question import ShorelineQuestion
from zoning.measures.result import Result, finished
from zoning.measures.shoreline.method import ShorelineMethod
from zoning.measures.shoreline.segments import Segments, segments
from zoning.measures.shoreline.tally import Tally, groups_of, not_applicable, tallies
from zoning.measures.sources import Sources
from zoning.verdict import Json, metres

COASTLINE = "coastline"


def shoreline(question: ShorelineQuestion, sources: Sources) -> Result:
    """Retention of mainland and islands apart, by type, region, bay and island.

    Raises BadInput for an unknown method, NoEditions where no coastline of the region is in force.
    """
    definitions = sources.definitions
    method = definitions.shoreline.chosen(question.method)
    used = [definitions.of_layer(COASTLINE), definitions.regions()]
    used.append(definitions.reference(definitions.shoreline.files[method.method]))
    view = sources.held(COASTLINE)
    named = (method.method, method.version)
    if not sources.region.coast and not _touched(sources, view):
        content: Json = {"applicable": False, "mainland": not_applicable(), "islands": not_applicable()}
        content |= {"by_type": [], "by_region": [], "by_bay": [], "by_island": [], "unassigned_m": None}
        note = Note("no_coast", {"region": sources.region.code})
        return finished("shoreline", question, content, method=named, editions=(), used=used, notes=[note])
    view = sources.view(COASTLINE)
    table = sources.derived(view, segments)
    content, notes = _content(table, method, sources)
    return finished(
        "shoreline",
        question,
        {"applicable": True, **content},
        method=named,
        editions=[edition for edition in view.editions if sources.speaks(edition.head.region)],
        used=used,
        notes=notes,
    )


def _touched(sources: Sources, view: LayerView) -> bool:
    table = sources.derived(view, segments)
    return any(sources.within(str(code)) for code in set(table.region) if code is not None)


def chosen_segments(table: Segments, sources: Sources) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which segments belong to the region, and which of those have no region code.

    A segment without a code belongs to a region that its whole edition was delivered for.
    """
    codes = {code: sources.within(str(code)) for code in set(table.region) if code is not None}
    offices = {code: sources.within(str(code)) for code in set(table.delivered_for)}
    coded = np.array([code is not None and codes[code] for code in table.region], dtype=bool)
    bare = np.array([code is None and offices[d] for code, d in zip(table.region, table.delivered_for, strict=True)])
    return coded | bare, bare


def _content(table: Segments, method: ShorelineMethod, sources: Sources) -> tuple[Json, list[Note]]:
    groups = groups_of(table, method)
    chosen, bare = chosen_segments(table, sources)
    by_type = tallies(table, groups, table.type, chosen, method)
    by_region = tallies(table, groups, table.region, chosen, method)
    mainland, islands = by_type.pick(by_type.keys, 0), by_type.pick(by_type.keys, 1)
    content: Json = {
        "mainland": mainland.as_json(),
        "islands": islands.as_json(),
        "by_type": [
            {"kind": kind, "type": name, "counted": method.counted()[name], "length_m": metres(t.total_m)}
            for number, kind in enumerate(("mainland", "island"))
            for name in by_type
            if (t := by_type.pick((name,), number)).segments
        ],
        "by_region": [
            {"region": code, **_both(by_region.pick((code,), 0), by_region.pick((code,), 1))}
            for code in by_region
            if code
        ],
        "unassigned_m": metres(float(table.length_m[bare].sum())),
    }
    return content, []


def _both(mainland: Tally, islands: Tally) -> Mapping[str, object]:
    return {
        "total_m": metres(mainland.total_m + islands.total_m),
        "mainland": mainland.as_json(),
        "islands": islands.as_json(),
    }
