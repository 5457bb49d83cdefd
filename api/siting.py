"""Siting: files are taken in, questions answered, recorded verdicts read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.alarms import alarm
from api.asker import context
from api.examples import body_examples, example, form_example
from api.forms import plain_name
from api.language import documented
from api.models.intake import DatumAnswer, FileAnswer
from api.models.questions import CheckRequest, FileRef, SiteQuestion
from api.models.siting import CheckAnswer, RecordedVerdict, StatusAnswer
from api.problems import problems
from api.record_ids import CheckId
from api.replies import path_to, recorded, reply
from api.route import StrictRoute, UploadRoute
from api.security import Asker, Reader
from api.service import Here, Service
from api.uploads import Sent, SentFile
from api.work import Timed
from layers.intake import Reading, read_geojson, read_text
from layers.intake.candidates import AmbiguousCRS
from layers.intake.statement import parse_statement
from zoning.desk import ProjectInput, SitingQuestion, standings
from zoning.status_texts import status_with_texts
from zoning.titles import with_text
from zoning.verdict import Json

router = APIRouter(prefix="/siting", tags=["siting"], route_class=StrictRoute, dependencies=[Depends(documented)])
files = APIRouter(prefix="/siting", tags=["siting"], route_class=UploadRoute, dependencies=[Depends(documented)])
FILE_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "text": {"type": "string", "description": "Pasted text instead of a file."},
                        "crs": {"type": "string"},
                        "region": {"type": "string", "description": "County where it should lie, code or name."},
                        "layer": {
                            "type": "string",
                            "description": "Layer of a GeoPackage or geodatabase, shapefile of a zip; with commas "
                            "sheets of a workbook or layers of a drawing.",
                        },
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
    description="Reads a file of any readable format, or pasted text, and keeps it, until many newer ones have taken "
    "its place; its id then stands for it in POST /siting/checks. `candidates` are the readings that fit, the "
    "likeliest first, with what speaks for each. Where nothing says which one is meant, none is `chosen`, "
    "there are no `parts`, and a check has to state the `crs` of one.",
    response_model=FileAnswer,
    responses={201: example("send_file"), **problems("malformed-request", "bad-file", "too-large", "reader-stopped")},
    openapi_extra=FILE_FORM,
)
def send_file(
    *,
    caller: Asker,
    sent: Sent,
    here: Here,
    name: Annotated[str | None, Query(description="Name of the file where the body is its bare bytes.")] = None,
    crs: Annotated[str | None, Query(description="CRS to read a bare body in.")] = None,
    layer: Annotated[str | None, Query(description="Layer of a bare GeoPackage.")] = None,
    region: Annotated[str | None, Query(description="County, by code or name, where a bare body should lie.")] = None,
) -> Response:
    """Read and keep one file."""
    sent.require(("file",), ("crs", "layer", "region", "text"), instead="text")
    pasted = sent.one("text")
    file = sent.files["file"] if pasted is None else SentFile(pasted.encode("utf-8"), "text")
    shown = plain_name(file.name or name, "site")
    number, found = here.shelf.put(
        file.content,
        shown,
        sent.one("crs") or crs,
        sent.one("layer") or layer,
        at=here.clock(),
        actor=caller.actor,
    )
    door = here.door(caller)
    seen = door.look(found, sent.one("region") or region, as_of=here.today(), now=here.clock())
    if isinstance(found, AmbiguousCRS):
        found = door.explained(found, as_of=here.today(), now=here.clock())
    return reply(_file_json(here, number, shown, found, seen), status=201)


def _file_json(here: Service, number: str, name: str, found: Reading | AmbiguousCRS, seen: Json) -> dict[str, object]:
    """What was read; of a file that can be read in several ways the refusal as its `problem`."""
    problem = {"zh": found.text("zh"), "en": found.text("en")} if isinstance(found, AmbiguousCRS) else None
    return {
        "id": number,
        "name": name,
        **seen,
        "notes": [with_text(here.desk.definitions, note.as_json()) for note in found.notes],
        "problem": problem,
    }


@router.post(
    "/checks",
    status_code=201,
    summary="May this project stand here, and why?",
    description="Answers a siting question. 201 with Location when the verdict was recorded, 200 when it was not: "
    "`record` was false, what it says was blanked before, or a layer could not be read (then `id` is null). The record "
    "is whole; a caller who may not see restricted layers gets the answer without what shows them, and "
    "`redacted: true`.",
    response_model=CheckAnswer,
    responses={
        201: example("check_site"),
        200: {"model": CheckAnswer, "description": "Answered, not recorded", **example("check_site")},
        **problems(
            "malformed-request",
            "bad-file",
            "bad-geometry",
            "bad-fact",
            "bad-crs",
            "ambiguous-crs",
            "no-editions",
            "not-found",
            "too-large",
        ),
    },
    openapi_extra=body_examples("check_site"),
)
def check_site(asked: CheckRequest, caller: Asker, here: Here, request: Request, turn: Timed) -> Response:
    """Answer one question."""
    now = here.clock()
    question = siting_question(asked, caller, here, now)
    verdict = here.desk.check(question, now)
    body = here.door(caller).verdict(verdict)
    if verdict.incident:
        alarm(request, "a layer could not be read, so the answer is an incident; run `sanxian doctor`")
    if not asked.record or verdict.incident:
        return reply(body)
    turn.settle()
    if not here.desk.record(verdict, context(request, caller, here, now)):
        return reply(body)
    return reply(body, status=201, location=path_to(request, f"/siting/checks/{verdict.id}"))


@router.post(
    "/datum-checks",
    summary="Would the verdict change in another datum?",
    description="The datum guard: what makes the datum of the coordinates doubtful (a format of phone maps, borders "
    "that fit better once a shift is undone), and the verdict if they are GCJ-02 or BD-09, or, stated as one of these, "
    "if they are not. An annex beside the verdict of POST /siting/checks: nothing of it is recorded or changes that "
    "verdict, and each `id` is what a check with that `crs` stated gives.",
    response_model=DatumAnswer,
    responses={
        200: example("check_datum"),
        **problems("malformed-request", "bad-file", "bad-geometry", "bad-fact", "bad-crs", "ambiguous-crs"),
    },
    openapi_extra=body_examples("check_datum"),
)
def check_datum(asked: SiteQuestion, caller: Asker, here: Here, _: Timed) -> Response:
    """Ask one question in every datum."""
    now = here.clock()
    question = siting_question(asked, caller, here, now)
    statement = parse_statement(asked.crs)

    def reread(datum: str) -> Reading:
        return _reading(asked, here, statement.otherwise(datum))

    return reply(here.door(caller).datum_check(question, reread, now, stated=statement.crs is not None))


def siting_question(asked: SiteQuestion, caller: Principal, here: Service, now: datetime) -> SitingQuestion:
    """What is asked. Raises BadInput's kinds."""
    day = asked.as_of or here.today()
    try:
        reading = _reading(asked, here, asked.crs)
    except AmbiguousCRS as fault:
        raise here.door(caller).explained(fault, as_of=day, now=now) from fault
    return SitingQuestion(
        reading=reading,
        project=ProjectInput(
            name=asked.project.name,
            industry=asked.project.industry,
            accuracy_m=asked.project.accuracy_m,
            facts=asked.project.facts,
            role=asked.role,
            width_m=asked.width_m,
        ),
        as_of=day,
        known_at=asked.known_at,
        include=standings(asked.include),
    )


