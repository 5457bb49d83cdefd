"""PostgreSQL restarted while a request is held in the middle: 503 or the right answer, and the next one is right."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partialmethod
from typing import Any

import httpx2
import postgis
import psycopg
import pytest
from running import ROOT
from served import fill, serving, square

from layers.stores.postgis.store import PostgisStore
from zoning import siting
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits
from zoning.ledger import Ledger

BODY = {"site": square()}


class Hold:
    """Holds the first call of a function, before its work or after it, until it is let go."""

    def __init__(self, function: Callable[..., Any], *, after: bool = False) -> None:
        self._function, self._after = function, after
        self._first = threading.Lock()
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Call the function; the first call waits."""
        first = self._first.acquire(blocking=False)
        if first and not self._after:
            self._wait()
        answer = self._function(*given, **named)
        if first and self._after:
            self._wait()
        return answer

    def _wait(self) -> None:
        self.reached.set()
        assert self.go.wait(120), "nobody let it go"


@pytest.fixture(scope="module")
def own_server(postgis_server) -> Iterator[postgis.Server]:
    """A server that may be stopped: nobody else's tests use it."""
    with postgis.server() as server:
        yield server


@pytest.fixture(scope="module")
def definitions():
    return load_definitions(ROOT / "data")


@pytest.fixture
def store(own_server, definitions) -> Iterator[PostgisStore]:
    with closing(PostgisStore(own_server.ready())) as made:
        fill(made, definitions)
        yield made


def holds(monkeypatch: pytest.MonkeyPatch, where: str) -> Hold:
    """A hold at a stage of an answer."""
    if where == "a layer is read":
        hold = Hold(PostgisStore.features)
        monkeypatch.setattr(PostgisStore, "features", partialmethod(hold))
    elif where in ("it is judged", "it has been judged"):
        hold = Hold(siting.check, after=where == "it has been judged")
        monkeypatch.setattr("zoning.desk.siting.check", hold)
    elif where == "it is recorded":
        hold = Hold(Desk.record)
        monkeypatch.setattr(Desk, "record", partialmethod(hold))
    else:
        hold = Hold(PostgisStore.append)
        monkeypatch.setattr(PostgisStore, "append", partialmethod(hold))
    return hold


def restart(server: postgis.Server, mode: str) -> None:
    server.stop(mode=mode)
    server.start()


def right_again(client: httpx2.Client, verdict: str) -> int:
    """Ask until the answer is the right one; nothing but 503 comes before. How many were recorded."""
    limit = time.monotonic() + 60
    while True:
        answer = client.post("/siting/checks", json=BODY)
        if answer.status_code != 503:
            assert (answer.status_code, answer.json()["id"]) == (201, verdict), answer.text
            return 1
        assert answer.json()["slug"] == "store-unavailable", answer.text
        assert time.monotonic() < limit, "it does not heal"
        time.sleep(0.1)


def require_kept(store: PostgisStore, verdict: str, recorded: int) -> None:
    """Every answer said to be recorded is in the ledger, once, and the chain holds."""
    assert store.verify_log() is None
    assert len(list(store.log(kind="verdict", subject=verdict))) == recorded
    assert verdict.encode() in Ledger(store).body(verdict)


@pytest.mark.parametrize("mode", ["immediate", pytest.param("fast", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "where", ["a layer is read", "it is judged", "it has been judged", "it is recorded", "its entry is written"]
)
def test_a_database_restarted_while_a_request_is_held(own_server, store, definitions, monkeypatch, where, mode):
    with serving(Desk(PostgisStore(store.location), definitions, Limits())) as other:
        first = other.post("/siting/checks", json=BODY)
        assert first.status_code == 201
    verdict, recorded = first.json()["id"], 1

    cold = Desk(PostgisStore(store.location), definitions, Limits())
    with closing(cold.store), serving(cold) as client, ThreadPoolExecutor(1) as pool:
        if where != "a layer is read":
            recorded += right_again(client, verdict)
        hold = holds(monkeypatch, where)
        asked = pool.submit(client.post, "/siting/checks", json=BODY)
        try:
            assert hold.reached.wait(60)
            restart(own_server, mode)
        finally:
            hold.go.set()
        answer = asked.result(timeout=120)
        if answer.status_code == 503:
            assert answer.json()["slug"] == "store-unavailable"
            assert int(answer.headers["Retry-After"]) > 0
        else:
            assert (answer.status_code, answer.json()) == (201, first.json()), answer.text
            recorded += 1
        recorded += right_again(client, verdict)
    require_kept(store, verdict, recorded)


@pytest.mark.parametrize(
    ("locked", "cold"), [("log IN EXCLUSIVE", False), ("features IN ACCESS EXCLUSIVE", True)], ids=["write", "read"]
)
def test_a_database_restarted_while_a_statement_waits_on_it(own_server, store, definitions, locked, cold):
    """The transaction is open on the server and dies with it."""
    with serving(Desk(store, definitions, Limits())) as other:
        first = other.post("/siting/checks", json=BODY)
        assert first.status_code == 201
    verdict, recorded = first.json()["id"], 1
    asking = Desk(PostgisStore(store.location), definitions, Limits())
    with closing(asking.store), serving(asking) as client, ThreadPoolExecutor(1) as pool:
        if not cold:
            recorded += right_again(client, verdict)
        with psycopg.connect(store.location) as holder:
            holder.execute(f"LOCK TABLE sanxian.{locked} MODE")
            asked = pool.submit(client.post, "/siting/checks", json=BODY)
            limit = time.monotonic() + 60
            while postgis.rows(store.location, "SELECT count(*) FROM pg_locks WHERE NOT granted") == [(0,)]:
                assert time.monotonic() < limit and not asked.done(), "nothing waits"
                time.sleep(0.02)
            restart(own_server, "immediate")
            holder.close()
        answer = asked.result(timeout=120)
        if answer.status_code == 503:
            assert answer.json()["slug"] == "store-unavailable"
        else:
            assert (answer.status_code, answer.json()) == (201, first.json()), answer.text
            recorded += 1
        recorded += right_again(client, verdict)
    require_kept(store, verdict, recorded)
