"""Layers of a few shapes for tests of tiles, and tiles as other people's readers have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import mapbox_vector_tile
import numpy as np
import pyogrio
import shapely
from shapely.geometry import shape
from world import ALL, NOW, definitions

from layers.catalogue import InForce
from layers.editions import Edition, EditionHead
from layers.held import tables_of
from layers.snapshot import Feature, LayerView
from layers.tiles.drawing import Drawn, layer_tile
from layers.tiles.grids import GRIDS, Tile
from layers.tiles.paths import EXTENT

AREAS, COVERAGE, LINES, POINTS = "water_body", "control_unit", "coastline", "outfall"


def view(layer: str, geometries: Sequence[shapely.Geometry], *attributes: Mapping[str, object]) -> LayerView:
    """A layer with these features, in EPSG:4490, their ids `f000`, `f001` and so on."""
    kind = definitions().kinds[layer]
    defaults = {name: None if a.default is None else a.typed(a.default) for name, a in kind.attributes.items()}
    head = EditionHead(layer, "330300", "illustrative", 1.0, date(2020, 1, 1), "test", ALL)
    edition = Edition(head, 1, "0" * 64, len(geometries), "published", NOW, NOW)
    rows = attributes or [{}] * len(geometries)
    features = [
        Feature(layer, edition, f"f{n:03}", {**defaults, **row}, one)
        for n, (one, row) in enumerate(zip(geometries, rows, strict=True))
    ]
    return LayerView(kind, tables_of(features), [InForce(edition, None)])


def at_units(tile: Tile, geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry given in units of a tile, in degrees."""
    return shapely.transform(geometry, lambda units: tile.degrees(units, EXTENT))


@dataclass(frozen=True)
class Shown:
    """One feature of a decoded tile: properties, and the geometry in units of the tile, y down."""

    properties: Mapping[str, object]
    geometry: shapely.Geometry

    @property
    def number(self) -> int:
        """n of the feature that `view` called f00n."""
        return int(str(self.properties["id"]).rpartition("f")[2])


def decoded(content: bytes) -> dict[str, list[Shown]]:
    """Layers of a tile as mapbox-vector-tile reads them."""
    layers = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True}) if content else {}
    assert all(layer["extent"] == EXTENT and layer["version"] == 2 for layer in layers.values())
    return {
        name: [Shown(one["properties"], shape(one["geometry"])) for one in layer["features"]]
        for name, layer in layers.items()
    }


def tile_of(drawn: Drawn, tile: Tile) -> list[Shown]:
    """What a tile shows of a layer."""
    return decoded(layer_tile(drawn, tile)).get(drawn.view.kind.layer, [])


def by_gdal(content: bytes, folder: Path, layer: str) -> tuple[list[str], list[shapely.Geometry]]:
    """Ids and geometries, in units of the tile with y down, as GDAL's MVT driver reads them."""
    path = folder / "tile.mvt"
    path.write_bytes(content)
    _, _, wkb, (ids,) = pyogrio.raw.read(path, layer=layer, columns=["id"], CLIP="NO", X=0, Y=0, Z=0)
    world = 20037508.342789244  # GDAL takes the tile for that of the whole of Web Mercator

    def back(metres: np.ndarray) -> np.ndarray:
        return np.round((metres * (1, -1) + world) / (2 * world) * EXTENT, 3)

    return list(ids), list(shapely.transform(shapely.from_wkb(wkb), back))


def ours(geometry: shapely.Geometry) -> shapely.Geometry:
    """Only what lies in the tile itself, without the margin."""
    return shapely.intersection(geometry, shapely.box(0, 0, EXTENT, EXTENT))


def units(tile: Tile, geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry in degrees, in units of the tile."""
    return shapely.transform(geometry, lambda lonlat: tile.units(np.asarray(lonlat), EXTENT))


def rough_polygon(rng: np.random.Generator) -> shapely.Geometry:
    """A polygon in units of a tile, near or far or all round it: tiny, huge, thin or a star; mostly a valid one."""
    x, y = rng.uniform(-500, EXTENT + 500, 2)
    if rng.random() < 0.3:  # on a corner or an edge of the tile
        x, y = rng.choice([0.0, float(EXTENT), 2000.0], 2)
    size = 10 ** rng.uniform(-1, 4)
    kind = rng.random()
    if kind < 0.25:
        return shapely.box(x, y, x + size, y + size * rng.choice([1, 0.01, 100]))
    turns = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 200)))
    reach = size * rng.uniform(0.3, 1, len(turns))
    star = shapely.Polygon(np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)]))
    star = shapely.make_valid(star, method="structure", keep_collapsed=False)
    if kind < 0.6:
        return star
    hole = shapely.box(x - size / 9, y - size / 9, x + size / 9, y + size / 9)
    return shapely.difference(star, hole)


def samples() -> Iterator[tuple[str, bytes]]:
    """Tiles of every form, several layers in one, of both grids, for readers in other languages to judge."""
    holed = shapely.box(500, 500, 3500, 3500) - shapely.box(1000, 1000, 2000, 1500)
    several = shapely.union_all([shapely.box(9, 9, 99, 99), shapely.box(200, 9, 300, 99)])
    areas = [holed, several, shapely.box(-900, -900, 9000, 9000), shapely.box(4000, 4000, 4300, 4100)]
    shapes = {
        AREAS: areas,
        LINES: [holed.exterior, shapely.MultiLineString([holed.exterior, shapely.LineString([(0, 0), (50, 5000)])])],
        POINTS: [shapely.Point(25, 17), shapely.MultiPoint([(5, 7), (3, 2)])],
    }
    for name, grid in GRIDS.items():
        for z in (6, 12, 14):
            tile = grid.at(121.0, 28.0, z)
            parts = [
                layer_tile(Drawn(view(layer, [at_units(tile, one) for one in some])), tile)
                for layer, some in shapes.items()
            ]
            yield f"{name}-{z}", b"".join(parts)
