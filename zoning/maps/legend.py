"""Legends: the classes of a layer with their symbols, as JSON and as a drawing (SVG) with plain generic fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from layers.editions import STANDINGS, Standing
from layers.errors import Lang
from layers.kinds import LayerKind
from zoning.maps.groups import group_of
from zoning.maps.standing import standing_word
from zoning.maps.symbols import Symbol, coloured_by, symbols
from zoning.titles import both

Json = dict[str, Any]
_SVG: Final = "http://www.w3.org/2000/svg"
_ROW, _HEAD, _FOOT, _SWATCH, _LEFT, _PAD = 24, 30, 22, (48, 16), 66, 8  # CSS pixels
_INK, _FAINT = "#1d2a33", "#4d5961"
_FONT: Final = "system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"


def legend(kind: LayerKind, standings: Iterable[Standing]) -> Json:
    """The legend of a layer; `standings` are those of its editions in force."""
    by = coloured_by(kind)
    held = [one for one in STANDINGS if one in set(standings)]
    return {
        "layer": kind.layer,
        "title": both(kind.title),
        "geometry": kind.geometry,
        "access": kind.access,
        "group": {"name": group_of(kind).name, "title": both(group_of(kind).titles)},
        "standing": [{"status": one, "text": both(standing_word(one))} for one in held],
        "by": by,
        "by_title": None if by is None else both(kind.attributes[by].title),
        "classes": [_entry(symbol) for symbol in symbols(kind)],
    }


def _entry(symbol: Symbol) -> Json:
    return {
        "value": symbol.value,
        "title": both(symbol.title),
        "colour": symbol.fill or symbol.line,
        "opacity": symbol.fill_opacity if symbol.fill is not None else 1.0,
        "line": symbol.line,
        "width": round(symbol.width, 3),
        "dash": list(symbol.dash),
        "radius": symbol.radius,
        "hollow": symbol.hollow,
    }


def drawing(kind: LayerKind, standings: Iterable[Standing], lang: Lang) -> bytes:
    """The legend of a layer as SVG, UTF-8; its text can be read aloud and selected."""
    found = symbols(kind)
    head = _said(kind.title, lang)
    lines = [_said(symbol.title, lang) for symbol in found]
    held = [one for one in STANDINGS if one in set(standings)]
    foot = (
        "；".join(standing_word(one).zh for one in held)
        if lang == "zh"
        else "; ".join(standing_word(one).en for one in held)
    )
    width = max(
        _width(head, 15) + 2 * _PAD, _width(foot, 11) + 2 * _PAD, *(_LEFT + _width(one, 13) + _PAD for one in lines)
    )
    height = _HEAD + _ROW * len(found) + (_FOOT if foot else _PAD)
    root = ET.Element(
        "svg",
        {
            "xmlns": _SVG,
            "width": str(width),
            "height": str(height),
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "lang": "zh-CN" if lang == "zh" else "en",
            "font-family": _FONT,
        },
    )
    _add(root, "title").text = _printable(head)
    _add(root, "rect", width=width, height=height, fill="#ffffff")
    _text(root, _PAD, 20, head, 15, weight="600")
    for place, (symbol, line) in enumerate(zip(found, lines, strict=True)):
        top = _HEAD + _ROW * place
        _swatch(root, kind, symbol, top + (_ROW - _SWATCH[1]) / 2)
        _text(root, _LEFT, top + 17, line, 13)
    if foot:
        _text(root, _PAD, height - 8, foot, 11, fill=_FAINT)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def _swatch(root: ET.Element, kind: LayerKind, symbol: Symbol, top: float) -> None:
    wide, high = _SWATCH
    stroke = {"stroke": symbol.line, "stroke-width": round(symbol.width, 3)}
    if symbol.dash:
        stroke["stroke-dasharray"] = " ".join(f"{part * symbol.width:g}" for part in symbol.dash)
    if kind.geometry == "polygon":
        fill = {"fill": symbol.fill or "none", "fill-opacity": symbol.fill_opacity}
        _add(root, "rect", x=_PAD, y=top, width=wide, height=high, **fill, **stroke)
    elif kind.geometry == "line":
        middle = top + high / 2
        _add(root, "line", x1=_PAD, y1=middle, x2=_PAD + wide, y2=middle, **stroke)
    else:
        fill = {"fill": "none" if symbol.hollow else symbol.line, "stroke": symbol.line, "stroke-width": 2}
        _add(root, "circle", cx=_PAD + wide / 2, cy=top + high / 2, r=min(symbol.radius, high / 2), **fill)


def _text(root: ET.Element, x: float, y: float, said: str, size: int, *, fill: str = _INK, weight: str = "400") -> None:
    _add(root, "text", x=x, y=y, fill=fill, **{"font-size": size, "font-weight": weight}).text = _printable(said)


def _add(root: ET.Element, tag: str, **attributes: object) -> ET.Element:
    return ET.SubElement(root, tag, {name: str(value) for name, value in attributes.items()})


def _printable(said: str) -> str:
    """Without what XML cannot hold."""
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cs", "Cn") else one for one in said)


def _said(titles: Any, lang: Lang) -> str:
    return str(titles.zh if lang == "zh" else titles.en)


def _width(said: str, size: int) -> int:
    """A bound of the width of a text in pixels: no font is at hand to measure it."""
    wide = sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.62 for one in said)
    return round(wide * size) + 4


def legends(entries: Sequence[tuple[LayerKind, Iterable[Standing]]]) -> list[Json]:
    """Legends in the order in which layers lie upon each other, the topmost first."""
    from_above = {"points": 0, "lines": 1, "areas": 2, "divisions": 3}
    ordered = sorted(entries, key=lambda entry: (from_above[group_of(entry[0]).name], entry[0].layer))
    return [legend(kind, standings) for kind, standings in ordered]
