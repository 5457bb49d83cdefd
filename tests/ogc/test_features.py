"""OGC API Features: what its requirements say, request by request. docs/ogc.md names the class each test holds."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import cql2
import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator
from served import LAND, SEA, features

from api.models.ogc import OgcCollection, OgcCollections, OgcConformance, OgcItem, OgcItems, OgcLanding
from api.ogc.classes import CLASSES
from layers.editions import EditionHead
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
ZONE = "/ogc/collections/water_source_zone"
UNITS = "/ogc/collections/control_unit"
BOTH = ["330300:ZH33030210001", "330300:ZH33030230001"]


def get(client, path, status=200, **query):
    answer = client.get(path, params={name.replace("_", "-"): value for name, value in query.items()})
    assert answer.status_code == status, answer.text
    return answer


def ids(client, path, **query):
    answer = get(client, path, **query)
    assert answer.headers["content-type"] == "application/geo+json"
    OgcItems.model_validate(answer.json())
    return [feature["id"] for feature in answer.json()["features"]]


def links(document):
    found = {}
    for one in document["links"]:
        found.setdefault(one["rel"], []).append(one)
    return found


# --- core: landing, conformance, collections


@pytest.mark.parametrize("path", ["/ogc", "/ogc/"])
def test_the_landing_page_links_to_everything(client, path):
    document = get(client, path).json()
    OgcLanding.model_validate(document)
    found = links(document)
    assert {"self", "alternate", "service-desc", "conformance", "data"} <= set(found)
    for rel in ("self", "service-desc", "conformance", "data"):
        (one,) = found[rel]
        answer = client.get(one["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == one["type"]


def test_the_conformance_page_names_the_classes(client):
    document = get(client, "/ogc/conformance").json()
    OgcConformance.model_validate(document)
    assert document["conformsTo"] == list(CLASSES) and len(set(CLASSES)) == len(CLASSES)


def test_the_collections_are_the_layers_in_force(client):
    document = get(client, "/ogc/collections").json()
    OgcCollections.model_validate(document)
    found = {one["id"]: one for one in document["collections"]}
    assert set(found) == {"admin_area", "control_unit", "ecological_red_line", "industrial_area", "water_source_zone"}
    assert {"self", "alternate"} <= set(links(document))
    for one in found.values():
        assert one["crs"] == ["#/crs"]
        assert {link["type"] for link in links(one)["items"]} == {"application/geo+json", "text/html"}
    assert found["water_source_zone"]["extent"]["spatial"] == {"bbox": [[120.7, 28.0, 120.75, 28.05]], "crs": CRS84}
    assert found["water_source_zone"]["extent"]["temporal"]["interval"] == [["2026-01-01T00:00:00+08:00", None]]


def test_a_collection_is_told_as_in_the_list(client):
    listed = {one["id"]: one for one in get(client, "/ogc/collections").json()["collections"]}["control_unit"]
    document = get(client, UNITS).json()
    OgcCollection.model_validate(document)
    for name in ("id", "title", "extent", "itemType", "storageCrs"):
        assert document[name] == listed[name]
    assert {"self", "alternate", "items"} <= set(links(document))


def test_a_layer_that_cannot_be_read_does_not_hide_the_others_and_is_no_empty_one(
    definitions, fill_store, serve, tmp_path
):
    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    (edition,) = [one for one in store.editions() if one.head.layer == "water_source_zone"]
    (file,) = (tmp_path / "store" / "editions").glob(f"{edition.sha256}*")
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-100])
    with serve(Desk(store, definitions, Limits())) as client:
        listed = {one["id"]: one["extent"] for one in get(client, "/ogc/collections").json()["collections"]}
        assert "spatial" in listed["control_unit"]
        assert "spatial" not in listed["water_source_zone"] and "temporal" in listed["water_source_zone"]
        for path in (ZONE, f"{ZONE}/items", f"{ZONE}/items?f=html", f"{ZONE}/items/330300:WS-2"):
            assert client.get(path).json()["slug"] == "corrupt-edition"
    store.close()


def test_what_is_no_collection_is_not_found(client):
    for path in ("", "/items", "/queryables", "/items/x"):
        get(client, f"/ogc/collections/unicorns{path}", 404)
    get(client, "/ogc/collections/bay", 404)  # a layer that has no edition in force
    get(client, "/ogc/collections/bay/items", 404)
    for path in ("", "/items", "/items/x", "/queryables", "/schema"):  # of a raster, whose features are but its frames
        assert "/rasters" in get(client, f"/ogc/collections/land_cover{path}", 404).json()["detail"]


# --- core: items


def test_items_are_told_with_counts_a_time_and_links(client):
    document = get(client, f"{UNITS}/items").json()
    assert (document["type"], document["numberReturned"], document["numberMatched"]) == ("FeatureCollection", 2, 2)
    assert document["timeStamp"] == "2026-11-22T04:00:00Z"
    assert {"self", "alternate", "collection"} <= set(links(document)) and "next" not in links(document)
    for feature in document["features"]:
        assert feature["type"] == "Feature" and feature["geometry"]["type"] == "Polygon"
    assert "示例" in document["data_standing"]["zh"]


def test_pages_are_followed_by_next(client):
    document, found = get(client, f"{UNITS}/items", limit=1).json(), []
    while True:
        assert document["numberReturned"] == len(document["features"]) == 1
        found += [feature["id"] for feature in document["features"]]
        if "next" not in links(document):
            break
        document = client.get(links(document)["next"][0]["href"]).json()
    assert found == BOTH


def test_a_page_of_a_filter_says_no_number_that_would_have_to_be_counted(client):
    assert "numberMatched" not in get(client, f"{UNITS}/items", limit=1, filter="class IS NOT NULL").json()


def test_a_limit_above_the_highest_is_no_fault(client):
    assert ids(client, f"{UNITS}/items", limit=1_000_000) == BOTH


@pytest.mark.parametrize(
    ("bbox", "found"),
    [
        ("120.5,27.8,120.6,27.9", BOTH[:1]),
        ("120.5,27.8,-100,120.6,27.9,100", BOTH[:1]),
        ("120.68,27.8,120.68,28.2", BOTH),
        ("0,0,1,1", []),
        ("-180,-90,180,90", BOTH),
    ],
)
def test_a_box_finds_what_meets_it(client, bbox, found):
    assert ids(client, f"{UNITS}/items", bbox=bbox) == found


@pytest.mark.parametrize(
    "instant",
    ["2026-11-22", "2026-11-22T00:00:00Z", "2026-01-01T00:00:00+08:00", "2026-01-01/2026-11-22", "../2026-11-22",
     "2026-02-01/..", "2020-01-01/2026-11-22", "2026-02-01/"],
)  # fmt: skip
def test_a_time_finds_what_was_in_force(client, instant):
    assert ids(client, f"{UNITS}/items", datetime=instant) == BOTH


def test_before_anything_was_in_force_there_is_nothing_to_answer_with(client):
    answer = get(client, f"{UNITS}/items", 404, datetime="2025-12-31")
    assert "in force" in client.get(answer.url, headers={"Accept-Language": "en"}).json()["detail"]
    get(client, f"{UNITS}/items", 404, datetime="2025-12-31T15:59:59Z")
    assert ids(client, f"{UNITS}/items", datetime="2025-12-31T16:00:00Z") == BOTH  # midnight in China


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": -1}, {"limit": "abc"}, {"limit": 1.5}, {"bbox": "1,2,3"}, {"bbox": "a,b,c,d"},
        {"bbox": "120,29,121,28"}, {"datetime": "yesterday"}, {"datetime": "2026-13-01"},
        {"datetime": "2026-11-22/2026-01-01"},
        {"datetime": "2026-01-01/2026-02-01/2026-03-01"}, {"datetime": "2026-11-22T00:00:00"}, {"unknown": 1},
        {"crs": "EPSG:2381"}, {"bbox": "1,2,3,4", "bbox-crs": "x"}, {"filter": "class ="}, {"filter": "secret = 1"},
        {"filter": "class = 'general'", "filter-lang": "sql"}, {"filter": "TRUE", "filter-crs": "x"}, {"cursor": "x"},
        {"class": "nothing"}, {"area_km2": "big"}, {"f": "xml"},
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_400(client, query):
    answer = client.get(f"{UNITS}/items", params=query)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json" and answer.json()["detail"]


def test_a_parameter_given_twice_is_400(client):
    assert client.get(f"{UNITS}/items?limit=1&limit=2").status_code == 400


def test_a_feature_is_read_by_its_name(client):
    answer = get(client, f"{ZONE}/items/330300:WS-2")
    OgcItem.model_validate(answer.json())
    assert answer.json()["id"] == "330300:WS-2" and answer.json()["properties"]["level"] == "2"
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    assert {"self", "alternate", "collection"} <= set(links(answer.json()))
    assert client.get(links(answer.json())["self"][0]["href"]).json()["geometry"] == answer.json()["geometry"]
    for name in ("330300:WS-3", "WS-2", "330300:WS-2/x"):
        get(client, f"{ZONE}/items/{name}", 404)
    get(client, f"{ZONE}/items/330300:WS-2", 400, bbox="1,2,3,4")


def test_head_is_answered_as_get_without_a_body(client):
    answer = client.head(f"{ZONE}/items")
    assert (answer.status_code, answer.content) == (200, b"")


# --- time: a layer that changed


@pytest.fixture
def changed(definitions, fill_store, serve, now, tmp_path):
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    rows = [("NEW", shapely.box(120.5, 27.8, 120.9, 28.2), {"class": "general"})]
    head = EditionHead("control_unit", "330300", "illustrative", 5.0, date(2026, 6, 1), "新", shapely.union(LAND, SEA))
    at = now - timedelta(hours=1)
    store.publish(store.propose(head, features(definitions, "control_unit", rows), at), at)
    with serve(Desk(store, definitions, Limits())) as client:
        yield client


def test_an_instant_asks_for_the_layer_of_that_day(changed):
    assert ids(changed, f"{UNITS}/items", datetime="2026-06-01") == ["330300:NEW"]
    assert changed.get(f"{UNITS}/items", params={"datetime": "2026-05-31"}).status_code == 200


def test_an_interval_in_which_the_layer_changed_is_refused_with_the_days(serve, changed, now):
    told = get(changed, f"{UNITS}/items", 400, datetime="2026-01-05/2026-11-22").json()["detail"]
    assert "2026-06-01" in told
    assert ids(changed, f"{UNITS}/items", datetime="2026-06-01/..") == ["330300:NEW"]


# --- html


@pytest.mark.parametrize(
    "path",
    ["/ogc", "/ogc/conformance", "/ogc/collections", ZONE, f"{ZONE}/queryables", f"{ZONE}/schema", f"{ZONE}/items",
     f"{ZONE}/items/330300:WS-2"],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_document_has_a_page_for_people(client, path, lang):
    asked = client.get(path, params={"f": "html", "lang": lang})
    preferred = client.get(
        path, params={"lang": lang}, headers={"Accept": "text/html,application/json;q=0.9,*/*;q=0.8"}
    )
    for answer in (asked, preferred):
        assert answer.status_code == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
        assert "<script" not in answer.text and "style=" not in answer.text
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in answer.text
        assert "accept" in answer.headers["vary"].lower()
        assert set(re.findall(r"<h1>", answer.text)) == {"<h1>"}
    (document,) = (client.get(path, params={"f": "json", "lang": lang}, headers={"Accept": "text/html"}),)
    assert "json" in document.headers["content-type"]


def test_the_style_of_a_page_is_the_one_its_policy_allows(client):
    answer = get(client, "/ogc", f="html")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_what_a_layer_says_is_text_and_never_markup(definitions, fill_store, serve, now, tmp_path):
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    hostile = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"
    rows = [('"><script>x', shapely.box(120.5, 27.8, 120.9, 28.2), {"name": hostile})]
    head = EditionHead(
        "industrial_area", "330300", "illustrative", 5.0, date(2026, 6, 1), "x", shapely.union(LAND, SEA)
    )
    store.publish(store.propose(head, features(definitions, "industrial_area", rows), now), now)
    with serve(Desk(store, definitions, Limits())) as client:
        base = "/ogc/collections/industrial_area/items"
        (feature,) = get(client, base).json()["features"]
        page = get(client, base, f="html").text
        alone = client.get(links(client.get(f"{base}?f=json").json())["self"][0]["href"])
        one = client.get(f"{base}/330300%3A%22%3E%3Cscript%3Ex", params={"f": "html"})
        assert one.status_code == 200 and alone.status_code == 200
        for text in (page, one.text):
            assert "<script" not in text and "<img" not in text
            tree = fromstring(re.sub(r"<meta[^>]*>", "", text.removeprefix("<!DOCTYPE html>\n")))
            assert hostile in {cell.text for cell in tree.iter("td")}
        assert feature["properties"]["name"] == hostile


# --- oas30


def test_the_definition_is_openapi_3_0_and_has_every_path(client):
    document = get(client, "/ogc/api").json()
    assert document["openapi"] == "3.0.3"
    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []
    contract = client.get("/openapi.json").json()
    assert set(document["paths"]) == {path for path in contract["paths"] if path.startswith("/ogc")}
    assert document["servers"] == [{"url": str(client.base_url).rstrip("/")}]
    text = json.dumps(document)
    held = set(document["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) == held


def test_what_3_0_cannot_say_is_not_in_the_definition(client):
    text = json.dumps(get(client, "/ogc/api").json())
    assert '"type": "null"' not in text and '"const"' not in text and '"prefixItems"' not in text
    assert '"nullable": true' in text


def test_the_validator_sees_what_is_not_3_0(client):
    contract = {**client.get("/openapi.json").json(), "openapi": "3.0.3"}
    assert next(OpenAPIV30SpecValidator(contract).iter_errors(), None) is not None


def test_the_definition_tells_the_parameters_of_items(client):
    found = get(client, "/ogc/api").json()["paths"]["/ogc/collections/{layer}/items"]["get"]["parameters"]
    assert {"limit", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang", "filter-crs"} <= {
        p["name"] for p in found
    }


# --- crs


def test_a_collection_lists_its_systems(client):
    document = get(client, ZONE).json()
    assert document["storageCrs"] == f"{EPSG}4490" and document["storageCrs"] in document["crs"]
    assert {CRS84, *(f"{EPSG}{code}" for code in (4326, 3857, 4528, 4549, *range(4513, 4555)))} <= set(document["crs"])
    assert get(client, "/ogc/collections").json()["crs"] == document["crs"]


def test_every_system_of_the_list_is_answered_and_named(client):
    for uri in get(client, ZONE).json()["crs"]:
        answer = get(client, f"{ZONE}/items", crs=uri)
        assert answer.headers["content-crs"] == f"<{uri}>"
        x, y = min(answer.json()["features"][0]["geometry"]["coordinates"][0])
        assert get(client, f"{ZONE}/items/330300:WS-2", crs=uri).headers["content-crs"] == f"<{uri}>"
        box = f"{x - 0.001},{y - 0.001},{x + 0.001},{y + 0.001}"
        assert ids(client, f"{ZONE}/items", bbox=box, bbox_crs=uri) == ["330300:WS-2"]


def test_without_a_system_the_order_is_longitude_and_latitude(client):
    answer = get(client, f"{ZONE}/items")
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    assert min(answer.json()["features"][0]["geometry"]["coordinates"][0]) == [120.7, 28.0]
    assert ids(client, f"{ZONE}/items", bbox="120.7,28.0,120.71,28.01") == ["330300:WS-2"]


# --- queryables and filter


def test_the_queryables_are_a_schema_of_what_may_be_asked(client):
    answer = get(client, f"{ZONE}/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema" and schema["type"] == "object"
    assert client.get(schema["$id"]).json() == schema
    assert schema["properties"]["level"]["enum"] == ["1", "2", "quasi"]
    assert (
        schema["properties"]["delimited"]["type"] == "boolean" and schema["properties"]["area_km2"]["type"] == "number"
    )
    assert schema["properties"]["geometry"]["format"].startswith("geometry-polygon")
    assert schema["additionalProperties"] is False
    (link,) = [one for one in get(client, ZONE).json()["links"] if one["rel"].endswith("/queryables")]
    assert link["href"] == schema["$id"]


def test_every_queryable_may_be_asked_and_nothing_else(client):
    for name in get(client, f"{ZONE}/queryables").json()["properties"]:
        get(client, f"{ZONE}/items", filter=f"{name} IS NULL OR {name} IS NOT NULL")
    get(client, f"{ZONE}/items", 400, filter="effective_from IS NULL")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"level": "2"}, 1), ({"level": "1"}, 0), ({"level": "2", "delimited": "true"}, 1),
        ({"level": "2", "delimited": "false"}, 0), ({"id": "330300:WS-2"}, 1), ({"standing": "illustrative"}, 1),
        ({"level": "2", "bbox": "0,0,1,1"}, 0), ({"level": "2", "filter": "code = 'WS-2'"}, 1),
    ],
)  # fmt: skip
def test_a_queryable_is_a_parameter_with_the_value_it_must_have(client, query, found):
    assert len(ids(client, f"{ZONE}/items", **query)) == found


def test_next_keeps_the_whole_question(client):
    document = get(client, f"{UNITS}/items", limit=1, filter="class IS NOT NULL", crs=f"{EPSG}4490").json()
    following = links(document)["next"][0]["href"]
    answer = client.get(following)
    assert answer.headers["content-crs"] == f"<{EPSG}4490>"
    assert [feature["id"] for feature in answer.json()["features"]] == BOTH[1:]
    assert "filter=" in following


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class = 'general'", BOTH[1:]),
        ("class <> 'general'", BOTH[:1]),
        ("NOT (class = 'general') AND id IS NOT NULL", BOTH[:1]),
        ("class IN ('general', 'priority')", BOTH),
        ("class LIKE 'gen%'", BOTH[1:]),
        ("CASEI(class) = CASEI('GENERAL')", BOTH[1:]),
        ("name IS NULL", BOTH),
        ("area_km2 > 0 OR area_km2 <= 0", []),
        ("S_INTERSECTS(geometry, POINT(120.6 28.0))", BOTH[:1]),
        ("S_INTERSECTS(geometry, BBOX(120.8, 27.9, 120.85, 28.0))", BOTH[1:]),
        ("S_INTERSECTS(geometry, LINESTRING(120.6 28.0, 120.8 28.0))", BOTH),
        ("S_WITHIN(geometry, POLYGON((120 27, 120.7 27, 120.7 29, 120 29, 120 27)))", BOTH[:1]),
        ("S_DISJOINT(geometry, POINT(120.6 28.0))", BOTH[1:]),
    ],
)
def test_a_filter_as_text_and_as_json_finds_the_same(client, text, found):
    assert ids(client, f"{UNITS}/items", filter=text) == found
    tree = json.dumps(cql2.parse_text(text).to_json())
    assert ids(client, f"{UNITS}/items", filter=tree, filter_lang="cql2-json") == found
    assert ids(client, f"{UNITS}/items", filter=text, filter_lang="cql2-text") == found


def test_the_shapes_of_a_filter_are_in_filter_crs(client):
    for crs, point in ((f"{EPSG}4490", "28.0 120.6"), (f"{EPSG}4549", "3099000 559000"), (CRS84, "120.6 28.0")):
        assert (
            ids(client, f"{UNITS}/items", filter=f"S_INTERSECTS(geometry, POINT({point}))", filter_crs=crs) == BOTH[:1]
        )


# --- rights, proxies, other origins


@pytest.mark.parametrize(
    "query", [{}, {"filter": "name = '某红线'"}, {"filter": "(("}, {"datetime": "x"}, {"bbox": "x"}, {"name": "某红线"}]
)
def test_of_a_withheld_layer_every_question_has_the_same_answer(client, query):
    base = "/ogc/collections/ecological_red_line"
    plain = client.get(f"{base}/items")
    answer = client.get(f"{base}/items", params=query)
    assert (answer.status_code, answer.content) == (403, plain.content)
    for name in ("330300:RL-1", "330300:nothing"):
        assert client.get(f"{base}/items/{name}").content == plain.content
    assert "spatial" not in client.get(base).json()["extent"]


def test_who_may_see_a_restricted_layer_gets_it_and_no_cache_keeps_it(client, writer):
    base = "/ogc/collections/ecological_red_line"
    answer = client.get(f"{base}/items", headers=writer)
    assert answer.status_code == 200 and "no-store" in answer.headers["cache-control"]
    assert "access-control-allow-origin" not in answer.headers
    assert client.get(base, headers=writer).json()["extent"]["spatial"]["bbox"] == [[120.6, 27.9, 120.62, 27.92]]


def test_behind_a_proxy_every_address_is_as_callers_see_it(desk, serve):
    with serve(desk, root_path="/gis") as client:
        base = f"{str(client.base_url).rstrip('/')}/gis"
        for path in (
            "/ogc",
            "/ogc/collections",
            UNITS,
            f"{UNITS}/items?limit=1",
            f"{ZONE}/items/330300:WS-2",
            "/ogc?f=html",
        ):
            text = client.get(path).text
            addresses = re.findall(r'http://127[^"<&?]*', text)
            assert addresses and all(one.startswith(base) for one in addresses), path
        assert client.get("/ogc/api").json()["servers"] == [{"url": base}]


def test_a_page_of_any_origin_may_read_public_layers(client):
    for path in ("/ogc", "/ogc/collections", f"{ZONE}/items"):
        answer = client.get(path, headers={"Origin": "https://maps.example.cn"})
        assert answer.headers["access-control-allow-origin"] == "*"
