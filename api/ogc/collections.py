"""Layers as collections of the OGC API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.language import documented as by_language
from api.layers import Layer
from api.models.ogc import OgcCollection, OgcCollections
from api.ogc.landing import BACK, link_home
from api.ogc.links import GEOJSON, HTML, JSON, QUERYABLES, SCHEMA, SCHEMA_REL, TILESETS, itself, link
from api.ogc.pages import Cell, Page
from api.ogc.route import OgcRoute
from api.ogc.told import Asking, documented
from api.problems import problems
from api.service import Service
from layers.catalogue import InForce, in_force
from layers.editions import Edition
from layers.errors import CorruptEdition, InvalidFeature, Lang, NotFound
from layers.kinds import LayerKind
from layers.query.systems import CGCS2000, CRS84, SYSTEMS
from zoning.titles import data_standing
from zoning.verdict import Json

router = APIRouter(prefix="/ogc/collections", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])
ALL_SYSTEMS = "#/crs"  # those that the list of collections names once
TEXTS = {
    "zh": {
        "data": "图层", "items": "要素", "about": "说明", "queryables": "可查询的属性", "schema": "要素的结构",
        "title": "名称", "tiles": "矢量瓦片",
    },
    "en": {
        "data": "Layers", "items": "Features", "about": "About", "queryables": "Queryables", "schema": "Schema",
        "title": "Title", "tiles": "Vector tiles",
    },
}  # fmt: skip


@router.get(
    "",
    summary="OGC API: the layers",
    description="Every layer of features that has an edition in force today. How far a layer reaches is left out where "
    "it is withheld from the caller, or cannot be read: its own page and its items then say why.",
    response_model=OgcCollections,
    responses={200: documented("ogc_collections"), **problems("malformed-request", "store-error")},
)
def ogc_collections(asking: Asking) -> Response:
    """The collections."""
    request, here, editions = asking.request, asking.here, tuple(asking.here.desk.store.editions())
    kinds = here.desk.definitions.kinds
    found = [_listed(asking, kinds[layer], editions) for layer in kinds.of_features if _in_force(here, editions, layer)]
    document = {"links": itself(request, "/ogc/collections", JSON), "crs": list(SYSTEMS), "collections": found}

    def page(lang: Lang) -> Page:
        page = Page(TEXTS[lang]["data"], lang).leads([(BACK[lang], link_home(request))])
        rows: list[list[Cell]] = [
            [(str(one["title"]), for_people(request, str(one["id"]))), str(one["id"])] for one in found
        ]
        return page.table([TEXTS[lang]["title"], "id"], rows)

    return asking.answer(document, page)


@router.get(
    "/{layer}",
    summary="OGC API: one layer",
    description="How far it reaches, from when on there is something of it, and the systems it is told in.",
    response_model=OgcCollection,
    responses={
        200: documented("ogc_collection"),
        **problems("malformed-request", "not-found", "corrupt-edition", "store-error"),
    },
)
def ogc_collection(layer: Layer, asking: Asking) -> Response:
    """One collection."""
    request, here, editions = asking.request, asking.here, tuple(asking.here.desk.store.editions())
    kind = kind_of(here, layer)
    entries = _in_force(here, editions, layer)
    if not entries:
        raise NotFound(
            f"图层 {layer} 今天没有生效的要素版本；可用的见 /ogc/collections",
            f"{layer} has no edition of features in force today; /ogc/collections names the layers that have",
        )
    found = collection_json(asking, kind, list(SYSTEMS), _extent(asking, kind, editions))
    found["links"] = [*itself(request, f"/ogc/collections/{layer}", JSON), *found["links"]]

    def page(lang: Lang) -> Page:
        texts = TEXTS[lang]
        page = Page(found["title"], lang).leads(
            [(BACK[lang], link_home(request)), (texts["data"], for_people(request))]
        )
        page.say(found.get("description"))
        standing = data_standing(
            here.desk.definitions,
            [{"layer": layer, "status": entry.edition.head.standing} for entry in entries],
        )
        page.say(None if standing is None else str(standing[lang]), "standing")
        links = [(texts["items"], f"/{layer}/items"), (texts["queryables"], f"/{layer}/queryables")]
        return page.table([texts["about"]], [[(text, for_people(request, path[1:]))] for text, path in links])

    return asking.answer(found, page)


def _listed(asking: Asking, kind: LayerKind, editions: Sequence[Edition]) -> dict[str, Any]:
    """A layer as the list has it: one that cannot be read does not hide the others, and says so where it is asked."""
    try:
        return collection_json(asking, kind, [ALL_SYSTEMS], _extent(asking, kind, editions))
    except (CorruptEdition, InvalidFeature):
        return collection_json(asking, kind, [ALL_SYSTEMS], _times(asking, kind, editions))


def collection_json(asking: Asking, kind: LayerKind, systems: list[str], extent: Json) -> dict[str, Any]:
    """A layer as a collection, without the links to itself."""
    request, lang = asking.request, asking.lang
    base, texts = f"/ogc/collections/{kind.layer}", TEXTS[lang]
    title = kind.title.zh if lang == "zh" else kind.title.en
    about = kind.description
    return {
        "id": kind.layer,
        "title": title,
        **({} if about is None else {"description": about.zh if lang == "zh" else about.en}),
        "links": [
            link(request, "items", f"{base}/items", GEOJSON, texts["items"]),
            link(request, "items", f"{base}/items", HTML, texts["items"], f="html"),
            link(request, QUERYABLES, f"{base}/queryables", SCHEMA, texts["queryables"]),
            link(request, TILESETS, f"{base}/tiles", JSON, texts["tiles"]),
            link(request, SCHEMA_REL, f"{base}/schema", SCHEMA, texts["schema"]),
        ],
        "extent": extent,
        "itemType": "feature",
        "crs": systems,
        "storageCrs": CGCS2000.uri,
    }


def _extent(asking: Asking, kind: LayerKind, editions: Sequence[Edition]) -> Json:
    """From when on there is something of a layer, and how far it reaches. Raises StoreError."""
    here, door, told = asking.here, asking.door, _times(asking, kind, editions)
    if door.shows(kind.layer):
        view = door.view(editions, kind.layer, as_of=here.today(), known_at=here.clock())
        bounds = here.atlas.extent(door, view)
        if bounds is not None:
            told["spatial"] = {"bbox": [list(bounds)], "crs": CRS84.uri}
    return told


def _times(asking: Asking, kind: LayerKind, editions: Sequence[Edition]) -> Json:
    now = asking.here.clock()
    starts = [one.head.effective_from for one in editions if one.head.layer == kind.layer and one.published_by(now)]
    return {"temporal": {"interval": [[f"{min(starts).isoformat()}T00:00:00+08:00", None]]}} if starts else {}


def kind_of(here: Service, layer: str) -> LayerKind:
    """The kind of a layer that may be a collection. Raises NotFound for any other, which a raster is too."""
    kind = here.kind(layer)
    if kind.raster:
        raise NotFound(
            f"图层 {layer} 为栅格，没有要素；见 /rasters",
            f"the layer {layer} is a raster and has no features; see /rasters",
        )
    return kind


def _in_force(here: Service, editions: Sequence[Edition], layer: str) -> tuple[InForce, ...]:
    return in_force(editions, layer, here.today(), here.clock())


def for_people(request: Request, path: str = "") -> str:
    """A page about collections; `path` is below their list."""
    where = f"/ogc/collections/{path}" if path else "/ogc/collections"
    return str(link(request, "alternate", where, HTML, "", f="html")["href"])
