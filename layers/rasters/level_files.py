"""Levels of rasters kept on disk, to be made once and not by every process. What is damaged is made anew."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from rasterio.errors import RasterioError

from layers.errors import StoreError
from layers.rasters.levels import Level, build, held
from layers.stores.disk import hash_of, hash_or_none

FORM: Final = "1"  # of the levels; raised when other cells, or other files, are made of the same raster
_LIST = "levels.json"


def kept_levels(
    folder: Path, sha256: str, name: str, cells: Callable[[], AbstractContextManager[Path]]
) -> tuple[Level, ...]:
    """The levels of the raster whose file has a hash, from `folder`, or made there of what `cells` opens.

    Raises StoreError where they cannot be written, and what `cells` raises.
    """
    path = folder / f"{sha256}-{FORM}.levels"
    if _whole(path):
        return held(path, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as temporary, cells() as source:
            made = Path(temporary, "levels")
            made.mkdir(mode=0o700)
            build(source, made, name)
            _list(made)
            if path.exists() and not _whole(path):
                path.rename(Path(temporary, "damaged"))
            with contextlib.suppress(OSError):  # another process was first: its files are the same
                made.rename(path)
            return held(path, name)
    except (OSError, RasterioError) as fault:
        raise StoreError(
            f"{folder} 写不进栅格 {name} 的缩略层：{fault}；请检查磁盘空间与权限",
            f"the levels of the raster {name} cannot be written to {folder}: {fault}; look at its space and rights",
        ) from fault


def _list(folder: Path) -> None:
    hashes = {file.name: hash_of(file) for file in sorted(folder.glob("*.tif"))}
    (folder / _LIST).write_text(json.dumps(hashes), encoding="utf-8")


def _whole(folder: Path) -> bool:
    """Whether every file is there as it was listed."""
    try:
        listed = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(listed) and all(hash_or_none(folder / name) == sha256 for name, sha256 in listed.items())
