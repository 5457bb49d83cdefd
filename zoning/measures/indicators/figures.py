"""How each figure is got from the measure that a target names; a new figure is an entry of `FIGURES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from layers.errors import NoEditions
from layers.notes import Note
from zoning.measures.indicators.area_figures import area, protection_rate, share
from zoning.measures.indicators.asking import Asking
from zoning.measures.indicators.body_figures import buffer_length, built_count, built_share, built_shoreline
from zoning.measures.indicators.figure_names import FIGURE_KINDS
from zoning.measures.indicators.reading import Reading, inapplicable, share_of, unknown
from zoning.measures.indicators.target import MeasuredBy
from zoning.measures.result import Result
from zoning.measures.shoreline.tally import Tally
from zoning.measures.shoreline.whole import Shore, shore_of
from zoning.measures.wholeness import unspoken_by
from zoning.verdict import metres


def read(by: MeasuredBy, asking: Asking) -> Reading:
    """A figure of the region; where a layer that it rests on has no edition in force, unknown with that layer named.

    Raises StoreError where an edition cannot be read: an incident is no state of an indicator.
    """
    kind = FIGURE_KINDS[by.name]
    if kind.coast and not asking.sources.region.coast and not _touches_coast(asking):
        return inapplicable(None)
    lacking = [layer for layer in (*kind.layers, *([by.layer] if by.layer else [])) if not _in_force(layer, asking)]
    if lacking:
        return unknown(None, *(Note("indicator_no_edition", {"layer": layer}) for layer in lacking))
    absent = [(layer, without) for layer in kind.whole if (without := _unspoken(layer, by, asking))]
    if absent:
        notes = (Note("indicator_not_whole", {"layer": layer, "regions": ", ".join(w)}) for layer, w in absent)
        return unknown(None, *notes)
    figure = FIGURES.get(by.name)
    return (
        figure(by, asking) if figure is not None else unknown(None, Note("indicator_not_measured", {"figure": by.name}))
    )


def _touches_coast(asking: Asking) -> bool:
    return bool(asking.shoreline().body["applicable"])


def _in_force(layer: str, asking: Asking) -> bool:
    try:
        asking.sources.view(layer)
    except NoEditions:
        return False
    return True


def _unspoken(layer: str, by: MeasuredBy, asking: Asking) -> tuple[str, ...]:
    return unspoken_by(asking.sources.view(layer), asking.sources, coast=by.part == "sea")


def _shore(asking: Asking) -> Shore:
    """The unrounded lengths behind the shoreline body: a rate of 34.9999999 % is not one of 35 %."""
    return shore_of(asking.sources, asking.sources.definitions.shoreline.chosen(None))


def _shoreline(figure: Callable[[Shore, Result], Reading]) -> Callable[[MeasuredBy, Asking], Reading]:
    """A figure of the shore, not applicable where the region has none."""

    def got(_: MeasuredBy, asking: Asking) -> Reading:
        result = asking.shoreline()
        return figure(_shore(asking), result) if result.body["applicable"] else inapplicable(result)

    return got


def rate_of(tally: Tally, result: Result) -> Reading:
    """A retention rate, exactly divided; open while length is unclassed, of no stated region, or not held."""
    bounds = tally.rate_range
    if bounds is None:
        return unknown(result, Note("indicator_nothing_to_divide_by", {}))
    if tally.rate is None or bounds[0] < bounds[1]:
        return Reading((Fraction(bounds[0]), Fraction(bounds[1])), None, _open(tally), result=result)
    return share_of(tally.natural_m, tally.denominator_m, result)


def natural_of(tally: Tally, result: Result) -> Reading:
    """A natural length; open in the same way, and without an upper bound where a part of the region is not held."""
    if tally.partly:
        return unknown(result, *_open(tally))
    (least, _), (most, _) = tally.extremes
    return Reading((Fraction(least), Fraction(most)), None, _open(tally) if least < most else (), result=result)


def _open(tally: Tally) -> tuple[Note, ...]:
    if tally.partly:
        return (Note("indicator_partly_held", {"layer": "coastline"}),)
    return (Note("indicator_open_shoreline", {"length_m": metres(tally.of("unclassed") + sum(tally.floating))}),)


def _island_sand(shore: Shore, result: Result) -> Reading:
    if shore.partly(shore.region):
        return unknown(result, Note("indicator_partly_held", {"layer": "coastline"}))
    table = shore.table
    islands = table.kind == "island"
    sure = islands & shore.chosen & (table.type == "N_SAND")
    may = islands & (shore.chosen & (table.type == "unclassed") | shore.perhaps & np.isin(table.type, _MAYBE_SAND))
    sand, more = float(table.length_m[sure].sum()), float(table.length_m[may].sum())
    note = Note("indicator_open_shoreline", {"length_m": metres(more)})
    return Reading((Fraction(sand), Fraction(sand + more)), None, (note,) if more > 0.0 else (), result=result)


_MAYBE_SAND = ("N_SAND", "unclassed")

FIGURES: Mapping[str, Callable[[MeasuredBy, Asking], Reading]] = MappingProxyType(
    {
        "shoreline.mainland.rate": _shoreline(lambda shore, result: rate_of(shore.both[0], result)),
        "shoreline.mainland.natural_m": _shoreline(lambda shore, result: natural_of(shore.both[0], result)),
        "shoreline.islands.rate": _shoreline(lambda shore, result: rate_of(shore.both[1], result)),
        "shoreline.islands.natural_m": _shoreline(lambda shore, result: natural_of(shore.both[1], result)),
        "shoreline.islands.sand_m": _shoreline(_island_sand),
        "areas.share": share,
        "areas.area": area,
        "bays.built_count": built_count,
        "bays.mainland_share": built_share,
        "bays.shoreline_m": built_shoreline,
        "buffers.length": buffer_length,
        "wetland.protection_rate": protection_rate,
    }
)
