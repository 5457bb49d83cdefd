"""The definition of the OGC API, for programs that make clients of it."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from api.address import absolute
from api.examples import example
from api.language import documented as by_language
from api.ogc.links import OPENAPI
from api.ogc.oas30 import openapi_30
from api.ogc.route import OgcRoute
from api.ogc.told import Asking
from api.problems import problems

router = APIRouter(prefix="/ogc", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])
_MEDIA = OPENAPI.partition(";")[0]
# every layer has its own; the schema of its queryables says which
_QUERYABLES = {
    "name": "queryables",
    "in": "query",
    "required": False,
    "description": "Any queryable of the layer, by its own name, with the value that it must have.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    "style": "form",
    "explode": True,
}


class OpenApiJson(JSONResponse):
    """OpenAPI, for the contract."""

    media_type = _MEDIA


@router.get(
    "/api",
    summary="OGC API: definition",
    description="OpenAPI 3.0 of the paths below /ogc. That of the whole service is /openapi.json, OpenAPI 3.1.",
    response_class=OpenApiJson,
    response_model=dict[str, Any],
    responses={
        200: {"content": {_MEDIA: example("ogc_api")["content"]["application/json"]}},
        **problems("malformed-request"),
    },
)
def ogc_api(asking: Asking) -> Response:
    """The definition."""
    contract = asking.request.app.openapi()
    document = openapi_30(contract, absolute(asking.request, ""), "/ogc")
    document["paths"]["/ogc/collections/{layer}/items"]["get"]["parameters"].append(_QUERYABLES)
    headers = {"Cache-Control": "no-store", "Content-Type": OPENAPI}
    return Response(orjson.dumps(document), headers=headers)
