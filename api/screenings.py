"""Screenings: a table or layer of projects taken in, judged as a job, its results read back as files."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.examples import example, form_example
from api.forms import day, number, plain_name, wrong
from api.language import documented, language_of
from api.models.screenings import ScreeningAnswer
from api.problems import problems
from api.replies import path_to, reply
from api.route import StrictRoute, UploadRoute
from api.security import Prover
from api.service import Here, Service
from api.uploads import Sent, Upload
from api.work import Timed
from layers.errors import NotFound, SanxianError
from zoning.jobs.book import Job
from zoning.jobs.office import job_json
from zoning.reports.screening.formats import Format, write
from zoning.screening.desk import SCREENING, Asking, keep

router = APIRouter(prefix="/siting", tags=["siting"], route_class=StrictRoute, dependencies=[Depends(documented)])
uploads = APIRouter(prefix="/siting", tags=["siting"], route_class=UploadRoute, dependencies=[Depends(documented)])
TEXTS = ("layer", "crs", "as_of", "known_at", "include", "industry", "accuracy_m", "role", "width_m", "record")
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "A table of projects (xlsx, csv), a zip of one with the files it refers to, "
                            "or a layer of parcels in any readable format.",
                        },
                        "layer": {"type": "string", "description": "Sheet of the workbook, or layer of the file."},
                        "crs": {"type": "string", "description": "CRS where a row or the layer states none."},
                        "as_of": {"type": "string", "format": "date"},
                        "known_at": {"type": "string", "format": "date-time"},
                        "include": {"type": "array", "items": {"type": "string"}},
                        "industry": {"type": "string"},
                        "accuracy_m": {"type": "number"},
                        "role": {"type": "string"},
                        "width_m": {"type": "number"},
                        "record": {"type": "boolean", "description": "Keep every verdict in the ledger."},
                    },
                },
                "example": form_example("ask_screening"),
            }
        },
    }
}
ScreeningId = Annotated[str, Path(description="Id of the screening.", examples=["0" * 32])]
BINARY = {"schema": {"type": "string", "format": "binary"}}


@uploads.post(
    "/screenings",
    status_code=202,
    summary="Screen many projects",
    description="Takes in a table of projects or a layer of parcels and judges every row as POST /siting/checks would, "
    "as a job. A row that cannot be judged becomes a problem of the results and keeps no other from its verdict. "
    "Location is where its progress is read.",
    response_model=ScreeningAnswer,
    responses={
        202: example("ask_screening"),
        **problems(
            "malformed-request", "bad-input", "bad-file", "bad-crs", "too-large", "reader-stopped", "unauthorized",
            "forbidden",
        ),
    },
    openapi_extra=FORM,
)  # fmt: skip
def ask_screening(*, caller: Prover, sent: Sent, here: Here, request: Request, turn: Timed) -> Response:
    """Ask for one screening."""
    sent.require(("file",), TEXTS)
    file = sent.files["file"]
    name = plain_name(file.name, "projects")
    asking = _asking(sent, name, caller, language_of(request, here.settings.lang), str(request.state.number))
    turn.settle()
    store = here.desk.store
    arguments = keep(store, file.content, asking)
    try:
        job = here.office.submit(SCREENING, arguments, actor=caller.actor, at=here.clock())
    except SanxianError:
        store.forget(str(arguments["input"]))  # what cannot be read is not kept
        raise
    here.workers.wake()
    answer = _answer(here, caller, job)
    return reply(answer, status=202, location=path_to(request, f"/siting/screenings/{job.id}"))


@router.get(
    "/screenings/{screening_id}",
    summary="How far a screening is",
    description="Its state; while it runs, how many projects are done, at which rate and for how much longer; when it "
    "is finished, counts by verdict.",
    response_model=ScreeningAnswer,
    responses={200: example("read_screening"), **problems("not-found", "unauthorized", "forbidden")},
)
def read_screening(screening_id: ScreeningId, caller: Prover, here: Here) -> Response:
    """One screening."""
    return reply(_answer(here, caller, _screening(here, screening_id)))


@router.get(
    "/screenings/{screening_id}/results",
    summary="The results of a screening",
    description="`xlsx`: a workbook with sheets of verdicts, findings, problems and basis; `csv`: the same as a zip of "
    "CSV files; `gpkg`: the outlines with their verdicts. The same results give the same bytes. 409 until it is "
    "finished. A caller who may not see restricted layers gets them without what shows these.",
    response_class=Response,
    responses={
        200: {
            "description": "The file",
            "content": {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": BINARY,
                "application/zip": BINARY,
                "application/geopackage+sqlite3": BINARY,
            },
        },
        **problems("bad-input", "conflict", "not-found", "withheld", "unauthorized", "forbidden", "store-error"),
    },
)
def read_screening_results(
    *,
    screening_id: ScreeningId,
    caller: Prover,
    here: Here,
    request: Request,
    _: Timed,
    format: Annotated[Format, Query(description="What kind of file.", examples=["csv"])] = "xlsx",
) -> Response:
    """The results as a file."""
    job = _screening(here, screening_id)
    results = here.door(caller).screening(here.office.result(job))
    file = write(results, format, here.desk.definitions, language_of(request, here.settings.lang))
    name = f"screening-{job.id[:12]}.{file.extension}"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _screening(here: Service, job_id: str) -> Job:
    job = here.office.job(job_id)
    if job.kind != SCREENING:
        raise NotFound(f"没有筛查 {job_id[:80]}", f"there is no screening {job_id[:80]}")
    return job


def _answer(here: Service, caller: Principal, job: Job) -> dict[str, object]:
    told = job_json(job, None)
    kept = ("id", "state", "created_at", "changed_at", "attempts", "cause")
    progress, summary = here.office.progress(job), None  # in projects
    if job.state == "finished":
        about = here.door(caller).screening(here.office.result(job)).about
        left_out = ("common", "definition_files", "withheld")
        summary = {"redacted": False, **{name: value for name, value in about.items() if name not in left_out}}
    return {
        **{name: told[name] for name in kept},
        "progress": None if progress is None else asdict(progress),
        "summary": summary,
    }


def _asking(sent: Upload, name: str, caller: Principal, lang: str, request: str) -> Asking:
    """The form, typed. Raises BadInput naming the field."""
    record = sent.one("record")
    if record not in (None, "true", "false"):
        raise wrong("record", str(record), "true, false")
    return Asking(
        name=name,
        layer=sent.one("layer"),
        crs=sent.one("crs"),
        as_of=_day(sent.one("as_of")),
        known_at=_time(sent.one("known_at")),
        include=sent.texts.get("include", ()),
        industry=sent.one("industry"),
        accuracy_m=_number(sent, "accuracy_m"),
        role=sent.one("role"),
        width_m=_number(sent, "width_m"),
        record=record == "true",
        actor=caller.actor,
        lang=lang,
        request=request,
    )


def _number(sent: Upload, name: str) -> float | None:
    text = sent.one(name)
    return None if text is None else number(name, text)


def _day(text: str | None) -> str | None:
    return None if text is None else day("as_of", text).isoformat()


def _time(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise wrong("known_at", text, "2026-08-15T12:00:00+08:00")
    return found.isoformat()
