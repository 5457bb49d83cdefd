"""How far the features of a layer reach."""

from __future__ import annotations

import math
from collections.abc import Iterable

import shapely

from layers.snapshot import LayerView
from layers.tiles.grids import Grid

Bounds = tuple[float, float, float, float]
_SHIFT = 0.02  # degrees, more than twice what GCJ-02 moves anything
_FINE = 1e6  # parts of a degree: a decimetre


def extent(view: LayerView) -> Bounds | None:
    """West, south, east, north in degrees of EPSG:4490, outwards to 1e-6°; of a layer without features where it speaks.

    None: it neither has a feature nor says where it speaks.
    """
    found = view.geometries().tolist()
    found = found or [edition.head.coverage for edition in view.editions if edition.head.coverage is not None]
    if not found:
        return None
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(found))
    if math.isnan(west):
        return None
    return _down(west), _down(south), -_down(-east), -_down(-north)


def together(extents: Iterable[Bounds | None]) -> Bounds | None:
    """The bounds of several; None where there are none."""
    known = [one for one in extents if one is not None]
    if not known:
        return None
    wests, souths, easts, norths = zip(*known, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def as_drawn(bounds: Bounds | None, grid: Grid) -> Bounds | None:
    """Bounds within which everything of given bounds is drawn in a grid: wider by as much as a shift may move it."""
    if bounds is None or grid.shift is None:
        return bounds
    west, south, east, north = bounds
    return west - _SHIFT, south - _SHIFT, east + _SHIFT, north + _SHIFT


def _down(degrees: float) -> float:
    return math.floor(degrees * _FINE) / _FINE
