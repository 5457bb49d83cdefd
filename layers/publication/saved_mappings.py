"""Mappings of fields and values that a source office's deliveries always need, saved by name and version.

A mapping is what its entries in the log make of it: each save is a new version, none is overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import rfc8785

from layers.errors import BadInput, NotFound
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.publication.deliveries import MappingUsed
from layers.publication.one_line import fits
from layers.stores.base import LogEntry, Store
from layers.stores.fold import Folded

KIND = "mapping"
DEFAULT = "default"
_LONGEST_NAME = 80

Key = tuple[str, str, str]


@dataclass(frozen=True)
class SavedMapping:
    """One version of a mapping; versions count from 1 per layer, office and name; `sequence` is that of its entry."""

    layer: str
    office: str
    name: str
    version: int
    mapping: DeliveryMapping
    saved_at: datetime
    saved_by: str
    sequence: int

    @property
    def used(self) -> MappingUsed:
        """How an edition's record names it."""
        return MappingUsed(self.office, self.name, self.version)


@dataclass(frozen=True)
class History:
    """All versions of one mapping, oldest first; a retired one is kept and no longer offered."""

    versions: tuple[SavedMapping, ...]
    retired: bool = False

    @property
    def newest(self) -> SavedMapping:
        """The version that is used."""
        return self.versions[-1]

    def numbered(self, version: int) -> SavedMapping:
        """A version by its number. Raises NotFound."""
        if not 1 <= version <= len(self.versions):
            saved = self.newest
            raise NotFound(
                f"{saved.layer} 的对应关系 {saved.office}/{saved.name} 没有第 {version} 版；最新是 {saved.version}",
                f"the mapping {saved.office}/{saved.name} of {saved.layer} has no version {version}; the newest is"
                f" {saved.version}",
            )
        return self.versions[version - 1]


class SavedMappings:
    """The saved mappings of a store; safe between threads, and aware of what other processes save."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._state: Folded[Mapping[Key, History]] = Folded(store, KIND, MappingProxyType({}), _after)

    def list(self, layer: str | None = None, *, retired: bool = False) -> tuple[History, ...]:
        """Mappings by layer, office, name; with `retired` also those that are no longer offered."""
        return tuple(
            found
            for key, found in sorted(self._state.now().items())
            if layer in (None, key[0]) and (retired or not found.retired)
        )

    def history(self, layer: str, office: str, name: str = DEFAULT) -> History:
        """All versions of a mapping, also of a retired one. Raises NotFound."""
        found = self._state.now().get((layer, office, name))
        if found is None:
            held = ", ".join(f"{other.newest.office}/{other.newest.name}" for other in self.list(layer)) or "—"
            raise NotFound(
                f"图层 {layer} 没有存过 {office}/{name} 的对应关系；已有：{held}",
                f"no mapping {office}/{name} is saved for layer {layer}; there are {held}",
            )
        return found

    def newest(self, layer: str, office: str, name: str = DEFAULT) -> SavedMapping:
        """The version to use. Raises NotFound, also for a retired mapping."""
        found = self.history(layer, office, name)
        if found.retired:
            raise NotFound(
                f"图层 {layer} 的对应关系 {office}/{name} 已停用；要再用请重新保存",
                f"the mapping {office}/{name} of layer {layer} is retired; save it again to use it again",
            )
        return found.newest

    def save(
        self, kind: LayerKind, office: str, name: str, mapping: DeliveryMapping, *, at: datetime, actor: str = ""
    ) -> SavedMapping:
        """Save a new version; one that says the same as the newest is not saved again.

        Raises BadInput for a name that cannot be, an empty mapping, or one that does not fit the layer.
        """
        _require_name("office", office)
        _require_name("name", name)
        if not (mapping.fields or mapping.constants or mapping.values):
            raise BadInput("对应关系是空的；请给出 map、set 或 values", "the mapping is empty; give map, set or values")
        mapping.require_fits(kind)
        held = self._state.now().get((kind.layer, office, name))
        if held is not None and not held.retired and held.newest.mapping == mapping:
            return held.newest
        said = {
            "map": dict(mapping.fields),
            "set": dict(mapping.constants),
            "values": {attribute: dict(renamed) for attribute, renamed in mapping.values.items()},
        }
        entry = self._append(kind.layer, office, name, at, {"step": "save", **said, "actor": actor})
        versions = self._state.now()[kind.layer, office, name].versions
        return next(saved for saved in versions if saved.sequence == entry.sequence)

    def retire(self, layer: str, office: str, name: str = DEFAULT, *, at: datetime, actor: str = "") -> History:
        """No longer offer a mapping; what used it keeps naming it. Raises NotFound."""
        self.newest(layer, office, name)
        self._append(layer, office, name, at, {"step": "retire", "actor": actor})
        return self.history(layer, office, name)

    def _append(self, layer: str, office: str, name: str, at: datetime, said: Mapping[str, object]) -> LogEntry:
        body = {"layer": layer, "office": office, "name": name, **said}
        return self._store.append(KIND, _subject(layer, office, name), rfc8785.dumps(body), at)  # type: ignore[arg-type]


def named(text: str) -> tuple[str, str]:
    """Office and name of `OFFICE[/NAME]`. Raises BadInput."""
    office, slash, name = (part.strip() for part in text.partition("/"))
    if not office or (slash and not name):
        raise BadInput(
            f"对应关系 {text!r} 的写法应为 单位 或 单位/名称", f"a mapping {text!r} has the form OFFICE or OFFICE/NAME"
        )
    return office, name or DEFAULT


def _subject(layer: str, office: str, name: str) -> str:
    return f"{layer} {office}/{name}"


def _require_name(what: str, text: str) -> None:
    if not text.strip() or text != text.strip() or "/" in text or not fits(text, _LONGEST_NAME):
        raise BadInput(
            f"{what} {text!r} 须是不超过 {_LONGEST_NAME} 字的一行文字，不含斜线，首尾无空格",
            f"{what} {text!r} must be one line of at most {_LONGEST_NAME} characters, without a slash or outer blanks",
        )


def _after(state: Mapping[Key, History], entry: LogEntry) -> Mapping[Key, History]:
    said = json.loads(entry.body)
    key = (said["layer"], said["office"], said["name"])
    held = state.get(key, History(()))
    if said["step"] == "retire":
        return MappingProxyType({**state, key: History(held.versions, retired=True)})
    saved = SavedMapping(
        *key,
        version=len(held.versions) + 1,
        mapping=DeliveryMapping(said["map"], said["set"], said["values"]),
        saved_at=entry.at,
        saved_by=said["actor"],
        sequence=entry.sequence,
    )
    return MappingProxyType({**state, key: History((*held.versions, saved))})
