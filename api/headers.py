"""Headers that every answer carries, and the number by which a request is found in the log and the ledger."""

from __future__ import annotations

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")


class CommonHeaders:
    """Adds X-Request-Id (the caller's own where it has the form) and forbids content sniffing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        number = given if NUMBER.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["number"] = number

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Request-Id"] = number
            await send(message)

        await self._app(scope, receive, with_headers)
