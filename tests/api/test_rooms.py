"""Layers, rules, codes, health, tokens and headers over HTTP."""

from __future__ import annotations

import json
import threading

import pytest
import shapely
from pydantic import SecretStr

from layers.errors import NotFound
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits


def identified(client, lon, lat, **more):
    return client.get("/layers/identify", params={"lon": lon, "lat": lat, **more}).json()


def statuses(body):
    return {cell["layer"]: cell["status"] for cell in body["coverage"]}


def test_a_point_in_a_zone_names_it_with_edition_and_standing(client):
    body = identified(client, 120.71, 28.01)
    found = {feature["layer"]: feature for feature in body["features"]}
    assert set(found) == {"admin_area", "control_unit", "water_source_zone"}
    zone = found["water_source_zone"]
    assert (zone["feature"], zone["edition"], zone["status"], zone["distance_m"]) == ("WS-2", 1, "illustrative", 0.0)
    assert zone["attributes"]["level"] == "2"
    assert "示例" in body["data_standing"]["zh"]


def test_every_layer_says_whether_it_answers_at_a_point(client, definitions):
    body = identified(client, 120.71, 28.01)
    assert set(statuses(body)) == set(definitions.kinds.of_features)
    assert statuses(body)["ecological_red_line"] == "covered"
    nowhere = identified(client, 100.0, 30.0)
    assert nowhere["features"] == []
    assert set(statuses(nowhere).values()) == {"not_covered"}


def test_a_zone_near_a_point_is_found_within_the_distance_asked(client):
    assert "water_source_zone" not in {f["layer"] for f in identified(client, 120.6995, 28.01)["features"]}
    near = identified(client, 120.6995, 28.01, within_m=60)["features"]
    (zone,) = [feature for feature in near if feature["layer"] == "water_source_zone"]
    assert 49.0 < zone["distance_m"] < 49.5


def test_a_point_read_off_a_phone_map_is_moved_back_and_said_so(client):
    body = identified(client, 120.7146, 28.0071, crs="GCJ02")
    assert abs(body["point"]["lon"] - 120.7146) > 0.003
    assert "gcj02_unshifted" in {note["code"] for note in body["notes"]}


def test_layers_show_their_editions_in_force_on_the_day(client):
    (zone,) = [x for x in client.get("/layers").json()["layers"] if x["layer"] == "water_source_zone"]
    (edition,) = zone["editions"]
    assert (edition["region"], edition["edition"], edition["status"], edition["features"]) == (
        "330300",
        1,
        "illustrative",
        1,
    )
    before = client.get("/layers?as_of=2025-12-31").json()["layers"]
    assert all(layer["editions"] == [] for layer in before)


def test_precise_lines_of_a_restricted_layer_are_given_nowhere(client):
    kind = client.get("/layers/ecological_red_line").json()["kind"]
    assert kind["access"] == "restricted"
    assert "coordinates" not in json.dumps(identified(client, 120.61, 27.91)["features"])


def test_rules_of_a_day_and_one_rule_in_full(client):
    today = {(p["pack"], r["rule"]) for p in client.get("/rules?as_of=2026-11-22").json()["packs"] for r in p["rules"]}
    everything = client.get("/rules").json()["packs"]
    assert today <= {(pack["pack"], rule["rule"]) for pack in everything for rule in pack["rules"]}
    href = everything[0]["rules"][0]["href"]
    full = client.get(href).json()
    assert full["versions"][0]["title"] == everything[0]["rules"][0]["title"]
    assert full["versions"][0]["basis"][0]["title"]


def test_every_fact_of_the_definitions_is_listed_with_its_question(client, definitions):
    facts = {fact["fact"]: fact for fact in client.get("/facts").json()["facts"]}
    assert set(facts) == set(definitions.facts)
    assert all(fact["question"]["zh"] and fact["question"]["en"] for fact in facts.values())


@pytest.mark.parametrize(
    ("name", "q", "code"),
    [
        ("industries", "2614", "C2614"),
        ("industries", "ｃ２６１４", "C2614"),
        ("industries", "制造业", "C"),
        ("regions", "330302", "330302"),
        ("regions", "鹿城", "330302"),
        ("regions", "lucheng", "330302"),
        ("roles", "out", "outlet"),
        ("activities", "manufacturing", "manufacturing"),
        ("notes", "gcj02", "gcj02_unshifted"),
    ],
)
def test_codes_are_found_by_code_and_by_name_in_both_languages(client, name, q, code):
    body = client.get(f"/codes/{name}", params={"q": q}).json()
    assert code in [entry["code"] for entry in body["codes"]]
    assert body["total"] >= len(body["codes"])


def test_code_lists_are_paged(client):
    first = client.get("/codes/industries?limit=5").json()
    second = client.get("/codes/industries?limit=5&offset=5").json()
    assert len(first["codes"]) == len(second["codes"]) == 5 and first["total"] == second["total"] > 100
    assert not {e["code"] for e in first["codes"]} & {e["code"] for e in second["codes"]}


