"""All vector tiles of one layer in one file (PMTiles 3), for servers that know nothing but byte ranges."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from layers.errors import BadInput, TooLarge
from layers.tiles.drawing import Drawn, layer_tile
from layers.tiles.extent import extent
from layers.tiles.grids import FINEST, GRIDS, Tile
from layers.tiles.paths import EXTENT, MARGIN, Geometries

GRID: Final = GRIDS["WebMercatorQuad"]  # a file says nothing of its grid: readers know this one
MOST: Final = 2_000_000  # tiles
_BEYOND = 2 * MARGIN  # units around a tile: what a low zoom shows may lie a little beside the exact place
_LEVEL = 6
_E7 = 1e7


def write_pmtiles(drawn: Drawn, minzoom: int, maxzoom: int, metadata: Mapping[str, Any], path: Path) -> int:
    """Every tile of a layer that is not empty, gzip, in the order of the format; returns how many there are.

    Raises BadInput for zooms the grid has not, a layer without features, or where the `tiles` extra is not installed;
    TooLarge for more than MOST tiles.
    """
    try:
        from pmtiles.tile import Compression, TileType, zxy_to_tileid  # noqa: PLC0415 - an extra
        from pmtiles.writer import Writer  # noqa: PLC0415
    except ImportError as fault:
        raise BadInput(
            "没有安装 pmtiles；请安装附加项 tiles（pip install 'sanxian[tiles]')",
            "pmtiles is not installed; install the extra `tiles` (pip install 'sanxian[tiles]')",
        ) from fault
    reached = extent(drawn.view)
    if not GRID.coarsest <= minzoom <= maxzoom <= FINEST:
        raise BadInput(
            f"级别须满足 {GRID.coarsest} ≤ minzoom ≤ maxzoom ≤ {FINEST}",
            f"zooms must be {GRID.coarsest} ≤ minzoom ≤ maxzoom ≤ {FINEST}",
        )
    if not len(drawn.view) or reached is None:
        name = drawn.view.kind.layer
        raise BadInput(f"图层 {name} 没有要素可画", f"the layer {name} has no feature to draw")
    tiles = sorted((zxy_to_tileid(t.z, t.x, t.y), t) for t in addresses(drawn, minzoom, maxzoom))
    written = 0
    with path.open("wb") as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        for number, tile in tiles:
            content = layer_tile(drawn, tile)
            if content:
                writer.write_tile(number, gzip.compress(content, _LEVEL, mtime=0))  # type: ignore[no-untyped-call]
                written += 1
        west, south, east, north = (round(degrees * _E7) for degrees in reached)
        writer.finalize(  # type: ignore[no-untyped-call]
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": west,
                "min_lat_e7": south,
                "max_lon_e7": east,
                "max_lat_e7": north,
                "center_zoom": minzoom,
                "center_lon_e7": (west + east) // 2,
                "center_lat_e7": (south + north) // 2,
            },
            dict(metadata),
        )
    return written


def addresses(drawn: Drawn, minzoom: int, maxzoom: int) -> Iterator[Tile]:
    """The tiles over or beside features, each once; some of them may turn out empty. Raises TooLarge."""
    copy = drawn.copy(GRID, FINEST)
    count = 0
    left: list[tuple[Tile, Geometries]] = [(GRID.tile(0, 0, 0), copy.flat.geometries())]
    while left:
        tile, shapes = left.pop()
        side = EXTENT << (FINEST - tile.z)
        beyond = _BEYOND << (FINEST - tile.z)
        west, north = tile.x * side - beyond, tile.y * side - beyond
        frame = (west, north, west + side + 2 * beyond, north + side + 2 * beyond)
        met = _met(shapes, frame)
        if not len(met):
            continue
        if tile.z >= minzoom:
            count += 1
            if count > MOST:
                raise TooLarge(
                    f"到第 {maxzoom} 级超过 {MOST} 个瓦片；请降低 --maxzoom",
                    f"down to zoom {maxzoom} there are more than {MOST} tiles; lower --maxzoom",
                )
            yield tile
        if tile.z < maxzoom:
            left += [(GRID.tile(tile.z + 1, 2 * tile.x + i, 2 * tile.y + j), met) for i in (0, 1) for j in (0, 1)]


def _met(shapes: Geometries, frame: tuple[float, float, float, float]) -> Geometries:
    """What of the shapes lies in a frame, so far as it takes to know whether anything does."""
    bounds = shapely.bounds(shapes)
    near = (bounds[:, :2] <= frame[2:]).all(axis=1) & (bounds[:, 2:] >= frame[:2]).all(axis=1)
    found = np.asarray(shapes[near], dtype=object)
    within = (bounds[near, :2] >= frame[:2]).all(axis=1) & (bounds[near, 2:] <= frame[2:]).all(axis=1)
    found[~within] = shapely.clip_by_rect(found[~within], *frame)
    return np.asarray(found[~shapely.is_empty(found)], dtype=object)
