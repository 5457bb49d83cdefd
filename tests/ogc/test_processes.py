"""OGC API Processes: the same answers, records and rights as the rooms that the processes stand for."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from served import square
from shore_world import fill_shore

from api.models.ogc import OgcProcess, OgcProcesses
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

SITING, SHORELINE = "/ogc/processes/siting-check", "/ogc/processes/shoreline"
RED = (120.61, 27.91)  # in a restricted layer


@pytest.fixture(scope="module")
def own(definitions, fill_store, tmp_path_factory):
    store = FilesStore(tmp_path_factory.mktemp("processes"))
    fill_store(store, definitions)
    fill_shore(store, definitions)
    return Desk(store, definitions, Limits())


@pytest.fixture(scope="module")
def client(own, serve):
    with serve(own) as found:
        yield found


def execute(client, path, inputs, status=200, headers=None, **more):
    answer = client.post(f"{path}/execution", json={"inputs": inputs, **more}, headers=headers)
    assert answer.status_code == status, answer.text
    return answer


def test_the_processes_are_listed_and_linked(client):
    landing = client.get("/ogc").json()
    (link,) = [one for one in landing["links"] if one["rel"].endswith("/processes")]
    document = client.get(link["href"]).json()
    OgcProcesses.model_validate(document)
    assert [one["id"] for one in document["processes"]] == ["siting-check", "shoreline"]
    for one in document["processes"]:
        found = {each["rel"].rpartition("/")[2]: each["href"] for each in one["links"]}
        assert client.get(found["self"]).json()["id"] == one["id"]
        assert found["execute"].endswith(f"/ogc/processes/{one['id']}/execution")


@pytest.mark.parametrize(("path", "needed"), [(SITING, ["site"]), (SHORELINE, ["region"])])
def test_a_process_says_what_it_takes_and_gives(client, path, needed):
    document = client.get(path).json()
    OgcProcess.model_validate(document)
    assert document["jobControlOptions"] == ["sync-execute"] and len(document["outputs"]) == 1
    assert [name for name, one in document["inputs"].items() if one["minOccurs"]] == needed
    assert "$ref" not in str(document["inputs"])


def test_the_schema_of_every_input_takes_its_example(client):
    inputs = client.get(SITING).json()["inputs"]
    for name, value in {"site": square(), "as_of": "2026-11-22", "record": False, "include": ["draft"]}.items():
        Draft202012Validator(inputs[name]["schema"]).validate(value)
    assert not Draft202012Validator(inputs["record"]["schema"]).is_valid("no")


def test_a_siting_check_is_the_verdict_that_the_service_gives(client):
    asked = {"site": square(), "as_of": "2026-11-22"}
    answer = execute(client, SITING, asked)
    assert answer.json() == client.post("/siting/checks", json=asked).json()
    assert f"/siting/checks/{answer.json()['id']}" in answer.headers["link"]
    assert client.get(f"/siting/checks/{answer.json()['id']}").status_code == 200


def test_what_is_not_to_be_recorded_is_not(client):
    answer = execute(client, SITING, {"site": square(120.55, 28.15), "as_of": "2026-11-22", "record": False})
    assert "link" not in answer.headers
    assert client.get(f"/siting/checks/{answer.json()['id']}").status_code == 404


def test_a_measure_of_the_shore_is_that_of_the_service(client):
    asked = {"region": "330300", "as_of": "2026-11-22", "record": False}
    answer = execute(client, SHORELINE, asked)
    assert answer.json() == client.post("/measures", json={**asked, "measure": "shoreline"}).json()


def test_the_answer_comes_raw_or_as_a_document(client):
    asked = {"region": "330300", "as_of": "2026-11-22", "record": False}
    raw = execute(client, SHORELINE, asked).json()
    assert execute(client, SHORELINE, asked, response="raw", outputs={"measure": {}}).json() == raw
    assert execute(client, SHORELINE, asked, response="document").json() == {"measure": raw}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/ogc/processes/magic"), ("POST", "/ogc/processes/magic/execution")]
)
def test_an_unknown_process_is_told_as_the_standard_has_it(client, method, path):
    answer = client.request(method, path, **({"json": {"inputs": {}}} if method == "POST" else {}))
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process"
    assert "siting-check" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (SITING, {"inputs": {}}, "site"),
        (SITING, {"inputs": {"site": square(), "magic": 1}}, "magic"),
        (SITING, {"inputs": {"site": square(), "as_of": "soon"}}, "as_of"),
        (SITING, {"inputs": {"site": {"type": "Point", "coordinates": [500, 28]}}}, ""),
        (SITING, {"inputs": {"site": square()}, "outputs": {"magic": {}}}, "magic"),
        (SITING, {"inputs": {"site": square()}, "response": "both"}, "response"),
        (SITING, {}, "inputs"),
        (SHORELINE, {"inputs": {"region": "33"}}, "region"),
        (SHORELINE, {"inputs": {"region": "330300", "measure": "areas"}}, "measure"),
        (SHORELINE, {"inputs": {"region": "330300", "layers": ["ecological_red_line"]}}, "layers"),
    ],
)
def test_inputs_that_do_not_fit_are_400(client, path, body, said):
    answer = client.post(f"{path}/execution", json=body)
    assert answer.status_code == 400, answer.text
    assert said in answer.json()["detail"]


def test_a_reader_without_the_right_gets_the_redacted_verdict(client, own, key_for):
    asked = {"site": square(*RED), "as_of": "2026-11-22", "record": False}
    veiled, whole = execute(client, SITING, asked), execute(client, SITING, asked, headers=key_for(own, "reviewer"))
    assert veiled.json()["redacted"] and "某红线" not in veiled.text
    assert "某红线" in whole.text
    assert veiled.json() == client.post("/siting/checks", json=asked).json()


@pytest.mark.parametrize("path", ["/ogc/processes", SITING, SHORELINE])
def test_every_document_has_a_page(client, path):
    answer = client.get(path, params={"f": "html", "lang": "en"})
    assert answer.status_code == 200 and "<script" not in answer.text
