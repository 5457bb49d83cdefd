"""The audit report: one or several measures as one page of HTML that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from layers.errors import Lang
from zoning.reports.measures.cells import printable
from zoning.reports.measures.document import Document, Standing
from zoning.reports.measures.figures import Figures, figures
from zoning.reports.measures.page_tables import page_table
from zoning.reports.measures.statement import (
    asked,
    bare,
    confidence_text,
    edition_line,
    method_name,
    opening,
    standing_name,
    standing_text,
    standing_words,
)
from zoning.reports.measures.words import both, word
from zoning.reports.words import both_texts, said

_TEMPLATES: Final = Path(__file__).with_name("templates")
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
        measures=[
            _measure(document, drawn, number, lang)
            for number, (document, drawn) in enumerate(zip(documents, figures(documents, lang), strict=True), start=1)
        ],
    )
    return page.encode("utf-8")


def _printable(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _measure(document: Document, drawn: Figures, number: int, lang: Lang) -> dict[str, Any]:
    body, method = document.body, document.method
    title, region, day = opening(document, lang)
    return {
        "anchor": f"m{number}",
        "title": title,
        "region": region,
        "day": day,
        "asked": asked(document, lang),
        "known_at": body.get("known_at"),
        "standing": standing_text(document, lang),
        "standing_name": standing_name(document, lang) if document.computed else word("not_computable", lang),
        "decisive": document.standing == "statutory",
        "method": method_name(document, lang),
        "method_source": None if method.source is None else said(method.source, lang),
        "method_confidence": confidence_text(document, lang),
        "calculation": body["calculation"],
        "id": body["id"],
        "computed": document.computed,
        "tables": [page_table(table, lang) for table in document.tables],
        "figures": drawn.drawn,
        "repeated": [one for one in drawn.elsewhere if one.number is not None],
        "left_out": [one for one in drawn.elsewhere if one.number is None],
        "notes": [said(note["text"], lang) for note in body["notes"]],
        "editions": [
            {"text": edition_line(document, one, lang), "sha256": bare(one["sha256"])} for one in body["editions"]
        ],
        "definitions": [{**used, "sha256": bare(used["sha256"])} for used in body["definitions"]],
        "command": document.command,
    }
