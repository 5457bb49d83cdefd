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
from zoning.measures.shoreline.gates import counted_twice_m
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


def _of(figure: Callable[[Tally, Result, float], Reading], kind: int) -> Callable[[Shore, Result], Reading]:
    """A figure of mainland (0) or islands (1)."""
    return lambda shore, result: figure(shore.both[kind], result, _twice(result))


def rate_of(tally: Tally, result: Result, twice_m: float = 0.0) -> Reading:
    """A retention rate, exactly divided; open while length is unclassed, of no stated region, or not held.

    `twice_m` metres are counted twice, nobody can say of which type: it is open by them too.
    """
    bounds = tally.rate_range
    if bounds is None:
        return unknown(result, Note("indicator_nothing_to_divide_by", {}))
    if twice_m > 0.0 and not tally.partly:
        (few, wide), (many, narrow) = tally.extremes
        low = max(0.0, few - twice_m) / max(wide - twice_m, few, 1e-9) if wide > twice_m else 0.0
        high = min(1.0, many / (narrow - twice_m)) if narrow > twice_m else 1.0
        return Reading((Fraction(low), Fraction(high)), None, _open(tally, twice_m), result=result)
    if tally.rate is None or bounds[0] < bounds[1]:
        return Reading((Fraction(bounds[0]), Fraction(bounds[1])), None, _open(tally), result=result)
    return share_of(tally.natural_m, tally.denominator_m, result)


def natural_of(tally: Tally, result: Result, twice_m: float = 0.0) -> Reading:
    """A natural length; open in the same way, and without an upper bound where a part of the region is not held."""
    if tally.partly:
        return unknown(result, *_open(tally))
    (least, _), (most, _) = tally.extremes
    least = max(0.0, least - twice_m)
    missing = _open(tally, twice_m) if least < most else ()
    return Reading((Fraction(least), Fraction(most)), None, missing, result=result)


def _open(tally: Tally, twice_m: float = 0.0) -> tuple[Note, ...]:
    if tally.partly:
        return (Note("indicator_partly_held", {"layer": "coastline"}),)
    open_m = tally.of("unclassed") + sum(tally.floating)
    notes = [Note("indicator_open_shoreline", {"length_m": metres(open_m)})] if open_m > 0.0 else []
    if twice_m > 0.0:
        notes.append(Note("indicator_line_twice", {"length_m": metres(twice_m)}))
    return tuple(notes)


def _twice(result: Result) -> float:
    """Metres counted twice; those printed as 0.000 are none."""
    gates = result.body["gates"]
    return counted_twice_m(gates) if isinstance(gates, list) else 0.0


def _island_sand(shore: Shore, result: Result) -> Reading:
    if shore.partly(shore.region):
        return unknown(result, Note("indicator_partly_held", {"layer": "coastline"}))
    table = shore.table
    islands = table.kind == "island"
    sure = islands & shore.chosen & (table.type == "N_SAND")
    may = islands & (shore.chosen & (table.type == "unclassed") | shore.perhaps & np.isin(table.type, _MAYBE_SAND))
    sand, more = float(table.length_m[sure].sum()), float(table.length_m[may].sum())
    twice = _twice(result)
    notes = [Note("indicator_open_shoreline", {"length_m": metres(more)})] if more > 0.0 else []
    notes += [Note("indicator_line_twice", {"length_m": metres(twice)})] if twice > 0.0 else []
    return Reading((Fraction(max(0.0, sand - twice)), Fraction(sand + more)), None, tuple(notes), result=result)


_MAYBE_SAND = ("N_SAND", "unclassed")

FIGURES: Mapping[str, Callable[[MeasuredBy, Asking], Reading]] = MappingProxyType(
    {
        "shoreline.mainland.rate": _shoreline(_of(rate_of, 0)),
        "shoreline.mainland.natural_m": _shoreline(
            lambda shore, result: natural_of(shore.both[0], result, _twice(result))
        ),
        "shoreline.islands.rate": _shoreline(_of(rate_of, 1)),
        "shoreline.islands.natural_m": _shoreline(
            lambda shore, result: natural_of(shore.both[1], result, _twice(result))
        ),
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
