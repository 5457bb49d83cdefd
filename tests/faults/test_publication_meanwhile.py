"""Requests that are held inside their evaluation while editions are published: each answers from one snapshot alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import served
import shapely

from layers.editions import EditionHead
from layers.snapshot import LayerView
from layers.stores.files import FilesStore
from zoning.desk import Desk, Limits

SITES = (served.square(120.701, 28.001), served.square(120.745, 28.045, 0.004))
WAIT_S = 20


class Hold:
    """Stops the first requests that come to look at a layer, each in the midst of its evaluation."""

    def __init__(self, requests: int) -> None:
        self.all_held = threading.Barrier(requests + 1)
        self.released = threading.Event()
        self._left = requests
        self._lock = threading.Lock()
        self._seen: set[int] = set()

    def stop_here(self) -> None:
        with self._lock:
            stops = self._left > 0 and threading.get_ident() not in self._seen
            if stops:
                self._left -= 1
                self._seen.add(threading.get_ident())
        if stops:
            self.all_held.wait(WAIT_S)
            assert self.released.wait(WAIT_S)


@pytest.fixture(scope="module")
def definitions():
    return served.load_definitions(served.DATA)


@pytest.fixture
def desk(definitions, tmp_path):
    store = FilesStore(tmp_path / "store")
    served.fill(store, definitions)
    return Desk(store, definitions, Limits())


def publish_both(store, definitions):
    """Two layers of one delivery day, in two publications: everything becomes level 1, and the unit another class."""
    everywhere = shapely.union(served.LAND, served.SEA)
    at = served.NOW - timedelta(seconds=1)
    for layer, rows in (
        ("water_source_zone", [("WS-1", everywhere, {"code": "WS-1", "level": "1", "delimited": True})]),
        ("control_unit", [("ZH33030210009", served.LAND, {"class": "priority"})]),
    ):
        head = EditionHead(layer, "330300", "illustrative", 5.0, date(2026, 2, 1), "同日 one day", everywhere)
        yield store.publish(store.propose(head, served.features(definitions, layer, rows), at), served.NOW)


def ask(client, site):
    question = {"site": {"type": "Feature", "properties": {}, "geometry": site}, "record": False}
    answer = client.post("/siting/checks", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(body):
    return {edition["layer"]: edition["edition"] for edition in body["editions"]}


@pytest.mark.parametrize(
    "layer",
    [
        "water_source_zone",
        pytest.param("admin_area", marks=pytest.mark.long),
        pytest.param("control_unit", marks=pytest.mark.long),
    ],
)
def test_two_requests_held_during_a_publication_each_answer_wholly_from_one_snapshot(
    desk, definitions, monkeypatch, layer
):
    hold, near = Hold(requests=2), LayerView.near
    with served.serving(desk, computing=4) as client:  # two are held, and others pass
        before = [ask(client, site) for site in SITES]

        def held_near(view, *given):
            if view.kind.layer == layer:
                hold.stop_here()
            return near(view, *given)

        monkeypatch.setattr(LayerView, "near", held_near)
        with ThreadPoolExecutor(2) as pool:
            held = [pool.submit(ask, client, site) for site in SITES]
            try:
                hold.all_held.wait(WAIT_S)
                steps = publish_both(desk.store, definitions)
                next(steps)
                between = [ask(client, site) for site in SITES]
                next(steps)
                after = [ask(client, site) for site in SITES]
            finally:
                hold.released.set()
            answers = [answer.result(WAIT_S) for answer in held]
    assert answers == before  # to the last digit, as if nothing had been published
    for told, zone, unit in ((before, 1, 1), (between, 2, 1), (after, 2, 2)):
        for body in told:
            assert (numbers(body)["water_source_zone"], numbers(body)["control_unit"]) == (zone, unit)
            zones = {finding["feature"] for finding in body["findings"] if finding["layer"] == "water_source_zone"}
            units = {finding["feature"] for finding in body["findings"] if finding["layer"] == "control_unit"}
            assert zones == ({"WS-2"} if zone == 1 else {"WS-1"})
            assert units == ({"ZH33030230001"} if unit == 1 else {"ZH33030210009"})
    assert len({body["id"] for told in (before, between, after) for body in told}) == 6
