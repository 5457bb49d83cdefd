"""The demonstration's land cover by a second route: cells as polygons, cut by shapely, measured by pyproj."""

from __future__ import annotations

import json

import pytest
import rasterio
import shapely
from demo_files import DEMO, only
from pyproj import Geod
from rasterio.features import shapes

from layers.rasters.classraster import opened
from layers.rasters.tabulate import composition

GEOD = Geod(a=6378137.0, rf=298.257222101)
# m² of each value in the red line of 330302, edition of 2025, on the raster of 2024
PINNED = {1: 8_849_576.59, 2: 57_312.32, 5: 18_676.42, 6: 136_108.80, 7: 51_723.32}


def m2(geometry: shapely.Geometry) -> float:
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return sum(abs(GEOD.geometry_area_perimeter(shapely.segmentize(part, 0.0002))[0]) for part in polygons)


def test_the_red_line_of_a_county_has_the_pinned_composition_by_both_routes():
    zone = only("ecological_red_line_2025.geojson", region="330302")
    with rasterio.open(DEMO / "land_cover_2024.tif") as source:
        outlines = shapes(source.read(1), transform=source.transform)
        second: dict[int, float] = {}
        for outline, value in outlines:
            piece = shapely.intersection(shapely.from_geojson(json.dumps(outline)), zone)
            if not piece.is_empty:
                second[int(value)] = second.get(int(value), 0.0) + m2(piece)
    with opened(DEMO / "land_cover_2024.tif", "demo") as raster:
        first = composition(raster, zone, range(1, 8))
    assert {value: area for value, area in enumerate(first[:-1].tolist(), start=1) if area > 0.005} == pytest.approx(
        PINNED, abs=0.02
    )
    assert second == pytest.approx(PINNED, rel=1e-5)
    assert sum(second.values()) == pytest.approx(m2(zone), rel=1e-6)
