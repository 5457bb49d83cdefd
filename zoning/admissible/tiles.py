"""The answer where a project could stand as vector tiles: one layer, a feature per area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from shapely.geometry import shape

from layers.tiles.copies import Copy, in_units
from layers.tiles.encoder import layer_message
from layers.tiles.flat import Flat
from layers.tiles.grids import FINEST, Grid, Tile
from layers.tiles.properties import Properties
from zoning.admissible.files import cells

LAYER: Final = "admissible_areas"


class DrawnAreas:
    """The areas of one record in one grid, made ready for tiles of any zoom."""

    def __init__(self, record: Mapping[str, Any], grid: Grid) -> None:
        geometries = np.empty(len(record["areas"]), dtype=object)
        geometries[:] = [shape(area["geometry"]) for area in record["areas"]]
        self._properties = Properties([{**cells(area), "id": n} for n, area in enumerate(record["areas"])])
        self._copy = Copy.of(Flat.of("polygon", in_units(grid, FINEST, geometries)), FINEST)

    def tile(self, tile: Tile) -> bytes:
        """A Mapbox Vector Tile 2.1; empty bytes where nothing is."""
        return layer_message(LAYER, self._copy.cut(tile), self._properties)
