"""The one door of written measures: command line and HTTP ask here for a file of a format."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from layers.errors import BadInput, Lang
from zoning.reports.measures.document import Document

Format = Literal["json", "csv", "xlsx", "gpkg", "png", "svg", "html"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)


@dataclass(frozen=True)
class File:
    """A written file: its bytes, its media type, and its extension without a dot."""

    content: bytes
    media_type: str
    extension: str


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
        "png": _Kind("image/png", "png", "pictures"),
        "svg": _Kind("image/svg+xml", "svg", "pictures"),
        "html": _Kind("text/html; charset=utf-8", "html", "page"),
    }
)
_ONE_TABLE: Final = _Kind("text/csv; charset=utf-8", "csv", "csv_tables")
_EXTRA: Final = ("openpyxl", "matplotlib", "jinja2", "noto_cjk_sans_otc")


def write(documents: Sequence[Document], fmt: Format, lang: Lang, part: str | None = None) -> File:
    """One file of a format, with the same bytes for the same documents.

    - `json`: the rendered body; several joined as `{region, as_of, measures}`.
    - `csv`: `part` names a table (`summary`, the first of that name; `shoreline.summary` where there are several): that
      table as `text/csv`. Without `part` a ZIP of every table, a list of their columns and the statement of method;
      `csv_tables.csv_files` gives the same as named files, for a folder.
    - `xlsx`, `html`: all documents in one workbook or page.
    - `gpkg`: the features behind the numbers, a layer per evidence; `part` names one of them.
    - `png`, `svg`: one picture; `part` names a chart, or is `map` or `map:<evidence>`; without `part` the map where
      there is evidence, else the first chart.

    Raises BadInput for an unknown format or part, for nothing to write in that format, and where the packages of the
    extra `reports` are not installed.
    """
    if fmt not in _KINDS:
        known = ", ".join(FORMATS)
        raise BadInput(f"不支持输出格式 {fmt}；可用的有 {known}", f"there is no output format {fmt}; there are {known}")
    if not documents:
        raise BadInput("没有可写出的测算结果", "there is no measure to write")
    kind = _ONE_TABLE if fmt == "csv" and part is not None else _KINDS[fmt]
    room = _room(kind.room, fmt)
    if kind.room == "pictures":
        return File(room.write(documents, lang, part, fmt), kind.media_type, kind.extension)
    return File(room.write(documents, lang, part), kind.media_type, kind.extension)


def _room(name: str, fmt: str) -> Any:
    """A writer, imported when first asked for: most of them need packages that a bare installation has not."""
    try:
        return importlib.import_module(f"zoning.reports.measures.{name}")
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package not in _EXTRA:
            raise
        raise BadInput(
            f"输出 {fmt} 需要组件 {package}，尚未安装；请安装 sanxian[reports]",
            f"{fmt} needs the package {package}, which is not installed; install sanxian[reports]",
        ) from fault
