"""Boxes, systems, pages, cursors, and features as GeoJSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import orjson
import pyproj
import pytest
import shapely

from layers.errors import BadCRS, BadFilter, BadInput, Gone
from layers.query.bounds import box
from layers.query.collection import features_json
from layers.query.cursors import cursor_at, cursor_from
from layers.query.filters import every, filter_of
from layers.query.page import Query, page
from layers.query.properties import chosen, properties
from layers.query.systems import CRS84, SYSTEMS, ZONES, system
from layers.tiles.release import Moment

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
PLACE = np.array([[120.7, 28.0]])


# --- systems


@pytest.mark.parametrize("one", SYSTEMS.values(), ids=lambda one: one.name)
def test_a_system_gives_its_coordinates_in_the_order_of_its_axes(one):
    definition = pyproj.CRS.from_user_input("OGC:CRS84" if one.epsg is None else one.epsg)
    assert one.north_first == (definition.axis_info[0].direction == "north")
    assert one.degrees == definition.is_geographic
    place = np.array([[definition.area_of_use.west / 2 + definition.area_of_use.east / 2, 35.0]])
    base = 4326 if one.epsg == 3857 else 4490
    expected = pyproj.Transformer.from_crs(base, definition).transform(35.0, place[0, 0]) if not one.degrees else None
    if expected is not None:
        assert np.abs(one.from_lonlat(place)[0] - expected).max() < 1e-4
    assert np.abs(one.to_lonlat(one.from_lonlat(place)) - place).max() < 2e-9


def test_a_zone_tells_all_of_china_and_back():
    corners = np.array([[73.5, 39.5], [135.1, 48.4], [109.5, 3.8], [121.5, 53.6]])
    for code in ZONES:
        one = system(f"EPSG:{code}")
        assert np.abs(one.to_lonlat(one.from_lonlat(corners)) - corners).max() < 1e-8, code


def test_the_same_place_in_systems_people_know():
    told = {name: system(name).from_lonlat(PLACE)[0].round(1).tolist() for name in ("CRS84", "EPSG:4490", "EPSG:4549")}
    assert told["CRS84"] == [120.7, 28.0] and told["EPSG:4490"] == [28.0, 120.7]
    northing, easting = told["EPSG:4549"]
    assert 3_098_000 < northing < 3_099_500 and 568_000 < easting < 570_000
    assert 40_568_000 < system("EPSG:4528").from_lonlat(PLACE)[0][1] < 40_570_000  # with the number of the zone


@pytest.mark.parametrize(
    "text",
    [
        "EPSG:4549", "[EPSG:4549]", "urn:ogc:def:crs:EPSG::4549", "http://www.opengis.net/def/crs/EPSG/0/4549",
        "https://www.opengis.net/def/crs/EPSG/0/4549",
    ],
)  # fmt: skip
def test_a_system_has_several_names(text):
    assert system(text).epsg == 4549
    assert system(text.replace("4549", "4490")).degrees


@pytest.mark.parametrize("text", ["", "4549", "EPSG:2381", "EPSG:4555", "EPSG:99999999", "gk3:40", "x" * 500])
def test_any_other_system_is_refused(text):
    with pytest.raises(BadCRS):
        system(text)


def test_every_zone_is_there():
    assert [ZONES[0], ZONES[-1], len(SYSTEMS)] == [4513, 4554, 46]


def test_what_lies_on_the_other_side_of_the_globe_has_no_plane_coordinates():
    with pytest.raises(BadCRS):
        system("EPSG:4549").from_lonlat(np.array([[-60.0, 0.0]]))


# --- boxes


@pytest.mark.parametrize(
    ("crs", "text", "bounds"),
    [
        ("CRS84", "120,28,121,29", (120, 28, 121, 29)),
        ("CRS84", "120,28,0,121,29,500", (120, 28, 121, 29)),
        ("EPSG:4490", "28,120,29,121", (120, 28, 121, 29)),
        ("EPSG:4326", "28,120,29,121", (120, 28, 121, 29)),
        ("CRS84", "120,28,120,28", (120, 28, 120, 28)),
        ("CRS84", "179,-10,-179,10", (-180, -10, 180, 10)),
    ],
)
def test_a_box_is_read_in_the_order_of_the_axes(crs, text, bounds):
    assert shapely.bounds(box(text, system(crs))).tolist() == list(bounds)


def test_a_box_over_the_180th_meridian_holds_nothing_of_china():
    assert not box("179,20,-179,30", CRS84).intersects(shapely.Point(120, 28))


def test_a_box_of_a_plane_has_the_bent_edges_it_has_on_the_globe():
    plane = system("EPSG:4549")
    found = box("3000000,400000,3100000,600000", plane)
    assert shapely.get_num_coordinates(found) > 500
    middle = np.array([[3_100_000.0, 500_000.0]])
    assert found.distance(shapely.Point(plane.to_lonlat(middle)[0])) < 1e-7


@pytest.mark.parametrize(
    ("crs", "text"),
    [
        ("CRS84", ""), ("CRS84", "1,2,3"), ("CRS84", "1,2,3,4,5"), ("CRS84", "a,b,c,d"), ("CRS84", "1,2,3,nan"),
        ("CRS84", "120,29,121,28"), ("CRS84", "28,120,29,121"), ("EPSG:4490", "120,28,121,29"),
        ("EPSG:4549", "3100000,400000,3000000,500000"), ("EPSG:4549", "1e12,1e12,2e12,2e12"),
    ],
)  # fmt: skip
def test_a_box_that_is_none_is_refused(crs, text):
    with pytest.raises(BadInput):
        box(text, system(crs))


# --- pages


@pytest.fixture(scope="module")
def many(make_table):
    levels = ("1", "2", None)
    return make_table(
        {
            f"{n:05}": (shapely.box(e := 120 + n / 1e4, 28, e + 5e-5, 28.1), (None, levels[n % 3], n, n, None, None))
            for n in range(5000)
        }
    )  # fmt: skip


@pytest.mark.parametrize("text", [None, "level = '1'", "count < 40", "count > 4990", "count = -1", "level IS NULL"])
@pytest.mark.parametrize("limit", [1, 7, 1000, 10_000])
@pytest.mark.parametrize("bounds", [None, "120.1,28,120.2,28.05"])
def test_pages_together_are_everything_once_and_in_order(many, text, limit, bounds):
    if limit == 1 and text not in ("count < 40", "count > 4990", "count = -1"):
        limit = 97
    where = None if text is None else filter_of(text, "cql2-text", many.kind)
    place = None if bounds is None else box(bounds, CRS84)
    rows = np.arange(len(many)) if place is None else many.meeting(place)
    expected = rows if where is None else rows[where(many, rows).yes]
    found, start = [], 0
    while start is not None:
        got = page(many, Query(limit, start, place, where))
        assert len(got.rows) <= limit
        assert got.matched in (None, len(expected))
        found += got.rows.tolist()
        start = got.next
    assert found == expected.tolist()


def test_how_many_there_are_is_said_where_it_is_known_without_looking(many):
    where = filter_of("level = '1'", "cql2-text", many.kind)
    assert page(many, Query(10)).matched == 5000
    assert page(many, Query(10, where=where)).matched is None
    assert page(many, Query(10_000, where=where)).matched == 1667


def test_rows_far_behind_a_page_are_not_looked_at(many):
    looked = []

    def where(table, rows):
        looked.append(len(rows))
        return filter_of("level = '1'", "cql2-text", many.kind)(table, rows)

    page(many, Query(10, where=where))
    assert sum(looked) < 2000


def test_several_filters_hold_together(many):
    parts = [filter_of(text, "cql2-text", many.kind) for text in ("count < 10", "level = '1'")]
    assert page(many, Query(100, where=every(parts))).rows.tolist() == [0, 3, 6, 9]
    assert every([]) is None and every(parts[:1]) is parts[0]


# --- cursors

MOMENT = Moment(date(2026, 11, 22), NOW)


def test_a_cursor_comes_back_as_it_went(table):
    editions = table.view.editions
    told = cursor_at(editions, "things", MOMENT, 1234)
    assert cursor_from(told.text(), editions, "things", NOW + timedelta(days=1)) == told


def test_a_cursor_of_another_layer_or_another_store_is_gone(table):
    text = cursor_at(table.view.editions, "things", MOMENT, 1).text()
    for editions, layer in (((), "things"), (table.view.editions, "others")):
        with pytest.raises(Gone):
            cursor_from(text, editions, layer, NOW)


@pytest.mark.parametrize(
    "text",
    ["", "x", "!!!", "AAAA", "W10", "eyJhIjoxfQ", "bnVsbA", "é" * 9]
    + [
        cursor_at((), "things", moment, row).text()
        for moment, row in (
            (MOMENT, -1),
            (MOMENT, 10**12),
            (Moment(MOMENT.as_of, NOW + timedelta(seconds=1)), 0),
            (Moment(MOMENT.as_of, NOW.replace(tzinfo=None)), 0),
        )
    ],
)
def test_what_is_no_cursor_is_refused(table, text):
    with pytest.raises(BadInput):
        cursor_from(text, (), "things", NOW)


# --- GeoJSON


def test_a_feature_is_told_with_its_name_geometry_and_properties(table):
    one = orjson.loads(orjson.dumps(features_json(table, np.array([1]))))[0]
    assert (one["type"], one["id"]) == ("Feature", "330300:B")
    assert shapely.equals(shapely.geometry.shape(one["geometry"]), shapely.box(121, 28, 122, 29))
    assert one["properties"] == {
        "name": "aB水库", "level": "2", "size": 2.5, "count": 2, "backup": False, "approved": "2021-06-30",
        "id": "330300:B", "region": "330300", "edition": "330300/1", "standing": "statutory",
    }  # fmt: skip


def test_only_the_properties_asked_for_are_told(table):
    names = chosen(table.kind, "name,edition")
    one = orjson.loads(orjson.dumps(features_json(table, np.array([1]), properties=names)))[0]
    assert one["properties"] == {"name": "aB水库", "edition": "330300/1"}
    assert chosen(table.kind, "") == () and chosen(table.kind, None) == tuple(properties(table.kind))
    with pytest.raises(BadFilter, match="secret"):
        chosen(table.kind, "name,secret")


def test_coordinates_are_in_the_order_of_the_axes(table):
    (one,) = orjson.loads(orjson.dumps(features_json(table, np.array([1]), system("EPSG:4490"))))
    ring = np.array(one["geometry"]["coordinates"][0])
    assert ring[:, 0].max() == 29 and ring[:, 1].max() == 122


SHAPES = [
    "POINT (120 28)",
    "MULTIPOINT (120 28, 121 29)",
    "LINESTRING (120 28, 121 29, 121.5 28.123456789)",
    "MULTILINESTRING ((120 28, 121 29), (122 28, 123 29, 124 28))",
    "POLYGON ((120 28, 121 28, 121 29, 120 28), (120.5 28.1, 120.6 28.1, 120.6 28.2, 120.5 28.1))",
    "MULTIPOLYGON (((120 28, 121 28, 121 29, 120 28)),"
    " ((122 28, 124 28, 124 30, 122 28), (123 28.1, 123.5 28.1, 123.5 28.4, 123 28.1)))",
    "GEOMETRYCOLLECTION (POINT (120 28), LINESTRING (120 28, 121 29))",
]


def test_every_kind_of_geometry_is_told_as_it_is(make_table):
    rows = {f"{n}": (shapely.from_wkt(text), (None,) * 6) for n, text in enumerate(SHAPES)}
    made = make_table(rows)
    for system_, turn in ((CRS84, False), (system("EPSG:4490"), True)):
        told = orjson.loads(orjson.dumps(features_json(made, np.arange(len(made)), system_)))
        for one, text in zip(told, SHAPES, strict=True):
            expected = shapely.from_wkt(text)
            if turn:
                expected = shapely.transform(expected, lambda xy: xy[:, ::-1])
            assert one["geometry"] == orjson.loads(shapely.to_geojson(expected)), text


def test_of_no_rows_there_are_no_features(table):
    assert features_json(table, np.array([], dtype=int)) == []


def test_an_attribute_goes_before_what_an_edition_says_by_its_name(definitions):
    of_zone = properties(definitions.kinds["water_source_zone"])
    assert of_zone["region"].title.en == "Region code" and {"id", "edition", "standing"} <= set(of_zone)