def _reading(asked: SiteQuestion, here: Service, crs: str | None) -> Reading:
    if isinstance(asked.site, FileRef):
        return here.shelf.reading(asked.site.file, crs)
    if isinstance(asked.site, str):
        return read_text(asked.site, crs, limits=here.settings.reading)
    return read_geojson(asked.site, crs=crs, limits=replace(here.settings.reading, vertices=here.desk.limits.vertices))


@router.get(
    "/checks/{check_id}",
    summary="Read a recorded verdict",
    description="The recorded bytes, exactly: codes without texts, as RFC 8785 JSON, unchanged for ever. A caller "
    "who may not see restricted layers gets the same without what shows them, with `redacted: true`.",
    response_model=RecordedVerdict,
    responses={
        200: example("read_check"),
        304: {"description": "Unchanged: the caller has it"},
        **problems("not-found", "withheld"),
    },
)
def read_check(
    check_id: CheckId,
    caller: Reader,
    here: Here,
    request: Request,
) -> Response:
    """The bytes of one verdict."""
    record = here.door(caller).check(check_id)
    return recorded(request, record.content, record.tag)


@router.get(
    "/checks/{check_id}/words",
    summary="Read a recorded verdict in words",
    description="What was recorded, with the texts that POST /siting/checks gives beside its codes, as the definitions "
    "of today have them; a code they no longer hold is shown as itself. 410 where what it says was blanked.",
    response_model=CheckAnswer,
    responses={200: example("check_site"), **problems("not-found", "gone", "withheld")},
)
def read_words(
    check_id: CheckId,
    caller: Reader,
    here: Here,
) -> Response:
    """One recorded verdict with its texts."""
    return reply(here.door(caller).check_in_words(check_id))


@router.get(
    "/checks/{check_id}/status",
    summary="Does a recorded verdict still stand?",
    description="Compares what the verdict rests on with what is known now: editions, definitions, law and method. "
    "`reliable_until` is the last day before a change that is already known, or the end of a pack's policy.",
    response_model=StatusAnswer,
    responses={200: example("read_status"), **problems("not-found")},
)
def read_status(
    check_id: CheckId,
    caller: Reader,
    here: Here,
) -> Response:
    """Whether one verdict is current or stale, and why."""
    return reply(status_with_texts(here.desk.definitions, here.door(caller).status(check_id, here.clock())))
