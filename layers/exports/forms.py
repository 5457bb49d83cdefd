"""The files that an extract is written to: GeoPackage, GeoJSON, GeoParquet; the same extract gives the same file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import pandas
import pyarrow.parquet
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from layers.errors import StoreError
from layers.exports.columns import columns, rows
from layers.exports.extract import CRS, Extract
from layers.kinds import AttributeType

_CRS_URN: Final = "urn:ogc:def:crs:EPSG::4490"
_MULTI: Final = {"polygon": "MultiPolygon", "line": "MultiLineString", "point": "MultiPoint"}
_WHOLE: Final = 2**63


def write_geojson(given: Extract, path: Path) -> None:
    """GeoJSON, coordinates unrounded, in the CRS that its `crs` member names; what is stated stands in `sanxian`."""
    names = [column.name for column in columns(given.kind)]
    features = [
        {
            "type": "Feature",
            "id": feature.id,
            "properties": dict(zip(names, row, strict=True)),
            "geometry": json.loads(shapely.to_geojson(feature.geometry)),
        }
        for feature, row in zip(given.features, rows(given.kind, given.features), strict=True)
    ]
    document = {
        "type": "FeatureCollection",
        "name": given.kind.layer,
        "crs": {"type": "name", "properties": {"name": _CRS_URN}},
        "sanxian": given.stated(),
        "features": features,
    }
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_parquet(given: Extract, path: Path) -> None:
    """GeoParquet 1.1; what is stated of the file lies in the schema's metadata under `sanxian`."""
    frame(given).to_parquet(path, index=False, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
    table = pyarrow.parquet.read_table(path)
    stated = json.dumps(given.stated(), ensure_ascii=False).encode("utf-8")
    table = table.replace_schema_metadata({**table.schema.metadata, b"sanxian": stated})
    pyarrow.parquet.write_table(table, path, compression="zstd")


def write_gpkg(given: Extract, path: Path) -> None:
    """A GeoPackage: the layer under its own name, and the tables `about` (what is stated) and `columns` (titles)."""
    label = given.stated()["standing"]
    about = [
        (name, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)) for name, v in given.stated().items()
    ]
    described = [(c.name, c.title.zh, c.title.en, c.type) for c in columns(given.kind)]
    features = frame(given)
    with told(path):
        pyogrio.write_dataframe(
            features,
            path,
            layer=given.kind.layer,
            driver="GPKG",
            geometry_type=_MULTI[given.kind.geometry],
            promote_to_multi=True,
            dataset_options={"VERSION": "1.3"},
            layer_options={"DESCRIPTION": f"{given.kind.title.zh} · {label['zh']} · {given.as_of}"},
        )
        _table(path, "about", ["item", "value"], about)
        _table(path, "columns", ["field", "title_zh", "title_en", "type"], described)
        with closing(sqlite3.connect(path)) as database, database:  # the same features give the same file
            database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{given.as_of}T00:00:00.000Z",))


@contextmanager
def told(path: Path) -> Iterator[None]:
    """A GeoPackage that GDAL or SQLite cannot write, on a full disk above all, leaves as StoreError."""
    try:
        yield
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.Error) as fault:
        raise StoreError(
            f"{path}：写不成 GeoPackage；请核对磁盘空间与权限",
            f"{path}: the GeoPackage could not be written; check disk space and permissions",
        ) from fault


def frame(given: Extract) -> geopandas.GeoDataFrame:
    """An extract as typed columns with nulls, one row a feature; dates are text."""
    named = columns(given.kind)
    values = list(zip(*rows(given.kind, given.features), strict=True)) or [() for _ in named]
    data: Mapping[str, Any] = {
        column.name: _series(column.type, cells) for column, cells in zip(named, values, strict=True)
    }
    geometries: NDArray[np.object_] = np.empty(len(given.features), dtype=object)
    geometries[:] = [feature.geometry for feature in given.features]
    return geopandas.GeoDataFrame(data, geometry=geopandas.GeoSeries(geometries, crs=CRS), crs=CRS)


def _series(kind: AttributeType, cells: Sequence[Any]) -> Any:
    """A column by its type; as text where a value of it does not fit, which no check refuses."""
    held = [cell for cell in cells if cell is not None]
    if kind == "boolean" and all(isinstance(cell, bool) for cell in held):
        return pandas.array(list(cells), dtype="boolean")
    if kind == "integer" and all(type(cell) is int and abs(cell) < _WHOLE for cell in held):
        return pandas.array(list(cells), dtype="Int64")
    if kind == "number" and all(type(cell) in (int, float) for cell in held):
        return np.array([np.nan if cell is None else float(cell) for cell in cells], dtype=np.float64)
    return pandas.array([None if cell is None else str(cell) for cell in cells], dtype="str")


def _table(path: Path, name: str, names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    table = pandas.DataFrame(cells, columns=list(names), dtype="str")
    pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=True)
