"""Answers as bytes: JSON by orjson, recorded bytes, and ETags by what the caller may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal

JSON = "application/json"


def reply(
    content: object, *, status: int = 200, location: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON that is not to be kept by caches unless `headers` say so."""
    found = {"Cache-Control": "no-store", **(headers or {})}
    if location is not None:
        found["Location"] = location
    return Response(orjson.dumps(content), status_code=status, media_type=JSON, headers=found)


def recorded(request: Request, content: bytes, number: str) -> Response:
    """Bytes of the ledger under their id; 304 where the caller has them.

    They do not change, but who may see them does, and they can be blanked: so caches ask again each time.
    """
    headers = asked_again(request, f'"{_tag(request, number)}"')
    if held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers)


def revalidated(request: Request, number: str, content: Callable[[], object]) -> Response:
    """JSON to be asked for again each time; 304, without drawing it up, where the caller has it.

    The tag is weak: it is that of the figures, and the texts beside them may be mended.
    """
    headers = asked_again(request, f'W/"{_tag(request, number)}"')
    if held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(orjson.dumps(content()), media_type=JSON, headers=headers)


def asked_again(request: Request, tag: str) -> dict[str, str]:
    """Headers of what caches ask for again each time, under a tag."""
    return {"ETag": tag, "Cache-Control": "private, no-cache" if _caller(request).named else "no-cache"}


def _tag(request: Request, number: str) -> str:
    """A tag for what this caller sees under an id: with and without restricted layers it is not the same."""
    return f"{number}+restricted" if _caller(request).clearance.restricted else number


def _caller(request: Request) -> Principal:
    return cast("Principal", request.state.caller)


def held(request: Request, tag: str) -> bool:
    """Whether If-None-Match names a tag, or anything at all."""
    held = [item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")]
    return tag.removeprefix("W/") in held or "*" in held


def path_to(request: Request, path: str) -> str:
    """A path of this service as its callers see it, below the path a proxy serves it under."""
    return f"{request.scope.get('root_path', '').rstrip('/')}{path}"
