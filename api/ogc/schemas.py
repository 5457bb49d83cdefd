"""What may be asked of a layer by the OGC API, and what its features consist of: JSON Schema."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from api.language import documented as by_language
from api.layers import Layer
from api.ogc.collections import TEXTS, for_people, kind_of
from api.ogc.links import SCHEMA, link
from api.ogc.pages import Page
from api.ogc.route import OgcRoute
from api.ogc.told import Asking, documented
from api.problems import problems
from layers.errors import Lang
from layers.query.properties import properties
from layers.query.schema import schema

router = APIRouter(prefix="/ogc/collections", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])


class SchemaJson(JSONResponse):
    """JSON Schema, for the contract."""

    media_type = SCHEMA


_COLUMNS = {"zh": ("属性", "名称", "类型", "代码"), "en": ("Property", "Title", "Type", "Codes")}


@router.get(
    "/{layer}/queryables",
    summary="OGC API: what may be asked of a layer",
    description="JSON Schema of the properties that `filter` and query parameters may name.",
    response_class=SchemaJson,
    response_model=dict[str, Any],
    responses={200: documented("ogc_queryables", SCHEMA), **problems("malformed-request", "not-found")},
)
def ogc_queryables(layer: Layer, asking: Asking) -> Response:
    """The queryables."""
    return _schema(asking, layer, "queryables")


@router.get(
    "/{layer}/schema",
    summary="OGC API: what a feature consists of",
    description="JSON Schema of the properties of a feature.",
    response_class=SchemaJson,
    response_model=dict[str, Any],
    responses={200: documented("ogc_schema", SCHEMA), **problems("malformed-request", "not-found")},
)
def ogc_schema(layer: Layer, asking: Asking) -> Response:
    """The schema."""
    return _schema(asking, layer, "schema")


def _schema(asking: Asking, layer: str, what: str) -> Response:
    kind, request = kind_of(asking.here, layer), asking.request
    uri = str(link(request, "self", f"/ogc/collections/{layer}/{what}", SCHEMA, "")["href"])

    def page(lang: Lang) -> Page:
        texts, title = TEXTS[lang], kind.title.zh if lang == "zh" else kind.title.en
        page = Page(f"{title} · {texts[what]}", lang)
        page.leads([(texts["data"], for_people(request)), (title, for_people(request, layer))])
        rows = [
            [one.name, one.title.zh if lang == "zh" else one.title.en, one.type, ", ".join(one.values)]
            for one in properties(kind).values()
        ]
        return page.table(_COLUMNS[lang], rows)

    document = schema(kind, uri, asking.lang, queryables=what == "queryables")
    return asking.answer(document, page, media=SCHEMA)
