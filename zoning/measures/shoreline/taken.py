"""The official line inside a project's footprint, segment by segment; only for this a segment is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.bands import shifted
from layers.engine import of_dimension
from layers.geodesy import Floats, length
from layers.snapshot import EMPTY
from layers.window import window
from zoning.measures.shoreline.whole import Shore
from zoning.projects import Project


@dataclass(frozen=True, eq=False)
class Taken:
    """Metres of each segment met by a footprint, or by what its accuracy leaves of it.

    Attributes:
        rows: the segments, in the order of the table.
        nominal_m, least_m, most_m: metres inside the footprint as drawn, shrunk and grown by the accuracies of project
            and edition together.
        pieces: what lies inside the footprint as drawn, MultiLineStrings in EPSG:4490.
    """

    rows: NDArray[np.intp]
    nominal_m: Floats
    least_m: Floats
    most_m: Floats
    pieces: NDArray[np.object_]

    def of(self, chosen: NDArray[np.bool_]) -> tuple[float, float, float]:
        """(nominal, least, most) metres over a choice of all segments."""
        own = chosen[self.rows]
        return float(self.nominal_m[own].sum()), float(self.least_m[own].sum()), float(self.most_m[own].sum())


def surface_of(project: Project) -> BaseGeometry:
    """The ground a project takes: its occupying parts, and its routes where their width is known."""
    surfaces = [of_dimension(project.footprint(reads), 2) for reads in ("occupation", "route")]
    return shapely.union_all([surface for surface in surfaces if not surface.is_empty] or [EMPTY])


def extent_known(project: Project, shore: Shore) -> bool:
    """Whether what the project takes is drawn: no occupying part without extent, no bare route line on the shore."""
    if not all(part.has_extent for part in project.occupying):
        return False
    bare = of_dimension(project.footprint("route"), 1)
    if bare.is_empty:
        return True
    rows = _near(bare, project.accuracy_m + _coarsest(shore), shore)
    reached = shifted(bare, project.accuracy_m + _coarsest(shore))
    return not bool(shapely.intersects(shore.table.geometries[rows], reached).any())


def taken_by(project: Project, shore: Shore) -> Taken:
    """What a project takes of every segment of the view, whatever region it is of."""
    surface = surface_of(project)
    nothing = np.zeros(0)
    if surface.is_empty or not len(shore.table):
        return Taken(np.zeros(0, dtype=np.intp), nothing, nothing, nothing, np.zeros(0, dtype=object))
    rows = _near(surface, project.accuracy_m + _coarsest(shore), shore)
    lines = shore.table.geometries[rows]
    pieces = _inside(lines, surface)
    nominal = length(pieces)
    least, most = nominal.copy(), nominal.copy()
    accuracies = np.array([edition.head.accuracy_m for edition in shore.view.editions])[shore.table.edition[rows]]
    for accuracy in np.unique(accuracies).tolist():
        own = accuracies == accuracy
        t = project.accuracy_m + accuracy
        least[own] = np.minimum(nominal[own], length(_inside(lines[own], shifted(surface, -t))))
        most[own] = np.maximum(nominal[own], length(_inside(lines[own], shifted(surface, t))))
    met = most > 0.0
    return Taken(rows[met], nominal[met], least[met], most[met], pieces[met])


def _coarsest(shore: Shore) -> float:
    return max((edition.head.accuracy_m for edition in shore.view.editions), default=0.0)


def _near(geometry: BaseGeometry, metres: float, shore: Shore) -> NDArray[np.intp]:
    return np.flatnonzero(shapely.intersects(shore.table.geometries, window(geometry, metres)))


def _inside(lines: NDArray[np.object_], surface: BaseGeometry) -> NDArray[np.object_]:
    """The parts of lines inside a surface or along its border."""
    if surface.is_empty or not len(lines):
        return np.array([shapely.MultiLineString()] * len(lines), dtype=object)
    met = shapely.intersection(lines, surface)
    return np.array([shapely.MultiLineString(_lines(piece)) for piece in met], dtype=object)


def _lines(geometry: BaseGeometry) -> list[shapely.LineString]:
    """Its lines, without the points where it only touches."""
    flat = shapely.get_parts(shapely.get_parts(geometry))
    return [part for part in flat if isinstance(part, shapely.LineString) and not part.is_empty]
