"""The lines of a project as courses by chainage, where they conflict, and the project with them led otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.chainage import walk
from layers.offsets.strips import geometry_to_lonlat
from layers.translation import in_plane, strip_of
from zoning.alignment import Alignment
from zoning.alternatives.sideways import Course, Floats, Shift
from zoning.moves import Conflict
from zoning.projects import DECIMALS, Part, Project, Role, normalise
from zoning.rules.model import Reads


@dataclass(frozen=True)
class Obstacle:
    """A conflict with its zone: `grown` by what is kept of it (m, EPSG:4490), and as it is in the lines' plane."""

    conflict: Conflict
    grown: BaseGeometry
    plane: BaseGeometry
    keep_m: float


@dataclass
class Stretch:
    """A stretch of one run (m of chainage) in conflict; grows as others are joined to it."""

    run: int
    from_m: float
    to_m: float
    conflicts: list[Conflict] = field(default_factory=list)


class Lines:
    """The lines of a project as courses in the plane of its strip, one for each connected run."""

    def __init__(self, project: Project, lines: Alignment) -> None:
        self.project, self.lines = project, lines
        self.strip = strip_of(project.footprint("project"))
        widths = [section.width_m or 0.0 for section in lines.sections]
        self.half_width_m = max(widths) / 2.0
        axis = lines.axis
        self.courses: dict[int, Course] = {}
        for run in sorted(set(axis.run.tolist())):
            own = axis.run == run
            vertices = np.vstack([axis.start[own], axis.end[own][-1:]])
            chainage = np.concatenate([axis.from_m[own], axis.to_m[own][-1:]])
            self.courses[run] = self._course(vertices, chainage)

    def _course(self, lonlat: Floats, chainage: Floats) -> Course:
        plane = in_plane(shapely.LineString(lonlat), self.strip, math.inf)
        return Course(shapely.get_coordinates(plane), chainage)

    def stretches(self, obstacle: Obstacle) -> list[Stretch]:
        """Where the axis comes nearer to a zone than it may, of the sections that the conflict's rules read."""
        out = []
        for found in walk(self.lines.axis, obstacle.grown).inside:
            for index, begin, end in self.lines.cut(found.run, found.from_m, found.to_m):
                if _reads(self.project, obstacle.conflict.reads, self.lines.sections[index].role):
                    out.append(Stretch(found.run, begin, end, [obstacle.conflict]))
        return out

    def led(self, shifts: Sequence[tuple[int, Shift]]) -> Project:
        """The project with its lines so led. Raises BadGeometry."""
        courses = dict(self.courses)
        for run, shift in shifts:
            courses[run] = courses[run].shifted(shift)
        parts = list(self.project.parts)
        pieces: dict[int, list[shapely.LineString]] = {}
        for section, piece in self._pieces(courses):
            pieces.setdefault(section, []).append(piece)
        for index, own in pieces.items():
            parts[index] = _part(parts[index], own[0] if len(own) == 1 else shapely.MultiLineString(own), index + 1)
        return replace(self.project, parts=tuple(parts))

    def _pieces(self, courses: dict[int, Course]) -> Iterable[tuple[int, shapely.LineString]]:
        """Per delivered polyline its part and the line now; polylines follow the axis in order."""
        axis, number = self.lines.axis, 0
        for index, part in enumerate(self.project.parts):
            if part.role == "opinion":
                continue
            for piece in shapely.get_parts(part.delivered):
                xy = np.round(shapely.get_coordinates(piece), DECIMALS)
                if shapely.get_dimensions(piece) != 1 or not np.any(xy[1:] != xy[:-1]):
                    continue
                from_m, to_m = float(axis.limits_m[number]), float(axis.limits_m[number + 1])
                edge = int(np.searchsorted(axis.from_m, from_m))
                number += 1
                line = courses[int(axis.run[edge])].line(from_m, to_m)
                yield index, shapely.LineString(shapely.get_coordinates(geometry_to_lonlat(line, self.strip)))


def _reads(project: Project, reads: Reads, role: Role) -> bool:
    if reads == "route":
        return role == "route"
    if reads == "occupation":
        return any(part.role == role for part in project.occupying)
    return reads == "project" or role == "outlet"


def _part(part: Part, delivered: BaseGeometry, number: int) -> Part:
    rounded = shapely.transform(delivered, lambda xy: np.round(xy, DECIMALS) + 0.0)
    return replace(part, geometry=normalise(rounded, f"part {number}"), delivered=rounded)
