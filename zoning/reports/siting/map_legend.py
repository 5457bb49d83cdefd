"""The legend of a map: a patch like the one on it for the project, the overlap, every class and the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from matplotlib.patches import Rectangle

from layers.definition_file import Titles
from zoning.reports.measures.drawing import INK, Sheet
from zoning.reports.measures.fonts import drawable, font, wrapped
from zoning.reports.model import ReportLang
from zoning.reports.siting.map_content import MapContent
from zoning.reports.siting.said import two, word

_COLUMNS: Final = 3
_KEY: Final = 7.5  # points
LAND, SEA, BORDER, COAST = "#fbfaf5", "#e6eff5", "#8d989f", "#31607f"
SITE: Final = "#c1121f"
OVERLAP: Final = "xx"  # the hatch of what project and feature have in common
ROLE_DASH: Final[Mapping[str, tuple[float, ...]]] = {
    "route": (5.0, 2.0),
    "temporary": (1.5, 1.5),
    "opinion": (6.0, 2.0, 1.0, 2.0),
}


@dataclass(frozen=True)
class Key:
    """One entry of the legend: a patch like the one on the map."""

    text: str
    face: str
    opacity: float
    edge: str
    width: float
    hatch: str | None = None
    dash: tuple[float, ...] = ()
    line: bool = False


LegendRow = tuple[list[tuple[Key, str]], float]


def dashed(dash: Sequence[float]) -> str | tuple[float, tuple[float, ...]]:
    """A dash as matplotlib has it."""
    return (0.0, tuple(dash)) if dash else "-"


def said(text: Titles, lang: ReportLang) -> str:
    """A text in the language of a report; both, one below the other."""
    if lang == "both" and text.zh != text.en:
        return f"{text.zh}\n{text.en}"
    return text.en if lang == "en" else text.zh


def one_line(text: Titles, lang: ReportLang) -> str:
    """The same on one line."""
    return said(text, lang).replace("\n", " ")


def legend_keys(content: MapContent, hatches: Mapping[str, str], lang: ReportLang) -> Iterator[Key]:
    """The project by role, the overlap, the classes, the base."""
    for role in content.site:
        of = word(role)
        text = one_line(two(f"项目（{of.zh}）", f"project ({of.en})"), lang)
        yield Key(text, "none", 1.0, SITE, 1.8, dash=ROLE_DASH.get(role, ()))
    if content.overlap is not None and not content.overlap.is_empty:
        text = one_line(two("项目与该要素重叠处", "where they overlap"), lang)
        if shapely.get_dimensions(content.overlap) == 1:
            yield Key(text, "none", 1.0, INK, 3.0, line=True)
        else:
            yield Key(text, SITE, 0.18, INK, 0.6, hatch=OVERLAP)
    told: set[str] = set()
    for one in sorted(content.drawings, key=lambda drawing: not drawing.focus):
        if one.title.zh in told:
            continue
        told.add(one.title.zh)
        symbol, line = one.symbol, one.symbol.fill is None
        yield Key(
            one_line(one.title, lang),
            "none" if line else symbol.fill or symbol.line,
            0.28,
            symbol.line,
            1.5 if line else 0.9,
            hatch=hatches.get(one.title.zh),
            dash=symbol.dash if line else (),
            line=line,
        )
    if len(content.coast):
        yield Key(one_line(two("海岸线", "coastline"), lang), "none", 1.0, COAST, 0.9, line=True)
    if len(content.land):
        yield Key(one_line(two("行政区（陆域）", "administrative area, land"), lang), LAND, 1.0, BORDER, 0.5)
    if _has_gaps(content):
        yield Key(one_line(two("没有行政区资料", "no administrative data"), lang), "#ffffff", 1.0, BORDER, 0.5)
    if len(content.sea):
        yield Key(one_line(two("行政区（海域）", "administrative area, sea"), lang), SEA, 1.0, BORDER, 0.5)


def _has_gaps(content: MapContent) -> bool:
    """Whether the base leaves part of the frame bare, which must not pass for land without anything on it."""
    frame = shapely.box(content.frame.west, content.frame.south, content.frame.east, content.frame.north)
    return bool(
        shapely.area(shapely.difference(frame, shapely.union_all([*content.land, *content.sea]))) > 1e-3 * frame.area
    )


def legend_rows(keys: Sequence[Key], width: float) -> list[LegendRow]:
    """Entries in rows of three with their height, that of the longest text; `width` of the legend in inches."""
    room = width / _COLUMNS - 0.44
    set_ = [(key, wrapped(drawable(key.text), room, _KEY)) for key in keys]
    rows = [set_[place : place + _COLUMNS] for place in range(0, len(set_), _COLUMNS)]
    return [(row, max(0.2, 0.06 + 0.135 * max(text.count("\n") + 1 for _, text in row))) for row in rows]


def draw_legend(on: Sheet, left: float, top: float, width: float, rows: Sequence[LegendRow]) -> None:
    """Draw the rows, their left upper corner at the place in inches."""
    if not rows:
        return
    total = sum(height for _, height in rows)
    axes = on.axes(left, top, width, total)
    axes.set_xlim(0, width)
    axes.set_ylim(total, 0)
    axes.axis("off")
    down = 0.0
    for row, height in rows:
        for place, (key, text) in enumerate(row):
            across = place * width / _COLUMNS
            if key.line:
                axes.plot([across, across + 0.3], [down + 0.09] * 2, color=key.edge, lw=key.width, ls=dashed(key.dash))
            else:
                face = "none" if key.face == "none" else (key.face, key.opacity)
                frame: dict[str, Any] = {
                    "xy": (across, down + 0.03),
                    "width": 0.3,
                    "height": 0.13,
                    "edgecolor": key.edge,
                }
                axes.add_patch(Rectangle(**frame, facecolor=face, lw=key.width, linestyle=dashed(key.dash)))
                hatched = Rectangle(**frame, facecolor="none", lw=0.0, hatch=key.hatch)
                hatched.set_hatch_linewidth(0.4)
                axes.add_patch(hatched)
            axes.text(across + 0.38, down + 0.02, text, fontproperties=font(_KEY), color=INK, va="top", linespacing=1.1)
        down += height
