"""Who asks, and whether they may: every route names the right that it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from anyio import to_thread
from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from api.access.gate import unknown
from api.access.principal import Principal
from api.access.rates import units
from api.access.roles import Right
from api.problems import Forbidden, Unauthorized
from api.service import Service, service

BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="A key of this installation.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]


async def admit(request: Request) -> Principal:
    """Who sends a request, kept beside it. Raises Unauthorized for missing or unknown credentials, TooManyRequests.

    It needs no more than the headers, so that a body is read for those only who may send one.
    """
    here = service(request)
    cost = units(request.scope["route"].path, request.method)
    try:
        caller = await _known(request, here)
    except (Unauthorized, Forbidden):
        here.rates.spend(request, None, cost)
        raise
    here.rates.spend(request, caller, cost)
    request.state.caller = caller
    request.state.actor = caller.actor  # the log of requests names it
    return caller


async def _known(request: Request, here: Service) -> Principal:
    credentials = await BEARER(request)
    stated = len(request.headers.getlist("authorization"))
    if stated > 1 or (stated and credentials is None):  # of two, a proxy may have judged the other
        raise unknown()
    bearer = None if credentials is None else credentials.credentials
    caller = here.gate.at_once(bearer)
    return await to_thread.run_sync(here.gate.looked_up, bearer, here.clock()) if caller is None else caller


async def principal(request: Request, _: Credentials) -> Principal:
    """The caller whom `admit` found."""
    return cast("Principal", request.state.caller)


Caller = Annotated[Principal, Depends(principal)]


def may(right: Right) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency that gives the caller. It raises Forbidden where the caller's role lacks `right`."""

    async def allowed(caller: Caller) -> Principal:
        if caller.may(right):
            return caller
        if not caller.named:
            raise Unauthorized(
                "此处需要密钥；请带上 Authorization: Bearer <密钥>",
                "this needs a key; send Authorization: Bearer <key>",
            )
        raise Forbidden(
            f"角色 {caller.role} 没有权限 {right}；请向管理员申请",
            f"the role {caller.role} has no right to {right}; ask an administrator",
        )

    return allowed


Reader = Annotated[Principal, Security(may(Right.READ))]
Asker = Annotated[Principal, Security(may(Right.ASK))]
Prover = Annotated[Principal, Security(may(Right.PROVE))]
Auditor = Annotated[Principal, Security(may(Right.AUDIT))]
Steward = Annotated[Principal, Security(may(Right.STEWARD))]
Admin = Annotated[Principal, Security(may(Right.ADMIN))]
READING = Security(may(Right.READ))
