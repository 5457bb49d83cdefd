"""A table's flat outlines and grid as files, mapped into memory by every process that asks: a cache, made anew if lost.

One folder per table, named by what it was made of and by what made it. Each array is a `.npy` file, ids and attributes
are one Arrow file, the numbers stand in `numbers.json`; `manifest.json`, written last, holds the SHA-256 of each of
them. What does not match is never used. All of it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa
import shapely

from layers import overlay
from layers.compiled import named_by_sources
from layers.editions import Value
from layers.grid.index import Index
from layers.grid.shapes import Shapes

_MANIFEST, _NUMBERS_FILE, _ROWS = "manifest.json", "numbers.json", "rows.arrow"
_OF_INDEX: Final = ("first", "full_at", "full", "part_at", "part", "odd", "run_at", "run_from", "run_to")
_NUMBERS: Final = ("dimension", "west", "south", "size", "columns", "rows")


@dataclass(frozen=True, eq=False)
class Kept:
    """What a folder holds: ids in order, attributes as JSON text by row, outlines and their grid."""

    ids: Sequence[str]
    texts: pa.ChunkedArray
    shapes: Shapes
    index: Index

    def attributes(self, row: int) -> dict[str, Value]:
        """The attributes of one feature."""
        found: dict[str, Value] = orjson.loads(self.texts[row].as_py())
        return found


class GridFiles:
    """The folders of one store's tables under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def load(self, key: str) -> Kept | None:
        """The table of a key; None where it is not there, or not whole."""
        folder = self._folder(key)
        try:
            sums = json.loads((folder / _MANIFEST).read_bytes())
            if sums.keys() != _files():
                return None
            with ThreadPoolExecutor() as pool:
                if not all(pool.map(lambda one: _sha256(folder / one[0]) == one[1], sums.items())):
                    return None
            numbers = json.loads((folder / _NUMBERS_FILE).read_bytes())
            outlines = {name: _mapped(folder / f"shapes_{name}.npy") for name in _of_shapes()}
            grid = {name: _mapped(folder / f"grid_{name}.npy") for name in _OF_INDEX}
            with pa.memory_map(str(folder / _ROWS)) as source:
                rows = pa.ipc.open_file(source).read_all()
        except (OSError, ValueError, AttributeError, TypeError, pa.ArrowException):
            return None
        shapes = Shapes(numbers["dimension"], **outlines)
        index = Index(**numbers, **grid, xy=shapes.xy, chain=shapes.chain, left=shapes.left, bounds=shapes.bounds)
        return Kept(rows["id"].to_pylist(), rows["attributes"], shapes, index)

    def save(self, key: str, ids: Sequence[str], texts: Sequence[str], shapes: Shapes, index: Index) -> None:
        """Keep a table under a key. Raises OSError; whoever gets there first has kept the same."""
        self._root.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".making-", dir=self._root))
        try:
            for name in _of_shapes():
                np.save(making / f"shapes_{name}.npy", getattr(shapes, name))
            for name in _OF_INDEX:
                np.save(making / f"grid_{name}.npy", getattr(index, name))
            rows = pa.table({"id": pa.array(ids, pa.string()), "attributes": pa.array(texts, pa.string())})
            with pa.OSFile(str(making / _ROWS), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
                writer.write_table(rows)
            (making / _NUMBERS_FILE).write_text(json.dumps({name: getattr(index, name) for name in _NUMBERS}))
            (making / _MANIFEST).write_text(json.dumps({name: _sha256(making / name) for name in sorted(_files())}))
            folder = self._folder(key)
            if folder.exists() and self.load(key) is None:
                shutil.rmtree(folder)
            try:
                making.rename(folder)
            except OSError:
                if not folder.exists():
                    raise
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def _folder(self, key: str) -> Path:
        return self._root / hashlib.sha256(f"{_made_by()}|{key}".encode()).hexdigest()


@cache
def _made_by() -> str:
    """Whatever decides what stands in the files: this code, that of the index and of the cuts, and GEOS."""
    sources = (Path(__file__), Path(str(inspect.getfile(Index))), Path(overlay.__file__))
    return "|".join([*(named_by_sources(source) for source in sources), shapely.geos_version_string])


def _files() -> set[str]:
    """All that a folder holds but the manifest."""
    arrays = [f"shapes_{name}.npy" for name in _of_shapes()] + [f"grid_{name}.npy" for name in _OF_INDEX]
    return {*arrays, _NUMBERS_FILE, _ROWS}


def _of_shapes() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Shapes) if field.name != "dimension")


def _mapped(path: Path) -> Any:
    """An array in the file's pages, which processes share; written to by nobody, though machine code must be let to."""
    if path.stat().st_size < 1 << 16:
        return np.load(path)
    return np.asarray(np.load(path, mmap_mode="c"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
