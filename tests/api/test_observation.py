"""What the operator sees: counts by route, lines of the log, and a watch that loads what was published."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from served import serving, square

from api.watch import Watch
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits


@pytest.fixture
def lines(monkeypatch) -> list[dict]:
    caught: list[dict] = []

    def keep(_logger, _method, event: dict) -> dict:
        caught.append(dict(event))
        raise structlog.DropEvent

    for module in ("api.observation", "api.watch"):
        monkeypatch.setattr(f"{module}._LOG", structlog.wrap_logger(logging.getLogger("test"), processors=[keep]))
    return caught


def read(client) -> dict[tuple[str, ...], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_are_counted_by_the_template_of_their_route(client):
    before = read(client)
    for _ in range(3):
        client.get("/layers/bay")
    client.get("/layers/nothing-of-that-name")
    for path in ("/wp-admin", "/.env", "/layers/a/b/c/d"):
        client.get(path)
    after = read(client)

    def grown(status: str, route: str) -> float:
        name = ("sanxian_requests_total", "method=GET", f"route={route}", f"status={status}")
        return after.get(name, 0) - before.get(name, 0)

    assert grown("200", "/layers/{layer}") == 3
    assert grown("404", "/layers/{layer}") == 1
    assert grown("404", "(none)") == 3
    assert after["sanxian_requests_open",] == 1  # the one that reads the counts


def test_the_seconds_of_an_answer_are_counted_by_route_and_method(definitions, fill_store, tmp_path, monkeypatch):
    """A route made slow is slow in its own histogram and in no other; the buckets hold each of its answers."""
    slow, asked, whole = 0.3, 3, Desk.check
    monkeypatch.setattr(Desk, "check", lambda desk, *question: time.sleep(slow) or whole(desk, *question))
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    with serving(Desk(store, definitions, Limits())) as client:
        began = time.monotonic()
        for _ in range(asked):
            assert client.post("/siting/checks", json={"site": square(), "record": False}).status_code == 200
        took = time.monotonic() - began
        assert client.get("/layers/bay").status_code == 200
        client.get("/wp-admin")
        found = read(client)

    def seconds(part: str, route: str, method: str, *more: str) -> float | None:
        return found.get((f"sanxian_request_seconds_{part}", *more, f"method={method}", f"route={route}"))

    assert seconds("count", "/siting/checks", "POST") == asked
    assert asked * slow <= seconds("sum", "/siting/checks", "POST") <= took
    assert seconds("bucket", "/siting/checks", "POST", "le=0.25") == 0
    assert seconds("bucket", "/siting/checks", "POST", "le=+Inf") == asked
    assert seconds("count", "/layers/{layer}", "GET") == 1
    assert 0 < seconds("sum", "/layers/{layer}", "GET") < took
    assert seconds("count", "(none)", "GET") == 1
    assert seconds("count", "/siting/checks", "GET") is None


def test_the_catalogue_and_the_ledger_are_counted_as_they_stand(client, desk):
    store = desk.store
    found = read(client)
    editions = sum(value for name, value in found.items() if name[0] == "sanxian_editions")
    assert editions == len(store.editions()) > 0
    assert found["sanxian_ledger_entries",] == store.head().sequence
    assert found["sanxian_catalogue_generation",] == store.generation()
    assert found["sanxian_snapshot_age_seconds",] >= 0


def test_a_line_names_route_and_number_and_nothing_of_the_question(client, lines):
    client.get(
        "/layers/identify?lon=120.7100001&lat=28.0100001",
        headers={"X-Request-Id": "number-7", "Authorization": "Bearer secret-of-mine"},
    )
    client.post("/siting/checks", json={"site": {"type": "Point", "coordinates": [120.7654321, 28.0]}, "record": False})
    _until(lambda: len(lines) == 2)  # the line follows the answer
    assert [line["route"] for line in lines] == ["/layers/identify", "/siting/checks"]
    assert lines[0]["request"] == "number-7"
    told = json.dumps(lines)
    for secret in ("120.71", "28.01", "120.76", "secret-of-mine", "lon="):
        assert secret not in told
    assert all(line["ms"] >= 0 for line in lines)


def test_health_is_logged_only_when_it_is_bad(client, lines):
    client.get("/health/live")
    assert lines == []


def test_the_watch_loads_what_another_process_published(definitions, fill_store, tmp_path, lines):
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    own = Desk(FilesStore(tmp_path), definitions, Limits())
    watch = Watch(own, lambda: datetime(2027, 3, 1, tzinfo=UTC))
    watch.start()
    try:
        _until(lambda: len(lines) == 1)
        held = store.editions()[0]
        again = store.propose(
            replace(held.head, source="again"), store.features(held), datetime(2027, 2, 1, tzinfo=UTC)
        )
        _until(lambda: len(lines) == 2)
        assert lines[1] == {"event": "catalogue loaded", "generation": store.generation()}
        assert again.state == "proposed"
    finally:
        watch.stop()


def test_the_watch_draws_what_was_published_and_a_fault_in_one_layer_ends_it_not(
    definitions, fill_store, tmp_path, lines
):
    store = FilesStore(tmp_path)
    fill_store(store, definitions)
    own, drawn = Desk(FilesStore(tmp_path), definitions, Limits()), []

    def prepare(view):
        if view.kind.layer == "control_unit":
            raise ZeroDivisionError
        drawn.append(view)

    at = datetime(2027, 3, 1, tzinfo=UTC)
    watch = Watch(own, lambda: at, prepare)
    watch.start()
    try:
        _until(lambda: {"admin_area", "water_source_zone"} <= {view.kind.layer for view in drawn})
        held = next(e for e in store.editions() if e.head.layer == "water_source_zone")
        again = store.propose(
            replace(held.head, source="again"), store.features(held), datetime(2027, 2, 1, tzinfo=UTC)
        )
        store.publish(again, datetime(2027, 2, 1, tzinfo=UTC))
        _until(lambda: any(view.editions == (store.editions()[-1],) for view in drawn if view.editions))
        faults = [line for line in lines if line["event"] == "layer not ready for drawing"]
        assert {line["layer"] for line in faults} == {"control_unit"}
        view = own.snapshots.at(at.date(), at)[0].views["water_source_zone"]
        assert any(view is one for one in drawn)
    finally:
        watch.stop()


def _until(holds) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
