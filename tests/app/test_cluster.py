"""A screening by a Dask cluster on loopback: the rows of one machine, though a worker dies; what is wrong is said."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import screening
from served import definitions, desk

from app import cluster_worker
from app.crews import cluster
from app.settings import Settings
from app.versions import versions
from app.wiring import open_screenings
from layers.errors import BadInput, StoreError
from zoning.jobs.crew import Item, WorkersLost
from zoning.jobs.run import Run
from zoning.screening.batch import Batch
from zoning.screening.desk import Asking
from zoning.screening.shipping import Hold, Parcels, opened

__all__ = ["definitions", "desk"]
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


class Machines:
    """A scheduler and its workers on loopback, ended by their own ids."""

    def __init__(self, folder):
        self.folder, self.started = folder, []
        self.file = folder / "scheduler.json"
        self.start("scheduler", "--port", "0", "--scheduler-file", str(self.file))
        until = time.monotonic() + PATIENCE
        while not (self.file.exists() and self.file.stat().st_size):
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.1)

    def start(self, what, *arguments):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "SANXIAN_WORK": str(self.folder / "work")}
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--host", "127.0.0.1", "--no-dashboard"]
        with (self.folder / f"{what}-{len(self.started)}.log").open("w") as log:
            process = subprocess.Popen([*command, *arguments], env=env, stderr=log, stdout=log, cwd=self.folder)
        self.started.append(process)
        return process

    def worker(self):
        place = self.folder / f"worker-{len(self.started)}"
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(place))
        return self.start("worker", "--scheduler-file", str(self.file), *options)

    def address(self):
        return json.loads(self.file.read_text())["address"]

    def end(self):
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    made = Machines(tmp_path_factory.mktemp("cluster"))
    yield made
    made.end()


def table(folder, count):
    rng = random.Random(11)
    lines = ["编号,名称,经度,纬度,精度,文件"]
    for number in range(count):
        where = f"{rng.uniform(120.5, 121.3):.6f},{rng.uniform(27.8, 28.2):.6f},5,"
        lines.append(f"p{number},项目{number},{',,5,a.wkt' if number == 1 else where}")
    (folder / "a.wkt").write_text("POLYGON ((120.71 28.01, 120.711 28.01, 120.711 28.011, 120.71 28.01))")
    path = folder / "p.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def screened(screenings, path, run, tell=lambda _: None):
    batch = Batch(screenings, path, Asking(path.name, accuracy_m=5.0))
    with run.held():
        plan = batch.planned(run, screening.AT, restart=False)
        assert batch.carry_on(run, plan, tell=tell, stopping=lambda: False)
        results = batch.results(run, plan)
        return results.about, list(results.rows())


@pytest.fixture(scope="module")
def screenings(desk):
    return open_screenings(desk, Settings())


def test_it_comes_to_the_rows_of_one_machine_though_a_worker_is_killed(screenings, machines, tmp_path, monkeypatch):
    monkeypatch.setattr("zoning.screening.units.MOST", 2)  # many small units
    path = table(tmp_path, 9)
    alone = screened(screenings, path, Run(tmp_path / "alone"))
    workers = [machines.worker(), machines.worker()]
    killed = []

    def kill(progress):
        if progress.done and not killed:
            workers[0].kill()
            killed.append(workers[0].wait())

    monkeypatch.setattr("zoning.jobs.work.LOOK_SECONDS", 0.0)
    crew = cluster(machines.address(), screenings)
    assert screened(screenings.done_by(crew), path, Run(tmp_path / "spread"), kill) == alone
    assert killed
    held = {file.name.partition("-")[0] for file in (machines.folder / "work" / "shipped").iterdir()}
    assert held == {"manifest", "file", "edition"}


def test_what_is_held_is_what_its_name_says(screenings, tmp_path):
    parcels, hold = Parcels(screenings, versions()), Hold(tmp_path)
    with pytest.raises(StoreError, match="damaged"):
        hold.put(parcels.manifest, b"{}")
    lacking = opened(hold, parcels.manifest, versions())
    while isinstance(lacking, set):
        for name in lacking:
            hold.put(name, parcels.content(name))
        lacking = opened(hold, parcels.manifest, versions())
    other, store = lacking
    assert other.basis() == screenings.basis()
    edition = store.editions()[0]
    name = f"edition-{edition.sha256}"
    with pytest.raises(StoreError):
        store.features(edition)
    assert store.missing == {name}
    hold.put(name, parcels.content(name))
    assert len(store.features(edition)) == edition.feature_count
    assert store.missing == set()
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-1] + b"x")
    assert hold.get(name) is None
    with pytest.raises(StoreError):
        store.features(edition)


def test_a_worker_of_another_version_judges_nothing(screenings, tmp_path):
    parcels, hold = Parcels(screenings, versions()), Hold(tmp_path)
    hold.put(parcels.manifest, parcels.content(parcels.manifest))
    with pytest.raises(BadInput, match=r"GEOS 0\.1"):
        opened(hold, parcels.manifest, {**versions(), "GEOS": "0.1"})


def test_a_scheduler_that_is_not_there_is_said(screenings, monkeypatch):
    with pytest.raises(BadInput, match="tcp://host:port"):
        cluster("127.0.0.1:1", screenings)
    with pytest.raises(WorkersLost, match="dask scheduler"):
        list(cluster("tcp://127.0.0.1:1", screenings).each([Item("a", None)], lambda: False))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadInput, match="cluster"):
        list(cluster("tcp://127.0.0.1:1", screenings).each([Item("a", None)], lambda: False))


def test_a_worker_keeps_what_it_is_sent_in_its_work_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SANXIAN_WORK", str(tmp_path))
    name = f"file-{hashlib.sha256(b'hello').hexdigest()}"
    cluster_worker.take(name, b"hello")
    assert cluster_worker.hold().get(name) == b"hello"
