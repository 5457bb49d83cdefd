"""Vector tiles: which there are, the grids, the tiles themselves."""

from __future__ import annotations

import gzip
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from api.address import absolute
from api.examples import example
from api.language import documented
from api.maps.asked import AsOf, Grid, Layers, asked, shown_to, to_release
from api.maps.tile_json import crs_of
from api.maps.told import FRESH, LASTING, everywhere, tagged, takes_gzip, told, unchanged
from api.models.maps import TileGrid, TileLayers
from api.problems import problems
from api.replies import JSON, reply
from api.route import StrictRoute
from api.security import READING, Reader
from api.service import Here
from layers.tiles.grids import DISPLAY, FINEST, GRIDS, display_grid
from zoning.titles import both

MVT = "application/vnd.mapbox-vector-tile"
router = APIRouter(
    prefix="/tiles", tags=["tiles"], route_class=StrictRoute, dependencies=[READING, Depends(documented)]
)
Z = Annotated[int, Path(description="Zoom: the number of the tile matrix.", examples=[9])]
X = Annotated[int, Path(description="Column, from the west.", examples=[427])]
Y = Annotated[int, Path(description="Row, from the north.", examples=[214])]


@router.get(
    "",
    summary="Layers and grids that there are tiles of",
    description="The tile matrix sets, and the layers that the caller may see with the release in force today.",
    response_model=TileLayers,
    responses={200: example("list_tiles"), **problems("invalid-request", "store-error")},
)
def list_tiles(here: Here, caller: Reader, request: Request) -> Response:
    """What can be drawn."""
    layers, kinds = [], shown_to(here, here.door(caller))
    for kind in kinds:
        sheet = here.atlas.present([kind.layer], here.today(), here.clock())
        tilejson = f"/tiles/WebMercatorQuad/{kind.layer}/tilejson.json"
        layers.append(
            {
                "layer": kind.layer,
                "title": both(kind.title),
                "geometry": kind.geometry,
                "access": kind.access,
                "release": sheet.release,
                "tilejson": absolute(request, tilejson),
                "legend": absolute(request, f"/layers/{kind.layer}/legend.svg"),
            }
        )
    grids = [
        {
            "tms": one.name,
            "crs": crs_of(one),
            "minzoom": one.coarsest,
            "maxzoom": FINEST,
            "display_only": one.shift is not None,
            "definition": absolute(request, f"/tiles/{one.name}"),
        }
        for one in (*GRIDS.values(), *DISPLAY.values())
    ]
    return reply({"grids": grids, "layers": layers}, headers=told(here, caller, kinds, FRESH))


@router.get(
    "/{tms}",
    summary="One tile matrix set",
    description="A grid after OGC 17-083r4: for every zoom its scale, origin, and how many tiles there are.",
    response_model=TileGrid,
    responses={200: example("read_grid"), **problems("invalid-request", "not-found")},
)
def read_grid(tms: Grid, here: Here, caller: Reader) -> Response:
    """The definition of a grid."""
    content = display_grid(tms).matrices.model_dump_json(exclude_none=True).encode()
    kept = f"{'private' if caller.named else 'public'}, max-age=86400"
    headers = {"Cache-Control": kept, **({} if caller.named else everywhere(here))}
    return Response(content, media_type=JSON, headers=headers)


@router.get(
    "/{tms}/{layers}/{z}/{x}/{y}.mvt",
    summary="A vector tile",
    description="A Mapbox Vector Tile 2.1 of one layer or several. With `@release` in the address it never changes; "
    "without it is the release in force. 204: nothing is there. 404: the grid has no such tile, or no edition of the "
    "layers is in force, which is no empty map. A feature's `id` is among its properties: use `promoteId`.",
    responses={
        200: {"description": "The tile.", "content": {MVT: {}}},
        204: {"description": "Nothing is there."},
        304: {"description": "The caller has it."},
        307: {"description": "The same tile of the release in force on `as_of`."},
        **problems("invalid-request", "not-found", "withheld", "corrupt-edition", "store-error"),
    },
    response_class=Response,
)
def read_tile(
    *, here: Here, caller: Reader, request: Request, tms: Grid, layers: Layers, z: Z, x: X, y: Y, as_of: AsOf = None
) -> Response:
    """One tile."""
    door = here.door(caller)
    about = asked(here, door, layers, as_of)
    tiles = display_grid(tms)
    tile = tiles.tile(z, x, y)
    if about.as_of is not None:
        return to_release(
            request, here, caller, about=about, tiles=tiles, path=f"/tiles/{tms}/{{layers}}/{z}/{x}/{y}.mvt"
        )
    sheet = about.sheet(here, tiles)
    packed = takes_gzip(request)
    headers = told(here, caller, about.kinds, LASTING if about.release is not None else FRESH)
    headers = {**tagged(headers, sheet.release + (".gz" if packed else "")), "Vary": "Accept-Encoding"}
    if (held := unchanged(request, headers, sheet.release, f"{sheet.release}.gz")) is not None:
        return held
    content = here.atlas.tile(door, sheet, tile)
    if not content:
        return Response(status_code=204, headers=headers)
    if packed:
        return Response(content, media_type=MVT, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(content), media_type=MVT, headers=headers)
