"""The grid of a raster: where its cells lie, and how large each is on the ellipsoid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from layers.crs import SourceCRS
from layers.geodesy import Floats, area
from layers.once import once

_EDGE_DEGREES = 0.005  # a longer edge straight in lon/lat leaves its straight image in a plane by more than 3 mm
_EDGE_CELLS_M = 500.0  # the same for an edge of the plane
_LATTICE_M = 2000.0  # between points so far apart the scale of area is linear within 1e-7
_SAMPLE_M = 100.0  # side of the square whose area gives the scale


@dataclass(frozen=True)
class Window:
    """Rows and columns of a grid, counted from its north-west corner."""

    row: int
    col: int
    height: int
    width: int


@dataclass(frozen=True)
class Grid:
    """A north-up grid: `west`, `north` its corner, `dx`, `dy` (both above 0) the sides of a cell, in the unit of `crs`.

    Cell space, in which windows and polygons meet, counts columns to the east and minus rows to the north:
    the cell (row, col) is the unit square from (col, -row - 1) to (col + 1, -row).
    """

    crs: SourceCRS
    wkt: str
    west: float
    north: float
    dx: float
    dy: float
    width: int
    height: int

    @property
    def unit(self) -> str:
        """`degree` or `m`."""
        return "degree" if self.crs.is_degrees else "m"

    def same_as(self, other: Grid) -> bool:
        """Whether the cells of both are the same: as many, and nowhere apart by a thousandth of a cell."""
        if (self.width, self.height) != (other.width, other.height) or not self._same_crs(other):
            return False
        corners = (self.west, self.north, self.west + self.width * self.dx, self.north - self.height * self.dy)
        theirs = (other.west, other.north, other.west + other.width * other.dx, other.north - other.height * other.dy)
        return all(abs(a - b) < 1e-3 * min(self.dx, self.dy) for a, b in zip(corners, theirs, strict=True))

    def _same_crs(self, other: Grid) -> bool:
        plain = self.crs.kind == other.crs.kind == "geographic" and not (self.crs.definition or other.crs.definition)
        return plain or self.crs.same_place(other.crs)  # WGS 84 is taken as CGCS2000

    def label(self) -> str:
        """The grid on one line, for messages."""
        sign = "°" if self.unit == "degree" else " m"
        return (
            f"{self.crs.name}, {self.width} x {self.height}, {self.dx:.10g}{sign} x {self.dy:.10g}{sign}, "
            f"({self.west:.10g}, {self.north:.10g})"
        )

    def frame(self) -> BaseGeometry:
        """The outline of all cells in EPSG:4490."""
        return self.to_lonlat(shapely.box(0, -self.height, self.width, 0))

    def to_lonlat(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry of cell space in EPSG:4490; edges of a projected grid bend, so they are given more vertices."""
        if self.crs.is_degrees:
            return shapely.transform(geometry, self._to_crs)
        shorter = shapely.segmentize(geometry, max(1.0, _EDGE_CELLS_M / max(self.dx, self.dy)))
        base = Transformer.from_crs(self._plane, self._base, always_xy=True)
        return shapely.transform(shorter, lambda uv: _moved(base, self._to_crs(uv)))

    def to_cells(self, geometry: BaseGeometry) -> BaseGeometry:
        """A polygon in EPSG:4490 in cell space, valid; parts beyond the grid are left in."""
        if self.crs.is_degrees:
            moved = shapely.transform(geometry, self._from_crs)
        else:
            shorter = shapely.segmentize(geometry, _EDGE_DEGREES)
            moved = shapely.transform(shorter, self.places)
        return moved if moved.is_valid else shapely.make_valid(moved, method="structure", keep_collapsed=False)

    def places(self, lonlat: Floats) -> Floats:
        """(n, 2) degrees of EPSG:4490 in cell space, each for itself; beyond the reach of the projection not finite."""
        if self.crs.is_degrees:
            return self._from_crs(lonlat)
        return self._from_crs(np.column_stack(self._to_plane.transform(lonlat[:, 0], lonlat[:, 1])))

    def cell_areas(self, window: Window) -> Floats:
        """Area of each cell of a window on the ellipsoid, m²; shape (height, 1) on a geographic grid, else full.

        A geographic cell is exact. A projected one is its plane area by the scale of area there, taken at the points of
        a lattice that is the same for every window, and linear between them.
        """
        if self.crs.is_degrees:
            north = self.north - self.dy * np.arange(window.row, window.row + window.height)
            west = np.full(len(north), self.west)
            boxes = shapely.box(west, north - self.dy, west + self.dx, north)
            return area(boxes)[:, np.newaxis]
        step = max(1, int(_LATTICE_M / max(self.dx, self.dy)))
        rows, cols = _lattice(window.row, window.height, step), _lattice(window.col, window.width, step)
        known = self._sampled(rows, cols)
        across = np.arange(window.col, window.col + window.width) + 0.5
        down = np.arange(window.row, window.row + window.height) + 0.5
        wide = np.stack([np.interp(across, cols, line) for line in known])
        place = np.clip((down - rows[0]) / step, 0, len(rows) - 1)
        before = np.minimum(place.astype(np.intp), max(0, len(rows) - 2))
        after = np.minimum(before + 1, len(rows) - 1)
        weight = (place - before)[:, np.newaxis]
        return np.asarray(wide[before] * (1.0 - weight) + wide[after] * weight)

    def _sampled(self, rows: Floats, cols: Floats) -> Floats:
        """Area of the cell around each point of a lattice, m²."""
        side = float(max(1, math.ceil(_SAMPLE_M / min(self.dx, self.dy))))
        u, v = (axis.ravel() for axis in np.meshgrid(cols, -rows))
        around = shapely.box(u - side / 2, v - side / 2, u + side / 2, v + side / 2)
        base = Transformer.from_crs(self._plane, self._base, always_xy=True)
        squares = shapely.transform(around, lambda uv: _moved(base, self._to_crs(uv)))
        return np.asarray(area(squares).reshape(len(rows), len(cols)) / side**2)

    def _to_crs(self, uv: Floats) -> Floats:
        return np.column_stack([self.west + uv[:, 0] * self.dx, self.north + uv[:, 1] * self.dy])

    def _from_crs(self, xy: Floats) -> Floats:
        return np.column_stack([(xy[:, 0] - self.west) / self.dx, (xy[:, 1] - self.north) / self.dy])

    @once
    def _to_plane(self) -> Transformer:
        return Transformer.from_crs(self._base, self._plane, always_xy=True)

    @property
    def _plane(self) -> CRS:
        return CRS.from_wkt(self.wkt)

    @property
    def _base(self) -> CRS:
        """Longitude and latitude of the plane's own datum, which is taken as CGCS2000."""
        base = self._plane.geodetic_crs
        if base is None:
            raise ValueError("a projected CRS has a geographic base")
        return base.to_2d()


def _moved(transformer: Transformer, xy: Floats) -> Floats:
    return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))


def _lattice(first: int, count: int, step: int) -> Floats:
    """Multiples of `step` from before the first cell to after the last."""
    return np.arange(first // step, -(-(first + count) // step) + 1, dtype=np.float64) * step
