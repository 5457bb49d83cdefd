"""Rasters in force made ready for drawing: their cells and coarser levels on this machine's own disk."""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import BadInput
from layers.geodesy import Floats
from layers.kept import Kept
from layers.once import once
from layers.rasters.classes import ClassTable, ClassTables
from layers.rasters.level_files import kept_levels
from layers.rasters.levels import Level
from layers.rasters.placed import Raster, cells_of, rasters
from layers.rasters.tabulate import Lookup
from layers.snapshot import LayerView
from layers.stores.base import Store
from layers.tiles.grids import FINEST, Tile
from layers.tiles.grids import Grid as TileGrid

SIZE = 256  # pixels on a side of a tile
_MOST_COLOURS = 255  # beside the one of what has no class
_FILES, _VIEWS = 4096, 16
Colours = Mapping[str, int]


class Home:
    """A folder of this process, gone when nobody holds it any more."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="sanxian-rasters-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True, eq=False)
class DrawnRaster:
    """One raster in force: `table` says what its values mean, `levels` has its cells first, then coarser ones."""

    raster: Raster
    table: ClassTable
    levels: tuple[Level, ...]
    _asking: threading.Lock = field(default_factory=threading.Lock)

    @once
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of where it speaks, in degrees."""
        west, south, east, north = self.raster.ground.bounds
        return west, south, east, north

    def speaks(self, tile: Tile, lonlat: Floats) -> NDArray[np.bool_]:
        """At which places of a tile it speaks; on its border too, so that no line is left between neighbours."""
        ground = self.raster.ground
        with self._asking:  # GEOS builds the index of a prepared polygon at the first question
            shapely.prepare(ground)
            if shapely.covers(ground, shapely.box(*tile.bounds())):
                return np.ones(len(lonlat), dtype=bool)
            found: NDArray[np.bool_] = shapely.intersects_xy(ground, lonlat[:, 0], lonlat[:, 1])
        return found

    @once
    def lookup(self) -> Lookup:
        """The place of each value among the classes of its table, the last for nodata."""
        return Lookup(self.table.values, self.levels[0])

    def cells_per_pixel(self, grid: TileGrid, z: int, size: int) -> float:
        """How many of its cells lie along a side of a pixel, at the middle of the raster."""
        west, south, east, north = self.bounds
        middle = grid.at((west + east) / 2, (south + north) / 2, z)
        centre = middle.units(np.array([[(west + east) / 2, (south + north) / 2]]), size)[0]
        corners = middle.degrees(centre + np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), size)
        at, right, below = self.levels[0].grid.places(corners)
        return float(np.sqrt(abs(np.linalg.det([right - at, below - at]))))

    def level(self, grid: TileGrid, z: int, size: int) -> Level:
        """The level for a zoom: the coarsest whose cells are no larger than a pixel; the cells where none is."""
        many = self.cells_per_pixel(grid, z, size)
        return self.levels[min(int(np.log2(max(many, 1.0))), len(self.levels) - 1)]

    def finest(self, grid: TileGrid) -> int:
        """The zoom from which on a pixel is no larger than a cell."""
        zooms = range(grid.coarsest, FINEST + 1)
        return next((z for z in zooms if self.cells_per_pixel(grid, z, SIZE) <= 1.0), FINEST)


@dataclass(frozen=True, eq=False)
class DrawnRasters:
    """All rasters of a layer in force; `colours` numbers every colour of their tables from 1."""

    view: LayerView
    parts: tuple[DrawnRaster, ...]
    colours: Colours
    home: Home | None

    @once
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of all of them, in degrees; None where there is none."""
        grounds = [part.raster.ground for part in self.parts]
        if not grounds:
            return None
        west, south, east, north = shapely.total_bounds(grounds).tolist()
        return west, south, east, north

    @property
    def tables(self) -> tuple[ClassTable, ...]:
        """Their class tables, by name."""
        found = {part.table.table: part.table for part in self.parts}
        return tuple(found[name] for name in sorted(found))

    def near(self, tile: Tile) -> tuple[DrawnRaster, ...]:
        """Those whose bounds meet a tile's."""
        west, south, east, north = tile.bounds()
        return tuple(
            part
            for part in self.parts
            if part.bounds[0] < east and part.bounds[2] > west and part.bounds[1] < north and part.bounds[3] > south
        )


class RasterDrawings:
    """Keeps rasters ready for drawing; each file of cells is fetched from the store and made coarser once.

    Args:
        store: where the files are.
        tables: what their values mean.
        folder: in which the cells and levels are kept, and may be lost; None: in one that goes with this process.
        heard: which of the editions in force speak; default all.
    """

    def __init__(
        self,
        store: Store,
        tables: ClassTables,
        folder: Path | None = None,
        heard: Callable[[LayerView], LayerView] = lambda view: view,
    ) -> None:
        self._store = store
        self._tables = tables
        self._home: Home | None = None
        if folder is None:
            self._home = Home()
            folder = self._home.path
        self._folder = folder
        self._heard = heard
        self._levels: Kept[str, tuple[Level, ...]] = Kept(_FILES)
        self._drawn: Kept[LayerView, DrawnRasters] = Kept(_VIEWS)

    def of(self, view: LayerView) -> DrawnRasters:
        """The rasters of a view. Raises BadInput where two hold cells of one place, StoreError."""
        return self._drawn.get(view, lambda: self._made(self._heard(view)))

    def _made(self, view: LayerView) -> DrawnRasters:
        parts = tuple(
            DrawnRaster(raster, self._tables.named(raster.table), self._of(raster))
            for raster in rasters(view)
            if not raster.ground.is_empty
        )
        colours = sorted({one.colour for part in parts for one in part.table.classes.values()})
        if len(colours) > _MOST_COLOURS:
            raise BadInput(
                f"{view.kind.layer} 的类别表共有 {len(colours)} 种颜色，一幅图最多 {_MOST_COLOURS} 种；请减少颜色",
                f"the class tables of {view.kind.layer} have {len(colours)} colours, a picture has at most "
                f"{_MOST_COLOURS}; use fewer",
            )
        return DrawnRasters(view, parts, {colour: number for number, colour in enumerate(colours, start=1)}, self._home)

    def _of(self, raster: Raster) -> tuple[Level, ...]:
        name = raster.edition.label
        return self._levels.get(
            raster.sha256,
            lambda: kept_levels(self._folder, raster.sha256, name, lambda: cells_of(raster, self._store.file)),
        )
