"""The one door of written screenings: command line and HTTP ask here for a file of a format."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from layers.errors import BadInput, Lang
from zoning.definitions import Definitions
from zoning.reports.extra import room
from zoning.reports.file import File
from zoning.screening.results import Results
from zoning.titles import note_text

Format = Literal["xlsx", "csv", "gpkg"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_KINDS: Mapping[Format, tuple[str, str, str]] = MappingProxyType(
    {
        "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "workbook"),
        "csv": ("application/zip", "zip", "csv_sheets"),
        "gpkg": ("application/geopackage+sqlite3", "gpkg", "geopackage"),
    }
)


def write(results: Results, fmt: str, definitions: Definitions, lang: Lang) -> File:
    """The results as a file: `xlsx` a workbook, `csv` a zip of tables, `gpkg` the outlines with their verdicts.

    The same results give the same bytes. Raises BadInput for an unknown format, and what the writer raises.
    """
    known = next((one for one in FORMATS if one == fmt), None)
    if known is None:
        listed = ", ".join(FORMATS)
        raise BadInput(
            f"不支持输出格式 {fmt}；可用的有 {listed}", f"there is no output format {fmt}; there are {listed}"
        )
    media_type, extension, name = _KINDS[known]
    writer: Any = room(f"zoning.reports.screening.{name}", known)
    return File(writer.write(results, note_text(definitions, "caveat", {}), lang), media_type, extension)
