"""Tiles of rasters of classes: PNG pictures of one colour per class, clear where there is none.

A pixel shows the cell in which its centre lies, found through the CRS of the raster for every pixel by itself. Where a
pixel is larger than a cell it shows what most cells hold of a square block at its centre, whose side is a power of two
cells, at most a pixel and more than half of one (`layers.rasters.levels`).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import rasterio
import rfc8785
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from layers.geodesy import Floats
from layers.rasters.classes import ClassTables
from layers.rasters.classraster import ENVIRONMENT
from layers.rasters.drawings import Colours, DrawnRaster, DrawnRasters
from layers.rasters.grid import Window
from layers.rasters.levels import Level
from layers.tiles.grids import Tile

METHOD = "rasters/1"  # of choosing cells and drawing them; another one gives other bytes
Picture = NDArray[np.uint8]
_CLEAR = 0


def method(tables: ClassTables) -> str:
    """A name for how cells become pictures, eight hexadecimal figures: another for other colours or another METHOD."""
    colours = {name: {str(value): one.colour for value, one in table.classes.items()} for name, table in tables.items()}
    return hashlib.sha256(rfc8785.dumps({"method": METHOD, "colours": colours})).hexdigest()[:8]


def raster_tile(drawn: DrawnRasters, tile: Tile, size: int) -> bytes:
    """A tile as PNG, `size` pixels on a side; empty bytes where no pixel has a class. Raises StoreError."""
    found = picture(drawn, tile, size)
    return _png(found, drawn.colours) if found.any() else b""


def picture(drawn: DrawnRasters, tile: Tile, size: int) -> Picture:
    """The number of each pixel's colour in `drawn.colours`, 0 where it has none; shape (size, size), north first."""
    out = np.full(size * size, _CLEAR, dtype=np.uint8)
    parts = drawn.near(tile)
    if not parts:
        return out.reshape(size, size)
    centres = np.arange(size) + 0.5
    units = np.column_stack([axis.ravel() for axis in np.meshgrid(centres, centres)])
    lonlat = tile.degrees(units, size)
    for part in parts:
        inside = part.speaks(tile, lonlat) & (out == _CLEAR)
        if inside.any():
            out[inside] = _colours(part, part.level(tile.grid, tile.z, size), lonlat[inside], drawn.colours)
    return out.reshape(size, size)


def _colours(part: DrawnRaster, level: Level, lonlat: Floats, colours: Colours) -> Picture:
    """The colour of the cell at each place; none beyond the cells, for nodata."""
    out = np.full(len(lonlat), _CLEAR, dtype=np.uint8)
    place = level.grid.places(lonlat)
    col, row = np.floor(place[:, 0]), np.floor(-place[:, 1])
    within = (col >= 0) & (row >= 0) & (col < level.grid.width) & (row < level.grid.height)
    if not within.any():
        return out
    cols, rows = col[within].astype(np.intp), row[within].astype(np.intp)
    left, top = int(cols.min()), int(rows.min())
    window = Window(top, left, int(rows.max()) - top + 1, int(cols.max()) - left + 1)
    painted = [colours[part.table.classes[value].colour] for value in part.table.values]
    places = part.lookup.of(level.read(window)[rows - top, cols - left])
    out[within] = np.array([*painted, _CLEAR], dtype=np.uint8)[places]
    return out


def _png(found: Picture, colours: Colours) -> bytes:
    palette = {number: (*bytes.fromhex(colour.removeprefix("#")), 255) for colour, number in colours.items()}
    height, width = found.shape
    profile: dict[str, Any] = {"driver": "PNG", "width": width, "height": height, "count": 1, "dtype": "uint8"}
    with rasterio.Env(**ENVIRONMENT), MemoryFile(ext=".png") as file:
        with file.open(**profile, transform=Affine.translation(1.0, 1.0)) as out:
            out.write(found, 1)
            out.write_colormap(1, {_CLEAR: (0, 0, 0, 0), **palette})
        return bytes(file.getbuffer())
