"""Routes that bound their body, read JSON strictly and refuse what they would otherwise ignore."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from contextlib import nullcontext
from inspect import iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api import security, strict_json
from api.access.rates import units, whose
from api.problems import MalformedRequest, SlowRequest
from api.service import service
from api.work import at_work, turn
from layers.errors import TooLarge

Message = MutableMapping[str, Any]
AT_ONCE = 65536  # bytes of JSON that are parsed on the event loop


class StrictRequest(Request):
    """A request whose JSON has one meaning."""

    async def json(self) -> Any:
        """The body as JSON. Raises MalformedRequest."""
        body = await self.body()
        return strict_json.parse(body) if len(body) < AT_ONCE else await run_in_threadpool(strict_json.parse, body)


class StrictRoute(APIRoute):
    """A route with a bounded body and no ignored query parameters; `uploads` have the larger bound."""

    uploads = False

    def __init__(self, path: str, endpoint: Callable[..., Any], **stated: Any) -> None:
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else at_work(endpoint), **stated)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the checks."""
        for_somebody = _asks(self.dependant, security.principal)
        timed = not (self.methods or set()) - {"GET", "HEAD"} or _asks(self.dependant, turn)
        computes = timed and any(units(self.path, method) > 1 for method in self.methods or ())
        handle = super().get_route_handler()
        known = _query_names(self.dependant)

        async def checked(request: Request) -> Response:
            who = whose(request, await security.admit(request)) if for_somebody else None
            _require_known(request, known | self.further_names(request))
            here = service(request)
            limit = here.settings.upload_bytes if self.uploads else here.settings.body_bytes
            _require_size(int(request.headers.get("content-length", "0")), limit)
            receive = _bounded(request.receive, limit, here.settings.body_seconds)
            async with here.work.place(who, timed=timed, computes=computes) if for_somebody else nullcontext():
                return await handle(StrictRequest(request.scope, receive))

        return checked

    def further_names(self, request: Request) -> frozenset[str]:
        """Query parameters that a request may have beside those of the contract."""
        del request
        return frozenset()


class UploadRoute(StrictRoute):
    """A route that takes files."""

    uploads = True


def _query_names(dependant: Dependant) -> frozenset[str]:
    names = frozenset(field.alias for field in dependant.query_params)
    return names.union(*(_query_names(inner) for inner in dependant.dependencies))


def _asks(dependant: Dependant, wanted: Callable[..., Any]) -> bool:
    return any(inner.call is wanted or _asks(inner, wanted) for inner in dependant.dependencies)


def _require_known(request: Request, known: frozenset[str]) -> None:
    if "\0" in request.url.path or any("\0" in part for pair in request.query_params.multi_items() for part in pair):
        raise MalformedRequest(
            "路径或查询参数中有空字符（%00）；请去掉",
            "the path or the query holds a null character (%00); leave it out",
        )
    for name in request.query_params:
        if name not in known:
            allowed = ", ".join(sorted(known))
            raise MalformedRequest(
                f"没有查询参数 {name!r}；可用：{allowed}", f"there is no query parameter {name!r}; there are {allowed}"
            )
        if len(request.query_params.getlist(name)) > 1:
            raise MalformedRequest(f"查询参数 {name!r} 只能写一次", f"the query parameter {name!r} is given twice")


def _require_size(size: int, limit: int) -> None:
    if size > limit:
        raise TooLarge(
            f"请求体超过上限 {limit} 字节；请缩小或拆分",
            f"the body is above the limit of {limit} bytes; make it smaller or split it",
        )


def _bounded(receive: Callable[[], Awaitable[Message]], limit: int, seconds: float) -> Callable[[], Awaitable[Message]]:
    """A receiver that stops at `limit` bytes, whatever Content-Length said, and when `seconds` have not sufficed."""
    seen, whole = 0, False
    until = asyncio.get_running_loop().time() + seconds

    async def bounded() -> Message:
        nonlocal seen, whole
        if whole:  # what comes then is that the caller has gone
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError as fault:
            raise SlowRequest(
                f"请求体在 {seconds:g} 秒内没有传完；请检查网络或缩小文件",
                f"the body did not arrive within {seconds:g} s; look at the network or send less",
            ) from fault
        seen += len(message.get("body", b""))
        _require_size(seen, limit)
        whole = not message.get("more_body", False)
        return message

    return bounded
