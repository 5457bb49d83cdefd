"""Over HTTP: tried, proposed, previewed, published by a second person, in force at its midnight, withdrawn, gone."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import shapely

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

LAYER = "/layers/water_source_zone"
ZONE = {"code": "WS-9", "level": "1"}


@pytest.fixture
def desk(definitions, tmp_path, fill_store):
    store = FilesStore(tmp_path / "store")
    fill_store(store, definitions)
    return Desk(store, definitions, Limits())


@pytest.fixture
def people(desk, key_for):
    """The headers of two stewards, an auditor and a reviewer, each with a key."""
    roles = {"ann": "steward", "bob": "steward", "aud": "auditor", "rev": "reviewer", "vi": "viewer"}
    return {name: key_for(desk, role) for name, role in roles.items()}


@pytest.fixture
def service(desk, serve):
    with serve(desk) as client:
        yield client


def delivery(outline, properties=ZONE, **more):
    feature = {"type": "Feature", "properties": properties, "geometry": outline}
    form = {
        "region": "330300",
        "status": "illustrative",
        "accuracy_m": "5",
        "effective_from": "2026-11-01",
        "source": "示例",
        "coverage": "region",
        **more,
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    return {"files": {"file": ("zone.geojson", content)}, "data": form}


def propose(client, header, outline, **more):
    answer = client.post(f"{LAYER}/editions", headers=header, **delivery(outline, **more))
    assert answer.status_code == 201, answer.text
    return f"{LAYER}/editions/330300/{answer.json()['edition']['edition']}"


# --- tried and previewed


def test_a_dry_run_tells_everything_and_stores_nothing_at_all(desk, service, people, site):
    store = desk.store
    before = (store.generation(), store.editions(), store.head(), list(store.blobs()))
    sent = delivery(site(120.7, 28.0, 0.06))
    answer = service.post(f"{LAYER}/editions?dry_run=true", headers=people["ann"], **sent)
    body = answer.json()
    assert (answer.status_code, body["stored"], body["edition"]["edition"]) == (200, False, 2)
    assert "location" not in answer.headers
    assert body["report"]["passed"] and body["edition"]["state"] == "proposed"
    assert [edition["edition"] for edition in body["preview"]["affected"]] == [1]
    assert {place["change"] for place in body["preview"]["places"]} == {"added", "removed"}
    assert (store.generation(), store.editions(), store.head(), list(store.blobs())) == before
    refused = service.post(
        f"{LAYER}/editions?dry_run=true", headers=people["ann"], **delivery(site(), {"code": "X", "level": "9"})
    )
    assert refused.status_code == 422 and not refused.json()["report"]["passed"]
    assert (store.generation(), store.head(), list(store.blobs())) == (before[0], before[2], before[3])


def test_what_the_dry_run_saw_is_what_the_proposal_shows(service, people, site):
    sent = delivery(site(120.7, 28.0, 0.06))
    tried = service.post(f"{LAYER}/editions?dry_run=true", headers=people["ann"], **sent).json()
    place = propose(service, people["ann"], site(120.7, 28.0, 0.06))
    shown = service.get(f"{place}/preview", headers=people["bob"]).json()
    assert shown == tried["preview"]
    assert shown["edition"] == tried["edition"]


def test_a_proposal_is_the_business_of_stewards_and_auditors_alone(service, people, site):
    place = propose(service, people["ann"], site())
    for name, seen in (("ann", True), ("bob", True), ("aud", True), ("rev", False), ("vi", False)):
        listed = service.get(f"{LAYER}/editions", headers=people[name]).json()["editions"]
        assert (len(listed) == 2) is seen
        assert service.get(place, headers=people[name]).status_code == (200 if seen else 404)
    for part in ("preview", "report"):
        assert service.get(f"{place}/{part}").status_code == 401
        assert service.get(f"{place}/{part}", headers=people["rev"]).status_code == 403
        assert service.get(f"{place}/{part}", headers=people["bob"]).status_code == 200


def test_what_is_published_has_no_preview_any_more(service, people, site):
    place = propose(service, people["ann"], site())
    service.post(f"{place}/publication", headers=people["ann"])
    answer = service.get(f"{place}/preview?lang=en", headers=people["ann"])
    assert (answer.status_code, answer.json()["slug"]) == (409, "conflict")


# --- two people, and who did what


def test_with_four_eyes_another_person_publishes_and_a_third_confirms_a_withdrawal(desk, serve, people, site):
    with serve(desk, four_eyes=True) as client:
        place = propose(client, people["ann"], site())
        alone = client.post(f"{place}/publication?lang=en", headers=people["ann"])
        assert (alone.status_code, alone.json()["slug"]) == (409, "refused")
        assert client.post(f"{place}/publication", headers=people["bob"]).status_code == 201
        for _ in range(2):
            asked = client.post(f"{place}/withdrawal", headers=people["bob"], json={"reason": "图形有误"})
            assert (asked.status_code, asked.json()["done"], asked.json()["edition"]["state"]) == (
                202,
                False,
                "published",
            )
        done = client.post(f"{place}/withdrawal", headers=people["ann"], json={"reason": "同意"})
        assert (done.status_code, done.json()["edition"]["state"]) == (201, "withdrawn")
        assert [edition["edition"] for edition in done.json()["in_force"]] == [1]


def test_names_are_told_to_stewards_and_auditors_and_the_reason_to_all(service, people, site):
    place = propose(service, people["ann"], site())
    service.post(f"{place}/publication", headers=people["bob"])
    service.post(f"{place}/withdrawal", headers=people["ann"], json={"reason": "图形有误"})
    for name in ("bob", "aud"):
        steps = service.get(place, headers=people[name]).json()["history"]
        assert [step["step"] for step in steps] == ["proposal", "publication", "withdrawal-request", "withdrawal"]
        assert steps[0]["actor"] == steps[3]["actor"] != steps[1]["actor"]
        assert all(step["actor"].startswith("key:") for step in steps)
    for header in (people["rev"], people["vi"], {}):
        steps = service.get(place, headers=header).json()["history"]
        assert [(step["step"], step["actor"], step["reason"]) for step in steps] == [
            ("proposal", None, None), ("publication", None, None), ("withdrawal", None, "图形有误"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": "x" * 1001}, {"reason": "a", "more": 1}, {"reason": "  "}]
)
def test_a_withdrawal_without_a_reason_is_refused(service, people, body):
    answer = service.post(f"{LAYER}/editions/330300/1/withdrawal", headers=people["ann"], json=body)
    assert answer.status_code == 422
    assert service.get(f"{LAYER}/editions/330300/1").json()["state"] == "published"


def test_a_region_is_rolled_back_by_one_edition_and_to_nothing_only_when_that_is_meant(service, people, site):
    place = propose(service, people["ann"], site())
    service.post(f"{place}/publication", headers=people["ann"])
    back = {"region": "330300", "reason": "图形有误"}
    for name, status in (("rev", 403), ("aud", 403)):
        assert service.post(f"{LAYER}/rollback", headers=people[name], json=back).status_code == status
    done = service.post(f"{LAYER}/rollback", headers=people["bob"], json=back)
    assert (done.status_code, done.json()["edition"]["edition"]) == (201, 2)
    assert [edition["edition"] for edition in done.json()["in_force"]] == [1]
    refused = service.post(f"{LAYER}/rollback?lang=en", headers=people["bob"], json=back)
    assert (refused.status_code, refused.json()["slug"]) == (409, "refused") and "to_nothing" in refused.text
    for wrong in ({**back, "region": "33"}, {**back, "status": "law"}, {**back, "reason": "\n"}, {"region": "330300"}):
        assert service.post(f"{LAYER}/rollback", headers=people["bob"], json=wrong).status_code == 422
    done = service.post(f"{LAYER}/rollback", headers=people["bob"], json={**back, "to_nothing": True})
    assert (done.status_code, done.json()["in_force"]) == (201, [])


def test_with_four_eyes_a_rollback_waits_for_a_second_person(desk, serve, people):
    with serve(desk, four_eyes=True) as client:
        back = {"region": "330300", "reason": "图形有误", "to_nothing": True}
        asked = [client.post(f"{LAYER}/rollback", headers=people[name], json=back) for name in ("ann", "ann", "bob")]
        assert [answer.status_code for answer in asked] == [202, 202, 201]


def test_of_two_stewards_who_publish_at_once_one_wins(desk, service, people, site):
    place = propose(service, people["ann"], site())
    start = threading.Barrier(2)

    def publish(name):
        start.wait()
        return service.post(f"{place}/publication", headers=people[name])

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(publish, ("ann", "bob")))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert [answer.json()["slug"] for answer in answers if answer.status_code == 409] == ["conflict"]
    steps = [entry.kind for entry in desk.store.log(subject="water_source_zone 330300/2")]
    assert steps == ["proposal", "publication"] and desk.store.verify_log() is None


def test_of_two_stewards_who_withdraw_at_once_one_wins(desk, service, people, site):
    start = threading.Barrier(2)

    def withdraw(name):
        start.wait()
        return service.post(f"{LAYER}/editions/330300/1/withdrawal", headers=people[name], json={"reason": name})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(withdraw, ("ann", "bob")))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    kinds = [entry.kind for entry in desk.store.log(subject="water_source_zone 330300/1")]
    assert kinds.count("withdrawal") == 1


# --- in force at its midnight


def test_an_edition_takes_force_at_midnight_in_china_without_a_restart(desk, serve, people, site):
    midnight = datetime(2026, 11, 30, 16, tzinfo=UTC)  # 00:00 on 1 December there
    now = [midnight - timedelta(days=3)]
    asked = {"site": {"type": "Feature", "properties": {}, "geometry": site(120.8, 27.9, 0.001)}, "record": False}
    with serve(desk, clock=lambda: now[0]) as client:
        place = propose(client, people["ann"], site(120.79, 27.89, 0.02), effective_from="2026-12-01")
        assert client.post(f"{place}/publication", headers=people["ann"]).json()["state"] == "scheduled"
        for moment, state, number in (
            (midnight - timedelta(seconds=1), "scheduled", 1),
            (midnight, "published", 2),
        ):
            now[0] = moment
            assert client.get(place).json()["state"] == state
            body = client.post("/siting/checks", json=asked).json()
            used = {edition["layer"]: edition["edition"] for edition in body["editions"]}
            assert used["water_source_zone"] == number
            assert ("WS-9" in {finding["feature"] for finding in body["findings"]}) is (number == 2)
        assert client.get(f"{LAYER}/editions/330300/1").json()["state"] == "superseded"


# --- features by id


def test_a_feature_is_read_by_its_id_and_one_that_is_gone_names_its_successor(service, people, site):
    found = service.get(f"{LAYER}/features/330300/WS-2")
    assert found.status_code == 200
    assert found.json()["edition"]["edition"] == 1 and found.json()["attributes"]["level"] == "2"
    assert shapely.geometry.shape(found.json()["geometry"]).equals(shapely.box(120.7, 28.0, 120.75, 28.05))
    heir = {"code": "WS/新 9", "level": "1"}
    place = propose(service, people["ann"], site(120.7, 28.0, 0.06), properties=heir)
    service.post(f"{place}/publication", headers=people["ann"])
    gone = service.get(f"{LAYER}/features/330300/WS-2?lang=en")
    assert (gone.status_code, gone.json()["slug"]) == (410, "gone")
    assert "330300/1" in gone.json()["detail"]
    (successor,) = gone.json()["successors"]
    assert (successor["feature"], successor["edition"], successor["share"]) == ("WS/新 9", 2, 1.0)
    assert successor["href"].endswith(quote("WS/新 9", safe=""))
    assert service.get(successor["href"]).json()["feature"] == "WS/新 9"
    earlier = service.get(f"{LAYER}/features/330300/WS-2?as_of=2026-10-31")
    assert (earlier.status_code, earlier.json()["edition"]["edition"]) == (200, 1)


def test_a_feature_that_nothing_follows_says_so_and_one_that_never_was_is_not_found(service, people, site):
    place = propose(service, people["ann"], site(120.8, 27.9, 0.01))
    assert service.get(f"{LAYER}/features/330300/WS-9", headers=people["ann"]).status_code == 404
    service.post(f"{place}/publication", headers=people["ann"])
    gone = service.get(f"{LAYER}/features/330300/WS-2")
    assert (gone.status_code, gone.json()["successors"]) == (410, [])
    for path in ("330300/WS-77", "330301/WS-2"):
        assert service.get(f"{LAYER}/features/{path}").status_code == 404


def test_features_of_a_restricted_layer_are_withheld_whether_they_are_there_or_not(service, people):
    for name, status in (("RL-1", 200), ("NONE", 404)):
        path = f"/layers/ecological_red_line/features/330300/{name}"
        assert service.get(path, headers=people["rev"]).status_code == status
        answer = service.get(path, headers=people["vi"])
        assert (answer.status_code, answer.json()["slug"]) == (403, "withheld")


# --- saved mappings


def test_a_saved_mapping_is_used_by_name_and_the_report_says_which(service, people, site):
    saved = {"map": {"code": "BM", "level": "JB"}, "values": {"level": {"一级": "1"}}}
    address = f"{LAYER}/mappings/浙江省测绘院/default"
    assert service.put(address, headers=people["ann"], json=saved).json()["version"] == 1
    assert service.put(address, headers=people["bob"], json=saved).json()["version"] == 1
    saved["values"]["level"]["二级"] = "2"
    second = service.put(address, headers=people["bob"], json=saved).json()
    assert second["version"] == 2 and [v["saved_by"] is not None for v in second["versions"]] == [True, True]
    place = propose(service, people["ann"], site(), properties={"BM": "WS-5", "JB": "一级"}, mapping_of="浙江省测绘院")
    report = service.get(f"{place}/report", headers=people["ann"]).json()
    assert report["mapping"] == {"office": "浙江省测绘院", "name": "default", "version": 2}
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!DOCTYPE"), ("xlsx", b"PK")):
        file = service.get(f"{place}/report", headers=people["ann"], params={"format": form, "lang": "zh"})
        assert file.status_code == 200 and file.content.startswith(start)
        assert file.headers["content-disposition"].endswith(f'.{form}"')
    page = service.get(f"{place}/report", headers=people["ann"], params={"format": "html", "lang": "zh"})
    assert "数据质检报告" in page.text and "浙江省测绘院/default v2" in page.text
    assert "sandbox" in page.headers["content-security-policy"]
    assert service.get(f"{place}/report", headers=people["rev"], params={"format": "pdf"}).status_code in (403, 404)
    assert service.get(f"{address}?version=1", headers=people["ann"]).json()["values"] == {"level": {"一级": "1"}}
    assert service.delete(address, headers=people["ann"]).json()["retired"]
    assert service.get(f"{LAYER}/mappings", headers=people["ann"]).json()["mappings"] == []
    answer = service.post(f"{LAYER}/editions", headers=people["ann"], **delivery(site(), mapping_of="浙江省测绘院"))
    assert answer.status_code == 404
    for header, status in ((people["rev"], 403), ({}, 401)):
        assert service.get(f"{LAYER}/mappings", headers=header).status_code == status
        assert service.put(address, headers=header, json=saved).status_code == status
