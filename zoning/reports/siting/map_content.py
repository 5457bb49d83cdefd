"""What a map of a report shows: frame, base, features class by class, the project, names; not how it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.coverage import ADMIN_AREA
from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.maps.symbols import Symbol, symbols
from zoning.reports.measures.cartography import Frame
from zoning.reports.siting.ground import Bounds, Ground, Land
from zoning.reports.siting.said import two
from zoning.titles import both, layer_title

COAST: Final = "coastline"
_FEW: Final = 8  # features of a layer up to which all are named on a map, and not only those of findings
Key = tuple[str, str, int, str]  # layer, region, edition, feature


@dataclass(frozen=True, eq=False)
class Drawing:
    """Features of one class of a layer, drawn alike."""

    title: Titles
    symbol: Symbol
    geometries: NDArray[np.object_]
    focus: bool = False


@dataclass(frozen=True)
class Named:
    """A name to be written near a place (lon, lat); `strong` names come first and larger."""

    text: str
    lon: float
    lat: float
    strong: bool = False


@dataclass(frozen=True, eq=False)
class MapContent:
    """Everything on one map, in EPSG:4490.

    Attributes:
        frame: what it shows.
        land, sea, coast: the base, of administrative areas by their part and of the coastline.
        drawings: the features of layers, the focus last.
        site: the parts of the project by role.
        overlap: what project and focus have in common; empty where the map has no focus.
        names: what may be written on it.
        marks: chainages on the axis of a line.
    """

    frame: Frame
    land: NDArray[np.object_]
    sea: NDArray[np.object_]
    coast: NDArray[np.object_]
    drawings: tuple[Drawing, ...]
    site: Mapping[str, NDArray[np.object_]]
    overlap: BaseGeometry | None = None
    names: tuple[Named, ...] = ()
    marks: tuple[Named, ...] = ()


def bounds_of(frame: Frame) -> Bounds:
    """The frame in degrees, a little wider, so that cuts lie outside what is seen."""
    room = 0.02 * max(frame.east - frame.west, frame.north - frame.south)
    return frame.west - room, frame.south - room, frame.east + room, frame.north + room


def base(
    ground: Ground, frame: Frame
) -> tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.object_], list[Named]]:
    """Land and sea parts of administrative areas, the coast, and names of the areas, as far as they may be shown."""
    bounds = bounds_of(frame)
    admin, coast = ground.features(ADMIN_AREA, bounds), ground.features(COAST, bounds)
    nothing = np.empty(0, dtype=object)
    if admin is None:
        land, sea, names = nothing, nothing, []
    else:
        cut = shapely.clip_by_rect(admin.geometries, *bounds)
        of_sea = np.array([part == "sea" for part in admin.codes], dtype=np.bool_)
        land, sea = cut[~of_sea], cut[of_sea]
        names = list(_names(admin, cut, frame))
    lines = nothing if coast is None else shapely.clip_by_rect(coast.geometries, *bounds)
    return land, sea, lines, names


def class_drawings(
    ground: Ground, frame: Frame, layers: Sequence[str], met: frozenset[Key], focus: Key | None, *, only_met: bool
) -> tuple[list[Drawing], list[Named], BaseGeometry | None]:
    """The features of layers in a frame by class, the focus apart and last; names of those found; the focus whole.

    `met` are the findings; `only_met`: nothing else is drawn.
    """
    bounds = bounds_of(frame)
    drawn: list[Drawing] = []
    names: list[Named] = []
    last: list[Drawing] = []
    whole: BaseGeometry | None = None
    for layer in layers:
        found = ground.features(layer, bounds)
        if found is None or not len(found.geometries):
            continue
        cut = shapely.clip_by_rect(found.geometries, *bounds)
        seen = shapely.intersects(found.geometries, shapely.box(frame.west, frame.south, frame.east, frame.north))
        known = np.array([(layer, *key) in met for key in found.keys], dtype=np.bool_)
        seen &= known | (not only_met)
        is_focus = np.array([(layer, *key) == focus for key in found.keys], dtype=np.bool_)
        for symbol, members in _by_symbol(ground.definitions, layer, found):
            title = _title(ground.definitions, layer, symbol)
            for chosen, apart in ((members & seen & ~is_focus, False), (members & seen & is_focus, True)):
                if chosen.any():
                    (last if apart else drawn).append(Drawing(title, symbol, cut[chosen], apart))
        if is_focus.any():
            whole = shapely.union_all(found.geometries[is_focus])
        names += list(_names(found, cut, frame, is_focus, known & seen if seen.sum() > _FEW else seen))
    return [*drawn, *last], names, whole


def _by_symbol(definitions: Definitions, layer: str, found: Land) -> Iterator[tuple[Symbol, NDArray[np.bool_]]]:
    """The symbols of a layer with the features that have each; what has no symbol of its own has the last."""
    every = symbols(definitions.kinds[layer])
    listed = {symbol.value for symbol in every}
    codes = np.array([code if code in listed else None for code in found.codes], dtype=object)
    for symbol in every:
        alone = len(every) == 1
        members = np.ones(len(codes), dtype=np.bool_) if alone else np.array([c == symbol.value for c in codes], bool)
        if members.any():
            yield symbol, members


def _title(definitions: Definitions, layer: str, symbol: Symbol) -> Titles:
    name = layer_title(definitions, layer)
    if both(symbol.title) == name:
        return symbol.title
    return two(f"{name['zh']} · {symbol.title.zh}", f"{name['en']} · {symbol.title.en}")


def _names(
    found: Land,
    cut: NDArray[np.object_],
    frame: Frame,
    strong: NDArray[np.bool_] | None = None,
    told_of: NDArray[np.bool_] | None = None,
) -> Iterator[Named]:
    """Each name once, at a place within the largest part that is seen."""
    told: set[str] = set()
    window = (frame.west, frame.south, frame.east, frame.north)
    for place, name in enumerate(found.names):
        if name is None or name in told or (told_of is not None and not told_of[place]):
            continue
        seen = shapely.clip_by_rect(cut[place], *window)
        parts = shapely.get_parts(seen)
        if not len(parts):
            continue
        largest = max(parts, key=lambda part: (part.area, part.length))
        if largest.is_empty:
            continue
        at = largest.interpolate(0.5, normalized=True) if largest.area == 0 and largest.length > 0 else largest
        spot = shapely.point_on_surface(at)
        told.add(name)
        yield Named(name, float(spot.x), float(spot.y), bool(strong is not None and strong[place]))
