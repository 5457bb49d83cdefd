"""A process that loads a published province and answers under load: `python -m bench.loading STORE GRIDS QUESTIONS`.

QUESTIONS is a file of geometries, a line of WKT each. Prints one JSON object: seconds until all layers are loaded after
the imports, bytes of coordinates and of all that is held, and the process's own memory after a third and after all of
the questions.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import shapely

from bench import ours
from bench.processes import resident_bytes
from bench.province import LAYERS
from bench.stage import AS_OF, DATA, PUBLISHED
from layers.grid.files import GridFiles
from layers.held import HeldTable
from layers.kinds import load_kinds
from layers.snapshot import Indexing, Snapshots
from layers.stores.files import FilesStore


def array_bytes(tables: Iterable[HeldTable]) -> int:
    """Bytes of all outlines and grids; an array that both hold is one."""
    arrays = {
        id(value): value.nbytes
        for table in tables
        for part in (table.shapes, table.index)
        for value in vars(part).values()
        if isinstance(value, np.ndarray)
    }
    return sum(arrays.values())


def row_bytes(tables: Iterable[HeldTable], grids: Path) -> int:
    """Bytes of ids as Python holds them, and of the files that ids and attributes are read from."""
    names = sum(sys.getsizeof(table.ids) + sum(map(sys.getsizeof, table.ids)) for table in tables)
    return names + sum(path.stat().st_size for path in grids.glob("*/rows.arrow"))


def main(place: str, grids: str, questions: str) -> None:
    """Load, answer, print."""
    kinds = load_kinds(DATA / "layers")
    begun, used = time.perf_counter(), time.process_time()
    store = FilesStore(Path(place))
    snapshots = Snapshots(store, kinds, indexing=Indexing(files=GridFiles(Path(grids))))
    catalogue = store.editions()
    views = {layer: snapshots.layer(catalogue, layer, AS_OF, PUBLISHED) for layer in LAYERS}
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    tables = [table for view in views.values() for table in view.tables if isinstance(table, HeldTable)]
    found = {
        "seconds": seconds,
        "processor": processor,
        "coordinates": sum(table.shapes.xy.nbytes for table in tables),
        "held": array_bytes(tables) + row_bytes(tables, Path(grids)),
    }
    mine = ours.Ours(views)
    asked = shapely.from_wkt(Path(questions).read_text().splitlines()).tolist()
    for number, place_asked in enumerate(asked):
        if place_asked.geom_type == "Point":
            mine.point((place_asked.x, place_asked.y))
        else:
            mine.areas(place_asked)
        if number == len(asked) // 3:
            found["before"] = resident_bytes(os.getpid())
    found["after"] = resident_bytes(os.getpid())
    store.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
