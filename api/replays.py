"""Recorded answers asked again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.asker import context
from api.examples import example
from api.language import documented
from api.models.ledger import ReplayAnswer
from api.problems import problems
from api.record_ids import CheckId, ComparisonId, MeasureId
from api.replies import reply
from api.route import StrictRoute
from api.security import Prover
from api.service import Here, Service
from api.work import Timed, Turn
from zoning.ledger import COMPARISON, MEASURE, VERDICT
from zoning.ledger.replay_json import replay_json
from zoning.ledger.replaying import record_replay

router = APIRouter(tags=["ledger"], route_class=StrictRoute, dependencies=[Depends(documented)])
ABOUT = (
    "Answers the question again from the definitions, editions and time it was recorded with, and compares the two "
    "byte for byte. `same_conclusion`: numbers differ by one unit in the last place at most. Nothing is recorded "
    "unless `record` says so, and then the outcome alone."
)
REPLAYED: dict[str, Any] = {
    "description": ABOUT,
    "response_model": ReplayAnswer,
    "responses": {200: example("replay_check"), **problems("not-found", "unauthorized", "forbidden", "timed-out")},
}
Record = Annotated[bool, Query(description="Note the outcome in the ledger.")]


@router.post(
    "/siting/checks/{check_id}/replay",
    summary="Would a recorded verdict be given again?",
    **REPLAYED,
)
def replay_check(
    *, check_id: CheckId, caller: Prover, here: Here, request: Request, turn: Timed, record: Record = False
) -> Response:
    """One verdict again."""
    return _replayed(check_id, VERDICT, caller, here, request, turn if record else None)


@router.post(
    "/measures/records/{measure_id}/replay",
    summary="Would a recorded measure come out again?",
    **REPLAYED,
)
def replay_measure(
    *, measure_id: MeasureId, caller: Prover, here: Here, request: Request, turn: Timed, record: Record = False
) -> Response:
    """One measure again."""
    return _replayed(measure_id, MEASURE, caller, here, request, turn if record else None)


@router.post(
    "/siting/alternatives/{comparison_id}/replay",
    summary="Would a recorded comparison come out again?",
    **REPLAYED,
)
def replay_comparison(
    *, comparison_id: ComparisonId, caller: Prover, here: Here, request: Request, turn: Timed, record: Record = False
) -> Response:
    """One comparison again, each of its verdicts too."""
    return _replayed(comparison_id, COMPARISON, caller, here, request, turn if record else None)


def _replayed(
    answer: str, kind: str, caller: Principal, here: Service, request: Request, record: Turn | None
) -> Response:
    here.desk.ledger.first(answer, kind)
    done = here.replayer.replay(answer)
    if record is not None:
        record.settle()
        record_replay(here.desk.store, done, context(request, caller, here, here.clock()))
    return reply(replay_json(done, shown=caller.clearance.restricted))
