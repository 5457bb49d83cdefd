"""A plain SVG of panels with captions: fixed layout, no style sheet, the same bytes every time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from siting_pictures.land import plane

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
INK, GREY = "#222222", "#666666"
LINE_PX, SIZE_PX, TITLE_PX = 17.0, 12.5, 16.0
GAP_PX, MARGIN_PX, PAD_PX = 22.0, 16.0, 6.0
STYLES: Mapping[str, Mapping[str, str]] = {
    "zone": {"fill": "#5b9bd5", "fill-opacity": "0.35", "stroke": "#1f4e79", "stroke-width": "1.4"},
    "other": {"fill": "#8e7cc3", "fill-opacity": "0.30", "stroke": "#4c3a86", "stroke-width": "1.4"},
    "inner": {"fill": "#1f4e79", "fill-opacity": "0.45", "stroke": "none"},
    "outer": {"fill": "none", "stroke": "#1f4e79", "stroke-width": "1.1", "stroke-dasharray": "5 4"},
    "haze": {"fill": "#5b9bd5", "fill-opacity": "0.13", "stroke": "none"},
    "site": {"fill": "#f4a836", "fill-opacity": "0.55", "stroke": "#8a4b00", "stroke-width": "1.6"},
    "ghost": {
        "fill": "#f4a836",
        "fill-opacity": "0.15",
        "stroke": "#8a4b00",
        "stroke-width": "1.2",
        "stroke-dasharray": "3 3",
    },
    "opinion": {"fill": "none", "stroke": "#2e7d32", "stroke-width": "2", "stroke-dasharray": "8 3"},
    "route": {"fill": "none", "stroke": "#8a4b00", "stroke-width": "3"},
    "piece": {"fill": "#c62828", "fill-opacity": "0.55", "stroke": "#7f0000", "stroke-width": "1"},
    "gap": {
        "fill": "#9e9e9e",
        "fill-opacity": "0.35",
        "stroke": "#616161",
        "stroke-width": "1",
        "stroke-dasharray": "2 3",
    },
    "county": {"fill": "#a5c882", "fill-opacity": "0.30", "stroke": "#38571a", "stroke-width": "1.4"},
    "thread": {"fill": "none", "stroke": GREY, "stroke-width": "0.8"},
    "arrow": {"fill": "#2e7d32", "stroke": "#2e7d32", "stroke-width": "2"},
    "dot": {"fill": INK, "stroke": "none"},
}
COLOURS = {True: "#b3261e", False: "#2e7d32", None: "#8a6100"}  # of what holds, does not, is open


@dataclass(frozen=True)
class Words:
    """A text in both languages, each on lines of its own; `colour` as SVG writes it."""

    zh: str
    en: str
    colour: str = INK
    bold: bool = False

    def lines(self, width_px: float) -> list[str]:
        """The lines that fit a width."""
        return [line for text in (self.zh, self.en) if text for line in wrapped(text, width_px, SIZE_PX)]


@dataclass(frozen=True)
class Mark:
    """A short text in the map, `at` metres; `anchor` start, middle or end."""

    at: tuple[float, float]
    text: str
    anchor: str = "middle"
    colour: str = INK


@dataclass(frozen=True)
class Panel:
    """A map: frame (west, south, east, north, metres), shapes (style, EPSG:4490), marks; words below it."""

    frame: tuple[float, float, float, float]
    shapes: Sequence[tuple[str, BaseGeometry]]
    below: Sequence[Words] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells, each text or (text, colour), the first row a heading; the columns' widths in pixels."""

    rows: Sequence[Sequence[str | tuple[str, str]]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Picture:
    """Panels in rows of `columns`, tables below them, a legend of styles last."""

    title: Words
    panels: Sequence[Panel]
    columns: int
    panel_px: float
    tables: Sequence[Table] = ()
    legend: Sequence[tuple[str, str]] = field(default=())

    def svg(self) -> bytes:
        """The picture as UTF-8 SVG."""
        return _Sheet(self).svg()


def text_px(text: str, size: float) -> float:
    """About how wide a text is: a full-width character one em, any other a little over half."""
    return sum(size if _wide(c) else 0.56 * size for c in text)


def wrapped(text: str, width_px: float, size: float) -> list[str]:
    """A text in lines that fit; broken at spaces and between full-width characters. Raises ValueError where not."""
    lines, rest = [""], list(_pieces(text))
    for piece in rest:
        if text_px((lines[-1] + piece).rstrip(), size) > width_px and lines[-1]:
            lines.append("")
        lines[-1] += piece.lstrip() if not lines[-1] else piece
        if text_px(lines[-1].rstrip(), size) > width_px:
            raise ValueError(f"{piece!r} is wider than {width_px} px")
    return [found.rstrip() for found in lines]


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _pieces(text: str) -> Iterator[str]:
    """What is not to be broken: a word with its space, a full-width character with the marks after it."""
    piece = ""
    for character in text:
        wide = _wide(character)
        ends = piece and not piece.endswith("（") and character not in "，。；：、）」？％"
        if ends and (wide or _wide(piece[-1])):
            yield piece
            piece = ""
        piece += character
        if character == " ":
            yield piece
            piece = ""
    if piece:
        yield piece


class _Sheet:
    """One picture being laid out, from the top down."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        panels = picture.columns * picture.panel_px + (picture.columns - 1) * GAP_PX
        tables = max((sum(table.widths) for table in picture.tables), default=0.0)
        self.width = max(panels, tables) + 2 * MARGIN_PX
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONT})
        self.y = MARGIN_PX
        self.paper = ET.SubElement(self.root, "rect", {"x": "0", "y": "0", "fill": "#ffffff"})

    def svg(self) -> bytes:
        self._title()
        panels = self.picture.panels
        for start in range(0, len(panels), self.picture.columns):
            self._row(panels[start : start + self.picture.columns])
        for table in self.picture.tables:
            self._table(table)
        self._legend()
        size = {"width": _n(self.width), "height": _n(self.y + MARGIN_PX - PAD_PX)}
        self.root.attrib |= {**size, "viewBox": f"0 0 {size['width']} {size['height']}"}
        self.paper.attrib |= size
        ET.indent(self.root, " ")
        return ET.tostring(self.root, encoding="unicode").encode() + b"\n"

    def _text(self, x: float, y: float, text: str, **more: str) -> None:
        about = {"x": _n(x), "y": _n(y), "font-size": _n(SIZE_PX), "fill": INK}
        about |= {name.replace("_", "-"): value for name, value in more.items()}
        ET.SubElement(self.root, "text", about).text = text

    def _title(self) -> None:
        title = self.picture.title
        for text, size in ((title.zh, TITLE_PX), (title.en, SIZE_PX)):
            for found in wrapped(text, self.width - 2 * MARGIN_PX, size):
                self.y += size + 4
                self._text(MARGIN_PX, self.y, found, font_size=_n(size), font_weight="bold")
        ET.SubElement(self.root, "title").text = f"{title.zh} — {title.en}"
        self.y += 12

    def _row(self, panels: Sequence[Panel]) -> None:
        wide, top, lowest = self.picture.panel_px, self.y, self.y
        for index, panel in enumerate(panels):
            x = MARGIN_PX + index * (wide + GAP_PX)
            west, south, east, north = panel.frame
            scale = wide / (east - west)
            tall = (north - south) * scale
            self._map(panel, x, top, scale, tall)
            y = top + tall + PAD_PX
            for words in panel.below:
                for found in words.lines(wide):
                    y += LINE_PX
                    self._text(x, y, found, fill=words.colour, font_weight="bold" if words.bold else "normal")
            lowest = max(lowest, y)
        self.y = lowest + GAP_PX

    def _map(self, panel: Panel, x: float, y: float, scale: float, tall: float) -> None:
        west, _, _, north = panel.frame
        frame = shapely.box(*panel.frame)

        def place(xy: np.ndarray) -> np.ndarray:
            return np.column_stack([x + (xy[:, 0] - west) * scale, y + (north - xy[:, 1]) * scale])

        for style, geometry in panel.shapes:
            shape = shapely.normalize(shapely.intersection(plane(geometry), frame))
            for part in shapely.get_parts(shapely.get_parts(shapely.transform(shape, place))):
                self._shape(style, part)
        about = {"x": _n(x), "y": _n(y), "width": _n(self.picture.panel_px), "height": _n(tall)}
        ET.SubElement(self.root, "rect", {**about, "fill": "none", "stroke": "#bbbbbb"})
        for mark in panel.marks:
            ((at_x, at_y),) = place(np.array([mark.at]))
            self._text(at_x, at_y, mark.text, text_anchor=mark.anchor, fill=mark.colour)

    def _shape(self, style: str, part: BaseGeometry) -> None:
        if part.geom_type == "Point":
            ((x, y),) = shapely.get_coordinates(part)
            at = {"cx": _n(x), "cy": _n(y), "r": "3"}
            ET.SubElement(self.root, "circle", {**at, **STYLES[style]})
            return
        simple = shapely.simplify(part, 0.05)
        rings = [simple] if part.geom_type == "LineString" else list(shapely.get_rings(simple))
        closed = "" if part.geom_type == "LineString" else "Z"
        path = " ".join(f"M{_path(ring)}{closed}" for ring in rings)
        ET.SubElement(self.root, "path", {"d": path, "fill-rule": "evenodd", **STYLES[style]})

    def _table(self, table: Table) -> None:
        for number, row in enumerate(table.rows):
            cells = [(cell, INK) if isinstance(cell, str) else cell for cell in row]
            lines = [wrapped(text, wide - 8, SIZE_PX) for (text, _), wide in zip(cells, table.widths, strict=True)]
            x = MARGIN_PX
            for (_, colour), wide, found in zip(cells, table.widths, lines, strict=True):
                for index, text in enumerate(filter(None, found)):
                    weight = "bold" if number == 0 or colour != INK else "normal"
                    self._text(x + 4, self.y + (index + 1) * LINE_PX - 3, text, fill=colour, font_weight=weight)
                x += wide
            self.y += max(map(len, lines)) * LINE_PX + 4
            rule = {"x1": _n(MARGIN_PX), "x2": _n(x), "y1": _n(self.y), "y2": _n(self.y), "stroke": "#cccccc"}
            ET.SubElement(self.root, "line", rule)
        self.y += GAP_PX

    def _legend(self) -> None:
        x = MARGIN_PX
        for style, text in self.picture.legend:
            wide = 26 + text_px(text, SIZE_PX) + GAP_PX
            if x + wide > self.width and x > MARGIN_PX:
                x, self.y = MARGIN_PX, self.y + LINE_PX + 4
            if style == "dot":
                self._shape(style, shapely.Point(x + 9, self.y + 6))
            elif style in ("thread", "route", "arrow"):
                self._shape(style, shapely.LineString([(x, self.y + 6), (x + 18, self.y + 6)]))
            else:
                self._shape(style, shapely.box(x, self.y, x + 18, self.y + 12))
            self._text(x + 24, self.y + 11, text)
            x += wide
        self.y += LINE_PX


def arrow(start: tuple[float, float], end: tuple[float, float], head_m: float) -> Iterable[BaseGeometry]:
    """A line and its head, in metres."""
    course = np.array(end) - np.array(start)
    ahead = course / np.hypot(*course)
    side = np.array([-ahead[1], ahead[0]])
    foot = np.array(end) - head_m * ahead
    yield shapely.LineString([start, tuple(foot)])
    yield shapely.Polygon([end, tuple(foot + side * head_m / 2), tuple(foot - side * head_m / 2)])


def _path(ring: BaseGeometry) -> str:
    points = np.round(shapely.get_coordinates(ring), 1) + 0.0
    changed = np.concatenate([[True], np.any(points[1:] != points[:-1], axis=1)])
    return "L".join(f"{_n(x)} {_n(y)}" for x, y in points[changed])


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
