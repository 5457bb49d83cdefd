"""Closed outlines and open lines from the pieces of a drawing: ends that meet within a tolerance are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, Polygon

from layers.intake.dxf_entities import Drawn

GAP_M = 0.01
"""Ends this near count as meeting, metres: drawings are open by millimetres."""
_NOISE_M = 1e-5
_DEGREE_M = 111_320.0  # of latitude, and of longitude at most

Floats = NDArray[np.float64]
Shape = TypeVar("Shape", Polygon, LineString)


@dataclass
class Outlines:
    """Of one layer: closed outlines, open lines and points, in metres.

    `gaps` were closed, the widest of `widest_m` metres; `twice` pieces were drawn a second time and left out.
    """

    polygons: list[Polygon] = field(default_factory=list)
    lines: list[LineString] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    gaps: int = 0
    widest_m: float = 0.0
    twice: int = 0
    unit_m: float = 1.0

    def closed(self, gap: float) -> None:
        """Count a gap of so many units that was closed, unless it is the rounding of doubles."""
        gap *= self.unit_m
        if gap <= _NOISE_M:
            return
        self.gaps += 1
        self.widest_m = max(self.widest_m, gap)


def outlines_of(pieces: Sequence[Drawn], scale: float | None) -> Outlines:
    """The outlines and lines of the pieces of one layer, in metres: `scale` metres to the drawing unit.

    Without a scale the drawing is in degrees, and so are they.
    """
    found = Outlines(unit_m=_DEGREE_M if scale is None else 1.0)
    limit = GAP_M / found.unit_m
    open_pieces: list[Floats] = []
    for piece in pieces:
        xy = piece.xy * (1.0 if scale is None else scale)
        if piece.is_point:
            found.points.append((float(xy[0, 0]), float(xy[0, 1])))
            continue
        xy = xy[np.r_[True, (np.diff(xy, axis=0) != 0).any(axis=1)]]
        if len(xy) < 2:
            continue
        gap = float(np.hypot(*(xy[-1] - xy[0])))
        if piece.closed or (gap <= limit and len(xy) > 3):
            if not piece.closed:
                found.closed(gap)
            _add_ring(found, xy if gap <= limit else np.vstack([xy, xy[:1]]))
        else:
            open_pieces.append(xy)
    for xy in _chained(open_pieces, found):
        if len(xy) > 3 and (xy[0] == xy[-1]).all():
            _add_ring(found, xy)
        else:
            found.lines.append(LineString(xy))
    found.polygons, twice = _distinct(found.polygons)
    found.twice += twice
    return found


def _add_ring(found: Outlines, xy: Floats) -> None:
    ring = xy.copy()
    ring[-1] = ring[0]
    if len(np.unique(ring, axis=0)) < 3:
        found.lines.append(LineString(xy))
    else:
        found.polygons.append(Polygon(ring))


def _chained(pieces: Sequence[Floats], found: Outlines) -> list[Floats]:
    """Pieces joined where just two ends meet; where three meet, which go on cannot be told and they stay apart."""
    if not pieces:
        return []
    ends = np.array([end for piece in pieces for end in (piece[0], piece[-1])])
    snapped = _snapped(ends, GAP_M / found.unit_m)
    lines = []
    for number, piece in enumerate(pieces):
        xy = piece.copy()
        xy[0], xy[-1] = snapped[2 * number], snapped[2 * number + 1]
        lines.append(LineString(xy))
    moved = np.hypot(*(snapped - ends).T)
    for gap in moved:
        found.closed(float(gap))
    kept, found.twice = _distinct([line for line in lines if line.length > 0])
    merged = shapely.line_merge(MultiLineString(kept)) if kept else MultiLineString()
    parts = shapely.get_parts(merged)
    return [shapely.get_coordinates(part) for part in parts if not part.is_empty]


def _snapped(points: Floats, limit: float) -> Floats:
    """Each point moved to the first of those it meets, within `limit`, directly or through others."""
    shapes = np.asarray(shapely.points(points), dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=limit)
    parent = np.arange(len(points))
    while True:
        lower = parent.copy()
        np.minimum.at(lower, first, parent[second])
        lower = lower[lower]
        if (lower == parent).all():
            return points[parent]
        parent = lower


def _distinct(shapes: Sequence[Shape]) -> tuple[list[Shape], int]:
    """Shapes without those drawn twice, to 0.1 mm and in either direction; and how many those were."""
    seen: set[bytes] = set()
    kept = []
    for shape in shapes:
        rounded = shapely.set_coordinates(shape, np.round(shapely.get_coordinates(shape), 4))
        key = shapely.to_wkb(shapely.normalize(rounded))
        if key not in seen:
            seen.add(key)
            kept.append(shape)
    return kept, len(shapes) - len(kept)
