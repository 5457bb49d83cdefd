"""Length, width and gaps of ecological buffer strips; formulas, sources and traps in docs/measures.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layers.errors import NotFound
from layers.notes import Note
from layers.snapshot import LayerView
from zoning.measures.absent import NOT_COMPUTABLE
from zoning.measures.buffers.attachment import water_body
from zoning.measures.buffers.content import content
from zoning.measures.buffers.evidence import evidence
from zoning.measures.buffers.method import BufferMethod
from zoning.measures.buffers.selection import Selection, selection
from zoning.measures.buffers.widths import widths
from zoning.measures.question import BuffersQuestion
from zoning.measures.result import Result, finished
from zoning.measures.sources import Sources
from zoning.verdict import Json

WATER_LINE = "water_line"
BUFFER_STRIP = "buffer_strip"


def buffers(question: BuffersQuestion, sources: Sources) -> Result:
    """Buffer strips by status: length of bank and of river, widths, gaps, years.

    Where no water line is in force, or no strip edition, or the water body has no line, `state` is `not_computable`
    with a `reason`, and every figure is null. Raises BadInput for an unknown method, NotFound for a water body that
    neither layer names.
    """
    definitions = sources.definitions
    method = definitions.buffers.chosen(question.method)
    lines, strips = sources.held(WATER_LINE), sources.held(BUFFER_STRIP)
    used = [definitions.of_layer(WATER_LINE), definitions.of_layer(BUFFER_STRIP), definitions.regions()]
    used.append(definitions.reference(definitions.buffers.files[method.method]))
    chosen = selection(question, sources, (lines, strips), method)
    reason = _missing(sources, lines, strips) or _without_line(question, chosen)
    counted = [chosen.counted(status) for status in method.statuses]
    measured = [widths(one) for one in counted]
    body, notes = content(chosen, counted, measured, computable=reason is None)
    if reason is not None:
        notes = [Note(f"buffer_{reason}", {"region": question.region}), *notes]
    head: Json = {"state": "computed" if reason is None else NOT_COMPUTABLE, "reason": reason}
    if question.water_body is not None:
        head["water_body"] = question.water_body.strip()
    return finished(
        "buffers",
        question,
        {**head, **rules(method), **body},
        method=(method.method, method.version),
        editions=[*sources.counted(lines, chosen.own_banks), *sources.counted(strips, chosen.own_strips)],
        used=used,
        notes=notes,
        evidence=lambda: evidence(chosen, counted, measured),
    )


def rules(method: BufferMethod) -> Mapping[str, object]:
    """The numbers of the method that figures rest on, as they are printed beside these."""
    return {
        "rules": {
            "headline": method.headline,
            "confidence": method.confidence,
            "attach_m": method.attach_m,
            "hair_m": method.hair_m,
            "step_m": method.step_m,
            "max_width_m": method.max_width_m,
            "assumed_width_m": method.assumed_width_m,
        }
    }


def _missing(sources: Sources, lines: LayerView, strips: LayerView) -> str | None:
    """The layer of which no edition speaks for the region."""
    for view, reason in ((lines, "no_water_line_edition"), (strips, "no_strip_edition")):
        if not any(sources.speaks(edition.head.region) for edition in view.editions):
            return reason
    return None


def _without_line(question: BuffersQuestion, chosen: Selection) -> str | None:
    """Whether there is no bank to measure along. Raises NotFound for a water body that nothing names."""
    if chosen.bank.any():
        return None
    if question.water_body is not None and not chosen.strip.any():
        raise NotFound(
            f"{question.region} 没有名为“{question.water_body}”的水边线或缓冲带；现有：{_names(chosen, '、')}",
            f"{question.region} has no water line or buffer strip of {question.water_body!r}; "
            f"there are: {_names(chosen, ', ')}",
        )
    return "no_water_line"


def _names(chosen: Selection, comma: str) -> str:
    features: Sequence[str] = sorted({water_body(f) for f in (*chosen.held.banks, *chosen.held.strips)})
    return comma.join(features[:20]) + ("…" if len(features) > 20 else "") if features else "—"
