"""A small shore, river and raster made by hand, in two editions each, beside the territory of the service's tests."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely
from class_rasters import write

from layers.editions import EditionHead, Features
from layers.intake import ReadLimits
from layers.rasters.intake import read_raster

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
LAND = shapely.box(120.5, 27.8, 120.9, 28.2)
EVERYWHERE = shapely.box(120.5, 27.8, 121.3, 28.2)
OLD, NEW = date(2024, 1, 1), date(2026, 1, 1)
SURVEY = {"region": "330303", "scale": "1:5000", "survey_method": "RTK"}


def _shore(code, places, kind, type_, **more):
    return code, shapely.LineString(places), {"code": code, "kind": kind, "type": type_, **SURVEY, **more}


_ISLAND = [(121.0, 27.9), (121.02, 27.9), (121.02, 27.92), (121.0, 27.92), (121.0, 27.9)]
_SAME = (
    _shore("S-3", [(120.9, 28.05), (120.9, 28.2)], "mainland", "R_REST", recognised=True),
    _shore("I-1", _ISLAND, "island", "N_ROCK", island="某岛"),
)
_BEFORE = (
    *_SAME,
    _shore("S-1", [(120.9, 27.8), (120.9, 27.95)], "mainland", "N_MUD"),
    _shore("S-2", [(120.9, 27.95), (120.9, 28.05)], "mainland", "A_DIKE", bay="B-1"),
)
_AFTER = (
    *_SAME,
    _shore("S-1", [(120.9, 27.8), (120.9, 27.93)], "mainland", "N_MUD"),
    _shore("S-4", [(120.9, 27.93), (120.9, 27.95)], "mainland", "A_PORT"),
    _shore(
        "S-2",
        [(120.9, 27.95), (120.902, 27.95), (120.902, 28.05), (120.9, 28.05)],
        "mainland",
        "A_DIKE",
        bay="B-1",
    ),
)
_BAYS = (
    (
        "B-1",
        shapely.box(120.89, 27.95, 120.99, 28.05),
        {"code": "B-1", "name": "某湾", "region": "330303", "status": "built", "built_on": "2025-06-30"},
    ),
    (
        "B-2",
        shapely.box(120.89, 28.1, 120.99, 28.15),
        {"code": "B-2", "name": "另一湾", "region": "330303", "status": "fostered", "listed_on": "2024-05-01"},
    ),
)


def _water(code, lat, role):
    place = {"code": code, "water_body": "示例江", "role": role, "region": "330302"}
    width = {} if role == "centre" else {"required_width_m": 30.0, "reach": "示例段"}
    return code, shapely.LineString([(120.6, lat), (120.64, lat)]), {**place, **width}


def _strip(code, place, status, side, year):
    own = {"code": code, "water_body": "示例江", "status": status, "side": side, "year": year, "region": "330302"}
    return code, place, {**own, "width_m": 40.0}


_WATER = (_water("W-L", 28.001, "left"), _water("W-R", 28.0, "right"), _water("W-C", 28.0005, "centre"))
_STRIPS = (
    _strip("P-1", shapely.box(120.605, 28.001, 120.625, 28.0014), "delimited", "left", 2022),
    _strip("P-2", shapely.box(120.605, 27.9996, 120.61, 28.0), "built", "right", 2023),
)


def fill_shore(store, definitions):
    """Coastline and land cover in two editions each, an earlier red line, bays and a river with strips."""
    _publish(store, definitions, "coastline", _BEFORE, OLD)
    _publish(store, definitions, "coastline", _AFTER, NEW)
    _publish(store, definitions, "bay", _BAYS, OLD)
    _publish(store, definitions, "water_line", _WATER, OLD)
    _publish(store, definitions, "buffer_strip", _STRIPS, OLD)
    red_line = shapely.box(120.6, 27.9, 120.615, 27.92)
    _publish(store, definitions, "ecological_red_line", [("RL-1", red_line, {"name": "某红线"})], OLD)
    cells = np.full((40, 40), 5)
    cells[:, :20] = 1
    _publish_raster(store, definitions, cells, 2023, OLD)
    cells[5:8, 5:9], cells[30, 30] = 6, 7
    _publish_raster(store, definitions, cells, 2025, NEW)


def _publish(store, definitions, layer, rows, day, *, coverage=EVERYWHERE, accuracy_m=5.0):
    rows = sorted(rows, key=lambda row: row[0])
    kind = definitions.kinds[layer]
    defaults = {n: None if a.default is None else a.typed(a.default) for n, a in kind.attributes.items()}
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [geometry for _, geometry, _ in rows]
    columns = {name: tuple(own.get(name, default) for _, _, own in rows) for name, default in defaults.items()}
    head = EditionHead(layer, "330300", "illustrative", accuracy_m, day, "手工示例 by hand", coverage)
    edition = store.propose(head, Features(tuple(row[0] for row in rows), geometries, columns, {}), NOW)
    store.publish(edition, NOW)


def _publish_raster(store, definitions, cells, year, day):
    limits = replace(ReadLimits(), wall_seconds=60, cpu_seconds=60)
    table = definitions.class_tables["demo"]
    with TemporaryDirectory() as folder:
        path = write(Path(folder, "cover.tif"), cells, north=28.2, cell=0.01)
        with read_raster(path, table, limits=limits) as arrival:
            (feature,) = arrival.reading.features
            store.put_file(arrival.file)
            own = {**feature.attributes, "class_table": "demo", "year": year}
            row = (str(year), feature.geometry, own)
            _publish(store, definitions, "land_cover", [row], day, coverage=LAND, accuracy_m=10.0)
