"""Small class rasters written for tests."""

from pathlib import Path

import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

WEST, NORTH = 120.5, 28.0


def write(path: Path, cells, *, west=WEST, north=NORTH, cell=0.001, crs="EPSG:4490", nodata=0, **more) -> Path:
    """A GeoTIFF of `cells` (rows from the north, or bands of them), its north-west corner at (west, north)."""
    cells = np.asarray(cells, dtype=more.pop("dtype", np.uint8))
    bands = cells if cells.ndim == 3 else cells[np.newaxis]
    profile = {
        "driver": "GTiff",
        "width": bands.shape[2],
        "height": bands.shape[1],
        "count": bands.shape[0],
        "dtype": bands.dtype,
        "nodata": nodata,
        "crs": crs,
        "transform": Affine(cell, 0.0, west, 0.0, -cell, north),
        **more,
    }
    with rasterio.open(path, "w", **profile) as out:
        out.write(bands)
    return path


def cells_box(row: float, col: float, height: float, width: float, cell: float = 0.001) -> shapely.Polygon:
    """Rows and columns (fractions allowed) of a geographic raster as a rectangle in EPSG:4490."""
    west, north = WEST + col * cell, NORTH - row * cell
    return shapely.box(west, north - height * cell, west + width * cell, north)
