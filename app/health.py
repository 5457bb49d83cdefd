"""What `doctor` finds: versions, definitions, the store and its soundness."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.settings import Settings, data_folder, desk_folder
from app.versions import versions
from app.wiring import open_store, store_folder
from layers.errors import NotFound, SanxianError, StoreError
from layers.kinds import LayerKind
from layers.stores.base import Store
from layers.stores.files import FilesStore
from layers.stores.location import without_password
from layers.stores.opening import holds_something
from layers.stores.soundness import Told
from zoning.definitions import load_definitions
from zoning.ledger.verification import verify
from zoning.measures.definitions import load_measure_definitions

_LEAST_FREE_BYTES = 500_000_000
_SHOWN = 20  # faults of the ledger; `ledger verify` shows them all


@dataclass
class Health:
    """A report: `facts` by section, and `problems` as (zh, en); sound when there are none."""

    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def examine(settings: Settings, now: datetime, *, sweep: bool = False) -> Health:
    """Look at everything a service needs; with `sweep`, remove what killed writers left in the store."""
    health = Health()
    health.facts["versions"] = dict(versions())
    health.facts["desk"] = {"built": desk_folder() is not None}
    kinds = _data(settings, health)
    _store(settings, health, now, sweep=sweep, rasters={layer for layer, kind in kinds.items() if kind.raster})
    return health


def _data(settings: Settings, health: Health) -> Mapping[str, LayerKind]:
    """The kinds of layers; none where the definitions do not load."""
    facts: dict[str, object] = {"path": str(settings.data.absolute()), "loads": False}
    health.facts["data"] = facts
    try:
        definitions = load_definitions(data_folder(settings))
        measures = load_measure_definitions(data_folder(settings), definitions)
    except SanxianError as fault:
        health.problems.append((fault.zh, fault.en))
        return {}
    rules = sum(len(pack.rules) for pack in definitions.packs)
    facts |= {"loads": True, "layers": len(definitions.kinds), "packs": len(definitions.packs), "rules": rules}
    facts |= {"methods": sum(map(len, measures.methods().values())), "targets": len(measures.targets)}
    return definitions.kinds


def _store(settings: Settings, health: Health, now: datetime, *, sweep: bool, rasters: Collection[str]) -> None:
    facts = health.facts["store"] = {}
    try:
        folder = store_folder(settings)
        facts |= {"url": without_password(settings.store)} if folder is None else {"path": str(folder)}
        store = open_store(settings) if folder is None else _files(folder, facts, health, now, sweep)
        if store is None:
            return
        editions = store.editions()
        published = sum(edition.published_by(now) for edition in editions)
        facts |= {"editions": len(editions), "published": published}
        ledger = verify(store)
    except SanxianError as fault:
        health.problems.append((fault.zh, fault.en))
        return
    except OSError as fault:
        health.problems.append((f"{settings.store} 读不了：{fault}", f"{settings.store} cannot be read: {fault}"))
        return
    facts["log_intact"] = ledger.sound
    health.problems += [(fault.text("zh"), fault.text("en")) for fault in ledger.faults[:_SHOWN]]
    corrupt = list(_corrupt(store, rasters))
    facts["corrupt"] = len(corrupt)
    health.problems += corrupt
    health.problems += store.faults()
    if ledger.sound:
        health.problems += _against_log(store)


def _files(folder: Path, facts: dict[str, object], health: Health, now: datetime, sweep: bool) -> Store | None:
    """A files store; None where there is none yet."""
    _disk(folder, facts, health)
    facts["exists"] = holds_something(folder)
    if not facts["exists"]:
        facts["editions"] = 0
        return None
    store = FilesStore(folder)
    facts["swept" if sweep else "orphans"] = len(store.sweep(now) if sweep else store.orphans(now))
    return store


def _corrupt(store: Store, rasters: Collection[str]) -> Iterator[tuple[str, str]]:
    """Editions that cannot be read; of a raster layer also those whose cells, a blob, cannot."""
    for edition in store.editions():
        label = ""  # the message about features has it
        try:
            features = store.features(edition)
            for sha256 in features.attributes["raster"] if edition.head.layer in rasters else ():
                label = f"{edition.label}: "
                with store.file(str(sha256)):
                    pass
        except (StoreError, NotFound) as fault:
            yield f"{label}{fault.zh}", f"{label}{fault.en}"


def _against_log(store: Store) -> Iterator[tuple[str, str]]:
    """Where the catalogue is not what the log says became of each edition."""
    for label in _unlike_the_log(store):
        yield (
            f"{label} 在目录中与发布日志所记不符；请从备份恢复目录",
            f"{label} stands otherwise in the catalogue than in the log of publications; restore the catalogue",
        )


def _unlike_the_log(store: Store) -> list[str]:
    while True:
        generation = store.generation()
        told = Told()
        for entry in store.log():
            told.hear(entry)
        labels = told.otherwise(store.editions())
        if store.generation() == generation:  # else something was published meanwhile
            return labels


def _disk(folder: Path, facts: dict[str, object], health: Health) -> None:
    standing = folder
    while not standing.exists():
        standing = standing.parent
    free = shutil.disk_usage(standing).free
    writable = standing.is_dir() and os.access(standing, os.W_OK | os.X_OK)
    facts |= {"free_bytes": free, "writable": writable}
    if not writable:
        health.problems.append((f"{standing} 不可写", f"{standing} cannot be written"))
    if free < _LEAST_FREE_BYTES:
        health.problems.append(
            (f"{standing} 所在磁盘只剩 {free} 字节", f"only {free} bytes are free on the disk of {standing}")
        )
