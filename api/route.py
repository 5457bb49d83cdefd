"""Routes that bound their body, read JSON strictly and refuse what they would otherwise ignore."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api import strict_json
from api.problems import MalformedRequest
from api.service import service
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

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the checks."""
        handle = super().get_route_handler()
        known = _query_names(self.dependant)

        async def checked(request: Request) -> Response:
            _require_known(request, known)
            settings = service(request).settings
            limit = settings.upload_bytes if self.uploads else settings.body_bytes
            _require_size(int(request.headers.get("content-length", "0")), limit)
            return await handle(StrictRequest(request.scope, _bounded(request.receive, limit)))

        return checked


class UploadRoute(StrictRoute):
    """A route that takes files."""

    uploads = True


def _query_names(dependant: Dependant) -> frozenset[str]:
    names = frozenset(field.alias for field in dependant.query_params)
    return names.union(*(_query_names(inner) for inner in dependant.dependencies))


def _require_known(request: Request, known: frozenset[str]) -> None:
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


def _bounded(receive: Callable[[], Awaitable[Message]], limit: int) -> Callable[[], Awaitable[Message]]:
    """A receiver that stops at `limit` bytes, whatever Content-Length said."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        _require_size(seen, limit)
        return message

    return bounded
