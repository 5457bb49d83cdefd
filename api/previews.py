"""What a steward reads of a proposal: what it would change, and how its delivery was checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.edition_json import edition_json, find_edition, knows_names
from api.editions import Proposed
from api.examples import example
from api.headers import SANDBOX
from api.language import documented, language_of
from api.layers import Layer, Region
from api.life_json import delivered_json, preview_json
from api.models.editions import CheckReportAnswer, PreviewAnswer
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Steward
from api.service import Here
from layers.publication.deliveries import delivered
from layers.publication.history import history
from layers.publication.preview import preview
from layers.stores import refusals
from zoning.reports.delivery.edition import edition_report
from zoning.reports.writers.files import MEDIA_TYPES, write

router = APIRouter(prefix="/layers", tags=["editions"], route_class=StrictRoute, dependencies=[Depends(documented)])
_FILES: dict[str, Any] = {
    kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()
}
_REPORT = {**example("read_report"), "content": {**example("read_report")["content"], **_FILES}}


@router.get(
    "/{layer}/editions/{region}/{number}/preview",
    summary="What publishing a proposal would change",
    description="Compares what speaks with it and without it on the first day that it would: features, measures per "
    "class, coverage, and where. For stewards alone, since a proposal is nobody else's business.",
    response_model=PreviewAnswer,
    responses={
        200: example("preview_edition"),
        **problems("not-found", "conflict", "unauthorized", "forbidden", "corrupt-edition"),
    },
)
def preview_edition(*, layer: Layer, region: Region, number: Proposed, caller: Steward, here: Here) -> Response:
    """The preview of one proposed edition."""
    kind, edition, now = here.kind(layer), find_edition(here, layer, region, number), here.clock()
    if edition.state != "proposed":
        raise refusals.wrong_state(edition, "proposed")
    store = here.desk.store
    found = preview(store, kind, edition, here.door(caller).features(edition), now)
    return reply(preview_json(found, store.editions(), here.today(), now))


@router.get(
    "/{layer}/editions/{region}/{number}/report",
    summary="The check report of an edition",
    description="As the check of its delivery found it, with the saved mapping that was used, if one was; or that as a "
    "file to be filed.",
    response_model=CheckReportAnswer,
    responses={200: _REPORT, **problems("bad-input", "not-found", "unauthorized", "forbidden")},
)
def read_report(
    *,
    layer: Layer,
    region: Region,
    number: Proposed,
    caller: Steward,
    here: Here,
    request: Request,
    format: Annotated[
        Literal["json", "pdf", "docx", "html", "xlsx"], Query(description="`json`, or a file of that kind.")
    ] = "json",
    bilingual: Annotated[
        bool, Query(description="A file in both languages, Chinese first, not in that of `lang`.")
    ] = False,
) -> Response:
    """The report of one edition."""
    edition, now = find_edition(here, layer, region, number), here.clock()
    store = here.desk.store
    if format != "json":
        found, steps = delivered(store, edition), history(store, edition)
        report = edition_report(edition, found, steps, here.desk.definitions, named=knows_names(caller))
        file = write(report, format, "both" if bilingual else language_of(request, here.settings.lang))
        name = f"check-{layer}-{region}-{edition.number}.{file.extension}"
        headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
        if format == "html":
            headers["Content-Security-Policy"] = SANDBOX
        return Response(file.content, media_type=file.media_type, headers=headers)
    shown = edition_json(edition, store.editions(), here.today(), now)
    return reply({"edition": shown, **delivered_json(delivered(store, edition), here.desk.definitions)})
