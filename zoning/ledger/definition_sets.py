"""Definition files in the ledger: an entry for every change of them, the files themselves by content."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from layers.canonical import canonical
from layers.errors import NotFound
from layers.stores.base import LogEntry, Store
from layers.stores.fold import Folded
from zoning.definition_set import DefinitionSet
from zoning.ledger.entries import DEFINITIONS, said
from zoning.verdict import Json

Files = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """Every set that was recorded, by its id, and of each scope the last."""

    sets: Mapping[str, Files]
    last: Mapping[str, str]


def _with(known: Known, entry: LogEntry) -> Known:
    body = said(entry)
    sets = {**known.sets, body["set"]: MappingProxyType(dict(body["files"]))}
    return Known(sets, {**known.last, entry.subject: body["set"]})


class DefinitionSets:
    """The sets of definition files that a store's ledger knows; safe between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = Folded(store, DEFINITIONS, Known({}, {}), _with)
        self._lock = threading.Lock()

    def record(self, used: DefinitionSet, *, actor: str, at: datetime) -> str:
        """The id of a set; where it differs from the last of its scope, its files are kept and an entry says so.

        Nothing is written while nothing changes. Raises StoreError.
        """
        with self._lock:
            known = self._known.now()
            if known.last.get(used.scope) != used.id:
                before = known.sets.get(known.last.get(used.scope, ""), {})
                held = {sha256 for files in known.sets.values() for sha256 in files.values()}
                for name, sha256 in used.hashes.items():
                    if sha256 not in held:
                        self._store.put_blob(used.files[name])
                body = {"set": used.id, "files": used.hashes, **_changes(before, used.hashes), "actor": actor}
                self._store.append(DEFINITIONS, used.scope, canonical(body), at)
        return used.id

    def files(self, set_id: str) -> Files:
        """Path under data/ → SHA-256 of the files of a set. Raises NotFound."""
        sets = self._known.now().sets
        if set_id not in sets:
            raise NotFound(f"台账中没有定义文件集 {set_id}", f"the ledger holds no set of definitions {set_id}")
        return sets[set_id]


def _changes(before: Files, after: Files) -> Json:
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": sorted(name for name in after.keys() & before.keys() if after[name] != before[name]),
    }
