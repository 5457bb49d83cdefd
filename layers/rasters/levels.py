"""Coarser copies of a raster of classes: in each, a cell holds what most of the cells below it hold.

Level k has cells of 2^k by 2^k. Every level counts the cells of the raster itself and not those of the level before,
so that it is their exact majority. Of as many the lowest value stands, and nodata last.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from rasterio.transform import Affine
from rasterio.windows import Window as FileWindow

from layers.errors import StoreError
from layers.rasters.classraster import ENVIRONMENT, Cells, ClassRaster, opened
from layers.rasters.grid import Grid, Window

_BLOCK = 1024  # cells of the raster on a side, taken at a time; no level is coarser than one cell of a block
_DEEPEST = 10
_SMALL = 256  # a level that fits in a tile needs none above it
Counts = NDArray[np.uint32]


@dataclass(frozen=True)
class Level:
    """One level on disk."""

    path: Path
    grid: Grid
    dtype: np.dtype[Any]
    nodata: int | None

    def read(self, window: Window) -> Cells:
        """The values of a window. Raises StoreError where the file is not as it was made."""
        asked = FileWindow(window.col, window.row, window.width, window.height)
        try:
            with rasterio.Env(**ENVIRONMENT), rasterio.open(self.path, driver="GTiff") as dataset:
                values: Cells = dataset.read(1, window=asked)
        except RasterioError as fault:
            raise StoreError(
                f"{self.path} 读不出：{fault}；请重启服务，它会重新生成",
                f"{self.path} cannot be read: {fault}; restart the service, which makes it anew",
            ) from fault
        return values


def depth(grid: Grid) -> int:
    """How many levels stand above a raster."""
    longest = max(grid.width, grid.height)
    return min(_DEEPEST, max(0, (longest - 1).bit_length() - _SMALL.bit_length() + 1))


def coarser(grid: Grid, level: int) -> Grid:
    """The grid of a level."""
    side = 1 << level
    return replace(
        grid,
        dx=grid.dx * side,
        dy=grid.dy * side,
        width=-(-grid.width // side),
        height=-(-grid.height // side),
    )


def build(source: Path, folder: Path, name: str) -> tuple[Level, ...]:
    """The raster of `source` and all its levels as files of `folder`. Raises BadFile.

    `source` is not read after this returns.
    """
    with opened(source, name) as raster, ExitStack() as files:
        grids = [coarser(raster.grid, level) for level in range(depth(raster.grid) + 1)]
        outs = [
            files.enter_context(rasterio.open(_path(folder, level), "w", **_profile(raster, grid)))
            for level, grid in enumerate(grids)
        ]
        for row in range(0, raster.grid.height, _BLOCK):
            strip: list[list[Cells]] = [[] for _ in grids]
            for col in range(0, raster.grid.width, _BLOCK):
                height, width = min(_BLOCK, raster.grid.height - row), min(_BLOCK, raster.grid.width - col)
                cells = raster.read(Window(row, col, height, width))
                for level, found in enumerate(majorities(cells, raster.nodata, len(grids) - 1)):
                    strip[level].append(found)
            for level, (out, parts) in enumerate(zip(outs, strip, strict=True)):
                joined = np.hstack(parts)
                out.write(joined, 1, window=FileWindow(0, row >> level, joined.shape[1], joined.shape[0]))
    return held(folder, name)


def held(folder: Path, name: str) -> tuple[Level, ...]:
    """The levels that `build` wrote into a folder. Raises BadFile."""
    with opened(_path(folder, 0), name) as raster:
        return tuple(
            Level(_path(folder, level), coarser(raster.grid, level), raster.dtype, raster.nodata)
            for level in range(depth(raster.grid) + 1)
        )


def _path(folder: Path, level: int) -> Path:
    return folder / f"{level}.tif"


def majorities(cells: Cells, nodata: int | None, deepest: int) -> Iterator[Cells]:
    """A block and its levels up to `deepest`; the last row and column of a level may stand for fewer cells."""
    yield cells
    if deepest == 0:
        return
    values = [value for value in np.unique(cells).tolist() if value != nodata]
    values += [nodata] if nodata is not None else []
    named = np.array(values, dtype=cells.dtype)
    counts = np.stack([cells == value for value in values]).astype(np.uint32)
    for _ in range(deepest):
        counts = _halved(counts)
        yield named[counts.argmax(axis=0)]


def _halved(counts: Counts) -> Counts:
    """Counts of four cells each, by row and column; beyond the last ones nothing is counted."""
    _, height, width = counts.shape
    even = np.pad(counts, ((0, 0), (0, height % 2), (0, width % 2)))
    rows = even[:, 0::2] + even[:, 1::2]
    found: Counts = rows[:, :, 0::2] + rows[:, :, 1::2]
    return found


def _profile(raster: ClassRaster, grid: Grid) -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": 1,
        "dtype": raster.dtype.name,
        "nodata": raster.nodata,
        "crs": rasterio.crs.CRS.from_wkt(grid.wkt),
        "transform": Affine(grid.dx, 0.0, grid.west, 0.0, -grid.dy, grid.north),
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "DEFLATE",
        "sparse_ok": True,
        "bigtiff": "IF_SAFER",
    }
