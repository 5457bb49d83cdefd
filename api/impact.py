"""Impact: the recorded verdicts that a publication or a withdrawal concerns, at once; which change, as a job."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.examples import body_examples, example
from api.language import documented
from api.layers import Layer, Region
from api.models.jobs import CandidatesAnswer, ImpactAction, ImpactRequest, JobAnswer
from api.problems import problems
from api.replies import path_to, reply
from api.route import StrictRoute
from api.security import Steward
from api.service import Here, Service
from zoning.impact.desk import IMPACT, EditionName, arguments, candidate_json, candidates_json, change_json
from zoning.jobs.office import job_json

router = APIRouter(prefix="/layers", tags=["editions"], route_class=StrictRoute, dependencies=[Depends(documented)])
Number = Annotated[int, Path(description="Number of the edition.", ge=1, le=999_999_999, examples=[1])]
NAMED = problems("bad-input", "not-found", "unauthorized", "forbidden", "withheld")


@router.get(
    "/{layer}/editions/{region}/{number}/candidates",
    summary="Which recorded verdicts would a publication concern?",
    description="Quick, and never too few: every recorded verdict within reach of a place where the layer would not be "
    "the same on the day its question comes to. Which of them change, POST …/impact judges.",
    response_model=CandidatesAnswer,
    responses={200: example("list_candidates"), **NAMED},
)
def list_candidates(
    *,
    layer: Layer,
    region: Region,
    number: Number,
    caller: Steward,
    here: Here,
    action: Annotated[
        ImpactAction, Query(description="What is supposed to happen, or has happened.", examples=["withdrawal"])
    ] = "publication",
    limit: Annotated[int, Query(description="So many are listed; all are counted.", ge=0, le=10_000)] = 100,
) -> Response:
    """Candidates of one change."""
    names = [EditionName(layer, region, number)]
    _require_clearance(here, caller, names)
    supposed = here.impacts.change(action, names, here.clock())
    held = here.impacts.candidates(supposed)
    listed = [candidate_json(candidate) for candidate in held.found[:limit]]
    return reply({**change_json(supposed), **candidates_json(held), "verdicts": listed})


@router.post(
    "/{layer}/editions/{region}/{number}/impact",
    status_code=202,
    summary="Judge the recorded verdicts that a publication would concern",
    description="A job: each candidate's question is answered again, with and without the change, and compared. "
    "Nothing of it is recorded as a verdict.",
    response_model=JobAnswer,
    responses={202: example("ask_impact"), **NAMED},
    openapi_extra=body_examples("ask_impact"),
)
def ask_impact(
    *, layer: Layer, region: Region, number: Number, asked: ImpactRequest, caller: Steward, here: Here, request: Request
) -> Response:
    """Ask for one job."""
    also = [EditionName(other.layer, other.region, other.edition) for other in asked.also]
    names = [EditionName(layer, region, number), *also]
    _require_clearance(here, caller, names)
    job = here.office.submit(IMPACT, arguments(asked.action, names), actor=caller.actor, at=here.clock())
    here.workers.wake()
    return reply(job_json(job, None), status=202, location=path_to(request, f"/jobs/{job.id}"))


def _require_clearance(here: Service, caller: Principal, names: list[EditionName]) -> None:
    """A list of verdicts that a layer changes draws the layer."""
    for name in names:
        caller.clearance.require(here.kind(name.layer))
