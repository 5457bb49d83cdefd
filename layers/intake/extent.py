"""Whether the shapes of features are any: with a geometry, rings that enclose something, lines that join something."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import BadGeometry
from layers.intake.delivered import too_few_places
from layers.intake.types import RawFeature

_COLLECTION = 7
_RING = 2


def require_shapes(shapes: NDArray[np.object_], features: list[RawFeature]) -> None:
    """Raises BadGeometry for a feature without geometry, or with a collection of geometries."""
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        source = features[int(np.argmax(missing))].source
        raise BadGeometry(
            f"{source}：要素没有图形；请补上图形或删去该要素",
            f"{source}: the feature has no geometry; add it or delete the feature",
        )
    kinds = shapely.get_type_id(shapes)
    if (kinds == _COLLECTION).any():
        source = features[int(np.argmax(kinds == _COLLECTION))].source
        raise BadGeometry(
            f"{source}：几何集合（GeometryCollection）看不出各部分的用途；请把每一部分写成单独的要素，各自注明 role",
            f"{source}: a GeometryCollection does not say what each part is; make each part a feature of its own with "
            "its role",
        )


def require_extent(shapes: NDArray[np.object_], features: list[RawFeature]) -> None:
    """Raises BadGeometry for rings of fewer than three places and lines of one: they enclose and join nothing."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kinds = shapely.get_type_id(parts)
    areal = kinds == 3
    rings, ring_part = shapely.get_rings(parts[areal], return_index=True)
    _require_places(rings, owner[areal][ring_part], features, least=3)
    linear = (kinds == 1) | (kinds == _RING)
    _require_places(parts[linear], owner[linear], features, least=2)


def _require_places(
    lines: NDArray[np.object_], owner: NDArray[np.intp], features: list[RawFeature], least: int
) -> None:
    if not len(lines):
        return
    xy, line = shapely.get_coordinates(lines, return_index=True)
    start = np.searchsorted(line, np.arange(len(lines)))
    away = (xy != xy[start][line]).any(axis=1)
    # of each line the first vertex that differs from its start, then whether any differs from both
    differs = np.flatnonzero(away)
    second = start.copy()
    if len(differs):
        lines_with, first_at = np.unique(line[differs], return_index=True)
        second[lines_with] = differs[first_at]
    third = away & (xy != xy[second][line]).any(axis=1)
    places = 1 + np.logical_or.reduceat(away, start).astype(int) + np.logical_or.reduceat(third, start).astype(int)
    few = places < least
    if few.any():
        index = int(np.argmax(few))
        raise too_few_places(features[int(owner[index])].source, int(places[index]), least)
