"""Questions to layers: their features by place, attribute and filter, and what lies at many points."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.rates import units
from api.examples import body_examples, example
from api.language import documented
from api.layers import AsOf, Layer
from api.maps.told import FRESH, told
from api.models.query import FeaturePage, PointAnswers, Points
from api.problems import problems
from api.query_asked import (
    GEOJSON,
    MOST,
    Asked,
    Bbox,
    BboxCrs,
    Crs,
    CursorText,
    FilterCrs,
    FilterLanguage,
    FilterText,
    GeoJson,
    Properties,
    find,
    next_page,
    standing_of,
)
from api.replies import reply
from api.route import StrictRoute
from api.security import Reader
from api.service import Here
from layers.intake import read_lonlat
from zoning.titles import layer_title

router = APIRouter(prefix="/layers", tags=["layers"], route_class=StrictRoute, dependencies=[Depends(documented)])


def geojson_example(operation: str) -> dict[str, Any]:
    """The example answer under its media type."""
    return {"content": {GEOJSON: example(operation)["content"]["application/json"]}}


@router.get(
    "/{layer}/features",
    summary="Features of a layer",
    description="The features in force, in a stable order, by page: those that meet a box and pass a filter (CQL2, "
    "as text or as JSON). Properties are the attributes of the layer and `id`, `edition`, `standing`; of a property "
    "that is null nothing is known, and NOT does not find it either. The `next` link keeps to what the layer held when "
    "the first page was asked for, whatever is published meanwhile. How many there are in all is said only where it is "
    "known without counting. Of a layer that is withheld from the caller: 403, whatever is asked.",
    response_class=GeoJson,
    response_model=FeaturePage,
    responses={
        200: geojson_example("query_features"),
        **problems("invalid-request", "bad-filter", "bad-crs", "not-found", "gone", "withheld", "corrupt-edition"),
    },
)
def query_features(
    *,
    request: Request,
    layer: Layer,
    here: Here,
    caller: Reader,
    bbox: Bbox = None,
    bbox_crs: BboxCrs = None,
    filter_text: Annotated[FilterText, Query(alias="filter")] = None,
    filter_lang: FilterLanguage = "cql2-text",
    filter_crs: FilterCrs = None,
    properties: Properties = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Features a page.", examples=[100])] = 100,
    cursor: CursorText = None,
    as_of: AsOf = None,
    crs: Crs = None,
) -> Response:
    """One page."""
    asked = Asked(
        layer=layer,
        limit=limit,
        as_of=as_of,
        cursor=cursor,
        bbox=bbox,
        bbox_crs=bbox_crs,
        filter=filter_text,
        filter_lang=filter_lang,
        filter_crs=filter_crs,
        properties=properties,
        crs=crs,
    )
    found = find(here, caller, asked)
    links = [] if found.next is None else [next_page(request, f"/layers/{layer}/features", found.next)]
    body = {
        "type": "FeatureCollection",
        "layer": layer,
        "layer_title": layer_title(here.desk.definitions, layer),
        "as_of": found.moment.as_of.isoformat(),
        "crs": found.system.uri,
        "data_standing": standing_of(here, found),
        **found.counts(),
        "links": [{"rel": "next", "type": GEOJSON, "href": href} for href in links],
        "features": found.features(),
    }
    shared = told(here, caller, [here.kind(layer)], FRESH)
    answer = reply(body, headers={**shared, "Content-Crs": f"<{found.system.uri}>"})
    answer.headers["Content-Type"] = GEOJSON
    return answer


@router.post(
    "/identify",
    summary="What lies at many points",
    description="For up to 1,000 points what GET /layers/identify says of one, on one state of the layers. It is no "
    "verdict: ask POST /siting/checks for one. Each point takes as much of the minute as if it were asked by itself.",
    response_model=PointAnswers,
    responses={
        200: example("identify_points"),
        **problems("malformed-request", "invalid-request", "bad-geometry", "bad-crs", "no-editions"),
    },
    openapi_extra=body_examples("identify_points"),
)
def identify_points(asked: Points, here: Here, caller: Reader, request: Request) -> Response:
    """Everything known of each point."""
    spent = units("/layers/identify", request.method)
    # else a thousand points would be cheaper than ten, and borders of restricted layers found by trial as cheaply
    here.rates.spend(request, caller, max(0, units("/layers/identify", "GET") * len(asked.points) - spent))
    readings = [read_lonlat(f"{lon!r},{lat!r}", asked.crs) for lon, lat in asked.points]
    day = asked.as_of or here.today()
    answers = here.door(caller).identify_all(readings, asked.within_m, as_of=day, now=here.clock())
    return reply({"as_of": day.isoformat(), "within_m": asked.within_m, "answers": answers})
