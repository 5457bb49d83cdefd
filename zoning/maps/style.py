"""A MapLibre style (version 8) drawn from the layer files: fills beneath, then outlines, lines and points.

It needs neither glyphs nor sprites. Labels are left to those who ask for them: MapLibre draws text without glyphs from
5.11 on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from layers.errors import Lang
from layers.kinds import LayerKind
from zoning.maps.groups import GROUPS, group_of
from zoning.maps.symbols import Symbol, coloured_by, symbols

Json = dict[str, Any]
NAME: Final = {"zh": "三线：空间管控图层", "en": "Sanxian: spatial control layers"}
_GROUND: Final = "#f4f6f7"
_FINE, _COARSE = 14, 7  # zooms between which lines grow


@dataclass(frozen=True)
class Drawn:
    """One layer of a map: the source with its tiles, and whether it is shown from the start."""

    kind: LayerKind
    source: str
    shown: bool


def style(
    layers: Iterable[Drawn],
    sources: Mapping[str, Json],
    lang: Lang,
    *,
    bounds: Sequence[float] | None = None,
    labels: bool = False,
    broken: Sequence[str] = (),
) -> Json:
    """The style; every map layer names in `metadata` its layer, title and group, each by `sanxian:`.

    `sources` are style sources by name; `bounds` (west, south, east, north in degrees) is where the map opens; `broken`
    are layers that cannot be read now, and whose tiles fail.
    """
    ordered = sorted(layers, key=lambda one: (GROUPS.index(group_of(one.kind)), one.kind.layer))
    return {
        "version": 8,
        "name": NAME[lang],
        **_opening(bounds),
        "metadata": {
            "sanxian:lang": lang,
            "sanxian:groups": [{"group": group.name, "title": group.title(lang)} for group in GROUPS],
            "sanxian:broken": list(broken),
        },
        "sources": dict(sources),
        "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": _GROUND}},
            *(part for one in ordered for part in _fills(one, lang)),
            *(part for one in ordered for part in _lines(one, lang)),
            *(part for one in ordered for part in _points(one, lang)),
            *(part for one in ordered if labels for part in _labels(one, lang)),
        ],
    }


def _opening(bounds: Sequence[float] | None) -> Json:
    if bounds is None:
        return {}
    west, south, east, north = bounds
    across = max(east - west, (north - south) * 1.2, 1e-3)
    zoom = next(z for z in range(15, -1, -1) if across * 2**z <= 2 * 360 or z == 0)  # about two tiles of 512 px
    return {"center": [round((west + east) / 2, 6), round((south + north) / 2, 6)], "zoom": zoom}


def _layer(one: Drawn, lang: Lang, part: str, kind: str, paint: Json, **more: Any) -> Json:
    title = one.kind.title
    metadata = {
        "sanxian:layer": one.kind.layer,
        "sanxian:title": title.zh if lang == "zh" else title.en,
        "sanxian:group": group_of(one.kind).name,
    }
    symbol: Symbol | None = more.pop("symbol", None)
    if symbol is not None:
        metadata["sanxian:class"] = symbol.title.zh if lang == "zh" else symbol.title.en
    layout = {"visibility": "visible" if one.shown else "none", **more.pop("layout", {})}
    return {
        "id": f"{one.kind.layer}:{part}",
        "type": kind,
        "source": one.source,
        "source-layer": one.kind.layer,
        "metadata": metadata,
        "layout": layout,
        "paint": paint,
        **more,
    }


def _fills(one: Drawn, lang: Lang) -> Iterator[Json]:
    found = [symbol for symbol in symbols(one.kind) if symbol.fill is not None]
    if found:
        paint = {"fill-color": _colour(one.kind, found), "fill-opacity": found[0].fill_opacity, "fill-antialias": False}
        yield _layer(one, lang, "fill", "fill", paint)


def _colour(kind: LayerKind, found: Sequence[Symbol]) -> Any:
    by = coloured_by(kind)
    if by is None:
        return found[0].fill
    pairs = [part for symbol in found if symbol.value is not None for part in (symbol.value, symbol.fill)]
    rest = next((symbol.fill for symbol in found if symbol.value is None), found[-1].fill)
    return ["match", ["get", by], *pairs, rest]


def _lines(one: Drawn, lang: Lang) -> Iterator[Json]:
    """A layer of the map per symbol: not every renderer takes its dashes from the features."""
    if one.kind.geometry == "point":
        return
    for symbol in symbols(one.kind):
        paint: Json = {"line-color": symbol.line, "line-width": _growing(symbol.width)}
        if symbol.dash:
            paint["line-dasharray"] = list(symbol.dash)
        part = "outline" if one.kind.geometry == "polygon" else "line"
        layout = {"line-join": "round", "line-cap": "butt"}
        yield _layer(
            one, lang, _part(part, symbol), "line", paint, layout=layout, symbol=symbol, **_only(one.kind, symbol)
        )


def _points(one: Drawn, lang: Lang) -> Iterator[Json]:
    if one.kind.geometry != "point":
        return
    for symbol in symbols(one.kind):
        paint = {
            "circle-radius": _growing(symbol.radius),
            "circle-color": symbol.line,
            "circle-opacity": 0 if symbol.hollow else 0.9,
            "circle-stroke-color": symbol.line if symbol.hollow else "#ffffff",
            "circle-stroke-width": 2 if symbol.hollow else 1,
        }
        yield _layer(one, lang, _part("point", symbol), "circle", paint, symbol=symbol, **_only(one.kind, symbol))


def _labels(one: Drawn, lang: Lang) -> Iterator[Json]:
    if "name" not in one.kind.attributes:
        return
    placement = "line" if one.kind.geometry == "line" else "point"
    layout = {
        "text-field": ["get", "name"],
        "text-font": ["sans-serif"],
        "text-size": 12,
        "symbol-placement": placement,
    }
    paint = {"text-color": "#222222", "text-halo-color": "#ffffff", "text-halo-width": 1.5}
    yield _layer(one, lang, "label", "symbol", paint, layout=layout, minzoom=10)


def _part(name: str, symbol: Symbol) -> str:
    return f"{name}:{symbol.value if symbol.value is not None else '*'}"


def _only(kind: LayerKind, symbol: Symbol) -> Json:
    """The filter of a symbol; none where all features of the layer have it."""
    by = coloured_by(kind)
    if by is None:
        return {}
    if symbol.value is not None:
        return {"filter": ["==", ["get", by], symbol.value]}
    return {"filter": ["match", ["get", by], list(kind.style.classes), False, True]}  # also where it is not said


def _growing(size: float) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], _COARSE, round(size / 2, 3), _FINE, size]
