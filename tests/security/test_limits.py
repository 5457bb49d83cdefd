"""What one caller can take: of time, of places, of a minute, of a body."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from time import monotonic, sleep

import pytest
from pace import all_seconds
from served import NOW

from layers.intake import read_lonlat
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion


def ask(client, site, headers=None, **more):
    return client.post("/siting/checks?lang=en", json={"site": site, **more}, headers=headers)


class Held:
    """Stands for `desk.check`: every call waits until it is let go, then answers as the desk does."""

    def __init__(self, desk, monkeypatch):
        self.began, self.go, self.ended = threading.Semaphore(0), threading.Event(), threading.Semaphore(0)
        check = desk.check

        def held(question, now):
            self.began.release()
            self.go.wait(30)
            try:
                return check(question, now)
            finally:
                self.ended.release()

        monkeypatch.setattr(desk, "check", held)


@pytest.fixture
def held(desk, monkeypatch):
    found = Held(desk, monkeypatch)
    yield found
    found.go.set()


# --- time


def test_an_answer_that_takes_too_long_is_given_up_and_enters_no_ledger(desk, serve, site, held):
    before = desk.store.head().sequence
    with serve(desk, seconds=0.3) as client:
        answer = ask(client, site(120.731, 28.021))
        assert (answer.status_code, answer.json()["slug"]) == (503, "timed-out"), answer.text
        held.go.set()
        assert held.ended.acquire(timeout=20)
        sleep(0.2)  # what the thread does after its check
        assert desk.store.head().sequence == before
        again = ask(client, site(120.731, 28.021))
        assert again.status_code in (201, 503)  # it may be slow again, and says so


def test_a_thread_that_was_given_up_keeps_its_place_until_it_is_done(desk, serve, site, held):
    with serve(desk, seconds=0.3, threads=1, computing=1) as client:
        assert ask(client, site()).json()["slug"] == "timed-out"
        waiting = ask(client, site())
        assert (waiting.status_code, waiting.json()["slug"]) == (503, "busy")  # it never began
        assert int(waiting.headers["retry-after"]) > 0
        assert held.began.acquire(timeout=1) and not held.began.acquire(timeout=0.1)


def test_an_answer_that_is_being_recorded_is_waited_for(desk, serve, site, monkeypatch):
    question = SitingQuestion(read_lonlat("120.7410,28.0310", None), ProjectInput(), date(2026, 11, 22))
    verdict, record = desk.check(question, NOW), desk.record

    def slow(*stated):
        sleep(2.5)
        return record(*stated)

    monkeypatch.setattr(desk, "check", lambda question, now: verdict)
    monkeypatch.setattr(desk, "record", slow)
    with serve(desk, seconds=2) as client:
        answer = ask(client, site())
        assert answer.status_code == 201, answer.text
    with serve(desk) as client:  # the time for this one is no matter of this test
        assert client.get(answer.headers["location"]).status_code == 200


# --- places


def test_where_every_place_is_taken_callers_are_told_to_come_back(desk, serve, site, held):
    with serve(desk, threads=1, computing=1, waiting=0) as client, ThreadPoolExecutor(3) as callers:
        asking = [callers.submit(ask, client, site()) for _ in range(3)]
        try:
            refused = next(as_completed(asking, timeout=20)).result()
            assert (refused.status_code, refused.json()["slug"]) == (503, "busy")
            assert int(refused.headers["retry-after"]) > 0
            assert client.get("/health/live").status_code == client.get("/health/ready").status_code == 200
        finally:
            held.go.set()
        assert sorted(answer.result().status_code for answer in asking) == [201, 201, 503]


def test_one_caller_leaves_half_of_the_threads_to_others_even_when_given_up(desk, serve, site, held):
    with limited(desk, serve, computing=2, seconds=0.6) as client, ThreadPoolExecutor(3) as callers:
        asking = [callers.submit(ask, client, site(), headers=of("192.0.2.7")) for _ in range(3)]
        slugs = sorted(answer.result().json()["slug"] for answer in asking)
        assert slugs == ["busy", "busy", "timed-out"]  # two never began
        for reader in ("192.0.2.7", "192.0.2.8"):  # reads go past what computes
            assert client.get("/layers", headers=of(reader)).status_code == 200
        assert ask(client, site(), headers=of("192.0.2.7")).json()["slug"] == "busy"  # the thread still works
        held.go.set()
        assert held.ended.acquire(timeout=20)
        until = monotonic() + 20  # the place is given back a little after the check has ended
        while (after := ask(client, site(), headers=of("192.0.2.7")).json()).get("slug") == "busy":
            assert monotonic() < until
        assert after.get("slug") in (None, "timed-out"), after  # answered, or slow of itself


def test_one_caller_leaves_half_of_the_line_to_others(desk, serve, site, held):
    with limited(desk, serve, threads=1, computing=1, waiting=2) as client, ThreadPoolExecutor(3) as callers:
        asking = [callers.submit(ask, client, site(), headers=of("192.0.2.7")) for _ in range(3)]
        refused = next(as_completed(asking, timeout=20)).result()
        assert (refused.status_code, refused.json()["slug"]) == (503, "busy")
        assert client.get("/layers", headers=of("192.0.2.8")).status_code == 200
        held.go.set()


# --- a minute


def limited(desk, serve, **settings):
    """A service reached through a proxy on this machine, which says for whom it asks."""
    return serve(desk, trusted_proxies=("127.0.0.1",), **settings)


def of(address):
    return {"X-Forwarded-For": address}


def test_an_address_that_has_spent_its_minute_is_told_when_to_ask_again(desk, serve):
    with limited(desk, serve, anonymous_rate=3) as client:
        got = [client.get("/facts", headers=of("192.0.2.7")).status_code for _ in range(4)]
        assert got == [200, 200, 200, 429]
        refused = client.get("/facts?lang=en", headers=of("192.0.2.7"))
        assert refused.json()["slug"] == "too-many-requests" and 0 < int(refused.headers["retry-after"]) <= 60
        assert client.get("/facts", headers=of("192.0.2.8")).status_code == 200
        assert client.get("/health/live", headers=of("192.0.2.7")).status_code == 200


def test_a_check_takes_more_of_the_minute_than_a_read(desk, serve, site):
    with limited(desk, serve, anonymous_rate=15) as client:
        client.headers.update(of("192.0.2.9"))
        assert ask(client, site()).status_code == 201
        assert ask(client, site()).status_code == 429
        assert client.get("/facts").status_code == 200


def test_many_points_at_once_take_as_much_of_the_minute_as_each_by_itself(desk, serve):
    with limited(desk, serve, anonymous_rate=60) as client:
        client.headers.update(of("192.0.2.10"))
        few, many = ({"points": [[120.71, 28.01]] * number} for number in (5, 40))
        got = [client.post("/layers/identify", json=asked).status_code for asked in (few, many, few, few)]
        assert got == [200, 200, 200, 429]  # 10, as a body is read, then 40, then 10


def test_an_address_of_the_newer_kind_counts_as_its_network(desk, serve):
    with limited(desk, serve, anonymous_rate=1) as client:
        assert client.get("/facts", headers=of("2001:db8::1")).status_code == 200
        assert client.get("/facts", headers=of("2001:db8::ffff")).status_code == 429
        assert client.get("/facts", headers=of("2001:db8:0:1::1")).status_code == 200


def test_an_address_of_the_older_kind_is_one_caller_on_a_socket_of_both_kinds_too(desk, serve):
    with limited(desk, serve, anonymous_rate=1) as client:
        assert client.get("/facts", headers=of("::ffff:192.0.2.1")).status_code == 200
        assert client.get("/facts", headers=of("::ffff:192.0.2.2")).status_code == 200
        assert client.get("/facts", headers=of("192.0.2.1")).status_code == 429


def test_whom_a_proxy_asks_for_is_believed_of_a_known_proxy_only(desk, serve):
    with serve(desk, anonymous_rate=1) as client:  # no proxy is known: whoever sends these headers is one caller
        assert client.get("/facts", headers=of("192.0.2.1")).status_code == 200
        assert client.get("/facts", headers=of("192.0.2.2")).status_code == 429


def test_a_key_has_a_minute_of_its_own(desk, serve, key_for):
    with limited(desk, serve, anonymous_rate=1, rate=2) as client:
        first, second = key_for(desk, "viewer"), key_for(desk, "viewer")
        got = [client.get("/facts", headers={**key, **of("192.0.2.7")}).status_code for key in (first,) * 3 + (second,)]
        assert got == [200, 200, 429, 200]


def test_guessing_at_keys_is_slowed(desk, serve):
    with limited(desk, serve, anonymous_rate=2) as client:
        wrong = {"Authorization": "Bearer sx_0123456789ab_" + "0" * 64, **of("192.0.2.7")}
        assert [client.get("/facts", headers=wrong).status_code for _ in range(3)] == [401, 401, 429]
        assert client.get("/facts", headers=of("192.0.2.7")).status_code == 200  # others behind that address may read


def test_callers_of_this_machine_are_not_counted(desk, serve):
    with serve(desk, anonymous_rate=1) as client:
        assert {client.get("/facts").status_code for _ in range(5)} == {200}


# --- a body


def test_a_body_above_the_limit_is_refused_however_it_is_sent(desk, serve):
    def pieces():
        for _ in range(40):
            yield b" " * 1000

    with serve(desk, body_bytes=10_000) as client:
        whole = client.post("/siting/checks", content=b" " * 20_000, headers={"Content-Type": "application/json"})
        in_pieces = client.post("/siting/checks", content=pieces(), headers={"Content-Type": "application/json"})
        assert (whole.status_code, in_pieces.status_code) == (413, 413)


def test_a_body_that_trickles_in_is_given_up(desk, serve):
    with (
        serve(desk, body_seconds=0.3) as client,
        socket.create_connection((client.base_url.host, client.base_url.port), timeout=20) as line,
    ):
        line.sendall(
            b"POST /siting/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 408")


def test_nobody_who_may_not_ask_has_a_body_read(desk, serve):
    with (
        serve(desk, anonymous_reading=False) as client,
        socket.create_connection((client.base_url.host, client.base_url.port), timeout=20) as line,
    ):
        line.sendall(
            b"POST /siting/checks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000000\r\n\r\n{"
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("depth", [40, 200, 900, 20_000])
def test_json_nested_without_end_is_refused(client, depth):
    body = '{"site": ' + '{"type": "GeometryCollection", "geometries": [' * depth + "]}" * depth + "}"
    answer = client.post("/siting/checks", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 413, 422), answer.text[:200]
    facts = '{"site": "120.71,28.01", "project": {"facts": {"x": ' + "[" * depth + "]" * depth + "}}}"
    answer = client.post("/siting/checks", content=facts.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text[:200]


def test_facts_without_number_are_refused(client, site):
    answer = ask(client, site(), project={"facts": {f"fact_{n}": True for n in range(2_000)}})
    assert answer.status_code == 400 and "2000 keys" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/siting/checks", {"site": "120.71,28.01", **{f"m{n}": 1 for n in range(100_000)}}),
        ("/siting/checks", {"site": "120.71,28.01", "include": [1] * 500_000}),
        ("/measures", {"measure": "areas", "region": "330300", "layers": [1] * 500_000}),
    ],
    ids=["members", "include", "layers"],
)
def test_a_body_of_faults_without_number_holds_nobody_up(desk, serve, path, body):
    with serve(desk, body_bytes=5_000_000) as client:
        said = []

        def ask():
            said.append(client.post(path, json=body))

        assert all_seconds(ask, enough=3) < 3  # all of it on the event loop, where everybody waits
        assert all(answer.status_code in (400, 422) for answer in said), said[0].text[:200]


def test_parts_without_number_are_refused(desk, definitions, serve):
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [120.71, 28.01]}}
    with serve(Desk(desk.store, definitions, Limits())) as client:
        answer = ask(client, {"type": "FeatureCollection", "features": [point] * 10_001})
    assert answer.status_code == 422 and "10001 parts" in answer.json()["detail"]
