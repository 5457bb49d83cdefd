"""Jobs whose process, or whose service, is killed in the middle: resumed, each unit done once, the same result."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.jobs import Supervisor
from layers.stores.files import FilesStore
from zoning.jobs.office import JobOffice
from zoning.jobs.run import Runs

SUPPORT = Path(__file__).resolve().parents[1] / "support"
UNITS = 40
SECONDS = 60.0


def now():
    return datetime.now(UTC)


@pytest.fixture
def place(tmp_path):
    FilesStore(tmp_path / "store").close()
    return tmp_path


def office(place):
    from slow_job import KIND

    return JobOffice(FilesStore(place / "store"), {KIND.name: KIND}, Runs(place / "runs"))


def command(place):
    return lambda job_id: (sys.executable, str(SUPPORT / "slow_job.py"), "work", str(place), job_id)


def until(what, seconds=SECONDS):
    """Wait for something to be true."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)
    return found


def asked(place, units=UNITS):
    return office(place).submit("slow", {"units": units, "log": str(place / "log")}, actor="", at=now())


def lines(place):
    log = place / "log"
    return log.read_text().split() if log.exists() else []


def check(place, job, kills):
    here = office(place)
    ended = here.job(job.id)
    assert ended.state == "finished", ended
    assert here.result(ended) == b'{"sum":%d}' % sum(range(UNITS))
    done = lines(place)
    assert set(done) == {str(unit) for unit in range(UNITS)}
    # at most the unit at hand is done again after a kill
    assert UNITS <= len(done) <= UNITS + kills
    assert here.runs.present() == ()


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.long)])
def test_a_killed_process_is_noticed_and_another_goes_on(place, kills, monkeypatch):
    monkeypatch.setattr("app.jobs._LOOK_SECONDS", 0.05)
    rng = random.Random(kills)
    for _ in range(kills // 2):
        killed_twice(place, sorted(rng.sample(range(1, UNITS - 5), 2)))


def killed_twice(place, after):
    """One job whose process is killed after so many units, and again."""
    job = asked(place)
    supervisor = Supervisor(office(place), now, command=command(place))
    supervisor.start()
    for target in after:
        until(lambda target=target: len(lines(place)) >= target)
        child = until(lambda: supervisor._children.get(job.id))
        child.send_signal(signal.SIGKILL)
        child.wait()
    until(lambda: office(place).job(job.id).ended)
    until(lambda: job.id not in supervisor._children)
    supervisor.stop()
    check(place, job, 2)
    assert office(place).job(job.id).attempts == 3
    (place / "log").unlink()


def test_a_process_that_dies_again_and_again_without_a_step_is_given_up(place, monkeypatch):
    monkeypatch.setattr("app.jobs._LOOK_SECONDS", 0.02)
    monkeypatch.setattr("app.jobs._REST", timedelta(0))
    job = asked(place)
    supervisor = Supervisor(office(place), now, command=lambda _: (sys.executable, "-c", "raise SystemExit(3)"))
    supervisor.start()
    until(lambda: office(place).job(job.id).ended)
    supervisor.stop()
    assert (office(place).job(job.id).state, office(place).job(job.id).cause["slug"]) == ("failed", "died")


def test_a_service_that_is_killed_takes_its_process_along_and_the_next_one_goes_on(place):
    job = asked(place)
    service = [sys.executable, str(SUPPORT / "slow_job.py"), "serve", str(place)]
    for target in (3, 12):
        with subprocess.Popen(service) as running:
            until(lambda target=target: len(lines(place)) >= target)
            os.kill(running.pid, signal.SIGKILL)
        until(lambda: not office(place).runs.of(job.id).is_held())
        assert office(place).job(job.id).state == "interrupted"
    with subprocess.Popen(service) as running:
        until(lambda: office(place).job(job.id).ended)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    check(place, job, 2)


def test_a_service_that_is_told_to_stop_lets_the_unit_at_hand_end(place):
    job = asked(place)
    service = [sys.executable, str(SUPPORT / "slow_job.py"), "serve", str(place)]
    with subprocess.Popen(service) as running:
        until(lambda: len(lines(place)) >= 3)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    here = office(place)
    stopped = here.job(job.id)
    assert (stopped.state, stopped.cause["slug"]) == ("interrupted", "stopped")
    assert stopped.done == len(lines(place)) == len(here.runs.of(job.id).done())
