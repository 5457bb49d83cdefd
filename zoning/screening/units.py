"""An input cut into units: projects that follow each other, few where they are large, one where it is very large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import shapely

from zoning.screening.entries import Entry, FeatureEntry

MOST: Final = 20  # projects of a unit: what a kill loses at most
_VERTICES: Final = 500  # that weigh as much as a project does by itself
_DEGREES: Final = 0.05  # of extent that do: some 5 km
_LETTERS: Final = 20  # of a WKT text to a vertex
_FILE: Final = 5.0  # a file of its own is opened by a process of its own


@dataclass(frozen=True)
class Span:
    """Projects `first` to before `end`, from 0."""

    first: int
    end: int

    @property
    def name(self) -> str:
        """`first-end`: what plans and results call the unit."""
        return f"{self.first}-{self.end}"

    @classmethod
    def of(cls, name: str) -> Span:
        """The span of a name."""
        first, end = map(int, name.split("-"))
        return cls(first, end)

    def __len__(self) -> int:
        return self.end - self.first


def cut(entries: Sequence[Entry]) -> Iterator[Span]:
    """The units of an input, in its order, by how many projects they hold and how much these weigh."""
    first, weight = 0, 0.0
    for number, entry in enumerate(entries):
        own = weight_of(entry)
        if number > first and (number - first == MOST or weight + own > MOST):
            yield Span(first, number)
            first, weight = number, 0.0
        weight += own
    if first < len(entries):
        yield Span(first, len(entries))


def weight_of(entry: Entry) -> float:
    """About how much work a project is, in projects that are a point: by vertices and extent, as far as these show."""
    if isinstance(entry, FeatureEntry):
        west, south, east, north = shapely.bounds(entry.feature.geometry)
        extent = max(east - west, north - south) if east >= west else 0.0  # NaN where it is empty
        return 1.0 + entry.feature.vertices / _VERTICES + float(extent) / _DEGREES
    letters = sum(len(str(one.value)) for one in entry.stated("wkt"))
    vertices = len(entry.lines) - 1 + letters / _LETTERS
    return 1.0 + vertices / _VERTICES + _FILE * bool(entry.stated("file"))
