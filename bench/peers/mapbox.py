"""Vector tiles by shapely and mapbox-vector-tile, in one process: a tree, a clip, whole units, `encode`.

Whatever can be done for all features at once is: clipping, rounding, winding, leaving out what vanishes. `encode` is
then told to check nothing; polygons that rounding broke stay so, which costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from numpy.typing import NDArray

from bench.peers.mvt import GENERALISED, WORLD, mercator
from bench.province import LAYERS, POLYGONS, Province, Shapes
from layers.tiles.grids import Tile

EXTENT, BUFFER = 4096, 64
ENCODING = {"extents": EXTENT, "y_coord_down": True, "check_winding_order": False}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Held:
    """A layer in metres of EPSG:3857: geometries, their bounds, and a tree of them."""

    shapes: Shapes
    bounds: Floats
    tree: shapely.STRtree

    @staticmethod
    def of(shapes: Shapes) -> Held:
        return Held(shapes, shapely.bounds(shapes), shapely.STRtree(shapes))

    def generalised(self, zoom: int) -> Held:
        """Vertices within half a pixel of a zoom dropped, and nothing made invalid by that."""
        return Held.of(shapely.simplify(self.shapes, 2 * WORLD / 2**zoom / 256 / 2, preserve_topology=True))


class MapboxTiles:
    """`zooms`: those for which generalised copies are made beforehand, as ours are; else every tile is cut from all."""

    def __init__(self, of: Province, properties: dict[str, list[dict[str, Any]]], zooms: Collection[int] = ()) -> None:
        self.name = "generalised-mapbox-vector-tile" if zooms else "mapbox-vector-tile"
        self._properties = properties
        self._whole = {layer: Held.of(mercator(of.layers[layer].shapes)) for layer in LAYERS}
        self._copies = {
            zoom: {layer: held.generalised(zoom) for layer, held in self._whole.items()}
            for zoom in zooms
            if zoom <= GENERALISED
        }

    def __call__(self, tile: Tile) -> bytes:
        """A tile of all layers."""
        layers = []
        for layer, held in self._copies.get(tile.z, self._whole).items():
            rows, shapes = _in_units(held, tile, areas=layer in POLYGONS)
            about = self._properties[layer]
            features = [{"geometry": shape, "properties": about[row]} for row, shape in zip(rows, shapes, strict=True)]
            if features:
                layers.append({"name": layer, "features": features})
        return bytes(mapbox_vector_tile.encode(layers, default_options=ENCODING))


def _in_units(held: Held, tile: Tile, *, areas: bool) -> tuple[list[int], Shapes]:
    """The features that a tile shows, and what it shows of each in its units, y down."""
    size = 2 * WORLD / 2**tile.z
    west, north = tile.x * size - WORLD, WORLD - tile.y * size
    margin = size * BUFFER / EXTENT
    box = (west - margin, north - size - margin, west + size + margin, north + margin)
    rows = held.tree.query(shapely.box(*box))
    if not len(rows):
        return [], rows
    shapes, bounds = held.shapes[rows], held.bounds[rows]
    cut = (bounds[:, :2] < box[:2]).any(axis=1) | (bounds[:, 2:] > box[2:]).any(axis=1)
    shapes[cut] = shapely.clip_by_rect(shapes[cut], *box)
    per_metre = np.array([EXTENT / size, -EXTENT / size])
    parts, owners = shapely.get_parts(shapes, return_index=True)
    parts = shapely.transform(parts, lambda metres: np.rint((metres - (west, north)) * per_metre))
    if areas:
        parts = shapely.orient_polygons(parts)
    left = (shapely.area(parts) if areas else shapely.length(parts)) > 0
    parts, owners = parts[left], owners[left]
    several = shapely.multipolygons if areas else shapely.multilinestrings
    found, numbered = np.unique(owners, return_inverse=True)
    return rows[found].tolist(), several(parts, indices=numbered)
