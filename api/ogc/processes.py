"""OGC API Processes (OGC 18-062r2): siting checks and shoreline measures, answered at once by their own rooms."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path
from pydantic import ValidationError
from starlette.responses import Response

from api.address import absolute
from api.examples import body_examples
from api.language import documented as by_language
from api.models.ogc import OgcExecute, OgcOutcome, OgcProcess, OgcProcesses
from api.ogc.landing import BACK, link_home
from api.ogc.links import EXECUTE, JSON, itself, link
from api.ogc.pages import Cell, Page
from api.ogc.process_list import PROCESSES, VERSION, Process
from api.ogc.route import OgcRoute
from api.ogc.told import Asking, Call, documented
from api.problems import MEDIA_TYPE, MalformedRequest, problems
from api.security import Asker
from api.wording import in_words
from api.work import Timed
from layers.errors import BadInput, Lang

router = APIRouter(prefix="/ogc/processes", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])
_TITLE = {"zh": "处理", "en": "Processes"}
_NO_SUCH = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process"
_UNKNOWN = {
    "description": "There is no such process",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        }
    },
}
Named = Annotated[str, Path(alias="process", description="Id of a process.", examples=["siting-check"])]


@router.get(
    "",
    summary="OGC API: the processes",
    description="What can be asked to be computed. Every process answers at once.",
    response_model=OgcProcesses,
    responses={200: documented("ogc_processes"), **problems("malformed-request")},
)
def ogc_processes(asking: Asking) -> Response:
    """The processes."""
    found = [_summary(asking, one) for one in PROCESSES.values()]

    def page(lang: Lang) -> Page:
        page = Page(_TITLE[lang], lang).leads([(BACK[lang], link_home(asking.request))])
        rows: list[list[Cell]] = [
            [(one.title[lang], absolute(asking.request, f"/ogc/processes/{one.id}?f=html")), one.about[lang]]
            for one in PROCESSES.values()
        ]
        return page.table(["", ""], rows)

    return asking.answer({"processes": found, "links": itself(asking.request, "/ogc/processes", JSON)}, page)


@router.get(
    "/{process}",
    summary="OGC API: one process",
    description="What it takes and what it gives.",
    response_model=OgcProcess,
    responses={200: documented("ogc_process"), **problems("malformed-request"), 404: _UNKNOWN},
)
def ogc_process(name: Named, asking: Asking) -> Response:
    """One process."""
    if name not in PROCESSES:
        return _no_such(asking, name)
    one = PROCESSES[name]
    inputs, outputs = one.described()
    document = {**_summary(asking, one), "inputs": inputs, "outputs": outputs}

    def page(lang: Lang) -> Page:
        page = Page(one.title[lang], lang).leads([(BACK[lang], link_home(asking.request))]).say(one.about[lang])
        told: dict[str, Any] = dict(inputs)
        return page.table(["", ""], [[key, str(value["description"])] for key, value in told.items()])

    return asking.answer(document, page)


@router.post(
    "/{process}/execution",
    summary="OGC API: execute a process",
    description="Answers at once with the one output, as such (`response: raw`) or by its name (`document`). What it "
    "says, what is recorded and what a caller may see of it is as of POST /siting/checks and POST /measures.",
    response_model=OgcOutcome,
    responses={
        200: {"content": {JSON: documented("ogc_execute")["content"][JSON]}},
        **problems("malformed-request", "too-large", "withheld"),
        404: _UNKNOWN,
    },
    openapi_extra=body_examples("ogc_execute"),
)
def ogc_execute(*, name: Named, asked: OgcExecute, caller: Asker, asking: Asking, turn: Timed) -> Response:
    """The output."""
    if name not in PROCESSES:
        return _no_such(asking, name)
    process = PROCESSES[name]
    _require_names(process, asked)
    try:
        answer = process.answer(asked.inputs, caller, asking.here, asking.request, turn)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(step) for step in ("inputs", *first["loc"]))
        raise MalformedRequest(f"{place}：{in_words(first, 'zh')}", f"{place}: {in_words(first, 'en')}") from fault
    recorded = answer.headers.get("location")
    headers = {"Cache-Control": "no-store"}
    if recorded is not None:
        headers["Link"] = f'<{recorded}>; rel="canonical"'
    body = bytes(answer.body)
    if asked.response == "document":
        body = orjson.dumps({process.output: orjson.Fragment(body)})
    return Response(body, media_type=JSON, headers=headers)


def _require_names(process: Process, asked: OgcExecute) -> None:
    """Raises BadInput for an input or an output that the process has not."""
    for name in asked.inputs:
        if name not in process.inputs:
            known = ", ".join(process.inputs)
            raise BadInput(
                f"{process.id} 没有输入 {name[:60]!r}；可用：{known}",
                f"{process.id} has no input {name[:60]!r}; there are {known}",
            )
    for name in asked.outputs or ():
        if name != process.output:
            raise BadInput(
                f"{process.id} 只有输出 {process.output}，没有 {name[:60]!r}",
                f"{process.id} has the output {process.output} alone, not {name[:60]!r}",
            )


def _summary(asking: Call, one: Process) -> dict[str, Any]:
    request, lang = asking.request, asking.lang
    path = f"/ogc/processes/{one.id}"
    return {
        "id": one.id,
        "title": one.title[lang],
        "description": one.about[lang],
        "version": VERSION,
        "jobControlOptions": ["sync-execute"],
        "outputTransmission": ["value"],
        "links": [
            link(request, "self", path, JSON, one.title[lang]),
            link(request, EXECUTE, f"{path}/execution", JSON, one.title[lang]),
        ],
    }


def _no_such(asking: Call, name: str) -> Response:
    """404 as OGC 18-062r2 /req/core/process-exception-no-such-process has it."""
    known = ", ".join(PROCESSES)
    title, detail = {
        "zh": ("没有此处理", f"没有处理 {name[:60]!r}；可用：{known}"),
        "en": ("No such process", f"there is no process {name[:60]!r}; there are {known}"),
    }[asking.lang]
    body = {"type": _NO_SUCH, "title": title, "status": 404, "detail": detail}
    return Response(orjson.dumps(body), status_code=404, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
