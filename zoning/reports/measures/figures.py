"""The pictures of a page: which charts and maps it shows, where the others are, and their drawings as markup."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from markupsafe import Markup, escape

from layers.errors import Lang
from zoning.reports.measures import charts, maps
from zoning.reports.measures.cells import printable
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import picture
from zoning.reports.measures.figure_choice import Choice, choices
from zoning.reports.measures.words import word
from zoning.reports.words import said

_MANY: Final = 8_000  # vertices above which a map is a raster: a browser draws so many outlines slowly
_FONT: Final = re.compile(r"font: (?:\w+ )*?(\d+(?:\.\d+)?px)[^;\"]*")
_FAMILY: Final = re.compile(r"font-family: [^;\"]*;? ?")
_FRACTION: Final = re.compile(r"(\d\.\d\d)\d+")


@dataclass(frozen=True)
class Figure:
    """One picture of a page, `number` unique in it."""

    kind: str
    number: str
    title: str
    drawing: Markup


@dataclass(frozen=True)
class Elsewhere:
    """A map that is not drawn where it could be: the number of the figure that is the same, or its name as `part`."""

    title: str
    number: str | None
    part: str


@dataclass(frozen=True)
class Figures:
    """The pictures of one measure, and its maps that are not among them."""

    drawn: tuple[Figure, ...]
    elsewhere: tuple[Elsewhere, ...]


def figures(documents: Sequence[Document], lang: Lang) -> Iterator[Figures]:
    """Charts and chosen maps, measure by measure."""
    for place, (document, choice) in enumerate(zip(documents, choices(documents), strict=True), start=1):
        drawn = [*_charts(document, place, lang), *_maps(document, choice, lang)]
        elsewhere = tuple(
            Elsewhere(said(one.evidence.table.title, lang), one.number, one.part) for one in choice.elsewhere
        )
        yield Figures(tuple(drawn), elsewhere)


def _charts(document: Document, measure: int, lang: Lang) -> Iterator[Figure]:
    for place, chart in enumerate(document.charts, start=1):
        number, title = f"{measure}.{place}", said(chart.title, lang)
        svg = picture(partial(charts.draw, document, chart, lang, on_page=True), "svg", characters=True)
        yield Figure("chart", number, title, inline(svg, f"f{number}-", title))


def _maps(document: Document, choice: Choice, lang: Lang) -> Iterator[Figure]:
    for number, evidence in choice.maps:
        title = f"{said(evidence.table.title, lang)} ({word('map', lang)})"
        draw = partial(maps.draw, document, evidence, lang, on_page=True)
        if maps.vertices(evidence) <= _MANY:
            drawing = inline(picture(draw, "svg", characters=True), f"f{number}-", title)
        else:
            data = base64.b64encode(picture(draw, "png")).decode("ascii")
            drawing = Markup('<img alt="{}" src="data:image/png;base64,{}">').format(title, data)
        yield Figure("map", number, title, drawing)


def inline(svg: bytes, prefix: str, label: str) -> Markup:
    """A drawing of matplotlib as an element of a page: its ids its own, its texts in the page's typeface.

    Declarations and comments are left out, and of a path what is smaller than 0.01 points.
    """
    text = svg.decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<style[^>]*>\*\{", "<style>svg *{", text)
    text = re.sub(r"<[^>]*>", lambda tag: _tag(tag[0], prefix), text)  # what stands between tags is never touched
    return Markup(text.replace("<svg", f'<svg role="img" aria-label="{escape(printable(label))}"', 1))  # noqa: S704


def _tag(tag: str, prefix: str) -> str:
    tag = re.sub(r'\s+xmlns(:xlink)?="[^"]*"', "", tag).replace("xlink:href=", "href=")
    tag = re.sub(r'(\sid="|\shref="#|url\(#)', rf"\g<1>{prefix}", tag)
    if tag.startswith("<text"):
        return _FAMILY.sub("", _FONT.sub(r"font-size: \1", tag))
    if tag.startswith("<path"):
        return re.sub(r'(?<=\sd=")[^"]*', lambda path: " ".join(_FRACTION.sub(r"\1", path[0]).split()), tag)
    return tag
