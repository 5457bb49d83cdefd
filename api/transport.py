"""How answers travel, whatever they say: compressed where that helps, without a body where only the head is asked."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SMALLEST = 1000  # bytes
_LEVEL = 5
# these are compressed in themselves
_PACKED = (
    "application/geopackage+sqlite3",
    "application/vnd.mapbox-vector-tile",
    "application/octet-stream",
    "image/png",
)
_SECRETS = "/keys"  # answers that hold a secret beside what the caller wrote: their length would tell of it


class Compressed:
    """Starlette's gzip around all answers but those that show a new key.

    An answer compressed here has a weak ETag: its bytes are others than those that the strong one is of.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packing = GZipMiddleware(
            app, _SMALLEST, _LEVEL, exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *_PACKED)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or _SECRETS in scope["path"]:
            await self._plain(scope, receive, send)
            return

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                packed_here = headers.get("content-encoding") == "gzip" and not _of_our_own(headers)
                if packed_here and tag and not tag.startswith("W/"):
                    headers["ETag"] = f"W/{tag}"
            await send(message)

        await self._packing(scope, receive, weakened)


def _of_our_own(headers: MutableHeaders) -> bool:
    """Whether the answer came compressed, with a tag of those very bytes."""
    return headers.get("content-type", "") in _PACKED


class HeadAsGet:
    """Answers HEAD as GET would be, without the body (RFC 9110 §9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, headed)
