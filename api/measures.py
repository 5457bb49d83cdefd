"""Measures: what auditors report, as JSON or as a file; recorded when asked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.examples import example
from api.language import documented
from api.measuring import (
    Asking,
    AsOf,
    Bilingual,
    KnownAt,
    MaybeSince,
    Region,
    Since,
    answered_as,
    as_file,
    as_report,
    named_layers,
    require_bilingual,
    require_cover,
)
from api.models.areas import AreasAnswer
from api.models.bays import BaysAnswer
from api.models.buffers import BuffersAnswer
from api.models.indicators import IndicatorsAnswer
from api.models.land_cover import LandCoverAnswer
from api.models.measure_answers import MethodList, ReportAnswer
from api.models.shoreline import ShorelineAnswer
from api.models.shoreline_changes import ShorelineChangesAnswer
from api.problems import problems
from api.replies import path_to, reply
from api.route import StrictRoute
from api.security import READING, Reader
from api.service import Here
from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    LandCoverQuestion,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)
from zoning.measures.rendering import TITLES
from zoning.measures.report import report_questions
from zoning.titles import both
from zoning.verdict import Json

router = APIRouter(
    prefix="/measures",
    tags=["measures"],
    route_class=StrictRoute,
    dependencies=[READING, Depends(documented)],
)
FAULTS = problems(
    "invalid-request", "bad-input", "bad-crs", "no-editions", "not-found", "withheld", "store-error", "time-out"
)
ADDRESSES: Mapping[str, str] = MappingProxyType(
    {"shoreline_changes": "/measures/shoreline/changes", "land_cover": "/measures/land-cover"}
)
Asked = Annotated[Asking, Depends(Asking)]


@router.get(
    "",
    summary="Measures and their methods",
    description="Every measure with the methods it can be computed by, their sources and which is the default.",
    response_model=MethodList,
    responses={200: example("list_measures"), **problems()},
)
def list_measures(here: Here, request: Request) -> Response:
    """The methods of every measure."""
    held = here.measures.definitions.methods()
    found = [
        {
            "measure": measure,
            "title": both(TITLES[measure]),
            "href": path_to(request, ADDRESSES.get(measure, f"/measures/{measure}")),
            "methods": [_method(method) for method in held[measure].values()],
        }
        for measure in TITLES
    ]
    return reply({"measures": found})


def _method(method: Any) -> Json:
    confidence = method.confidence
    return {
        "id": method.method,
        "version": method.version,
        "title": both(method.title),
        "source": both(method.source),
        "confidence": confidence.model_dump() if isinstance(confidence, BaseModel) else confidence,
        "default": method.default,
    }


@router.get(
    "/shoreline",
    summary="Natural shoreline retention",
    description="Mainland and islands apart, by type, region, bay and island; while anything is unclassed `rate` is "
    "null and `rate_range` says what is possible. POST /measures asks what a project would take.",
    response_model=ShorelineAnswer,
    responses={**answered_as("measure_shoreline"), **FAULTS},
)
def measure_shoreline(
    asked: Asked,
    sensitivity: Annotated[bool, Query(description="Also the rate with vertices thinned to 10, 50, 100 m.")] = False,
) -> Response:
    """Natural shoreline retention."""
    return asked.answer(ShorelineQuestion(**asked.common, sensitivity=sensitivity))


@router.get(
    "/shoreline/changes",
    summary="What became of the shoreline",
    description="Lost, gained, same, retyped and remeasured lengths between two days; the ledger closes.",
    response_model=ShorelineChangesAnswer,
    responses={**answered_as("measure_shoreline_changes"), **FAULTS},
)
def measure_shoreline_changes(
    asked: Asked,
    since: Since,
    shoreline_method: Annotated[str | None, Query(description="By which method of shoreline line is natural.")] = None,
) -> Response:
    """The shoreline between two days."""
    return asked.answer(ShorelineChangesQuestion(**asked.common, since=since, shoreline_method=shoreline_method))


@router.get(
    "/buffers",
    summary="Ecological buffer strips",
    description="Length along banks and along the river, by status, which are never added up; widths; gaps.",
    response_model=BuffersAnswer,
    responses={**answered_as("measure_buffers"), **FAULTS},
)
def measure_buffers(
    asked: Asked, water_body: Annotated[str | None, Query(description="Of one river or lake only.")] = None
) -> Response:
    """Buffer strips."""
    return asked.answer(BuffersQuestion(**asked.common, water_body=water_body))


@router.get(
    "/areas",
    summary="Areas held",
    description="Share of land and of sea held by layers, dissolved, by region and class; with `since`, what was lost "
    "and gained.",
    response_model=AreasAnswer,
    responses={**answered_as("measure_areas"), **FAULTS},
)
def measure_areas(
    asked: Asked,
    layer: Annotated[
        str, Query(description="One layer, or several with commas between.", examples=["ecological_red_line"])
    ],
    since: MaybeSince = None,
    plane: Annotated[
        str | None, Query(description="EPSG:n of the projection of the plane areas; default: the region's zone.")
    ] = None,
) -> Response:
    """Areas held by layers."""
    layers = named_layers(asked.here, layer.split(","))
    return asked.answer(AreasQuestion(**asked.common, layers=layers, since=since, plane=plane))


@router.get(
    "/bays",
    summary="Shoreline of the built bays",
    description="Count of beautiful bays built by the day, their mainland shoreline, and its share.",
    response_model=BaysAnswer,
    responses={**answered_as("measure_bays"), **FAULTS},
)
def measure_bays(asked: Asked) -> Response:
    """Built bays."""
    return asked.answer(BaysQuestion(**asked.common))


@router.get(
    "/land-cover",
    summary="Land cover",
    description="Composition of the land of a region, or of a layer in it; with `since`, the patches that changed.",
    response_model=LandCoverAnswer,
    responses={**answered_as("measure_land_cover"), **FAULTS},
)
def measure_land_cover(
    asked: Asked,
    zone: Annotated[str | None, Query(description="A layer, or `layer:class`; default: the land.")] = None,
    since: MaybeSince = None,
    min_patch_m2: Annotated[
        float | None, Query(ge=0, allow_inf_nan=False, description="Smallest patch listed; default: the method's.")
    ] = None,
) -> Response:
    """Land cover."""
    require_cover(asked.here, zone, since, min_patch_m2)
    return asked.answer(LandCoverQuestion(**asked.common, zone=zone, since=since, min_patch_m2=min_patch_m2))


@router.get(
    "/indicators",
    summary="Targets of the plans",
    description="Every target that a plan has set for the region: met, not met, not computable, without a baseline or "
    "not applicable, with its slack.",
    response_model=IndicatorsAnswer,
    responses={**answered_as("measure_indicators"), **FAULTS},
)
def measure_indicators(asked: Asked) -> Response:
    """Targets and how far they are."""
    return asked.answer(IndicatorsQuestion(**asked.common))


@router.get(
    "/report",
    summary="All measures as one report",
    description="Targets, shoreline, bays, buffer strips and areas, each by its default method; with `since`, also "
    "changes. A measure without an edition in force is there and says so.",
    response_model=ReportAnswer,
    responses={**answered_as("measure_report", "html", "xlsx", "pdf", "docx"), **FAULTS},
)
def measure_report(
    *,
    here: Here,
    caller: Reader,
    request: Request,
    region: Region,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    since: MaybeSince = None,
    layer: Annotated[
        str | None, Query(description="Layers of the areas, with commas between; default: ecological_red_line.")
    ] = None,
    format: Annotated[
        Literal["json", "html", "xlsx", "pdf", "docx"], Query(description="`json`, or one file of that kind.")
    ] = "json",
    bilingual: Bilingual = False,
) -> Response:
    """An audit report."""
    require_bilingual(format, bilingual=bilingual)
    layers = () if layer is None else named_layers(here, layer.split(","))
    day = as_of or here.today()
    questions = report_questions(region=region, as_of=day, known_at=known_at, since=since, layers=layers)
    now = here.clock()
    door = here.door(caller)
    answered = [(question, door.attempt(question, now)) for question in questions]
    if format == "json":
        return as_report(request, here, door, answered)
    return as_file(request, here, door, answered, format, now=now, bilingual=bilingual)
