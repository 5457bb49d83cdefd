"""Charts of measures: lying bars, beside each other or stacked, and lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from zoning.measures.tables import Chart
from zoning.reports.measures.cells import NOTHING, shown
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import FAINT, INK, MARGIN, PALETTE, RULE, Sheet, foot, head, lettered, sheet
from zoning.reports.measures.fonts import drawable, font, width, wrapped
from zoning.reports.measures.words import first
from zoning.reports.model import ReportLang

_WIDTH: Final = 9.0  # inches
_TEXT: Final = 8.5  # points
_WIDEST_NAME: Final = 2.4  # inches of a category's name before it is broken
_ROW, _BAR = 0.14, 0.17  # inches between categories, and of one bar
_GAP: Final = 0.12


def draw(document: Document, chart: Chart, lang: ReportLang, *, on_page: bool = False) -> Figure:
    """The chart on a sheet of its own, with title, unit, and what it rests on; `on_page`: without what a page says."""
    above = head(document, lettered(chart.title, lang), _WIDTH, lang, on_page=on_page)
    below = foot(document, (), _WIDTH, lang, on_page=on_page)
    keys = _keys(chart, lang)
    columns, key_height = _key_size(keys)
    height = 3.6 if chart.kind == "line" else _bars_height(chart)
    keys_at = MARGIN + above.height + (0.08 if keys else 0.0)
    top = keys_at + key_height + _GAP
    whole = top + height + 0.6 + below.height + MARGIN
    on = sheet(_WIDTH, whole)
    above.put(on, MARGIN)
    if keys:
        on.figure.legend(
            handles=keys,
            loc="upper left",
            bbox_to_anchor=(MARGIN / _WIDTH, 1 - keys_at / whole),
            ncols=columns,
            prop=font(_TEXT),
            frameon=False,
            borderpad=0,
            borderaxespad=0,
            columnspacing=1.5,
        )
    if chart.kind == "line":
        _lines(on, chart, lang, top, height)
    else:
        _bars(on, chart, lang, top, height)
    below.put(on, top + height + 0.6)
    return on.figure


def _colours(chart: Chart) -> list[str]:
    return [one.colour or PALETTE[place % len(PALETTE)] for place, one in enumerate(chart.series)]


def _hatch(place: int) -> str:
    return ("", "//", "..", "xx")[place // len(PALETTE) % 4]


def _keys(chart: Chart, lang: ReportLang) -> list[Patch | Line2D]:
    """The legend, where there is more than one series."""
    if len(chart.series) < 2:
        return []
    named = list(zip(chart.series, _colours(chart), strict=True))
    titles = [lettered(one.title, lang) for one, _ in named]
    if chart.kind == "line":
        return [Line2D([], [], color=c, marker="o", ms=4, label=t) for t, (_, c) in zip(titles, named, strict=True)]
    return [
        Patch(facecolor=colour, edgecolor="white", hatch=_hatch(place), label=title)
        for place, (title, (_, colour)) in enumerate(zip(titles, named, strict=True))
    ]


def _key_size(keys: Sequence[Patch | Line2D]) -> tuple[int, float]:
    """Columns of the legend and its height in inches."""
    if not keys:
        return 1, 0.0
    widest = max(width(str(key.get_label()), _TEXT) for key in keys) + 0.65
    columns = max(1, min(len(keys), int((_WIDTH - 2 * MARGIN) / widest)))
    return columns, math.ceil(len(keys) / columns) * 0.21


def _bars_height(chart: Chart) -> float:
    beside = 1 if chart.kind == "stacked" else max(1, len(chart.series))
    return max(1.0, len(chart.categories) * (_ROW + _BAR * max(beside, 1.4)))


def _digits(chart: Chart) -> int:
    values = [abs(value) for one in chart.series for value in one.values if value is not None]
    largest = max(values, default=0.0)
    whole = all(float(value).is_integer() for value in values)
    return 0 if whole or largest >= 10_000 else 1 if largest >= 1000 else 2


def _bars(on: Sheet, chart: Chart, lang: ReportLang, top: float, height: float) -> None:
    names = [wrapped(lettered(title, lang), _WIDEST_NAME, _TEXT) for title in chart.categories]
    widest = max((width(line, _TEXT) for name in names for line in name.split("\n")), default=0.0)
    left = MARGIN + widest + _GAP
    axes = on.axes(left, top, _WIDTH - left - MARGIN - 0.55, height)
    places = np.arange(len(names), dtype=np.float64)
    digits = _digits(chart)
    labels = _stacked(axes, chart, places) if chart.kind == "stacked" else _beside(axes, chart, places)
    _value_axis(axes, "x", _extent(chart))
    for place, end, value in labels:
        text = NOTHING if value is None else shown(value, digits, first(lang))
        side = "right" if value is not None and value < 0 else "left"
        axes.annotate(
            text,
            (end, place),
            xytext=(-3 if side == "right" else 3, 0),
            textcoords="offset points",
            va="center_baseline",
            ha=side,
            fontproperties=font(7.0),
            color=INK,
        )
    axes.set_yticks(places, labels=names, fontproperties=font(_TEXT))
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.set_xlabel(drawable(chart.unit), fontproperties=font(_TEXT), color=FAINT)
    axes.tick_params(axis="y", length=0)


def _extent(chart: Chart) -> tuple[float, float]:
    """The least and greatest value at which a bar ends, 0 among them."""
    values = np.array([[value or 0.0 for value in one.values] for one in chart.series], dtype=np.float64)
    if not values.size:
        return 0.0, 1.0
    if chart.kind == "stacked":
        values = np.stack([np.minimum(values, 0.0).sum(axis=0), np.maximum(values, 0.0).sum(axis=0)])
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    return low, high if high > low else low + 1.0


_EDGE: Final[dict[str, Any]] = {"edgecolor": "white", "linewidth": 0.4}
Label = tuple[float, float, float | None]


def _stacked(axes: Axes, chart: Chart, places: np.ndarray) -> list[Label]:
    """Positive values to the right of nothing, negative ones to its left; the label is the sum, if it is known."""
    right, left = np.zeros(len(places)), np.zeros(len(places))
    for number, (one, colour) in enumerate(zip(chart.series, _colours(chart), strict=True)):
        values = np.array([value or 0.0 for value in one.values], dtype=np.float64)
        begin, drawn = np.where(values < 0, left, right), values != 0.0
        axes.barh(
            places[drawn],
            values[drawn],
            left=begin[drawn],
            height=0.62,
            color=colour,
            hatch=_hatch(number),
            **_EDGE,
        )
        right += np.maximum(values, 0.0)
        left += np.minimum(values, 0.0)
    rows = list(zip(*(one.values for one in chart.series), strict=True)) or [()] * len(places)
    sums = [None if any(value is None for value in row) else math.fsum(v for v in row if v is not None) for row in rows]
    return [(float(p), float(r), total) for p, r, total in zip(places, right, sums, strict=True)]


def _beside(axes: Axes, chart: Chart, places: np.ndarray) -> list[Label]:
    labels: list[Label] = []
    thick = 0.76 / max(1, len(chart.series))
    for number, (one, colour) in enumerate(zip(chart.series, _colours(chart), strict=True)):
        at = places + (number - (len(chart.series) - 1) / 2) * thick
        values = np.array([value or 0.0 for value in one.values], dtype=np.float64)
        drawn = values != 0.0
        axes.barh(at[drawn], values[drawn], height=thick * 0.9, color=colour, hatch=_hatch(number), **_EDGE)
        labels += [(float(p), float(end), value) for p, end, value in zip(at, values, one.values, strict=True)]
    return labels


def _lines(on: Sheet, chart: Chart, lang: ReportLang, top: float, height: float) -> None:
    left = MARGIN + 0.55
    across = _WIDTH - left - MARGIN - 0.1
    axes = on.axes(left, top + 0.15, across, height - 0.15)
    names = [lettered(title, lang) for title in chart.categories]
    for one, colour in zip(chart.series, _colours(chart), strict=True):
        values = [math.nan if value is None else value for value in one.values]
        axes.plot(range(len(names)), values, color=colour, marker="o", ms=4, lw=1.8)
    _value_axis(axes, "y", axes.get_ylim())
    widest = max((width(name, _TEXT) for name in names), default=0.1) + 0.12
    every = max(1, math.ceil(widest * len(names) / across))
    shown_at = range(0, len(names), every)
    axes.set_xticks(list(shown_at), labels=[names[at] for at in shown_at], fontproperties=font(_TEXT))
    axes.set_xlim(-0.5, max(len(names), 1) - 0.5)
    on.text(MARGIN, top - 0.1, drawable(chart.unit), _TEXT, FAINT)


def _value_axis(axes: Axes, which: str, limits: tuple[float, float]) -> None:
    """Round numbers along the axis of values, with faint lines across."""
    low, high = limits
    ticks = np.asarray(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high), dtype=np.float64)
    ticks = ticks[(ticks >= low - 1e-9 * (high - low)) & (ticks <= high + 1e-9 * (high - low))]
    digits = next((n for n in range(6) if np.allclose(ticks, np.round(ticks, n), atol=1e-9)), 6)
    texts = [shown(float(tick), digits, "en") for tick in ticks]
    (axes.set_xticks if which == "x" else axes.set_yticks)(ticks, labels=texts, fontproperties=font(8.0), color=FAINT)
    (axes.set_xlim if which == "x" else axes.set_ylim)(low - 0.002 * (high - low), high + 0.002 * (high - low))
    axes.grid(axis="x" if which == "x" else "y", color=RULE, lw=0.6)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
