"""GeoPackages in EPSG:4490 whose bytes follow from what is in them."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import pandas
import pyogrio
import shapely
from numpy.typing import NDArray

from layers.exports.forms import told
from zoning.reports.measures.cells import printable
from zoning.reports.measures.names import unused

_CRS: Final = "EPSG:4490"
_TAKEN: Final = ("fid", "geom")  # columns that GeoPackage keeps for itself
_WHOLE: Final = 2**63


@dataclass(frozen=True, eq=False)
class Layer:
    """Features of one layer: columns of plain cells (text, numbers, truth, None) beside geometries."""

    columns: Mapping[str, Sequence[Any]]
    geometries: NDArray[np.object_]


def geopackage(layers: Mapping[str, Layer], tables: Mapping[str, Any], day: str) -> bytes:
    """Layers and attribute tables (data frames) by name; every one is dated by `day` (ISO), never by the clock.

    Coordinates are as given, unrounded. A layer needs a feature to have a type of geometry. Raises StoreError where the
    temporary folder has no room.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features.gpkg"
        with told(path):
            _write(path, layers, tables, day)
        return path.read_bytes()


def _write(path: Path, layers: Mapping[str, Layer], tables: Mapping[str, Any], day: str) -> None:
    for number, (name, layer) in enumerate(layers.items()):
        pyogrio.write_dataframe(
            geopandas.GeoDataFrame(_typed(layer.columns), geometry=layer.geometries, crs=_CRS),
            path,
            layer=name,
            driver="GPKG",
            append=number > 0,
            geometry_type=_geometry_type(layer.geometries),
            promote_to_multi=False,
            dataset_options={"VERSION": "1.3"} if number == 0 else None,
        )
    for name, table in tables.items():
        pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{day}T00:00:00.000Z",))


def _typed(columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Columns typed by what they hold, under names that the format leaves free."""
    out: dict[str, Any] = {}
    for name, cells in columns.items():
        free = f"{name}_" if name.casefold() in _TAKEN else name
        out[unused(free, out)] = _series(cells)
    return out


def _series(cells: Sequence[Any]) -> Any:
    held = [cell for cell in cells if cell is not None]
    if all(isinstance(cell, bool) for cell in held) and held:
        return pandas.array(cells, dtype="boolean")
    if held and not any(isinstance(cell, (str, bool)) for cell in held):
        if all(isinstance(cell, int) and abs(cell) < _WHOLE for cell in held):
            return pandas.array(cells, dtype="Int64")
        return np.array([np.nan if cell is None else float(cell) for cell in cells], dtype=np.float64)
    texts = [None if cell is None else printable(str(cell)) for cell in cells]
    return pandas.array(texts, dtype="str")


def _geometry_type(geometries: Any) -> str:
    """The one type that a layer declares; `Unknown` where there are several."""
    found = {str(geometry.geom_type) for geometry in geometries if geometry is not None}
    flat = not any(shapely.has_z(geometry) for geometry in geometries if geometry is not None)
    return found.pop() if len(found) == 1 and flat else "Unknown"
