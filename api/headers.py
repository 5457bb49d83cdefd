"""Headers that every answer carries, and the number by which a request is found in the log and the ledger."""

from __future__ import annotations

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}")
# a route may set its own; these are for answers that no browser has to draw
_USUAL = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# for pages and pictures that we wrote: they run nothing and fetch nothing, whatever a name in the data holds
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
_TLS_ONLY = "max-age=31536000"


class CommonHeaders:
    """Adds X-Request-Id (the caller's own where it has the form) and what browsers and caches are to be told.

    `root_path` is the path under which a proxy serves the service, where the server itself was not told one; `tls`
    says that callers reach it by HTTPS alone. What was answered to somebody with a key is never left to a shared cache.
    """

    def __init__(self, app: ASGIApp, root_path: str, *, tls: bool) -> None:
        self._app = app
        self._root_path = root_path
        self._tls = tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        given = asked.get("x-request-id", "")
        number = given if NUMBER.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["number"] = number
        scope["root_path"] = scope.get("root_path") or self._root_path

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _USUAL.items():
                    headers.setdefault(name, value)
                if self._tls:
                    headers["Strict-Transport-Security"] = _TLS_ONLY
                headers["X-Request-Id"] = number
                headers.add_vary_header("Authorization")
                _keep_to_the_caller(headers, named="authorization" in asked)
            await send(message)

        await self._app(scope, receive, with_headers)


def _keep_to_the_caller(headers: MutableHeaders, *, named: bool) -> None:
    """Without a word of its own an answer is not stored; one to somebody with a key is never for others."""
    told = headers.setdefault("Cache-Control", "no-store")
    if named and "no-store" not in told and "private" not in told:
        headers["Cache-Control"] = "private, no-cache"
