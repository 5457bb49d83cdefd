"""OGC API Tiles (OGC 20-057): which tiles there are of which layers, and the grids; the tiles are those of `/tiles`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.language import documented as by_language
from api.layers import Layer
from api.maps.asked import Grid, shown_to
from api.maps.tile_json import FINE
from api.maps.tiles import MVT
from api.models.maps import TileGrid
from api.models.ogc import OgcGrids, OgcTileset, OgcTilesets
from api.ogc.landing import BACK, link_home
from api.ogc.links import JSON, TILING_SCHEME, itself, link
from api.ogc.pages import Cell, Page
from api.ogc.route import OgcRoute
from api.ogc.told import Asking, Call, documented
from api.problems import problems
from layers.catalogue import in_force
from layers.errors import Lang, NotFound
from layers.tiles.grids import GRIDS, grid
from layers.tiles.grids import Grid as TileGridOf
from zoning.verdict import Json

router = APIRouter(prefix="/ogc", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])
_TEXTS = {
    "zh": {"grids": "瓦片格网", "tiles": "矢量瓦片"},
    "en": {"grids": "Tile matrix sets", "tiles": "Vector tiles"},
}
_WEB_MERCATOR = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
FAULTS = problems("malformed-request", "not-found", "withheld", "store-error")


@router.get(
    "/tileMatrixSets",
    summary="OGC API: the grids",
    description="The tile matrix sets that there are vector tiles in.",
    response_model=OgcGrids,
    responses={200: documented("ogc_grids"), **problems("malformed-request")},
)
def ogc_grids(asking: Asking) -> Response:
    """The grids."""
    request = asking.request
    found: list[dict[str, Any]] = [
        {
            "id": one.name,
            "title": str(one.matrices.title or one.name),
            "crs": _crs(one),
            **_uri(one),
            "links": [link(request, "self", f"/ogc/tileMatrixSets/{one.name}", JSON, one.name)],
        }
        for one in GRIDS.values()
    ]

    def page(lang: Lang) -> Page:
        page = Page(_TEXTS[lang]["grids"], lang).leads([(BACK[lang], link_home(request))])
        rows: list[list[Cell]] = [[(str(one["id"]), str(one["links"][0]["href"])), str(one["crs"])] for one in found]
        return page.table(["id", "crs"], rows)

    return asking.answer({"tileMatrixSets": found, "links": itself(request, "/ogc/tileMatrixSets", JSON)}, page)


@router.get(
    "/tileMatrixSets/{tms}",
    summary="OGC API: one grid",
    description="A tile matrix set after OGC 17-083r4: for every zoom its scale, origin, and how many tiles there are.",
    response_model=TileGrid,
    responses={200: documented("read_grid"), **problems("malformed-request", "not-found")},
)
def ogc_grid(tms: Grid, asking: Asking) -> Response:
    """The definition of a grid."""
    one = grid(tms)
    document = one.matrices.model_dump(mode="json", exclude_none=True)

    def page(lang: Lang) -> Page:
        page = Page(one.name, lang).leads([(BACK[lang], link_home(asking.request))])
        columns = ["id", "scaleDenominator", "cellSize", "matrixWidth", "matrixHeight"]
        return page.table(columns, [[str(each[name]) for name in columns] for each in document["tileMatrices"]])

    return asking.answer(document, page)


@router.get(
    "/collections/{layer}/tiles",
    summary="OGC API: tilesets of a layer",
    description="The vector tiles that there are of a layer, one set per grid.",
    response_model=OgcTilesets,
    responses={200: documented("ogc_layer_tilesets"), **FAULTS},
)
def ogc_layer_tilesets(layer: Layer, asking: Asking) -> Response:
    """The tilesets of a layer."""
    return _tilesets(asking, f"/ogc/collections/{layer}/tiles", _one(asking, layer))


@router.get(
    "/collections/{layer}/tiles/{tms}",
    summary="OGC API: one tileset of a layer",
    description="The address of its tiles as a template, its grid and how far it reaches.",
    response_model=OgcTileset,
    responses={200: documented("ogc_layer_tileset"), **FAULTS},
)
def ogc_layer_tileset(layer: Layer, tms: Grid, asking: Asking) -> Response:
    """One tileset of a layer."""
    return _tileset(asking, f"/ogc/collections/{layer}/tiles", _one(asking, layer), grid(tms))


@router.get(
    "/tiles",
    summary="OGC API: tilesets of all layers",
    description="Vector tiles of all layers together that the caller may see, one set per grid.",
    response_model=OgcTilesets,
    responses={200: documented("ogc_tilesets"), **FAULTS},
)
def ogc_tilesets(asking: Asking) -> Response:
    """The tilesets of everything."""
    return _tilesets(asking, "/ogc/tiles", _all(asking))


@router.get(
    "/tiles/{tms}",
    summary="OGC API: one tileset of all layers",
    description="The address of its tiles as a template, and its grid.",
    response_model=OgcTileset,
    responses={200: documented("ogc_tileset"), **FAULTS},
)
def ogc_tileset(tms: Grid, asking: Asking) -> Response:
    """One tileset of everything."""
    return _tileset(asking, "/ogc/tiles", _all(asking), grid(tms))


def _one(asking: Call, layer: str) -> list[str]:
    kind = asking.here.kind(layer)
    asking.door.require(kind.layer)
    if layer not in _present(asking, [layer]):
        raise NotFound(f"图层 {layer} 今天没有矢量瓦片", f"there are no vector tiles of {layer} today")
    return [layer]


def _all(asking: Call) -> list[str]:
    return _present(asking, [kind.layer for kind in shown_to(asking.here, asking.door)])


def _present(asking: Call, layers: Sequence[str]) -> list[str]:
    """Those of the layers that have an edition of features in force today."""
    here, editions = asking.here, tuple(asking.here.desk.store.editions())
    features = here.desk.definitions.kinds.of_features
    return [one for one in layers if one in features and in_force(editions, one, here.today(), here.clock())]


def _tilesets(asking: Call, path: str, layers: Sequence[str]) -> Response:
    request = asking.request
    found = [_about(asking, path, layers, one) for one in GRIDS.values()]

    def page(lang: Lang) -> Page:
        page = Page(_TEXTS[lang]["tiles"], lang).leads([(BACK[lang], link_home(request))])
        rows: list[list[Cell]] = [[(one["title"], one["links"][0]["href"]), one["crs"]] for one in found]
        return page.table([_TEXTS[lang]["tiles"], "crs"], rows)

    return asking.answer({"tilesets": found, "links": itself(request, path, JSON)}, page)


def _tileset(asking: Call, path: str, layers: Sequence[str], tiles: TileGridOf) -> Response:
    found = _about(asking, path, layers, tiles)
    found["links"] = [*found["links"], template(asking.request, tiles.name, layers)]
    found["layers"] = [{"id": layer, "dataType": "vector"} for layer in layers]

    def page(lang: Lang) -> Page:
        page = Page(f"{_TEXTS[lang]['tiles']} · {tiles.name}", lang)
        page.leads([(BACK[lang], link_home(asking.request))])
        return page.table(["rel", "href"], [[one["rel"], one["href"]] for one in found["links"]])

    return asking.answer(found, page)


def _about(asking: Call, path: str, layers: Sequence[str], tiles: TileGridOf) -> dict[str, Any]:
    request = asking.request
    kinds = asking.here.desk.definitions.kinds
    titles = [kinds[layer].title.zh if asking.lang == "zh" else kinds[layer].title.en for layer in layers]
    return {
        "title": f"{titles[0] if len(titles) == 1 else _TEXTS[asking.lang]['tiles']} · {tiles.name}",
        "dataType": "vector",
        "crs": _crs(tiles),
        **({"tileMatrixSetURI": _WEB_MERCATOR} if tiles.mercator else {}),
        "links": [
            link(request, "self", f"{path}/{tiles.name}", JSON, tiles.name),
            link(request, TILING_SCHEME, f"/ogc/tileMatrixSets/{tiles.name}", JSON, tiles.name),
        ],
    }


def template(request: Request, tms: str, layers: Sequence[str]) -> Json:
    """The address of the tiles, to be filled in."""
    path = f"/tiles/{tms}/{','.join(layers)}/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.mvt"
    return {**link(request, "item", path, MVT, f"0–{FINE}"), "templated": True}


def _crs(tiles: TileGridOf) -> str:
    return f"http://www.opengis.net/def/crs/EPSG/0/{3857 if tiles.mercator else 4490}"


def _uri(tiles: TileGridOf) -> dict[str, str]:
    return {"uri": _WEB_MERCATOR} if tiles.mercator else {}
