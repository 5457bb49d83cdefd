"""A service killed at any moment: what it had answered as recorded is in the ledger, and the next start serves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest
import shapely
from served import fill

from layers.stores.base import Store
from layers.stores.opening import open_place
from zoning.definitions import load_definitions
from zoning.ledger import Ledger

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def definitions():
    return load_definitions(ROOT / "data")


def started(place: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "support" / "small_service.py"), place, "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    word, _, port = process.stdout.readline().partition(" ")
    assert word == "ready", "the service did not start"
    return process, f"http://127.0.0.1:{port.strip()}"


class Asker(threading.Thread):
    """Has sites judged until the service is gone; keeps the ids it was told were recorded."""

    def __init__(self, address: str, seed: int) -> None:
        super().__init__()
        self._address = address
        self._chance = random.Random(seed)
        self.recorded: list[str] = []
        self.faults: list[str] = []

    def run(self) -> None:
        with httpx2.Client(base_url=self._address, timeout=30) as client:
            while True:
                lon, lat = 120.55 + self._chance.random() * 0.3, 27.85 + self._chance.random() * 0.3
                body = {"site": shapely.geometry.mapping(shapely.box(lon, lat, lon + 0.001, lat + 0.001))}
                try:
                    answer = client.post("/siting/checks", json=body)
                except httpx2.HTTPError:
                    return
                if answer.status_code == 201:
                    self.recorded.append(answer.json()["id"])
                else:
                    self.faults.append(answer.text)


def kill_and_inspect(place: str, chance: random.Random, seen: set[str]) -> None:
    """One life of a service: `seen` holds what was ever answered as recorded."""
    process, address = started(place)
    askers = [Asker(address, chance.randrange(1 << 30)) for _ in range(2)]
    try:
        for asker in askers:
            asker.start()
        wanted, until = chance.randint(0, 8), time.monotonic() + 30
        while sum(len(asker.recorded) for asker in askers) < wanted and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 0.3))
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
    for asker in askers:
        asker.join(60)
        assert asker.faults == []
        seen.update(asker.recorded)
    store = open_place(place, make=False)
    try:
        assert store.verify_log() is None
        ledger = Ledger(store)
        for number in seen:
            assert number.encode() in ledger.body(number)
    finally:
        store.close()


def lives(place: str, store: Store, definitions, kills: int) -> None:
    fill(store, definitions)
    store.close()
    chance, seen = random.Random(20261122), set()
    for _ in range(kills):
        kill_and_inspect(place, chance, seen)
    assert seen, "no check ever came through"


@pytest.mark.parametrize("kills", [3, pytest.param(200, marks=pytest.mark.long)])
def test_a_killed_service_has_lost_nothing_that_it_answered(tmp_path, definitions, kills):
    place = str(tmp_path / "store")
    lives(place, open_place(place, make=True), definitions, kills)


@pytest.mark.parametrize("kills", [2, pytest.param(200, marks=pytest.mark.long)])
def test_nor_has_one_over_a_database(postgis_place, definitions, kills):
    lives(postgis_place, open_place(postgis_place, make=False), definitions, kills)
