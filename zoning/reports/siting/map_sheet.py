"""A map of a report on its sheet: the frame with what is on it, names, scale bar, north arrow, legend and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from layers.definition_file import Titles
from zoning.reports.measures.drawing import FAINT, INK, Block, block, sheet
from zoning.reports.measures.fonts import font
from zoning.reports.measures.furniture import (
    crs_note,
    draw_graticule,
    draw_north,
    draw_scale_bar,
    draw_watermark,
    review_note,
)
from zoning.reports.model import ReportLang
from zoning.reports.siting.labels import Label, placed
from zoning.reports.siting.map_content import MapContent
from zoning.reports.siting.map_drawing import draw_content, hatches
from zoning.reports.siting.map_legend import LegendRow, draw_legend, legend_keys, legend_rows, one_line, said
from zoning.reports.siting.said import two

LEFT: Final = 0.3  # inches left of the frame, for latitudes
RIGHT: Final = 0.1
WIDTH: Final = 6.7  # of the whole sheet: the width of a page's text
FRAME: Final = WIDTH - LEFT - RIGHT
_ABOVE: Final = 0.06
_BELOW: Final = 0.32  # for longitudes
_MARK: Final = 15.0  # points of the words across a map; the page has them larger


@dataclass(frozen=True)
class Around:
    """What is said round a map beside its features: the review number or that there is none, and the standing."""

    review: str | None
    mark: Titles | None


@dataclass(frozen=True)
class _Beneath:
    """Legend and notes under a map."""

    rows: list[LegendRow]
    notes: Block

    @property
    def legend(self) -> float:
        """Inches of the legend."""
        return sum(height for _, height in self.rows)

    @property
    def height(self) -> float:
        """Inches of all that stands above and below the frame."""
        return _ABOVE + _BELOW + self.legend + self.notes.height + 0.1


def beside(content: MapContent, around: Around, lang: ReportLang) -> float:
    """Inches of a sheet's height that its frame does not take."""
    return _beneath(content, around, lang).height


def draw(content: MapContent, around: Around, lang: ReportLang) -> Figure:
    """The map with its legend and notes, as wide as a page's text."""
    frame = content.frame
    beneath = _beneath(content, around, lang)
    on = sheet(WIDTH, frame.height + beneath.height)
    axes = on.axes(LEFT, _ABOVE, frame.width, frame.height)
    draw_content(axes, content)
    draw_graticule(axes, frame, size=6.5, upright=False)
    axes.set_xlim(frame.west, frame.east)
    axes.set_ylim(frame.south, frame.north)
    if around.mark is not None:
        draw_watermark(axes, said(around.mark, lang).split("\n"), _MARK)
    over = on.axes(LEFT, _ABOVE, frame.width, frame.height)
    over.set_xlim(0, frame.width)
    over.set_ylim(frame.height, 0)
    over.axis("off")
    bar = frame.scale_bar(1.5)
    _furniture(over, content)
    taken = [(0.0, 0.0, bar.inches + 0.6, 0.5), (frame.width - 0.5, frame.height - 0.85, frame.width, frame.height)]
    for label in placed([*content.marks, *content.names], frame, taken):
        _write(over, label, frame.height)
    down = _ABOVE + frame.height + _BELOW
    draw_legend(on, LEFT, down, FRAME, beneath.rows)
    beneath.notes.put(on, down + 0.06 + beneath.legend)
    return on.figure


def _beneath(content: MapContent, around: Around, lang: ReportLang) -> _Beneath:
    rows = legend_rows(list(legend_keys(content, hatches(content.drawings), lang)), FRAME)
    return _Beneath(rows, block([(text, 6.5, FAINT) for text in _notes(content, around, lang)], WIDTH + 0.2))


def _notes(content: MapContent, around: Around, lang: ReportLang) -> Iterator[str]:
    crs = two(crs_note(content.frame, "zh"), crs_note(content.frame, "en"))
    for text in (crs, review_note(around.review), *((around.mark,) if around.mark else ())):
        yield one_line(text, lang)


def _furniture(over: Axes, content: MapContent) -> None:
    """Scale bar and north arrow on white, in the lower left and the upper right corner."""
    frame = content.frame
    bar = frame.scale_bar(1.5)
    over.add_patch(
        Rectangle((0.05, frame.height - 0.42), bar.inches + 0.5, 0.37, facecolor=("white", 0.85), edgecolor="none")
    )
    draw_scale_bar(over, frame, 0.17, frame.height - 0.16, 1.5)
    over.add_patch(Rectangle((frame.width - 0.42, 0.05), 0.37, 0.75, facecolor=("white", 0.85), edgecolor="none"))
    draw_north(over, frame.width - 0.355, 0.24)


def _write(over: Axes, label: Label, height: float) -> None:
    over.text(
        label.x,
        height - label.y,
        label.text,
        fontproperties=font(label.size),
        color=INK,
        ha="center",
        va="center",
        path_effects=[patheffects.Stroke(linewidth=2.2, foreground="white"), patheffects.Normal()],
        zorder=20,
    )
