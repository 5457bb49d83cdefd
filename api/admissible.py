"""Where a project could stand: at once for a small area, as a job for a large one, and drawn as tiles."""

from __future__ import annotations

import gzip
import json
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.access.roles import Right
from api.examples import body_examples, example
from api.language import documented
from api.maps.asked import Grid
from api.maps.told import takes_gzip
from api.models.admissible import AreasJob, AreasRequest
from api.models.questions import FileRef
from api.problems import problems
from api.replies import path_to, reply
from api.route import StrictRoute
from api.security import Asker, Prover
from api.service import Here, Service
from api.work import Timed
from layers.errors import BadInput, NotFound, TooLarge
from layers.intake import ReadLimits, read_geojson, read_lonlat
from layers.stores.base import WrongState
from layers.tiles.grids import display_grid
from zoning.admissible.asked import AreaQuestion, Study, place_of, study_of
from zoning.admissible.desk import ADMISSIBLE, AT_ONCE_HA
from zoning.admissible.tiles import DrawnAreas
from zoning.admissible.words import in_words
from zoning.desk import ProjectInput, standings
from zoning.jobs.book import Job
from zoning.jobs.office import job_json

router = APIRouter(prefix="/siting", tags=["siting"], route_class=StrictRoute, dependencies=[Depends(documented)])
MVT = "application/vnd.mapbox-vector-tile"
AreasId = Annotated[str, Path(description="Id of the job.", examples=["0" * 32])]
Zoom = Annotated[int, Path(description="Zoom: the number of the tile matrix.", examples=[10])]
Column = Annotated[int, Path(description="Column, from the west.", examples=[855])]
Row = Annotated[int, Path(description="Row, from the north.", examples=[428])]


@router.post(
    "/admissible-areas",
    summary="Where could a project of this size stand?",
    description="The ground points of a region, of the surroundings of a place or of polygons where a disc of the "
    "project's radius would be admissible, conditional, prohibited or undetermined, as the ordinary check would say of "
    f"it. Up to {AT_ONCE_HA:.0f} ha are answered at once; a larger area, or `as_job`, is computed as a job for callers "
    "who may run jobs: 202 with its Location. What is computed from a restricted layer shows it: a caller who may "
    "not see one of the layers that matter for the project is refused. Nothing is recorded as a verdict.",
    response_model=AreasJob,
    responses={
        200: example("admissible_areas"),
        202: {"model": AreasJob, "description": "A job computes it", **example("read_admissible_areas")},
        **problems("malformed-request", "bad-input", "bad-geometry", "bad-fact", "bad-crs", "no-editions", "not-found"),
        **problems("too-large", "timed-out", "withheld"),
    },
    openapi_extra=body_examples("admissible_areas"),
)
def ask_areas(asked: AreasRequest, caller: Asker, here: Here, request: Request, _: Timed) -> Response:
    """Answer one question, or have it computed."""
    now = here.clock()
    question = AreaQuestion(
        study=_study(asked, here),
        radius_m=asked.radius_m,
        project=ProjectInput(
            name=asked.project.name,
            industry=asked.project.industry,
            accuracy_m=asked.project.accuracy_m,
            facts=asked.project.facts,
            role=asked.role,
        ),
        as_of=asked.as_of or here.today(),
        known_at=asked.known_at,
        include=standings(asked.include),
    )
    door = here.door(caller)
    plan = door.areas(question, now)
    if plan.hectares <= AT_ONCE_HA and not asked.as_job:
        answer = in_words(door.answered(plan).record(), here.desk.definitions)
        at = now.isoformat()
        said = {"id": None, "state": "finished", "created_at": at, "changed_at": at, "progress": None, "cause": None}
        return reply({**said, "answer": answer})
    if not caller.may(Right.PROVE):
        raise TooLarge(
            f"研究范围 {plan.hectares:.0f} 公顷，须作为任务计算（超过 {AT_ONCE_HA:.0f} 公顷或指定了 as_job）；"
            "请使用可提交任务的密钥，或缩小范围",
            f"{plan.hectares:.0f} ha are computed as a job (above {AT_ONCE_HA:.0f} ha, or with as_job); use a key that "
            "may run jobs, or ask about less",
        )
    job = here.office.submit(ADMISSIBLE, question.as_json(), actor=caller.actor, at=now)
    here.workers.wake()
    location = path_to(request, f"/siting/admissible-areas/{job.id}")
    return reply(_answer(here, job, None), status=202, location=location)


