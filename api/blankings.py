"""Recorded answers blanked."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.access.principal import Principal
from api.examples import body_examples, example
from api.language import documented
from api.models.ledger import BlankingAnswer, BlankingRequest
from api.problems import problems
from api.record_ids import CheckId, ComparisonId, MeasureId
from api.replies import reply
from api.route import StrictRoute
from api.security import Admin
from api.service import Here, Service
from zoning.ledger import COMPARISON, MEASURE, VERDICT
from zoning.ledger.blanking import blank, blanking_json

router = APIRouter(tags=["ledger"], route_class=StrictRoute, dependencies=[Depends(documented)])
Handler = Callable[..., Response]


def _blanking(path: str, summary: str, *, left: str, beyond: str) -> Callable[[Handler], Handler]:
    """A route that blanks: what is `left` under the id, and what lies `beyond` its reach."""
    return router.post(
        path,
        status_code=201,
        summary=summary,
        description=f"Removes for good what was asked and answered; {left} stay under its id with `blanked: true`, and "
        "the ledger still verifies. The same answer given again is not recorded again. "
        f"{beyond}, packs handed out and backups are not reached.",
        response_model=BlankingAnswer,
        responses={
            201: example("blank_check"),
            **problems("not-found", "bad-input", "invalid-request", "unauthorized", "forbidden"),
        },
        openapi_extra=body_examples("blank_check"),
    )


@_blanking(
    "/siting/checks/{check_id}/blanking",
    "Blank a recorded verdict",
    left="the word of the verdict, its dates, method, editions and definitions",
    beyond="Comparisons that it is one of are blanked with it. Site files sent in, other verdicts on the site",
)
def blank_check(check_id: CheckId, asked: BlankingRequest, caller: Admin, here: Here) -> Response:
    """Blank one verdict."""
    return _blanked(check_id, VERDICT, asked, caller, here)


@_blanking(
    "/measures/records/{measure_id}/blanking",
    "Blank a recorded measure",
    left="which measure of which region it was, its dates, method, editions and definitions",
    beyond="Other measures and verdicts on the same project",
)
def blank_measure(measure_id: MeasureId, asked: BlankingRequest, caller: Admin, here: Here) -> Response:
    """Blank one measure."""
    return _blanked(measure_id, MEASURE, asked, caller, here)


@_blanking(
    "/siting/alternatives/{comparison_id}/blanking",
    "Blank a recorded comparison",
    left="its dates, method and editions",
    beyond="The verdicts it was made of stay until each is blanked. Site files sent in",
)
def blank_comparison(comparison_id: ComparisonId, asked: BlankingRequest, caller: Admin, here: Here) -> Response:
    """Blank one comparison."""
    return _blanked(comparison_id, COMPARISON, asked, caller, here)


def _blanked(answer: str, kind: str, asked: BlankingRequest, caller: Principal, here: Service) -> Response:
    here.desk.ledger.first(answer, kind)
    done = blank(here.desk.store, answer, asked.reason, actor=caller.actor, at=here.clock())
    here.impacts.footprints.drop()
    return reply(blanking_json(done), status=201)
