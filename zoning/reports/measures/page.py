"""The audit report: one or several measures as one page of HTML that needs nothing beside itself."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import shapely
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from layers.errors import Lang
from zoning.measures.tables import Evidence, Table
from zoning.reports.measures.cells import for_reader, heading, lines_up_right, printable, shown
from zoning.reports.measures.document import Document, Standing
from zoning.reports.measures.pictures import chart_picture, map_picture
from zoning.reports.measures.statement import (
    bare,
    edition_line,
    method_name,
    opening,
    standing_text,
    standing_words,
)
from zoning.reports.measures.words import both, both_texts, said, word

_TEMPLATES: Final = Path(__file__).with_name("templates")
_MANY: Final = 60_000  # vertices above which a map is a raster: a browser draws so many outlines too slowly
_WEIGHT: Final[Mapping[Standing | None, int]] = {"illustrative": 0, "draft": 1, None: 2, "statutory": 3}


def write(documents: Sequence[Document], lang: Lang, part: str | None) -> bytes:  # noqa: ARG001 - every writer alike
    """The page in one language: cover, then measure by measure method, tables, charts, maps, notes and origins.

    It loads nothing, runs no script, and every text of the data is escaped.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printable,
    )
    lowest = min(documents, key=lambda document: _WEIGHT[document.standing])
    single = len(documents) == 1
    title = both_texts(documents[0].body["title"], lang) if single else both("report", lang)
    page = environment.get_template("page.html.j2").render(
        lang=lang,
        word=partial(word, lang=lang),
        heading=title,
        subtitle=" · ".join(dict.fromkeys(text for document in documents for text in opening(document, lang)[1:])),
        standing=standing_text(lowest, lang) if single else standing_words(lowest, lang),
        decisive=lowest.standing == "statutory",
        caveat=said(documents[0].body["caveat"], lang),
        measures=[_measure(document, number, lang) for number, document in enumerate(documents, start=1)],
    )
    return page.encode("utf-8")


def _printable(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _measure(document: Document, number: int, lang: Lang) -> dict[str, Any]:
    body, method = document.body, document.method
    title, region, day = opening(document, lang)
    confidence = f" ({method.confidence})" if method.confidence else ""
    return {
        "anchor": f"m{number}",
        "title": title,
        "region": region,
        "day": day,
        "known_at": body.get("known_at"),
        "standing": standing_text(document, lang),
        "standing_words": standing_words(document, lang),
        "decisive": document.standing == "statutory",
        "method": method_name(document, lang),
        "method_source": None if method.source is None else f"{said(method.source, lang)}{confidence}",
        "calculation": body["calculation"],
        "id": body["id"],
        "tables": [_table(for_reader(table, lang), lang) for table in document.tables],
        "figures": list(_figures(document, f"m{number}", lang)),
        "notes": [said(note["text"], lang) for note in body["notes"]],
        "editions": [
            {"text": edition_line(document, one, lang), "sha256": bare(one["sha256"])} for one in body["editions"]
        ],
        "definitions": [{**used, "sha256": bare(used["sha256"])} for used in body["definitions"]],
        "command": document.command,
    }


def _table(table: Table, lang: Lang) -> dict[str, Any]:
    columns = [
        {"heading": heading(column, lang), "right": lines_up_right(table, place)}
        for place, column in enumerate(table.columns)
    ]
    rows = [
        [shown(cell, column.digits, lang) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    return {"title": said(table.title, lang), "columns": columns, "rows": rows}


def _figures(document: Document, anchor: str, lang: Lang) -> Iterator[dict[str, Any]]:
    """Charts, then a map of every evidence that has features."""
    for place, chart in enumerate(document.charts):
        title = said(chart.title, lang)
        svg = chart_picture(document, chart, lang, "svg")
        yield {"kind": "chart", "title": title, "drawing": inline(svg, f"{anchor}-c{place}-", title)}
    for place, evidence in enumerate(document.evidence):
        if len(evidence.geometries):
            title = f"{said(evidence.table.title, lang)} ({word('map', lang)})"
            drawing = _map(document, evidence, f"{anchor}-e{place}-", title, lang)
            yield {"kind": "map", "title": title, "drawing": drawing}


def _map(document: Document, evidence: Evidence, prefix: str, title: str, lang: Lang) -> Markup:
    if shapely.get_num_coordinates(evidence.geometries).sum() <= _MANY:
        return inline(map_picture(document, evidence, lang, "svg"), prefix, title)
    data = base64.b64encode(map_picture(document, evidence, lang, "png")).decode("ascii")
    return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(title, data)


def inline(svg: bytes, prefix: str, label: str) -> Markup:
    """A drawing of matplotlib as an element of a page: without declarations and comments, its ids its own."""
    text = svg.decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\s+xmlns(:xlink)?="[^"]*"', "", text)
    text = text.replace("xlink:href=", "href=")
    text = re.sub(r'(\sid="|\shref="#|url\(#)', rf"\g<1>{prefix}", text)
    text = re.sub(r"<style[^>]*>\*\{", "<style>svg *{", text)
    return Markup(text.replace("<svg", f'<svg role="img" aria-label="{escape(printable(label))}"', 1))  # noqa: S704
