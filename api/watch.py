"""Keeps the snapshot of today warm: what any process publishes is loaded, and drawn, before somebody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from layers.errors import NoEditions, SanxianError
from layers.snapshot import LayerView
from zoning.desk import Desk, today

_LOG = structlog.stdlib.get_logger("sanxian.watch")
_LOOK_SECONDS = 2.0  # also how long after midnight a new day's editions are loaded
_REST_SECONDS = 2.0


class Watch:
    """A thread that waits for the catalogue to change. Questions never depend on it: each asks the store itself.

    `prepare` makes a layer ready for drawing, at little cost where it is.
    """

    def __init__(
        self, desk: Desk, clock: Callable[[], datetime], prepare: Callable[[LayerView], None] | None = None
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._prepare = prepare
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sanxian-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present look."""
        self._ended.set()
        self._thread.join(timeout=_LOOK_SECONDS + _REST_SECONDS)

    def _run(self) -> None:
        seen: tuple[int, object] | None = None
        generation = -1
        while not self._ended.is_set():
            try:
                generation = self._desk.store.wait(generation, _LOOK_SECONDS if seen else 0.0)
                now = self._clock()
                state = generation, today(now)
                if state != seen:
                    snapshot = self._desk.snapshots.at(today(now), now)[0]
                    _LOG.info("catalogue loaded", generation=generation)
                    seen = state
                    self._draw({**snapshot.views, **self._rasters(now)}, generation)
            except NoEditions:
                seen = generation, today(self._clock())
            except SanxianError as fault:
                _LOG.warning("catalogue not loaded", cause=fault.slug)
                self._ended.wait(_REST_SECONDS)

    def _rasters(self, now: datetime) -> Mapping[str, LayerView]:
        """The layers of rasters as of today, which no snapshot has."""
        editions, snapshots = self._desk.store.editions(), self._desk.snapshots
        kinds = self._desk.definitions.kinds
        layers = [layer for layer, kind in kinds.items() if kind.raster]
        return {layer: snapshots.layer(editions, layer, today(now), now) for layer in layers}

    def _draw(self, views: Mapping[str, LayerView], generation: int) -> None:
        """Make the layers ready, one after the other, until the service ends or the catalogue changes."""
        for layer, view in views.items():
            if self._prepare is None or self._ended.is_set() or self._desk.store.generation() != generation:
                return
            try:
                self._prepare(view)
            except Exception:  # noqa: BLE001 - a fault in one layer must not end the watch; its tiles will tell it too
                _LOG.exception("layer not ready for drawing", layer=layer)
