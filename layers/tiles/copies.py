"""A layer in the units of one zoom, and what a tile shows of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.compiled import direct, kernel
from layers.grid.tree import Tree, meeting
from layers.held import HeldTable
from layers.snapshot import LayerView
from layers.tiles import reference
from layers.tiles.clipping import rows_cut
from layers.tiles.encoder import Commands, Shown
from layers.tiles.flat import FLAT, Flags, Flat, FlatArrays, Floats
from layers.tiles.grids import Grid, Tile
from layers.tiles.paths import EXTENT, FORMS, Geometries, Paths, flatten
from layers.tiles.varints import Integers

_BENT = 0.01  # degrees; an edge so long leaves its shifted image by less than 0.07 m
CopyArrays = tuple[
    FlatArrays, Floats, Floats, Integers, Integers, Integers
]  # bounds, tree's boxes, starts, order, rows
COPY: Final = f"Tuple(({FLAT}, f8[:, ::1], f8[:, ::1], i8[::1], i8[::1], i8[::1]))"  # the same to kernels


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

    @cached_property
    def arrays(self) -> CopyArrays:
        """As kernels ask for them."""
        tree = self.tree
        return self.flat.arrays, self.flat.bounds, tree.boxes, tree.starts, tree.order, self.rows

    def place(self, tile: Tile) -> tuple[float, float, float]:
        """What turns these units into those of a tile: times the first, less the other two."""
        return 2.0 ** (tile.z - self.zoom), float(tile.x * EXTENT), float(tile.y * EXTENT)

    def cut(self, tile: Tile) -> Shown:
        """What of the layer a tile shows."""
        flat, (factor, x, y), corner = self.flat, self.place(tile), (tile.x * EXTENT, tile.y * EXTENT)
        frame = reference.frame(factor, (x, y))
        rows, picks, torn, units, starts, owners, hard, undecided = _shown(
            self.arrays, len(self.whole) > 0, FORMS.index(flat.form), factor, x, y, *frame
        )
        paths = Paths(flat.form, units, starts, owners)
        if undecided:
            places = np.flatnonzero(hard)
            mended = reference.cut(flat.form, flat.geometries(torn[places]), factor, (x, y))
            plain = paths.take(np.flatnonzero(~hard[owners]))
            paths = plain.merge(replace(mended, owners=places[mended.owners]))
        return Shown(rows, picks, self.whole, corner, paths)


_SHOWN = "i8[::1], i8[::1], i8[::1], i8[:, ::1], i8[::1], i8[::1], b1[::1], i8"


@kernel(f"Tuple(({_SHOWN}))({COPY}, b1, i8, f8, f8, f8, f8, f8, f8, f8)")
def shown(
    copy: CopyArrays,
    drawn: bool,
    form: int,
    factor: float,
    x: float,
    y: float,
    west: float,
    north: float,
    east: float,
    south: float,
) -> tuple[Integers, Integers, Integers, Integers, Integers, Integers, Flags, int]:
    """What a frame shows: rows and picks of `Shown`, the geometries that had to be cut, their paths, and doubts.

    Where they are `drawn` already, only those are cut that leave the frame.
    """
    flat, bounds, tree_boxes, tree_starts, order, of_view = copy
    found = meeting(tree_boxes, tree_starts, order, west, north, east, south)
    shown, picks, torn = np.empty(len(found), np.int64), np.empty(len(found), np.int64), np.empty(len(found), np.int64)
    n = 0
    for place in range(len(found)):
        row = found[place]
        box = bounds[row]
        shown[place], picks[place] = of_view[row], row
        if not drawn or box[0] < west or box[1] < north or box[2] > east or box[3] > south:
            torn[n], picks[place] = row, ~n
            n += 1
    torn = torn[:n]
    units, starts, owners, hard = rows_cut(flat, torn, factor, x, y, form)
    return shown, picks, torn, units, starts, owners, hard, hard.sum()


_shown = direct(shown)


def laid_flat(grid: Grid, zoom: int, view: LayerView) -> Flat:
    """The features of a view in the units of a zoom; without making objects of them where the view has none."""
    form = view.kind.geometry
    shapes = [table.shapes for table in view.tables if isinstance(table, HeldTable)]
    same = all(one.dimension == FORMS.index(form) for one in shapes)
    if grid.shift is None and same and shapes and len(shapes) == len(view.tables):
        size = grid.size(zoom) * EXTENT
        return Flat.of_shapes(shapes, lambda lonlat: np.asarray(grid.fractions(lonlat) * size))
    return Flat.of(form, in_units(grid, zoom, view.geometries()))


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
