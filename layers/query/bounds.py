"""A box as a query gives it: numbers separated by commas, in the order of the axes of its CRS."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import BadInput
from layers.query.systems import System


def box(text: str, system: System) -> BaseGeometry:
    """The box of `bbox=` in EPSG:4490, longitude first: 4 numbers, or 6 with heights, which are passed over.

    Raises BadInput for anything else. One whose west is east of its east goes over the 180th meridian.
    """
    try:
        return box_of([float(part) for part in text.split(",")], system)
    except ValueError as fault:
        raise _not_numbers(text) from fault


def box_of(numbers: list[float], system: System) -> BaseGeometry:
    """The same from numbers."""
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise _not_numbers(",".join(f"{number:g}" for number in numbers[:8]))
    half = len(numbers) // 2
    (first_low, second_low), (first_high, second_high) = numbers[:2], numbers[half : half + 2]
    west, south, east, north = (
        (second_low, first_low, second_high, first_high)
        if system.north_first
        else (first_low, second_low, first_high, second_high)
    )
    if north < south or (east < west and not system.degrees):
        raise BadInput(
            f"bbox 的下限大于上限；{_order(system, 'zh')}",
            f"the bbox has a lower bound above the upper one; {_order(system, 'en')}",
        )
    if system.degrees and (south < -90 or north > 90 or max(abs(west), abs(east)) > 180):
        raise BadInput(
            f"bbox 超出经纬度范围；{_order(system, 'zh')}",
            f"the bbox leaves the degrees of the globe; {_order(system, 'en')}",
        )
    if east < west:
        return shapely.union(shapely.box(west, south, 180, north), shapely.box(-180, south, east, north))
    corners = (south, west, north, east) if system.north_first else (west, south, east, north)
    found = system.geometry_to_lonlat(shapely.box(*corners) if west < east and south < north else _thin(*corners))
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise BadInput(
            f"bbox 不在 {system.name} 的范围内；{_order(system, 'zh')}",
            f"the bbox lies outside what {system.name} can tell; {_order(system, 'en')}",
        )
    return found


def _thin(left: float, low: float, right: float, high: float) -> BaseGeometry:
    """A box without an area, which is a line or a point."""
    return (
        shapely.Point(left, low) if (left, low) == (right, high) else shapely.LineString([(left, low), (right, high)])
    )


def _order(system: System, lang: str) -> str:
    if lang == "zh":
        first = ("南,西,北,东" if system.north_first else "西,南,东,北") + "（按坐标轴次序）"
        return f"{system.name} 的写法是 {first}"
    first = "south,west,north,east" if system.north_first else "west,south,east,north"
    return f"in {system.name} it is written {first}, as its axes are"


def _not_numbers(text: str) -> BadInput:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return BadInput(
        f"bbox={shown!r} 不是 4 个（带高程为 6 个）以逗号分隔的数",
        f"bbox={shown!r} is not 4 numbers (6 with heights) separated by commas",
    )
