"""A publication by command or over HTTP, killed at any moment: no edition lost, half or doubled, and a sound log."""

from __future__ import annotations

import json
import random
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import numpy as np
import pytest
import shapely
from running import ROOT, killed, serving_process, started
from served import bearer, fill
from store_homes import FilesHome, Home, PostgisHome

from layers.stores.base import Store
from layers.stores.moment import moment
from layers.stores.soundness import require_sound
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits

LAYER, COUNT = "scenic_area", 300
STEPS = ("delivery", "proposal", "publication")  # what one publication writes to the log, in this order
GIVEN = {
    "region": "330300",
    "status": "draft",
    "accuracy": "1",
    "effective_from": "2026-01-01",
    "source": "x",
    "coverage": "region",
}


def delivery(turn: int) -> bytes:
    """Areas that differ from turn to turn."""
    size = 0.004 + 0.00001 * turn
    lon, lat = (axis.ravel() for axis in np.meshgrid(120.55 + np.arange(20) / 100, 27.85 + np.arange(15) / 100))
    features = [
        {
            "type": "Feature",
            "properties": {"code": f"S{row:04d}", "name": "x", "zone": "core"},
            "geometry": shapely.geometry.mapping(shapely.box(x, y, x + size, y + size)),
        }
        for row, (x, y) in enumerate(zip(lon, lat, strict=True))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture(scope="module")
def definitions():
    return load_definitions(ROOT / "data")


@pytest.fixture(params=["files", "postgis"])
def home(request, tmp_path, definitions) -> Home:
    """A store with a county, to which a delivery can be published."""
    made: Home = (
        FilesHome(str(tmp_path / "store"))
        if request.param == "files"
        else PostgisHome(request.getfixturevalue("postgis_place"))
    )
    store = made.open()
    fill(store, definitions)
    store.close()
    return made


@dataclass
class Held:
    """What a store holds of the layer after a kill."""

    proposed: set[int] = field(default_factory=set)
    published: set[int] = field(default_factory=set)


def inspect(store: Store) -> Held:
    """The editions of the layer; fails where one is half, doubled, or otherwise in the catalogue than in the log."""
    require_sound(moment(store), store)
    assert store.verify_log() is None
    editions = [edition for edition in store.editions() if edition.head.layer == LAYER]
    numbers = [edition.number for edition in editions]
    assert numbers == list(range(1, len(editions) + 1))
    for edition in editions:
        assert len(store.features(edition)) == COUNT  # compared with its hash
    of_layer = f"{LAYER} "
    logged = {
        kind: [one.subject for one in store.log(kind=kind) if one.subject.startswith(of_layer)] for kind in STEPS[1:]
    }
    assert logged["proposal"] == [edition.label for edition in editions]
    published = [edition for edition in editions if edition.state == "published"]
    assert sorted(logged["publication"]) == sorted(edition.label for edition in published)
    for sha256 in store.blobs():
        store.blob(sha256)
    return Held(set(numbers), {edition.number for edition in published})


def entries(store: Store) -> int:
    head = store.head()
    return 0 if head is None else head.sequence


def until_written(store: Store, number: int, ended: Callable[[], bool]) -> None:
    """Wait for an entry of the log, or until whoever should write it has ended."""
    limit = time.monotonic() + 300
    while entries(store) < number and not ended():
        assert time.monotonic() < limit, "nothing is written"
        time.sleep(0.003)


# --- by command line


def publishing(home: Home, file: Path) -> subprocess.Popen[str]:
    options = [part for name, value in GIVEN.items() for part in (f"--{name.replace('_', '-')}", value)]
    command = ("-m", "app", "layers", "publish", LAYER, str(file), *options, "--json")
    return started(*command, SANXIAN_STORE=home.place)


def ended(process: subprocess.Popen[str]) -> bool:
    return process.poll() is not None


def reported(output: str) -> set[int]:
    """The editions that a command said it had published; its one document may be cut off."""
    try:
        return {int(json.loads(output)["edition"]["edition"])}
    except ValueError:
        return set()


@pytest.mark.parametrize("kills", [1, pytest.param(100, marks=pytest.mark.long)])
def test_a_publication_by_command_killed_at_any_moment(home, tmp_path, kills):
    chance, store, told = random.Random(20261123), home.open(), set()
    before, between = Held(), 0
    for turn in range(kills):
        file = tmp_path / "delivery.geojson"
        file.write_bytes(delivery(turn))
        known, wanted = entries(store), (2, 1, chance.randint(0, 2))[turn % 3]
        process = publishing(home, file)
        try:
            if wanted:  # so many of its steps are in the log; the next is being written
                until_written(store, known + wanted, partial(ended, process))
                time.sleep(chance.uniform(0.0, 0.02))
            else:
                time.sleep(chance.uniform(0.0, 4.0))
        finally:
            output = killed(process)
        held = inspect(store)
        told |= reported(output)
        assert told <= held.published, "a publication that was reported is gone"
        assert before.proposed <= held.proposed and before.published <= held.published
        assert len(held.proposed - before.proposed) <= 1, "one command is one edition"
        between += len(held.proposed - before.proposed) > len(held.published - before.published)
        before = held
    assert kills < 10 or between, "no kill fell between proposal and publication"

    file.write_bytes(delivery(kills))
    process = publishing(home, file)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    held = inspect(store)
    assert reported(output) == held.proposed - before.proposed == held.published - before.published
    assert len(reported(output)) == 1
    store.close()


# --- over HTTP


class Steward(threading.Thread):
    """Delivers and publishes until the service is gone; keeps what it was told."""

    def __init__(self, address: str, header: dict[str, str], seed: int) -> None:
        super().__init__()
        self._address, self._header = address, header
        self._turn = seed * 1000
        self.proposed: set[int] = set()
        self.published: set[int] = set()
        self.faults: list[str] = []

    def run(self) -> None:
        with httpx2.Client(base_url=self._address, timeout=60, headers=self._header) as client:
            try:
                while not self.faults:
                    self._publish(client)
            except httpx2.HTTPError:
                return

    def _publish(self, client: httpx2.Client) -> None:
        self._turn += 1
        form = {"accuracy_m" if name == "accuracy" else name: value for name, value in GIVEN.items()}
        files = {"file": ("zone.geojson", delivery(self._turn % 400))}
        answer = client.post(f"/layers/{LAYER}/editions", files=files, data=form)
        if answer.status_code != 201:
            self.faults.append(answer.text)
            return
        number = int(answer.json()["edition"]["edition"])
        assert number not in self.proposed
        self.proposed.add(number)
        answer = client.post(f"/layers/{LAYER}/editions/330300/{number}/publication")
        if answer.status_code == 409:  # the other steward published meanwhile: one wins
            return
        if answer.status_code != 201:
            self.faults.append(answer.text)
            return
        self.published.add(number)


def refused(stewards: list[Steward]) -> bool:
    return any(steward.faults for steward in stewards)


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.long)])
def test_a_publication_over_http_killed_at_any_moment(home, definitions, kills):
    chance, store = random.Random(20261123), home.open()
    header = bearer(Desk(store, definitions, Limits()), "steward")
    before, all_published = Held(), set()
    for life in range(kills):
        process, address = serving_process(home.place)
        stewards = [Steward(address, header, 2 * life + number) for number in range(2)]
        known, wanted = entries(store), chance.randint(1, 6)
        try:
            for steward in stewards:
                steward.start()
            until_written(store, known + wanted, partial(refused, stewards))
            time.sleep(chance.uniform(0.0, 0.02))
        finally:
            killed(process)
            for steward in stewards:
                steward.join(90)
        assert [fault for steward in stewards for fault in steward.faults] == []
        held = inspect(store)
        proposed = set().union(*(steward.proposed for steward in stewards))
        all_published |= set().union(*(steward.published for steward in stewards))
        assert sum(len(steward.proposed) for steward in stewards) == len(proposed), "one number given twice"
        assert before.proposed | proposed <= held.proposed, "an edition that was answered is gone"
        assert before.published | all_published <= held.published, "a publication that was answered is gone"
        assert len(held.proposed - before.proposed - proposed) <= len(stewards), "more than was under way"
        before = held
    assert before.proposed, "no delivery ever came through"
    store.close()
