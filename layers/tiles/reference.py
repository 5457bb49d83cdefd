"""What of geometries lies in a tile, by shapely: readable, and the last word where `clipping` has none."""

from __future__ import annotations

import numpy as np
import shapely

from layers.tiles.flat import Box
from layers.tiles.paths import EXTENT, MARGIN, Form, Geometries, Paths, flatten
from layers.tiles.snapping import snap


def cut(form: Form, geometries: Geometries, factor: float, corner: tuple[float, float]) -> Paths:
    """Of valid geometries, times `factor` less `corner`, what lies in the frame of a tile, at whole units.

    The owners of the paths are places in `geometries`.
    """
    return flatten(form, snap(form, clip(form, geometries, frame(factor, corner)), factor, corner))


def frame(factor: float, corner: tuple[float, float]) -> Box:
    """What a tile shows, in the units of the geometries it is cut from."""
    west, north = (corner[0] - MARGIN) / factor, (corner[1] - MARGIN) / factor
    side = (EXTENT + 2 * MARGIN) / factor
    return west, north, west + side, north + side


def clip(form: Form, geometries: Geometries, within: Box) -> Geometries:
    """Valid geometries cut to a frame; empty where they do not meet it.

    A polygon that touches the frame may be cut to one that `make_valid` has to mend, as after rounding it does anyway.
    """
    if form == "point":
        return np.asarray(shapely.intersection(geometries, shapely.box(*within)), dtype=object)
    return np.asarray(shapely.clip_by_rect(geometries, *within), dtype=object)
