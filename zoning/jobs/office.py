"""Jobs as one installation offers them: asked for, looked at, ended early, their results read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from layers.stores.base import Store, WrongState
from zoning.jobs.book import Job, JobBook
from zoning.jobs.kinds import JobKind, JobKinds, require_kind
from zoning.jobs.run import Progress, Runs
from zoning.jobs.work import work
from zoning.verdict import Json

DIED: Final = {
    "slug": "died",
    "zh": "执行它的进程已不在；服务启动后从已完成处继续",
    "en": "the process that worked on it is gone; with the service running it goes on where it was",
}


class JobOffice:
    """The jobs of a store, the kinds there are, and the runs of this installation."""

    def __init__(self, store: Store, kinds: JobKinds, runs: Runs) -> None:
        self.book = JobBook(store)
        self.kinds = kinds
        self.runs = runs
        self._store = store

    def submit(self, kind: str, arguments: Json, *, actor: str, at: datetime) -> Job:
        """Ask for a job. Raises BadInput for a kind that there is not, and what its arguments raise."""
        require_kind(self.kinds, kind).check(arguments, at)
        return self.book.create(kind, arguments, actor=actor, home=self.runs.home, at=at)

    def jobs(self) -> tuple[Job, ...]:
        """Every job, the latest first, each as it stands."""
        return tuple(self._as_is(job) for job in reversed(tuple(self.book.all().values())))

    def job(self, job_id: str) -> Job:
        """One job as it stands. Raises NotFound."""
        return self._as_is(self.book.job(job_id))

    def progress(self, job: Job) -> Progress | None:
        """How far an unfinished job of this installation is; None where nothing is known of it."""
        return None if job.ended or not self.own(job) else self.runs.of(job.id).progress()

    def own(self, job: Job) -> bool:
        """Whether it is for this installation to do."""
        return job.home is not None and job.home == self.runs.home

    def result(self, job: Job) -> bytes:
        """What a finished job made, RFC 8785 JSON. Raises WrongState while there is nothing."""
        if job.result is None:
            raise WrongState(f"任务 {job.id} 没有结果（{job.state}）", f"job {job.id} has no result ({job.state})")
        return self._store.blob(job.result)

    def work(
        self,
        job: Job,
        clock: Callable[[], datetime],
        *,
        stopping: Callable[[], bool] = lambda: False,
        tell: Callable[[Progress], None] = lambda _: None,
    ) -> Job:
        """Work on a job in this process (zoning.jobs.work). Raises WrongState."""
        kind = require_kind(self.kinds, job.kind)
        run = self.runs.of(job.id)
        return work(job, kind=kind, store=self._store, run=run, clock=clock, stopping=stopping, tell=tell)

    def kind(self, job: Job) -> JobKind:
        """What kind of job it is. Raises BadInput where this program does not know it."""
        return require_kind(self.kinds, job.kind)

    def _as_is(self, job: Job) -> Job:
        """A job of ours that nobody works on is not running, whatever its last entry says."""
        if job.state == "running" and self.own(job) and not self.runs.of(job.id).is_held():
            job = self.book.job(job.id)  # it may have ended since
            return replace(job, state="interrupted", cause=DIED) if job.state == "running" else job
        return job


def job_json(job: Job, progress: Progress | None) -> Json:
    """A job as commands and service show it."""
    return {
        "id": job.id,
        "kind": job.kind,
        "arguments": dict(job.arguments),
        "state": job.state,
        "actor": job.actor,
        "created_at": job.created_at.isoformat(),
        "changed_at": job.changed_at.isoformat(),
        "attempts": job.attempts,
        "progress": None if progress is None else asdict(progress),
        "cause": _cause(job.cause),
        "result_sha256": job.result,
    }


def _cause(cause: Mapping[str, str] | None) -> Json | None:
    return None if cause is None else {"slug": cause["slug"], "text": {"zh": cause["zh"], "en": cause["en"]}}
