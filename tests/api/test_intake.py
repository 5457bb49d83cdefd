"""POST /siting/files looks before anything is judged, and POST /siting/datum-checks asks in every datum."""

from __future__ import annotations

import pytest
import shapely
from corpus import cases

ROWS = "J1,1,3099889.000,569848.000\nJ2,1,3099889.000,570048.000\nJ3,1,3100089.000,570048.000\n"
ZONELESS = f"[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n3,40,1,地块,面,,,,@\n{ROWS}"


def pasted(client, text, **fields):
    form = {"text": text, **fields}
    return client.post("/siting/files?lang=en", files={name: (None, value) for name, value in form.items()})


def test_a_file_that_fits_several_zones_is_kept_and_judged_once_one_is_stated(client):
    kept = pasted(client, ZONELESS)
    assert kept.status_code == 201
    answer = kept.json()
    assert answer["crs"] is None and answer["parts"] == []
    assert "state it with --crs" in answer["problem"]["en"] and "请用 --crs 指明" in answer["problem"]["zh"]
    first = answer["candidates"][0]
    assert (first["state"], first["region"], first["part"], first["chosen"]) == ("gk3:40", "330302", "land", False)
    assert {note["code"] for note in first["evidence"]} == {"place_on_land", "area_not_as_declared"}
    assert shapely.geometry.shape(first["outline"]).area > 0

    site = {"file": answer["id"]}
    refused = client.post("/siting/checks?lang=en", json={"site": site})
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["type"].endswith(":ambiguous-crs")
    assert problem["candidates"][0]["state"] == "gk3:40"
    assert "the likeliest are: gk3:40" in problem["detail"]

    stated = client.post("/siting/checks", json={"site": site, "crs": "gk3:40", "record": False})
    assert stated.status_code == 200
    again = pasted(client, ZONELESS, crs="gk3:40").json()
    assert again["crs"] == "gk3:40" and again["problem"] is None
    assert {"declared_area_differs", "declared_area_decimal_point"} & {note["code"] for note in again["doubts"]}
    assert [note["code"] for note in again["assumed"]] == ["corner_ring_closed"]


@pytest.mark.parametrize(
    ("name", "names", "several"),
    [
        ("两层.gpkg", {"红线", "水源"}, False),
        ("两套选一.zip", {"红线", "水源"}, False),
        ("选图层.dxf", {"一期", "二期"}, True),
        ("选工作表.xlsx", {"平面", "经纬度"}, True),
    ],
)
def test_a_file_that_leaves_its_layer_open_is_refused_with_the_layers_to_choose_from(client, name, names, several):
    (case,) = (case for case in cases("good") if case.name == name)
    refused = client.post("/siting/files", files={"file": (name, case.content())})
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["slug"] == "bad-file"
    assert names <= set(problem["layers"]["names"]) and problem["layers"]["several"] is several
    other = client.post("/siting/files", files={"file": (name, case.content()), "layer": (None, "没有这个")})
    assert other.status_code == 422 and other.json()["layers"] == problem["layers"]
    stated = client.post("/siting/files", files={"file": (name, case.content()), "layer": (None, case.layer)})
    assert stated.status_code == 201 and len(stated.json()["parts"]) == len(case.expected["parts"])


def test_the_county_that_the_sender_names_is_evidence(client):
    answer = pasted(client, "POINT (120.71 28.01)", region="330302").json()
    assert "place_as_stated" in [note["code"] for note in answer["candidates"][0]["evidence"]]
    refused = pasted(client, "POINT (120.71 28.01)", region="000000")
    assert refused.status_code == 422 and "neither the code nor the name" in refused.json()["detail"]


def test_a_form_has_a_file_or_a_text_and_not_both(client):
    both = client.post("/siting/files?lang=en", files={"file": b"POINT (120 28)", "text": (None, "POINT (120 28)")})
    neither = client.post("/siting/files?lang=en", files={"crs": (None, "EPSG:4490")})
    empty = client.post("/siting/files?lang=en", files={"text": (None, "")})
    for answer in (both, neither, empty):
        assert answer.status_code == 400
        assert "and not both" in answer.json()["detail"]


def test_an_empty_text_field_beside_a_file_counts_as_none(client):
    sent = {"file": ("a.wkt", b"POINT (120.7123 28.0112)"), "text": (None, "")}
    assert client.post("/siting/files", files=sent).status_code == 201


@pytest.mark.parametrize(("crs", "others"), [(None, ["GCJ02", "BD09"]), ("GCJ02", ["EPSG:4490", "BD09"])])
def test_the_datum_guard_gives_the_verdicts_that_checks_give(client, crs, others):
    asked = {"site": "120.7003,28.02", "crs": crs}
    guard = client.post("/siting/datum-checks", json=asked).json()
    assert [one["state"] for one in guard["supposed"]] == others
    for one in (guard["as_read"], *guard["supposed"]):
        check = client.post("/siting/checks", json={**asked, "crs": one["state"], "record": False}).json()
        stated = check["verdict"], check["range"]
        assert (one["verdict"], one["range"]) == stated
        if one is not guard["as_read"] or crs is not None:
            assert one["id"] == check["id"]
    assert bool(guard["doubts"]) == (crs is None)


def test_the_datum_guard_records_nothing(client):
    entries = client.get("/ledger").json()
    client.post("/siting/datum-checks", json={"site": "120.7003,28.02"})
    assert client.get("/ledger").json() == entries
