"""Editions out of force again: withdrawn, taken back before they were published, rolled back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.edition_json import find_edition
from api.editions import Proposed
from api.examples import body_examples, example
from api.language import documented
from api.layers import Layer, Region
from api.life_json import withdrawal_json
from api.models.editions import RollbackRequest, WithdrawalAnswer, WithdrawalRequest
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Steward
from api.service import Here, Service
from layers.publication.withdrawal import Withdrawal, rollback, withdraw

router = APIRouter(prefix="/layers", tags=["editions"], route_class=StrictRoute, dependencies=[Depends(documented)])
KEPT_OR_REFUSED: dict[int | str, dict[str, Any]] = {
    202: {
        "model": WithdrawalAnswer,
        "description": "Kept until a second person asks.",
        **example("ask_withdrawal"),
    },
    **problems("invalid-request", "bad-input", "refused", "conflict", "not-found", "unauthorized", "forbidden"),
}


@router.post(
    "/{layer}/editions/{region}/{number}/withdrawal",
    status_code=201,
    summary="Withdraw an edition",
    description="A published edition is withdrawn from now on and what it superseded is in force again; a proposal is "
    "taken back for good. With four-eyes the withdrawal of a published edition is kept (202) until a second person "
    "asks for it within 30 days.",
    response_model=WithdrawalAnswer,
    responses={201: example("withdraw_edition"), **KEPT_OR_REFUSED},
    openapi_extra=body_examples("withdraw_edition"),
)
def withdraw_edition(
    *, layer: Layer, region: Region, number: Proposed, asked: WithdrawalRequest, caller: Steward, here: Here
) -> Response:
    """Withdraw one edition."""
    edition, now, store = find_edition(here, layer, region, number), here.clock(), here.desk.store
    found = withdraw(store, edition, at=now, reason=asked.reason, actor=caller.actor, four_eyes=here.settings.four_eyes)
    return _answer(here, found, now)


@router.post(
    "/{layer}/rollback",
    status_code=201,
    summary="Roll a region back by one edition",
    description="Withdraws the edition of a region in force, so that the one before it is in force again; editions "
    "still to come are not touched. Refused where nothing would be in force then, unless `to_nothing` says so. "
    "With four-eyes it is kept (202) until a second person asks for it.",
    response_model=WithdrawalAnswer,
    responses={201: example("roll_back"), **KEPT_OR_REFUSED},
    openapi_extra=body_examples("roll_back"),
)
def roll_back(*, layer: Layer, asked: RollbackRequest, caller: Steward, here: Here) -> Response:
    """Roll one region back."""
    kind, now = here.kind(layer), here.clock()
    found = rollback(
        here.desk.store,
        kind.layer,
        asked.region,
        at=now,
        reason=asked.reason,
        actor=caller.actor,
        standing=asked.status,
        to_nothing=asked.to_nothing,
        four_eyes=here.settings.four_eyes,
    )
    return _answer(here, found, now)


def _answer(here: Service, found: Withdrawal, now: datetime) -> Response:
    body = withdrawal_json(found, here.desk.store.editions(), here.today(), now)
    return reply(body, status=201 if found.done else 202)
