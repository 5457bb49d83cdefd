"""GeoPackage, shapefile and file geodatabase through GDAL, which may open nothing but the one file it is handed."""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import SourceCRS, parse_crs
from layers.errors import BadCRS, BadFile, BadGeometry
from layers.intake.delivered import Delivered
from layers.intake.layer_choice import LayerOpen
from layers.intake.types import AttributeValue, RawFeature
from layers.notes import Note

# every vector driver of GDAL but ESRI Shapefile, GPKG and OpenFileGDB, which opens nothing but a folder *.gdb
SKIPPED_DRIVERS = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,Arrow,CAD,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,Elasticsearch,"
    "FileGDB,FlatGeobuf,GDALG,GML,GMLAS,GPSBabel,GPX,GTFS,GeoJSON,GeoJSONSeq,GeoRSS,HANA,HTTP,Idrisi,Interlis 1,"
    "Interlis 2,JML,JP2OpenJPEG,JPEG2000,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MSSQLSpatial,MVT,MapInfo File,MapML,"
    "Memory,MiraMonVector,MongoDBv3,MySQL,NAS,NGW,OAPIF,OCI,ODBC,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,PCIDSK,"
    "PDF,PDS4,PGDUMP,PGeo,PLSCENES,PMTiles,Parquet,PostgreSQL,S57,SOSI,SQLite,SVG,SXF,Selafin,Tiger,TopoJSON,VDV,VFK,"
    "VICAR,WAsP,WFS,XLS,XLSX,XODR,netCDF,HDF5,GRIB"
)
GDAL_ENVIRONMENT = {
    "GDAL_SKIP": SKIPPED_DRIVERS,
    "GDAL_DRIVER_PATH": "disable",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
    "GDAL_PAM_ENABLED": "NO",
    "PROJ_NETWORK": "OFF",
    # degrees of arc to one straight edge: 1 mm off an arc of 100 m, 1 cm off one of 1 km
    "OGR_ARC_STEPSIZE": "0.5",
}


def read_geopackage(path: Path, name: str, layer: str | None) -> Delivered:
    """The features of one layer of a GeoPackage. Raises BadFile, BadGeometry, BadCRS."""
    names = _geopackage_layers(path)
    chosen = choose(layer, names, name)
    delivered = _read(path, chosen, None, f"{name}/{chosen}", "gpkg")
    if curves := _count_curves(path, chosen, f"{name}/{chosen}"):
        delivered.notes.append(Note("curves_to_lines", {"count": curves}))
    return delivered


def choose(wanted: str | None, names: Sequence[str], name: str) -> str:
    """The layer asked for, or the only one. Raises LayerOpen naming those there are."""
    listed = "、".join(names[:20])
    if wanted is not None:
        if wanted in names:
            return wanted
        raise LayerOpen(
            f"{name} 中没有图层“{wanted}”；现有：{listed}",
            f'{name} has no layer "{wanted}"; there are: {", ".join(names[:20])}',
            names,
        )
    if len(names) != 1:
        raise LayerOpen(
            f"{name} 中有 {len(names)} 个图层：{listed}；请指明用哪一个（命令行用 --source-layer）",
            f"{name} holds {len(names)} layers ({', '.join(names[:20])}); name the one to use (on the command line with"
            " --source-layer)",
            names,
        )
    return names[0]


def layers_of(path: Path, name: str) -> list[str]:
    """The layers of a geodatabase that hold geometry. Raises BadFile where there is none."""
    os.environ.update(GDAL_ENVIRONMENT)
    import pyogrio  # noqa: PLC0415

    names = sorted(str(layer) for layer, kind in pyogrio.list_layers(path) if kind is not None)
    if not names:
        raise BadFile(f"{name} 中没有带图形的图层", f"{name} holds no layer with geometry")
    return names


def read_layer(path: Path, layer: str, name: str, intake: str) -> Delivered:
    """The features of a layer of a geodatabase. Raises BadFile, BadGeometry, BadCRS."""
    return _read(path, layer, None, name, intake)


def curves_in(path: Path, layer: str) -> int:
    """The number of features whose geometry holds arcs, by the names that GDAL gives their kinds."""
    import pyogrio  # noqa: PLC0415

    quoted = layer.replace('"', '""')
    sql = f'SELECT OGR_GEOMETRY FROM "{quoted}"'  # noqa: S608 - quoted, and GDAL's dialect only reads
    _, _, _, (kinds,) = pyogrio.raw.read(path, sql=sql, sql_dialect="OGRSQL", read_geometry=False)
    return sum(bool(kind) and ("CURVE" in kind or "SURFACE" in kind or "CIRCULAR" in kind) for kind in kinds)


