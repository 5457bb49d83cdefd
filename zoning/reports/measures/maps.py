"""Maps of the features behind a measure, with legend, scale bar, north arrow, graticule and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle

from layers.errors import Lang
from zoning.measures.tables import Evidence
from zoning.reports.measures.cartography import Frame, frame
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import INK, MARGIN, Sheet, foot, head, sheet
from zoning.reports.measures.fonts import drawable, font, wrapped
from zoning.reports.measures.furniture import (
    crs_note,
    draw_graticule,
    draw_north,
    draw_scale_bar,
    draw_watermark,
    review_note,
)
from zoning.reports.measures.map_classes import MapClass, map_classes
from zoning.reports.measures.map_features import (
    BORDER,
    Circle,
    circles,
    draw_backdrop,
    draw_circles,
    draw_class,
    thinned,
)
from zoning.reports.measures.statement import edition_line
from zoning.reports.measures.words import drawn, word
from zoning.reports.model import ReportLang
from zoning.reports.words import said

_LEFT: Final = 0.95  # inches left of the frame, for latitudes
_BELOW: Final = 0.42
_PANEL: Final = 2.5  # width of what stands to the right of the frame
_GAP: Final = 0.25
_KEY: Final = 8.5  # points of the legend
_SCALE: Final = 0.85  # inches of height for the scale bar
_GROUND: Final = "#fbfcfc"
_BOTH: Final[tuple[Lang, ...]] = ("zh", "en")


def draw(document: Document, evidence: Evidence, lang: ReportLang, *, on_page: bool = False) -> Figure:
    """The features of one evidence on a sheet of its own; `on_page`: without what a page says around it.

    Raises BadInput where there are none.
    """
    ground = frame(shapely.total_bounds(evidence.geometries))
    classes = map_classes(evidence, document.definitions, lang)
    told = [one.places for one in classes if one.emphasised]
    around = circles(evidence.geometries[np.concatenate(told)], ground) if told else ()
    key = _key(classes, document, around, lang)
    body_height = max(ground.height + _BELOW, 0.9 + _key_height(key) + _SCALE)
    width = _LEFT + ground.width + _GAP + _PANEL + MARGIN
    above = head(document, drawn(partial(said, evidence.table.title), lang), width, lang, on_page=on_page)
    notes = [
        drawn(partial(crs_note, ground), lang),
        drawn(partial(said, review_note(document.review)), lang),
        *_backdrop_notes(document, lang),
    ]
    below = foot(document, notes, width, lang, on_page=on_page)
    top = MARGIN + above.height + 0.1
    on = sheet(width, top + body_height + 0.1 + below.height + MARGIN)
    above.put(on, MARGIN)
    axes = on.axes(_LEFT, top, ground.width, ground.height)
    _features(axes, document, evidence, ground, classes)
    draw_circles(axes, around, ground)
    if document.standing in ("draft", "illustrative"):
        across = [word(f"{document.standing}_data", one) for one in _BOTH if one == "en" or lang != "en"]
        draw_watermark(axes, across, min(30.0, ground.width * 4.2))
    _panel(on, top, ground, key)
    below.put(on, top + body_height + 0.1)
    return on.figure


def vertices(evidence: Evidence) -> int:
    """How many vertices a map of an evidence draws: those that paper can show."""
    ground = frame(shapely.total_bounds(evidence.geometries))
    return thinned(evidence.geometries, ground.pixel / 2).vertices


def _backdrop_notes(document: Document, lang: ReportLang) -> list[str]:
    if document.backdrop is None:
        return []

    def told(edition: Mapping[str, Any], one: Lang) -> str:
        return f"{word('backdrop', one)}: {edition_line(document, edition, one)}"

    return [drawn(partial(told, edition), lang) for edition in document.backdrop.editions]


def _features(axes: Axes, document: Document, evidence: Evidence, ground: Frame, classes: tuple[MapClass, ...]) -> None:
    axes.set_facecolor(_GROUND)
    if document.backdrop is not None:
        draw_backdrop(axes, document.backdrop, document.definitions.base.kinds.get(document.backdrop.layer), ground)
    for one in classes:
        draw_class(axes, thinned(evidence.geometries[one.places], ground.pixel / 2), one)
    axes.set_xlim(ground.west, ground.east)
    axes.set_ylim(ground.south, ground.north)
    draw_graticule(axes, ground)


@dataclass(frozen=True)
class _KeyLine:
    """One line of the legend: what is drawn, and what it means."""

    text: str
    mark: Literal["box", "border", "circle"]
    colour: str

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1


def _key(classes: Sequence[MapClass], document: Document, around: Sequence[Circle], lang: ReportLang) -> list[_KeyLine]:
    key = [_KeyLine(f"{one.title} ({len(one.places)})", "box", one.colour) for one in classes]
    if around:
        key.append(_KeyLine(f"{drawn(partial(word, 'small_places'), lang)} ({len(around)})", "circle", INK))
    if document.backdrop is not None:
        kind = document.definitions.base.kinds.get(document.backdrop.layer)
        name = document.backdrop.layer if kind is None else drawn(partial(said, kind.title), lang)
        key.append(_KeyLine(drawable(name), "border", BORDER))
    return [replace(one, text=wrapped(one.text, _PANEL - 0.5, _KEY)) for one in key]


def _key_height(key: Sequence[_KeyLine]) -> float:
    return sum(0.06 + 0.165 * one.lines for one in key)


def _panel(on: Sheet, top: float, ground: Frame, key: Sequence[_KeyLine]) -> None:
    left = on.width - MARGIN - _PANEL
    height = max(ground.height, 0.9 + _key_height(key) + _SCALE)
    axes = on.axes(left, top, _PANEL, height)
    axes.set_xlim(0, _PANEL)
    axes.set_ylim(height, 0)
    axes.axis("off")
    draw_north(axes)
    down = 0.9
    for one in key:
        _mark(axes, one, down)
        axes.text(0.45, down, one.text, fontproperties=font(_KEY), color=INK, va="top", linespacing=1.15)
        down += 0.06 + 0.165 * one.lines
    draw_scale_bar(axes, ground, 0.1, height - 0.42, _PANEL - 0.6)


def _mark(axes: Axes, one: _KeyLine, down: float) -> None:
    if one.mark == "box":
        axes.add_patch(Rectangle((0.05, down + 0.045), 0.28, 0.075, facecolor=one.colour, edgecolor="none"))
    elif one.mark == "circle":
        axes.add_patch(Ellipse((0.19, down + 0.08), 0.15, 0.15, fill=False, edgecolor=one.colour, lw=0.9))
    else:
        axes.plot([0.05, 0.33], [down + 0.08] * 2, color=one.colour, lw=0.6)
