"""Maps of the features behind a measure, with legend, scale bar, north arrow, graticule and what they rest on."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from layers.errors import Lang
from zoning.measures.tables import Evidence
from zoning.reports.measures.cartography import Frame, degrees, frame, graticule
from zoning.reports.measures.document import Document
from zoning.reports.measures.drawing import FAINT, INK, MARGIN, RULE, WARNING, Sheet, foot, head, sheet
from zoning.reports.measures.fonts import font, wrapped
from zoning.reports.measures.map_classes import MapClass, map_classes
from zoning.reports.measures.statement import edition_line
from zoning.reports.measures.words import said, word

_LEFT: Final = 0.95  # inches left of the frame, for latitudes
_BELOW: Final = 0.42
_PANEL: Final = 2.5  # width of what stands to the right of the frame
_GAP: Final = 0.25
_KEY: Final = 8.5  # points of the legend
_SCALE: Final = 0.85  # inches of height for the scale bar
_LINE: Final = 0.7  # points of a line of width 1
_GROUND: Final = "#fbfcfc"
_BOTH: Final[tuple[Lang, ...]] = ("zh", "en")

Geometries = NDArray[np.object_]


def draw(document: Document, evidence: Evidence, lang: Lang) -> Figure:
    """The features of one evidence on a sheet of its own. Raises BadInput where there are none."""
    ground = frame(shapely.total_bounds(evidence.geometries))
    classes = map_classes(evidence, document.definitions, lang)
    key = _key_lines(classes)
    body_height = max(ground.height + _BELOW, 0.9 + _key_height(key) + _SCALE)
    width = _LEFT + ground.width + _GAP + _PANEL + MARGIN
    above = head(document, said(evidence.table.title, lang), width, lang)
    below = foot(document, [_crs_note(ground, lang), *_sources(document, lang)], width, lang)
    top = MARGIN + above.height + 0.1
    on = sheet(width, top + body_height + 0.1 + below.height + MARGIN)
    above.put(on, MARGIN)
    axes = on.axes(_LEFT, top, ground.width, ground.height)
    _features(axes, evidence, ground, classes)
    _watermark(axes, document, ground, lang)
    _panel(on, top, ground, key)
    below.put(on, top + body_height + 0.1)
    return on.figure


def _sources(document: Document, lang: Lang) -> list[str]:
    return [f"{word('edition', lang)}: {edition_line(document, one, lang)}" for one in document.body["editions"]]


def _crs_note(ground: Frame, lang: Lang) -> str:
    middle = degrees(ground.middle, 1 / 60, "NS")
    if lang == "zh":
        return f"坐标系：CGCS2000 大地坐标（EPSG:4490），按经纬度绘制；比例尺在纬度 {middle} 处为真"
    return (
        f"CRS: CGCS2000, longitude and latitude (EPSG:4490), drawn as such; the scale bar is true at latitude {middle}"
    )


def _features(axes: Axes, evidence: Evidence, ground: Frame, classes: tuple[MapClass, ...]) -> None:
    axes.set_facecolor(_GROUND)
    for one in classes:
        _draw_class(axes, evidence.geometries[one.places], one, ground)
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


def _draw_class(axes: Axes, geometries: Geometries, one: MapClass, ground: Frame) -> None:
    """All features of a class as one collection per kind of geometry; what paper cannot show is thinned."""
    parts = shapely.get_parts(geometries[~shapely.is_missing(geometries)])
    while (shapely.get_type_id(parts) > 3).any():  # collections within collections
        parts = shapely.get_parts(parts)
    dimension = shapely.get_dimensions(parts)
    stroke = max(1.0, one.width * _LINE)
    lines = shapely.simplify(parts[dimension == 1], ground.pixel / 2, preserve_topology=False)
    if len(lines):
        axes.add_collection(
            LineCollection(
                _runs(lines), colors=one.colour, linewidths=stroke, capstyle="round", joinstyle="round", zorder=4
            )
        )
    areas = shapely.simplify(parts[dimension == 2], ground.pixel / 2, preserve_topology=True)
    if len(areas):
        paths = [_path(polygon) for polygon in shapely.orient_polygons(areas)]
        axes.add_collection(PathCollection(paths, facecolors=one.colour, alpha=max(0.25, one.opacity), lw=0, zorder=3))
        axes.add_collection(PathCollection(paths, facecolors="none", edgecolors=one.colour, lw=0.8, zorder=3))
    points = shapely.get_coordinates(parts[dimension == 0])
    if len(points):
        axes.scatter(points[:, 0], points[:, 1], s=18, c=one.colour, edgecolors="white", linewidths=0.6, zorder=5)


def _runs(geometries: Geometries) -> list[NDArray[np.float64]]:
    """Vertices per line or ring."""
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    return np.split(coordinates, np.flatnonzero(np.diff(owner)) + 1)


def _path(polygon: shapely.Polygon) -> Path:
    rings = _runs(shapely.get_rings(polygon))
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings]
    return Path(np.concatenate(rings), np.concatenate(codes).astype(Path.code_type))


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


Key = list[tuple[str, MapClass]]


def _key_lines(classes: tuple[MapClass, ...]) -> Key:
    return [(wrapped(f"{one.title} ({len(one.places)})", _PANEL - 0.5, _KEY), one) for one in classes]


def _key_height(key: Key) -> float:
    return sum(0.06 + 0.165 * (text.count("\n") + 1) for text, _ in key)


def _panel(on: Sheet, top: float, ground: Frame, key: Key) -> None:
    left = on.width - MARGIN - _PANEL
    height = max(ground.height, 0.9 + _key_height(key) + _SCALE)
    axes = on.axes(left, top, _PANEL, height)
    axes.set_xlim(0, _PANEL)
    axes.set_ylim(height, 0)
    axes.axis("off")
    _north(axes)
    down = 0.9
    for text, one in key:
        lines = text.count("\n") + 1
        axes.add_patch(Rectangle((0.05, down + 0.045), 0.28, 0.075, facecolor=one.colour, edgecolor="none"))
        axes.text(0.45, down, text, fontproperties=font(_KEY), color=INK, va="top", linespacing=1.15)
        down += 0.06 + 0.165 * lines
    _scale_bar(axes, ground, height - 0.42)


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
