"""Answers as bytes: JSON by orjson, immutable records with their ETag."""

from __future__ import annotations

from collections.abc import Mapping

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
    held = [item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")]
    if f'"{tag}"' in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers)


def path_to(request: Request, path: str) -> str:
    """A path of this service as its callers see it, below the path a proxy serves it under."""
    return f"{request.scope.get('root_path', '').rstrip('/')}{path}"
