"""A job's work, led by this process: planned once, unit by unit, each kept as soon as it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from time import monotonic
from typing import Any, Final

from layers.canonical import canonical
from layers.errors import SanxianError, StoreTimeout, StoreUnavailable
from layers.stores.base import Store, WrongState
from zoning.jobs.book import Job, JobBook
from zoning.jobs.crew import Doing, Stopping, one_by_one
from zoning.jobs.kinds import JobKind
from zoning.jobs.run import Pace, Progress, Run

LOOK_SECONDS: Final = 1.0  # how often it is told how far the work is, and looked whether anyone still wants it
STOPPED: Final = {
    "slug": "stopped",
    "zh": "进程被要求停止；下次启动时继续",
    "en": "the process was told to stop; it goes on at the next start",
}


def work(
    job: Job,
    *,
    kind: JobKind,
    store: Store,
    run: Run,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Job:
    """Work on a job until it ends or `stopping` says so; returns it as it then stands.

    What was done before is not done again. A store that does not answer interrupts it, any other error of ours ends it
    as failed. Raises WrongState where it has ended already or another process works on it.
    """
    book = JobBook(store)
    with run.held() as mine:
        if not mine:
            raise WrongState(
                f"任务 {job.id} 正由另一个进程执行", f"another process works on job {job.id} at this moment"
            )
        book.begin(job.id, clock())
        attempt = _Attempt(book, job, kind, store, run, clock, stopping, tell)
        try:
            attempt.go_on()
        except (StoreTimeout, StoreUnavailable) as fault:
            book.interrupt(job.id, clock(), cause=_cause(fault, store), done=len(run.done()), died=False)
        except SanxianError as fault:
            book.fail(job.id, clock(), _cause(fault, store))
        ended = book.job(job.id)
        if ended.ended:
            run.remove()
        return ended


def carry_on(
    run: Run,
    plan: Mapping[str, Any],
    begin: Callable[[Mapping[str, Any]], Doing],
    *,
    wanted: Callable[[Progress], bool],
    stopping: Stopping,
) -> bool:
    """Do the units of a plan that are not done, each kept as soon as it is; whether all are done.

    `wanted` is told about once a second, and at the end, how far the work is; false ends it, as `stopping` does. It is
    counted in units, or by the plan's `sizes` of these.
    """
    units: Sequence[str] = plan["units"]
    sizes = dict(zip(units, plan.get("sizes", repeat(1)), strict=False))
    kept = run.done()
    done = sum(size for unit, size in sizes.items() if unit in kept)
    pace = Pace(sum(sizes.values()), before=done)
    left = dict.fromkeys(unit for unit in sizes if unit not in kept)
    if left:
        if not wanted(pace.after(done)):
            return False
        looked = monotonic()
        with closing(begin(plan)(tuple(left), stopping)) as outputs:
            for output in outputs:
                if output is not None:
                    run.add(*output)
                    del left[output[0]]
                    done += sizes[output[0]]
                if left and monotonic() - looked >= LOOK_SECONDS:
                    if not wanted(pace.after(done)):
                        return False
                    looked = monotonic()
    if not left:
        wanted(pace.after(done))
    return not left


@dataclass(frozen=True)
class _Attempt:
    book: JobBook
    job: Job
    kind: JobKind
    store: Store
    run: Run
    clock: Callable[[], datetime]
    stopping: Callable[[], bool]
    tell: Callable[[Progress], None]

    def go_on(self) -> None:
        plan = self._planned()
        if carry_on(self.run, plan, self._begin, wanted=self._wanted, stopping=self.stopping):
            result = self.kind.result(plan, self.run.outputs(plan["units"]))
            self.book.finish(self.job.id, self.clock(), self.store.put_blob(canonical(result)))
        elif not self.book.job(self.job.id).ended:
            done = len(self.run.done())
            self.book.interrupt(self.job.id, self.clock(), cause=STOPPED, done=done, died=False)

    def _begin(self, plan: Mapping[str, Any]) -> Doing:
        return one_by_one(self.kind.open(plan)) if self.kind.spread is None else self.kind.spread(plan)

    def _planned(self) -> Mapping[str, Any]:
        basis = self.kind.basis()
        plan = self.run.plan()
        if plan is None or plan["basis"] != basis:
            plan = {**self.kind.plan(self.job.arguments, self.job.created_at), "basis": basis}
            self.run.begin(plan)
        return plan

    def _wanted(self, progress: Progress) -> bool:
        self.run.tell(progress)
        self.tell(progress)
        return not self.book.job(self.job.id).ended


def _cause(fault: SanxianError, store: Store) -> Mapping[str, str]:
    """What whoever asks for the job is told; where the store lies is for its owner alone."""
    zh, en = (said.replace(store.location, "(store)") if store.location else said for said in (fault.zh, fault.en))
    return {"slug": fault.slug, "zh": zh, "en": en}
