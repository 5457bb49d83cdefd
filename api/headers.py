"""Headers that every answer carries, and the number by which a request is found in the log and the ledger."""

from __future__ import annotations

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")


class CommonHeaders:
    """Adds X-Request-Id (the caller's own where it has the form) and forbids content sniffing.

    `root_path` is the path under which a proxy serves the service, where the server itself was not told one.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        number = given if NUMBER.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["number"] = number
        scope["root_path"] = scope.get("root_path") or self._root_path

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Request-Id"] = number
            await send(message)

        await self._app(scope, receive, with_headers)
