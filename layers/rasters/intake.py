"""The door of rasters: a file of classes in; a reading with one feature, and the file to keep, out."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from layers.crs import parse_crs
from layers.errors import BadFile, BadInput, TooLarge
from layers.intake import ReadLimits, read
from layers.intake.sandbox import answer_of_child
from layers.intake.types import RASTER, AttributeValue, RawFeature, Reading
from layers.intake.wire import raise_error
from layers.kinds import LayerKind
from layers.mapping import DeliveryMapping
from layers.rasters.classes import ClassTable, ClassTables
from layers.rasters.classraster import ClassRaster, opened
from layers.stores.disk import hash_of

_GDAL = {"GDAL_DRIVER_PATH": "disable", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none", "PROJ_NETWORK": "OFF"}


@dataclass(frozen=True)
class Arrival:
    """A delivery as read; `file` is what has to be put into the store with it, there until the block ends."""

    reading: Reading
    file: Path | None = None


def raster_limits(limits: ReadLimits) -> ReadLimits:
    """The bounds of a raster on this machine's own disk: larger than those of a file of features, and read longer."""
    return replace(
        limits,
        bytes=40 * limits.bytes,
        unpacked_bytes=16 * limits.unpacked_bytes,
        cpu_seconds=30 * limits.cpu_seconds,
        wall_seconds=30 * limits.wall_seconds,
    )


@contextmanager
def arrived(
    kind: LayerKind,
    source: bytes | Path,
    mapping: DeliveryMapping,
    tables: ClassTables,
    *,
    name: str | None = None,
    crs: str | None = None,
    layer: str | None = None,
    limits: ReadLimits,
) -> Iterator[Arrival]:
    """A delivery of features or, for a raster layer, of a raster, whose class table `mapping` names.

    Raises BadInput's kinds.
    """
    if not kind.raster:
        yield Arrival(read(source, name=name, crs=crs, layer=layer, limits=limits, may_be_empty=True))
        return
    if layer is not None:
        raise BadFile("栅格没有图层之分，请去掉图层名", "a raster has no layers; leave the name of the layer out")
    table = tables.named(mapping.constants.get("class_table"))
    with read_raster(source, table, name=name, crs=crs, limits=limits) as arrival:
        yield arrival


@contextmanager
def read_raster(
    source: bytes | Path, table: ClassTable, *, name: str | None = None, crs: str | None = None, limits: ReadLimits
) -> Iterator[Arrival]:
    """A GeoTIFF of classes: opened, checked and rewritten by a child process under `limits`.

    The one feature is the outline of its grid in EPSG:4490; its attributes are those of the layer but `class_table` and
    `year`, which a file does not state. Raises BadFile, BadCRS, TooLarge, ReaderStopped, and BadInput for values that
    the class table does not list.
    """
    shown = name or (source.name if isinstance(source, Path) else "raster")
    if crs is not None:
        parse_crs(crs)  # a wrong token is no fault of the file
    with tempfile.TemporaryDirectory(prefix="sanxian-raster-") as private:
        folder = Path(private)
        path = _on_disk(source, folder, shown, limits)
        request = {"name": shown, "path": str(path), "crs": crs, "limits": limits.__dict__}
        answer = json.loads(answer_of_child("layers.rasters.child", folder, request, shown, limits=limits, gdal=_GDAL))
        raise_error(answer)
        cells = folder / "cells.tif"
        with opened(cells, shown) as raster:
            _require_listed(answer["values"], raster, table, shown)
            reading = _reading(raster, hash_of(cells), answer["content"], shown)
        yield Arrival(reading, cells)  # closed first: rasterio's environment belongs to this thread alone


def _on_disk(source: bytes | Path, folder: Path, name: str, limits: ReadLimits) -> Path:
    if isinstance(source, bytes):
        path = folder / "input"
        path.write_bytes(source)
    else:
        path = source.absolute()
    if not path.is_file():
        raise BadFile(f"没有文件 {name}；请核对路径", f"there is no file {name}; check the path")
    if path.stat().st_size > limits.bytes:
        raise TooLarge(
            f"{name} 有 {path.stat().st_size} 字节，超过上限 {limits.bytes}；请分幅发布",
            f"{name} has {path.stat().st_size} bytes, more than the limit of {limits.bytes}; publish it in parts",
        )
    return path


def _require_listed(values: Mapping[str, int], raster: ClassRaster, table: ClassTable, name: str) -> None:
    for value, count in values.items():
        if int(value) not in table.classes:
            raise BadInput(
                f"{name} 有 {count} 个像元的值是 {value}，类别表 {table.table} 没有这一类；"
                "请核对类别表，或把它设为无数据值",
                f"{count} cell(s) of {name} hold {value}, which the class table {table.table} does not list; check the "
                "table, or make it the nodata value",
            )
    if raster.nodata in table.classes:
        raise BadInput(
            f"{name} 的无数据值 {raster.nodata} 在类别表 {table.table} 中是一类；请改用别的无数据值",
            f"{name} has the nodata value {raster.nodata}, which is a class of the table {table.table}; use another",
        )


def _reading(raster: ClassRaster, sha256: str, content: str, name: str) -> Reading:
    grid = raster.grid
    outline = shapely.segmentize(shapely.box(0, -grid.height, grid.width, 0), max(grid.width, grid.height) / 8)
    corners = shapely.get_coordinates(outline) * (grid.dx, grid.dy) + (grid.west, grid.north)
    _, notes = grid.crs.to_cgcs2000(np.asarray(corners), lambda _: (f"{name} 的网格边界", f"the outline of {name}"))
    attributes: dict[str, AttributeValue] = {
        "raster": sha256,
        "content": content,
        "crs": grid.crs.name,
        "unit": grid.unit,
        "cell_x": grid.dx,
        "cell_y": grid.dy,
        "columns": grid.width,
        "rows": grid.height,
        "nodata": raster.nodata,
    }
    feature = RawFeature(grid.frame(), attributes, name)
    return Reading((feature,), RASTER, grid.crs.name, notes)
