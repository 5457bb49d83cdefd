"""Geometries at whole units: rounded, mended where that broke them, and never lost where more than a speck is there."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tiles.paths import Form, Geometries, parts_of
from layers.tiles.varints import Integers

PIXEL = 16.0  # units: a tile of 4096 is drawn on 256 pixels
_SPECK = (PIXEL / 4) ** 2  # area; a pixel loses at most so much of itself that this is left, so a pixel always stays
_THICKEN = 1.0  # units added to every side of a polygon that is too thin for the grid


def snap(
    form: Form, geometries: Geometries, factor: float = 1.0, corner: tuple[float, float] = (0.0, 0.0)
) -> Geometries:
    """Geometries times `factor` less `corner`, with every vertex at whole units; polygons valid; None for nothing left.

    What is more than a speck stays: where rounding would make nothing of a polygon it is drawn a little wider.
    """

    def exact(units: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(units * factor - corner)

    def rounded_to_units(units: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.rint(exact(units)))

    if form != "polygon":
        return np.asarray(shapely.transform(geometries, rounded_to_units), dtype=object)
    parts, owners = parts_of(geometries)
    solid = shapely.area(parts) > 0  # not where a cut only touched
    if not solid.all():
        parts, owners = parts[solid], owners[solid]
    rounded = np.asarray(shapely.transform(parts, rounded_to_units), dtype=object)
    broken = ~shapely.is_valid(rounded)
    if broken.any():
        rounded[broken] = _mended(rounded[broken])
        _keep_large(np.asarray(shapely.transform(parts, exact), dtype=object), owners, rounded)
    elif parts is geometries:
        return rounded
    return _gathered(rounded, owners, len(geometries))


def _mended(geometries: Geometries) -> Geometries:
    """Valid polygons of what rounded ones enclose, at whole units; empty where that is nothing."""
    valid = shapely.make_valid(geometries, method="structure", keep_collapsed=False)
    return np.asarray(shapely.set_precision(valid, 1.0), dtype=object)  # edges may have crossed between whole units


def _keep_large(parts: Geometries, owners: Integers, rounded: Geometries) -> None:
    """Put back, a little wider, what is more than a speck and of which nothing is left: parts, and whole features."""
    empty, areas = shapely.is_empty(rounded), shapely.area(parts)
    lost = empty & (areas >= _SPECK)
    left = np.bincount(owners, weights=~empty | lost)  # parts of each feature
    gone = (left == 0) & (np.bincount(owners, weights=areas) >= _SPECK)
    largest_last = np.lexsort((areas, owners))
    largest = largest_last[np.flatnonzero(np.diff(owners[largest_last], append=-1))]
    lost[largest[gone[owners[largest]]]] = True
    wide = shapely.buffer(parts[lost], _THICKEN, quad_segs=2)
    rounded[lost] = shapely.set_precision(wide, 1.0)


def _gathered(rounded: Geometries, owners: Integers, count: int) -> Geometries:
    """One valid geometry for each owner out of its polygons; None where it has none."""
    parts, index = shapely.get_parts(rounded[~shapely.is_empty(rounded)], return_index=True)
    owners = owners[~shapely.is_empty(rounded)][index]
    out = np.full(count, None, dtype=object)
    several = np.bincount(owners, minlength=count)[owners] > 1
    out[owners[~several]] = parts[~several]
    if several.any():
        shapely.multipolygons(parts[several], indices=owners[several], out=out)
        places = np.unique(owners[several])
        broken = places[~shapely.is_valid(out[places])]
        out[broken] = _mended(out[broken])
    return out
