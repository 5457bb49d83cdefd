"""Whether editions speak for the whole of a region: a province is not what one of its cities delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from layers.notes import Note
from layers.regions import Regions
from layers.snapshot import LayerView
from zoning.measures.sources import Sources


def unspoken(
    region: str, offices: Iterable[str], regions: Regions, on: date, *, coast: bool = False
) -> tuple[str, ...]:
    """The regions within `region` for which no edition speaks, the largest whole; `offices` are editions' regions.

    An edition speaks for its own region and all below. A region without listed ones below needs one of its own or from
    above. With `coast` only regions with a sea front count.
    """
    return tuple(_missing(region, _held(offices, regions), regions, on, coast=coast))


def unspoken_by(view: LayerView, sources: Sources, *, coast: bool = False) -> tuple[str, ...]:
    """The regions within the one asked about for which no edition of a view speaks."""
    offices = [edition.head.region for edition in view.editions]
    return unspoken(sources.region.code, offices, sources.definitions.base.regions, sources.as_of, coast=coast)


def silent_cities(
    region: str, holds: Callable[[str], bool], regions: Regions, on: date, *, coast: bool = False
) -> tuple[str, ...]:
    """The cities below `region` of which nothing at all is held, whatever editions say they speak for.

    A county may truly have nothing of a kind; that a whole city has none is taken as a gap in the delivery.
    """
    below = [code for code in regions if regions[code].level == "city" and code != region]
    return tuple(
        code
        for code in below
        if regions.within(code, region)
        and in_use(code, regions, on)
        and (regions[code].coast or not coast)
        and not holds(code)
    )


def not_whole(layer: str, region: str, missing: Iterable[str]) -> Note:
    """What a layer lacks of a region, as a note."""
    return Note("region_not_whole", {"layer": layer, "region": region, "missing": ", ".join(missing)})


def in_use(code: str, regions: Regions, on: date) -> bool:
    """Whether a listed code is in use on a day."""
    start = regions[code].valid_from
    return not regions.retired(code, on) and (start is None or start <= on)


def _held(offices: Iterable[str], regions: Regions) -> set[str]:
    """The offices, and what followed them: a merged region only where all that it was merged from are held."""
    held = set(offices)
    while True:
        after = {
            one
            for code in held
            if code in regions and len(regions[code].successors) == 1
            for one in regions[code].successors
        }
        more = {code for code in after - held if _predecessors(code, regions) <= held}
        if not more:
            return held
        held |= more


def _predecessors(code: str, regions: Regions) -> set[str]:
    return {one for one in regions if code in regions[one].successors}


def _missing(region: str, held: set[str], regions: Regions, on: date, *, coast: bool) -> Iterator[str]:
    if any(regions.within(region, office) for office in held):
        return
    below = [code for code in regions if regions[code].parent == region and in_use(code, regions, on)]
    if not below or not any(regions.within(office, region) for office in held):
        yield region
        return
    for code in below:
        if regions[code].coast or not coast:
            yield from _missing(code, held, regions, on, coast=coast)
