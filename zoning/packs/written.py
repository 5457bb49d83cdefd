"""What people read in a pack: the recorded answer as text; a verdict's report, a measure's page and workbook."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Mapping
from typing import Any

from layers.canonical import canonical
from layers.errors import Lang
from layers.publication.one_line import shown as one_line
from layers.stores.base import LogEntry
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.desk import MeasureDesk
from zoning.measures.result import Result
from zoning.packs.manifest import LeftOut
from zoning.rendering import render
from zoning.reports.measures.document import document
from zoning.reports.measures.formats import Format, write
from zoning.reports.measures.terminal import measure_lines
from zoning.reports.siting.recorded import report_of
from zoning.reports.siting.report import ReportSettings
from zoning.reports.siting.retention import retention_of
from zoning.reports.terminal import verdict_lines
from zoning.reports.writers.files import write as write_report

_LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_REPORTS: tuple[Format, ...] = ("html", "xlsx")
_NEEDED = ("typst", "segno", "jinja2", "matplotlib", "noto_cjk_sans_otc")  # the extra `reports`


def written_verdict(
    record: Mapping[str, Any], measures: MeasureDesk, entry: LogEntry, shown: Collection[str], settings: ReportSettings
) -> tuple[dict[str, bytes], list[LeftOut]]:
    """Members of a verdict, and what this installation could not write: its texts and its reports.

    Maps of the reports show features of the layers `shown` alone. Raises NotFound for an edition no longer held.
    """
    desk = measures.desk
    body = render(record, desk.definitions)
    members = {"rendered.json": canonical(body)}
    members |= {f"verdict.{lang}.txt": _text(verdict_lines(body, lang)) for lang in _LANGUAGES}
    if absent := _absent():
        return members, [absent]
    retention = retention_of(measures, body, entry, measures.attempt)
    report = report_of(
        desk, body, entry=entry, shows=lambda layer: layer in shown, settings=settings, retention=retention
    )
    return members | {f"report.{lang}.pdf": write_report(report, "pdf", lang).content for lang in _LANGUAGES}, []


def written_measure(
    record: Mapping[str, Any], definitions: MeasureDefinitions
) -> tuple[dict[str, bytes], list[LeftOut]]:
    """Members of a measure, from its record alone, and what this installation could not write."""
    body = {name: value for name, value in record.items() if name != "id"}
    shown = document(Result(body, ()), definitions)
    members = {"rendered.json": canonical(shown.body)}
    members |= {f"measure.{lang}.txt": _text(measure_lines(shown, lang)) for lang in _LANGUAGES}
    if absent := _absent():
        return members, [absent]
    for lang in _LANGUAGES:
        for fmt in _REPORTS:
            members[f"measure.{lang}.{fmt}"] = write([shown], fmt, lang).content
    return members, []


def _absent() -> LeftOut | None:
    """Reports, where a package that they need is not installed."""
    absent = ", ".join(name for name in _NEEDED if importlib.util.find_spec(name) is None)
    return LeftOut(what="reports", zh=f"未安装 {absent}", en=f"{absent} is not installed") if absent else None


def _text(lines: Any) -> bytes:
    """One line each, whatever a name in them holds: it could write a line of its own."""
    return "".join(f"{one_line(line.plain)}\n" for line in lines).encode("utf-8")
