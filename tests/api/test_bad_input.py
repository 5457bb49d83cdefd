"""Bad input: a 4xx, a slug, and one line that says what, where and how to mend it."""

from __future__ import annotations

import json
import socket

import pytest
import shapely

from api.problems import CAUSES, Problem


def told(answer, status, slug, *words):
    """The problem of an answer, which must be well formed and say the words in its one line."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate(answer.json())
    assert (found.slug, found.status, found.type) == (slug, status, f"urn:sanxian:problem:{slug}")
    assert found.title in (CAUSES[slug].zh, CAUSES[slug].en)
    assert "\n" not in found.detail
    for word in words:
        assert word in found.detail
    return found


def ask(client, **body):
    return client.post("/siting/checks?lang=en", json=body)


def test_an_empty_file(client):
    told(client.post("/siting/files?lang=en", files={"file": ("a.txt", b"")}), 422, "bad-file", "a.txt is empty")
    told(client.post("/siting/files?lang=en", content=b""), 422, "bad-file", "empty")


def test_a_form_without_a_file(client):
    told(client.post("/siting/files?lang=en", files={"other": ("a", b"1")}), 400, "malformed-request", "other")


def test_a_file_of_no_format_read_here(client):
    told(client.post("/siting/files?lang=en", files={"file": ("a.dwg", b"AC1032....")}), 422, "bad-file", "DWG")


def test_an_unknown_fact(client, site):
    told(ask(client, site=site(), project={"facts": {"colour": "red"}}), 422, "bad-fact", "colour", "/facts")


def test_a_value_that_a_fact_cannot_have(client, site):
    found = told(ask(client, site=site(), project={"facts": {"nature": "old"}}), 422, "bad-fact", "nature")
    assert "rebuilt" in found.detail


def test_a_malformed_industry(client, site):
    told(ask(client, site=site(), project={"industry": "Z99"}), 422, "bad-input", "Z99", "C2614")


@pytest.mark.parametrize("accuracy", [0, -1, 1e9])
def test_an_accuracy_that_cannot_be(client, site, accuracy):
    told(ask(client, site=site(), project={"accuracy_m": accuracy}), 422, "bad-input", "accuracy_m")


def test_an_unknown_crs(client, site):
    told(ask(client, site=site(), crs="EPSG:999999"), 422, "bad-crs", "999999")


def test_a_longitude_of_181_degrees(client, site):
    told(ask(client, site=site(181.0, 28.0)), 422, "bad-geometry", "181")


def test_a_bow_tie(client):
    bow = {
        "type": "Polygon",
        "coordinates": [[[120.7, 28], [120.71, 28.01], [120.71, 28], [120.7, 28.01], [120.7, 28]]],
    }
    told(ask(client, site=bow), 422, "bad-geometry", "invalid")


def test_a_day_before_every_edition(client, site):
    told(ask(client, site=site(), as_of="1999-01-01"), 422, "no-editions", "1999-01-01", "2026-01-01")


def test_a_store_without_editions(definitions, tmp_path, serve, site):
    from layers.stores.files import FilesStore
    from zoning.desk import Desk, Limits

    with serve(Desk(FilesStore(tmp_path / "empty"), definitions, Limits())) as client:
        told(ask(client, site=site()), 422, "no-editions", "publish")
        told(client.get("/layers/identify?lon=120&lat=28&lang=en"), 422, "no-editions", "publish")
        told(client.get("/health/ready?lang=en"), 503, "not-ready", "publish")
        assert client.get("/health/live").status_code == 200


def test_a_body_that_is_too_large(client):
    big = json.dumps({"site": {"type": "Point", "coordinates": [0, 0], "x": "x" * 400_000}})
    told(client.post("/siting/checks?lang=en", content=big, headers=JSON), 413, "too-large", "300000")


def test_a_body_that_is_too_large_and_does_not_say_so(client):
    def parts():
        for _ in range(50):
            yield b" " * 10_000

    told(client.post("/siting/checks?lang=en", content=parts(), headers=JSON), 413, "too-large", "300000")


def test_too_many_vertices(client):
    ring = shapely.Point(120.71, 28.01).buffer(0.001, quad_segs=1600)
    found = ask(client, site=shapely.geometry.mapping(ring))
    assert found.json()["slug"] in ("bad-geometry", "too-large")
    told(found, found.json()["status"], found.json()["slug"], "5000")
    assert 400 <= found.status_code < 500


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"site": ', "line 1"),
        (b"", ""),
        (b'{"site": "120,28", "site": "121,28"}', "twice"),
        (b'{"site": {"type": "Point", "coordinates": [NaN, 28]}}', "NaN"),
        (b'{"site": {"type": "Point", "coordinates": [-Infinity, 28]}}', "Infinity"),
        (b'{"site": {"type": "Point", "coordinates": [1e999, 28]}}', "1e999"),
        (b'{"site": "120,28", "project": {"name": "\\ud800"}}', "surrogate"),
        (b'{"site": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"site": {"type": "Point", "coordinates": [' + b"9" * 5000 + b", 28]}}", "integer"),
    ],
)
def test_json_without_one_meaning(client, body, word):
    answer = client.post("/siting/checks?lang=en", content=body, headers=JSON)
    if body:
        told(answer, 400, "malformed-request", word)
    else:
        told(answer, 422, "invalid-request")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "body.site"),
        ({"site": "120,28", "sight": 1}, "body.sight"),
        ({"site": "120,28", "project": {"nam": 1}}, "body.project.nam"),
        ({"site": "120,28", "project": {"accuracy_m": "5"}}, "body.project.accuracy_m"),
        ({"site": "120,28", "as_of": "20261122"}, "body.as_of"),
        ({"site": "120,28", "as_of": 1}, "body.as_of"),
        ({"site": "120,28", "as_of": "2026-02-30"}, "body.as_of"),
        ({"site": "120,28", "known_at": "2026-11-22T00:00:00"}, "body.known_at"),
        ({"site": "120,28", "record": "yes"}, "body.record"),
        ({"site": "120,28", "width_m": True}, "body.width_m"),
        ({"site": "120,28", "role": ""}, "body.role"),
        ({"site": "120,28", "project": {"name": "x" * 501}}, "body.project.name"),
        ({"site": "120,28", "project": []}, "body.project"),
        ({"site": "120,28", "as_of": "２０２６-０１-０１"}, "body.as_of"),
        ({"site": "120,28", "known_at": "2026-13-22T00:00:00Z"}, "body.known_at"),
        ({"site": None}, "body.site"),
        ({"site": 5}, "body.site"),
        ({"site": [120, 28]}, "body.site"),
        ({"site": {"file": 5}}, "body.site"),
        ([], "body"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_body_of_another_shape(client, body, place, lang):
    found = told(client.post(f"/siting/checks?lang={lang}", json=body), 422, "invalid-request", place)
    assert found.errors[0].where == place
    assert len(found.errors) == 1
    assert "Value error" not in found.detail and "Input should" not in found.detail
    assert (lang == "en") == found.errors[0].message.isascii()


def test_a_body_that_does_not_say_it_is_json(client):
    answer = client.post(
        "/siting/checks?lang=en", content=b'{"site": "120,28"}', headers={"Content-Type": "text/plain"}
    )
    told(answer, 422, "invalid-request", "application/json")


def test_a_site_that_is_no_geojson(client):
    told(ask(client, site={"type": "Circle"}), 422, "bad-file", "Circle")
    told(ask(client, site={"file": "x", "type": "Point"}), 422, "bad-geometry")
    told(ask(client, site="somewhere"), 422, "bad-geometry", "LON,LAT")


def test_a_role_or_an_inclusion_that_is_not(client, site):
    told(ask(client, site=site(), role="owner"), 422, "bad-input", "owner")
    told(ask(client, site=site(), include=["statutory"]), 422, "bad-input", "statutory")


@pytest.mark.parametrize(
    "path",
    [
        "/layers/unicorns",
        "/layers/unicorns/editions",
        "/layers/bay/editions/330300/1",
        "/layers/unicorns/changes?since=2026-01-01",
        "/siting/checks/sha256:00",
        "/siting/checks/nothing",
        "/rules/CN/none/DW-0",
        "/rules/CN/drinking_water/DW-99",
        "/codes/unicorns",
        "/nowhere",
        "/siting/checks/../../etc/passwd",
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_does_not_exist(client, path, lang):
    told(client.get(path, headers={"Accept-Language": lang}), 404, "not-found")


@pytest.mark.parametrize("number", ["sha256:" + "0" * 64, "nothing", "sha256:../../x", ""])
def test_a_file_that_was_never_sent(client, number):
    told(ask(client, site={"file": number}), 404, "not-found", "/siting/files")


def test_the_id_of_something_else_is_no_file(client, desk, site):
    ask(client, site=site())
    body = json.loads(next(desk.ledger.entries()).body)["body"]
    told(ask(client, site={"file": f"sha256:{body}"}), 404, "not-found")


def test_a_method_that_is_not_supported(client):
    answer = client.delete("/layers?lang=en")
    told(answer, 405, "method-not-allowed", "DELETE")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("lon=x&lat=28", "query.lon"),
        ("lon=nan&lat=28", "query.lon"),
        ("lon=120", "query.lat"),
        ("lon=120&lat=28&within_m=-1", "query.within_m"),
        ("lon=120&lat=28&as_of=yesterday", "query.as_of"),
        ("lon=120&lat=28&lang=fr", "query.lang"),
    ],
)
def test_a_query_that_cannot_be(client, query, word):
    told(client.get(f"/layers/identify?{query}"), 422, "invalid-request", word)


def test_a_query_parameter_that_would_be_ignored(client):
    told(client.get("/layers?asof=2020-01-01&lang=en"), 400, "malformed-request", "asof", "as_of")
    told(client.get("/layers?as_of=2026-11-01&as_of=2026-11-02&lang=en"), 400, "malformed-request", "as_of")


def test_a_request_that_breaks_off_leaves_the_service_up(client):
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=10) as line:
        line.sendall(b"POST /siting/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        line.sendall(b'Content-Length: 100\r\n\r\n{"site"')
    assert client.get("/health/live").status_code == 200


def test_changes_since_a_day_after_the_other(client):
    path = "/layers/water_source_zone/changes?since=2026-06-01&as_of=2026-01-01&lang=en"
    told(client.get(path), 422, "bad-input", "2026-06-01", "exchange")


def test_a_region_code_of_another_form_is_told_what_form_it_has(client):
    told(client.get("/measures/shoreline?region=33030&lang=en"), 422, "invalid-request", "query.region", "six digits")
    told(client.get("/measures/shoreline?region=33030x&lang=zh"), 422, "invalid-request", "六位数字")
