"""Items done by processes of this machine: whatever dies, none is lost, and no other is disturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from crew_work import Workshop

from layers.errors import BadInput
from zoning.jobs.crew import Item, Lost, WorkersLost
from zoning.jobs.pool import Pool, _Slot, _Turns

PATIENCE = 120.0


@pytest.fixture
def pool(tmp_path):
    return lambda workers=2: Pool(workers, Workshop(str(tmp_path)))


def items(*orders, seconds=None):
    return [Item(f"{what}-{number}", (what, number), seconds) for what, number in orders]


def done(pool, given, stopping=lambda: False):
    return dict(output for output in pool.each(given, stopping) if output is not None)


def gone(pid):
    """Whether a process ends, waited for as long as it may take on a busy machine."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if os.waitpid(pid, os.WNOHANG) != (0, 0):
                return True
        except ChildProcessError:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return True
        time.sleep(0.05)
    return False


def test_each_item_is_done_once_by_no_more_processes_than_there_are_items(pool, tmp_path):
    given = items(*(("adds", number) for number in range(3)))
    assert done(pool(3), given) == {f"adds-{number}": number**2 for number in range(3)}
    assert len(list(tmp_path.glob("opened-*"))) <= 3
    assert [path.read_text() for path in tmp_path.glob("begun-*")] == ["1"] * 3
    assert done(pool(2), []) == {}


def test_an_item_whose_process_dies_is_tried_again_and_then_said_to_be_lost(pool, tmp_path):
    found = done(pool(), items(("dies", 1), ("adds", 2), ("dies", 99), ("adds", 3)))
    assert found == {"dies-1": 1, "adds-2": 4, "dies-99": Lost(), "adds-3": 9}
    assert (tmp_path / "begun-dies-99").read_text() == "3"


def test_an_error_of_an_item_is_raised_here_with_both_its_texts(pool):
    with pytest.raises(BadInput) as fault:
        done(pool(1), items(("adds", 1), ("wrong", 1)))
    assert (fault.value.zh, fault.value.en) == ("不对", "wrong")


def test_processes_that_die_before_they_are_open_are_said_and_take_no_item_with_them(pool, tmp_path):
    (tmp_path / "closed").touch()
    with pytest.raises(WorkersLost, match="memory"):
        done(pool(1), items(("adds", 1)))
    assert not list(tmp_path.glob("begun-*"))


def test_an_item_that_takes_longer_than_it_may_is_ended_and_said_to_be_late(pool, tmp_path):
    found = done(pool(1), [*items(("sleeps", 1), seconds=0.5), *items(("adds", 2))])
    assert found == {"sleeps-1": Lost(late=True), "adds-2": 4}
    assert (tmp_path / "begun-sleeps-1").read_text() == "1"


def test_a_late_process_that_is_dead_already_disturbs_no_other(pool, monkeypatch):
    def dead(*_):
        raise ProcessLookupError

    monkeypatch.setattr("zoning.jobs.pool.os.kill", dead)
    turns = _Turns(pool(), iter(()))
    slot = _Slot(None, until=time.monotonic() - 1.0, pid=os.getpid())
    turns.busy[Future()] = slot
    assert turns.go_on(lambda: True)
    turns._kill_late()
    assert slot.late


def test_told_to_stop_it_finishes_what_is_in_hand_and_begins_nothing(pool):
    seen = {}
    with closing(pool(1).each(items(*(("adds", n) for n in range(50))), lambda: bool(seen))) as outputs:
        for output in outputs:
            if output is not None:
                seen.update([output])
    assert 1 <= len(seen) <= 2


def test_a_worker_killed_from_outside_costs_only_the_item_in_its_hands(pool, tmp_path):
    killed = []
    found = {}
    with closing(pool(2).each(items(*(("adds", n) for n in range(20))), lambda: False)) as outputs:
        for output in outputs:
            if output is not None:
                found.update([output])
            if len(found) >= 5 and not killed:
                killed.append(int(next(tmp_path.glob("opened-*")).read_text()))
                os.kill(killed[0], signal.SIGKILL)
    assert found == {f"adds-{n}": n * n for n in range(20)}
    assert killed


def test_workers_end_with_the_process_that_began_them_however_it_ends(tmp_path):
    script = (
        "from crew_work import Workshop\nfrom zoning.jobs.crew import Item\nfrom zoning.jobs.pool import Pool\n"
        "if __name__ == '__main__':\n"
        f"    list(Pool(1, Workshop({str(tmp_path)!r})).each([Item('s', ('sleeps', 1))], lambda: False))\n"
    )
    path = tmp_path / "leader.py"
    path.write_text(script)
    here = Path(__file__).resolve()
    paths = os.pathsep.join((str(here.parents[1] / "support"), str(here.parents[2])))
    with subprocess.Popen([sys.executable, str(path)], env={**os.environ, "PYTHONPATH": paths}) as leader:
        end = time.monotonic() + PATIENCE
        while not (tmp_path / "asleep").exists() or not (tmp_path / "asleep").read_text():
            assert time.monotonic() < end and leader.poll() is None
            time.sleep(0.05)
        worker = int((tmp_path / "asleep").read_text())
        leader.kill()
        leader.wait()
    assert gone(worker)
