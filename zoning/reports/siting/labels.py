"""Names on a map, placed so that none covers another: the strong ones first, each at the first free place near by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from zoning.reports.measures.cartography import Frame
from zoning.reports.measures.fonts import drawable, width
from zoning.reports.siting.map_content import Named

SIZE: Final = 7.0  # points
STRONG: Final = 8.0
_LINE: Final = 1.35 / 72.0  # inches of height of a line per point
_GAP: Final = 0.05  # inches between two texts
_MOST: Final = 24  # more names would hide the map
# from the place itself outwards, in line heights up and text widths aside
_TRIES: Final = (
    (0, 0),
    (1, 0),
    (-1, 0),
    (2, 0),
    (-2, 0),
    (0, 0.6),
    (0, -0.6),
    (1, 0.6),
    (1, -0.6),
    (-1, 0.6),
    (-1, -0.6),
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A text and the middle of its place, in inches from the lower left corner of the frame."""

    text: str
    x: float
    y: float
    size: float
    strong: bool


def placed(names: Sequence[Named], frame: Frame, taken: Sequence[Box] = ()) -> tuple[Label, ...]:
    """The first names that find room in the frame, clear of each other and of `taken` boxes (inches)."""
    return tuple(islice(_placed(names, frame, list(taken)), _MOST))


def _placed(names: Sequence[Named], frame: Frame, taken: list[Box]) -> Iterator[Label]:
    across, up = frame.width / (frame.east - frame.west), frame.height / (frame.north - frame.south)
    for name in sorted(names, key=lambda one: not one.strong):
        size = STRONG if name.strong else SIZE
        text = drawable(name.text)
        wide, high = width(text, size), size * _LINE
        x, y = (name.lon - frame.west) * across, (name.lat - frame.south) * up
        for rows, columns in _TRIES:
            middle = (x + columns * wide, y + rows * (high + _GAP))
            box = (middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2)
            if _inside(box, frame) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield Label(text, *middle, size, name.strong)
                break


def _inside(box: Box, frame: Frame) -> bool:
    return box[0] >= _GAP and box[1] >= _GAP and box[2] <= frame.width - _GAP and box[3] <= frame.height - _GAP


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] + _GAP and other[0] < one[2] + _GAP and one[1] < other[3] + _GAP and other[1] < one[3] + _GAP
    )
