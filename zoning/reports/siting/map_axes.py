"""The lines of a verdict as its maps walk them: axes by chainage, marks along them, and the strips of a long one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.axis import Axis
from zoning.projects import Part
from zoning.reports.siting.map_content import Named
from zoning.reports.siting.said import Body

_STRIP_M: Final = 12_000.0  # a longer line is drawn in strips as well
_STRIPS: Final = 12


@dataclass(frozen=True, eq=False)
class Strip:
    """A stretch of a line: `place` of `count`, from `begin` to `end` metres, `bounds` in EPSG:4490."""

    line: int
    place: int
    count: int
    begin: float
    end: float
    bounds: tuple[float, float, float, float]
    marks: tuple[Named, ...]


def strips(body: Body, parts: Sequence[Part]) -> Iterator[Strip]:
    """Lines longer than a strip, cut into strips of equal length with kilometre marks."""
    for line, axis in _axes(body, parts):
        if axis.length_m <= _STRIP_M:
            continue
        count = min(_STRIPS, math.ceil(axis.length_m / _STRIP_M))
        marks = tuple(_marks(axis, 5000.0 if axis.length_m / count > 20_000 else 1000.0))
        for place in range(count):
            begin, end = axis.length_m * place / count, axis.length_m * (place + 1) / count
            west, south, east, north = axis.between(begin, end).bounds
            yield Strip(line, place, count, begin, end, (west, south, east, north), marks)


def kilometres(body: Body, parts: Sequence[Part], step: float) -> list[Named]:
    """A mark at every full `step` metres of chainage, at the beginning and the end of every line."""
    return [mark for _, axis in _axes(body, parts) for mark in _marks(axis, step)]


def _marks(axis: Axis, step: float) -> Iterator[Named]:
    at = [*np.arange(0.0, axis.length_m, step).tolist(), axis.length_m]
    edges = np.clip(np.searchsorted(axis.to_m, at, side="left"), 0, len(axis.to_m) - 1)
    t = (np.array(at) - axis.from_m[edges]) / (axis.to_m[edges] - axis.from_m[edges])
    places = axis.position(edges, np.clip(t, 0.0, 1.0))
    for metres, (lon, lat) in zip(at, places.tolist(), strict=True):
        yield Named(_short(metres), float(lon), float(lat))


def _short(metres: float) -> str:
    kilometres, rest = divmod(round(metres), 1000)
    return f"K{kilometres}" if rest == 0 else f"K{kilometres}+{rest:03d}"


def _axes(body: Body, parts: Sequence[Part]) -> Iterator[tuple[int, Axis]]:
    """The lines of the body as they are walked: each section from its start to its end, in order."""
    for number, line in enumerate(body["lines"], start=1):
        walked: list[NDArray[np.float64]] = []
        for section in line["sections"]:
            merged = shapely.line_merge(shapely.union_all([parts[part - 1].geometry for part in section["parts"]]))
            if not isinstance(merged, shapely.LineString):
                break
            vertices = shapely.get_coordinates(merged)
            start = np.array(section["start"])
            backwards = np.hypot(*(vertices[-1] - start)) < np.hypot(*(vertices[0] - start))
            walked.append(vertices[::-1] if backwards else vertices)
        else:
            if walked:
                yield number, Axis(walked)
