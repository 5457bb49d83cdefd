"""Measures that are kept: measured and recorded, read back by id."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.asker import context
from api.examples import body_examples, example
from api.language import documented
from api.measuring import body_of, named_layers, require_cover
from api.models.measure_answers import MeasureAnswer, MeasureInWords, RecordedMeasure
from api.models.measures import MeasureRequest
from api.models.questions import FileRef
from api.problems import problems
from api.record_ids import MeasureId
from api.replies import path_to, recorded, reply
from api.route import StrictRoute
from api.security import READING, Asker, Reader
from api.service import Here, Service
from api.work import Timed
from layers.intake import Reading, ReadLimits, read_geojson, read_text
from zoning.desk import ProjectInput
from zoning.measures.question import NAMES, Question

router = APIRouter(
    prefix="/measures",
    tags=["measures"],
    route_class=StrictRoute,
    dependencies=[READING, Depends(documented)],
)


@router.post(
    "",
    status_code=201,
    summary="Measure and record",
    description="The same measures with their options as a body, also what a project (`site`) would take of the shore. "
    "201 with Location when recorded, 200 when `record` is false or it was blanked before.",
    response_model=MeasureAnswer,
    responses={
        201: example("record_measure"),
        200: {"model": MeasureAnswer, "description": "Answered, not recorded", **example("record_measure")},
        **problems(
            "malformed-request", "bad-input", "bad-geometry", "bad-crs", "no-editions", "not-found", "too-large"
        ),
    },
    openapi_extra=body_examples("record_measure"),
)
def record_measure(asked: MeasureRequest, caller: Asker, here: Here, request: Request, turn: Timed) -> Response:
    """Answer one measure, and keep it."""
    now = here.clock()
    question, door = _question(asked, here), here.door(caller)
    door.require_question(question)
    result = here.measures.answer(question, now)
    shown = door.measure(result)
    if not asked.record:
        return reply(body_of(here, shown))
    turn.settle()
    if not here.measures.record(result, context(request, caller, here, now)):
        return reply(body_of(here, shown))
    return reply(body_of(here, shown), status=201, location=path_to(request, f"/measures/records/{result.id}"))


@router.get(
    "/records/{measure_id}",
    summary="Read a recorded measure",
    description="The recorded bytes, exactly: codes without texts, as RFC 8785 JSON, unchanged for ever. A caller "
    "who may not see restricted layers gets the same without what shows them, with `redacted: true`.",
    response_model=RecordedMeasure,
    responses={
        200: example("read_measure"),
        304: {"description": "Unchanged: the caller has it"},
        **problems("not-found", "withheld"),
    },
)
def read_measure(
    measure_id: MeasureId,
    caller: Reader,
    here: Here,
    request: Request,
) -> Response:
    """The bytes of one measure."""
    record = here.door(caller).recorded_measure(measure_id)
    return recorded(request, record.content, record.tag)


@router.get(
    "/records/{measure_id}/words",
    summary="Read a recorded measure in words",
    description="What was recorded, with the texts that POST /measures gives beside its codes, as the definitions of "
    "today have them; a code they no longer hold is shown as itself. 410 where what it says was blanked.",
    response_model=MeasureInWords,
    responses={200: example("record_measure"), **problems("not-found", "gone", "withheld")},
)
def read_measure_words(
    measure_id: MeasureId,
    caller: Reader,
    here: Here,
) -> Response:
    """One recorded measure with its texts."""
    return reply(here.door(caller).measure_in_words(measure_id))


def _question(asked: MeasureRequest, here: Service) -> Question:
    own = asked.own_members()
    if "layers" in own:
        own["layers"] = named_layers(here, asked.layers)
    if asked.measure == "land_cover":
        require_cover(here, asked.zone, asked.since, asked.min_patch_m2)
    if asked.site is not None:
        own["project"] = here.desk.project(_reading(asked, here), ProjectInput(accuracy_m=asked.accuracy_m))
    kind = next(kind for kind, name in NAMES.items() if name == asked.measure)
    return kind(
        region=asked.region, as_of=asked.as_of or here.today(), known_at=asked.known_at, method=asked.method, **own
    )


def _reading(asked: MeasureRequest, here: Service) -> Reading:
    if isinstance(asked.site, FileRef):
        return here.shelf.reading(asked.site.file, asked.crs)
    if isinstance(asked.site, str):
        return read_text(asked.site, asked.crs)
    return read_geojson(asked.site or {}, crs=asked.crs, limits=ReadLimits(vertices=here.desk.limits.vertices))
