"""Alternatives over HTTP: the same verdicts as single checks, one frame, and refusals that say how to mend them."""

import pytest
from served import square

from api.access.rates import units

PROJECT = {"industry": "C3392", "accuracy_m": 1.0, "facts": {"nature": "new"}}
SITES = [square(120.71, 28.01), square(120.805, 28.105)]
DAY = {"as_of": "2026-11-22"}


def compared(client, **more):
    asked = [{"site": site, "project": PROJECT} for site in SITES]
    return client.post("/siting/alternatives", json={"alternatives": asked, **DAY, "record": False, **more})


@pytest.fixture(scope="module")
def answer(client, writer):
    client_headers = {**writer}
    found = client.post(
        "/siting/alternatives",
        json={"alternatives": [{"site": site, "project": PROJECT} for site in SITES], **DAY},
        headers=client_headers,
    )
    assert found.status_code == 201, found.text
    assert found.headers["location"] == f"/siting/alternatives/{found.json()['id']}"
    return found.json()


def test_each_verdict_is_the_one_that_a_single_check_gives_and_is_recorded(client, writer, answer):
    for site, row in zip(SITES, answer["alternatives"], strict=True):
        single = client.post(
            "/siting/checks", json={"site": site, "project": PROJECT, **DAY, "record": False}, headers=writer
        )
        assert row["verdict_id"] == single.json()["id"]
        kept = client.get(f"/siting/checks/{row['verdict_id']}", headers=writer)
        assert kept.status_code == 200 and kept.json()["id"] == row["verdict_id"]


def test_asked_again_the_comparison_has_the_same_id(client, writer, answer):
    assert compared(client).json()["id"] == answer["id"]


def test_what_is_not_recorded_has_no_address(client, writer):
    found = client.post(
        "/siting/alternatives",
        json={"alternatives": [{"site": site} for site in SITES], **DAY, "record": False},
        headers=writer,
    )
    assert found.status_code == 200 and "location" not in found.headers
    assert client.get(f"/siting/alternatives/{found.json()['id']}", headers=writer).status_code == 404


def test_a_recorded_comparison_is_read_by_its_id_as_bytes_and_in_words(client, writer, answer):
    path = f"/siting/alternatives/{answer['id']}"
    found = client.get(path, headers=writer)
    assert found.status_code == 200 and found.json()["order"] == answer["order"]
    assert "text" not in found.json()["criterion"]["keys"][0]
    assert client.get(path, headers={**writer, "If-None-Match": found.headers["etag"]}).status_code == 304
    words = client.get(f"{path}/words", headers=writer).json()
    assert words == answer


def test_without_the_right_the_recorded_one_is_the_one_that_was_answered(client, writer, answer):
    path = f"/siting/alternatives/{answer['id']}"
    assert client.get(f"{path}/words").json() == compared(client).json()
    shown = client.get(path)
    assert shown.json()["redacted"] is True and shown.json()["id"] == answer["id"]
    assert shown.headers["etag"] != client.get(path, headers=writer).headers["etag"]


def test_it_replays_identical_for_those_who_may_prove(client, writer, answer):
    path = f"/siting/alternatives/{answer['id']}/replay"
    done = client.post(path, headers=writer)
    assert (done.status_code, done.json()["outcome"], done.json()["kind"]) == (200, "identical", "comparison"), (
        done.text
    )
    assert client.post(path).status_code == 401
    verdict = answer["alternatives"][0]["verdict_id"]
    assert client.post(f"/siting/alternatives/{verdict}/replay", headers=writer).status_code == 404
    assert client.get(f"/siting/checks/{answer['id']}/pack", headers=writer).status_code == 404


def test_a_caller_without_the_right_gets_it_redacted_under_the_same_id(client, answer):
    found = compared(client).json()
    assert found["redacted"] is True and "ecological_red_line" in found["withheld"]
    assert found["id"] == answer["id"]


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"criterion": ["colour"]}, 422, "verdict_worst"),
        ({"criterion": ["area_m2"], "weights": ["area_m2=1"]}, 422, "not both"),
        ({"alternatives": [{"site": SITES[0]}]}, 422, "2"),
        ({"alternatives": [{"site": SITES[0]}] * 21}, 422, "20"),
    ],
)
def test_what_cannot_be_compared_is_refused(client, change, status, says):
    asked = {"alternatives": [{"site": site} for site in SITES], **DAY, "record": False, **change}
    found = client.post("/siting/alternatives?lang=en", json=asked)
    assert found.status_code in (400, status), found.text
    assert says in found.text


def test_a_move_near_a_restricted_layer_is_refused_to_whoever_may_not_see_it(client):
    asked = {"site": square(120.6195, 27.9195), "project": PROJECT, **DAY, "within_m": 200, "step_m": 10}
    found = client.post("/siting/moves?lang=en", json={**asked, "record": False})
    assert (found.status_code, found.json()["slug"]) == (403, "withheld")
    assert "120.62" not in found.text


@pytest.mark.parametrize(
    "change", [{"within_m": 0}, {"step_m": 0}, {"within_m": 5000, "step_m": 1}, {"until": "never"}]
)
def test_a_search_that_cannot_be_is_refused_before_anything_is_judged(client, change):
    asked = {"site": SITES[0], "project": PROJECT, **DAY, "within_m": 100, "step_m": 10, **change}
    found = client.post("/siting/moves", json=asked)
    assert found.status_code in (400, 422), found.text


def test_what_judges_many_places_takes_the_units_of_many_checks():
    assert units("/siting/alternatives", "POST") == 10 * units("/siting/checks", "POST")
    assert units("/siting/alternatives/{comparison_id}/replay", "POST") == units("/siting/alternatives", "POST")
    assert units("/siting/alternatives/{comparison_id}", "GET") == units("/siting/checks/{check_id}", "GET")
    assert units("/siting/moves", "POST") == units("/siting/detours", "POST") > units("/siting/checks", "POST")


def test_a_project_without_a_line_has_no_detour(client, writer):
    asked = {"site": SITES[0], "project": PROJECT, **DAY, "corridor_m": 100, "step_m": 10, "record": False}
    found = client.post("/siting/detours?lang=en", json=asked, headers=writer)
    assert found.status_code in (400, 422) and "no line" in found.text


@pytest.mark.parametrize("within_m", [10, 200])
def test_a_move_is_refused_far_from_restricted_layers_too_so_that_no_refusal_is_a_map(client, within_m):
    asked = {"site": SITES[0], "project": PROJECT, **DAY, "within_m": within_m, "step_m": 10, "record": False}
    found = client.post("/siting/moves?lang=en", json=asked)
    assert (found.status_code, found.json()["slug"]) == (403, "withheld")
