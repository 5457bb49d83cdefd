"""Alternatives: several places compared, and how one of them could be moved or led clear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.asker import context
from api.examples import body_examples, example
from api.language import documented
from api.models.alternatives import Alternative, AlternativesAnswer, AlternativesRequest, RecordedComparison
from api.models.detours import DetourAnswer, DetourRequest
from api.models.moves import MoveAnswer, MoveRequest
from api.models.questions import SiteQuestion
from api.problems import problems
from api.record_ids import ComparisonId
from api.replies import path_to, recorded, reply
from api.route import StrictRoute
from api.security import Asker, Reader
from api.service import Here, Service
from api.siting import siting_question
from api.work import Timed, Turn
from zoning.alternatives.answers import Answer
from zoning.alternatives.criterion import criterion
from zoning.alternatives.desk import AlternativesDesk
from zoning.alternatives.detours import Corridor
from zoning.alternatives.search import Search
from zoning.desk import Frame, SitingQuestion, standings
from zoning.projects import Project
from zoning.verdict import Verdict

router = APIRouter(prefix="/siting", tags=["siting"], route_class=StrictRoute, dependencies=[Depends(documented)])
REFUSALS = (
    "malformed-request",
    "bad-geometry",
    "bad-fact",
    "bad-crs",
    "ambiguous-crs",
    "no-editions",
    "not-found",
    "too-large",
    "timed-out",
)


@router.post(
    "/alternatives",
    status_code=201,
    summary="Compare alternatives",
    description="Judges 2 to 20 places on one state of law and data, each as POST /siting/checks would, and compares "
    "them: verdicts, overlaps and distances by layer, natural shoreline taken, what each would need, ranked by a "
    "stated criterion. What is not known never goes before what is. 201 with Location when the verdicts and the "
    "comparison of them were recorded, 200 when not: `record` was false, or one of them was blanked before. "
    "A caller who may not see restricted layers gets a comparison of what they may see, ranked by that.",
    response_model=AlternativesAnswer,
    responses={
        201: example("compare_alternatives"),
        200: {
            "model": AlternativesAnswer,
            "description": "Answered, not recorded",
            **example("compare_alternatives"),
        },
        **problems(*REFUSALS),
    },
    openapi_extra=body_examples("compare_alternatives"),
)
def compare_alternatives(
    asked: AlternativesRequest, caller: Asker, here: Here, request: Request, turn: Timed
) -> Response:
    """Compare in one frame."""
    now = here.clock()
    rule = criterion(asked.criterion, asked.weights, here.desk.definitions.kinds)
    questions = [siting_question(_single(one, asked), caller, here, now) for one in asked.alternatives]
    frame = here.desk.frame(asked.as_of or here.today(), asked.known_at, standings(asked.include), now)
    desk = AlternativesDesk(here.measures)
    compared = desk.compare(
        [(str(number), one.reading, one.project) for number, one in enumerate(questions, start=1)], frame, rule
    )
    body = here.door(caller).comparison(compared)
    if not asked.record:
        return reply(body)
    turn.settle()
    if not desk.record(compared, context(request, caller, here, now)):
        return reply(body)
    return reply(body, status=201, location=path_to(request, f"/siting/alternatives/{body['id']}"))


@router.get(
    "/alternatives/{comparison_id}",
    summary="Read a recorded comparison",
    description="The recorded bytes, exactly: codes without texts, as RFC 8785 JSON, unchanged for ever. A caller "
    "who may not see restricted layers gets one made of what they may see of its verdicts, with `redacted: true`.",
    response_model=RecordedComparison,
    responses={
        200: example("read_comparison"),
        304: {"description": "Unchanged: the caller has it"},
        **problems("not-found", "withheld"),
    },
)
def read_comparison(comparison_id: ComparisonId, caller: Reader, here: Here, request: Request) -> Response:
    """The bytes of one comparison."""
    record = here.door(caller).recorded_comparison(comparison_id)
    return recorded(request, record.content, record.tag)


@router.get(
    "/alternatives/{comparison_id}/words",
    summary="Read a recorded comparison in words",
    description="What was recorded, with the texts that POST /siting/alternatives gives beside its codes, as the "
    "definitions of today have them. 410 where what it says was blanked.",
    response_model=AlternativesAnswer,
    responses={200: example("compare_alternatives"), **problems("not-found", "gone", "withheld")},
)
def read_comparison_words(comparison_id: ComparisonId, caller: Reader, here: Here) -> Response:
    """One recorded comparison with its texts."""
    return reply(here.door(caller).comparison_in_words(comparison_id))


@router.post(
    "/moves",
    summary="The smallest move that passes",
    description="Looks for the nearest place, the shape kept, where the ordinary check passes; on the grid searched "
    "no nearer position does. A move follows from the geometry of layers: a caller who may not see a restricted layer "
    "that a rule reads for this project is refused, whatever the place.",
    response_model=MoveAnswer,
    responses={200: example("move_site"), **problems(*REFUSALS, "withheld")},
    openapi_extra=body_examples("move_site"),
)
def move_site(asked: MoveRequest, caller: Asker, here: Here, request: Request, turn: Timed) -> Response:
    """Search for one move."""
    search = Search(asked.within_m, asked.step_m, asked.until)
    project, frame = _opened(asked, caller, here, here.clock())
    door = here.door(caller)
    door.require_search(project, frame)
    answer = AlternativesDesk(here.measures).move(project, frame, search)
    if asked.record:
        _record(_verdicts(answer), caller, here, request, turn)
    return reply(door.move(answer))


@router.post(
    "/detours",
    summary="Lead a line around its conflicts",
    description="For every stretch of a line that certainly conflicts: from and to which chainage, to which side and "
    "by how many metres it has to be led, tapering back to its course; the line so led is judged by the ordinary "
    "check. Refused, as a move is, where a rule reads a restricted layer that the caller may not see.",
    response_model=DetourAnswer,
    responses={200: example("lead_around"), **problems(*REFUSALS, "withheld")},
    openapi_extra=body_examples("lead_around"),
)
def lead_around(asked: DetourRequest, caller: Asker, here: Here, request: Request, turn: Timed) -> Response:
    """Lead the lines of one project around."""
    corridor = Corridor(asked.corridor_m, asked.step_m)
    project, frame = _opened(asked, caller, here, here.clock())
    door = here.door(caller)
    door.require_search(project, frame)
    answer = AlternativesDesk(here.measures).lead_around(project, frame, corridor)
    if asked.record:
        _record(_verdicts(answer), caller, here, request, turn)
    return reply(door.detours(answer))


def _single(one: Alternative, asked: AlternativesRequest) -> SiteQuestion:
    """One alternative as a question of its own; both are validated."""
    return SiteQuestion.model_construct(
        site=one.site,
        crs=one.crs,
        project=one.project,
        role=one.role,
        width_m=one.width_m,
        as_of=asked.as_of,
        known_at=asked.known_at,
        include=asked.include,
    )


def _opened(asked: SiteQuestion, caller: Principal, here: Service, now: datetime) -> tuple[Project, Frame]:
    question: SitingQuestion = siting_question(asked, caller, here, now)
    frame = here.desk.frame(question.as_of, question.known_at, question.include, now)
    return here.desk.project(question.reading, question.project), frame


def _verdicts(answer: Answer) -> list[Verdict]:
    return [verdict for verdict in (answer.here, answer.there) if verdict is not None]


def _record(verdicts: Iterable[Verdict], caller: Principal, here: Service, request: Request, turn: Turn) -> None:
    """Keep the verdicts, each once. Raises StoreError."""
    turn.settle()
    for verdict in {verdict.id: verdict for verdict in verdicts}.values():
        at = verdict.asked.at if verdict.asked is not None else here.clock()
        here.desk.record(verdict, context(request, caller, here, at))
