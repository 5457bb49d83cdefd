"""Natural shoreline retention of a region; formula, sources and traps in docs/measures.md."""

from __future__ import annotations

from typing import Any

from layers.errors import BadInput
from layers.notes import Note
from layers.snapshot import LayerView
from zoning.measures.question import ShorelineQuestion
from zoning.measures.result import Result, finished
from zoning.measures.shoreline.evidence import evidence_of
from zoning.measures.shoreline.gates import gates_of
from zoning.measures.shoreline.notes import notes_of
from zoning.measures.shoreline.occupation import floors, occupation
from zoning.measures.shoreline.rows import ByRegion, by_bay, by_island, by_region, by_type
from zoning.measures.shoreline.segments import segments
from zoning.measures.shoreline.sensitivity import sensitivity
from zoning.measures.shoreline.tally import not_applicable
from zoning.measures.shoreline.whole import COASTLINE, Shore, shore_of
from zoning.measures.sources import Sources
from zoning.verdict import Json, metres


def shoreline(question: ShorelineQuestion, sources: Sources) -> Result:
    """Retention of mainland and islands apart, by type, region, bay and island; what a project would take of it.

    Raises BadInput for an unknown method, or a project where there is no sea; NoEditions where no coastline of the
    region is in force.
    """
    definitions = sources.definitions
    method = definitions.shoreline.chosen(question.method)
    used = [definitions.of_layer(COASTLINE), definitions.regions(), definitions.reference(definitions.shoreline_law[1])]
    used.append(definitions.reference(definitions.shoreline.files[method.method]))
    named = (method.method, method.version)
    if not sources.region.coast and not _touched(sources, sources.held(COASTLINE)):
        if question.project is not None:
            raise BadInput(
                f"{sources.region.code} 不临海，算不出项目占用的岸线；请给出项目所占岸线所在的行政区",
                f"{sources.region.code} has no sea front, so what a project takes of it cannot be told; "
                "name the region of the shore that the project touches",
            )
        note = Note("no_coast", {"region": sources.region.code})
        return finished("shoreline", question, _inapplicable(), method=named, editions=(), used=used, notes=[note])
    shore = shore_of(sources, method)
    regions = by_region(shore)
    content = _content(shore, regions, sources)
    notes = notes_of(shore, regions, content["gates"])
    taken = None
    if question.project is not None:
        content["project"], taken, said = occupation(question.project, shore, sources)
        notes += said
    if question.sensitivity:
        content["sensitivity"] = sensitivity(shore, sources)
        notes.append(Note("sensitivity_is_no_figure"))
    return finished(
        "shoreline",
        question,
        content,
        method=named,
        editions=shore.editions(sources),
        used=used,
        notes=notes,
        evidence=lambda: evidence_of(shore, taken),
    )


def _content(shore: Shore, regions: ByRegion, sources: Sources) -> dict[str, Any]:
    mainland, islands = shore.both
    bays, without_bay = by_bay(shore)
    named_islands, without_island = by_island(shore)
    return {
        "applicable": True,
        "mainland": mainland.as_json(),
        "islands": islands.as_json(),
        "floors": floors(sources.definitions.shoreline_law[0], shore.both),
        "by_type": by_type(shore),
        "by_region": regions.rows,
        "by_bay": bays,
        "by_island": named_islands,
        "unassigned_m": metres(regions.unassigned_m),
        "without_bay_m": metres(without_bay),
        "without_island_m": metres(without_island),
        "gates": gates_of(shore, sources),
    }


def _inapplicable() -> Json:
    nothing: Json = {"by_type": [], "by_region": [], "by_bay": [], "by_island": [], "gates": [], "floors": []}
    unmeasured = dict.fromkeys(("unassigned_m", "without_bay_m", "without_island_m"))
    return {
        "applicable": False,
        "mainland": not_applicable(),
        "islands": not_applicable(),
        **nothing,
        **unmeasured,
    }


def _touched(sources: Sources, view: LayerView) -> bool:
    """Whether a segment is coded to a region that the list has without a sea front."""
    table = sources.derived(view, segments)
    return any(sources.within(code) for code, _ in table.homes.values if code is not None)
