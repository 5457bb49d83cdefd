"""A layer in the units of one zoom, and what a tile shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.held import HeldTable
from layers.snapshot import LayerView
from layers.tiles import clipping, reference
from layers.tiles.contacts import not_plain
from layers.tiles.encoder import Commands, Shown
from layers.tiles.flat import Flat, Tree
from layers.tiles.grids import Grid, Tile
from layers.tiles.paths import EXTENT, FORMS, Geometries, Paths, flatten
from layers.tiles.varints import Integers

_BENT = 0.01  # degrees; an edge so long leaves its shifted image by less than 0.07 m
Corner = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Copy:
    """Geometries in units of the tiles of a zoom of a grid, counted from its top left, y down.

    Attributes:
        flat: the geometries, valid ones.
        rows: of the view's features, for each geometry.
        zoom: whose units they are in.
        whole: the commands of all geometries, where all vertices lie at whole units; then only tiles of that very zoom
            are cut. Else none.
    """

    flat: Flat
    rows: Integers
    zoom: int
    whole: Commands

    @staticmethod
    def of(flat: Flat, zoom: int) -> Copy:
        """A copy of valid geometries, for tiles of every zoom."""
        nothing = flatten(flat.form, np.array([], dtype=object))
        return Copy(flat, np.arange(len(flat)), zoom, Commands.of(nothing, 0))

    @staticmethod
    def drawn(paths: Paths, rows: Integers, zoom: int) -> Copy:
        """Lines or valid polygons at whole units, for tiles of that zoom alone; owners are places in `rows`."""
        return Copy(Flat.joined(paths, len(rows)), rows, zoom, Commands.of(paths, len(rows)))

    @cached_property
    def tree(self) -> Tree:
        """Of the bounds of the geometries."""
        return Tree(self.flat.bounds)

    def cut(self, tile: Tile) -> Shown:
        """What of the layer a tile shows."""
        factor = 2.0 ** (tile.z - self.zoom)
        corner = (float(tile.x * EXTENT), float(tile.y * EXTENT))
        frame = reference.frame(factor, corner)
        found = self.tree.meeting(frame)
        picks = found.copy()
        torn = self.flat.reach_beyond(found, frame) if len(self.whole) else np.ones(len(found), dtype=bool)
        rest = found[torn]
        cut = Commands.of(self._paths(rest, factor, corner), len(rest))
        picks[torn] = ~np.arange(len(rest))
        there = np.ones(len(found), dtype=bool)
        there[torn] = cut.heads > 0
        whole_corner = (tile.x * EXTENT, tile.y * EXTENT)
        return Shown(self.flat.form, self.rows[found[there]], picks[there], self.whole, whole_corner, cut)

    def _paths(self, rows: Integers, factor: float, corner: Corner) -> Paths:
        """Some of the geometries cut to a tile, by kernels; those that these leave undecided by the reference."""
        if self.flat.form == "point":
            return reference.cut("point", self.flat.geometries(rows), factor, corner)
        paths, hard = clipping.cut(self.flat, rows, factor, corner)
        if self.flat.form == "polygon":
            hard |= not_plain(paths, len(rows))
        if not hard.any():
            return paths
        places = np.flatnonzero(hard)
        mended = reference.cut(self.flat.form, self.flat.geometries(rows[places]), factor, corner)
        plain = paths.take(np.flatnonzero(~hard[paths.owners]))
        return plain.merge(Paths(mended.form, mended.units, mended.starts, places[mended.owners]))


def laid_flat(grid: Grid, zoom: int, view: LayerView) -> Flat:
    """The features of a view in the units of a zoom; without making objects of them where the view has none."""
    form = view.kind.geometry
    shapes = [table.shapes for table in view.tables if isinstance(table, HeldTable)]
    same = all(one.dimension == FORMS.index(form) for one in shapes)
    if grid.shift is None and same and shapes and len(shapes) == len(view.tables):
        size = grid.size(zoom) * EXTENT
        return Flat.of_shapes(shapes, lambda lonlat: np.asarray(grid.fractions(lonlat) * size))
    geometries = np.empty(len(view), dtype=object)
    geometries[:] = [feature.geometry for feature in view.features]
    return Flat.of(form, in_units(grid, zoom, geometries))


def in_units(grid: Grid, zoom: int, geometries: Geometries) -> Geometries:
    """EPSG:4490 geometries in the units of a zoom of a grid, counted from its top left."""
    size = grid.size(zoom) * EXTENT
    if grid.shift is not None:
        geometries = shapely.segmentize(geometries, _BENT)

    def units(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        return grid.fractions(lonlat) * size

    found = np.asarray(shapely.transform(geometries, units), dtype=object)
    return found if grid.shift is None else _valid(found)


def _valid(geometries: Geometries) -> Geometries:
    """Geometries with those mended whose edges, straight again between shifted vertices, now touch."""
    broken = ~shapely.is_valid(geometries)
    geometries[broken] = shapely.make_valid(geometries[broken], method="structure", keep_collapsed=False)
    return geometries
