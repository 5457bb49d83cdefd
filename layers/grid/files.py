"""A table's flat outlines and grid as files, mapped into memory by every process that asks: a cache, made anew if lost.

One folder per table, named by what it was made of. Each array is a `.npy` file; ids and attributes are one Arrow file;
`manifest.json`, written last, holds the numbers and the SHA-256 of every file. What does not match is never used.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa

from layers.editions import Value
from layers.grid.index import Index
from layers.grid.shapes import Shapes

FORMAT: Final = 1  # of the files and of what stands in them; another one is another folder
_MANIFEST, _ROWS = "manifest.json", "rows.arrow"
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
            told = json.loads((folder / _MANIFEST).read_bytes())
            with ThreadPoolExecutor() as pool:
                if not all(pool.map(lambda one: _sha256(folder / one[0]) == one[1], told["files"].items())):
                    return None
            outlines = {name: _mapped(folder / f"shapes_{name}.npy") for name in _of_shapes()}
            grid = {name: _mapped(folder / f"grid_{name}.npy") for name in _OF_INDEX}
            with pa.memory_map(str(folder / _ROWS)) as source:
                rows = pa.ipc.open_file(source).read_all()
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
            return None
        shapes = Shapes(told["dimension"], **outlines)
        numbers = {name: told[name] for name in _NUMBERS}
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
            told: dict[str, Any] = {name: getattr(index, name) for name in _NUMBERS}
            told["files"] = {path.name: _sha256(path) for path in sorted(making.iterdir())}
            (making / _MANIFEST).write_text(json.dumps(told))
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

    def keep_only(self, keys: Sequence[str]) -> int:
        """Removes the folders of all other tables; how many bytes that gave back."""
        kept = {self._folder(key) for key in keys}
        freed = 0
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if folder not in kept and not folder.name.startswith("."):
                freed += sum(path.stat().st_size for path in folder.iterdir())
                shutil.rmtree(folder)
        return freed

    def _folder(self, key: str) -> Path:
        return self._root / hashlib.sha256(f"{FORMAT}|{key}".encode()).hexdigest()


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
