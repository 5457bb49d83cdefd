"""Maps of the features behind a measure, with legend, scale bar, north arrow, graticule and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Polygon, Rectangle

from layers.errors import Lang
from zoning.measures.tables import Evidence
from zoning.reports.measures.cartography import Frame, degrees, frame, graticule
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import FAINT, INK, MARGIN, RULE, WARNING, Sheet, foot, head, sheet
from zoning.reports.measures.fonts import drawable, font, wrapped
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
from zoning.reports.measures.words import said, word

_LEFT: Final = 0.95  # inches left of the frame, for latitudes
_BELOW: Final = 0.42
_PANEL: Final = 2.5  # width of what stands to the right of the frame
_GAP: Final = 0.25
_KEY: Final = 8.5  # points of the legend
_SCALE: Final = 0.85  # inches of height for the scale bar
_GROUND: Final = "#fbfcfc"
_BOTH: Final[tuple[Lang, ...]] = ("zh", "en")


def draw(document: Document, evidence: Evidence, lang: Lang, *, on_page: bool = False) -> Figure:
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
    above = head(document, said(evidence.table.title, lang), width, lang, on_page=on_page)
    notes = [_crs_note(ground, lang), *_backdrop_notes(document, lang)]
    below = foot(document, notes, width, lang, on_page=on_page)
    top = MARGIN + above.height + 0.1
    on = sheet(width, top + body_height + 0.1 + below.height + MARGIN)
    above.put(on, MARGIN)
    axes = on.axes(_LEFT, top, ground.width, ground.height)
    _features(axes, document, evidence, ground, classes)
    draw_circles(axes, around, ground)
    _watermark(axes, document, ground, lang)
    _panel(on, top, ground, key)
    below.put(on, top + body_height + 0.1)
    return on.figure


def vertices(evidence: Evidence) -> int:
    """How many vertices a map of an evidence draws: those that paper can show."""
    ground = frame(shapely.total_bounds(evidence.geometries))
    return thinned(evidence.geometries, ground.pixel / 2).vertices


def _backdrop_notes(document: Document, lang: Lang) -> list[str]:
    if document.backdrop is None:
        return []
    return [f"{word('backdrop', lang)}: {edition_line(document, one, lang)}" for one in document.backdrop.editions]


def _crs_note(ground: Frame, lang: Lang) -> str:
    middle = degrees(ground.middle, 1 / 60, "NS")
    if lang == "zh":
        return f"坐标系：CGCS2000 大地坐标（EPSG:4490），按经纬度绘制；比例尺在纬度 {middle} 处为真"
    return (
        f"CRS: CGCS2000, longitude and latitude (EPSG:4490), drawn as such; the scale bar is true at latitude {middle}"
    )


def _features(axes: Axes, document: Document, evidence: Evidence, ground: Frame, classes: tuple[MapClass, ...]) -> None:
    axes.set_facecolor(_GROUND)
    if document.backdrop is not None:
        draw_backdrop(axes, document.backdrop, document.definitions.base.kinds.get(document.backdrop.layer), ground)
    for one in classes:
        draw_class(axes, thinned(evidence.geometries[one.places], ground.pixel / 2), one)
    axes.set_xlim(ground.west, ground.east)
    axes.set_ylim(ground.south, ground.north)
    _graticule(axes, ground)


def _watermark(axes: Axes, document: Document, ground: Frame, lang: Lang) -> None:
    """Across a map of data that are not for decisions, where no cutting can part it from the map."""
    if document.standing not in ("draft", "illustrative"):
        return
    axes.text(
        0.5,
        0.5,
        "\n".join(word(f"{document.standing}_data", one) for one in _BOTH if one in ("en", lang)),
        transform=axes.transAxes,
        fontproperties=font(min(30.0, ground.width * 4.2)),
        color=WARNING,
        alpha=0.16,
        rotation=30,
        ha="center",
        va="center",
        linespacing=1.3,
        zorder=9,
    )


def _graticule(axes: Axes, ground: Frame) -> None:
    lons, lon_step = graticule(ground.west, ground.east, max(2, int(ground.width / 1.1)))
    lats, lat_step = graticule(ground.south, ground.north, max(2, int(ground.height / 0.9)))
    across, up = [degrees(one, lon_step, "EW") for one in lons], [degrees(one, lat_step, "NS") for one in lats]
    axes.set_xticks(lons, labels=across, fontproperties=font(8.0), color=FAINT)
    axes.set_yticks(lats, labels=up, fontproperties=font(8.0), color=FAINT)
    axes.grid(color=RULE, lw=0.5, zorder=1)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, color=FAINT)
    for spine in axes.spines.values():
        spine.set(color=INK, linewidth=0.9)


@dataclass(frozen=True)
class _KeyLine:
    """One line of the legend: what is drawn, and what it means."""

    text: str
    mark: Literal["box", "border", "circle"]
    colour: str

    @property
    def lines(self) -> int:
        return self.text.count("\n") + 1


def _key(classes: Sequence[MapClass], document: Document, around: Sequence[Circle], lang: Lang) -> list[_KeyLine]:
    key = [_KeyLine(f"{one.title} ({len(one.places)})", "box", one.colour) for one in classes]
    if around:
        key.append(_KeyLine(f"{word('small_places', lang)} ({len(around)})", "circle", INK))
    if document.backdrop is not None:
        kind = document.definitions.base.kinds.get(document.backdrop.layer)
        name = document.backdrop.layer if kind is None else said(kind.title, lang)
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
    _north(axes)
    down = 0.9
    for one in key:
        _mark(axes, one, down)
        axes.text(0.45, down, one.text, fontproperties=font(_KEY), color=INK, va="top", linespacing=1.15)
        down += 0.06 + 0.165 * one.lines
    _scale_bar(axes, ground, height - 0.42)


def _mark(axes: Axes, one: _KeyLine, down: float) -> None:
    if one.mark == "box":
        axes.add_patch(Rectangle((0.05, down + 0.045), 0.28, 0.075, facecolor=one.colour, edgecolor="none"))
    elif one.mark == "circle":
        axes.add_patch(Ellipse((0.19, down + 0.08), 0.15, 0.15, fill=False, edgecolor=one.colour, lw=0.9))
    else:
        axes.plot([0.05, 0.33], [down + 0.08] * 2, color=one.colour, lw=0.6)


def _north(axes: Axes) -> None:
    """North is up all over a map drawn by longitude and latitude."""
    axes.add_patch(Polygon([(0.25, 0.22), (0.13, 0.68), (0.25, 0.58)], facecolor=INK, edgecolor=INK, lw=0.8))
    axes.add_patch(Polygon([(0.25, 0.22), (0.37, 0.68), (0.25, 0.58)], facecolor="white", edgecolor=INK, lw=0.8))
    axes.text(0.25, 0.17, "N", fontproperties=font(10), color=INK, ha="center", va="bottom")


def _scale_bar(axes: Axes, ground: Frame, down: float) -> None:
    """Four parts in turn dark and light, marked at the beginning, middle and end."""
    bar = ground.scale_bar(_PANEL - 0.6)
    for part in range(4):
        colour = INK if part % 2 == 0 else "white"
        place = (0.1 + part * bar.inches / 4, down)
        axes.add_patch(Rectangle(place, bar.inches / 4, 0.07, facecolor=colour, edgecolor=INK, lw=0.7))
    for share, text in ((0.0, "0"), (0.5, bar.label(0.5).split()[0]), (1.0, bar.label(1.0))):
        axes.text(
            0.1 + share * bar.inches, down - 0.05, text, fontproperties=font(7.5), color=INK, ha="center", va="bottom"
        )
