"""The ground of a map: its frame in EPSG:4490, true scale at the middle latitude, scale bar and graticule."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadInput
from layers.geodesy import distance
from layers.once import once

_AREA: Final = 42.0  # square inches of a map's frame
_NARROWEST, _WIDEST = 0.62, 1.9  # its width ÷ height
_MARGIN: Final = 0.04  # of the greater side, round what is drawn
_LEAST_M: Final = 200.0  # a single point is drawn in a frame of this size
_ARC: Final = 3600  # seconds of arc in a degree
_STEPS: Final = tuple(
    seconds / _ARC
    for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 18000, 36000, 72000)
)


@dataclass(frozen=True)
class Frame:
    """What a map shows, in degrees, and how large; degrees of longitude are drawn shorter, true at the middle."""

    west: float
    south: float
    east: float
    north: float
    width: float  # inches
    height: float

    @property
    def middle(self) -> float:
        """The latitude at which the scale is true."""
        return (self.south + self.north) / 2.0

    @once
    def metres_per_inch(self) -> float:
        """Geodesic metres of one inch from west to east through the middle."""
        half = 0.5 * (self.east - self.west) / self.width
        centre = (self.west + self.east) / 2.0
        return float(distance(centre - half, self.middle, centre + half, self.middle))

    @property
    def pixel(self) -> float:
        """Degrees of latitude of the smallest thing to be seen on paper, 0.1 mm."""
        return (self.north - self.south) / self.height / 254.0

    def scale_bar(self, inches: float) -> ScaleBar:
        """The longest bar of 1, 2 or 5 × 10ⁿ metres that is not wider than `inches`."""
        most = inches * self.metres_per_inch
        power = 10.0 ** math.floor(math.log10(most))
        length = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most * (1 + 1e-12))
        return ScaleBar(length, length / self.metres_per_inch)


@dataclass(frozen=True)
class ScaleBar:
    """A bar of `length_m` on the ground, `inches` on the map."""

    length_m: float
    inches: float

    def label(self, share: float) -> str:
        """A part of its length: `2.5 km`, `500 m`."""
        metres = self.length_m * share
        return f"{metres / 1000:g} km" if self.length_m >= 1000 else f"{metres:g} m"


def frame(bounds: NDArray[np.float64]) -> Frame:
    """A frame round `bounds` (west, south, east, north), not too narrow, of one area whatever is drawn.

    Raises BadInput where there is nothing to draw.
    """
    if not np.isfinite(bounds).all():
        raise BadInput(
            "没有可绘制的要素；请改选图表或表格",
            "there is no feature to draw on a map; take a chart or a table instead",
        )
    west, south, east, north = (float(value) for value in bounds)
    lon, lat = (west + east) / 2.0, (south + north) / 2.0
    per_lon = float(distance(lon - 0.01, lat, lon + 0.01, lat)) / 0.02
    per_lat = float(distance(lon, lat - 0.01, lon, lat + 0.01)) / 0.02
    across, up = (east - west) * per_lon, (north - south) * per_lat
    room = max(_MARGIN * max(across, up), _LEAST_M / 2.0)
    across, up = across + 2 * room, up + 2 * room
    shape = min(_WIDEST, max(_NARROWEST, across / up))
    across, up = max(across, shape * up), max(up, across / shape)
    width = math.sqrt(_AREA * shape)
    half_lon, half_lat = across / per_lon / 2.0, up / per_lat / 2.0
    return Frame(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat, width, width / shape)


def fitted(
    bounds: Sequence[float], width: float, heights: tuple[float, float], *, room: float, least_m: float
) -> Frame:
    """A frame `width` inches wide round `bounds` (west, south, east, north), between two `heights` (inches) tall.

    `room` is left on every side, as a share of the greater side; neither side is shorter than `least_m` on the ground.
    """
    west, south, east, north = (float(value) for value in bounds)
    lon, lat = (west + east) / 2.0, (south + north) / 2.0
    per_lon = float(distance(lon - 0.01, lat, lon + 0.01, lat)) / 0.02
    per_lat = float(distance(lon, lat - 0.01, lon, lat + 0.01)) / 0.02
    across, up = (east - west) * per_lon, (north - south) * per_lat
    margin = 2.0 * room * max(across, up)
    across, up = max(across + margin, least_m), max(up + margin, least_m)
    lowest, highest = heights
    height = min(highest, max(lowest, width * up / across))
    across, up = max(across, up * width / height), max(up, across * height / width)
    half_lon, half_lat = across / per_lon / 2.0, up / per_lat / 2.0
    return Frame(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat, width, height)


def graticule(low: float, high: float, most: int) -> tuple[tuple[float, ...], float]:
    """Round degrees, minutes or seconds between two degrees, at most `most` of them, and the step between."""
    for step in _STEPS:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return tuple(number * step for number in range(first, last + 1)), step
    return (), _STEPS[-1]


def degrees(value: float, step: float, letters: str) -> str:
    """`120°30′E`, with seconds where the step asks for them; `letters` are those of positive and negative."""
    seconds = round(abs(value) * _ARC)
    parts = "".join(_sexagesimal(seconds, step))
    return parts + (letters[0] if value >= 0 else letters[1])


def _sexagesimal(seconds: int, step: float) -> Iterator[str]:
    yield f"{seconds // _ARC}°"
    if step < 1.0 - 1e-9:
        yield f"{seconds % _ARC // 60:02d}′"
    if step < 1.0 / 60.0 - 1e-9:
        yield f"{seconds % 60:02d}″"
