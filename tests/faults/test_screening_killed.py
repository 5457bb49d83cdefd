"""A screening that is killed goes on where it was and comes to the same bytes; of many projects it grows no larger."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import small_law
from served import fill

from layers.stores.files import FilesStore

SCRIPT = Path(__file__).resolve().parents[1] / "support" / "small_screening.py"
SECONDS = 120.0


def made(place, count, seed=3):
    """A folder with a store and a table of so many points, a tenth of which cannot be read."""
    place.mkdir()
    with_law = small_law.definitions(place / "law")
    store = FilesStore(place / "store")
    fill(store, with_law)
    store.close()
    rng = random.Random(seed)
    lines = ["编号,名称,经度,纬度,精度"]
    for number in range(count):
        lon = f"{rng.uniform(120.5, 121.3):.6f}" if rng.random() > 0.1 else "x"
        lines.append(f"p{number},项目{number},{lon},{rng.uniform(27.8, 28.2):.6f},5")
    (place / "p.csv").write_text("\n".join(lines), encoding="utf-8")
    return place


def started(place):
    paths = os.pathsep.join((str(SCRIPT.parent), str(SCRIPT.parents[2])))
    return subprocess.Popen([sys.executable, str(SCRIPT), str(place)], env={**os.environ, "PYTHONPATH": paths})


def finished(place):
    with started(place) as process:
        assert process.wait() == 0
    return (place / "results.xlsx").read_bytes()


def lines(place):
    units = place / "run" / "units.jsonl"
    return units.read_bytes().count(b"\n") if units.exists() else 0


def killed(place, after):
    """Kill a process once it has kept so many units in all; False where it was done before."""
    with started(place) as process:
        end = time.monotonic() + SECONDS
        while lines(place) < after and process.poll() is None:
            assert time.monotonic() < end, "it did not get so far"
            time.sleep(0.01)
        if process.poll() is not None:
            assert process.returncode == 0
            return False
        process.send_signal(signal.SIGKILL)
        process.wait()
    return True


@pytest.mark.parametrize(("count", "kills"), [(100, 1), pytest.param(2000, 20, marks=pytest.mark.long)])
def test_what_was_killed_comes_to_the_bytes_of_what_was_not(tmp_path, count, kills):
    whole = finished(made(tmp_path / "whole", count))
    place = made(tmp_path / "killed", count)
    units = count // 20
    for number in range(1, kills + 1):
        assert killed(place, number * units // (kills + 1))
        assert not (place / "results.xlsx").exists()
    assert finished(place) == whole


@pytest.mark.long
def test_ten_thousand_projects_take_the_memory_of_the_first_thousand(tmp_path):
    place = made(tmp_path / "many", 10_000)
    finished(place)
    looks = [tuple(map(int, line.split())) for line in (place / "memory").read_text().splitlines()]
    warm = max(size for done, size in looks if done <= 2_000)
    most = max(size for _, size in looks)
    assert looks[-1][0] == 10_000
    assert most < 1.05 * warm, f"{warm} bytes after 2,000 projects, {most} at most"
