"""What maps are made of, kept from request to request: releases, drawings, packed tiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from layers.editions import Edition
from layers.errors import NotFound
from layers.kept import Kept
from layers.snapshot import LayerView
from layers.stores.base import Store
from layers.tiles.drawing import Drawings
from layers.tiles.extent import Bounds, extent
from layers.tiles.grids import Tile
from layers.tiles.release import Moment, Releases
from layers.tiles.shelf import TileShelf
from zoning.door import Door

_SHIFTS = 8
_NAMES = 4096
_LAYERS = 64  # as many as snapshots keep


@dataclass(frozen=True)
class Sheet:
    """Some layers, by name in order, as a release has them."""

    layers: tuple[str, ...]
    release: str
    moment: Moment


class Atlas:
    """Sheets of a store, and what is drawn of them. Whoever may see it is for the door to say, each time.

    Args:
        store: where the editions are.
        cache: a folder for generalised copies, which may be lost; None: none.
        keep_bytes: how much of packed tiles stays in memory.
    """

    def __init__(self, store: Store, cache: Path | None, keep_bytes: int) -> None:
        self._store = store
        self._releases: Kept[str | None, Releases] = Kept(_SHIFTS)
        self.drawings = Drawings(cache)
        self._tiles = TileShelf(self.drawings, keep_bytes)
        self._editions: Kept[int, tuple[Edition, ...]] = Kept(2)
        self._present: Kept[tuple[int, tuple[str, ...], date, str | None], tuple[Sheet, datetime | None]] = Kept(_NAMES)
        self._extents: Kept[LayerView, Bounds | None] = Kept(_LAYERS)  # keeps the views too

    def editions(self) -> tuple[Edition, ...]:
        """The catalogue as it is, read anew when it changed. Raises StoreError."""
        return self._editions.get(self._store.generation(), self._store.editions)

    def present(self, layers: Iterable[str], as_of: date, now: datetime, shift: str | None = None) -> Sheet:
        """Layers on a day, as known now; `shift` is that of the grid they are drawn in. Raises StoreError."""
        names = tuple(sorted(set(layers)))
        sheet, until = self._present.get(
            (self._store.generation(), names, as_of, shift), lambda: self._named(names, as_of, now, shift)
        )
        # a step that another machine's clock has put ahead of ours is not yet known
        return sheet if until is None or now < until else self._named(names, as_of, now, shift)[0]

    def _named(
        self, names: tuple[str, ...], as_of: date, now: datetime, shift: str | None
    ) -> tuple[Sheet, datetime | None]:
        editions, moment = self.editions(), Moment(as_of, now)
        ahead = [at for e in editions for at in (e.published_at, e.withdrawn_at) if at is not None and at > now]
        name = self._of(shift).name(editions, names, moment)
        return Sheet(names, name, moment), min(ahead, default=None)

    def named(self, layers: Iterable[str], release: str, now: datetime, shift: str | None = None) -> Sheet:
        """Layers as a release has them. Raises NotFound, StoreError."""
        names, releases = tuple(sorted(set(layers))), self._of(shift)
        moment = releases.known(names, release)
        if moment is None:
            moment = releases.moment(self.editions(), names, release, now)
        return Sheet(names, release, moment)

    def _of(self, shift: str | None) -> Releases:
        return self._releases.get(shift, lambda: Releases(shift))

    def views(self, door: Door, sheet: Sheet) -> Sequence[LayerView]:
        """The layers of a sheet. Raises Withheld, StoreError; NotFound where no edition of any of them is in force."""
        editions, moment = self.editions(), sheet.moment
        found = [door.view(editions, layer, as_of=moment.as_of, known_at=moment.known_at) for layer in sheet.layers]
        if not any(view.editions for view in found):
            raise NotFound(
                f"{moment.as_of} 没有生效的版本（图层 {', '.join(sheet.layers)}）；空白不等于没有限制",
                f"no edition of {', '.join(sheet.layers)} is in force on {moment.as_of}; that is no empty map",
            )
        return found

    def tile(self, door: Door, sheet: Sheet, tile: Tile) -> bytes:
        """A vector tile of a sheet, gzip; empty where nothing is. Raises Withheld, StoreError."""
        for layer in sheet.layers:
            door.require(layer)
        return self._tiles.tile(sheet.release, sheet.layers, tile, lambda: self.views(door, sheet))

    def extent(self, door: Door, view: LayerView) -> Bounds | None:
        """How far a layer reaches, degrees; None: nowhere. Raises Withheld."""
        door.require(view.kind.layer)
        return self._extents.get(view, lambda: extent(view))
