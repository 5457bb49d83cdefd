"""Features of a layer by the OGC API: by page, by filter, and one by its name."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.language import documented as by_language
from api.layers import Layer
from api.maps.told import FRESH, told
from api.models.ogc import OgcItem, OgcItems
from api.ogc.collections import kind_of
from api.ogc.landing import BACK, link_home
from api.ogc.links import GEOJSON, HTML, JSON, itself, link
from api.ogc.pages import Cell, Page
from api.ogc.route import ItemsRoute, OgcRoute
from api.ogc.told import Asking, documented
from api.problems import problems
from api.query_asked import (
    MOST,
    Asked,
    Bbox,
    BboxCrs,
    Crs,
    CursorText,
    FilterCrs,
    FilterLanguage,
    FilterText,
    Found,
    GeoJson,
    find,
    find_one,
    next_page,
    standing_of,
)
from api.service import Service
from layers.errors import Lang
from layers.query.times import day_of

items = APIRouter(prefix="/ogc/collections", tags=["ogc"], route_class=ItemsRoute, dependencies=[Depends(by_language)])
item = APIRouter(prefix="/ogc/collections", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])
_USUAL = 10
_TEXTS = {
    "zh": {"data": "图层", "next": "下一页", "property": "属性", "value": "值", "collection": "图层", "id": "要素"},
    "en": {
        "data": "Layers", "next": "Next page", "property": "Property", "value": "Value", "collection": "Layer",
        "id": "Feature",
    },
}  # fmt: skip
Instant = Annotated[
    str | None,
    Query(
        description="A day or an instant, whose day in China Standard Time counts: the layer as in force then; default "
        "today. An interval is answered where the layer did not change within it, and refused with the days otherwise.",
        max_length=100,
    ),
]
Item = Annotated[
    str,
    Path(
        alias="item",
        description="Name of the feature: `<region>:<id>`.",
        min_length=1,
        max_length=600,
        examples=["330300:WS-2"],
    ),
]


@items.get(
    "/{layer}/items",
    summary="OGC API: features of a layer",
    description="A page of features in a stable order. Beside the parameters named here every queryable of the layer "
    "may be one, with the value it must have. The `next` link keeps to what the layer held when the first page was "
    "asked for.",
    response_class=GeoJson,
    response_model=OgcItems,
    responses={
        200: documented("ogc_items", GEOJSON),
        **problems("malformed-request", "bad-filter", "not-found", "gone", "withheld", "corrupt-edition"),
    },
)
def ogc_items(
    *,
    layer: Layer,
    asking: Asking,
    limit: Annotated[int, Query(ge=1, description=f"Features a page; above {MOST} it is {MOST}.")] = _USUAL,
    bbox: Bbox = None,
    bbox_crs: BboxCrs = None,
    instant: Annotated[Instant, Query(alias="datetime")] = None,
    crs: Crs = None,
    filter_text: Annotated[FilterText, Query(alias="filter")] = None,
    filter_lang: FilterLanguage = "cql2-text",
    filter_crs: FilterCrs = None,
    cursor: CursorText = None,
) -> Response:
    """One page."""
    request, here, caller = asking.request, asking.here, asking.caller
    kind, now = kind_of(here, layer), here.clock()
    asking.door.require(layer)
    as_of = None if instant is None else day_of(instant, here.desk.store.editions(), layer, here.today(), now)
    asked = Asked(
        layer=layer,
        limit=min(limit, MOST),
        as_of=as_of,
        cursor=cursor,
        bbox=bbox,
        bbox_crs=bbox_crs,
        filter=filter_text,
        filter_lang=filter_lang,
        filter_crs=filter_crs,
        crs=crs,
        equal={name: request.query_params[name] for name in ItemsRoute.names_of(kind) if name in request.query_params},
    )
    found, path = find(here, caller, asked), f"/ogc/collections/{layer}/items"
    links = itself(request, path, GEOJSON)
    if found.next is not None:
        links.append({"rel": "next", "href": next_page(request, path, found.next), "type": GEOJSON, "title": "next"})
    links.append(link(request, "collection", f"/ogc/collections/{layer}", JSON, kind.title.en))
    document = {
        "type": "FeatureCollection",
        "data_standing": standing_of(here, found),
        "timeStamp": now.isoformat().replace("+00:00", "Z"),
        **found.counts(),
        "links": links,
        "features": found.features(),
    }

    def page(lang: Lang) -> Page:
        page = _headed(request, here, found, lang, kind.title.zh if lang == "zh" else kind.title.en)
        rows = [
            [(found.table.names[row], _address(request, layer, found.table.names[row])), *_values(found, row)]
            for row in found.page.rows.tolist()
        ]
        page.table([_TEXTS[lang]["id"], *_columns(found)], rows)
        if found.next is not None:
            page.leads([(_TEXTS[lang]["next"], next_page(request, path, found.next))])
        return page

    return asking.answer(document, page, headers=_headers(here, caller, found), media=GEOJSON)


@item.get(
    "/{layer}/items/{item:path}",
    summary="OGC API: one feature",
    description="A feature in force today, by its name.",
    response_class=GeoJson,
    response_model=OgcItem,
    responses={
        200: documented("ogc_item", GEOJSON),
        **problems("malformed-request", "not-found", "withheld", "corrupt-edition"),
    },
)
def ogc_item(*, layer: Layer, name: Item, asking: Asking, crs: Crs = None) -> Response:
    """One feature."""
    request, here, caller = asking.request, asking.here, asking.caller
    kind = kind_of(here, layer)
    found = find_one(here, caller, layer, name, crs)
    path = f"/ogc/collections/{layer}/items/{quote(name, safe='')}"
    links = [
        *itself(request, path, GEOJSON),
        link(request, "collection", f"/ogc/collections/{layer}", JSON, kind.title.en),
    ]
    (feature,) = found.features()
    standing = standing_of(here, found)
    document = {**orjson.loads(orjson.dumps(feature)), "data_standing": standing, "links": links}

    def page(lang: Lang) -> Page:
        (row,) = found.page.rows.tolist()
        page = _headed(request, here, found, lang, name)
        title = kind.title.zh if lang == "zh" else kind.title.en
        page.leads(
            [(title, str(link(request, "items", f"/ogc/collections/{layer}/items", HTML, "", f="html")["href"]))]
        )
        return page.table(
            [_TEXTS[lang]["property"], _TEXTS[lang]["value"]],
            zip(_columns(found), _values(found, row), strict=True),
        )

    return asking.answer(document, page, headers=_headers(here, caller, found), media=GEOJSON)


def _headers(here: Service, caller: Principal, found: Found) -> dict[str, str]:
    shared = told(here, caller, [found.table.kind], FRESH)
    return {**shared, "Content-Crs": f"<{found.system.uri}>"}


def _headed(request: Request, here: Service, found: Found, lang: Lang, title: str) -> Page:
    standing = standing_of(here, found)
    data = str(link(request, "data", "/ogc/collections", HTML, "", f="html")["href"])
    page = Page(title, lang).leads([(BACK[lang], link_home(request)), (_TEXTS[lang]["data"], data)])
    page.say(found.moment.as_of.isoformat())
    return page.say(None if standing is None else str(standing[lang]), "standing")


def _columns(found: Found) -> list[str]:
    return [name for name in found.properties if name != "id"]


def _values(found: Found, row: int) -> list[Cell]:
    values = [found.table.value(row, name) for name in _columns(found)]
    return ["" if value is None else str(value) for value in values]


def _address(request: Request, layer: str, name: str) -> str:
    path = f"/ogc/collections/{layer}/items/{quote(name, safe='')}"
    return str(link(request, "item", path, HTML, "", f="html")["href"])
