"""The process that opens a raster from outside: it limits itself, checks, counts and rewrites it, and ends.

Run as `python -m layers.rasters.child` in a folder that holds `request.json`; writes `cells.tif` and `answer.json`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rfc8785
from rasterio.transform import Affine
from rasterio.windows import Window as FileWindow

from layers.errors import BadFile, BadInput, TooLarge
from layers.intake.bounds import bound
from layers.intake.types import ReadLimits
from layers.intake.wire import MEMORY_EXIT, encode_error
from layers.rasters.classraster import ClassRaster, opened
from layers.rasters.grid import Window

TILE = 512
_MOST_VALUES = 1000


def main(folder: Path) -> int:
    """Answer the request in `folder`; the exit code is 0 with an answer, MEMORY_EXIT when memory ran out."""
    request: dict[str, Any] = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    limits = ReadLimits.of(request["limits"])
    bound(limits)
    try:
        with opened(Path(request["path"]), request["name"], request["crs"]) as raster:
            answer = json.dumps(rewritten(raster, folder / "cells.tif", request["name"], limits))
    except MemoryError:
        return MEMORY_EXIT
    except BadInput as error:
        answer = encode_error(error)
    (folder / "answer.json").write_text(answer, encoding="utf-8")
    return 0


def rewritten(raster: ClassRaster, path: Path, name: str, limits: ReadLimits) -> dict[str, object]:
    """Writes the cells as a GeoTIFF of deflated tiles that holds nothing else, so that any window is read cheaply.

    Returns the values found with their counts (nodata left out), and `content`: SHA-256 over the grid, the type and
    the cells tile by tile, which is the same whatever file they came in. The bytes of the file itself are the same
    for the same cells as long as GDAL and zlib are.
    """
    grid = raster.grid
    size = grid.width * grid.height * raster.dtype.itemsize
    if size > limits.unpacked_bytes:
        raise TooLarge(
            f"{name} 有 {grid.width} x {grid.height} 个像元，超过上限 {limits.unpacked_bytes} 字节；请分幅发布",
            f"{name} has {grid.width} x {grid.height} cells, more than the limit of {limits.unpacked_bytes} bytes; "
            "publish it in parts",
        )
    counts: Counter[int] = Counter()
    digest = hashlib.sha256(rfc8785.dumps(_described(raster)))
    profile = {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": 1,
        "dtype": raster.dtype.name,
        "nodata": raster.nodata,
        "crs": rasterio.crs.CRS.from_wkt(grid.wkt),
        "transform": Affine(grid.dx, 0.0, grid.west, 0.0, -grid.dy, grid.north),
        "tiled": True,
        "blockxsize": TILE,
        "blockysize": TILE,
        "compress": "DEFLATE",
        "sparse_ok": True,
        "bigtiff": "IF_SAFER",
    }
    with rasterio.open(path, "w", **profile) as out:
        for row in range(0, grid.height, TILE):
            for col in range(0, grid.width, TILE):
                window = Window(row, col, min(TILE, grid.height - row), min(TILE, grid.width - col))
                cells = raster.read(window)
                digest.update(cells.astype(cells.dtype.newbyteorder("<")).tobytes())
                values, count = np.unique(cells, return_counts=True)
                counts.update(dict(zip(values.tolist(), count.tolist(), strict=True)))
                if len(counts) > _MOST_VALUES:
                    raise BadFile(
                        f"{name} 有超过 {_MOST_VALUES} 个不同的值，不是类别栅格",
                        f"{name} holds more than {_MOST_VALUES} different values; it is no raster of classes",
                    )
                out.write(cells, 1, window=FileWindow(window.col, window.row, window.width, window.height))
    if raster.nodata is not None:
        counts.pop(raster.nodata, None)
    if not counts:
        raise BadFile(f"{name} 的像元全部无数据", f"every cell of {name} is nodata")
    return {"content": digest.hexdigest(), "values": {str(value): counts[value] for value in sorted(counts)}}


def _described(raster: ClassRaster) -> dict[str, Any]:
    grid = raster.grid
    return {
        "crs": grid.crs.name,
        "west": grid.west,
        "north": grid.north,
        "cell": [grid.dx, grid.dy],
        "size": [grid.width, grid.height],
        "dtype": raster.dtype.name,
        "nodata": raster.nodata,
    }


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
