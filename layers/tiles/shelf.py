"""Tiles kept packed: each is made and compressed once, and the most recently used stay, up to so many bytes."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable

from layers.kept import Kept
from layers.snapshot import LayerView
from layers.tiles.drawing import Drawings, layer_tile
from layers.tiles.grids import Tile

_LEVEL = 6
_BESIDE = 400  # bytes that an entry takes besides its tile
_AT_ONCE = 64  # tiles that are waited for by more than one

Key = tuple[str, tuple[str, ...], str, int, int, int]


class TileShelf:
    """Tiles by release, layers and address.

    Args:
        drawings: of the layers.
        keep_bytes: how much is kept of tiles that nobody waits for.
    """

    def __init__(self, drawings: Drawings, keep_bytes: int) -> None:
        self._drawings = drawings
        self._room = keep_bytes
        self._tiles: OrderedDict[Key, bytes] = OrderedDict()
        self._making: Kept[Key, bytes] = Kept(_AT_ONCE)
        self._lock = threading.Lock()

    def tile(
        self, release: str, layers: tuple[str, ...], tile: Tile, views: Callable[[], Iterable[LayerView]]
    ) -> bytes:
        """A Mapbox Vector Tile of the layers in a release, compressed (gzip); empty bytes where nothing is.

        `views` are the layers, asked for where the tile is not kept. Raises what that raises.
        """
        key = (release, layers, tile.grid.name, tile.z, tile.x, tile.y)
        with self._lock:
            if (found := self._tiles.get(key)) is not None:
                self._tiles.move_to_end(key)
                return found
        found = self._making.get(key, lambda: self._made(tile, views()))
        self._keep(key, found)
        return found

    def _made(self, tile: Tile, views: Iterable[LayerView]) -> bytes:
        content = b"".join(layer_tile(self._drawings.of(view), tile) for view in views)
        return gzip.compress(content, _LEVEL, mtime=0) if content else b""

    def _keep(self, key: Key, tile: bytes) -> None:
        with self._lock:
            if key in self._tiles:
                return
            self._tiles[key] = tile
            self._room -= len(tile) + _BESIDE
            while self._room < 0 and self._tiles:
                _, dropped = self._tiles.popitem(last=False)
                self._room += len(dropped) + _BESIDE
