"""Corner tables in CGCS2000 with the zone, and the area by two methods."""

import math

import pytest
import shapely
from siting_reports import grids, report_of, shape
from world import box, county, harmless, point

from zoning.projects import Part, Project
from zoning.rendering import render
from zoning.reports.siting.corners import area_grid, corner_grids, dms, drawn, zone_notes

# longitude, latitude, N, E with zone 40 in front (PROJ 9.5.1, EPSG:4528)
KNOWN = [
    (120.6994, 27.9943, 3098007.181, 40568798.873),
    (121.4208, 28.6564, 3172013.150, 40638904.295),
    (118.8595, 28.9701, 3206491.273, 40388835.034),
    (120.1551, 30.2741, 3350508.870, 40514923.734),
]


def body_of(*parts, accuracy_m=1.0):
    """The least of a body that corner tables read."""
    return {
        "project": {
            "parts": [
                {"role": role, "geometry": shapely.geometry.mapping(geometry), "width_m": width}
                for role, geometry, width in parts
            ],
            "accuracy_m": accuracy_m,
            "measures": {"area_m2": 0.0, "survey_area_m2": 0.0, "length_m": 0.0},
        }
    }


@pytest.mark.parametrize(("lon", "lat", "north", "east"), KNOWN)
def test_a_corner_has_north_and_east_of_the_zone_with_its_number(lon, lat, north, east):
    of = drawn(body_of(("occupied", shapely.Point(lon, lat), None)))
    ((_, name, n, e, *_),) = next(iter(corner_grids(of))).table.rows
    assert name == "J1"
    assert of.zone.number == 40
    assert n == pytest.approx(north, abs=0.0006)
    assert e == pytest.approx(east, abs=0.0006)


@pytest.mark.parametrize(("lon", "zone"), [(118.41, 39), (118.51, 40), (121.49, 40), (121.9, 41)])
def test_the_zone_is_that_of_the_middle_of_the_project(lon, zone):
    assert drawn(body_of(("occupied", shapely.Point(lon, 28.0), None))).zone.number == zone


@pytest.mark.parametrize(
    ("degrees", "said"),
    [
        (120.5, "120°30′00.0000″"),
        (27.9999999999, "28°00′00.0000″"),  # never 27°59′60″
        (27.7188061, "27°43′07.7020″"),
        (0.0, "0°00′00.0000″"),
    ],
)
def test_degrees_minutes_and_seconds(degrees, said):
    assert dms(degrees) == said


def test_every_corner_of_every_ring_and_part_is_listed_once():
    _, body = shape("many_corners")
    tables = grids(report_of("many_corners"))
    rows = tables["corners_1"].table.rows
    rings = {row[0].en for row in rows}
    assert len(rows) == 300 + 4
    assert rings == {"1 outer ring", "2 inner ring (left out)"}
    assert [row[1] for row in rows] == [f"J{number}" for number in range(1, 305)]
    assert len(tables["corners_2"].table.rows) == 4
    vertices = shapely.get_coordinates(shapely.geometry.shape(body["project"]["parts"][0]["geometry"]))
    assert dms(vertices[0, 0]) == rows[0][4]


def test_area_by_two_methods_in_hectares_and_mu():
    world = county()
    body = render(world.ask(box(0, 0, 200, 120), facts=harmless()).record(), world.definitions)
    _, total = area_grid(drawn(body), body).table.rows
    _, ellipsoid, mu, plane, plane_mu, ppm, length = total
    assert ellipsoid == pytest.approx(body["project"]["measures"]["area_m2"] / 1e4)
    assert mu == pytest.approx(15.0 * ellipsoid)
    assert plane_mu == pytest.approx(15.0 * plane)
    assert ppm == pytest.approx(1e6 * (plane / ellipsoid - 1), abs=1e-6)
    assert 20 < ppm < 120  # half a degree from the meridian: about (Δλ cos φ)²
    assert length is None


def test_a_corridor_is_counted_with_its_width_and_once_where_it_crosses_an_area():
    world = county()
    project = [("occupied", box(0, 0, 100, 100)), ("occupied", box(50, 0, 150, 100))]
    body = render(world.ask(*project, facts=harmless()).record(), world.definitions)
    one, other, total = (row[1] for row in area_grid(drawn(body), body).table.rows)
    assert one == pytest.approx(1.0, rel=1e-2)
    assert other == pytest.approx(1.0, rel=1e-2)
    assert total == pytest.approx(1.5, rel=1e-2)


def test_a_project_beyond_its_zone_is_told():
    part = Part("occupied", shapely.box(118.4, 28.0, 119.0, 28.1), shapely.box(118.4, 28.0, 119.0, 28.1))
    of = drawn(body_of(("occupied", part.geometry, None)))
    assert of.zone.number == 40
    assert zone_notes(of)[0].en.startswith("The project reaches beyond zone 40 (118.5°E–121.5°E)")
    assert zone_notes(drawn(body_of(("occupied", point(0, 0), None)))) == []


def test_the_area_of_an_opinion_is_shown_but_not_added():
    world = county()
    body = render(
        world.ask(box(0, 0, 100, 100), ("opinion", box(-50, -50, 150, 150)), facts=harmless()).record(),
        world.definitions,
    )
    rows = {row[0].en: row[1] for row in area_grid(drawn(body), body).table.rows}
    assert rows["part 2 (opinion)"] == pytest.approx(4.0, rel=1e-2)
    assert rows["all (counted once, without areas of opinions)"] == pytest.approx(1.0, rel=1e-2)
    assert math.isclose(rows["part 1 (occupied)"], rows["all (counted once, without areas of opinions)"], rel_tol=1e-6)


def test_parts_stand_for_the_footprint_that_was_judged():
    _, body = shape("hundred_km")
    of = drawn(body)
    assert isinstance(of.project, Project)
    assert area_grid(of, body).table.rows[-1][1] == pytest.approx(body["project"]["measures"]["area_m2"] / 1e4)
