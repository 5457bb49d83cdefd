"""What a worker of a cluster runs: it opens a desk out of what was sent to it, and judges lots."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.settings import WORK, load_settings
from app.versions import versions
from layers.errors import StoreTimeout, StoreUnavailable
from zoning.jobs.cluster import Wanting
from zoning.screening.desk import ScreeningDesk
from zoning.screening.judge import Judged, Lot
from zoning.screening.shipping import Hold, ShippedStore, opened

_OPENING: Final = threading.Lock()


@dataclass(frozen=True)
class ShippedJudge:
    """Judges lots by the law and the catalogue that `manifest` names."""

    manifest: str

    def __call__(self, lot: Lot) -> Judged | Wanting:
        """What became of a lot, or what this worker has to be sent first. Raises BadInput for other versions."""
        try:
            with _OPENING:
                desk, store = _desk(self.manifest)
        except _Lacking as lacking:
            return _wanting(lacking.parcels)
        try:
            judged = desk.judged(lot)
        except (StoreTimeout, StoreUnavailable):
            if not store.missing:
                raise
        if store.missing:  # whatever came out was judged without them
            return _wanting(store.missing)
        return judged


def take(name: str, content: bytes) -> None:
    """Keep a parcel. Raises StoreError."""
    hold().put(name, content)


def hold() -> Hold:
    """Where this worker keeps what it is sent: the same for all workers of the machine, and after a restart."""
    return Hold((load_settings().work or WORK).expanduser().absolute() / "shipped")


class _Lacking(Exception):
    """It cannot be opened before these have come."""

    def __init__(self, parcels: set[str]) -> None:
        super().__init__(parcels)
        self.parcels = parcels


@lru_cache(maxsize=1)
def _desk(manifest: str) -> tuple[ScreeningDesk, ShippedStore]:
    found = opened(hold(), manifest, versions())
    if isinstance(found, set):
        raise _Lacking(found)
    return found


def _wanting(parcels: set[str]) -> Wanting:
    from distributed import get_worker  # noqa: PLC0415 - an extra

    return Wanting(get_worker().address, tuple(sorted(parcels)))