def _geopackage_layers(path: Path) -> list[str]:
    """Feature tables, after a look that SQLite finds the file whole and that it holds no foreign virtual table."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()
            virtual = database.execute("SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'").fetchall()
            rows = database.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name"
            ).fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as fault:  # also a name, or SQLite's own message, that is no text
        raise BadFile(
            f"GeoPackage 已损坏或不完整（{fault}）；请重新导出",
            f"the GeoPackage is damaged or incomplete ({fault}); export it again",
        ) from fault
    if verdict is None or verdict[0] != "ok":
        raise BadFile("GeoPackage 已损坏；请重新导出", "the GeoPackage is damaged; export it again")
    if any("using rtree" not in " ".join(str(sql).lower().split()) for (sql,) in virtual):
        raise BadFile("GeoPackage 含有虚拟表，拒绝读取", "the GeoPackage holds virtual tables, which are not read")
    names = [str(row[0]) for row in rows]
    if not names:
        raise BadFile("GeoPackage 中没有要素图层", "the GeoPackage holds no layer of features")
    return names


def _count_curves(path: Path, layer: str, name: str) -> int:
    """Features with arcs, which GDAL cuts into short straight edges; by the type code behind the blob's header.

    Raises BadCRS for a geometry whose header names another CRS than its layer: GDAL passes that over.
    """
    quoted = layer.replace('"', '""')
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        column = database.execute(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)
        ).fetchone()
        if column is None:
            return 0
        shape = str(column[0]).replace('"', '""')
        rows = database.execute(f'SELECT substr("{shape}", 1, 80) FROM "{quoted}"')  # noqa: S608 - both are quoted
        heads = [head for (head,) in rows if isinstance(head, bytes)]
    for number, head in enumerate(heads, 1):
        own = int.from_bytes(head[4:8], "little" if head[3] & 1 else "big", signed=True) if len(head) > 7 else 0
        if column[1] > 0 and own not in (0, -1, column[1]):
            raise BadCRS(
                f"{name}：第 {number} 个图形写的坐标系编号是 {own}，图层的是 {column[1]}；请统一后重新导出",
                f"{name}: geometry {number} names the CRS {own}, its layer {column[1]}; export it again with one CRS",
            )
    return sum(map(_is_curve, heads))


def _is_curve(head: bytes) -> bool:
    if len(head) < 8:
        return False
    # OGC 12-128: two magic bytes, version, flags, srs_id, then an envelope whose size the flags give
    start = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get((head[3] >> 1) & 7, 0)
    code = int.from_bytes(head[start + 1 : start + 5], "little" if head[start : start + 1] == b"\x01" else "big")
    return 8 <= code % 1000 <= 12


def read_vector(path: Path, name: str, encoding: str | None) -> Delivered:
    """The features of a shapefile at `path`, its text in `encoding`. Raises BadFile, BadGeometry, BadCRS."""
    return _read(path, None, encoding, name, "shapefile")


def _read(path: Path, layer: str | None, encoding: str | None, name: str, intake: str) -> Delivered:
    os.environ.update(GDAL_ENVIRONMENT)
    # GDAL reads these when it is first loaded
    import pyogrio  # noqa: PLC0415
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    try:
        meta, _, geometry, columns = pyogrio.raw.read(
            path, layer=layer, encoding=encoding, datetime_as_string=True, read_geometry=True
        )
    except UnicodeDecodeError as fault:
        raise BadFile(
            f"{name}：属性文字不是 {fault.encoding} 编码（{fault.reason}）；请补上写明编码的 .cpg 文件",
            f"{name}: the attribute text is not {fault.encoding} ({fault.reason}); add a .cpg naming its encoding",
        ) from fault
    except UnboundLocalError as fault:  # what pyogrio comes to where the words of a CRS are no UTF-8
        raise BadCRS(
            f"{name}：坐标系定义的文字已损坏；请改正或删去它（shapefile 的 .prj），再用 --crs 指明坐标系",
            f"{name}: the text of its CRS is damaged; mend it or leave it out (a shapefile's .prj), and state --crs",
        ) from fault
    except (DataSourceError, DataLayerError, ValueError) as fault:
        cause = " ".join(str(fault).split())[:120]
        raise BadFile(f"{name}：文件已损坏或不完整（{cause}）", f"{name}: damaged or incomplete ({cause})") from fault
    if geometry is None:
        raise BadFile(f"{name}：图层没有图形", f"{name}: the layer has no geometry")
    fields = [str(field) for field in meta["fields"]]
    if len(set(fields)) != len(fields):
        raise BadFile(f"{name}：有同名字段", f"{name}: two fields have the same name")
    shapes = _geometries(geometry, name)
    lists = [
        _plain(column, kind, subtype)
        for column, kind, subtype in zip(columns, meta["ogr_types"], meta["ogr_subtypes"], strict=True)
    ]
    rows = zip(*lists, strict=True) if lists else iter([()] * len(shapes))
    features = [
        RawFeature(shape, dict(zip(fields, row, strict=True)), f"{name}#{number}")
        for number, (shape, row) in enumerate(zip(shapes, rows, strict=True), 1)
    ]
    return Delivered(intake, features, _declared(meta["crs"]), must_state_crs=True)


def _declared(crs: str | None) -> SourceCRS | None:
    """What the file states; the two codes by which a GeoPackage says "undefined" state nothing."""
    return parse_crs(crs, old=True) if crs and "undefined" not in crs.lower() else None


def _geometries(wkb: NDArray[np.object_], name: str) -> NDArray[np.object_]:
    shapes = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    broken = shapely.is_missing(shapes) & np.array([raw is not None for raw in wkb], dtype=bool)
    if broken.any():
        number = int(np.argmax(broken)) + 1
        try:
            shapely.from_wkb(wkb[number - 1])
            cause = ""
        except shapely.errors.ShapelyError as fault:
            cause = " ".join(str(fault).split())
        raise BadGeometry(
            f"{name}#{number}：图形无法读取（{cause}）；环至少要有三个不同的点并闭合，坐标须为有限数",
            f"{name}#{number}: the geometry cannot be read ({cause}); rings need three different points and "
            "must close, coordinates must be finite",
        )
    return shapes


def _plain(column: NDArray[Any], kind: str, subtype: str) -> list[AttributeValue]:
    """A column as plain values; GDAL hands integers and booleans that may be null over as floats."""
    return [_value(value, kind, subtype) for value in column.tolist()]


def _value(value: object, kind: str, subtype: str) -> AttributeValue:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bytes):
        return value.hex()
    if subtype == "OFSTBoolean":
        return bool(value)
    if kind in ("OFTInteger", "OFTInteger64") and isinstance(value, float):
        return int(value)
    return value if isinstance(value, str | int | float | bool) else str(value)
