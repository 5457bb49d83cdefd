"""A publisher killed at any moment leaves the old edition or the new one, whole, and a store that goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from layers.catalogue import in_force
from layers.stores.files import FilesStore

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, tzinfo=UTC)

# publishes over and over, saying before and after each publication which edition it is about
PUBLISHER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import shapely

from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping
from layers.publication.preparation import Submission
from layers.publication.publishing import propose, publish
from layers.regions import load_regions
from layers.stores.files import FilesStore

root, folder, rounds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
kind = load_kinds(root / "data" / "layers")["ecological_red_line"]
regions = load_regions(root / "data" / "codes" / "regions.yaml")
now = datetime(2026, 11, 22, tzinfo=UTC)
store = FilesStore(folder)
print("ready", flush=True)
for turn in range(rounds):
    size = 0.004 + 0.0001 * ((len(store.editions()) + turn) % 40)
    lon, lat = (axis.ravel() for axis in np.meshgrid(120.3 + np.arange(20) / 100, 27.6 + np.arange(15) / 100))
    features = tuple(
        RawFeature(shapely.box(x, y, x + size, y + size), {"code": f"HX{row:04d}", "part": "land"}, f"row {row}")
        for row, (x, y) in enumerate(zip(lon, lat))
    )
    submission = Submission("330300", "draft", 1.0, date(2026, 1, 1), "kill test", shapely.box(120, 27, 121, 28))
    proposal = propose(
        store, kind, Reading(features, "geojson", "EPSG:4490"), submission,
        mapping=DeliveryMapping(), regions=regions, at=now,
    )
    edition = publish(store, proposal.edition, at=now)
    print("published", edition.number, flush=True)
"""


def start(folder: Path, rounds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(ROOT), str(folder), str(rounds)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def numbers(output: str) -> list[int]:
    return [
        int(line.split()[1]) for line in output.splitlines() if line.startswith("published ") and line[-1].isdigit()
    ]


def newest(store: FilesStore) -> int:
    entries = in_force(store.editions(), "ecological_red_line", date(2026, 11, 22), NOW)
    return entries[0].edition.number if entries else 0


def kill_and_inspect(folder: Path, chance: random.Random) -> tuple[int, int]:
    """Kill a publisher at a random moment; returns the newest edition that it reported and the one found after it.

    The moment lies within its first, second or third publication, however fast the machine is just now.
    """
    publisher = start(folder, rounds=1000)
    lines = []
    try:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "ready\n"
        began = time.monotonic()
        lines += [publisher.stdout.readline() for _ in range(chance.randint(0, 2))]
        took = (time.monotonic() - began) / len(lines) if lines else 0.2
        time.sleep(chance.uniform(0.0, took))
    finally:
        os.kill(publisher.pid, signal.SIGKILL)
        rest, _ = publisher.communicate(timeout=30)
    output = "".join(lines) + rest
    assert publisher.returncode == -signal.SIGKILL
    store = FilesStore(folder)
    for edition in store.editions():
        features = store.features(edition)  # verified against its hash, also where it was only proposed
        assert len(features) == 300
    published = [edition.number for edition in store.editions() if edition.state == "published"]
    assert [entry.subject for entry in store.log(kind="publication")] == [
        f"ecological_red_line 330300/{number}" for number in published
    ]
    assert store.verify_log() is None
    found = newest(store)
    store.close()
    return max(numbers(output), default=0), found


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.long)])
def test_a_killed_publisher_leaves_the_old_edition_or_the_new_one(tmp_path, kills):
    folder = tmp_path / "store"
    chance = random.Random(20261122)
    before = known = 0  # the newest published; the newest number taken
    for _ in range(kills):
        reported, found = kill_and_inspect(folder, chance)
        assert found >= max(before, reported), "a publication that was reported is gone"
        store = FilesStore(folder)
        unfinished = [edition for edition in store.editions() if edition.number > max(known, reported)]
        assert len(unfinished) <= 1, "one publisher works on one edition at a time"
        store.sweep(datetime(2100, 1, 1, tzinfo=UTC))
        before, known = found, max((edition.number for edition in store.editions()), default=0)
        store.close()
    assert before > 0, "no publication ever came through"

    finished = start(folder, rounds=1)
    output, _ = finished.communicate(timeout=60)
    assert finished.returncode == 0
    store = FilesStore(folder)
    assert numbers(output) == [newest(store)]
    assert newest(store) > before
    assert len(list((folder / "editions").iterdir())) == len({edition.sha256 for edition in store.editions()})


def test_another_process_sees_a_publication_within_two_seconds(tmp_path):
    assert min(seconds_until_seen(tmp_path / str(n)) for n in range(2)) < 2.0  # another may be held up by the machine


def seconds_until_seen(folder):
    reader = FilesStore(folder)  # opened before anything is published
    generation = reader.generation()
    publisher = start(folder, rounds=1)
    try:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == "ready\n"
        assert newest(reader) == 0
        assert publisher.stdout.readline() == "published 1\n"
        told = time.monotonic()
        while reader.generation() == generation or newest(reader) != 1:
            assert time.monotonic() - told < 20
            time.sleep(0.01)
        seconds = time.monotonic() - told
    finally:
        publisher.communicate(timeout=30)
    assert publisher.returncode == 0
    assert len(reader.features(reader.editions()[0])) == 300
    return seconds