@pytest.mark.parametrize(
    ("headers", "query", "lang"),
    [
        ({}, "", "zh"),
        ({"Accept-Language": "en-GB,en;q=0.9,zh;q=0.8"}, "", "en"),
        ({"Accept-Language": "fr, zh-CN;q=0.5, en;q=0.4"}, "", "zh"),
        ({"Accept-Language": "en;q=0"}, "", "zh"),
        ({"Accept-Language": "zh"}, "?lang=en", "en"),
    ],
)
def test_messages_are_in_the_language_asked_for(client, headers, query, lang):
    answer = client.get(f"/layers/unicorns{query}", headers=headers)
    assert answer.headers["content-language"] == lang
    assert answer.json()["title"] == {"zh": "不存在", "en": "Not found"}[lang]


def test_every_answer_forbids_sniffing_and_has_a_number(client):
    for path in ("/", "/nowhere", "/layers/unicorns", "/health/live"):
        answer = client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.headers["x-request-id"]) == 32


def test_a_fault_of_ours_is_a_problem_that_tells_nothing_of_the_inside(desk, serve, monkeypatch):
    def broken():
        raise RuntimeError("secret of the inside")

    with serve(desk) as client:
        monkeypatch.setattr(desk.store, "editions", broken)
        answer = client.get("/layers?lang=en", headers={"X-Request-Id": "n1"})
    assert (answer.status_code, answer.json()["slug"]) == (500, "internal-error")
    assert "n1" in answer.json()["detail"] and "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_process_is_alive_while_every_thread_works(desk, serve, site, monkeypatch):
    working, done = threading.Event(), threading.Event()

    def slow(question, now):
        working.set()
        done.wait(30)
        raise NotFound("完", "done")

    with serve(desk, threads=1, computing=1, write_token=SecretStr("w")) as client:
        monkeypatch.setattr(desk, "check", slow)
        request = threading.Thread(target=client.post, args=("/siting/checks",), kwargs={"json": {"site": site()}})
        request.start()
        try:
            assert working.wait(20)
            assert client.get("/health/live", timeout=10).status_code == 200
            assert client.get("/nowhere", timeout=10).status_code == 404
            assert client.post("/layers/bay/editions", timeout=10).status_code == 401
        finally:
            done.set()
            request.join(20)


def test_where_the_store_lies_is_told_to_nobody(definitions, tmp_path, serve):
    with serve(Desk(FilesStore(tmp_path / "secret-place"), definitions, Limits())) as client:
        answer = client.get("/layers/identify?lon=120&lat=28")
    assert answer.status_code == 422 and "secret-place" not in answer.text


@pytest.mark.parametrize("path", ["/layers/", "/rules/CN/drinking_water/"])
def test_a_slash_too_many_is_told_and_redirects_nowhere(client, path):
    assert client.get(path).json()["slug"] == "not-found"


def test_the_service_works_below_a_path_of_a_proxy(desk, serve, site):
    with serve(desk, root_path="/gis/sanxian") as client:
        for prefix in ("", "/gis/sanxian"):  # proxies that strip the path, and those that do not
            assert client.get(f"{prefix}/health/live").status_code == 200
            answer = client.post(f"{prefix}/siting/checks", json={"site": site()})
            assert answer.headers["location"].startswith("/gis/sanxian/siting/checks/sha256:")
            assert client.get(answer.headers["location"]).status_code == 200
        assert client.get("/").json()["links"]["layers"] == "/gis/sanxian/layers"
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/gis/sanxian"}]


WRITES = ("/layers/bay/editions", "/layers/bay/editions/330300/1/publication")


@pytest.mark.parametrize("path", WRITES)
def test_writing_without_the_token_is_refused(client, path):
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic d3JpdGU="}):
        answer = client.post(path, headers=headers)
        assert (answer.status_code, answer.json()["slug"]) == (401, "unauthorized")
        assert answer.headers["www-authenticate"] == ('Bearer error="invalid_token"' if headers else "Bearer")


@pytest.mark.parametrize("path", WRITES)
def test_where_no_token_is_configured_nobody_writes(desk, serve, path):
    with serve(desk) as client:
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer None"}):
            answer = client.post(path, headers=headers)
            assert (answer.status_code, answer.json()["slug"]) == (401, "unauthorized")


def test_a_closed_service_is_read_with_a_token_and_alive_for_all(desk, serve, site):
    with serve(desk, anonymous_reading=False, read_token=SecretStr("r"), write_token=SecretStr("w")) as client:
        for path in ("/layers", "/rules", "/facts", "/codes/roles", "/layers/bay", "/layers/identify?lon=120&lat=28"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers={"Authorization": "Bearer r"}).status_code == 200
            assert client.get(path, headers={"Authorization": "Bearer w"}).status_code == 200
        assert client.post("/siting/checks", json={"site": site()}).status_code == 401
        assert client.post("/siting/files", content=b"x").status_code == 401
        reader = client.post("/layers/bay/editions", headers={"Authorization": "Bearer r"})
        assert (reader.status_code, reader.json()["slug"]) == (403, "forbidden")
        assert reader.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'
        assert client.get("/health/live").status_code == client.get("/health/ready").status_code == 200


