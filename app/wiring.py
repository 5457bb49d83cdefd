"""Puts the floors together: settings in, store, desk and service out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import Settings, data_folder
from app.versions import versions
from layers.errors import BadInput, NoEditions, StoreError
from layers.intake.types import ReadLimits
from layers.stores.files import FilesStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.measures.definitions import load_measure_definitions
from zoning.measures.desk import MeasureDesk

if TYPE_CHECKING:
    from fastapi import FastAPI

_URL = re.compile(r"^[a-z][a-z0-9+]*://", re.IGNORECASE)


def store_folder(settings: Settings) -> Path:
    """The folder of a files store. Raises BadInput for the URL of another kind of store."""
    if _URL.match(settings.store):
        scheme = settings.store.partition("://")[0]
        raise BadInput(
            f"{scheme}:// 存储尚未提供；请把 SANXIAN_STORE 设为一个文件夹",
            f"{scheme}:// stores are not in this part yet; set SANXIAN_STORE to a folder",
        )
    try:
        return Path(settings.store).expanduser().absolute()
    except RuntimeError as fault:
        raise BadInput(
            f"SANXIAN_STORE={settings.store} 中的用户不存在；请写出完整路径",
            f"SANXIAN_STORE={settings.store} names a user who does not exist; write the whole path",
        ) from fault


def holds_something(folder: Path) -> bool:
    """Whether there is anything in a folder. Raises StoreError where that cannot be seen."""
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError as fault:
        raise StoreError(
            f"{folder} 读不了（{fault.strerror}）；请核对权限",
            f"{folder} cannot be read ({fault.strerror}); check permissions",
        ) from fault


def open_store(settings: Settings, *, make: bool = False) -> FilesStore:
    """The store that the settings name.

    Only with `make` is an absent one made, so that a misspelt name is not answered from an empty store.
    Raises BadInput, NoEditions, StoreError.
    """
    folder = store_folder(settings)
    if not make and not holds_something(folder):
        raise NoEditions(
            f"{folder} 处没有数据仓库；请先运行 make demo 或 sanxian layers publish，或改正 SANXIAN_STORE",
            f"there is no store at {folder}; run `make demo` or `sanxian layers publish` first, or mend SANXIAN_STORE",
        )
    return FilesStore(folder)


def open_desk(settings: Settings, *, make: bool = False) -> Desk:
    """Definitions, snapshots and ledger over the store of the settings. Raises as `open_store`, and DefinitionError."""
    store = open_store(settings, make=make)
    return Desk(store, load_definitions(data_folder(settings)), Limits(vertices=settings.max_vertices))


def open_measures(settings: Settings, *, make: bool = False) -> MeasureDesk:
    """A desk that measures, with the methods and targets of the data folder. Raises as `open_desk`."""
    desk = open_desk(settings, make=make)
    return MeasureDesk(desk, load_measure_definitions(data_folder(settings), desk.definitions))


def read_limits(settings: Settings) -> ReadLimits:
    """The bounds of one outside file."""
    return ReadLimits(
        bytes=settings.max_upload_bytes,
        cpu_seconds=settings.reader_cpu_seconds,
        wall_seconds=settings.reader_wall_seconds,
        memory_bytes=settings.reader_memory_bytes,
    )


def site_limits(settings: Settings) -> ReadLimits:
    """The bounds of a project's file: no larger than what the desk then judges."""
    return replace(read_limits(settings), vertices=settings.max_vertices)


def create_service(settings: Settings) -> FastAPI:
    """The HTTP service over the desk of the settings; an absent store is made, empty. Raises as `open_desk`."""
    from api.app import create_app  # noqa: PLC0415 - the HTTP floor is not needed by commands
    from api.settings import ApiSettings  # noqa: PLC0415

    measures = open_measures(settings, make=True)
    told = ApiSettings(
        lang=settings.lang,
        anonymous_reading=settings.anonymous_reading,
        read_token=settings.read_token,
        write_token=settings.write_token,
        root_path=settings.root_path,
        reading=read_limits(settings),
        version=version("sanxian"),
    )
    return create_app(measures, told, clock=clock, versions=versions())


def clock() -> datetime:
    """The present time, aware; floors below get it as an argument."""
    return datetime.now(UTC)
