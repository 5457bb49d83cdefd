"""Features on a map: thinned to what paper shows, the ground beneath them, circles round what is hard to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from layers.kinds import LayerKind
from zoning.reports.measures.cartography import Frame
from zoning.reports.measures.document import Backdrop
from zoning.reports.measures.drawing import INK
from zoning.reports.measures.map_classes import MapClass

BORDER: Final = "#8d989f"
_LINE: Final = 0.7  # points of a line of width 1
_EMPHASISED: Final = 2.2  # points, at least
_PALE: Final = 0.4  # opacity of the ground
_NEAR: Final = 0.06  # half the inches between features that one circle surrounds
_SMALL: Final = 0.01  # of the frame: a larger place of change is seen without a circle
_LEAST, _ROOM = 0.12, 0.06  # inches: radius of a circle, and from what it surrounds
_MOST: Final = 30  # more circles would hide the map

Geometries = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Shapes:
    """Lines, polygons and points, without what paper cannot show."""

    lines: Geometries
    areas: Geometries
    points: NDArray[np.float64]

    @property
    def vertices(self) -> int:
        """How many vertices are drawn."""
        return int(shapely.get_num_coordinates([*self.lines, *self.areas]).sum()) + len(self.points)


def thinned(geometries: Geometries, tolerance: float) -> Shapes:
    """Parts of geometries of any kind, without vertices within `tolerance` degrees of the line that lacks them."""
    parts = shapely.get_parts(geometries[~shapely.is_missing(geometries)])
    while (shapely.get_type_id(parts) > 3).any():  # collections within collections
        parts = shapely.get_parts(parts)
    dimension = shapely.get_dimensions(parts)
    return Shapes(
        shapely.simplify(parts[dimension == 1], tolerance, preserve_topology=False),
        shapely.orient_polygons(shapely.simplify(parts[dimension == 2], tolerance, preserve_topology=True)),
        shapely.get_coordinates(parts[dimension == 0]),
    )


def draw_class(axes: Axes, shapes: Shapes, one: MapClass) -> None:
    """All features of a class: one outline of lines, one of areas, and points."""
    stroke = max(_EMPHASISED if one.emphasised else 1.0, one.width * _LINE)
    above = 2 if one.emphasised else 0
    if len(shapes.lines):
        axes.add_artist(
            PathPatch(
                compound(shapes.lines, closed=False),
                fill=False,
                edgecolor=one.colour,
                lw=stroke,
                capstyle="round",
                joinstyle="round",
                zorder=4 + above,
            )
        )
    if len(shapes.areas):
        opacity = max(0.6 if one.emphasised else 0.25, one.opacity)
        path = compound(shapely.get_rings(shapes.areas), closed=True)
        axes.add_artist(
            PathPatch(path, facecolor=(one.colour, opacity), edgecolor=one.colour, lw=0.8, zorder=3 + above)
        )
    if len(shapes.points):
        axes.scatter(
            shapes.points[:, 0],
            shapes.points[:, 1],
            s=18,
            c=one.colour,
            edgecolors="white",
            linewidths=0.6,
            zorder=5 + above,
        )


def draw_backdrop(axes: Axes, backdrop: Backdrop, kind: LayerKind | None, ground: Frame) -> None:
    """The ground in pale colours of its layer, with thin outlines, as far as the frame goes."""
    room = 0.02 * max(ground.east - ground.west, ground.north - ground.south)  # the cut lies outside what is seen
    frame = (ground.west - room, ground.south - room, ground.east + room, ground.north + room)
    codes = np.array([code or "" for code in backdrop.codes], dtype=object)
    for code in sorted(set(codes)):
        cut = shapely.clip_by_rect(backdrop.geometries[codes == code], *frame)
        areas = thinned(cut[~shapely.is_empty(cut)], 2 * ground.pixel).areas
        if len(areas):
            colour = kind.style.classes.get(code, kind.style.fill) if kind is not None else None
            path = compound(shapely.get_rings(areas), closed=True)
            face = (colour, _PALE) if colour else "none"
            axes.add_artist(PathPatch(path, facecolor=face, edgecolor=BORDER, lw=0.5, zorder=0.5))


@dataclass(frozen=True)
class Circle:
    """A circle on a map; its centre in degrees, its radius in inches."""

    lon: float
    lat: float
    radius: float


def circles(geometries: Geometries, ground: Frame) -> tuple[Circle, ...]:
    """Round each small place where `geometries` lie; none where they would be too many."""
    parts = shapely.get_parts(geometries[~shapely.is_missing(geometries)])
    if not len(parts):
        return ()
    across, up = _inches_per_degree(ground)
    west, south, east, north = shapely.bounds(parts).T
    boxes = shapely.box(west * across - _NEAR, south * up - _NEAR, east * across + _NEAR, north * up + _NEAR)
    bounds = shapely.bounds(shapely.get_parts(shapely.union_all(boxes)))
    sides = bounds[:, 2:] - bounds[:, :2] - 2 * _NEAR
    small = sides.max(axis=1) ** 2 < _SMALL * ground.width * ground.height
    if small.sum() > _MOST:
        return ()
    middles = (bounds[small, :2] + bounds[small, 2:]) / 2
    radii = np.maximum(_LEAST, np.hypot(sides[small, 0], sides[small, 1]) / 2 + _ROOM)
    return tuple(Circle(x / across, y / up, r) for (x, y), r in zip(middles.tolist(), radii.tolist(), strict=True))


def draw_circles(axes: Axes, around: Sequence[Circle], ground: Frame, colour: str = INK, width: float = 0.9) -> None:
    """Draw them above the features."""
    across, up = _inches_per_degree(ground)
    for one in around:
        wide, high = 2 * one.radius / across, 2 * one.radius / up
        axes.add_artist(Ellipse((one.lon, one.lat), wide, high, fill=False, edgecolor=colour, lw=width, zorder=8))


def _inches_per_degree(ground: Frame) -> tuple[float, float]:
    return ground.width / (ground.east - ground.west), ground.height / (ground.north - ground.south)


def compound(geometries: Geometries, *, closed: bool) -> Path:
    """Lines or rings as one path; polygons that overlap are filled once, as their rings turn the same way."""
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    codes = np.full(len(coordinates), Path.LINETO, dtype=Path.code_type)
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    codes[begins] = Path.MOVETO
    if closed:
        codes[np.append(begins[1:], len(coordinates)) - 1] = Path.CLOSEPOLY
    return Path(coordinates, codes)
