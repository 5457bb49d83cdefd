"""The lines of a project as one axis: sections of one role and width, chainage running on in the order of the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.axis import Axis, Floats
from layers.offsets import corridor
from layers.once import once
from layers.snapshot import EMPTY
from zoning.projects import DECIMALS, Project, Role


@dataclass(frozen=True)
class Section:
    """A connected stretch of one role and width; `parts` are positions in the project's list of parts, from 0."""

    role: Role
    width_m: float | None
    parts: tuple[int, ...]
    run: int
    from_m: float
    to_m: float
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True)
class Alignment:
    """The axis of all line parts (not `opinion`) as delivered, rounded as the parts are, and its sections."""

    axis: Axis
    sections: tuple[Section, ...]

    def cut(self, run: int, from_m: float, to_m: float) -> Sequence[tuple[int, float, float]]:
        """A stretch of a run by section: (position of the section, from, to); a single position lies in one section."""
        own = [(index, section) for index, section in enumerate(self.sections) if section.run == run]
        if from_m == to_m:
            return [(index, from_m, to_m) for index, s in own if s.from_m <= from_m <= s.to_m][:1]
        pieces = [(index, max(from_m, s.from_m), min(to_m, s.to_m)) for index, s in own]
        return [(index, begin, end) for index, begin, end in pieces if end > begin]

    @once
    def corridors(self) -> Mapping[float, BaseGeometry]:
        """Per width (m) the corridor of all sections that have it, as the footprint joins them."""
        widths = sorted({section.width_m for section in self.sections if section.width_m is not None})
        return {width: corridor(self.lines(width), width) for width in widths}

    def lines(self, width_m: float) -> BaseGeometry:
        """The lines of all sections of a width."""
        pieces = [self.axis.between(s.from_m, s.to_m) for s in self.sections if s.width_m == width_m]
        return shapely.union_all(pieces) if pieces else EMPTY


def alignment(project: Project) -> Alignment | None:
    """The lines of a project in their delivered direction; None where it has none.

    A part that goes on from the end of the one before it, in the same role and width, is of the same section.
    """
    polylines: list[Floats] = []
    owners: list[int] = []
    for index, part in enumerate(project.parts):
        if part.role == "opinion":
            continue
        delivered = shapely.transform(part.delivered, lambda xy: np.round(xy, DECIMALS) + 0.0)  # as Part.geometry is
        for piece in shapely.get_parts(delivered):
            vertices = shapely.get_coordinates(piece)
            if shapely.get_dimensions(piece) == 1 and np.any(vertices[1:] != vertices[:-1]):
                polylines.append(vertices)
                owners.append(index)
    if not polylines:
        return None
    axis = Axis(polylines)
    sections: list[Section] = []
    for number, (index, vertices) in enumerate(zip(owners, polylines, strict=True)):
        part = project.parts[index]
        from_m, to_m = float(axis.limits_m[number]), float(axis.limits_m[number + 1])
        start, end = _lonlat(vertices[0]), _lonlat(vertices[-1])
        run = sections[-1].run + (sections[-1].end != start) if sections else 0
        last = sections[-1] if sections else None
        if last is not None and (last.run, last.role, last.width_m) == (run, part.role, part.width_m):
            parts = tuple(dict.fromkeys((*last.parts, index)))
            sections[-1] = Section(part.role, part.width_m, parts, run, last.from_m, to_m, last.start, end)
        else:
            sections.append(Section(part.role, part.width_m, (index,), run, from_m, to_m, start, end))
    return Alignment(axis, tuple(sections))


def _lonlat(vertex: Floats) -> tuple[float, float]:
    return float(vertex[0]), float(vertex[1])
