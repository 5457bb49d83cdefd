"""Charts and maps of measures as figures of a report."""

from __future__ import annotations

from functools import partial

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.measures.tables import Chart, Evidence
from zoning.reports.measures import charts, maps
from zoning.reports.measures.cells import NOTHING, shown
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import picture
from zoning.reports.model import Figure, PictureFormat, ReportLang
from zoning.reports.words import said


def chart_figure(document: Document, chart: Chart) -> Figure:
    """A chart; who cannot see it is told its values."""

    def draw(fmt: PictureFormat, lang: ReportLang) -> bytes:
        return picture(partial(charts.draw, document, chart, lang, on_page=True), fmt)

    return Figure(chart.title, Titles(zh=_told(chart, "zh"), en=_told(chart, "en")), draw)


def map_figure(document: Document, evidence: Evidence) -> Figure:
    """A map of the features behind a number."""

    def draw(fmt: PictureFormat, lang: ReportLang) -> bytes:
        return picture(partial(maps.draw, document, evidence, lang, on_page=True), fmt)

    title, count = evidence.table.title, len(evidence.geometries)
    return Figure(
        Titles(zh=f"{title.zh}（地图）", en=f"{title.en} (map)"),
        Titles(zh=f"{count} 个要素的地图：{title.zh}", en=f"Map of {count} features: {title.en}"),
        draw,
    )


def _told(chart: Chart, lang: Lang) -> str:
    """Each series with its values, in few words."""
    series = [
        f"{said(one.title, lang)}: "
        + ", ".join(
            f"{said(name, lang)} {NOTHING if value is None else shown(value, 2, lang)}"
            for name, value in zip(chart.categories, one.values, strict=True)
        )
        for one in chart.series
    ]
    return f"{said(chart.title, lang)} ({chart.unit}). " + "; ".join(series)
