"""The features behind measures as a GeoPackage in EPSG:4490: a layer per evidence, with the method beside them."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import geopandas
import numpy as np
import pandas
import pyogrio
import shapely

from layers.errors import BadInput, Lang
from zoning.measures.tables import Evidence, Table
from zoning.reports.measures.cells import plain, printable
from zoning.reports.measures.csv_tables import columns_grid
from zoning.reports.measures.document import Document
from zoning.reports.measures.names import named_evidence, unused
from zoning.reports.measures.statement import statement_rows

_CRS: Final = "EPSG:4490"
_TAKEN: Final = ("fid", "geom")  # columns that GeoPackage keeps for itself
_WHOLE: Final = 2**63


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:
    """A GeoPackage; layers are named by their evidence, and by the measure too where there are several measures.

    Field names are the machine names of the columns; the attribute table `columns` gives their titles and units in both
    languages, `method` what the figures rest on. `part` names one evidence. Coordinates are as stored, unrounded.
    Raises BadInput where there are no features.
    """
    layers = {name: one for name, (_, one) in named_evidence(documents).items() if part in (None, name)}
    if not any(len(one.geometries) for one in layers.values()):
        asked = "" if part is None else f" {part}"
        raise BadInput(
            f"这些数字背后没有可写入 GeoPackage 的要素{asked}；请改用 xlsx 或 csv",
            f"there are no features{asked} behind these figures to write as GeoPackage; take xlsx or csv instead",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measures.gpkg"
        for number, (name, evidence) in enumerate(layers.items()):
            frame = geopandas.GeoDataFrame(_columns(evidence.table, lang), geometry=evidence.geometries, crs=_CRS)
            pyogrio.write_dataframe(
                frame,
                path,
                layer=name,
                driver="GPKG",
                append=number > 0,
                geometry_type=_geometry_type(evidence.geometries),
                promote_to_multi=False,
                dataset_options={"VERSION": "1.3"} if number == 0 else None,
            )
        _attribute_table(path, "columns", _described(layers))
        stated = [row for document in documents for row in statement_rows(document, lang)]
        _attribute_table(path, "method", pandas.DataFrame(stated, columns=["item", "value"], dtype="str"))
        _timeless(path, documents)
        return path.read_bytes()


def _columns(table: Table, lang: Lang) -> dict[str, Any]:
    """Columns typed by what they hold: text in one language, whole numbers, numbers or truth, each with nulls."""
    out: dict[str, Any] = {}
    for place, column in enumerate(table.columns):
        name = f"{column.name}_" if column.name.casefold() in _TAKEN else column.name
        out[unused(name, out)] = _series([plain(row[place], lang) for row in table.rows])
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


def _described(layers: Mapping[str, Evidence]) -> Any:
    _, *rows = columns_grid({name: evidence.table for name, evidence in layers.items()}, "en")
    names = ["layer", "field", "title_zh", "title_en", "unit", "digits"]
    plain = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return pandas.DataFrame(plain, columns=names, dtype="str")


def _attribute_table(path: Path, name: str, frame: Any) -> None:
    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=True)


def _timeless(path: Path, documents: Sequence[Document]) -> None:
    """Every layer dated by the day of the data, so that the same measures give the same file."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{documents[0].body['as_of']}T00:00:00.000Z",))
