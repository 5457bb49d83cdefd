"""Impact and jobs over HTTP: for stewards, listed, looked at, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from served import screening_office, serving, square

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits
from zoning.jobs import work

EDITION = "/layers/water_source_zone/editions/330300/1"
ROUTES = [
    ("get", f"{EDITION}/candidates?action=withdrawal"),
    ("post", f"{EDITION}/impact"),
    ("get", "/jobs"),
    ("get", "/jobs/" + "0" * 32),
    ("get", "/jobs/" + "0" * 32 + "/result"),
    ("post", "/jobs/" + "0" * 32 + "/cancellation"),
]


@pytest.fixture(scope="module")
def own(definitions, tmp_path_factory, fill_store):
    store = FilesStore(tmp_path_factory.mktemp("jobs"))
    fill_store(store, definitions)
    return Desk(store, definitions, Limits())


@pytest.fixture(scope="module")
def steward(own, serve, key_for):
    with serve(own) as client:
        client.headers.update(key_for(own, "steward"))
        yield client


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("role", ["viewer", "reviewer", "auditor"])
def test_only_stewards_ask_for_impact_and_see_jobs(steward, own, key_for, role, method, path):
    body = {"json": {}} if method == "post" and path.endswith("impact") else {}
    answer = steward.request(method, path, headers=key_for(own, role), **body)
    assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")


@pytest.mark.parametrize(("method", "path"), ROUTES[3:])
def test_a_job_that_there_is_not_is_not_found(steward, method, path):
    assert steward.request(method, path).json()["slug"] == "not-found"


def test_the_verdicts_near_an_edition_are_listed_and_counted(steward, site):
    question = {"site": site(), "project": {"accuracy_m": 1}, "as_of": "2026-11-22"}
    near = steward.post("/siting/checks", json=question).json()["id"]
    body = steward.get(f"{EDITION}/candidates", params={"action": "withdrawal"}).json()
    assert ([verdict["id"] for verdict in body["verdicts"]], body["candidates"]) == ([near], 1)
    body = steward.get(f"{EDITION}/candidates", params={"action": "withdrawal", "limit": 0}).json()
    assert (body["verdicts"], body["candidates"]) == ([], 1)
    body = steward.get(f"{EDITION}/candidates", params={"action": "published"}).json()
    assert body["candidates"] == 1, "recorded in the minutes of the publication, it may not have seen it"


@pytest.mark.parametrize(
    ("path", "body", "status", "slug"),
    [
        (EDITION, {}, 422, "bad-input"),  # it is published, not proposed
        (EDITION, {"action": "burning"}, 422, "invalid-request"),
        ("/layers/water_source_zone/editions/330300/7", {}, 404, "not-found"),
        ("/layers/nowhere/editions/330300/1", {}, 404, "not-found"),
    ],
)
def test_what_cannot_be_judged_is_refused_and_makes_no_job(steward, path, body, status, slug):
    before = steward.get("/jobs").json()
    answer = steward.post(f"{path}/impact", json=body)
    assert (answer.status_code, answer.json()["slug"]) == (status, slug)
    assert steward.get("/jobs").json() == before


def test_a_job_waits_is_counted_and_can_be_cancelled_once(steward):
    answer = steward.post(f"{EDITION}/impact", json={"action": "withdrawal"})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    place = answer.headers["location"]
    assert steward.get(place).json() == answer.json()
    assert answer.json() in steward.get("/jobs", params={"state": "queued"}).json()["jobs"]
    assert steward.get(f"{place}/result").json()["slug"] == "conflict"
    assert 'sanxian_jobs{kind="impact",state="queued"} 1.0' in steward.get("/metrics").text
    cancelled = steward.post(f"{place}/cancellation")
    assert (cancelled.status_code, cancelled.json()["state"]) == (201, "cancelled")
    assert steward.post(f"{place}/cancellation").status_code == 409
    assert steward.get("/jobs", params={"state": "queued"}).json()["jobs"] == []


def test_a_running_re_evaluation_states_its_rate_and_how_much_is_left(
    definitions, fill_store, tmp_path, key_for, monkeypatch
):
    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    desk, folder, seen = Desk(store, definitions, Limits()), tmp_path / "work", []
    monkeypatch.setattr(work, "LOOK_SECONDS", 0.0)  # told after every verdict, not once a second
    office = screening_office(desk, folder)
    with serving(desk, folder=folder) as client:
        client.headers.update(key_for(desk, "steward"))
        for row in range(4):
            question = {"site": square(120.71 + row / 500), "as_of": "2026-11-22"}
            assert client.post("/siting/checks", json=question).status_code == 201
        place = client.post(f"{EDITION}/impact", json={"action": "withdrawal"}).headers["location"]
        assert client.get(place).json()["progress"] is None
        job = office.job(place.rpartition("/")[2])
        ended = office.work(
            job, lambda: datetime.now(UTC), tell=lambda told: seen.append((told, client.get(place).json()))
        )
        assert (ended.state, client.get(place).json()["progress"]) == ("finished", None)
    under_way = [(told, body) for told, body in seen if 0 < told.done < 4]
    assert [told.done for told, _ in under_way] == [1, 2, 3]
    for told, body in under_way:
        shown = body["progress"]
        assert (body["state"], shown["done"], shown["total"]) == ("running", told.done, 4)
        assert (shown["rate_per_s"], shown["remaining_s"]) == (told.rate_per_s, told.remaining_s)
        assert told.rate_per_s > 0
        assert told.remaining_s == pytest.approx((4 - told.done) / told.rate_per_s, rel=0.01, abs=0.1)
