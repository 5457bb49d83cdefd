"""A PostGIS store through kills, restarts and outages: nothing lost, halved or doubled, and no process restarted."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx2
import numpy as np
import postgis
import pytest
import shapely
from running import ROOT, child, service
from served import bearer, fill
from served import features as some_features

from layers.editions import EditionHead, Features
from layers.errors import StoreError, StoreUnavailable
from layers.stores.opening import open_place
from layers.stores.postgis import connections
from layers.stores.postgis.store import PostgisStore
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = EditionHead("scenic_area", "330300", "draft", 0.5, date(2026, 1, 1), "文件", shapely.box(120, 27, 121, 28))

# publishes over and over, and says after each publication which edition it was
PUBLISHER = """
import sys
from datetime import UTC, date, datetime

import numpy as np
import shapely

from layers.editions import EditionHead, Features
from layers.stores.opening import open_place

now = datetime(2026, 11, 22, tzinfo=UTC)
head = EditionHead("scenic_area", "330300", "draft", 0.5, date(2026, 1, 1), "x", shapely.box(120, 27, 121, 28))
store = open_place(sys.argv[1], make=False)
print("ready", flush=True)
while True:
    turn = len(store.editions())
    rng = np.random.default_rng(turn % 7)
    boxes = shapely.box(*rng.uniform((120, 27, 120.6, 27.6), (120.5, 27.5, 121, 28), (300, 4)).T)
    ids = tuple(f"f{row:04d}" for row in range(300))
    store.put_blob(b"evidence %d" % turn * 100_000)
    edition = store.propose(head, Features(ids, boxes, {"name": ["x"] * 300}, {}), now)
    print("published", store.publish(edition, now).number, flush=True)
"""


@pytest.fixture(scope="module")
def own_server(postgis_server) -> Iterator[postgis.Server]:
    """A server that may be stopped: nobody else's tests use it."""
    with postgis.server() as server:
        yield server


def until(holds: Callable[[], bool], seconds: float) -> None:
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"not within {seconds} s"
        time.sleep(0.05)


def patches(count: int, seed: int) -> Features:
    corners = np.random.default_rng(seed).uniform((120, 27), (120.9, 27.9), (count, 2))
    boxes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 0.01, corners[:, 1] + 0.01)
    return Features(tuple(f"f{row:04d}" for row in range(count)), boxes, {}, {})


# --- killed


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.long)])
def test_a_killed_publisher_leaves_no_lost_half_or_doubled_edition(postgis_server, kills):
    url, chance, newest = postgis_server.ready(), random.Random(20261122), 0
    for _ in range(kills):
        with child("-c", PUBLISHER, url) as publisher:
            assert publisher.stdout is not None
            assert publisher.stdout.readline() == "ready\n"
            lines = [publisher.stdout.readline() for _ in range(chance.randint(0, 2))]
            time.sleep(chance.uniform(0.0, 0.12))
            os.kill(publisher.pid, signal.SIGKILL)
            lines += publisher.stdout.read().splitlines()
        reported = max((int(line.split()[1]) for line in lines if len(line.split()) == 2), default=0)
        store = PostgisStore(url)
        editions = store.editions()
        assert [edition.number for edition in editions] == list(range(1, len(editions) + 1))
        for edition in editions:
            assert len(store.features(edition)) == 300
        published = [edition.label for edition in editions if edition.state == "published"]
        assert [entry.subject for entry in store.log(kind="publication")] == published
        assert [entry.subject for entry in store.log(kind="proposal")] == [edition.label for edition in editions]
        assert store.verify_log() is None
        for sha256 in store.blobs():
            store.blob(sha256)
        seen = max((edition.number for edition in editions if edition.state == "published"), default=0)
        assert seen >= max(newest, reported), "a publication that was reported is gone"
        newest = seen
        store.close()
    assert newest > 0
    orphans = "SELECT sha256 FROM sanxian.contents EXCEPT SELECT sha256 FROM sanxian.editions"
    assert postgis.rows(url, orphans) == []


# --- restarted


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_restarted_in_the_middle_of_everything_is_used_again_without_a_new_store(own_server, mode):
    store = PostgisStore(own_server.ready())
    edition = store.publish(store.propose(HEAD, patches(2000, 1), NOW), NOW)
    written: list[str] = []
    refused: list[StoreError] = []
    wrong: list[Exception] = []
    ended = threading.Event()

    def work(worker: int) -> None:
        turn = 0
        while not ended.is_set():
            turn += 1
            try:
                assert len(store.features(edition)) == 2000
                written.append(store.append("verdict", f"{worker}/{turn}", b"{}", NOW).subject)
                assert store.editions()[0] == edition
                store.wait(store.generation(), 0.01)
            except StoreError as fault:
                refused.append(fault)
            except Exception as fault:  # noqa: BLE001 - told below
                wrong.append(fault)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(written) > 10, 20)
        own_server.stop(mode=mode)
        time.sleep(0.3)
        own_server.start()
        back, then = time.monotonic(), len(written)
        until(lambda: len(written) > then + 10, 20)
        assert time.monotonic() - back < 15
    finally:
        ended.set()
        for thread in threads:
            thread.join(30)
    assert wrong == []
    assert {type(fault) for fault in refused} <= {StoreUnavailable}
    assert store.verify_log() is None
    kept = [entry.subject for entry in store.log(kind="verdict")]
    assert set(written) <= set(kept), "an entry that was reported as written is gone"
    assert len(kept) == len(set(kept)), "an entry is there twice"
    store.close()


