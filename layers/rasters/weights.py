"""Square metres of a zone in each cell of a raster, window by window."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from shapely.geometry.base import BaseGeometry

from layers.geodesy import Floats
from layers.rasters.grid import Grid, Window

SIZE = 1024  # cells on a side of a window: about 40 MB of work
_POLYGONAL = (3, 6)


def weights(grid: Grid, zone: BaseGeometry, size: int = SIZE) -> Iterator[tuple[Window, Floats]]:
    """Windows of `size` cells that the zone meets, row by row, each with m² of the zone in its cells (height, width).

    `zone` is in the grid's cell space. A cell counts by the exact share of it that the zone covers (in the plane of the
    grid, by exactextract) times its area on the ellipsoid. What lies beyond the grid is left out.
    """
    ground = polygons(shapely.intersection(zone, shapely.box(0, -grid.height, grid.width, 0)))
    if ground.is_empty:
        return
    west, south, east, north = ground.bounds
    for row in range(int(-north) // size * size, grid.height, size):
        if row >= -south:
            break
        height = min(size, grid.height - row)
        strip = polygons(shapely.intersection(ground, shapely.box(west - 1, -row - height, east + 1, -row)))
        for col in range(int(west) // size * size, grid.width, size):
            if col >= east:
                break
            window = Window(row, col, height, min(size, grid.width - col))
            shares = _shares(strip, window)
            if shares is not None:
                yield window, shares * grid.cell_areas(window)


def _shares(ground: BaseGeometry, window: Window) -> Floats | None:
    """Share of each cell that the ground covers; None where it meets none."""
    west, north = window.col, -window.row
    east, south = west + window.width, north - window.height
    frame = shapely.box(west, south, east, north)
    if shapely.covers(ground, frame):
        return np.ones((window.height, window.width))
    piece = polygons(shapely.intersection(ground, frame))
    if piece.is_empty:
        return None
    source = NumPyRasterSource(
        np.zeros((window.height, window.width), np.uint8), xmin=west, ymin=south, xmax=east, ymax=north
    )
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(piece)}
    found = exact_extract(source, [feature], ["cell_id", "coverage"])[0]["properties"]
    out = np.zeros(window.height * window.width)
    out[found["cell_id"]] = found["coverage"]
    return out.reshape(window.height, window.width)


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of an overlay; it may leave lines and points where borders touch."""
    if shapely.get_type_id(geometry) in _POLYGONAL:
        return geometry
    parts = shapely.get_parts(geometry)
    found: BaseGeometry = shapely.multipolygons(list(shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])))
    return found
