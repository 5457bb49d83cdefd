"""Lengths and areas by another route: plain pyproj loops, and PostGIS geography where it is installed."""

import demo_files
import numpy as np
import postgis
import pytest
import shapely
from measuring import TODAY, MemoryStore, ask
from pyproj import Geod

from zoning.measures.question import AreasQuestion, ShorelineQuestion

GEOD = Geod(a=6378137.0, rf=298.257222101)
EDGE_DEG = 50 / 111_400  # no edge above 50 m: a straight edge and a geodesic are then the same to 1e-9


@pytest.fixture(scope="module")
def store():
    found = MemoryStore()
    for layer, file in (
        ("coastline", "coastline_2025.geojson"),
        ("ecological_red_line", "ecological_red_line_2025.geojson"),
        ("admin_area", "admin_area.geojson"),
    ):
        properties, geometries = demo_files.rows(file)
        key = demo_files.KINDS[layer].key
        names = [":".join(str(row[name]) for name in key) for row in properties]
        everywhere = shapely.union_all(demo_files.rows("admin_area.geojson")[1])
        found.add(layer, list(zip(names, geometries, properties, strict=True)), coverage=everywhere)
    return found


def shore_by_kind():
    """Kind → the dense lines of the demonstration shore."""
    properties, geometries = demo_files.rows("coastline_2025.geojson")
    kinds = np.array([row["kind"] for row in properties])
    dense = shapely.segmentize(geometries, EDGE_DEG)
    return {kind: dense[kinds == kind] for kind in ("mainland", "island")}


def red_line_on(part):
    """The dissolved red line within the land or the sea of the demonstration, dense."""
    line = shapely.union_all(demo_files.rows("ecological_red_line_2025.geojson")[1])
    properties, geometries = demo_files.rows("admin_area.geojson")
    ground = shapely.union_all([g for row, g in zip(properties, geometries, strict=True) if row["part"] == part])
    held = shapely.intersection(line, ground)
    pieces = [piece for piece in shapely.get_parts(held) if piece.geom_type == "Polygon"]
    return shapely.segmentize(shapely.multipolygons(pieces), EDGE_DEG)


def ring_area(polygons):
    """Plain loop over rings: shells less holes, each made of geodesics."""
    total = 0.0
    for polygon in polygons.geoms:
        total += abs(GEOD.polygon_area_perimeter(*np.transpose(polygon.exterior.coords))[0])
        for hole in polygon.interiors:
            total -= abs(GEOD.polygon_area_perimeter(*np.transpose(hole.coords))[0])
    return total


def lengths(store):
    body = ask(store, ShorelineQuestion(region="330300", as_of=TODAY)).record()
    return {"mainland": body["mainland"]["total_m"], "island": body["islands"]["total_m"]}


def red_line_area(store, part):
    body = ask(store, AreasQuestion(region="330300", as_of=TODAY, layers=("ecological_red_line",))).record()
    rows = [row for row in body["by_region"] if (row["region"], row["part"]) == ("330300", part)]
    return rows[0]["layers"][0]["area_m2"]


def test_shore_lengths_agree_with_a_plain_loop_of_geodesics(store):
    ours = lengths(store)
    for kind, lines in shore_by_kind().items():
        plain = sum(GEOD.line_length(*np.transpose(line.coords)) for line in lines)
        assert ours[kind] == pytest.approx(plain, rel=1e-6)


def test_lengths_and_areas_agree_with_postgis_geography(store, postgis_server):
    ours, url = lengths(store), postgis_server.fresh()
    for kind, lines in shore_by_kind().items():
        values = ",".join(f"('{shapely.to_wkb(line, hex=True)}')" for line in lines)
        sql = f"SELECT sum(ST_Length(ST_SetSRID(h::geometry, 4490)::geography)) FROM (VALUES {values}) AS v(h)"
        assert ours[kind] == pytest.approx(float(postgis.rows(url, sql)[0][0]), rel=1e-6)
    for part in ("land", "sea"):
        held = shapely.to_wkb(red_line_on(part), hex=True)
        sql = f"SELECT ST_Area(ST_SetSRID('{held}'::geometry, 4490)::geography)"
        assert red_line_area(store, part) == pytest.approx(float(postgis.rows(url, sql)[0][0]), rel=1e-6)


def test_red_line_areas_agree_with_a_plain_loop_over_rings(store):
    for part in ("land", "sea"):
        assert red_line_area(store, part) == pytest.approx(ring_area(red_line_on(part)), rel=1e-6)
