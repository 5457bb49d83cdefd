"""Whether editions speak for the whole of a region: a province is not what one of its cities delivered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from layers.regions import Regions


def unspoken(
    region: str, offices: Iterable[str], regions: Regions, on: date, *, coast: bool = False
) -> tuple[str, ...]:
    """The regions within `region` for which no edition speaks, the largest whole; `offices` are editions' regions.

    An edition speaks for its own region and all below. A region without listed ones below needs one of its own or from
    above. With `coast` only regions with a sea front count.
    """
    held = {one for office in offices for one in _same(office, regions)}
    return tuple(_missing(region, held, regions, on, coast=coast))


def _same(office: str, regions: Regions) -> tuple[str, ...]:
    """A code, and the one that took its place where there is exactly one."""
    successors = regions[office].successors if office in regions else ()
    return (office, *successors) if len(successors) == 1 else (office,)


def _missing(region: str, held: set[str], regions: Regions, on: date, *, coast: bool) -> Iterator[str]:
    if any(regions.within(region, office) for office in held):
        return
    below = [code for code in regions if regions[code].parent == region and _in_use(code, regions, on)]
    if not below or not any(regions.within(office, region) for office in held):
        yield region
        return
    for code in below:
        if regions[code].coast or not coast:
            yield from _missing(code, held, regions, on, coast=coast)


def _in_use(code: str, regions: Regions, on: date) -> bool:
    start = regions[code].valid_from
    return not regions.retired(code, on) and (start is None or start <= on)
