"""The one door of written measures: command line and HTTP ask here for a file of a format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from layers.errors import BadInput
from zoning.reports.extra import room
from zoning.reports.file import File
from zoning.reports.measures.document import Document
from zoning.reports.model import ReportLang
from zoning.reports.writers import files as reports

Format = Literal["json", "csv", "xlsx", "gpkg", "geojson", "png", "svg", "html", "pdf", "docx"]
__all__ = ["BILINGUAL", "FORMATS", "File", "Format", "write"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
BILINGUAL: Final = ("pdf", "docx")


@dataclass(frozen=True)
class _Kind:
    media_type: str
    extension: str
    room: str  # module of this folder whose `write(documents, lang, part)` makes the bytes


_KINDS: Mapping[Format, _Kind] = MappingProxyType(
    {
        "json": _Kind("application/json", "json", "plain"),
        "csv": _Kind("application/zip", "zip", "csv_tables"),
        "xlsx": _Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "workbook"),
        "gpkg": _Kind("application/geopackage+sqlite3", "gpkg", "geopackage"),
        "geojson": _Kind("application/geo+json", "geojson", "feature_collection"),
        "png": _Kind("image/png", "png", "pictures"),
        "svg": _Kind("image/svg+xml", "svg", "pictures"),
        "html": _Kind("text/html; charset=utf-8", "html", "page"),
    }
)
_ONE_TABLE: Final = _Kind("text/csv; charset=utf-8", "csv", "csv_tables")


def write(documents: Sequence[Document], fmt: Format, lang: ReportLang, part: str | None = None) -> File:
    """One file of a format, with the same bytes for the same documents.

    - `json`: the rendered body; several joined as `{region, as_of, measures}`.
    - `csv`: `part` names a table (`summary`, the first of that name; `shoreline.summary` where there are several): that
      table as `text/csv`. Without `part` a ZIP of every table, a list of their columns and the statement of method;
      `csv_tables.csv_files` gives the same as named files, for a folder.
    - `xlsx`, `html`: all documents in one workbook or page.
    - `pdf`, `docx`: all documents as one audit report (`zoning.reports.audit`), these alone in `both` languages too.
    - `gpkg`: the features behind the numbers, a layer per evidence; `part` names one of them.
    - `geojson`: the features of one evidence; `part` names it, without `part` it is the first.
    - `png`, `svg`: one picture; `part` names a chart, or is `map` or `map:<evidence>`; without `part` the map where
      there is evidence, else the first chart.

    Raises BadInput for an unknown format or part, for both languages in a form that has one, for nothing to write in
    that format, and where the packages of the extra `reports` are not installed.
    """
    if fmt not in FORMATS:
        known = ", ".join(FORMATS)
        raise BadInput(f"不支持输出格式 {fmt}；可用的有 {known}", f"there is no output format {fmt}; there are {known}")
    if not documents:
        raise BadInput("没有可写出的测算结果", "there is no measure to write")
    if fmt in BILINGUAL:
        report = room("zoning.reports.audit.report", fmt).audit_report(documents)
        return reports.write(report, fmt, lang)
    if lang == "both":
        forms = ", ".join(BILINGUAL)
        raise BadInput(f"只有 {forms} 可用两种文字写出", f"only {forms} are written in both languages")
    kind = _ONE_TABLE if fmt == "csv" and part is not None else _KINDS[fmt]
    writer = room(f"zoning.reports.measures.{kind.room}", fmt)
    if kind.room == "pictures":
        return File(writer.write(documents, lang, part, fmt), kind.media_type, kind.extension)
    return File(writer.write(documents, lang, part), kind.media_type, kind.extension)
