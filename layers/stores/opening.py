"""A store by the name of its place: a folder, or the `postgresql://` URL of a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import BadInput, NoEditions, StoreError
from layers.kinds import LayerKinds
from layers.stores.base import Store
from layers.stores.files import FilesStore

if TYPE_CHECKING:
    from layers.stores.postgis.migrate import Migrated

_URL = re.compile(r"^([a-z][a-z0-9+]*)://", re.IGNORECASE)
_NEARLY_URL = re.compile(r"^[\s'\"]*postgres(ql)?:|\bpassword\s*=", re.IGNORECASE)  # as a folder: named by a password


def open_place(place: str, *, make: bool) -> Store:
    """The store at a place; only with `make` is an absent one made, so that a misspelt name is not an empty store.

    Raises BadInput for a place that can hold no store, NoEditions where there is none, StoreError and its kinds.
    """
    if is_url(place):
        return _open_database(place, make=make)
    folder = folder_of(place)
    if not make and not holds_something(folder):
        raise NoEditions(
            f"{folder} 处没有数据仓库；请先运行 make demo 或 sanxian layers publish，或改正 SANXIAN_STORE",
            f"there is no store at {folder}; run `make demo` or `sanxian layers publish` first, or mend SANXIAN_STORE",
        )
    return FilesStore(folder)


def is_url(place: str) -> bool:
    """Whether a place is a URL and not a folder."""
    return _URL.match(place) is not None


def folder_of(place: str) -> Path:
    """The folder of a files store.

    Raises BadInput for a user's home where there is no such user, and for a misspelt URL, which it does not repeat.
    """
    if _NEARLY_URL.search(place):
        raise BadInput(
            "SANXIAN_STORE 像是写错的数据库地址；写作 postgresql://用户@主机:端口/数据库",
            "SANXIAN_STORE looks like a misspelt address of a database; write postgresql://user@host:port/database",
        )
    try:
        return Path(place).expanduser().absolute()
    except RuntimeError as fault:
        raise BadInput(
            f"{place} 中的用户不存在；请写出完整路径（SANXIAN_STORE）",
            f"{place} names a user who does not exist; write the whole path (SANXIAN_STORE)",
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


def migrate_place(
    place: str,
    kinds: LayerKinds,
    *,
    service_role: str | None = None,
    reader_role: str | None = None,
    restricted_role: str | None = None,
) -> Migrated:
    """Make or upgrade the tables of a database, as its owner; see `postgis.migrate`. Raises BadInput for a folder."""
    if not is_url(place):
        raise BadInput(
            f"{place} 是文件夹，无需建表；请把 SANXIAN_STORE 设为所有者的 postgresql:// 地址",
            f"{place} is a folder, which needs no tables; set SANXIAN_STORE to the owner's postgresql:// URL",
        )
    with _extra(place):
        from layers.stores.postgis.migrate import migrate  # noqa: PLC0415 - an extra that a folder does not need
    return migrate(
        place, kinds=kinds, service_role=service_role, reader_role=reader_role, restricted_role=restricted_role
    )


def _open_database(url: str, *, make: bool) -> Store:
    with _extra(url):
        from layers.stores.postgis.store import PostgisStore  # noqa: PLC0415 - as above
    return PostgisStore(url, make_ready=make)


@contextmanager
def _extra(url: str) -> Iterator[None]:
    scheme = url.partition("://")[0].lower()
    if scheme not in ("postgresql", "postgres"):
        raise BadInput(
            f"没有 {scheme}:// 的存储；请把 SANXIAN_STORE 设为一个文件夹或 postgresql:// 地址",
            f"there are no {scheme}:// stores; set SANXIAN_STORE to a folder or a postgresql:// URL",
        )
    try:
        yield
    except ImportError as fault:
        raise StoreError(
            f"没有安装 PostGIS 存储所需的包（{fault.name}）；请运行 pip install 'sanxian[postgis]'",
            f"the packages of the PostGIS store are not installed ({fault.name}); run pip install 'sanxian[postgis]'",
        ) from fault
