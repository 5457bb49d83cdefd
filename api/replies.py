"""Answers as bytes: JSON by orjson, immutable records with their ETag."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"


def reply(
    content: object, *, status: int = 200, location: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON that is not to be kept by caches unless `headers` say so."""
    found = {"Cache-Control": "no-store", **(headers or {})}
    if location is not None:
        found["Location"] = location
    return Response(orjson.dumps(content), status_code=status, media_type=JSON, headers=found)


def immutable(request: Request, content: bytes, tag: str, *, shared: bool) -> Response:
    """Bytes that never change under their address; 304 where the caller has them."""
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": f"{'public' if shared else 'private'}, max-age=31536000, immutable",
    }
    if _held(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers)


def revalidated(request: Request, tag: str, content: Callable[[], object], *, shared: bool) -> Response:
    """JSON to be asked for again each time; 304, without drawing it up, where the caller has it.

    The tag is weak: it is that of the figures, and the texts beside them may be mended.
    """
    headers = {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache" if shared else "private, no-cache"}
    if _held(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(orjson.dumps(content()), media_type=JSON, headers=headers)


def _held(request: Request, tag: str) -> bool:
    """Whether If-None-Match names a tag, or anything at all."""
    held = [item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")]
    return f'"{tag}"' in held or "*" in held


def path_to(request: Request, path: str) -> str:
    """A path of this service as its callers see it, below the path a proxy serves it under."""
    return f"{request.scope.get('root_path', '').rstrip('/')}{path}"
