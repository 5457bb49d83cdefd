"""How high the maps of a report are: two to a page, or one that fills it, so that no page stays half empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from layers.geodesy import distance

HALF: Final = 3.95  # inches of a sheet as wide as a page's text: two, with captions and a heading, fill a page
FULL: Final = 7.8
LEAST: Final = {HALF: 2.0, FULL: 5.0}  # of the frame itself, however much its legend takes
_TALL: Final = 1.0  # height of the ground ÷ its width from which on half a page would show it too small


def height(places: Sequence[Sequence[float]]) -> float:
    """The height of sheets that show `places` (west, south, east, north): whole pages where most of them are tall."""
    tall = sum(_is_tall(place) for place in places)
    return FULL if 2 * tall > len(places) else HALF


def _is_tall(place: Sequence[float]) -> bool:
    west, south, east, north = place
    middle_lon, middle_lat = (west + east) / 2.0, (south + north) / 2.0
    across = float(distance(west, middle_lat, east, middle_lat))
    return float(distance(middle_lon, south, middle_lon, north)) > _TALL * across
