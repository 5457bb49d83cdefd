"""The report of a recorded verdict as a file."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.headers import SANDBOX
from api.language import documented, language_of
from api.problems import problems
from api.record_ids import CheckId
from api.replies import asked_again, held
from api.route import StrictRoute
from api.security import Reader
from api.service import Here
from api.work import Timed
from zoning.reports.writers.files import MEDIA_TYPES, ReportFormat, write

router = APIRouter(prefix="/siting", tags=["siting"], route_class=StrictRoute, dependencies=[Depends(documented)])
BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/checks/{check_id}/report",
    summary="The report of a recorded verdict",
    description="The report that is filed: facts and corners, data, overlays, each hit with the law's words, access "
    "list, coverage, surroundings, conclusion, maps, limits. The same verdict gives the same bytes. A caller who may "
    "not see restricted layers gets it without what shows them, and it says so.",
    response_class=Response,
    responses={
        200: {"description": "The file", "content": {kind.partition(";")[0]: BINARY for kind in MEDIA_TYPES.values()}},
        304: {"description": "Unchanged: the caller has it"},
        **problems("bad-input", "not-found", "gone", "withheld", "store-error"),
    },
)
def report_check(
    *,
    check_id: CheckId,
    caller: Reader,
    here: Here,
    request: Request,
    _: Timed,
    format: Annotated[ReportFormat, Query(description="What kind of file.", examples=["html"])] = "pdf",
    bilingual: Annotated[bool, Query(description="In both languages, Chinese first, not in that of `lang`.")] = False,
) -> Response:
    """One report."""
    report = here.door(caller).report(check_id, here.settings.reports)
    file = write(report, format, "both" if bilingual else language_of(request, here.settings.lang))
    headers = asked_again(request, f'"{hashlib.sha256(file.content).hexdigest()}"')
    if held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    shown = "inline" if format in ("pdf", "html") else "attachment"
    name = f"siting-{check_id.removeprefix('sha256:')[:12]}.{file.extension}"
    headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    if format == "html":
        headers["Content-Security-Policy"] = SANDBOX
    return Response(file.content, media_type=file.media_type, headers=headers)
