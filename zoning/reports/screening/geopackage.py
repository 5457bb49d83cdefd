"""The results of a screening as a GeoPackage: the parts of every project with its verdict, and the sheets as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas
import shapely

from layers.errors import BadInput, Lang
from zoning.reports.geopackage import Layer, geopackage
from zoning.reports.screening.basis import basis_rows
from zoning.reports.screening.sheets import FINDINGS, PROBLEMS, VERDICTS, Cell, Sheet, head_problems
from zoning.screening.results import Results, Row


def write(results: Results, caveat: Mapping[str, Any], lang: Lang) -> bytes:
    """A GeoPackage in EPSG:4490; the layer `projects` has a feature per part, with the columns of the verdicts' sheet.

    The attribute tables `findings` and `problems` refer to it by `row`; `basis` says what all rests on. Names of fields
    are those of machines. Raises BadInput where no project has a verdict.
    """
    drawn = [(row, part) for row in results.rows() if row["answer"] is not None for part in row["answer"]["parts"]]
    if not drawn:
        raise BadInput(
            "没有一个项目得出结论，没有可写入 GeoPackage 的图形；请看 xlsx 或 csv 的问题表",
            "no project has a verdict, so there is no geometry to write as GeoPackage; see the problems in xlsx or csv",
        )
    records = [(*next(VERDICTS.rows(row, lang)), part["role"], part["width_m"]) for row, part in drawn]
    names = [*(column.name for column in VERDICTS.columns), "role", "width_m"]
    geometries = np.array(shapely.from_wkb([part["wkb"] for _, part in drawn]), dtype=object)
    columns = {name: [_plain(record[place]) for record in records] for place, name in enumerate(names)}
    columns["verdict_code"] = [row["answer"]["verdict"] for row, _ in drawn]
    tables = {
        "findings": _frame(FINDINGS, _rows(results, FINDINGS, lang)),
        "problems": _frame(PROBLEMS, (*head_problems(results, lang), *_rows(results, PROBLEMS, lang))),
        "basis": pandas.DataFrame(
            [[_text(cell) for cell in (*row, *[None] * (4 - len(row)))] for row in basis_rows(results, caveat, lang)],
            columns=["item", "value", "standing", "sha256"],
            dtype="str",
        ),
    }
    return geopackage({"projects": Layer(columns, geometries)}, tables, str(results.about["as_of"]))


def _rows(results: Results, sheet: Sheet, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    row: Row
    for row in results.rows():
        yield from sheet.rows(row, lang)


def _frame(sheet: Sheet, rows: Any) -> Any:
    """A table; a column of numbers alone stays one, everything else is text."""
    names = [column.name for column in sheet.columns]
    held: Sequence[Sequence[Cell]] = [tuple(map(_plain, row)) for row in rows]
    frame = pandas.DataFrame(held, columns=names, dtype=object)
    for place, column in enumerate(sheet.columns):
        if column.digits is not None:
            frame[column.name] = np.array([np.nan if row[place] is None else row[place] for row in held], dtype=float)
        else:
            frame[column.name] = pandas.array([_text(row[place]) for row in held], dtype="str")
    return frame


def _plain(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, date) else cell


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(_plain(cell))
