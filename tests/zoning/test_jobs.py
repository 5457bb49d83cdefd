"""Jobs: what the record says, what a run keeps, and that work goes on where it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from layers.errors import BadInput, NotFound, StoreTimeout
from layers.stores.base import WrongState
from layers.stores.files import FilesStore
from zoning.jobs.book import JobBook
from zoning.jobs.kinds import JobKind
from zoning.jobs.office import DIED, JobOffice
from zoning.jobs.run import Progress, Run, Runs

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
UNITS = [f"unit {number}" for number in range(6)]


class Trial:
    """A kind of job that counts what it does, and fails where it is told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.planned = 0
        self.basis = "1"
        self.at: dict[str, Exception] = {}

    def kind(self):
        def plan(arguments, at):
            self.planned += 1
            return {"units": UNITS, "at": at.isoformat(), "times": arguments["times"]}

        def opened(planned):
            def do(unit):
                if unit in self.at:
                    raise self.at.pop(unit)
                self.done.append(unit)
                return {"text": unit * planned["times"]}

            return do

        def check(arguments, _):
            if arguments["times"] < 1:
                raise BadInput("至少一次", "at least once")

        return JobKind(
            "trial", check, lambda: self.basis, plan, opened, lambda _, o: {"outputs": list(o)}, lambda _: ()
        )


@pytest.fixture
def trial():
    return Trial()


@pytest.fixture
def office(trial, tmp_path):
    store = FilesStore(tmp_path / "store")
    yield JobOffice(store, {"trial": trial.kind()}, Runs(tmp_path / "runs"))
    store.close()


@pytest.fixture
def clock():
    """A minute later each time."""
    times = (NOW + timedelta(minutes=minute) for minute in range(1, 1_000_000))
    return lambda: next(times)


def asked(office):
    return office.submit("trial", {"times": 2}, actor="key:1", at=NOW)


def test_a_job_is_asked_for_done_and_its_result_kept(office, trial, clock):
    job = asked(office)
    assert (job.state, job.actor, job.created_at, job.attempts) == ("queued", "key:1", NOW, 0)
    told = []
    done = office.work(job, clock, tell=told.append)
    assert (done.state, done.attempts, trial.done) == ("finished", 1, UNITS)
    assert json.loads(office.result(done))["outputs"] == [{"text": unit * 2} for unit in UNITS]
    assert (told[0], told[-1].done) == (Progress(0, 6), 6)
    assert office.runs.present() == (), "nothing is left on disk"
    with pytest.raises(WrongState):
        office.work(job, clock)


def test_what_makes_no_sense_is_not_put_in_the_book(office):
    with pytest.raises(BadInput, match="once"):
        office.submit("trial", {"times": 0}, actor="", at=NOW)
    with pytest.raises(BadInput, match="trial"):
        office.submit("dance", {}, actor="", at=NOW)
    with pytest.raises(NotFound):
        office.job("0" * 32)
    assert office.jobs() == ()


def test_told_to_stop_it_goes_on_where_it_was_with_the_same_result(office, trial, clock, tmp_path):
    whole = office.result(office.work(asked(office), clock))
    trial.done.clear()
    job = asked(office)
    for expected in (2, 4):
        stopped = office.work(job, clock, stopping=lambda expected=expected: len(trial.done) >= expected)
        assert (stopped.state, stopped.done, stopped.cause["slug"]) == ("interrupted", expected, "stopped")
    done = office.work(job, clock)
    assert (done.attempts, trial.done) == (3, UNITS), "each unit once"
    assert office.result(done) == whole
    assert trial.planned == 2


def test_other_definitions_begin_anew(office, trial, clock):
    job = asked(office)
    office.work(job, clock, stopping=lambda: len(trial.done) >= 3)
    trial.basis = "2"
    assert office.work(job, clock).state == "finished"
    assert trial.done == [*UNITS[:3], *UNITS]


def test_a_store_that_does_not_answer_interrupts_and_any_other_fault_of_ours_ends_it(office, trial, clock):
    job = asked(office)
    trial.at[UNITS[2]] = StoreTimeout("慢", "slow")
    waiting = office.work(job, clock)
    assert (waiting.state, waiting.cause["slug"], waiting.done) == ("interrupted", "time-out", 2)
    trial.at[UNITS[4]] = NotFound("没有", "none")
    failed = office.work(job, clock)
    assert (failed.state, failed.cause["slug"]) == ("failed", "not-found")
    assert office.runs.present() == ()
    with pytest.raises(WrongState):
        office.result(failed)


