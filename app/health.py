"""What `doctor` finds: versions, definitions, the store and its soundness."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.settings import Settings, data_folder
from app.versions import versions
from app.wiring import holds_something, store_folder
from layers.errors import SanxianError, StoreError
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.measures.definitions import load_measure_definitions

_LEAST_FREE_BYTES = 500_000_000


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
    _data(settings, health)
    _store(settings, health, now, sweep)
    return health


def _data(settings: Settings, health: Health) -> None:
    facts: dict[str, object] = {"path": str(settings.data.absolute()), "loads": False}
    health.facts["data"] = facts
    try:
        definitions = load_definitions(data_folder(settings))
        measures = load_measure_definitions(data_folder(settings), definitions)
    except SanxianError as fault:
        health.problems.append((fault.zh, fault.en))
        return
    rules = sum(len(pack.rules) for pack in definitions.packs)
    facts |= {"loads": True, "layers": len(definitions.kinds), "packs": len(definitions.packs), "rules": rules}
    facts |= {"methods": sum(map(len, measures.methods().values())), "targets": len(measures.targets)}


def _store(settings: Settings, health: Health, now: datetime, sweep: bool) -> None:
    try:
        folder = store_folder(settings)
    except SanxianError as fault:
        health.facts["store"] = {"url": without_password(settings.store)}
        health.problems.append((fault.zh, fault.en))
        return
    facts: dict[str, object] = {"path": str(folder)}
    health.facts["store"] = facts
    try:
        _disk(folder, facts, health)
        if not holds_something(folder):
            facts |= {"exists": False, "editions": 0}
            return
        facts["exists"] = True
        store = FilesStore(folder)
        editions = store.editions()
        facts |= {
            "editions": len(editions),
            "published": sum(edition.published_by(now) for edition in editions),
            "swept" if sweep else "orphans": len(store.sweep(now) if sweep else store.orphans(now)),
        }
        broken = store.verify_log()
    except SanxianError as fault:
        health.problems.append((fault.zh, fault.en))
        return
    except OSError as fault:
        health.problems.append((f"{folder} 读不了：{fault}", f"{folder} cannot be read: {fault}"))
        return
    facts["log_intact"] = broken is None
    if broken is not None:
        health.problems.append((f"日志自第 {broken} 条起断链", f"the chain of the log breaks at entry {broken}"))
    corrupt = list(_corrupt(store))
    facts["corrupt"] = len(corrupt)
    health.problems += corrupt
    if broken is None:
        health.problems += _against_log(store)


def _corrupt(store: FilesStore) -> Iterator[tuple[str, str]]:
    for edition in store.editions():
        try:
            store.features(edition)
        except StoreError as fault:
            yield fault.zh, fault.en


def _against_log(store: FilesStore) -> Iterator[tuple[str, str]]:
    """Where the catalogue is not what the log says became of each edition."""
    for label in _unlike_the_log(store):
        yield (
            f"{label} 在目录中与发布日志所记不符；请从备份恢复目录",
            f"{label} stands otherwise in the catalogue than in the log of publications; restore the catalogue",
        )


def _unlike_the_log(store: FilesStore) -> list[str]:
    while True:
        generation = store.generation()
        said: dict[str, tuple[str, str]] = {}
        for kind, state in (("publication", "published"), ("withdrawal", "withdrawn")):
            for entry in store.log(kind=kind):
                said[entry.subject] = (state, json.loads(entry.body)["sha256"])
        held = {e.label: (e.state, e.sha256) for e in store.editions() if e.state != "proposed"}
        if store.generation() == generation:  # else something was published meanwhile
            return sorted(label for label in said.keys() | held.keys() if said.get(label) != held.get(label))


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


def without_password(url: str) -> str:
    """A store URL without its password, nor any in its query."""
    plain = re.sub(r"^([a-z0-9+]+://[^/@:]*)(:[^/]*)?@", r"\1@", url, flags=re.IGNORECASE)
    return re.sub(r"(?i)([?&]password=)[^&]*", r"\1…", plain)
