"""The one door of written reports: whoever has a report asks here for a file of a format."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from layers.errors import BadInput
from zoning.reports.extra import room
from zoning.reports.file import File
from zoning.reports.model import Report, ReportLang

ReportFormat = Literal["pdf", "docx", "html", "xlsx"]
REPORT_FORMATS: Final[tuple[ReportFormat, ...]] = get_args(ReportFormat)
MEDIA_TYPES: Final[Mapping[ReportFormat, str]] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "html": "text/html; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


def write(report: Report, fmt: ReportFormat, lang: ReportLang) -> File:
    """One file, the same bytes for the same report: `pdf`, `docx`, `html` (one page that loads nothing) or `xlsx`.

    `both`: Chinese with the English beneath. Its `notes` say what could not be written as it is. Raises BadInput for an
    unknown format, and where the packages of the extra `reports` are not installed.
    """
    if fmt not in MEDIA_TYPES:
        known = ", ".join(REPORT_FORMATS)
        raise BadInput(f"报告没有格式 {fmt}；可用的有 {known}", f"a report has no format {fmt}; there are {known}")
    content, notes = room(f"zoning.reports.writers.{fmt}", fmt).write(report, lang)
    return File(content, MEDIA_TYPES[fmt], fmt, notes)
