"""Many clients at once, checks, measures and tiles mixed: every one is answered, and memory stops growing.

Run the full minute by `pytest -m long tests/faults/test_load.py -s`; it prints p50, p99 and the growth.
"""

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
import numpy as np
import pytest
import shapely
from served import fill

from layers.stores.opening import open_place
from layers.tiles.grids import GRIDS
from zoning.definitions import load_definitions

ROOT = Path(__file__).parents[2]


def resident_bytes(pid: int) -> int:
    """What a process holds in memory now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Client(threading.Thread):
    """Asks one question after the other until `until`; keeps the seconds of each and whatever was no answer."""

    def __init__(self, address: str, seed: int, until: float) -> None:
        super().__init__()
        self._address, self._chance, self._until = address, random.Random(seed), until
        self.seconds: list[tuple[str, float]] = []
        self.faults: list[str] = []

    def run(self) -> None:
        with httpx2.Client(base_url=self._address, timeout=120) as client:
            while time.monotonic() < self._until:
                name, ask = self._chance.choices(
                    [
                        ("check", self._check),
                        ("areas", self._areas),
                        ("identify", self._identify),
                        ("tile", self._tile),
                    ],
                    [6, 2, 2, 6],
                )[0]
                began = time.monotonic()
                try:
                    answer = ask(client)
                except httpx2.HTTPError as fault:
                    self.faults.append(f"{name}: {fault!r}")
                    continue
                self.seconds.append((name, time.monotonic() - began))
                if answer.status_code not in (200, 201, 204):  # 204: a tile where nothing is
                    self.faults.append(f"{name}: {answer.status_code} {answer.text[:200]}")

    def _place(self) -> tuple[float, float]:
        return 120.55 + self._chance.random() * 0.3, 27.85 + self._chance.random() * 0.3

    def _check(self, client: httpx2.Client) -> httpx2.Response:
        lon, lat = self._place()
        site = shapely.geometry.mapping(shapely.box(lon, lat, lon + 0.002, lat + 0.002))
        return client.post("/siting/checks", json={"site": site, "record": self._chance.random() < 0.2})

    def _areas(self, client: httpx2.Client) -> httpx2.Response:
        return client.get("/measures/areas", params={"region": "330300", "layer": "water_source_zone"})

    def _identify(self, client: httpx2.Client) -> httpx2.Response:
        lon, lat = self._place()
        return client.get("/layers/identify", params={"lon": lon, "lat": lat})

    def _tile(self, client: httpx2.Client) -> httpx2.Response:
        over = GRIDS["WebMercatorQuad"].at(*self._place(), self._chance.randint(7, 14))
        layers = self._chance.choice(["water_source_zone", "control_unit,water_source_zone"])
        return client.get(f"/tiles/WebMercatorQuad/{layers}/{over.z}/{over.x}/{over.y}.mvt")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc here")
@pytest.mark.parametrize(
    ("clients", "seconds", "growth"), [(8, 4.0, 0.5), pytest.param(100, 60.0, 0.05, marks=pytest.mark.long)]
)
def test_many_clients_are_all_answered(tmp_path, clients, seconds, growth):
    place = str(tmp_path / "store")
    store = open_place(place, make=True)
    fill(store, load_definitions(ROOT / "data"))
    store.close()
    service = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "support" / "small_service.py"), place, "0"],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert service.stdout is not None
        word, _, port = service.stdout.readline().partition(" ")
        assert word == "ready"
        address = f"http://127.0.0.1:{port.strip()}"
        load(address, clients, seconds / 2)
        warm = resident_bytes(service.pid)
        found = load(address, clients, seconds)
        grown = resident_bytes(service.pid) / warm - 1
    finally:
        service.terminate()
        assert service.wait(60) in (0, -signal.SIGTERM)  # uvicorn ends by the signal, once all is answered
    times = np.array([took for _, took in found])
    p50, p99 = np.percentile(times, [50, 99])
    told = f"{len(times)} answers, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, {warm / 1e6:.0f} MB {grown:+.1%}"
    sys.stdout.write(f"{clients} clients, {seconds:g} s: {told}\n")
    assert len(times) >= clients
    assert grown < growth


def load(address: str, clients: int, seconds: float) -> list[tuple[str, float]]:
    """Some seconds of all clients; every answer was a good one."""
    until = time.monotonic() + seconds
    askers = [Client(address, seed, until) for seed in range(clients)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert [fault for asker in askers for fault in asker.faults] == []
    return [one for asker in askers for one in asker.seconds]