@pytest.fixture
def stewarded(definitions, tmp_path, fill_store, serve, write_token, writer):
    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    with serve(Desk(store, definitions, Limits()), write_token=write_token) as client:
        client.headers.update(writer)
        yield client


def delivery(site, **more):
    zone = {"type": "Feature", "properties": {"code": "WS-9", "level": "1"}, "geometry": site(120.8, 27.9, 0.01)}
    form = {
        "region": "330300",
        "status": "illustrative",
        "accuracy_m": "5",
        "effective_from": "2026-11-01",
        "source": "示例",
        "coverage": "region",
        **more,
    }
    content = json.dumps({"type": "FeatureCollection", "features": [zone]}).encode()
    return {"files": {"file": ("zone.geojson", content)}, "data": {k: v for k, v in form.items() if v is not None}}


def test_an_edition_changes_answers_only_once_it_is_published(stewarded, site):
    def zones():
        return {
            f["feature"]
            for f in identified(stewarded, 120.805, 27.905)["features"]
            if f["layer"] == "water_source_zone"
        }

    proposed = stewarded.post("/layers/water_source_zone/editions", **delivery(site))
    assert proposed.status_code == 201, proposed.text
    place = proposed.headers["location"]
    assert stewarded.get(place).json()["state"] == "proposed" and zones() == set()
    published = stewarded.post(f"{place}/publication")
    assert (published.status_code, published.json()["state"]) == (201, "published") and zones() == {"WS-9"}
    again = stewarded.post(f"{place}/publication")
    assert (again.status_code, again.json()["slug"]) == (409, "conflict")
    states = [e["state"] for e in stewarded.get("/layers/water_source_zone/editions").json()["editions"]]
    assert states == ["superseded", "published"]
    (comparison,) = stewarded.get("/layers/water_source_zone/changes?since=2026-06-01").json()["comparisons"]
    assert (comparison["old"]["edition"], comparison["new"]["edition"]) == (1, 2)
    assert comparison["changes"]["counts"]["added"] == comparison["changes"]["counts"]["removed"] == 1


def test_changes_since_before_everything_show_all_as_added(client):
    (comparison,) = client.get("/layers/industrial_area/changes?since=2020-01-01").json()["comparisons"]
    assert comparison["old"] is None and comparison["changes"]["counts"]["added"] == 1
    assert client.get("/layers/industrial_area/changes?since=2020-01-01&region=330400").json()["comparisons"] == []


def test_a_refused_delivery_is_answered_with_its_report_and_stores_nothing(stewarded, site):
    sent = delivery(site, set="level:9")
    sent["data"]["set"] = "level=9"
    refused = stewarded.post("/layers/water_source_zone/editions?lang=en", **sent)
    assert (refused.status_code, refused.json()["slug"]) == (422, "bad-input")
    sent = delivery(site, values="level:1=1", map="level=code")
    refused = stewarded.post("/layers/water_source_zone/editions?lang=en", **sent)
    assert (refused.status_code, refused.json()["slug"]) == (422, "refused")
    report = refused.json()["report"]
    assert refused.json()["detail"].endswith(report["problems"][0]["text"]["en"])
    assert report["passed"] is False and all(p["text"]["zh"] and p["text"]["en"] for p in report["problems"])
    assert len(stewarded.get("/layers/water_source_zone/editions").json()["editions"]) == 1


@pytest.mark.parametrize(
    ("change", "slug", "word"),
    [
        ({"region": None}, "bad-input", "region"),
        ({"region": "33"}, "bad-input", "33"),
        ({"status": "official"}, "bad-input", "statutory"),
        ({"accuracy_m": "fine"}, "bad-input", "accuracy_m"),
        ({"accuracy_m": "0"}, "bad-input", "above 0"),
        ({"effective_from": "1 May"}, "bad-input", "YYYY-MM-DD"),
        ({"coverage": "all"}, "bad-input", "coverage"),
        ({"replaces": "330400"}, "bad-input", "REGION/N"),
        ({"colour": "red"}, "malformed-request", "colour"),
    ],
)
def test_a_proposal_that_makes_no_sense(stewarded, site, change, slug, word):
    answer = stewarded.post("/layers/water_source_zone/editions?lang=en", **delivery(site, **change))
    assert answer.json()["slug"] == slug and word in answer.json()["detail"], answer.text
    assert 400 <= answer.status_code < 500


def test_an_outline_in_true_positions_is_not_shifted_with_the_delivery(stewarded, site):
    outline = site(120.79, 27.89, 0.03)
    sent = delivery(site, crs="GCJ02", coverage=None, region="330381", status="draft")
    sent["files"]["coverage_file"] = ("outline.geojson", json.dumps(outline).encode())
    proposed = stewarded.post("/layers/water_source_zone/editions", **sent)
    assert proposed.status_code == 201, proposed.text
    assert "gcj02_unshifted" in {note["code"] for note in proposed.json()["notes"]}
    kept = stewarded.get(proposed.headers["location"]).json()["outline"]
    assert shapely.geometry.shape(kept).bounds == pytest.approx(shapely.geometry.shape(outline).bounds, abs=1e-8)
