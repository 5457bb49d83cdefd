"""Jobs: how far they are, what they made, no longer wanted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.roles import Right
from api.examples import example
from api.language import documented
from api.models.jobs import JobAnswer, JobList, JobResult, JobState
from api.problems import Forbidden, problems
from api.replies import recorded, reply
from api.route import StrictRoute
from api.security import Prover, Steward
from api.service import Here
from zoning.jobs.office import job_json

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=StrictRoute, dependencies=[Depends(documented)])
JobId = Annotated[str, Path(description="Id of the job.", examples=["0" * 32])]


@router.get(
    "",
    summary="All jobs",
    description="The latest first. A job whose process is gone shows as interrupted; it goes on by itself.",
    response_model=JobList,
    responses={200: example("list_jobs"), **problems("unauthorized", "forbidden")},
)
def list_jobs(
    _: Steward,
    here: Here,
    state: Annotated[JobState | None, Query(description="Only those in this state.")] = None,
    limit: Annotated[int, Query(description="At most so many.", ge=1, le=1000)] = 100,
) -> Response:
    """The jobs."""
    jobs = [job for job in here.office.jobs() if state in (None, job.state)]
    return reply({"jobs": [job_json(job, here.office.progress(job)) for job in jobs[:limit]]})


@router.get(
    "/{job_id}",
    summary="One job",
    description="Its state, and how far it is, at which rate and for how much longer.",
    response_model=JobAnswer,
    responses={200: example("read_job"), **problems("not-found", "unauthorized", "forbidden")},
)
def read_job(job_id: JobId, _: Steward, here: Here) -> Response:
    """A job."""
    job = here.office.job(job_id)
    return reply(job_json(job, here.office.progress(job)))


@router.post(
    "/{job_id}/cancellation",
    status_code=201,
    summary="Cancel a job",
    description="From now on it has ended; what works on it stops after the unit at hand. Whoever asked for a job may "
    "cancel it, and stewards any.",
    response_model=JobAnswer,
    responses={201: example("cancel_job"), **problems("conflict", "not-found", "unauthorized", "forbidden")},
)
def cancel_job(job_id: JobId, caller: Prover, here: Here) -> Response:
    """Cancel a job."""
    job = here.office.book.all().get(job_id)
    if not caller.may(Right.STEWARD) and (job is None or job.actor != caller.actor):
        raise Forbidden(
            f"任务 {job_id[:80]} 不是您提交的；请由提交者或有数据管理权限的人取消",
            f"the job {job_id[:80]} was not asked for by you; whoever asked for it, or a steward, may cancel it",
        )
    job = here.office.book.cancel(job_id, here.clock(), actor=caller.actor)
    here.workers.wake()
    return reply(job_json(job, None), status=201)


@router.get(
    "/{job_id}/result",
    summary="What a job made",
    description="The recorded bytes, RFC 8785 JSON, once it is finished.",
    response_model=JobResult,
    responses={
        200: example("read_job_result"),
        304: {"description": "Unchanged: the caller has it"},
        **problems("conflict", "not-found", "unauthorized", "forbidden", "withheld"),
    },
)
def read_job_result(job_id: JobId, caller: Steward, here: Here, request: Request) -> Response:
    """The result of a finished job."""
    job = here.office.job(job_id)
    for layer in here.office.kind(job).layers(job.arguments):
        caller.clearance.require(here.kind(layer))
    return recorded(request, here.office.result(job), str(job.result))
