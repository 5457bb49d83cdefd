"""Layers as in force made ready for drawing, and their tiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from layers.editions import Value
from layers.kept import Kept
from layers.once import once
from layers.query.names import names
from layers.snapshot import LayerView
from layers.tiles.at_once import AtOnce
from layers.tiles.copies import Copy, laid_flat
from layers.tiles.encoder import layer_message
from layers.tiles.grids import DISPLAY, FINEST, GRIDS, Grid, Tile
from layers.tiles.paths import Paths, flatten
from layers.tiles.properties import Properties
from layers.tiles.pyramid import FINEST_GENERALISED, Dust, Pyramid
from layers.tiles.pyramid_files import content_of, kept
from layers.tiles.snapping import snap

_ALL = (len(GRIDS) + len(DISPLAY)) * (FINEST + 1)  # copies of one layer


class Drawn:
    """One layer as in force, made ready for drawing; its copies are made when a tile first needs them.

    Args:
        view: the layer.
        cache: a folder in which generalised copies are kept; None: they are made anew.
    """

    def __init__(self, view: LayerView, cache: Path | None = None) -> None:
        self.view = view
        self._cache = cache
        self._ready: dict[tuple[str, int], Copy] = {}  # read without a lock
        self._at_once: dict[str, AtOnce] = {}
        self._copies: Kept[tuple[str, int], Copy] = Kept(_ALL)
        self._pyramids: Kept[str, Pyramid] = Kept(1)  # made ready grid by grid; as large as the layer
        self._dusts: Kept[str, Dust] = Kept(_ALL)
        self.properties = Properties([_row(view, row, name) for row, name in enumerate(names(view))])

    def prepare(self, grids: Iterable[Grid]) -> None:
        """Make every copy of these grids, which tiles would else wait for."""
        for grid in grids:
            for zoom in range(FINEST_GENERALISED + 1, grid.coarsest - 1, -1):
                self.copy(grid, zoom)

    def copy(self, grid: Grid, zoom: int) -> Copy:
        """The layer as the tiles of a zoom are cut from it."""
        if zoom > FINEST_GENERALISED or self.view.kind.geometry == "point":
            zoom = FINEST
        key = (grid.name, zoom)
        if key not in self._ready:
            make = self._exact if zoom == FINEST else self._general
            self._ready[key] = self._copies.get(key, lambda: make(grid, zoom))
        return self._ready[key]

    def at_once(self, tile: Tile) -> bytes | None:
        """A tile of a finer zoom; None where it has to be put together otherwise, as those of points have."""
        if tile.z <= FINEST_GENERALISED or self.view.kind.geometry == "point":
            return None
        name = tile.grid.name
        if name not in self._at_once:
            self._at_once[name] = AtOnce(self.view.kind.layer, self.copy(tile.grid, FINEST), self.properties)
        return self._at_once[name](tile)

    def _exact(self, grid: Grid, zoom: int) -> Copy:
        return Copy.of(laid_flat(grid, zoom, self.view), zoom)

    def _general(self, grid: Grid, zoom: int) -> Copy:
        path = None if self._cache is None else self._cache / f"{self._content}-{grid.name}-{zoom}.npz"
        paths = kept(path, self.view.kind.geometry, lambda: self._outlines(grid, 2.0 ** (zoom - FINEST)))
        rows, places = np.unique(paths.owners, return_inverse=True)
        return Copy.drawn(replace(paths, owners=places), rows, zoom)

    def _outlines(self, grid: Grid, factor: float) -> Paths:
        """What of the layer is drawn at a zoom; the owners are rows."""
        pyramid, form = self._pyramid(grid), self.view.kind.geometry
        if form == "line":
            return pyramid.outlines(np.arange(len(self.view)), factor)
        dust = self._dust(grid)
        large, (pixels, small) = dust.large(factor), dust.pixels(factor)
        outlines, dots = pyramid.outlines(large, factor), flatten(form, snap(form, pixels))
        return replace(outlines, owners=large[outlines.owners]).merge(replace(dots, owners=small[dots.owners]))

    def _pyramid(self, grid: Grid) -> Pyramid:
        return self._pyramids.get(grid.name, lambda: Pyramid(self.copy(grid, FINEST).flat))

    def _dust(self, grid: Grid) -> Dust:
        def make() -> Dust:
            classes = [self.view.class_of(feature) or "" for feature in self.view.features]
            return Dust(self.copy(grid, FINEST).flat, classes)

        return self._dusts.get(grid.name, make)

    @once
    def _content(self) -> str:
        return content_of(self.view)


class Drawings:
    """The layers drawn lately, each made ready once however many ask at once.

    Args:
        cache: a folder in which generalised copies are kept; None: they are made anew.
        keep: how many layers.
    """

    def __init__(self, cache: Path | None = None, keep: int = 64) -> None:
        self._cache = cache
        self._kept: Kept[LayerView, Drawn] = Kept(keep)  # a view equals itself alone: whoever loads views keeps them

    def of(self, view: LayerView) -> Drawn:
        """A layer made ready for drawing."""
        return self._kept.get(view, lambda: Drawn(view, self._cache))

    def prepare(self, view: LayerView, grids: Iterable[Grid] = tuple(GRIDS.values())) -> None:
        """As `of`, with everything made that tiles would else wait for; for a layer just published."""
        self.of(view).prepare(grids)


def layer_tile(drawn: Drawn, tile: Tile) -> bytes:
    """What a tile shows of a layer, as a Mapbox Vector Tile 2.1 of that layer alone; empty bytes where nothing is.

    A tile of several layers is what their tiles are one after the other. Every feature has as properties the
    attributes that are not None, and `id` (its name, `<region>:<feature id>`), `standing`, and `edition`
    (`<region>/<number>`).
    """
    if not len(drawn.view):
        return b""
    found = drawn.at_once(tile)
    if found is not None:
        return found
    return layer_message(drawn.view.kind.layer, drawn.copy(tile.grid, tile.z).cut(tile), drawn.properties)


def _row(view: LayerView, row: int, name: str) -> Mapping[str, Value]:
    feature = view.features[row]
    head = feature.edition.head
    about = {"id": name, "standing": head.standing, "edition": f"{head.region}/{feature.edition.number}"}
    return {**feature.attributes, **about}
