"""Recorded answers asked again, and blanked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.examples import body_examples, example
from api.language import documented, language_of
from api.models.ledger import BlankingAnswer, BlankingRequest, ReplayAnswer
from api.problems import problems
from api.record_ids import CheckId, ComparisonId, MeasureId
from api.replies import reply
from api.route import StrictRoute
from api.security import Admin, Prover
from api.service import Here, Service
from api.work import Timed, Turn
from zoning.ledger import COMPARISON, MEASURE, VERDICT, Context
from zoning.ledger.blanking import blank, blanking_json
from zoning.ledger.replay_json import replay_json
from zoning.ledger.replaying import record_replay

router = APIRouter(tags=["ledger"], route_class=StrictRoute, dependencies=[Depends(documented)])
ABOUT = (
    "Answers the question again from the definitions, editions and time it was recorded with, and compares the two "
    "byte for byte. `same_conclusion`: numbers differ by one unit in the last place at most. Nothing is recorded "
    "unless `record` says so, and then the outcome alone."
)
ANSWER = {200: example("replay_check"), **problems("not-found", "unauthorized", "forbidden", "timed-out")}
Record = Annotated[bool, Query(description="Note the outcome in the ledger.")]


@router.post(
    "/siting/checks/{check_id}/replay",
    summary="Would a recorded verdict be given again?",
    description=ABOUT,
    response_model=ReplayAnswer,
    responses=ANSWER,
)
def replay_check(
    *, check_id: CheckId, caller: Prover, here: Here, request: Request, turn: Timed, record: Record = False
) -> Response:
    """One verdict again."""
    here.desk.ledger.first(check_id, VERDICT)
    return _replayed(check_id, caller, here, request, turn if record else None)


@router.post(
    "/measures/records/{measure_id}/replay",
    summary="Would a recorded measure come out again?",
    description=ABOUT,
    response_model=ReplayAnswer,
    responses=ANSWER,
)
def replay_measure(
    *, measure_id: MeasureId, caller: Prover, here: Here, request: Request, turn: Timed, record: Record = False
) -> Response:
    """One measure again."""
    here.desk.ledger.first(measure_id, MEASURE)
    return _replayed(measure_id, caller, here, request, turn if record else None)


@router.post(
    "/siting/alternatives/{comparison_id}/replay",
    summary="Would a recorded comparison come out again?",
    description=ABOUT,
    response_model=ReplayAnswer,
    responses=ANSWER,
)
def replay_comparison(
    *, comparison_id: ComparisonId, caller: Prover, here: Here, request: Request, turn: Timed, record: Record = False
) -> Response:
    """One comparison again, each of its verdicts too."""
    here.desk.ledger.first(comparison_id, COMPARISON)
    return _replayed(comparison_id, caller, here, request, turn if record else None)


def _replayed(answer: str, caller: Principal, here: Service, request: Request, record: Turn | None) -> Response:
    done = here.replayer.replay(answer)
    if record is not None:
        record.settle()
        lang = language_of(request, here.settings.lang)
        record_replay(
            here.desk.store,
            done,
            Context(here.clock(), caller.actor, request.state.number, lang, dict(here.versions)),
        )
    return reply(replay_json(done, shown=caller.clearance.restricted))


BLANKING = (
    "Removes for good what was asked and answered; {left} stay under its id with `blanked: true`, and the ledger still "
    "verifies. The same answer given again is not recorded again. {beyond}, packs handed out and backups are not "
    "reached."
)
BLANKED = {
    201: example("blank_check"),
    **problems("not-found", "bad-input", "invalid-request", "unauthorized", "forbidden"),
}


@router.post(
    "/siting/checks/{check_id}/blanking",
    status_code=201,
    summary="Blank a recorded verdict",
    description=BLANKING.format(
        left="the word of the verdict, its dates, method, editions and definitions",
        beyond="Comparisons that it is one of are blanked with it. Site files sent in, other verdicts on the site",
    ),
    response_model=BlankingAnswer,
    responses=BLANKED,
    openapi_extra=body_examples("blank_check"),
)
def blank_check(check_id: CheckId, asked: BlankingRequest, caller: Admin, here: Here) -> Response:
    """Blank one verdict."""
    here.desk.ledger.first(check_id, VERDICT)
    return _blanked(check_id, asked, caller, here)


@router.post(
    "/measures/records/{measure_id}/blanking",
    status_code=201,
    summary="Blank a recorded measure",
    description=BLANKING.format(
        left="which measure of which region it was, its dates, method, editions and definitions",
        beyond="Other measures and verdicts on the same project",
    ),
    response_model=BlankingAnswer,
    responses=BLANKED,
    openapi_extra=body_examples("blank_check"),
)
def blank_measure(measure_id: MeasureId, asked: BlankingRequest, caller: Admin, here: Here) -> Response:
    """Blank one measure."""
    here.desk.ledger.first(measure_id, MEASURE)
    return _blanked(measure_id, asked, caller, here)


@router.post(
    "/siting/alternatives/{comparison_id}/blanking",
    status_code=201,
    summary="Blank a recorded comparison",
    description=BLANKING.format(
        left="its dates, method and editions",
        beyond="The verdicts it was made of stay until each is blanked. Site files sent in",
    ),
    response_model=BlankingAnswer,
    responses=BLANKED,
    openapi_extra=body_examples("blank_check"),
)
def blank_comparison(comparison_id: ComparisonId, asked: BlankingRequest, caller: Admin, here: Here) -> Response:
    """Blank one comparison."""
    here.desk.ledger.first(comparison_id, COMPARISON)
    return _blanked(comparison_id, asked, caller, here)


def _blanked(answer: str, asked: BlankingRequest, caller: Principal, here: Service) -> Response:
    done = blank(here.desk.store, answer, asked.reason, actor=caller.actor, at=here.clock())
    here.impacts.footprints.drop()
    return reply(blanking_json(done), status=201)
