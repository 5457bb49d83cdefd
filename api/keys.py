"""Keys: made, listed and revoked by administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from api.examples import body_examples, example
from api.key_json import key_json
from api.language import documented
from api.models.keys import KeyAnswer, KeyList, KeyRequest, NewKeyAnswer
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Admin
from api.service import Here

router = APIRouter(prefix="/keys", tags=["keys"], route_class=StrictRoute, dependencies=[Depends(documented)])


@router.get(
    "",
    summary="All keys",
    description="Every key ever made with its state. The keys themselves are kept nowhere.",
    response_model=KeyList,
    responses={200: example("list_keys"), **problems("unauthorized", "forbidden")},
)
def list_keys(_: Admin, here: Here) -> Response:
    """The keys."""
    now = here.clock()
    return reply({"keys": [key_json(key, now) for key in here.gate.keys.all()]})


@router.post(
    "",
    status_code=201,
    summary="Make a key",
    description="Answers the key itself this once; afterwards nobody can see it any more, only revoke it.",
    response_model=NewKeyAnswer,
    responses={201: example("create_key"), **problems("bad-input", "unauthorized", "forbidden")},
    openapi_extra=body_examples("create_key"),
)
def create_key(asked: KeyRequest, caller: Admin, here: Here) -> Response:
    """Make one key."""
    now = here.clock()
    made = here.gate.keys.create(asked.role, asked.label, at=now, actor=caller.actor, expires_at=asked.expires_at)
    return reply({**key_json(made.key, now), "key": made.text}, status=201)


@router.post(
    "/{key_id}/revocation",
    status_code=201,
    summary="Revoke a key",
    description="From now on it opens nothing, in any process on this store. A revoked key stays as it is.",
    response_model=KeyAnswer,
    responses={201: example("revoke_key"), **problems("not-found", "unauthorized", "forbidden")},
)
def revoke_key(
    key_id: Annotated[str, Path(description="Id of the key.", examples=["0123456789ab"])], caller: Admin, here: Here
) -> Response:
    """Revoke one key."""
    now = here.clock()
    return reply(key_json(here.gate.keys.revoke(key_id, at=now, actor=caller.actor), now), status=201)
