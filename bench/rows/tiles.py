"""Vector tiles of all six layers, none kept: milliseconds and bytes beside ST_AsMVT and mapbox-vector-tile, each with
and without vertices dropped first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely

from bench.peers import mvt
from bench.peers.mapbox import MapboxTiles
from bench.province import LAYERS
from bench.ratios import PLACE_BY_PLACE, Ratio, figure
from bench.rows.siting import Different
from bench.stage import Stage, told
from bench.turns import Engine, Same, Times, in_turn
from layers.snapshot import LayerView
from layers.tiles.drawing import Drawn, layer_tile
from layers.tiles.grids import Tile

TILES = {8: 3, 11: 10, 14: 40}
TIMES_EACH = 2
SPELL = 10  # tiles that an engine draws before the next one's turn
CLOSE = 0.06  # of the area that a layer covers in a tile
PIXEL = 16  # units of a tile's extent
LARGE = 4  # pixels of area or length: a feature that has as much is shown whoever draws


class OurTiles:
    """`layer_tile` of every layer, one behind the other; generalised copies are made beforehand, as at publication."""

    name = "ours"

    def __init__(self, views: Mapping[str, LayerView]) -> None:
        self.drawn = {layer: Drawn(view) for layer, view in views.items()}
        for drawn in self.drawn.values():
            drawn.prepare([mvt.GRID])

    def __call__(self, tile: Tile) -> bytes:
        """A tile of all layers."""
        return b"".join(layer_tile(drawn, tile) for drawn in self.drawn.values())


def tiles(stage: Stage) -> Iterator[Ratio]:
    """Zooms 8, 11 and 14, over land and shore."""
    begun = time.perf_counter()
    ours = OurTiles(stage.views)
    told("our generalised copies for every zoom", begun)
    about = properties(stage.views)
    same: dict[str, Same] = {"ours": _shown_alike}
    peers = list(_postgis(stage, about, same))
    begun = time.perf_counter()
    for peer in (MapboxTiles(stage.province, about), MapboxTiles(stage.province, about, tuple(TILES))):
        same[peer.name] = _same_features
        peers.append(Engine(peer.name, peer))
    told("trees and generalised copies for mapbox-vector-tile", begun)
    different: list[str] = []  # the other zooms are still told
    for zoom, count in TILES.items():
        sizes: dict[str, list[int]] = {}
        # the first is what answers are compared with
        engines = [
            replace(one, read=_sized(sizes, one.name)) for one in (peers[0], Engine(ours.name, ours), *peers[1:])
        ]
        spots = (mvt.GRID.at(lon, lat, zoom) for lon, lat in stage.asked.points.tolist())
        places = list({(tile.x, tile.y): tile for tile in spots}.values())[:count]
        ways = {"": SPELL, PLACE_BY_PLACE: 1} if len(places) > SPELL else {"": 1}  # a few tiles make no spells
        for label, spell in ways.items():
            times = in_turn(engines, places * TIMES_EACH, same, warm=1, spell=spell)
            if times.different:
                different.append(f"z{zoom}: {times.different[:3]}")
                break
            yield from _times(f"tiles-z{zoom}{label}", times, [peer.name for peer in peers])
        else:
            yield from _bytes(f"tile-bytes-z{zoom}", sizes, [peer.name for peer in peers])
    if different:
        raise Different("; ".join(different))


def _postgis(stage: Stage, about: dict[str, list[dict[str, Any]]], same: dict[str, Same]) -> Iterator[Engine]:
    """ST_AsMVT without and with ST_Simplify, where there is a database."""
    if stage.database is None:
        return
    begun = time.perf_counter()
    mvt.load(stage.database, stage.province, about)
    told("PostGIS tables of tiles", begun)
    for simplified in (False, True):
        peer = mvt.PostGISTiles(stage.database, simplified=simplified)
        stage.held.callback(peer.close)
        same[peer.name] = _same_layers
        yield Engine(peer.name, peer, elsewhere=peer.server_ns)


def _times(row: str, times: Times, peers: Sequence[str]) -> Iterator[Ratio]:
    for peer in peers:
        value, least, most = times.ratio("ours", peer, 0.5)
        mine, theirs = (times.quantile(name, 0.5) * 1e3 for name in ("ours", peer))
        note = f"{figure(mine)} ms against {figure(theirs)} ms of processor; {len(times.seconds[peer])} tiles"
        note += f"; by the clock {figure(times.by_the_clock('ours', peer, 0.5))}×"
        yield Ratio(f"{row}/{peer}", value, (least, most), note)


def _bytes(row: str, sizes: Mapping[str, Sequence[int]], peers: Sequence[str]) -> Iterator[Ratio]:
    for peer in peers:
        each = np.array(sizes[peer]) / np.array(sizes["ours"])
        kilobytes = [float(np.mean(sizes[name])) / 1e3 for name in ("ours", peer)]
        note = f"{figure(kilobytes[0])} kB against {figure(kilobytes[1])} kB"
        whole = sum(sizes[peer]) / sum(sizes["ours"])
        yield Ratio(f"{row}/{peer}", whole, (float(each.min()), float(each.max())), note)


def _sized(sizes: dict[str, list[int]], name: str) -> Callable[[bytes], bytes]:
    def read(content: bytes) -> bytes:
        sizes.setdefault(name, []).append(max(1, len(content)))
        return content

    return read


def _shown_alike(tile: Tile, expected: bytes, got: bytes) -> str | None:
    """The same layers cover as much of the tile, as far as generalising allows."""
    one, other = _covered(expected), _covered(got)
    least = 0.002 * 4096**2 if tile.z < 14 else 2_000.0
    for layer in one.keys() | other.keys():
        before, after = one.get(layer, 0.0), other.get(layer, 0.0)
        if abs(before - after) > least + CLOSE * before:
            return f"{tile.x}/{tile.y}: {layer} covers {after:.0f} units, not {before:.0f}"
    return None


def _same_features(tile: Tile, expected: bytes, got: bytes) -> str | None:
    """What is drawn over some pixels by one is drawn by the other, too."""
    (one, large), (other, also_large) = _features(expected), _features(got)
    apart = (large - other) | (also_large - one)
    return f"{tile.x}/{tile.y}: only one of them shows {sorted(apart)[:5]}, {len(apart)} in all" if apart else None


def _same_layers(tile: Tile, expected: bytes, got: bytes) -> str | None:
    """ST_Simplify makes narrow strips a good deal narrower: only that nothing vanishes."""
    apart = _covered(expected).keys() ^ _covered(got).keys()
    return f"{tile.x}/{tile.y}: only one of them shows {sorted(apart)}" if apart else None


def _covered(content: bytes) -> dict[str, float]:
    """Square units of a tile's extent that each layer's polygons have, added up."""
    found: dict[str, float] = {}
    for layer, shown in (mapbox_vector_tile.decode(content) if content else {}).items():
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in shown["features"]]
        found[layer] = float(np.sum(np.abs(shapely.area(np.array(shapes, dtype=object)))))
    return found


def _features(content: bytes) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Layer and id of all features, and of those that are large as drawn."""
    found, large = set(), set()
    for layer, shown in (mapbox_vector_tile.decode(content) if content else {}).items():
        for feature in shown["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            name = layer, feature["properties"]["id"]
            found.add(name)
            pixels = abs(shape.area) / PIXEL**2 if shape.geom_type.endswith("Polygon") else shape.length / PIXEL
            if pixels >= LARGE:
                large.add(name)
    return found, large


def properties(views: Mapping[str, LayerView]) -> dict[str, list[dict[str, Any]]]:
    """What our tiles say of every feature, by layer."""
    about = {"standing": "illustrative", "edition": "330000/1"}
    return {
        layer: [
            {name: value for name, value in feature.attributes.items() if value is not None}
            | {"id": f"330000:{feature.id}", **about}
            for feature in views[layer].features
        ]
        for layer in LAYERS
    }
