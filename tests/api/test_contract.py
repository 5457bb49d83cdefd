"""The contract keeps its word: every operation is documented, and every example works on the real service."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from served import screened
from shore_world import fill_shore

from api.app import ROOMS
from api.problems import Problem
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs

ROUTES = {(route.path, method.lower()): route for room in ROOMS for route in room.routes for method in route.methods}
FIRST = [
    ("/siting/checks", "post"),
    ("/measures", "post"),
    ("/layers/{layer}/editions", "post"),
]  # others read what these leave behind
LAST = [  # after these there is nothing left to read
    ("/layers/{layer}/rollback", "post"),
    ("/siting/alternatives/{comparison_id}/blanking", "post"),
    ("/siting/checks/{check_id}/blanking", "post"),
    ("/measures/records/{measure_id}/blanking", "post"),
]
ORDER = [*FIRST, *(key for key in ROUTES if key not in (*FIRST, *LAST)), *LAST]
NAMES = [f"{method} {path}" for path, method in ORDER]


@pytest.fixture(scope="module")
def own(definitions, tmp_path_factory, fill_store):
    """A desk over a store of its own, since the examples propose and publish."""
    store = FilesStore(tmp_path_factory.mktemp("contract"))
    fill_store(store, definitions)
    fill_shore(store, definitions)
    return Desk(store, definitions, Limits())


@pytest.fixture(scope="module")
def service(own, serve, key_for):
    """The service over it; its client is an administrator."""
    desk = own
    with serve(desk) as client:
        client.headers.update(key_for(desk, "admin"))
        yield client


@pytest.fixture(scope="module")
def contract(service):
    return service.get("/openapi.json").json()


@pytest.fixture(scope="module")
def recorded(service, contract, own, tmp_path_factory):
    """Ids of what the examples record, by the parameter that takes one, or by the route and it."""
    ids = {}
    made = (("check_id", "/siting/checks"), ("measure_id", "/measures"), ("comparison_id", "/siting/alternatives"))
    for parameter, path in made:
        example = contract["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        ids[parameter] = service.post(path, json=example).json()["id"]
    ask = "/layers/water_source_zone/editions/330300/1/impact"
    ids["job_id"], ids["/jobs/{job_id}/cancellation", "job_id"] = (
        service.post(ask, json={"action": "withdrawal"}).json()["id"] for _ in range(2)
    )
    kind = ImpactDesk(own.store, own.definitions).job()
    office = JobOffice(own.store, {kind.name: kind}, Runs(tmp_path_factory.mktemp("runs")))
    assert office.work(office.job(ids["job_id"]), lambda: datetime.now(UTC)).state == "finished"
    form = contract["paths"]["/siting/screenings"]["post"]
    ids["screening_id"] = service.post("/siting/screenings", **body_of(form)).json()["id"]
    screened(own, ids["screening_id"], tmp_path_factory.mktemp("screenings"))
    areas = contract["paths"]["/siting/admissible-areas"]["post"]
    asked = {**body_of(areas)["json"], "as_job": True}
    ids["areas_id"] = service.post("/siting/admissible-areas", json=asked).json()["id"]
    screened(own, ids["areas_id"], tmp_path_factory.mktemp("areas"))
    ids["key_id"] = service.post("/keys", json={"role": "viewer", "label": "to be revoked"}).json()["id"]
    return ids


def test_the_contract_has_every_route_and_no_other(contract):
    documented = {(path, method) for path, found in contract["paths"].items() for method in found}
    assert {(path.replace(":path", ""), method) for path, method in ROUTES} == documented


@pytest.mark.parametrize(("path", "method"), ORDER, ids=NAMES)
def test_every_operation_says_what_it_does_takes_and_answers(contract, path, method):
    operation = contract["paths"][path.replace(":path", "")][method]
    assert operation["summary"] and operation["description"]
    for parameter in operation.get("parameters", ()):
        assert parameter["description"], parameter["name"]
    good = [code for code in operation["responses"] if code.startswith("2")]
    assert good
    for code in good:
        if code == "204":
            continue  # says that there is nothing
        content = operation["responses"][code]["content"]
        assert content
        if "application/json" in content:  # what is no JSON, such as counts for Prometheus, has no model
            assert content["application/json"]["example"] and content["application/json"]["schema"]
    bad = {code for code in operation["responses"] if not code.startswith(("2", "3"))}
    assert "default" in bad
    for code in bad:
        assert set(operation["responses"][code]["content"]) == {"application/problem+json"}
    if "requestBody" in operation:
        assert any("example" in content for content in operation["requestBody"]["content"].values())


@pytest.mark.parametrize(("path", "method"), ORDER, ids=NAMES)
def test_every_documented_answer_fits_its_shape(contract, path, method):
    route = ROUTES[path, method]
    for code, response in contract["paths"][path.replace(":path", "")][method]["responses"].items():
        if code.startswith("2") and "application/json" in response.get("content", ()):
            route.response_model.model_validate(response["content"]["application/json"]["example"])


@pytest.mark.parametrize(("path", "method"), ORDER, ids=NAMES)
def test_every_example_request_is_answered_as_documented(service, contract, recorded, path, method):
    operation = contract["paths"][path.replace(":path", "")][method]
    address, query = path.replace(":path", ""), {}
    for parameter in operation.get("parameters", ()):
        examples = parameter["schema"].get("examples") or parameter.get("examples") or []
        name = parameter["name"]
        value = recorded.get((path, name)) or recorded.get(name) or next(iter(examples), None)
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", str(value))
        elif value is not None:
            query[parameter["name"]] = value
        else:
            assert not parameter["required"], f"{parameter['name']} is required and has no example"
    answer = service.request(method.upper(), address, params=query, **body_of(operation))
    assert str(answer.status_code) == next(iter(operation["responses"])), answer.text
    documented = operation["responses"][str(answer.status_code)]["content"]
    assert answer.headers["content-type"].partition(";")[0] in documented
    if "application/json" not in documented:
        return
    assert answer.headers["content-type"] == "application/json"
    ROUTES[path, method].response_model.model_validate(answer.json())


def body_of(operation):
    """The documented example as a client sends it; forms carry their files as text."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return {"json": content["application/json"]["example"]}
    if "multipart/form-data" in content:
        form = dict(content["multipart/form-data"]["example"])
        return {"files": {"file": ("example.geojson", form.pop("file").encode())}, "data": form}
    return {}


def test_the_contract_names_no_schema_it_does_not_hold(contract):
    text = json.dumps(contract)
    held = contract["components"]["schemas"]
    for name in {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}:
        assert name in held


def test_every_schema_has_a_name_of_its_own(contract):
    """Of two classes of one name each would be called by its module, and clients made from the contract would break."""
    assert [name for name in contract["components"]["schemas"] if "__" in name] == []


def test_no_part_of_a_problem_takes_the_name_of_another_shape():
    of_rooms = FastAPI()
    for room in ROOMS:
        of_rooms.include_router(room)
    parts, others = set(Problem.model_json_schema()["$defs"]), set(of_rooms.openapi()["components"]["schemas"])
    assert parts
    assert not parts & others