def _study(asked: AreasRequest, here: Service) -> Study:
    """Where to look. Raises BadInput unless exactly one place is given, and what reading it raises."""
    given = [name for name in ("region", "centre", "polygons") if getattr(asked, name) is not None]
    if (
        len(given) != 1
        or (asked.part and given != ["region"])
        or ((asked.within_m is not None) != (given == ["centre"]))
    ):
        raise BadInput(
            "请在 region（可带 part）、centre（须带 within_m）、polygons 中给出一个",
            "give one of region (with part if you like), centre (with within_m) and polygons",
        )
    if asked.region is not None:
        return Study(region=asked.region, part=asked.part)
    if asked.centre is not None:
        return place_of(read_lonlat(asked.centre, asked.crs), asked.within_m or 0.0)
    if isinstance(asked.polygons, FileRef):
        return study_of(here.shelf.reading(asked.polygons.file, asked.crs))
    limits = ReadLimits(vertices=here.desk.limits.vertices)
    return study_of(read_geojson(asked.polygons, crs=asked.crs, limits=limits))


@router.get(
    "/admissible-areas/{areas_id}",
    summary="How far a computation of areas is, and its answer",
    description="Its state; while it runs, how many blocks are done, at which rate and for how much longer; when it is "
    "finished, the answer.",
    response_model=AreasJob,
    responses={
        200: example("read_admissible_areas"),
        **problems("not-found", "unauthorized", "forbidden", "withheld", "store-error"),
    },
)
def read_areas(areas_id: AreasId, caller: Prover, here: Here) -> Response:
    """One computation."""
    job = _job(here, areas_id)
    result = _result(here, caller, job) if job.state == "finished" else None
    return reply(_answer(here, job, result))


@router.get(
    "/admissible-areas/{areas_id}/tiles/{tms}/{z}/{x}/{y}.mvt",
    summary="A vector tile of areas",
    description="A Mapbox Vector Tile 2.1 with the layer `admissible_areas`, a feature per area: its verdict, range, "
    "hectares, the rules behind it and what keeps it open. 204: nothing is there. 409 until the job is finished.",
    responses={
        200: {"description": "The tile.", "content": {MVT: {}}},
        204: {"description": "Nothing is there."},
        **problems("invalid-request", "not-found", "conflict", "unauthorized", "forbidden", "withheld", "store-error"),
    },
    response_class=Response,
)
def read_areas_tile(
    *, areas_id: AreasId, tms: Grid, z: Zoom, x: Column, y: Row, caller: Prover, here: Here, request: Request
) -> Response:
    """One tile."""
    grid = display_grid(tms)
    tile = grid.tile(z, x, y)
    job = _job(here, areas_id)
    if job.state != "finished":
        raise WrongState(f"任务 {job.id} 尚未完成（{job.state}）", f"job {job.id} is not finished ({job.state})")
    _require(here, caller, job)
    drawn = here.areas.get((job.id, grid.name), lambda: DrawnAreas(json.loads(here.office.result(job)), grid))
    content = drawn.tile(tile)
    headers = {"Cache-Control": "private, no-store"}  # it may show restricted layers
    if not content:
        return Response(status_code=204, headers=headers)
    if takes_gzip(request):
        packed = {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(gzip.compress(content, mtime=0), media_type=MVT, headers=packed)
    return Response(content, media_type=MVT, headers=headers)


def _job(here: Service, job_id: str) -> Job:
    job = here.office.job(job_id)
    if job.kind != ADMISSIBLE:
        raise NotFound(f"没有可建区域的任务 {job_id[:80]}", f"there is no computation of areas {job_id[:80]}")
    return job


def _require(here: Service, caller: Principal, job: Job) -> None:
    """Raises Withheld where the areas may show a layer that the caller may not see."""
    door = here.door(caller)
    for layer in here.office.kind(job).layers(job.arguments):
        door.require(layer)


def _result(here: Service, caller: Principal, job: Job) -> dict[str, object]:
    _require(here, caller, job)
    return in_words(json.loads(here.office.result(job)), here.desk.definitions)


def _answer(here: Service, job: Job, answer: dict[str, object] | None) -> dict[str, object]:
    told = job_json(job, here.office.progress(job))
    kept = ("id", "state", "created_at", "changed_at", "progress", "cause")
    return {**{name: told[name] for name in kept}, "answer": answer}
