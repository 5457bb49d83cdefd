"""Two rasters of land cover over a part of the demonstration: invented, the second with clearings in the red lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine
from shapely.geometry.base import BaseGeometry

from demo.plane import blob, place, to_lonlat

Feature = tuple[dict[str, object], BaseGeometry]
Cells = NDArray[np.uint8]
WEST, NORTH, CELL, COLUMNS, ROWS = 120.355, 28.145, 0.0005, 880, 560
TREES, GRASS, FLATS, WATER, CROPS, BUILT, BARE = range(1, 8)  # data/codes/land_cover/demo.yaml
TRANSFORM = Affine(CELL, 0.0, WEST, 0.0, -CELL, NORTH)
# Clearings of the second raster: position, radius in metres, what the ground became.
CLEARINGS: tuple[tuple[tuple[float, float], float, int], ...] = (
    ((120.436, 28.118), 210, BUILT),
    ((120.4415, 28.1125), 120, BARE),
    ((120.400, 28.015), 260, BUILT),
    ((120.4055, 28.0185), 150, BARE),
    ((120.447, 27.998), 190, CROPS),
    ((120.470, 28.010), 90, BUILT),
    ((120.700, 27.922), 170, BUILT),
    ((120.697, 27.930), 60, BARE),
)
REGROWN: tuple[tuple[tuple[float, float], float], ...] = (((120.4285, 28.1255), 110), ((120.424, 28.006), 150))
SCATTERED = 24  # single cells that changed: smaller than any patch that is listed


def _waves(seed: int, longest: float) -> NDArray[np.float64]:
    """A smooth field over the cells, about -1 to 1."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(COLUMNS) * CELL, np.arange(ROWS) * CELL)
    field = np.zeros((ROWS, COLUMNS))
    for octave in range(4):
        for angle in rng.uniform(0, 2 * np.pi, 3):
            wave = 2 * np.pi * 2**octave / longest
            field += 0.6**octave * np.sin(wave * (x * np.cos(angle) + y * np.sin(angle)) + rng.uniform(0, 2 * np.pi))
    return field / 3.5


def _burnt(shapes: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """Cells whose centres lie in one of the shapes."""
    if not len(shapes):
        return np.zeros((ROWS, COLUMNS), dtype=bool)
    burnt: Cells = rasterize(shapes, out_shape=(ROWS, COLUMNS), transform=TRANSFORM, dtype="uint8")
    return burnt.astype(bool)


def _discs(spots: Sequence[tuple[tuple[float, float], float]], seed: int) -> NDArray[np.bool_]:
    return _burnt([to_lonlat(blob(place(*at), radius, seed + i)) for i, (at, radius) in enumerate(spots)])


def covers(features: Mapping[str, Sequence[Feature]]) -> dict[str, Cells]:
    """The two rasters by file name; 0 is nodata (outside the demonstration's counties)."""

    def of(layer: str, **where: object) -> NDArray[np.bool_]:
        return _burnt([g for p, g in features[layer] if all(p[name] == value for name, value in where.items())])

    land, sea = of("admin_area", part="land"), of("admin_area", part="sea")
    red = of("ecological_red_line_2020")
    hills, fields = _waves(41, 0.09), _waves(42, 0.05)
    first = np.where(hills > -0.1, TREES, np.where(fields > 0, CROPS, GRASS)).astype(np.uint8)
    first[of("farmland")] = CROPS
    first[of("built_up_area") & (fields > -0.7)] = BUILT
    first[of("industrial_area")] = BUILT
    first[red] = np.where(hills > -0.85, TREES, GRASS)[red]
    first[_discs(REGROWN, 700) & red] = BARE
    first[sea] = np.where(fields > 0.75, FLATS, WATER)[sea]
    first[
        _burnt([shapely.Polygon(g) for _, g in features["water_line"] if g.geom_type == "LineString" and g.is_ring])
    ] = WATER
    first[~(land | sea)] = 0
    second = first.copy()
    for serial, (at, radius, became) in enumerate(CLEARINGS):
        cleared = _discs([(at, radius)], 800 + serial) & land
        second[cleared & np.isin(first, (TREES, GRASS, FLATS))] = became
    second[_discs(REGROWN, 700) & red] = GRASS
    rows, cols = np.nonzero(red & (first == TREES) & (second == TREES))
    chosen = np.random.default_rng(43).choice(len(rows), SCATTERED, replace=False)
    second[rows[chosen], cols[chosen]] = BARE
    return {"land_cover_2020": first, "land_cover_2024": second}


def write_cover(path: Path, cells: Cells) -> None:
    """A GeoTIFF of deflated tiles in EPSG:4490; the same bytes with the locked rasterio."""
    profile = {
        "driver": "GTiff",
        "width": COLUMNS,
        "height": ROWS,
        "count": 1,
        "dtype": "uint8",
        "nodata": 0,
        "crs": "EPSG:4490",
        "transform": TRANSFORM,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "DEFLATE",
        "zlevel": 9,
    }
    with rasterio.open(path, "w", **profile) as out:
        out.write(cells, 1)
