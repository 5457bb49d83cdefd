"""The processes that a running service lets do its jobs: started, watched, stopped with it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from layers.errors import SanxianError
from zoning.jobs.book import Job
from zoning.jobs.office import DIED, JobOffice
from zoning.jobs.work import STOPPED

_LOG = structlog.stdlib.get_logger("sanxian.jobs")
_LOOK_SECONDS: Final = 1.0
_GRACE_SECONDS: Final = 10.0  # for the unit at hand, when the service stops
_STALLED: Final = 3  # deaths in a row without a unit done, after which a job is given up
_REST: Final = timedelta(seconds=10)
GIVEN_UP: Final = {
    "slug": "died",
    "zh": f"执行它的进程接连 {_STALLED} 次中途退出而没有进展；请查看服务日志",
    "en": f"its process died {_STALLED} times in a row without getting further; see the log of the service",
}


def command(job_id: str) -> Sequence[str]:
    """The process that works on one job, as long as the one that started it lives."""
    return (sys.executable, "-m", "app", "jobs", "run", job_id, "--attached")


class Supervisor:
    """A thread that starts a process per unfinished job of this installation, so many at once, and ends them with it.

    What a kill of service or process leaves unfinished is taken up again: by the next look, or at the next start.
    `first` is called before all: what is better done before anybody waits for it.
    """

    def __init__(
        self,
        office: JobOffice,
        clock: Callable[[], datetime],
        *,
        at_once: int = 1,
        first: Callable[[], object] = lambda: None,
        command: Callable[[str], Sequence[str]] = command,
    ) -> None:
        self._office = office
        self._clock = clock
        self._at_once = at_once
        self._first = first
        self._command = command
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: dict[str, int] = {}
        self._ended = threading.Event()
        self._come = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sanxian-jobs", daemon=True)

    def start(self) -> None:
        """Begin; what an earlier service left of jobs that have ended is removed."""
        self._thread.start()

    def wake(self) -> None:
        """Look now: a job has come."""
        self._come.set()

    def stop(self) -> None:
        """Tell every process to stop after the unit at hand, and kill those that do not."""
        self._ended.set()
        self._come.set()
        self._thread.join()
        for child in self._children.values():
            _tell_to_stop(child)
        for job_id, child in self._children.items():
            try:
                child.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                _LOG.warning("job killed", job=job_id)
        self._children.clear()

    def _run(self) -> None:
        swept = False
        while not self._ended.is_set():
            try:
                if not swept:
                    self._sweep()
                    self._first()
                    swept = True
                self._look()
            except (SanxianError, OSError) as fault:
                _LOG.warning("jobs not looked after", cause=getattr(fault, "slug", str(fault)))
            self._come.wait(_LOOK_SECONDS)
            self._come.clear()

    def _sweep(self) -> None:
        jobs = self._office.book.all()
        for job_id in self._office.runs.present():
            run = self._office.runs.of(job_id)
            if (job_id not in jobs or jobs[job_id].ended) and not run.is_held():
                run.remove()

    def _look(self) -> None:
        jobs = self._office.book.all()
        for job_id, child in list(self._children.items()):
            if child.poll() is not None:
                _LOG.info("job process ended", job=job_id, code=child.returncode)
                if child.returncode and jobs[job_id].attempts == self._begun[job_id]:
                    self._never_began(jobs[job_id])
                del self._children[job_id]
        jobs = self._office.book.all()
        for job_id, child in self._children.items():
            if jobs[job_id].ended:  # cancelled
                _tell_to_stop(child)
        for job in jobs.values():
            if len(self._children) >= self._at_once or self._ended.is_set():
                return
            if not job.ended and self._office.own(job) and job.id not in self._children:
                self._take_up(job)

    def _take_up(self, job: Job) -> None:
        run = self._office.runs.of(job.id)
        if run.is_held() or job.kind not in self._office.kinds:
            return
        if job.state == "running":
            self._died(job)
            return
        if job.stalled >= _STALLED:
            self._office.book.fail(job.id, self._clock(), GIVEN_UP)
            return
        if self._clock() - job.changed_at < _rest(job):
            return
        child = subprocess.Popen(self._command(job.id), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self._children[job.id], self._begun[job.id] = child, job.attempts
        _LOG.info("job process started", job=job.id, kind=job.kind, attempt=job.attempts + 1)

    def _never_began(self, job: Job) -> None:
        """Its process failed before it could say so, as where definitions cannot be read."""
        if not job.ended and not self._office.runs.of(job.id).is_held():
            self._died(job)

    def _died(self, job: Job) -> None:
        done = len(self._office.runs.of(job.id).done())
        self._office.book.interrupt(job.id, self._clock(), cause=DIED, done=done, died=True)
        _LOG.warning("job died", job=job.id, done=done)


def _rest(job: Job) -> timedelta:
    """How long a job waits after an interruption: not at all where it only was told to stop, or had got further."""
    if job.cause is None or job.cause["slug"] == STOPPED["slug"]:
        return timedelta(0)
    return _REST * (job.stalled if job.cause["slug"] == DIED["slug"] else 1)


def _tell_to_stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()
    if child.poll() is None:
        child.terminate()
