"""The tile grids that layers are served in, and where a tile lies.

`WebMercatorQuad` is that of OGC 17-083r4. `CGCS2000Quad` is the geographic grid of 天地图's `_c` tiles: matrix 1 has
two tiles of 180°, as there, so that a zoom here is the TILEMATRIX there. `WebMercatorQuad-GCJ02` has the tiles of
`WebMercatorQuad`, with everything where base maps in GCJ-02 have it: positions for display alone, never for measuring,
and so it is none of GRIDS.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import morecantile
import numpy as np
from morecantile.models import TileMatrix, TileMatrixSet
from numpy.typing import NDArray

from layers.errors import NotFound
from layers.gcj02 import SHIFT, displayed, undisplayed

FINEST = 20
_METRES_PER_DEGREE = math.pi * 6378137.0 / 180  # of the sphere that Web Mercator and the scale of a degree take
_POLAR = 89.0  # degrees; far beyond the edge of Web Mercator, which puts the poles at infinity
_PIXEL_M = 0.00028  # OGC's standard pixel
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """One tile matrix set. Zooms are whole numbers; x counts to the east and y to the south from the top left.

    `shift` names how places are moved before they are drawn; None: they are where they are.
    """

    name: str
    matrices: TileMatrixSet
    coarsest: int
    mercator: bool
    shift: str | None = None

    def tile(self, z: int, x: int, y: int) -> Tile:
        """A tile. Raises NotFound where the grid has none of that address."""
        if not self.coarsest <= z <= FINEST:
            raise NotFound(
                f"{self.name} 的级别为 {self.coarsest}–{FINEST}，没有 {z} 级",
                f"{self.name} has the zooms {self.coarsest} to {FINEST}, not {z}",
            )
        matrix = self.matrices.matrix(z)
        if not (0 <= x < matrix.matrixWidth and 0 <= y < matrix.matrixHeight):
            raise NotFound(
                f"{self.name} 第 {z} 级有 {matrix.matrixWidth} × {matrix.matrixHeight} 个瓦片，没有 {x}/{y}",
                f"zoom {z} of {self.name} has {matrix.matrixWidth} × {matrix.matrixHeight} tiles, not {x}/{y}",
            )
        return Tile(self, z, x, y)

    def at(self, lon: float, lat: float, z: int) -> Tile:
        """The tile over a place (EPSG:4490, degrees), the nearest one beyond the edges of the grid."""
        matrix = self.matrices.matrix(z)
        across, down = self.fractions(np.array([[lon, lat]]))[0]
        x = min(max(int(across * matrix.matrixWidth), 0), matrix.matrixWidth - 1)
        y = min(max(int(down * matrix.matrixHeight), 0), matrix.matrixHeight - 1)
        return self.tile(z, x, y)

    def size(self, z: int) -> Floats:
        """How many tiles a zoom has across and down."""
        matrix = self.matrices.matrix(z)
        return np.array([matrix.matrixWidth, matrix.matrixHeight], dtype=float)

    def fractions(self, lonlat: Floats) -> Floats:
        """(n, 2) degrees of EPSG:4490 as shares of the whole grid, from its left and from its top edge."""
        if self.shift is not None:
            lonlat = displayed(lonlat)
        out = np.empty_like(lonlat)
        out[:, 0] = lonlat[:, 0] / 360 + 0.5
        if self.mercator:
            sine = np.sin(np.radians(np.clip(lonlat[:, 1], -_POLAR, _POLAR)))
            out[:, 1] = 0.5 - np.arctanh(sine) / (2 * np.pi)
        else:
            out[:, 1] = 0.5 - lonlat[:, 1] / 180
        return out

    def degrees(self, fractions: Floats) -> Floats:
        """The way back from `fractions`."""
        out = np.empty_like(fractions)
        out[:, 0] = (fractions[:, 0] - 0.5) * 360
        if self.mercator:
            out[:, 1] = np.degrees(np.arcsin(np.tanh((0.5 - fractions[:, 1]) * 2 * np.pi)))
        else:
            out[:, 1] = (0.5 - fractions[:, 1]) * 180
        return out if self.shift is None else undisplayed(out)


@dataclass(frozen=True)
class Tile:
    """One tile of a grid; made by `Grid.tile`, which checks the address."""

    grid: Grid
    z: int
    x: int
    y: int

    @cached_property
    def _size(self) -> Floats:
        return self.grid.size(self.z)

    def units(self, lonlat: Floats, extent: int) -> Floats:
        """(n, 2) degrees as units of the tile: `extent` of them from its left edge to its right, and down."""
        return (self.grid.fractions(lonlat) * self._size - (self.x, self.y)) * extent

    def degrees(self, units: Floats, extent: int) -> Floats:
        """The way back from `units`."""
        return self.grid.degrees((units / extent + (self.x, self.y)) / self._size)

    def bounds(self, margin: float = 0.0) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees; `margin` is a share of the tile added on every side."""
        corners = self.degrees(np.array([[-margin, 1 + margin], [1 + margin, -margin]]), 1)
        (west, south), (east, north) = corners
        return float(west), float(south), float(east), float(north)


def _geographic() -> TileMatrixSet:
    cells = {z: 0.703125 / 2 ** (z - 1) for z in range(1, FINEST + 1)}
    return TileMatrixSet(  # type: ignore[no-untyped-call]
        id="CGCS2000Quad",
        title="CGCS2000 geographic tile grid (EPSG:4490)",
        crs="http://www.opengis.net/def/crs/EPSG/0/4490",
        orderedAxes=["Lat", "Lon"],
        tileMatrices=[
            TileMatrix(
                id=str(z),
                scaleDenominator=cell * _METRES_PER_DEGREE / _PIXEL_M,
                cellSize=cell,
                cornerOfOrigin="topLeft",
                pointOfOrigin=(90, -180),
                tileWidth=256,
                tileHeight=256,
                matrixWidth=2**z,
                matrixHeight=2 ** (z - 1),
            )
            for z, cell in cells.items()
        ],
    )


def _shifted(grid: Grid) -> Grid:
    name = f"{grid.name}-GCJ02"
    title = (
        "Display only: positions are shifted by GCJ-02, never to be measured (仅供显示：位置已按 GCJ-02 偏移，不得量算)"
    )
    matrices = grid.matrices.model_copy(update={"id": name, "title": title, "uri": None, "wellKnownScaleSet": None})
    return Grid(name, matrices, grid.coarsest, grid.mercator, shift=SHIFT)


GRIDS: Mapping[str, Grid] = MappingProxyType(
    {
        "WebMercatorQuad": Grid("WebMercatorQuad", morecantile.tms.get("WebMercatorQuad"), 0, mercator=True),
        "CGCS2000Quad": Grid("CGCS2000Quad", _geographic(), 1, mercator=False),
    }
)


DISPLAY: Mapping[str, Grid] = MappingProxyType({"WebMercatorQuad-GCJ02": _shifted(GRIDS["WebMercatorQuad"])})


def grid(name: str) -> Grid:
    """A grid by its name. Raises NotFound."""
    if name not in GRIDS:
        raise NotFound(
            f"没有瓦片格网 {name}；可用的有 {', '.join(GRIDS)}",
            f"there is no grid {name}; there are {', '.join(GRIDS)}",
        )
    return GRIDS[name]


def display_grid(name: str) -> Grid:
    """A grid by its name, also one of DISPLAY. Raises NotFound."""
    return DISPLAY[name] if name in DISPLAY else grid(name)
