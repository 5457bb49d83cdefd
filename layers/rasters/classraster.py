"""A raster of classes, opened and checked: one band of whole numbers on a north-up grid with a stated CRS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.enums import MaskFlags
from rasterio.errors import RasterioError
from rasterio.windows import Window as FileWindow

from layers.crs import SourceCRS, Zone, parse_crs
from layers.crs_source import ZONES
from layers.errors import BadCRS, BadFile
from layers.rasters.grid import Grid, Window

Cells = NDArray[Any]
_CACHE_BYTES = 64 * 2**20
ENVIRONMENT = {
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_CACHEMAX": _CACHE_BYTES,
    "GDAL_NUM_THREADS": 1,
}
_INTEGERS = ("uint8", "int8", "uint16", "int16", "uint32", "int32")


class ClassRaster:
    """An open raster; `nodata` is the value of cells that hold no class, None where every cell holds one."""

    def __init__(self, dataset: Any, grid: Grid) -> None:
        self._dataset = dataset
        self.grid = grid
        self.dtype = np.dtype(dataset.dtypes[0])
        self.nodata: int | None = None if dataset.nodata is None else int(dataset.nodata)

    def read(self, window: Window) -> Cells:
        """The values of a window, shape (height, width). Raises BadFile where they cannot be read."""
        asked = FileWindow(window.col, window.row, window.width, window.height)
        try:
            values: Cells = self._dataset.read(1, window=asked)
        except RasterioError as fault:
            raise BadFile(
                f"{self._dataset.name}：第 {window.row} 行、第 {window.col} 列起的像元读不出；文件可能不完整",
                f"{self._dataset.name}: the cells from row {window.row}, column {window.col} on cannot be read; "
                "the file may be cut short",
            ) from fault
        return values


@contextmanager
def opened(path: Path, name: str, crs: str | None = None) -> Iterator[ClassRaster]:
    """A GeoTIFF as a class raster, called `name` in messages; `crs` (a token) goes before the CRS it states.

    Raises BadFile for what is no GeoTIFF, has several bands, no whole numbers, a mask or a turned grid; BadCRS for one
    without a CRS, or in one that class rasters are not read in.
    """
    with rasterio.Env(**ENVIRONMENT):
        try:
            dataset = rasterio.open(path, driver="GTiff")
        except RasterioError as fault:
            raise BadFile(
                f"{name} 不是能读的 GeoTIFF 栅格；请导出为 GeoTIFF", f"{name} is no readable GeoTIFF; export it as one"
            ) from fault
        with dataset:
            _require_classes(dataset, name)
            yield ClassRaster(dataset, _grid(dataset, name, crs))


def _require_classes(dataset: Any, name: str) -> None:
    if dataset.count != 1:
        raise BadFile(
            f"{name} 有 {dataset.count} 个波段；类别栅格只有一个波段，请单独导出类别波段",
            f"{name} has {dataset.count} bands; a class raster has one, export the band of classes alone",
        )
    dtype = dataset.dtypes[0]
    if dtype not in _INTEGERS:
        raise BadFile(
            f"{name} 的像元类型是 {dtype}；类别须为整数，请转为 8 位或 16 位整型",
            f"{name} holds {dtype}; classes are whole numbers, convert it to 8- or 16-bit integers",
        )
    nodata = dataset.nodata
    if nodata is not None and nodata != int(nodata):
        raise BadFile(f"{name} 的无数据值 {nodata} 不是整数", f"{name} has the nodata value {nodata}, no whole number")
    if MaskFlags.per_dataset in dataset.mask_flag_enums[0] or MaskFlags.alpha in dataset.mask_flag_enums[0]:
        raise BadFile(
            f"{name} 带有掩膜；请改用一个无数据值（nodata）标明无数据的像元",
            f"{name} carries a mask; mark its empty cells by a nodata value instead",
        )


def _grid(dataset: Any, name: str, crs: str | None) -> Grid:
    transform = dataset.transform
    if dataset.gcps[0] or transform.is_identity:
        raise BadFile(
            f"{name} 没有地理定位（仿射变换）；请先配准并重新导出",
            f"{name} has no georeferencing (affine transform); georeference it and export it again",
        )
    if transform.b != 0 or transform.d != 0 or transform.a <= 0 or transform.e >= 0:
        raise BadFile(
            f"{name} 的网格有旋转或不是北在上；请重采样为正北向上的网格",
            f"{name} lies on a turned grid, or one that is not north-up; warp it to a north-up grid",
        )
    source, wkt = _crs(dataset, name, crs, float(transform.c))
    return Grid(
        crs=source,
        wkt=wkt,
        west=float(transform.c),
        north=float(transform.f),
        dx=float(transform.a),
        dy=float(-transform.e),
        width=int(dataset.width),
        height=int(dataset.height),
    )


def _crs(dataset: Any, name: str, asked: str | None, west: float) -> tuple[SourceCRS, str]:
    if asked is not None:
        source = parse_crs(asked)
        wkt = _definition(source, west)
    elif dataset.crs is None:
        raise BadCRS(
            f"{name} 没有说明坐标系；请用 --crs 指明，例如 EPSG:4490 或 gk3:40",
            f"{name} states no coordinate reference system; name it with --crs, e.g. EPSG:4490 or gk3:40",
        )
    else:
        wkt = dataset.crs.to_wkt()
        source = parse_crs(wkt)
    if source.kind in ("gcj02", "bd09") or source.datum == "other":
        raise BadCRS(
            f"{name} 的坐标系 {source.name} 不能直接用于栅格；请以最邻近法重投影到 EPSG:4490 或 CGCS2000 高斯投影",
            f"{name} is in {source.name}, in which rasters are not read; warp it by nearest neighbour to EPSG:4490 or "
            "a CGCS2000 Gauss-Krüger zone",
        )
    return _named(source, west), wkt


def _definition(source: SourceCRS, west: float) -> str:
    """The WKT of a CRS that was named by a token; a zone's eastings are read with or without its number."""
    if source.zone is not None:
        epsg = _epsg(source.zone, west)
        return str(CRS.from_epsg(epsg).to_wkt())
    if source.definition is not None:
        return source.definition
    return str(CRS.from_epsg(4326 if source.datum == "wgs84" else 4490).to_wkt())


def _epsg(zone: Zone, west: float) -> int:
    """The code of a zone whose eastings are written as `west` is: with the zone's number, or without."""
    if west < 1e6:
        return zone.epsg
    return (4513 if zone.width == 3 else 4491) + zone.number - ZONES[zone.width][0]


def _named(source: SourceCRS, west: float) -> SourceCRS:
    """The CRS under its shortest name."""
    if source.zone is not None:
        name = f"EPSG:{_epsg(source.zone, west)}"
    elif source.kind == "geographic" and source.definition is None:
        name = "EPSG:4326" if source.datum == "wgs84" else "EPSG:4490"
    else:
        name = source.name
    return SourceCRS(name, source.kind, source.datum, source.zone, source.prefix, source.definition)
