"""The results of a screening as CSV files in a zip: `verdicts`, `findings`, `problems` and `basis`.

UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese; a text that a spreadsheet would take for a
formula has an apostrophe before it; nothing is an empty cell.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from layers.errors import Lang
from zoning.reports.measures.cells import decimal, heading, printable
from zoning.reports.screening.basis import basis_rows, standing_line
from zoning.reports.screening.sheets import PROBLEMS, SHEETS, Cell, Sheet, head_problems
from zoning.reports.timeless import EPOCH
from zoning.screening.results import Results

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write(results: Results, caveat: Mapping[str, Any], lang: Lang) -> bytes:
    """The zip; the same results give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for sheet in SHEETS:
                _member(out, sheet.name, _table(results, sheet, lang))
            warning = standing_line(results, lang)
            said: Iterable[Sequence[Cell]] = [] if warning is None else [(warning,)]
            _member(out, "basis", (row for rows in (said, basis_rows(results, caveat, lang)) for row in rows))
        return path.read_bytes()


def _table(results: Results, sheet: Sheet, lang: Lang) -> Iterator[Sequence[Cell]]:
    yield [heading(column, lang) for column in sheet.columns]
    if sheet is PROBLEMS:
        yield from head_problems(results, lang)
    for row in results.rows():
        yield from sheet.rows(row, lang)


def _member(out: zipfile.ZipFile, name: str, rows: Iterable[Sequence[Cell]]) -> None:
    entry = zipfile.ZipInfo(f"{name}.csv", EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with out.open(entry, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
        csv.writer(text, lineterminator="\r\n").writerows(map(cell, row) for row in rows)


def cell(value: Cell) -> str:
    """As it stands in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        safe = printable(value)
        return f"'{safe}" if safe.startswith(_FORMULA) else safe
    if isinstance(value, date):
        return value.isoformat()
    number = decimal(value)
    return f"{number.normalize():f}" if number else "0"
