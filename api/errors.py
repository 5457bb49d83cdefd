"""Every error becomes problem details here, and only here gets an HTTP status.

Handlers are async, so that a refusal needs no thread while all of them work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.alarms import alarm
from api.language import language_of
from api.problems import CAUSES, Forbidden, Later, Unauthorized, problem
from api.replies import path_to
from api.service import service
from api.wording import in_words
from layers.checks.report import CheckReport
from layers.errors import Lang, SanxianError, StoreUnavailable
from layers.intake.candidates import AmbiguousCRS
from layers.intake.layer_choice import LayerOpen
from layers.publication.preparation import RefusedDelivery
from layers.publication.successors import GoneFeature
from zoning.titles import note_text, with_text

HEALS_S = 5  # a store that cannot be reached is asked again with every request
SLUGS: Mapping[int, str] = {
    400: "malformed-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "slow-request",
    413: "too-large",
}


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(SanxianError, told)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, of_framework)
    app.add_exception_handler(Exception, unexpected)


async def told(request: Request, error: Exception) -> Response:
    """An error raised on purpose."""
    assert isinstance(error, SanxianError)  # noqa: S101 - registered for this class
    lang = _lang(request)
    members: dict[str, object] = {}
    headers = {**_challenge(error), **_again(error)}
    status = None
    if isinstance(error, GoneFeature):
        members["successors"] = successors_json(request, error)
    if isinstance(error, AmbiguousCRS):
        members["candidates"] = [
            {"state": one.state, "lon": round(one.lonlat[0], 7), "lat": round(one.lonlat[1], 7)}
            for one in error.candidates
        ]
    if isinstance(error, LayerOpen) and error.layers:
        members["layers"] = {"names": error.layers, "several": error.several}
    if isinstance(error, RefusedDelivery) and error.report is not None:
        members["report"] = report_json(request, error.report)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if error.report.errors else None
    said = error.text(lang)
    if isinstance(error, RefusedDelivery) and error.report is not None and error.report.errors:
        definitions = service(request).desk.definitions
        first = error.report.errors[0]
        said = error.in_words(lang, str(note_text(definitions, first.code, first.values)[lang]))
    answer_status = status or CAUSES[error.slug].status
    if answer_status >= HTTPStatus.INTERNAL_SERVER_ERROR and error.slug not in ("not-ready", "busy"):
        alarm(request, error.text("en"))
    # a store names its folder to its owner, not to the world
    detail = said.replace(service(request).desk.store.location, "(store)")
    return problem(error.slug, detail, lang, status=status, headers=headers, **members)


def _challenge(error: SanxianError) -> Mapping[str, str]:
    """What credentials would do, after RFC 6750 §3."""
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"' if error.refused else "Bearer"}
    if isinstance(error, Forbidden):
        return {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
    return {}


def _again(error: SanxianError) -> Mapping[str, str]:
    """When it is worth asking again."""
    if isinstance(error, Later):
        return {"Retry-After": str(error.seconds)}
    return {"Retry-After": str(HEALS_S)} if isinstance(error, StoreUnavailable) else {}


def successors_json(request: Request, error: GoneFeature) -> list[dict[str, object]]:
    """The features that took the place of one that is gone, each with its address."""
    found: list[dict[str, object]] = []
    for successor in error.successors:
        feature, head = successor.feature, successor.feature.edition.head
        href = path_to(request, f"/layers/{head.layer}/features/{head.region}/{quote(feature.id, safe='')}")
        found.append(
            {
                "region": head.region,
                "edition": feature.edition.number,
                "feature": feature.id,
                "share": round(successor.share, 6),
                "href": href,
            }
        )
    return found


def report_json(request: Request, report: CheckReport) -> dict[str, object]:
    """A check report with the texts of its problems and notes."""
    definitions = service(request).desk.definitions
    body = report.as_json()
    body["problems"] = [with_text(definitions, entry.as_json()) for entry in report.problems]
    body["notes"] = [with_text(definitions, note.as_json()) for note in report.notes]
    return body


async def invalid(request: Request, error: Exception) -> Response:
    """A request that is readable and does not fit the documented shape."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    lang = _lang(request)
    found = error.errors()
    faults = [{"where": _place(entry["loc"]), "message": in_words(entry, lang)} for entry in found[:20]]
    if isinstance(error.body, bytes) and found and tuple(found[0]["loc"]) == ("body",):
        faults = [
            {
                "where": "header Content-Type",
                "message": "应为 application/json" if lang == "zh" else "must be application/json",
            }
        ]
    first = faults[0]
    return problem("invalid-request", f"{first['where']}: {first['message']}", lang, errors=faults)


async def of_framework(request: Request, error: Exception) -> Response:
    """What the framework refuses: unknown routes, methods, bodies that could not be read."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    if isinstance(error.__cause__, SanxianError):
        return await told(request, error.__cause__)
    lang = _lang(request)
    path = request.url.path
    details: Mapping[int, tuple[str, str]] = {
        404: (f"没有 {path}；可用的路径见 /openapi.json", f"there is no {path}; the paths are in /openapi.json"),
        405: (f"{path} 不支持 {request.method}", f"{path} does not support {request.method}"),
    }
    zh, en = details.get(error.status_code, (f"请求无法读取（{error.detail}）", str(error.detail)))
    slug = SLUGS.get(error.status_code, "malformed-request" if error.status_code < 500 else "internal-error")
    return problem(slug, zh if lang == "zh" else en, lang, status=error.status_code, headers=error.headers)


async def unexpected(request: Request, error: Exception) -> Response:
    """A fault of ours: nothing of it is told but the number under which the log has it."""
    alarm(request, f"internal error, {type(error).__name__}; its traceback follows")
    lang = _lang(request)
    number = getattr(request.state, "number", "-")
    zh, en = (
        f"内部错误，编号 {number}；请把编号告知管理员",
        f"internal error {number}; give this number to the operator",
    )
    return problem("internal-error", zh if lang == "zh" else en, lang)


def _lang(request: Request) -> Lang:
    return language_of(request, service(request).settings.lang)


def _place(steps: Sequence[int | str]) -> str:
    return ".".join(str(step) for step in steps)
