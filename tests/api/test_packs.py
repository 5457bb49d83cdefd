"""Sealed packs over HTTP: who gets one, that it verifies, and that the ledger notes it."""

from __future__ import annotations

import hashlib
import json

import pytest

from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits
from zoning.packs import archive
from zoning.packs.verify import verify_pack


@pytest.fixture(scope="module")
def own(definitions, tmp_path_factory, fill_store):
    """A desk of its own, since packs are noted in the ledger."""
    store = FilesStore(tmp_path_factory.mktemp("packs"))
    fill_store(store, definitions)
    return Desk(store, definitions, Limits())


@pytest.fixture(scope="module")
def service(own, serve, write_token):
    with serve(own, write_token=write_token) as client:
        yield client


@pytest.fixture(scope="module")
def check_id(service):
    """A recorded check beside the restricted red line."""
    return service.post("/siting/checks", json={"site": "120.6100,27.9100", "project": {"name": "某厂"}}).json()["id"]


def test_a_pack_verifies_and_the_ledger_notes_who_took_it(own, service, check_id, writer):
    answer = service.get(f"/siting/checks/{check_id}/pack", headers=writer)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="verdict-')
    found = verify_pack(answer.content)
    assert found.sound and found.manifest.id == check_id
    noted = list(own.store.log(kind="export", subject=check_id))[-1]
    body = json.loads(noted.body)
    assert body["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert body["actor"] not in ("", "anonymous")


def test_evidence_and_the_end_of_the_chain_are_asked_for(service, check_id, writer):
    whole = service.get(f"/siting/checks/{check_id}/pack", params={"evidence": "all"}, headers=writer)
    first = verify_pack(whole.content).manifest.entry.sequence
    asked = {"evidence": "none", "to": first}
    least = service.get(f"/siting/checks/{check_id}/pack", params=asked, headers=writer)
    assert "evidence.gpkg" in archive.read(whole.content)
    assert "evidence.gpkg" not in archive.read(least.content)
    assert verify_pack(least.content).manifest.head.sequence == first


def test_with_the_same_end_of_the_chain_it_has_the_same_bytes(service, check_id, writer):
    first = verify_pack(service.get(f"/siting/checks/{check_id}/pack", headers=writer).content).manifest.entry.sequence
    packs = [service.get(f"/siting/checks/{check_id}/pack", params={"to": first}, headers=writer) for _ in range(2)]
    assert packs[0].content == packs[1].content


def test_without_the_right_to_prove_there_is_none(service, check_id):
    assert service.get(f"/siting/checks/{check_id}/pack").status_code == 401


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/siting/checks/sha256:" + "0" * 64 + "/pack", {}, 404),
        ("/measures/records/sha256:" + "0" * 64 + "/pack", {}, 404),
        ("/siting/checks/{id}/pack", {"evidence": "everything"}, 422),
        ("/siting/checks/{id}/pack", {"to": 0}, 422),
        ("/siting/checks/{id}/pack", {"to": 2**53 - 1}, 422),
        ("/siting/checks/{id}/pack", {"from": 1}, 400),
    ],
)
def test_what_cannot_be_packed_is_told(service, check_id, writer, path, query, status):
    assert service.get(path.replace("{id}", check_id), params=query, headers=writer).status_code == status
