"""Vector tiles out of PostGIS: geometry in EPSG:3857 under GiST, `ST_AsMVT`, one prepared statement for a tile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import shapely

from bench.province import LAYERS, Province, Shapes
from layers.tiles.grids import GRIDS, Tile

GRID = GRIDS["WebMercatorQuad"]
WORLD = 20037508.342789244
GENERALISED = 12  # the finest zoom at which ST_Simplify pays


def mercator(geometries: Shapes) -> Any:
    """EPSG:4490 as metres of EPSG:3857; the datums are taken for one, as everybody does on maps."""
    return shapely.transform(geometries, lambda lonlat: (GRID.fractions(lonlat) - 0.5) * (2 * WORLD, -2 * WORLD))


def load(url: str, of: Province, properties: dict[str, list[dict[str, Any]]]) -> None:
    """A table of tiles for every layer: geometry in metres and, column by column, the properties that ours have."""
    kinds = {bool: "boolean", int: "bigint", float: "double precision", str: "text"}
    with psycopg.connect(url, autocommit=True) as connection:
        for layer in LAYERS:
            rows = properties[layer]
            columns = {name: kinds[type(value)] for row in rows for name, value in row.items()}
            told = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"CREATE TABLE {layer}_tiles ({told}, geom geometry)")
            connection.execute(f"ALTER TABLE {layer}_tiles ALTER geom SET STORAGE EXTERNAL")
            wkbs = shapely.to_wkb(
                shapely.set_srid(mercator(of.layers[layer].shapes), 3857), hex=True, include_srid=True
            )
            with connection.cursor().copy(f"COPY {layer}_tiles FROM STDIN") as copy:
                for row, wkb in zip(rows, wkbs, strict=True):
                    copy.write_row([*(row.get(name) for name in columns), wkb])
            connection.execute(f"CREATE INDEX ON {layer}_tiles USING gist (geom)")
            connection.execute(f"VACUUM ANALYZE {layer}_tiles")


class PostGISTiles:
    """`simplified`: vertices within half a pixel are dropped first, as PostGIS's own manual advises."""

    def __init__(self, url: str, *, simplified: bool) -> None:
        self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        self._simplified = simplified
        self._schedule = Path(f"/proc/{self.connection.info.backend_pid}/schedstat")
        self._columns = {layer: self._named(layer) for layer in LAYERS}
        self._sql = {coarse: self._statement(coarse=coarse) for coarse in (False, True)}

    @property
    def name(self) -> str:
        """As the ratios call it."""
        return "simplified-postgis" if self._simplified else "postgis"

    def server_ns(self) -> int:
        """Processor time of the server process that answers, nanoseconds."""
        return int(self._schedule.read_text().split()[0])

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def __call__(self, tile: Tile) -> bytes:
        """A tile of all layers."""
        half_pixel = 2 * WORLD / 2**tile.z / 256 / 2
        about = {"z": tile.z, "x": tile.x, "y": tile.y, "half": half_pixel}
        sql = self._sql[self._simplified and tile.z <= GENERALISED]
        made = self.connection.execute(sql, about, prepare=True, binary=True).fetchone()
        return b"" if made is None or made[0] is None else bytes(made[0])

    def _statement(self, *, coarse: bool) -> str:
        shape = "ST_Simplify(t.geom, %(half)s::float8, true)" if coarse else "t.geom"
        used = "" if coarse else ", %(half)s::float8 AS unused"
        layers = [
            f"(SELECT ST_AsMVT(f, '{layer}', 4096, 'geom') FROM (SELECT {self._columns[layer]},"
            f" ST_AsMVTGeom({shape}, b.e, 4096, 64, true) AS geom FROM {layer}_tiles t, b WHERE t.geom && b.m) f"
            " WHERE geom IS NOT NULL)"
            for layer in LAYERS
        ]
        return (
            "WITH b AS MATERIALIZED (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS e,"
            f" ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 64.0 / 4096) AS m{used}) SELECT " + " || ".join(layers)
        )

    def _named(self, layer: str) -> str:
        sql = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'geom'"
        return ", ".join(f't."{name}"' for (name,) in self.connection.execute(sql, [f"{layer}_tiles"]))
