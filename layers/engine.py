"""The spatial engine: what a footprint meets, by how much, how far away; exact, whatever the order of features.

This is the whole interface the floors above use; what is behind it may be replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.chainage import SAME_M, Axis, walk
from layers.geodesy import area, bearing, length
from layers.offsets import separation
from layers.overlay import difference, intersection
from layers.snapshot import EMPTY, Feature, LayerView
from layers.window import cut, neighbourhood, window


@dataclass(frozen=True)
class Near:
    """A feature and its least distance (m); `bearing_deg` from the footprint to it, None where they meet."""

    feature: Feature
    distance_m: float
    bearing_deg: float | None


@dataclass(frozen=True)
class Measure:
    """Area (m²) and length (m) of an overlap: the one that has meaning for the two dimensions, the other 0."""

    area_m2: float = 0.0
    length_m: float = 0.0


@dataclass(frozen=True)
class Overlap:
    """A feature that a footprint meets, and how much of the footprint lies in it; nothing where they only touch."""

    feature: Feature
    measure: Measure


@dataclass(frozen=True)
class Crossing:
    """A stretch of a line inside one feature: chainage from and to, metres along the line."""

    feature: Feature
    from_m: float
    to_m: float


def meets(view: LayerView, footprint: BaseGeometry, within_m: float = 0.0) -> tuple[Near, ...]:
    """Features that meet `footprint` (EPSG:4490) or lie within `within_m` metres of it, in canonical order."""
    frame = window(footprint, within_m) if not footprint.is_empty else EMPTY
    found = []
    for feature in view.near(footprint, within_m):
        near = distance(footprint, feature, frame)
        if near is not None and near.distance_m <= within_m:
            found.append(near)
    return tuple(found)


def meets_many(view: LayerView, footprints: Sequence[BaseGeometry], within_m: float = 0.0) -> list[tuple[Near, ...]]:
    """`meets` for each footprint."""
    return [meets(view, footprint, within_m) for footprint in footprints]


def distance(footprint: BaseGeometry, feature: Feature, frame: BaseGeometry) -> Near | None:
    """Distance and bearing to the part of a feature that lies in a box around the footprint; None where none does.

    Exact for every distance that the box holds: what lies outside it is farther still.
    """
    if shapely.intersects(footprint, feature.geometry):
        return Near(feature, 0.0, None)
    part = cut(feature.geometry, frame)
    if part.is_empty:
        return None
    metres, here, there = separation(footprint, part)
    if metres == 0.0:
        return Near(feature, 0.0, None)
    return Near(feature, metres, float(bearing(here[0], here[1], there[0], there[1])))


def nearest(
    view: LayerView,
    footprint: BaseGeometry,
    within_m: float,
    keep: Callable[[Feature], bool] = lambda _: True,
) -> Near | None:
    """The nearest feature within `within_m` metres, the first in canonical order among equals, or None."""
    found = [near for near in meets(view, footprint, within_m) if keep(near.feature)]
    return min(found, key=lambda near: near.distance_m, default=None)


def overlaps(view: LayerView, footprint: BaseGeometry) -> tuple[Overlap, ...]:
    """Every feature that meets the footprint, with its own overlap, in canonical order."""
    return tuple(
        Overlap(near.feature, overlap(footprint, dissolved([near.feature], footprint, 1.0)))
        for near in meets(view, footprint)
    )


def totals(view: LayerView, footprint: BaseGeometry) -> Mapping[str | None, Measure]:
    """The dissolved overlap per class of the layer (None: no class), for the classes that meet the footprint."""
    met: dict[str | None, list[Feature]] = {}
    for near in meets(view, footprint):
        met.setdefault(view.class_of(near.feature), []).append(near.feature)
    return {code: overlap(footprint, dissolved(features, footprint, 1.0)) for code, features in met.items()}


def at_point(view: LayerView, lon: float, lat: float) -> tuple[Feature, ...]:
    """Features whose closed area holds a point (lines and points: that pass exactly through it)."""
    point = shapely.Point(lon, lat)
    return tuple(feature for feature in view.near(point, 0.0) if shapely.intersects(feature.geometry, point))


def dissolved(features: Iterable[Feature], footprint: BaseGeometry, reach_m: float) -> BaseGeometry:
    """The union of the features, exact within `reach_m` metres of the footprint, cut off somewhere beyond."""
    if footprint.is_empty:
        return EMPTY
    frame = neighbourhood(footprint, reach_m)
    pieces = [cut(feature.geometry, frame) for feature in features]
    return shapely.union_all(np.array(pieces, dtype=object)) if pieces else EMPTY


def of_dimension(geometry: BaseGeometry, dimension: int) -> BaseGeometry:
    """The dissolved parts of a valid geometry that are points (0), lines (1) or polygons (2)."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry if dimension == 2 else EMPTY  # what is valid is dissolved
    flat = shapely.get_parts(shapely.get_parts(geometry))
    parts = flat[shapely.get_dimensions(flat) == dimension]
    return shapely.union_all(parts) if len(parts) else EMPTY


def overlap(footprint: BaseGeometry, zone: BaseGeometry) -> Measure:
    """How much of a footprint lies in a zone.

    Polygon on polygon: area; a border in common is nothing. Line on polygon: metres inside, without those along the
    border. Polygon or line on line: metres in common. Point: zero. Parts that lie on each other count once.
    """
    surface, line = of_dimension(footprint, 2), of_dimension(footprint, 1)
    zone_surface, zone_line = of_dimension(zone, 2), of_dimension(zone, 1)
    shared_area = of_dimension(intersection(surface, zone_surface), 2)
    pieces = [of_dimension(intersection(surface, zone_line), 1)]
    if not line.is_empty:
        inside = of_dimension(intersection(line, zone_surface), 1)
        pieces.append(of_dimension(difference(inside, shapely.boundary(zone_surface)), 1))
        pieces.append(of_dimension(intersection(line, zone_line), 1))
    return Measure(_area(shared_area), _length(shapely.union_all(pieces)))


def size(geometry: BaseGeometry) -> Measure:
    """Area of the polygons and length of the lines of a geometry, each dissolved."""
    return Measure(_area(of_dimension(geometry, 2)), _length(of_dimension(geometry, 1)))


def _area(geometry: BaseGeometry) -> float:
    return float(area(np.array([geometry], dtype=object))[0])


def _length(geometry: BaseGeometry) -> float:
    return float(length(np.array([geometry], dtype=object))[0])


def crossings(view: LayerView, line: shapely.LineString) -> tuple[Crossing, ...]:
    """The stretches of `line` inside each feature or along its border, ordered by chainage, then canonically.

    `layers.chainage.walk` tells the two apart, and finds single positions in common.
    """
    axis = Axis([shapely.get_coordinates(line)])
    found: list[Crossing] = []
    for feature in view.near(line, 0.0):
        steps = walk(axis, feature.geometry)
        stretches = ((stretch.from_m, stretch.to_m) for stretch in (*steps.inside, *steps.along))
        found += [Crossing(feature, from_m, to_m) for from_m, to_m in _joined(stretches)]
    return tuple(sorted(found, key=lambda c: (c.from_m, c.to_m, c.feature.order)))


def _joined(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches that follow on one another as one."""
    out: list[tuple[float, float]] = []
    for from_m, to_m in sorted(stretches):
        if out and from_m - out[-1][1] <= SAME_M:
            out[-1] = (out[-1][0], max(out[-1][1], to_m))
        else:
            out.append((from_m, to_m))
    return out
