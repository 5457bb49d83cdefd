"""Tables as CSV (RFC 4180, UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese).

A CSV file holds one table and nothing else, because tables set below each other cannot be read by a machine. So a
measure is several files: a table each, `columns.csv`, which says what every column is in both languages and under which
name machines know it, and `method.csv`, the statement of what the figures rest on. Over HTTP they come as one ZIP; in a
folder they stand as `x.<table>.csv`.

A file's one header row has the titles of the columns in the asked language with their units; texts are in that
language, codes stand in columns of their own. Numbers are not rounded (15 significant digits); None is an empty cell; a
text that a spreadsheet would take for a formula has an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from layers.errors import BadInput, Lang
from zoning.measures.tables import Cell, Table
from zoning.reports.measures.cells import Plain, heading, plain, printable, shown
from zoning.reports.measures.document import Document
from zoning.reports.measures.names import named_tables
from zoning.reports.measures.statement import statement_rows
from zoning.reports.measures.words import word
from zoning.reports.timeless import EPOCH

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MARK: Final = b"\xef\xbb\xbf"


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:
    """One table, named by `part`, as CSV; without `part` a ZIP of `csv_files`. Raises BadInput for an unknown part."""
    if part is not None:
        return _file(_chosen(documents, part), lang)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in csv_files(documents, lang).items():
            out.writestr(zipfile.ZipInfo(f"{name}.csv", EPOCH), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def csv_files(documents: Sequence[Document], lang: Lang) -> dict[str, bytes]:
    """Name of a table → its CSV, in their order, then `columns` and `method`.

    The name is `summary`, or `shoreline.summary` where there are several measures.
    """
    named = named_tables(documents)
    files = {name: _file(table, lang) for name, table in named.items()}
    files["columns"] = _rows(columns_grid(named, lang), lang)
    statement = [
        [word("item", lang), word("value", lang)],
        *([item, text] for document in documents for item, text in statement_rows(document, lang)),
    ]
    files["method"] = _rows(statement, lang)
    return files


def columns_grid(named: Mapping[str, Table], lang: Lang) -> Iterator[tuple[Plain, ...]]:
    """What the columns of tables are: a head row, then table, name, titles in both languages, unit, decimals shown."""
    title = word("title", lang)
    yield (
        word("table", lang),
        word("column", lang),
        f"{title} (zh)",
        f"{title} (en)",
        word("unit", lang),
        word("digits", lang),
    )
    for name, table in named.items():
        for column in table.columns:
            yield name, column.name, column.title.zh, column.title.en, column.unit, column.digits


def _chosen(documents: Sequence[Document], part: str) -> Table:
    named = named_tables(documents)
    if part not in named:
        named |= {table.name: table for document in reversed(documents) for table in document.tables}
    if part not in named:
        known = ", ".join(named) or "—"
        raise BadInput(f"没有名为 {part} 的表；有 {known}", f"there is no table {part}; there are {known}")
    return named[part]


def _file(table: Table, lang: Lang) -> bytes:
    return _rows([[heading(column, lang) for column in table.columns], *table.rows], lang)


def _rows(rows: Iterable[Sequence[Cell]], lang: Lang) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_cell(cell, lang) for cell in row] for row in rows)
    return _MARK + text.getvalue().encode("utf-8")


def _cell(cell: Cell, lang: Lang) -> str:
    value = plain(cell, lang)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        safe = printable(value)
        return f"'{safe}" if safe.startswith(_FORMULA) else safe
    return shown(value, None, lang)
