"""The record of jobs: every step is an entry of the log, and what a job is now is the sum of its entries."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from layers.canonical import canonical
from layers.errors import NotFound
from layers.stores.base import LogEntry, Store, WrongState
from layers.stores.fold import Folded
from zoning.verdict import Json

KIND: Final = "job"
State = Literal["queued", "running", "interrupted", "finished", "failed", "cancelled"]
ENDED: Final[frozenset[State]] = frozenset(("finished", "failed", "cancelled"))


@dataclass(frozen=True)
class Job:
    """One job as its entries tell.

    Attributes:
        id: 32 hex digits.
        kind: what is done; `arguments` to what.
        actor: who asked for it.
        home: the installation that it is for, and others leave alone; None: whoever runs it by hand.
        created_at: also the time by which its work knows the catalogue.
        changed_at: of its last step.
        attempts: how often it was begun.
        stalled: how often in a row its process died without having got any further.
        done: units of work done when it was last interrupted.
        result: SHA-256 of the blob that it made, once finished.
        cause: why it was interrupted or failed: a slug, and a text in Chinese and English.
    """

    id: str
    kind: str
    arguments: Mapping[str, Any]
    actor: str
    home: str | None
    created_at: datetime
    changed_at: datetime
    state: State = "queued"
    attempts: int = 0
    stalled: int = 0
    done: int = 0
    result: str | None = None
    cause: Mapping[str, str] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in ENDED


Jobs = Mapping[str, Job]


class JobBook:
    """The jobs of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: Folded[Jobs] = Folded(store, KIND, {}, _step)

    def all(self) -> Jobs:
        """Every job by id, in the order in which they were asked for."""
        return self._jobs.now()

    def job(self, job_id: str) -> Job:
        """One job. Raises NotFound."""
        found = self._jobs.now().get(job_id)
        if found is None:
            raise NotFound(f"没有任务 {job_id[:80]}", f"there is no job {job_id[:80]}")
        return found

    def create(self, kind: str, arguments: Json, *, actor: str, home: str | None, at: datetime) -> Job:
        """Put a job in the book; it waits for a process of its home."""
        job_id = uuid.uuid4().hex
        self._tell(job_id, at, event="created", kind=kind, arguments=arguments, actor=actor, home=home)
        return self.job(job_id)

    def begin(self, job_id: str, at: datetime) -> Job:
        """A process has taken it up. Raises WrongState where it has ended."""
        job = self.job(job_id)
        if job.ended:
            raise _ended(job)
        self._tell(job_id, at, event="begun")
        return self.job(job_id)

    def interrupt(self, job_id: str, at: datetime, *, cause: Mapping[str, str], done: int, died: bool) -> None:
        """Its process stopped, or died, with so many units done."""
        self._tell(job_id, at, event="interrupted", cause=dict(cause), done=done, died=died)

    def finish(self, job_id: str, at: datetime, result: str) -> None:
        """It made its result."""
        self._tell(job_id, at, event="finished", result=result)

    def fail(self, job_id: str, at: datetime, cause: Mapping[str, str]) -> None:
        """It can never be done."""
        self._tell(job_id, at, event="failed", cause=dict(cause))

    def cancel(self, job_id: str, at: datetime, *, actor: str) -> Job:
        """Nobody wants it any more: from now on it has ended. Raises NotFound, WrongState where it has already."""
        job = self.job(job_id)
        if job.ended:
            raise _ended(job)
        self._tell(job_id, at, event="cancelled", actor=actor)
        return self.job(job_id)

    def _tell(self, job_id: str, at: datetime, **body: object) -> None:
        self._store.append(KIND, job_id, canonical(body), at)


def _ended(job: Job) -> WrongState:
    return WrongState(f"任务 {job.id} 已结束（{job.state}）", f"job {job.id} has ended ({job.state})")


def _step(jobs: Jobs, entry: LogEntry) -> Jobs:
    said = json.loads(entry.body)
    if said["event"] == "created":
        job = Job(
            id=entry.subject,
            kind=said["kind"],
            arguments=said["arguments"],
            actor=said["actor"],
            home=said["home"],
            created_at=entry.at,
            changed_at=entry.at,
        )
        return {**jobs, job.id: job}
    known = jobs.get(entry.subject)
    if known is None or known.ended:  # of two steps at once the first counts
        return jobs
    changed = _EVENTS[said["event"]](known, said)
    return {**jobs, known.id: replace(changed, changed_at=entry.at)}


def _interrupted(job: Job, said: Mapping[str, Any]) -> Job:
    further = said["done"] > job.done
    stalled = 0 if further or not said["died"] else job.stalled + 1
    return replace(job, state="interrupted", cause=said["cause"], done=said["done"], stalled=stalled)


_EVENTS: Mapping[str, Callable[[Job, Mapping[str, Any]], Job]] = {
    "begun": lambda job, _: replace(job, state="running", attempts=job.attempts + 1, cause=None),
    "interrupted": _interrupted,
    "finished": lambda job, said: replace(job, state="finished", result=said["result"]),
    "failed": lambda job, said: replace(job, state="failed", cause=said["cause"]),
    "cancelled": lambda job, _: replace(job, state="cancelled"),
}
