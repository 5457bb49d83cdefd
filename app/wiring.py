"""Puts the floors together: settings in, store, desk and service out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from app.settings import Settings, data_folder
from layers.errors import BadInput, NoEditions
from layers.intake.types import ReadLimits
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits

_URL = re.compile(r"^[a-z][a-z0-9+]*://", re.IGNORECASE)


def store_folder(settings: Settings) -> Path:
    """The folder of a files store. Raises BadInput for the URL of another kind of store."""
    if _URL.match(settings.store):
        scheme = settings.store.partition("://")[0]
        raise BadInput(
            f"{scheme}:// 存储尚未提供；请把 SANXIAN_STORE 设为一个文件夹",
            f"{scheme}:// stores are not in this part yet; set SANXIAN_STORE to a folder",
        )
    return Path(settings.store).expanduser().absolute()


def open_store(settings: Settings, *, make: bool = False) -> FilesStore:
    """The store that the settings name.

    Only with `make` is an absent one made, so that a misspelt name is not answered from an empty store.
    Raises BadInput, NoEditions, StoreError.
    """
    folder = store_folder(settings)
    if not make and not (folder.is_dir() and any(folder.iterdir())):
        raise NoEditions(
            f"{folder} 处没有数据仓库；请先运行 make demo 或 sanxian layers publish，或改正 SANXIAN_STORE",
            f"there is no store at {folder}; run `make demo` or `sanxian layers publish` first, or mend SANXIAN_STORE",
        )
    return FilesStore(folder)


def open_desk(settings: Settings, *, make: bool = False) -> Desk:
    """Definitions, snapshots and ledger over the store of the settings. Raises as `open_store`, and DefinitionError."""
    store = open_store(settings, make=make)
    return Desk(store, load_definitions(data_folder(settings)), Limits(vertices=settings.max_vertices))


def read_limits(settings: Settings) -> ReadLimits:
    """The bounds of one outside file."""
    return ReadLimits(
        bytes=settings.max_upload_bytes,
        cpu_seconds=settings.reader_cpu_seconds,
        wall_seconds=settings.reader_wall_seconds,
        memory_bytes=settings.reader_memory_bytes,
    )


def clock() -> datetime:
    """The present time, aware; floors below get it as an argument."""
    return datetime.now(UTC)
