"""Areas and shares of land held, unrounded, with what is not answered left open."""

from __future__ import annotations

from fractions import Fraction

from layers.geodesy import area as geodesic_area
from layers.notes import Note
from layers.overlay import intersection
from zoning.measures.areas.asked import Asked, Layer, asked
from zoning.measures.areas.polygons import column, dissolved
from zoning.measures.areas.territory import PARTS, Sum
from zoning.measures.indicators.asking import Asking
from zoning.measures.indicators.reading import Reading, share_of, unknown
from zoning.measures.indicators.target import MeasuredBy
from zoning.measures.result import Result


def share(by: MeasuredBy, asking: Asking) -> Reading:
    """The share of a region's land or sea that a layer holds; needs the outline of the whole region."""
    case, layer, result = _held(by, asking)
    whole = case.territory.of(case.territory.region, str(by.part))
    if whole is None or whole.area_m2 <= 0.0:
        return unknown(result, Note("indicator_no_outline", {"part": str(by.part)}))
    if not whole.complete:
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
    if not all(one.complete for one in sums):
        return unknown(result, Note("indicator_outline_incomplete", {"part": by.part or "land, sea"}))
    pairs = [_bounds(layer, one) for one in sums]
    low, high = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    return Reading((Fraction(low), Fraction(high)), None, _unanswered(layer, low < high), result=result)


def protection_rate(_: MeasuredBy, asking: Asking) -> Reading:
    """Listed wetland under protection ÷ listed wetland, each dissolved, on the ground of land and sea outlines.

    Protected is what lies in an important wetland or a protected area. It knows no wetland that is on no list.
    """
    question, result = asking.areas(*_WETLAND, "protected_area")
    case = asked(question, asking.sources)
    layers, units = case.layers, case.territory.units
    if not all(one.complete for part in PARTS if (one := _of(case, part))):
        return unknown(result, Note("indicator_outline_incomplete", {"part": "land, sea"}))
    if not units or any(layer.status(unit) in ("partly", "not_covered") for layer in layers for unit in units):
        return unknown(result, Note("indicator_partly_held", {"layer": ", ".join((*_WETLAND, "protected_area"))}))
    all_m2 = kept_m2 = 0.0
    for unit in units:
        wetland, important, reserve = (layer.now.held.units[unit].whole.geometry for layer in layers)
        ground = dissolved(column([wetland, important]))
        kept = intersection(ground, dissolved(column([important, reserve])))
        all_m2 += float(geodesic_area(ground)[0])
        kept_m2 += float(geodesic_area(kept)[0])
    return share_of(kept_m2, all_m2, result)


_WETLAND = ("wetland", "important_wetland")


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
