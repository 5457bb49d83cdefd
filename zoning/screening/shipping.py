"""What a worker of another machine needs to judge, by hash: law and catalogue as one manifest, each file and edition.

A worker keeps them in a folder of its own and asks for what it does not have; nothing is taken that is not what its
name says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from layers.canonical import canonical
from layers.editions import Edition, Features, content_hash
from layers.errors import BadInput, NotFound, StoreError, StoreUnavailable
from layers.intake.types import ReadLimits
from layers.stores import disk, parquet
from layers.stores.backup_form import EditionLine
from layers.stores.base import Store
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.screening.columns import FILE, load_columns
from zoning.screening.desk import ScreeningDesk

_HASH: Final = 64
_SAME: Final = ("sanxian", "shapely", "pyproj", "numpy", "GEOS", "PROJ")  # what figures follow from


class Parcels:
    """What there is to send of one desk; `manifest` names its catalogue as it stands now."""

    def __init__(self, screenings: ScreeningDesk, versions: Mapping[str, str]) -> None:
        desk = screenings.desk
        self._store = desk.store
        self._files = {**desk.definitions.complete.files, str(FILE): screenings.columns.content}
        self._editions = {edition.sha256: edition for edition in desk.store.editions() if edition.published_at}
        names = {layer: tuple(kind.attributes) for layer, kind in desk.definitions.kinds.items()}
        self._manifest = canonical(
            {
                "versions": {name: versions[name] for name in _SAME},
                "files": {name: _sha256(content) for name, content in self._files.items()},
                "editions": [
                    EditionLine.of(edition, names[edition.head.layer]).model_dump(mode="json")
                    for edition in self._editions.values()
                    if edition.head.layer in names
                ],
                "vertices": desk.limits.vertices,
                "site": asdict(screenings.site),
            }
        )
        self.manifest: Final = f"manifest-{_sha256(self._manifest)}"

    def content(self, name: str) -> bytes:
        """A parcel by name. Raises NotFound, CorruptEdition, StoreError."""
        what, _, sha256 = name.partition("-")
        if name == self.manifest:
            return self._manifest
        if what == "edition" and sha256 in self._editions:
            return parquet.encode(self._store.features(self._editions[sha256]))
        for content in self._files.values():
            if what == "file" and _sha256(content) == sha256:
                return content
        raise NotFound(f"没有 {name}", f"there is no {name}")


class Hold:
    """Parcels kept in a folder; each file begins with the hash of what follows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        """Keep a parcel. Raises StoreError where it is not what its name says, or cannot be written."""
        if not name.startswith("edition-") and not name.endswith(_sha256(content)):
            raise StoreError(f"{name} 在传输中损坏", f"{name} was damaged on its way")
        with (
            disk.told(self._folder),
            disk.written(_sha256(content).encode("ascii") + content, self._folder) as temporary,
        ):
            disk.place(temporary, self._folder / name)

    def get(self, name: str) -> bytes | None:
        """A parcel; None where it is not there, or no longer what was kept."""
        try:
            held = (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None
        content = held[_HASH:]
        return content if _sha256(content).encode("ascii") == held[:_HASH] else None


class ShippedStore:
    """As much of a store as judging reads, out of a hold; `missing` is what was asked of it and is not there."""

    def __init__(self, hold: Hold, lines: Sequence[EditionLine]) -> None:
        self._hold = hold
        self._editions = tuple(line.edition() for line in lines)
        self._names = {line.sha256: line.attributes for line in lines}
        self.missing: set[str] = set()

    @property
    def location(self) -> str:
        """Nowhere that could be opened."""
        return "shipped"

    def generation(self) -> int:
        """It never changes."""
        return 0

    def editions(self) -> tuple[Edition, ...]:
        """Every edition that was ever published, by layer, region, number."""
        return self._editions

    def features(self, edition: Edition) -> Features:
        """The features of an edition, compared with their hash. Raises StoreUnavailable until they are there."""
        name = f"edition-{edition.sha256}"
        content = self._hold.get(name)
        features = None if content is None else parquet.decode(content, self._names[edition.sha256])
        if features is None or content_hash(edition.head, features) != edition.sha256:
            self.missing.add(name)
            raise StoreUnavailable(f"{edition.label} 尚未送到", f"{edition.label} has not come yet")
        self.missing.discard(name)
        return features

    def blob(self, sha256: str) -> bytes:
        """None is shipped: files that rows name travel with these. Raises NotFound."""
        raise NotFound(f"没有内容 {sha256}", f"there is no content {sha256}")


def opened(hold: Hold, manifest: str, versions: Mapping[str, str]) -> tuple[ScreeningDesk, ShippedStore] | set[str]:
    """A desk out of a hold, or the names of what it lacks. Raises BadInput for other versions, DefinitionError."""
    told = hold.get(manifest)
    if told is None:
        return {manifest}
    said: Any = json.loads(told)
    _require_same(said["versions"], versions)
    files = {name: hold.get(f"file-{sha256}") for name, sha256 in said["files"].items()}
    if lacking := {f"file-{said['files'][name]}" for name, content in files.items() if content is None}:
        return lacking
    store = ShippedStore(hold, [EditionLine.model_validate(line) for line in said["editions"]])
    with TemporaryDirectory(prefix="sanxian-definitions-") as private:
        data = Path(private)
        for name, content in files.items():
            path = data / name
            if not path.resolve().is_relative_to(data.resolve()):
                raise StoreError(f"{name} 不在 data/ 之下", f"{name} does not lie in data/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content or b"")
        definitions = load_definitions(data)
        columns = load_columns(data, definitions.facts)
    site = ReadLimits.of(said["site"])
    desk = Desk(cast(Store, store), definitions, Limits(vertices=said["vertices"]))
    return ScreeningDesk(desk, columns, site, site, versions), store


def _require_same(asked: Mapping[str, str], here: Mapping[str, str]) -> None:
    other = [f"{name} {here.get(name)} ≠ {version}" for name, version in asked.items() if here.get(name) != version]
    if other:
        raise BadInput(
            f"工作机器上的版本与发起筛查的不同（{'、'.join(other)}），结果可能不一致；请装成同一版本",
            f"a worker has other versions than the machine that began the screening ({', '.join(other)}), so results "
            "might differ; install the same",
        )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
