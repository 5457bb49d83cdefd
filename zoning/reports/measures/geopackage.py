"""The features behind measures as a GeoPackage in EPSG:4490: a layer per evidence, with the method beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas

from layers.errors import BadInput, Lang
from zoning.measures.tables import Evidence, Table
from zoning.reports.geopackage import Layer, geopackage
from zoning.reports.measures.cells import plain
from zoning.reports.measures.csv_tables import columns_grid
from zoning.reports.measures.document import Document
from zoning.reports.measures.names import named_evidence, unused
from zoning.reports.measures.statement import statement_rows


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
    stated = [row for document in documents for row in statement_rows(document, lang)]
    tables = {"columns": _described(layers), "method": pandas.DataFrame(stated, columns=["item", "value"], dtype="str")}
    drawn = {name: Layer(_columns(evidence.table, lang), evidence.geometries) for name, evidence in layers.items()}
    return geopackage(drawn, tables, str(documents[0].body["as_of"]))


def _columns(table: Table, lang: Lang) -> dict[str, Sequence[Any]]:
    """The cells of every column, text in one language."""
    out: dict[str, Sequence[Any]] = {}
    for place, column in enumerate(table.columns):
        out[unused(column.name, out)] = [plain(row[place], lang) for row in table.rows]
    return out


def _described(layers: Mapping[str, Evidence]) -> Any:
    _, *rows = columns_grid({name: evidence.table for name, evidence in layers.items()}, "en")
    names = ["layer", "field", "title_zh", "title_en", "unit", "digits"]
    plain = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return pandas.DataFrame(plain, columns=names, dtype="str")
