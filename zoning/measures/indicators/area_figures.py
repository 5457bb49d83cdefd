"""Areas and shares of land held, unrounded, with what is not answered left open."""

from __future__ import annotations

from fractions import Fraction

from layers.notes import Note
from zoning.measures.areas.asked import Asked, Layer, asked
from zoning.measures.areas.territory import PARTS, Sum
from zoning.measures.indicators.asking import Asking
from zoning.measures.indicators.reading import Reading, unknown
from zoning.measures.indicators.target import MeasuredBy
from zoning.measures.result import Result


def share(by: MeasuredBy, asking: Asking) -> Reading:
    """The share of a region's land or sea that a layer holds; needs the outline of the whole region."""
    case, layer, result = _held(by, asking)
    whole = case.territory.of(case.territory.region, str(by.part))
    if whole is None or whole.area_m2 <= 0.0:
        return unknown(result, Note("indicator_no_outline", {"part": str(by.part)}))
    if whole.missing_m2 > 0.0:
        return unknown(result, Note("indicator_outline_incomplete", {"part": str(by.part)}))
    low, high = _bounds(layer, whole)
    bounds = Fraction(low) / Fraction(whole.area_m2), Fraction(high) / Fraction(whole.area_m2)
    return Reading(bounds, Fraction(whole.area_m2), _unanswered(layer, low < high), result=result)


def area(by: MeasuredBy, asking: Asking) -> Reading:
    """The area that a layer holds of the region, of one part or of both; square metres."""
    case, layer, result = _held(by, asking)
    sums = [one for part in ((by.part,) if by.part else PARTS) if (one := _of(case, part))]
    if not sums:
        return unknown(result, Note("indicator_no_outline", {"part": by.part or "land, sea"}))
    if any(one.missing_m2 > 0.0 for one in sums):
        return unknown(result, Note("indicator_outline_incomplete", {"part": by.part or "land, sea"}))
    pairs = [_bounds(layer, one) for one in sums]
    low, high = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Reading((Fraction(low), Fraction(high)), None, _unanswered(layer, low < high), result=result)


def _held(by: MeasuredBy, asking: Asking) -> tuple[Asked, Layer, Result]:
    question, result = asking.areas(str(by.layer))
    case = asked(question, asking.sources)
    return case, case.layers[0], result


def _of(case: Asked, part: str) -> Sum | None:
    return case.territory.of(case.territory.region, part)


def _bounds(layer: Layer, whole: Sum) -> tuple[float, float]:
    """What is held for certain, and with all ground on which the layer is silent."""
    held = layer.now.held
    sure = sum(held.units[unit].whole.area_m2 for unit in whole.units)
    silent = sum((1.0 - held.covered[unit]) * unit.area_m2 for unit in whole.units if layer.applies(unit))
    return sure, min(whole.area_m2, sure + silent)


def _unanswered(layer: Layer, is_open: bool) -> tuple[Note, ...]:
    return (Note("indicator_partly_held", {"layer": layer.kind.layer}),) if is_open else ()
