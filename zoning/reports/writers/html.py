"""A report as one page of HTML: it loads nothing, runs no script, and every text of the data is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from layers.definition_file import Titles
from zoning.reports.measures.words import first
from zoning.reports.model import Fields, Figure, Grid, Items, Paragraph, Report, ReportLang, Signature
from zoning.reports.writers import qr, words
from zoning.reports.writers.columns import pieces
from zoning.reports.writers.drawings import address, drawing
from zoning.reports.writers.paper import Paper, paper
from zoning.reports.writers.walk import Heading, Placed

_TEMPLATES: Final = Path(__file__).with_name("templates")
_KINDS: Final = {
    Paragraph: "paragraph",
    Items: "items",
    Fields: "fields",
    Grid: "grid",
    Figure: "figure",
    Signature: "signature",
}


def write(report: Report, lang: ReportLang) -> tuple[bytes, tuple[Titles, ...]]:
    """The page as UTF-8; nothing is left out of it."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.get_template("report.html.j2").render(
        report=report,
        lang=first(lang),
        said=partial(words.said, lang=lang),
        word=partial(words.word, lang=lang),
        clean=words.clean,
        pieces=pieces,
        foot=_css(f"{words.number(report, lang)} · {words.ledger(report, lang).joined()}"),
        page_words=[_css(one) for one in words.page(lang)],
        colours=words.COLOURS,
        grounds=words.GROUNDS,
        steps=list(_steps(paper(report, lang), lang)),
        ledger=words.ledger(report, lang),
        number=words.number(report, lang),
        qr=address(qr.code(report, "svg"), "svg"),
        qr_holds=qr.content(report),
    )
    return page.encode("utf-8"), ()


def _steps(sheets: Paper, lang: ReportLang) -> Iterator[dict[str, Any]]:
    for step in sheets.steps:
        if isinstance(step, Heading):
            level = min(step.level + 1, 6)
            yield {"kind": "heading", "level": level, "number": step.number, "title": words.said(step.title, lang)}
        else:
            yield {
                "kind": _KINDS[type(step.block)],
                "block": step.block,
                "number": step.number,
                **_more(step, sheets, lang),
            }


def _more(step: Placed, sheets: Paper, lang: ReportLang) -> dict[str, Any]:
    """What a template cannot make itself of a block."""
    block = step.block
    if isinstance(block, Figure):
        kind, drawn = drawing(block, lang)
        return {"source": address(drawn, kind), "wide": round(100 * min(1.0, block.width), 2)}
    if isinstance(block, Fields):
        return {"rows": [(words.said(name, lang), words.cell(value, None, lang)) for name, value in block.rows]}
    if isinstance(block, Grid) and step.number is not None:
        table = sheets.tables[step.number]
        return {"table": table, "tones": dict(block.tones)}
    return {}


def _css(text: str) -> str:
    """A text as the inside of a string of CSS, which no sign of it can end."""
    return "".join(sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):x} " for sign in text)
