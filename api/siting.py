"""Siting: files are taken in, questions answered, recorded verdicts read back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.alarms import alarm
from api.examples import body_examples, example, form_example
from api.language import documented, language_of
from api.models.siting import CheckAnswer, CheckRequest, FileAnswer, FileRef, RecordedVerdict, StatusAnswer
from api.problems import problems
from api.replies import immutable, path_to, reply
from api.route import StrictRoute, UploadRoute
from api.security import Reader
from api.service import Here, Service
from api.uploads import Sent
from layers.intake import Reading, ReadLimits, read_geojson, read_lonlat
from zoning.desk import ProjectInput, SitingQuestion, standings
from zoning.ledger import Context
from zoning.rendering import render
from zoning.status_texts import status_with_texts
from zoning.titles import with_text
from zoning.verdict import geojson

router = APIRouter(prefix="/siting", tags=["siting"], route_class=StrictRoute, dependencies=[Depends(documented)])
files = APIRouter(prefix="/siting", tags=["siting"], route_class=UploadRoute, dependencies=[Depends(documented)])
FILE_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "crs": {"type": "string"},
                        "layer": {"type": "string", "description": "Layer of a GeoPackage, shapefile of a zip."},
                    },
                },
                "example": form_example("send_file"),
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@files.post(
    "/files",
    status_code=201,
    summary="Take in a site file",
    description="Reads a file of any readable format and keeps it; its id then stands for it in POST /siting/checks.",
    response_model=FileAnswer,
    responses={201: example("send_file"), **problems("malformed-request", "bad-file", "too-large", "reader-stopped")},
    openapi_extra=FILE_FORM,
)
def send_file(
    _: Reader,
    sent: Sent,
    here: Here,
    name: Annotated[str | None, Query(description="Name of the file where the body is its bare bytes.")] = None,
    crs: Annotated[str | None, Query(description="CRS to read a bare body in.")] = None,
    layer: Annotated[str | None, Query(description="Layer of a bare GeoPackage.")] = None,
) -> Response:
    """Read and keep one file."""
    sent.require(("file",), ("crs", "layer"))
    file = sent.files["file"]
    shown = (file.name or name or "site").replace("\\", "/").rpartition("/")[2][:80] or "site"
    number, reading = here.shelf.put(file.content, shown, sent.one("crs") or crs, sent.one("layer") or layer)
    return reply(_file_json(here, number, shown, reading), status=201)


def _file_json(here: Service, number: str, name: str, reading: Reading) -> dict[str, object]:
    return {
        "id": number,
        "name": name,
        "intake": reading.intake,
        "crs": reading.crs,
        "parts": [
            {
                "source": feature.source,
                "role": feature.attributes.get("role"),
                "width_m": feature.attributes.get("width_m"),
                "geometry": geojson(feature.geometry),
                "vertices": feature.vertices,
            }
            for feature in reading.features
        ],
        "project": reading.project,
        "notes": [with_text(here.desk.definitions, note.as_json()) for note in reading.notes],
    }


@router.post(
    "/checks",
    status_code=201,
    summary="May this project stand here, and why?",
    description="Answers a siting question. 201 with Location when the verdict was recorded, 200 when it was not: "
    "`record` was false, or a layer could not be read (then `id` is null).",
    response_model=CheckAnswer,
    responses={
        201: example("check_site"),
        200: {"model": CheckAnswer, "description": "Answered, not recorded", **example("check_site")},
        **problems("malformed-request", "bad-geometry", "bad-fact", "bad-crs", "no-editions", "not-found", "too-large"),
    },
    openapi_extra=body_examples("check_site"),
)
def check_site(asked: CheckRequest, actor: Reader, here: Here, request: Request) -> Response:
    """Answer one question."""
    now = here.clock()
    question = SitingQuestion(
        reading=_reading(asked, here),
        project=ProjectInput(
            name=asked.project.name,
            industry=asked.project.industry,
            accuracy_m=asked.project.accuracy_m,
            facts=asked.project.facts,
            role=asked.role,
            width_m=asked.width_m,
        ),
        as_of=asked.as_of or here.today(),
        known_at=asked.known_at,
        include=standings(asked.include),
    )
    verdict = here.desk.check(question, now)
    body = render(verdict.record(), here.desk.definitions)
    if verdict.incident:
        alarm(request, "a layer could not be read, so the answer is an incident; run `sanxian doctor`")
    if not asked.record or verdict.incident:
        return reply(body)
    lang = language_of(request, here.settings.lang)
    here.desk.record(verdict, Context(now, actor, request.state.number, lang, dict(here.versions)))
    return reply(body, status=201, location=path_to(request, f"/siting/checks/{verdict.id}"))


def _reading(asked: CheckRequest, here: Service) -> Reading:
    if isinstance(asked.site, FileRef):
        return here.shelf.reading(asked.site.file, asked.crs)
    if isinstance(asked.site, str):
        return read_lonlat(asked.site, asked.crs)
    return read_geojson(asked.site, crs=asked.crs, limits=ReadLimits(vertices=here.desk.limits.vertices))


@router.get(
    "/checks/{check_id}",
    summary="Read a recorded verdict",
    description="The recorded bytes, exactly: codes without texts, as RFC 8785 JSON, unchanged for ever.",
    response_model=RecordedVerdict,
    responses={
        200: example("read_check"),
        304: {"description": "Unchanged: the caller has it"},
        **problems("not-found"),
    },
)
def read_check(
    check_id: Annotated[str, Path(description="Id of the verdict.", examples=["sha256:" + "0" * 64])],
    _: Reader,
    here: Here,
    request: Request,
) -> Response:
    """The bytes of one verdict."""
    return immutable(request, here.desk.ledger.body(check_id), check_id, shared=here.settings.anonymous_reading)


@router.get(
    "/checks/{check_id}/status",
    summary="Does a recorded verdict still stand?",
    description="Compares what the verdict rests on with what is known now: editions, definitions, law and method. "
    "`reliable_until` is the last day before a change that is already known, or the end of a pack's policy.",
    response_model=StatusAnswer,
    responses={200: example("read_status"), **problems("not-found")},
)
def read_status(
    check_id: Annotated[str, Path(description="Id of the verdict.", examples=["sha256:" + "0" * 64])],
    _: Reader,
    here: Here,
) -> Response:
    """Whether one verdict is current or stale, and why."""
    return reply(status_with_texts(here.desk.definitions, here.desk.status(check_id, here.clock())))
