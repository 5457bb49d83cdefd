"""Features of a layer by place, filter and page, and many points at once, over HTTP."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import shapely
from served import LAND, SEA, features

from api.models.query import FeaturePage, PointAnswers
from layers.editions import EditionHead
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

ZONE = "/layers/water_source_zone/features"
UNITS = "/layers/control_unit/features"


def ids(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    FeaturePage.model_validate(answer.json())
    return [feature["id"] for feature in answer.json()["features"]]


def test_the_features_of_a_layer_come_with_their_names_and_where_they_are_from(client):
    answer = client.get(UNITS)
    assert ids(answer) == ["330300:ZH33030210001", "330300:ZH33030230001"]
    body = answer.json()
    assert (body["numberReturned"], body["numberMatched"], body["links"]) == (2, 2, [])
    assert "示例" in body["data_standing"]["zh"]
    said = body["features"][0]["properties"]
    assert (said["class"], said["edition"], said["standing"]) == ("priority", "330300/1", "illustrative")
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"bbox": "120.5,27.8,120.6,27.9"}, ["330300:ZH33030210001"]),
        ({"bbox": "27.8,120.5,27.9,120.6", "bbox-crs": "EPSG:4490"}, ["330300:ZH33030210001"]),
        ({"bbox": "100,20,101,21"}, []),
        ({"filter": "class = 'general'"}, ["330300:ZH33030230001"]),
        ({"filter": "class = 'general'", "bbox": "120.5,27.8,120.6,27.9"}, []),
        ({"filter": "name IS NULL AND NOT (name = 'x')"}, []),
        ({"filter": '{"op":"=","args":[{"property":"class"},"priority"]}', "filter-lang": "cql2-json"}, 1),
        ({"filter": "S_INTERSECTS(geometry, POINT(28 120.8))", "filter-crs": "EPSG:4490"}, ["330300:ZH33030230001"]),
        ({"as_of": "2026-03-01", "limit": 1}, ["330300:ZH33030210001"]),
    ],
)
def test_what_is_asked_is_found(client, query, expected):
    found = ids(client.get(UNITS, params=query))
    assert len(found) == 1 if expected == 1 else found == expected


def test_pages_follow_one_another_to_the_end(client):
    answer = client.get(UNITS, params={"limit": 1, "filter": "class IS NOT NULL"})
    assert "numberMatched" not in answer.json()
    (link,) = answer.json()["links"]
    assert link["rel"] == "next" and link["href"].startswith(str(client.base_url))
    second = client.get(link["href"])
    assert ids(answer) + ids(second) == ["330300:ZH33030210001", "330300:ZH33030230001"]
    assert second.json()["links"] == []


def test_coordinates_come_in_the_order_of_the_axes(client):
    def corner(crs):
        answer = client.get(ZONE, params={"crs": crs})
        assert answer.json()["crs"] in answer.headers["content-crs"]
        ring = answer.json()["features"][0]["geometry"]["coordinates"][0]
        return min(ring)

    assert corner("CRS84") == [120.7, 28.0]
    assert corner("EPSG:4490") == corner("http://www.opengis.net/def/crs/EPSG/0/4326") == [28.0, 120.7]
    northing, easting = corner("EPSG:4549")
    assert 3_098_000 < northing < 3_099_500 and 568_000 < easting < 575_000


def test_only_the_properties_asked_for_come(client):
    (feature,) = client.get(ZONE, params={"properties": "level,edition"}).json()["features"]
    assert feature["properties"] == {"level": "2", "edition": "330300/1"}


@pytest.mark.parametrize(
    ("query", "status", "slug", "said"),
    [
        ({"filter": "secret = 1"}, 400, "bad-filter", "secret"),
        ({"filter": "level = 1"}, 400, "bad-filter", "level"),
        ({"filter": "level = '2' AND"}, 400, "bad-filter", "1"),
        ({"properties": "secret"}, 400, "bad-filter", "secret"),
        ({"crs": "EPSG:2381"}, 422, "bad-crs", "EPSG:2381"),
        ({"bbox": "1,2,3"}, 422, "bad-input", "bbox"),
        ({"cursor": "nothing"}, 422, "bad-input", "cursor"),
        ({"limit": 0}, 422, "invalid-request", "limit"),
        ({"limit": 10_001}, 422, "invalid-request", "limit"),
        ({"level": "2"}, 400, "malformed-request", "level"),
        ({"filter-lang": "sql"}, 422, "invalid-request", "filter-lang"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, query, status, slug, said):
    answer = client.get(ZONE, params=query)
    assert (answer.status_code, answer.json()["slug"]) == (status, slug)
    assert said in answer.json()["detail"]


def test_a_filter_names_the_properties_there_are(client):
    told = client.get(ZONE, params={"filter": "secret = 1", "lang": "en"}).json()["detail"]
    assert "source_code" in told and "standing" in told and "$" in told


def test_an_unknown_layer_is_not_found(client):
    assert client.get("/layers/unicorns/features").json()["slug"] == "not-found"


# --- pages and publications


def test_pages_keep_to_their_release_whatever_is_published(definitions, fill_store, serve, now, tmp_path):
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    clock = [now]
    with serve(Desk(store, definitions, Limits()), clock=lambda: clock[0]) as client:
        first = client.get(UNITS, params={"limit": 1})
        following = first.json()["links"][0]["href"]
        clock[0] += timedelta(minutes=1)
        rows = [("NEW", shapely.box(120.5, 27.8, 120.9, 28.2), {"class": "general"})]
        head = EditionHead(
            "control_unit", "330300", "illustrative", 5.0, date(2026, 2, 1), "新", shapely.union(LAND, SEA)
        )
        store.publish(store.propose(head, features(definitions, "control_unit", rows), clock[0]), clock[0])
        assert ids(client.get(UNITS)) == ["330300:NEW"]
        assert ids(first) + ids(client.get(following)) == ["330300:ZH33030210001", "330300:ZH33030230001"]
        assert client.get(following.replace("control_unit", "water_source_zone")).json()["slug"] == "gone"
        assert client.get(f"{following}&as_of=2026-01-05").json()["slug"] == "bad-input"


# --- a filter is no oracle


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"filter": "name = '某红线'"},
        {"filter": "name = 'nothing'"},
        {"filter": "secret = 1"},
        {"filter": "(("},
        {"bbox": "120.6,27.9,120.61,27.91"},
        {"bbox": "0,0,1,1"},
        {"bbox": "x"},
        {"crs": "EPSG:1"},
        {"cursor": "x"},
        {"properties": "name"},
        {"as_of": "1990-01-01"},
    ],
    ids=json.dumps,
)
def test_of_a_withheld_layer_every_question_has_the_same_answer(client, writer, query):
    plain = client.get("/layers/ecological_red_line/features")
    answer = client.get("/layers/ecological_red_line/features", params=query)
    assert (answer.status_code, answer.content) == (403, plain.content)
    assert answer.json()["slug"] == "withheld"


def test_who_may_see_a_restricted_layer_may_ask_it(client, writer):
    answer = client.get("/layers/ecological_red_line/features", params={"filter": "name = '某红线'"}, headers=writer)
    assert ids(answer) == ["330300:RL-1"]


# --- many points


def test_many_points_are_answered_as_each_alone(client):
    points = [(120.71, 28.01), (120.61, 27.91), (100.0, 30.0), (120.6995, 28.01)]
    answer = client.post("/layers/identify", json={"points": points, "within_m": 60.0, "as_of": "2026-11-22"})
    assert answer.status_code == 200, answer.text
    PointAnswers.model_validate(answer.json())
    alone = [
        client.get("/layers/identify", params={"lon": lon, "lat": lat, "within_m": 60, "as_of": "2026-11-22"}).json()
        for lon, lat in points
    ]
    assert answer.json()["answers"] == alone


def test_points_are_read_in_the_crs_they_are_in(client):
    (one,) = client.post("/layers/identify", json={"points": [[120.7146, 28.0071]], "crs": "GCJ02"}).json()["answers"]
    assert "gcj02_unshifted" in {note["code"] for note in one["notes"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"points": []}, 422),
        ({"points": [[120, 28]] * 1001}, 422),
        ({"points": [[120]]}, 422),
        ({"points": [["a", "b"]]}, 422),
        ({"points": [[200, 28]]}, 422),
        ({"points": [[120, 28]], "within_m": 1001}, 422),
        ({"points": [[120, 28]], "more": 1}, 422),
        ({}, 422),
    ],
)
def test_points_that_are_none_are_refused(client, body, status):
    assert client.post("/layers/identify", json=body).status_code == status


@pytest.mark.parametrize(("many", "zh", "en"), [(0, "至少 1 项", "at least 1"), (1001, "最多 1000 项", "at most 1000")])
def test_how_many_points_there_may_be_is_said_in_either_language(client, many, zh, en):
    for lang, words in (("zh", zh), ("en", en)):
        said = client.post(f"/layers/identify?lang={lang}", json={"points": [[120, 28]] * many}).json()["detail"]
        assert words in said and "List should" not in said