@pytest.mark.parametrize("fault", [StoreTimeout, NotFound])
def test_whoever_asks_for_a_job_is_not_told_where_the_store_lies(office, trial, clock, fault, tmp_path):
    trial.at[UNITS[2]] = fault(f"{tmp_path / 'store'}/x 读不出", f"cannot read {tmp_path / 'store'}/x")
    cause = office.work(asked(office), clock).cause
    assert (cause["zh"], cause["en"]) == ("(store)/x 读不出", "cannot read (store)/x")


def test_a_cancelled_job_stops_and_has_no_result(office, trial, clock, monkeypatch):
    monkeypatch.setattr("zoning.jobs.work.LOOK_SECONDS", 0.0)
    job = asked(office)

    def cancelled():
        if len(trial.done) == 2:
            JobBook(office._store).cancel(job.id, NOW, actor="key:2")
        return False

    ended = office.work(job, clock, stopping=cancelled)
    assert (ended.state, ended.result) == ("cancelled", None)
    assert len(trial.done) == 3
    with pytest.raises(WrongState):
        office.book.cancel(job.id, NOW, actor="key:2")


def test_only_one_process_works_on_a_job(office, trial, clock):
    job = asked(office)
    with office.runs.of(job.id).held() as mine:
        assert mine
        with pytest.raises(WrongState):
            office.work(job, clock)
    assert trial.done == []


def test_a_running_job_that_nobody_works_on_is_seen(office, clock):
    job = asked(office)
    office.book.begin(job.id, clock())
    assert office.job(job.id).cause == DIED
    assert office.jobs()[0].state == "interrupted"
    with office.runs.of(job.id).held():
        assert office.job(job.id).state == "running"


def test_jobs_of_another_installation_are_left_as_their_record_says(office, tmp_path, clock):
    job = asked(office)
    office.book.begin(job.id, clock())
    elsewhere = JobOffice(office._store, office.kinds, Runs(tmp_path / "elsewhere"))
    assert elsewhere.job(job.id).state == "running"
    assert not elsewhere.own(job)
    nowhere = JobOffice(office._store, office.kinds, Runs(None))
    assert not nowhere.own(nowhere.submit("trial", {"times": 1}, actor="", at=NOW))


def test_deaths_without_a_step_are_counted_and_a_step_forgets_them(office, clock):
    job, book = asked(office), office.book
    for done, expected in ((0, 1), (0, 2), (3, 0), (3, 1)):
        book.begin(job.id, clock())
        book.interrupt(job.id, clock(), cause=DIED, done=done, died=True)
        assert book.job(job.id).stalled == expected


class TestTheRun:
    @pytest.fixture
    def run(self, tmp_path):
        run = Run(tmp_path / "run")
        with run.held():
            yield run

    @pytest.mark.parametrize("tail", [b"{", b'{"output":1,"unit":"b"}', b"\xe7\xba"])
    def test_half_a_line_is_dropped_and_the_next_one_follows_the_whole_ones(self, run, tail):
        run.add("a", 1)
        with (run.folder / "units.jsonl").open("ab") as file:
            file.write(tail)
        assert list(run.done()) == ["a"]
        run.add("b", 2)
        assert list(run.done()) == ["a", "b"]
        assert list(run.outputs(["b", "a"])) == [2, 1]

    def test_a_line_that_is_not_what_was_written_counts_as_not_done(self, run):
        for unit, output in (("a", {"x": 1}), ("b", {"x": 2}), ("c", {"x": 3})):
            run.add(unit, output)
        path = run.folder / "units.jsonl"
        path.write_bytes(path.read_bytes().replace(b'{"x":2}', b'{"x":7}'))
        assert list(run.done()) == ["a", "c"]
        run.add("b", {"x": 2})
        assert list(run.outputs(["a", "b", "c"])) == [{"x": 1}, {"x": 2}, {"x": 3}]

    def test_there_is_nothing_before_it_begins(self, run):
        assert (run.plan(), run.done(), run.progress()) == (None, {}, None)

    def test_another_plan_drops_what_was_done_by_the_last(self, run):
        run.begin({"units": ["a"]})
        run.add("a", 1)
        run.begin({"units": ["a", "b"]})
        assert run.done() == {}

    def test_the_name_of_an_installation_stays(self, tmp_path):
        assert Runs(tmp_path / "x").home == Runs(tmp_path / "x").home != Runs(tmp_path / "y").home
        assert Runs(None).home is None


def test_of_two_ends_at_once_the_first_counts(office, clock):
    job = asked(office)
    JobBook(office._store).cancel(job.id, clock(), actor="key:2")
    office.book.finish(job.id, clock(), "0" * 64)
    assert office.job(job.id).state == "cancelled"
    assert replace(office.job(job.id), result=None) == office.job(job.id)
