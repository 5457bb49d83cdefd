"""Sealed packs of recorded answers, for another office to verify offline."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access.principal import Principal
from api.language import documented
from api.problems import problems
from api.record_ids import CheckId, MeasureId
from api.route import StrictRoute
from api.security import Prover
from api.service import Here, Service
from api.work import Timed, Turn
from zoning.packs.manifest import EvidenceChoice
from zoning.packs.pack import make_pack, note_export

router = APIRouter(tags=["packs"], route_class=StrictRoute, dependencies=[Depends(documented)])
ZIP = "application/zip"
ANSWER = {
    200: {"description": "The pack", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}},
    **problems("not-found", "withheld", "bad-input", "store-error"),
}
ABOUT = (
    "A zip with the recorded bytes, their text in both languages, the definitions used, the ledger's hash chain from "
    "its entry on, and a manifest of SHA-256, signed where a key is configured. `sanxian ledger verify-pack` checks it "
    "offline. The ledger notes who took it."
)
Evidence = Annotated[
    EvidenceChoice,
    Query(description="Features around the footprint: none, those of public layers, or those of every layer."),
]
To = Annotated[
    int | None,
    Query(ge=1, le=2**53 - 1, description="Sequence number of the entry at which the chain ends; default: the head."),
]


@router.get(
    "/siting/checks/{check_id}/pack",
    summary="A sealed pack of a recorded verdict",
    description=ABOUT,
    response_class=Response,
    responses=ANSWER,
)
def pack_check(
    *,
    check_id: CheckId,
    caller: Prover,
    here: Here,
    turn: Timed,
    evidence: Evidence = "public",
    to: To = None,
) -> Response:
    """The pack of one verdict."""
    return _packed(here, caller, check_id, evidence, to, turn=turn)


@router.get(
    "/measures/records/{measure_id}/pack",
    summary="A sealed pack of a recorded measure",
    description=ABOUT,
    response_class=Response,
    responses=ANSWER,
)
def pack_measure(
    measure_id: MeasureId,
    caller: Prover,
    here: Here,
    turn: Timed,
    to: To = None,
) -> Response:
    """The pack of one measure."""
    return _packed(here, caller, measure_id, "none", to, turn=turn)


def _packed(
    here: Service, caller: Principal, record_id: str, choice: EvidenceChoice, to: int | None, *, turn: Turn
) -> Response:
    pack = make_pack(
        here.measures,
        record_id,
        clearance=caller.clearance,
        choice=choice,
        to=to,
        signer=here.signer,
        reports=here.settings.reports,
    )
    turn.settle()
    note_export(here.desk.store, pack, actor=caller.actor, at=here.clock())
    name = f"{pack.manifest.kind}-{record_id.removeprefix('sha256:')[:12]}.zip"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pack.content, media_type=ZIP, headers=headers)
