"""Where a project could stand, over HTTP: at once, as a job with its tiles, and to whom."""

from __future__ import annotations

from math import fsum

import pytest
import shapely
from served import screened
from shapely.geometry import shape

from api.examples import load
from layers.tiles.grids import GRIDS

ASKED = load("admissible_areas")["request"]
PATH = "/siting/admissible-areas"


@pytest.fixture(scope="module")
def reviewer(desk, key_for):
    return key_for(desk, "reviewer")


@pytest.fixture(scope="module")
def answered(client, reviewer):
    """The answer at once."""
    said = client.post(PATH, json=ASKED, headers=reviewer)
    assert said.status_code == 200, said.text
    return said.json()


@pytest.fixture(scope="module")
def finished(client, desk, reviewer, tmp_path_factory):
    """The id of a job that did the same."""
    said = client.post(PATH, json={**ASKED, "as_job": True}, headers=reviewer)
    assert said.status_code == 202 and said.json()["answer"] is None
    number = said.json()["id"]
    assert said.headers["location"] == f"{PATH}/{number}"
    screened(desk, number, tmp_path_factory.mktemp("areas"))
    return number


def test_hectares_add_up_to_the_study_area(answered):
    answer = answered["answer"]
    assert fsum(answer["hectares"].values()) == pytest.approx(answer["study_ha"], rel=1e-9)
    assert fsum(area["hectares"] for area in answer["areas"]) == pytest.approx(answer["study_ha"], rel=1e-9)


def test_every_area_says_why_and_on_what_data(answered):
    for area in answered["answer"]["areas"]:
        assert area["standing"] == "illustrative"
        assert shapely.is_valid(shape(area["geometry"]))
        assert area["verdict"] == "admissible" or area["reasons"]
        assert all(reason["text"]["zh"] and reason["text"]["en"] for reason in area["reasons"])


def test_a_silent_layer_leaves_its_area_undetermined_and_is_named(answered):
    silent = {layer for area in answered["answer"]["areas"] for reason in area["reasons"] for layer in reason["silent"]}
    assert "permanent_farmland" in silent
    assert answered["answer"]["hectares"]["admissible"] == 0


def test_a_job_gives_what_is_answered_at_once(client, reviewer, answered, finished):
    told = client.get(f"{PATH}/{finished}", headers=reviewer).json()
    assert told["state"] == "finished"
    assert told["answer"] == answered["answer"]


def test_the_areas_of_a_job_are_tiles(client, reviewer, finished):
    here, elsewhere = (GRIDS["WebMercatorQuad"].at(*place, 14) for place in ((120.75, 28.022), (121.5, 27.0)))
    codes = [
        client.get(f"{PATH}/{finished}/tiles/WebMercatorQuad/{t.z}/{t.x}/{t.y}.mvt", headers=reviewer)
        for t in (here, elsewhere)
    ]
    assert [answer.status_code for answer in codes] == [200, 204]
    assert b"admissible_areas" in codes[0].content and b"undetermined" in codes[0].content


def test_tiles_of_a_job_that_is_not_finished_are_refused(client, reviewer):
    number = client.post(PATH, json={**ASKED, "as_job": True}, headers=reviewer).json()["id"]
    answer = client.get(f"{PATH}/{number}/tiles/WebMercatorQuad/10/855/428.mvt", headers=reviewer)
    assert (answer.status_code, answer.json()["slug"]) == (409, "conflict")


def test_who_may_not_see_a_layer_that_matters_is_refused_wherever_it_lies(client):
    answer = client.post(PATH, json=ASKED)
    assert (answer.status_code, answer.json()["slug"]) == (403, "withheld")


@pytest.mark.parametrize(
    "wrong",
    [
        {"region": "330302"},
        {"polygons": None},
        {"part": "land"},
        {"within_m": 100.0},
        {"radius_m": 0.5},
        {"radius_m": 6000.0},
        {"role": "route"},
        {"polygons": {"type": "Point", "coordinates": [120.7, 28.0]}},
        {"polygons": None, "region": "999999"},
        {"polygons": None, "centre": "120.7,28.0"},
        {"polygons": None, "centre": "120.7,28.0", "within_m": -1.0},
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(client, reviewer, wrong):
    answer = client.post(f"{PATH}?lang=en", json={**ASKED, **wrong}, headers=reviewer)
    assert answer.status_code in (404, 422)
    assert len(answer.json()["detail"]) > 20
