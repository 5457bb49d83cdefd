"""TileJSON 3.0.0: what a map library is told of tiles before it asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.address import absolute
from api.examples import example
from api.language import documented, language_of
from api.maps.asked import AsOf, Grid, Layers, asked, to_release
from api.maps.atlas import Sheet
from api.maps.told import FRESH, told
from api.models.maps import TileJson
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import READING, Reader
from api.service import Here, Service
from layers.errors import Lang
from layers.snapshot import LayerView
from layers.tiles.extent import as_drawn, together
from layers.tiles.grids import Grid as TileGrid
from layers.tiles.grids import display_grid
from zoning.door import Door
from zoning.maps.standing import attribution, shifted_word
from zoning.maps.vector_layers import vector_layer

FINE: Final = 16  # a unit of a tile of this zoom is 0.15 m; beyond it a map enlarges
router = APIRouter(
    prefix="/tiles", tags=["tiles"], route_class=StrictRoute, dependencies=[READING, Depends(documented)]
)


def crs_of(tiles: TileGrid) -> str:
    """The CRS of a grid as an EPSG code; GCJ02 where positions are shifted for display."""
    if tiles.shift is not None:
        return "GCJ02"
    return "EPSG:3857" if tiles.mercator else "EPSG:4490"


def tiles_url(request: Request, tms: str, sheet: Sheet) -> str:
    """The address of the tiles of a sheet, with `{z}`, `{x}` and `{y}` in it."""
    return absolute(request, f"/tiles/{tms}/{','.join(sheet.layers)}@{sheet.release}/{{z}}/{{x}}/{{y}}.mvt")


def source(
    here: Service, door: Door, request: Request, *, tms: TileGrid, sheet: Sheet, views: Sequence[LayerView], lang: Lang
) -> dict[str, Any]:
    """What TileJSON and a style source have in common: tiles, bounds, zooms, attribution."""
    bounds = as_drawn(together(here.atlas.extent(door, view) for view in views), tms)
    sources = attribution([(view.kind, view.editions) for view in views], lang)
    return {
        "tiles": [tiles_url(request, tms.name, sheet)],
        "scheme": "xyz",
        **({} if bounds is None else {"bounds": list(bounds)}),
        "minzoom": tms.coarsest,
        "maxzoom": FINE,
        "attribution": sources if tms.shift is None else f"{shifted_word(lang)}{sources}",
    }


@router.get(
    "/{tms}/{layers}/tilejson.json",
    summary="TileJSON of layers",
    description="TileJSON 3.0.0. Its tiles carry the release in force, so that they can be kept for ever: read it anew "
    "to learn of another. `attribution` names the sources and says what is not statutory. `crs` and `tms` name the "
    "grid, which for CGCS2000Quad is not that of TileJSON; in WebMercatorQuad-GCJ02 positions are shifted for display "
    "over base maps in GCJ-02 and never to be measured.",
    response_model=TileJson,
    responses={
        200: example("read_tile_json"),
        307: {"description": "The same of the release in force on `as_of`."},
        **problems("invalid-request", "not-found", "withheld", "corrupt-edition", "store-error"),
    },
)
def read_tile_json(
    *, here: Here, caller: Reader, request: Request, tms: Grid, layers: Layers, as_of: AsOf = None
) -> Response:
    """TileJSON of a release, or of that in force."""
    door = here.door(caller)
    about, tiles, lang = asked(here, door, layers, as_of), display_grid(tms), language_of(request, here.settings.lang)
    if about.as_of is not None:
        return to_release(
            request, here, caller, about=about, tiles=tiles, path=f"/tiles/{tms}/{{layers}}/tilejson.json"
        )
    sheet = about.sheet(here, tiles)
    views = here.atlas.views(door, sheet)
    titles = [kind.title.zh if lang == "zh" else kind.title.en for kind in about.kinds]
    body = {
        "tilejson": "3.0.0",
        "name": ("、" if lang == "zh" else ", ").join(titles),
        **({} if tiles.shift is None else {"description": shifted_word(lang)}),
        **source(here, door, request, tms=tiles, sheet=sheet, views=views, lang=lang),
        "vector_layers": [vector_layer(kind, lang, tiles.coarsest, FINE) for kind in about.kinds],
        "tms": tiles.name,
        "crs": crs_of(tiles),
        "release": sheet.release,
        "layers": [_held(view) for view in views],
    }
    return reply(body, headers={**told(here, caller, about.kinds, FRESH), "Vary": "Accept-Language"})


def _held(view: LayerView) -> dict[str, Any]:
    """The editions that a layer consists of; none: the layer says nothing anywhere."""
    return {
        "layer": view.kind.layer,
        "editions": [
            {"region": one.head.region, "edition": one.number, "status": one.head.standing} for one in view.editions
        ],
    }
