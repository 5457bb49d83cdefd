"""Areas of classes in a zone, and of every change of class between two rasters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import StoreError
from layers.geodesy import Floats
from layers.rasters.classraster import Cells, ClassRaster
from layers.rasters.levels import Level
from layers.rasters.patches import Found, Patcher
from layers.rasters.weights import SIZE, weights

Index = NDArray[np.intp]
_DENSE = 1 << 17  # a table of all values of a 16-bit type fits


class Lookup:
    """The place of each value in `values` (ascending): 0 … n-1, and n for nodata; anything else raises StoreError."""

    def __init__(self, values: Sequence[int], raster: ClassRaster | Level) -> None:
        self._values = np.array(values, dtype=np.int64)
        self._nodata = raster.nodata
        info = np.iinfo(raster.dtype)
        self._offset = int(info.min)
        self._table: Index | None = None
        if info.max - info.min < _DENSE:
            self._table = self._search(np.arange(info.min, info.max + 1, dtype=np.int64))

    @property
    def nodata(self) -> int:
        """The place of nodata, which is also the number of values."""
        return len(self._values)

    def of(self, cells: Cells) -> Index:
        """Places of the values of cells, in their shape."""
        if self._table is not None:
            places: Index = self._table[cells.astype(np.int64) - self._offset]
        else:
            places = self._search(cells.astype(np.int64))
        if (unknown := places > self.nodata).any():
            value = int(cells[unknown][0])
            raise StoreError(
                f"栅格中有类别表没有的值 {value}；请撤回该版本并用正确的类别表重新发布",
                f"a raster holds the value {value}, which its class table does not list; withdraw the edition and "
                "publish it with the right table",
            )
        return places

    def _search(self, values: NDArray[np.int64]) -> Index:
        count = len(self._values)
        place = np.searchsorted(self._values, values)
        listed = self._values[np.minimum(place, count - 1)] == values
        out = np.where(listed, place, count + 1)
        if self._nodata is not None:
            out[values == self._nodata] = count
        return np.asarray(out, dtype=np.intp)


def composition(raster: ClassRaster, zone: BaseGeometry, values: Sequence[int], size: int = SIZE) -> Floats:
    """m² of the zone (EPSG:4490) per value of `values`, then of nodata; shape (n + 1,). Raises StoreError, BadFile."""
    lookup = Lookup(values, raster)
    out = np.zeros(lookup.nodata + 1)
    for window, area in weights(raster.grid, raster.grid.to_cells(zone), size):
        out += np.bincount(lookup.of(raster.read(window)).ravel(), area.ravel(), len(out))
    return out


@dataclass(frozen=True)
class Changes:
    """`matrix[before, after]` in m² (the last row and column: nodata), and the patches of labelled changes."""

    matrix: Floats
    found: Found


def changes(
    before: ClassRaster,
    after: ClassRaster,
    zone: BaseGeometry,
    values: Sequence[int],
    *,
    labels: NDArray[np.uint8],
    min_patch_m2: float,
    connectivity: int,
    size: int = SIZE,
) -> Changes:
    """What became of the zone (EPSG:4490) between two rasters on the same grid.

    `labels[before, after]` (places in `values`, and n for nodata) is 0 where a change makes no patch, else its kind;
    cells of one kind that touch (`connectivity` 4 or 8) are one patch, of which only the part in the zone is measured.
    Raises ValueError for grids that differ; StoreError, BadFile.
    """
    if not before.grid.same_as(after.grid):
        raise ValueError("rasters on different grids cannot be compared cell by cell")
    was, became = Lookup(values, before), Lookup(values, after)
    count = was.nodata + 1
    matrix = np.zeros(count * count)
    patcher = Patcher(min_patch_m2, connectivity)
    ground = after.grid.to_cells(zone)
    for _, band in groupby(weights(after.grid, ground, size), lambda one: one[0].row):
        for window, area in band:
            pair = was.of(before.read(window)) * count + became.of(after.read(window))
            matrix += np.bincount(pair.ravel(), area.ravel(), len(matrix))
            patcher.add(window, np.where(area > 0.0, labels.ravel()[pair], 0), pair, area)
        patcher.close_band()
    return Changes(matrix.reshape(count, count), patcher.finish())