# --- gone


def test_a_store_says_within_its_time_that_the_database_is_gone(own_server, monkeypatch):
    monkeypatch.setattr(connections, "POOL_SECONDS", 1.0)
    store = PostgisStore(own_server.ready())
    assert store.generation() == 0
    own_server.stop()
    try:
        for ask in (store.generation, store.editions, lambda: store.wait(0, 20), lambda: store.put_blob(b"x")):
            began = time.monotonic()
            with pytest.raises(StoreUnavailable, match="nothing needs a restart"):
                ask()
            assert time.monotonic() - began < 4
        with pytest.raises(StoreUnavailable):
            PostgisStore(store.location)
    finally:
        own_server.start()
    until(lambda: _answers(store), 10)
    assert store.blob(store.put_blob(b"x")) == b"x"
    store.close()


def _answers(store: PostgisStore) -> bool:
    try:
        return store.generation() >= 0
    except StoreUnavailable:
        return False


@pytest.mark.parametrize("seconds", [2, pytest.param(30, marks=pytest.mark.long)])
def test_a_service_answers_503_while_the_database_is_gone_and_heals_by_itself(own_server, seconds):
    url = own_server.ready()
    fill(PostgisStore(url), load_definitions(ROOT / "data"))
    body = {"site": shapely.geometry.mapping(shapely.box(120.71, 28.01, 120.711, 28.011))}
    with service(url) as client:
        before = client.post("/siting/checks", json=body)
        assert before.status_code == 201
        own_server.stop()
        try:
            gone = time.monotonic()
            while time.monotonic() - gone < seconds:
                answer = client.post("/siting/checks", json=body)
                assert (answer.status_code, answer.json()["slug"]) == (503, "store-unavailable")
                assert int(answer.headers["Retry-After"]) > 0
                assert client.get("/health/live").status_code == 200
        finally:
            own_server.start()
        until(lambda: client.post("/siting/checks", json=body).status_code == 201, 15)
        assert client.post("/siting/checks", json=body).json()["id"] == before.json()["id"]
    store = PostgisStore(url)
    assert store.verify_log() is None


# --- several


def test_several_services_on_one_database_see_a_publication_at_once_and_never_a_mixture(postgis_server):
    url, definitions = postgis_server.ready(), load_definitions(ROOT / "data")
    store = PostgisStore(url)
    fill(store, definitions)
    body = {"site": shapely.geometry.mapping(shapely.box(120.71, 28.01, 120.711, 28.011)), "record": False}
    with service(url) as one, service(url) as other:

        def ask(client: httpx2.Client) -> tuple[str, tuple[int, ...]]:
            answer = client.post("/siting/checks", json=body)
            assert answer.status_code == 200
            said = answer.json()
            return said["id"], tuple(e["edition"] for e in said["editions"] if e["layer"] == "water_source_zone")

        (before, editions), again = ask(one), ask(other)
        assert again == (before, editions) and editions == (1,)
        head = next(e for e in store.editions() if e.head.layer == "water_source_zone").head
        zone = {"code": "WS-1", "name": "某水库一级保护区", "level": "1", "delimited": True}
        rows = [("WS-1", shapely.box(120.7, 28.0, 120.75, 28.05), zone)]
        edition = store.propose(
            replace(head, source="更正"), some_features(definitions, "water_source_zone", rows), NOW
        )
        assert ask(one) == (before, (1,))
        ended = threading.Event()
        with ThreadPoolExecutor(2) as pool:
            asking = [
                pool.submit(lambda c=client: [*iter(lambda: None if ended.is_set() else ask(c), None)])
                for client in (one, other)
            ]
            time.sleep(0.5)
            store.publish(edition, NOW)
            ended.set()
            seen = [answer for future in asking for answer in future.result(timeout=60)]
        (after, editions), again = ask(one), ask(other)  # asked after it was published: nothing older is given
        assert again == (after, editions) and editions == (2,) and after != before
        assert set(seen) <= {(before, (1,)), (after, (2,))} and seen
    assert open_place(url, make=False).verify_log() is None


def test_of_two_services_that_publish_one_edition_at_once_one_wins(postgis_server):
    url, definitions = postgis_server.ready(), load_definitions(ROOT / "data")
    store = PostgisStore(url)
    fill(store, definitions)
    header = bearer(Desk(store, definitions, Limits()), "steward")
    proposals = [store.propose(HEAD, patches(300, turn), NOW) for turn in range(5)]
    with service(url) as one, service(url) as other, ThreadPoolExecutor(2) as pool:
        start = threading.Barrier(2)

        def publish(client: httpx2.Client, number: int) -> tuple[int, str]:
            start.wait(60)
            answer = client.post(f"/layers/scenic_area/editions/330300/{number}/publication", headers=header)
            return answer.status_code, answer.json().get("slug", "")

        for proposal in proposals:
            asked = [pool.submit(publish, client, proposal.number) for client in (one, other)]
            assert sorted(future.result(timeout=120) for future in asked) == [(201, ""), (409, "conflict")]
    assert [entry.subject for entry in store.log(kind="publication")][-5:] == [one.label for one in proposals]
    assert {one.state for one in store.editions()} == {"published"}
    assert store.verify_log() is None
