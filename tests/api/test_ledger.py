"""The ledger over HTTP: who may read it, what it shows, replays and blanking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from copies import copied

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits


@pytest.fixture(scope="module")
def own(definitions, tmp_path_factory, fill_store, serve, key_for):
    """A service over a store of its own, and the headers of its roles."""
    store = FilesStore(tmp_path_factory.mktemp("ledger"))
    fill_store(store, definitions)
    desk = Desk(store, definitions, Limits())
    roles = {role: key_for(desk, role) for role in ("viewer", "reviewer", "auditor", "steward", "admin")}
    with serve(desk) as client:
        yield client, desk, roles


def asked(client, site, headers, lon=120.71):
    answer = client.post("/siting/checks", json={"site": site(lon=lon), "project": {"name": "某厂"}}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_an_entry_bears_the_time_that_the_check_was_answered_with(own, site, now):
    client, _, roles = own
    number = asked(client, site, roles["reviewer"])
    row = client.get("/ledger", params={"subject": number}, headers=roles["auditor"]).json()["entries"][0]
    assert (row["at"], row["known_at"]) == (now.isoformat(timespec="microseconds"), now.isoformat())
    assert row["actor"].startswith("key:") and row["as_of"] == "2026-11-22"


def test_pages_follow_each_other_by_their_cursor(own, site):
    client, _, roles = own
    asked(client, site, roles["reviewer"])
    seen, after = [], 0
    while after is not None:
        page = client.get("/ledger", params={"after": after, "limit": 5}, headers=roles["auditor"]).json()
        seen += [entry["sequence"] for entry in page["entries"]]
        after = page["next"]
    assert seen == list(range(1, len(seen) + 1)) and len(seen) > 10


def test_an_entry_says_all_it_has_and_no_name_of_the_project(own, site):
    client, _, roles = own
    number = asked(client, site, roles["reviewer"])
    row = client.get("/ledger", params={"subject": number}, headers=roles["auditor"]).json()["entries"][0]
    entry = client.get(f"/ledger/{row['sequence']}", headers=roles["auditor"])
    assert entry.json()["body"]["question"] and "某厂" not in entry.text
    assert client.get("/ledger/999999", headers=roles["auditor"]).status_code == 404


@pytest.mark.parametrize("path", ["/ledger", "/ledger/1", "/ledger/verification"])
def test_only_auditors_and_administrators_read_the_ledger(own, path):
    client, _, roles = own
    got = {role: client.get(path, headers=headers).status_code for role, headers in roles.items()}
    assert got == {"viewer": 403, "reviewer": 403, "auditor": 200, "steward": 403, "admin": 200}
    assert client.get(path).status_code == 401


def test_verification_says_where_it_does_not_hold(own, site, serve, tmp_path):
    client, desk, roles = own
    sound = client.get("/ledger/verification", params={"deep": True}, headers=roles["auditor"]).json()
    assert sound["sound"] is True
    assert client.get("/ledger/verification", params={"head": "x"}, headers=roles["auditor"]).status_code == 422
    copy = tmp_path / "copy"
    copied(Path(desk.store.location), copy)
    store = FilesStore(copy)
    with serve(Desk(store, desk.definitions, Limits())) as other:
        with store._database.writing() as connection:
            connection.execute("UPDATE log SET kind = 'x' WHERE sequence = 3")
        found = other.get("/ledger/verification", headers=roles["auditor"]).json()
    # the entry was the proposal of an edition, whose catalogue row the log no longer bears out
    assert [fault["sequence"] for fault in found["faults"]] == [3, 4]
    assert found["faults"][1]["code"] == "edition_unlike"
    assert all(fault["text"]["zh"] and fault["text"]["en"] for fault in found["faults"])


def test_a_check_replays_identical(own, site):
    client, desk, roles = own
    number = asked(client, site, roles["reviewer"])
    head = desk.store.head()
    answer = client.post(f"/siting/checks/{number}/replay", headers=roles["reviewer"])
    assert answer.status_code == 200 and answer.json()["outcome"] == "identical", answer.text
    assert desk.store.head() == head
    assert client.post(f"/siting/checks/{number}/replay?record=true", headers=roles["auditor"]).status_code == 200
    assert (desk.store.head().kind, json.loads(desk.store.head().body)["outcome"]) == ("replay", "identical")
    assert client.post(f"/siting/checks/{number}/replay", headers=roles["viewer"]).status_code == 403
    assert client.post("/siting/checks/sha256:0/replay", headers=roles["reviewer"]).status_code == 404
    assert client.post(f"/measures/records/{number}/replay", headers=roles["reviewer"]).status_code == 404


def test_a_blanked_check_shows_what_is_left_under_another_tag(own, site):
    client, _, roles = own
    number = asked(client, site, roles["reviewer"], lon=120.712)
    before = client.get(f"/siting/checks/{number}", headers=roles["reviewer"])
    assert "某厂" in before.text
    path = f"/siting/checks/{number}/blanking"
    assert client.post(path, json={"reason": "依法删除"}, headers=roles["auditor"]).status_code == 403
    assert client.post(path, json={"reason": " "}, headers=roles["admin"]).status_code == 422
    done = client.post(path, json={"reason": "依法删除"}, headers=roles["admin"])
    assert done.status_code == 201 and done.json()["removed"] == 2
    held = {**roles["reviewer"], "If-None-Match": before.headers["etag"]}
    after = client.get(f"/siting/checks/{number}", headers=held)
    assert after.status_code == 200 and after.json()["blanked"] is True
    assert "某厂" not in after.text and "geometry" not in after.text
    for reader in ("viewer", "admin"):
        assert client.get(f"/siting/checks/{number}", headers=roles[reader]).json()["blanked"] is True
    assert client.get(f"/siting/checks/{number}/status", headers=roles["viewer"]).status_code == 410
    replay = client.post(f"/siting/checks/{number}/replay", headers=roles["reviewer"]).json()
    assert (replay["outcome"], replay["reason"]) == ("not_replayable", "blanked")
    assert client.get("/ledger/verification", headers=roles["auditor"]).json()["sound"] is True


def test_a_check_that_was_blanked_is_answered_again_and_not_recorded(own, site):
    client, desk, roles = own
    number = asked(client, site, roles["reviewer"], lon=120.714)
    client.post(f"/siting/checks/{number}/blanking", json={"reason": "依法删除"}, headers=roles["admin"])
    head = desk.store.head()
    body = {"site": site(lon=120.714), "project": {"name": "某厂"}}
    again = client.post("/siting/checks", json=body, headers=roles["reviewer"])
    assert (again.status_code, again.json()["id"]) == (200, number) and "location" not in again.headers
    assert desk.store.head() == head
    assert client.get(f"/siting/checks/{number}", headers=roles["reviewer"]).json()["blanked"] is True
