"""PostGIS on a server of the benchmarks' own: whole geometries under GiST, and pieces by ST_Subdivide."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import shapely
from shapely.geometry.base import BaseGeometry

from bench.peers.plain import NEAREST_M, Located
from bench.province import LAYERS, POLYGONS, Province

SUPPORT = Path(__file__).resolve().parents[2] / "tests" / "support" / "postgis.py"
SETTINGS = (
    "-c shared_buffers=2GB -c work_mem=64MB -c maintenance_work_mem=512MB -c max_wal_size=8GB -c wal_level=minimal"
    " -c max_wal_senders=0 -c autovacuum=off -c jit=off -c max_parallel_workers_per_gather=0"
)
PIECES = 128  # vertices of a piece at most


def support() -> ModuleType:
    """The cluster of the tests: started on a socket in a folder of its own, ended by its process id."""
    if "postgis" not in sys.modules:
        spec = importlib.util.spec_from_file_location("postgis", SUPPORT)
        assert spec is not None and spec.loader is not None
        sys.modules["postgis"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["postgis"])
    return sys.modules["postgis"]


@contextmanager
def server() -> Iterator[str | None]:
    """The URL of a fresh database with PostGIS; None where Debian's packages are not installed."""
    binaries = support().binaries()
    if binaries is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="sanxian-bench-pg-") as folder:
        made = support().Server(binaries, Path(folder), SETTINGS)
        made.start()
        try:
            yield made.fresh()
        finally:
            made.stop()


def load(url: str, of: Province) -> None:
    """Every layer as a table, whole and in pieces, each in EPSG:4490 and in metres of EPSG:4549; indexed, analysed."""
    with psycopg.connect(url, autocommit=True) as connection:
        for layer in LAYERS:
            table(connection, layer)
            wkbs = shapely.to_wkb(shapely.set_srid(of.layers[layer].shapes, 4490), include_srid=True)
            with connection.cursor().copy(f"COPY {layer} FROM STDIN (FORMAT binary)") as copy:
                copy.set_types(["int4", "bytea"])
                for row in enumerate(wkbs.tolist()):
                    copy.write_row(row)
            table(connection, f"{layer}_metric", f"SELECT id, ST_Transform(geom, 4549) FROM {layer}")
            table(connection, f"{layer}_pieces", f"SELECT id, ST_Subdivide(geom, {PIECES}) FROM {layer}")
            table(connection, f"{layer}_metric_pieces", f"SELECT id, ST_Transform(geom, 4549) FROM {layer}_pieces")
            for name in (layer, f"{layer}_metric", f"{layer}_pieces", f"{layer}_metric_pieces"):
                connection.execute(f"CREATE INDEX ON {name} USING gist (geom)")
                connection.execute(f"VACUUM ANALYZE {name}")


def table(connection: psycopg.Connection, name: str, content: str | None = None) -> None:
    """A table of numbered geometries, which are not compressed: they hardly shrink, and reading them costs."""
    connection.execute(f"CREATE TABLE {name} (id integer, geom geometry)")
    connection.execute(f"ALTER TABLE {name} ALTER geom SET STORAGE EXTERNAL")
    if content is not None:
        connection.execute(f"INSERT INTO {name} {content}")


class PostGIS:
    """One connection and prepared statements; one statement for all layers of a question.

    `pieces`: the tables that ST_Subdivide cut; the nearest feature is not looked for where one holds the point.
    """

    def __init__(self, url: str, *, pieces: bool) -> None:
        self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        self._pieces = pieces
        self._point = self._point_sql()
        self._footprint = self._overlap_sql("ST_Area(geom::geography)", 2, geometry=True)
        self._line = self._overlap_sql("ST_Length(geom::geography)", 1, geometry=False)
        pid = self.connection.info.backend_pid
        self._schedule = Path(f"/proc/{pid}/schedstat")

    @property
    def name(self) -> str:
        """As the ratios call it."""
        return "subdivided-postgis" if self._pieces else "plain-postgis"

    def server_ns(self) -> int:
        """Processor time of the server process that answers, nanoseconds."""
        return int(self._schedule.read_text().split()[0])

    def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def point(self, lonlat: tuple[float, float]) -> Located:
        """What holds the point in every layer, and the nearest feature within 5 km of it."""
        rows = self.connection.execute(self._point, {"lon": lonlat[0], "lat": lonlat[1]}, binary=True).fetchall()
        return {layer: (tuple(sorted(ids or ())), metres) for layer, ids, metres in rows}

    def footprint(self, place: BaseGeometry) -> list[tuple[str, int, float, bytes]]:
        """Layer, feature, m² and geometry (WKB) of every overlap."""
        return self._overlaps(self._footprint, place)

    def line(self, place: BaseGeometry) -> list[tuple[str, int, float]]:
        """Layer, feature and metres of every overlap."""
        return self._overlaps(self._line, place)

    def _overlaps(self, sql: str, place: BaseGeometry) -> list[Any]:
        wkb = shapely.to_wkb(shapely.set_srid(place, 4490), include_srid=True)
        return self.connection.execute(sql, {"place": wkb}, binary=True).fetchall()

    def _point_sql(self) -> str:
        suffix, distinct = ("_pieces", "DISTINCT ") if self._pieces else ("", "")
        parts = []
        for layer in LAYERS:
            nearest = (
                f"SELECT ST_Distance(geom, p.metric) FROM {layer}_metric{suffix}"
                f" WHERE ST_DWithin(geom, p.metric, {NEAREST_M}) ORDER BY geom <-> p.metric LIMIT 1"
            )
            metres = f"CASE WHEN h.ids IS NULL THEN ({nearest}) ELSE 0 END" if self._pieces else f"({nearest})"
            parts.append(
                f"SELECT '{layer}', h.ids, {metres}::float8 FROM p, LATERAL (SELECT array_agg({distinct}id) AS ids"
                f" FROM {layer}{suffix} WHERE ST_Intersects(geom, p.geom)) h"
            )
        return (
            "WITH g AS MATERIALIZED (SELECT ST_SetSRID(ST_MakePoint(%(lon)s::float8, %(lat)s::float8), 4490) AS geom),"
            " p AS MATERIALIZED (SELECT geom, ST_Transform(geom, 4549) AS metric FROM g) " + " UNION ALL ".join(parts)
        )

    def _overlap_sql(self, measure: str, dimension: int, *, geometry: bool) -> str:
        suffix = "_pieces" if self._pieces else ""
        parts = []
        for layer in POLYGONS:
            common = f"ST_CollectionExtract(ST_Intersection(t.geom, p.geom), {dimension + 1})"
            where = f"FROM {layer}{suffix} t, p WHERE ST_Intersects(t.geom, p.geom)"
            if self._pieces:
                parts.append(f"SELECT '{layer}' AS layer, id, ST_Union({common}) AS geom {where} GROUP BY id")
            else:
                parts.append(f"SELECT '{layer}' AS layer, id, {common} AS geom {where}")
        shown = ", ST_AsBinary(geom)" if geometry else ""
        return (
            "WITH p AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(place)s::bytea) AS geom) "
            f"SELECT layer, id, {measure}{shown} FROM ({' UNION ALL '.join(parts)}) AS common"
        )
