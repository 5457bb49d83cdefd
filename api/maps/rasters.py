"""Rasters of classes: which there are, their tiles as pictures, and legends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.principal import Principal
from api.address import absolute
from api.examples import example
from api.language import documented, language_of
from api.maps.asked import AsOf
from api.maps.atlas import Sheet
from api.maps.tile_json import crs_of
from api.maps.tiles import X, Z
from api.maps.told import FRESH, LASTING, tagged, told, unchanged
from api.models.rasters import RasterLayers, RasterLegend, RasterTileJson
from api.problems import problems
from api.replies import path_to, reply
from api.route import StrictRoute
from api.security import READING, Reader
from api.service import Here, Service
from layers.editions import STANDINGS
from layers.errors import BadInput, NotFound
from layers.kinds import LayerKind
from layers.rasters.classes import ClassTable
from layers.rasters.drawings import SIZE, DrawnRasters
from layers.rasters.placed import Raster, rasters
from layers.rasters.tiles import method, raster_tile
from layers.tiles.grids import GRIDS, grid
from zoning.door import Door
from zoning.maps.standing import attribution
from zoning.titles import both

PNG = "image/png"
DENSE = "@2x"
router = APIRouter(
    prefix="/rasters", tags=["rasters"], route_class=StrictRoute, dependencies=[READING, Depends(documented)]
)
Layer = Annotated[str, Path(description="Name of a layer of rasters.", examples=["land_cover"])]
Grid = Annotated[
    str,
    Path(
        alias="tms",
        description="Tile matrix set, as GET /tiles lists them; `@` and the name of a release fix what is drawn.",
        pattern=r"^[A-Za-z0-9-]{1,40}(@[0-9a-f]{24})?$",
        examples=["WebMercatorQuad"],
    ),
]
Y = Annotated[
    str,
    Path(
        description="Row, from the north; with `@2x` 512 pixels on a side instead of 256.",
        pattern=r"^[0-9]{1,7}(@2x)?$",
        examples=["214"],
    ),
]


@dataclass(frozen=True)
class Asked:
    """A layer of rasters as an address has it; `name` is that of the release, drawing included."""

    kind: LayerKind
    tms: str
    sheet: Sheet
    name: str
    lasting: bool

    def drawn(self, here: Service, door: Door) -> DrawnRasters:
        """The rasters. Raises Withheld, StoreError, BadInput; NotFound where no edition is in force."""
        (view,) = here.atlas.views(door, self.sheet)
        return here.pictures.of(view)


def raster_kind(here: Service, door: Door, layer: str) -> LayerKind:
    """A layer of rasters by name. Raises NotFound, Withheld."""
    kind = here.kind(layer)
    if not kind.raster:
        raise NotFound(f"图层 {layer} 不是栅格；见 /tiles", f"the layer {layer} is no raster; see /tiles")
    door.require(layer)
    return kind


def asked(here: Service, door: Door, layer: str, tms: str, as_of: date | None) -> Asked:
    """What an address names. Raises NotFound, Withheld, BadInput, StoreError."""
    kind = raster_kind(here, door, layer)
    name, _, release = tms.partition("@")
    if not release:
        sheet = here.atlas.present([layer], as_of or here.today(), here.clock())
        return Asked(kind, grid(name).name, sheet, f"{sheet.release}{_method(here)}", lasting=False)
    if as_of is not None:
        raise BadInput(
            "地址中的 @发布名已固定日期；请去掉 as_of", "the @release in the address fixes the day; leave out as_of"
        )
    held, drawing = release[:-8], release[-8:]
    if drawing != _method(here):
        raise NotFound(
            f"没有名为 {release} 的发布：绘制方式或颜色已变；当前的见 tilejson.json",
            f"there is no release {release}: drawing or colours are others now; tilejson.json names the present one",
        )
    return Asked(kind, grid(name).name, here.atlas.named([layer], held, here.clock()), release, lasting=True)


def _method(here: Service) -> str:
    return method(here.desk.definitions.class_tables)


@router.get(
    "",
    summary="Layers of rasters",
    description="The layers whose editions are rasters of classes, with those in force today. There are no others: "
    "a raster of measured values is no kind of layer.",
    response_model=RasterLayers,
    responses={200: example("list_rasters"), **problems("invalid-request", "store-error")},
)
def list_rasters(here: Here, caller: Reader, request: Request) -> Response:
    """What can be drawn and measured."""
    door, now, day = here.door(caller), here.clock(), here.today()
    editions = here.desk.store.editions()
    found = []
    for layer, kind in here.desk.definitions.kinds.items():
        if kind.raster and door.shows(layer):
            view = door.view(editions, layer, as_of=day, known_at=now)
            found.append(
                {
                    "layer": layer,
                    "title": both(kind.title),
                    "access": kind.access,
                    "release": f"{here.atlas.present([layer], day, now).release}{_method(here)}",
                    "rasters": [held(raster) for raster in rasters(view)],
                    "tilejson": {tms: absolute(request, f"/rasters/{layer}/{tms}/tilejson.json") for tms in GRIDS},
                    "legend": absolute(request, f"/rasters/{layer}/legend.json"),
                }
            )
    return reply({"as_of": day.isoformat(), "layers": found})


@router.get(
    "/{layer}/{tms}/{z}/{x}/{y}.png",
    summary="A picture tile",
    description="PNG, 256 pixels on a side, one colour per class (GET /rasters/{layer}/legend.json), clear where no "
    "raster reaches and where cells have no class. A pixel has the class of the cell at its centre; where it is larger "
    "than a cell, of most cells of the block of cells there. With `@release` it never changes. 204: nothing is there.",
    responses={
        200: {"description": "The picture.", "content": {PNG: {}}},
        204: {"description": "Nothing is there."},
        304: {"description": "The caller has it."},
        307: {"description": "The same tile of the release in force on `as_of`."},
        **problems("invalid-request", "bad-input", "not-found", "withheld", "corrupt-edition", "store-error"),
    },
    response_class=Response,
)
def read_picture(
    *,
    here: Here,
    caller: Reader,
    request: Request,
    layer: Layer,
    tms: Grid,
    z: Z,
    x: X,
    y: Y,
    as_of: AsOf = None,
) -> Response:
    """One tile."""
    door = here.door(caller)
    about = asked(here, door, layer, tms, as_of)
    tile = grid(about.tms).tile(z, x, int(y.removesuffix(DENSE)))
    if as_of is not None:
        return _to_release(request, here, caller, about, f"{z}/{x}/{y}.png")
    headers = told(here, caller, (about.kind,), LASTING if about.lasting else FRESH)
    headers = tagged(headers, about.name)
    if (same := unchanged(request, headers, about.name)) is not None:
        return same
    content = raster_tile(about.drawn(here, door), tile, 2 * SIZE if y.endswith(DENSE) else SIZE)
    if not content:
        return Response(status_code=204, headers=headers)
    return Response(content, media_type=PNG, headers=headers)


@router.get(
    "/{layer}/{tms}/tilejson.json",
    summary="TileJSON of a layer of rasters",
    description="TileJSON 3.0.0 of pictures. Its tiles carry the release in force, so that they can be kept for ever.",
    response_model=RasterTileJson,
    responses={
        200: example("read_raster_tile_json"),
        307: {"description": "The same of the release in force on `as_of`."},
        **problems("invalid-request", "bad-input", "not-found", "withheld", "corrupt-edition", "store-error"),
    },
)
def read_raster_tile_json(
    *, here: Here, caller: Reader, request: Request, layer: Layer, tms: Grid, as_of: AsOf = None
) -> Response:
    """TileJSON of a release, or of that in force."""
    door = here.door(caller)
    about, lang = asked(here, door, layer, tms, as_of), language_of(request, here.settings.lang)
    if as_of is not None:
        return _to_release(request, here, caller, about, "tilejson.json")
    drawn, tiles = about.drawn(here, door), grid(about.tms)
    kind = about.kind
    body = {
        "tilejson": "3.0.0",
        "name": kind.title.zh if lang == "zh" else kind.title.en,
        "format": "png",
        "tiles": [absolute(request, f"/rasters/{layer}/{tiles.name}@{about.name}/{{z}}/{{x}}/{{y}}.png")],
        "tile_size": SIZE,
        "scheme": "xyz",
        "bounds": None if drawn.bounds is None else list(drawn.bounds),
        "minzoom": tiles.coarsest,
        "maxzoom": max((part.finest(tiles) for part in drawn.parts), default=tiles.coarsest),
        "attribution": attribution([(kind, [part.raster.edition for part in drawn.parts])], lang),
        "tms": tiles.name,
        "crs": crs_of(tiles),
        "release": about.name,
        "rasters": [held(part.raster) for part in drawn.parts],
    }
    return reply(body, headers={**told(here, caller, (kind,), FRESH), "Vary": "Accept-Language"})


@router.get(
    "/{layer}/legend.json",
    summary="Legend of a layer of rasters",
    description="The classes of the rasters in force with their titles and the colours that tiles have.",
    response_model=RasterLegend,
    responses={
        200: example("read_raster_legend"),
        **problems("invalid-request", "bad-input", "not-found", "withheld", "corrupt-edition", "store-error"),
    },
)
def read_raster_legend(layer: Layer, here: Here, caller: Reader) -> Response:
    """The legend as of today."""
    door = here.door(caller)
    about = asked(here, door, layer, "WebMercatorQuad", None)
    drawn = about.drawn(here, door)
    standings = {part.raster.edition.head.standing for part in drawn.parts}
    body = {
        "layer": layer,
        "title": both(about.kind.title),
        "standing": [one for one in STANDINGS if one in standings],
        "tables": [_table(table) for table in drawn.tables],
    }
    return reply(body, headers=told(here, caller, (about.kind,), FRESH))


def held(raster: Raster) -> dict[str, object]:
    """A raster in force as answers name it."""
    return {**raster.as_json(), "status": raster.edition.head.standing}


def _table(table: ClassTable) -> dict[str, Any]:
    return {
        "id": table.table,
        "version": table.version,
        "title": both(table.title),
        "source": both(table.source),
        "groups": {name: both(title) for name, title in table.groups.items()},
        "classes": [
            {"value": value, "title": both(one.title), "colour": one.colour, "groups": list(one.groups)}
            for value, one in ((value, table.classes[value]) for value in table.values)
        ],
    }


def _to_release(request: Request, here: Service, caller: Principal, about: Asked, rest: str) -> Response:
    """307 from a day to the release in force on it."""
    place = path_to(request, f"/rasters/{about.kind.layer}/{about.tms}@{about.name}/{rest}")
    query = "&".join(f"{name}={value}" for name, value in request.query_params.items() if name != "as_of")
    headers = told(here, caller, (about.kind,), FRESH)
    return RedirectResponse(f"{place}?{query}" if query else place, status_code=307, headers=headers)
