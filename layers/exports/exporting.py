"""A layer as in force, given to other programs as a file; every such file has its entry in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import rfc8785

from layers.errors import BadInput
from layers.exports.extract import Extract, named
from layers.exports.forms import write_geojson, write_gpkg, write_parquet
from layers.stores import disk
from layers.stores.base import Store

Form = Literal["gpkg", "geojson", "parquet"]
EXPORT: Final = "export"
_WRITERS: Mapping[Form, Callable[[Extract, Path], None]] = MappingProxyType(
    {"gpkg": write_gpkg, "geojson": write_geojson, "parquet": write_parquet}
)


@dataclass(frozen=True)
class Exported:
    """What was written: the extract, the file's form, its size in bytes and its SHA-256."""

    extract: Extract
    form: Form | Literal["pmtiles"]
    size: int
    sha256: str


def form_of(path: Path) -> Form:
    """The form that a file's name asks for. Raises BadInput."""
    for form in _WRITERS:
        if path.suffix.lower() == f".{form}":
            return form
    known = ", ".join(f".{form}" for form in _WRITERS)
    raise BadInput(f"{path}：文件名的后缀须是 {known} 之一", f"{path}: the name must end in one of {known}")


def export(store: Store, given: Extract, path: Path, *, actor: str, at: datetime) -> Exported:
    """Write an extract at `path`, in the form its name asks for, in place of any file there.

    An entry of kind `export`, whose subject is the layer, says who took which editions, and names the file by its hash;
    it is written before the file has its name, so that there is none without. Raises BadInput for another form,
    StoreError.
    """
    form = form_of(path)
    return _exported(store, given, form, partial(_WRITERS[form], given), path, actor=actor, at=at)


def export_tiles(
    store: Store, given: Extract, write: Callable[[Path], object], path: Path, *, actor: str, at: datetime
) -> Exported:
    """As `export`, for the tiles of a whole layer, which `write` writes. Raises what that raises, and StoreError."""
    return _exported(store, given, "pmtiles", write, path, actor=actor, at=at)


def _exported(
    store: Store,
    given: Extract,
    form: Form | Literal["pmtiles"],
    write: Callable[[Path], object],
    path: Path,
    *,
    actor: str,
    at: datetime,
) -> Exported:
    with disk.told(path.parent), disk.temporary(path.parent) as folder:
        folder.mkdir(mode=0o700)
        temporary = folder / f"{given.kind.layer}.{form}"
        try:
            write(temporary)
            with temporary.open("rb+") as file:
                disk.sync(file)
            exported = Exported(given, form, temporary.stat().st_size, disk.hash_of(temporary))
            store.append(EXPORT, given.kind.layer, _entry(exported, actor), at)
            disk.place(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
            folder.rmdir()
    return exported


def _entry(exported: Exported, actor: str) -> bytes:
    given = exported.extract
    return rfc8785.dumps(
        {
            "actor": actor,
            "layer": given.kind.layer,
            "region": given.region,
            "as_of": given.as_of.isoformat(),
            "editions": [named(edition) for edition in given.editions],
            "features": len(given.features),
            "form": exported.form,
            "size": exported.size,
            "sha256": exported.sha256,
        }
    )
