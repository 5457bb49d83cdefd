"""A ready MapLibre style, and legends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.address import absolute
from api.examples import example
from api.fields import AS_OF, Day
from api.language import documented, language_of
from api.layers import Layer
from api.maps.asked import Some, kinds_of, shown_to
from api.maps.tile_json import source
from api.maps.told import FRESH, told
from api.models.maps import Legends, Style
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import READING, Reader
from api.service import Here, Service
from layers.catalogue import current
from layers.editions import Standing
from layers.errors import CorruptEdition, InvalidFeature, NotFound
from layers.kinds import LayerKind
from layers.snapshot import LayerView
from layers.tiles.extent import together
from layers.tiles.grids import GRIDS
from zoning.door import Door
from zoning.maps.groups import FIRST
from zoning.maps.legend import drawing, legends
from zoning.maps.style import Drawn, style

SVG = "image/svg+xml"
tiles = APIRouter(prefix="/tiles", tags=["tiles"], route_class=StrictRoute, dependencies=[READING, Depends(documented)])
layers = APIRouter(
    prefix="/layers", tags=["layers"], route_class=StrictRoute, dependencies=[READING, Depends(documented)]
)


@tiles.get(
    "/style.json",
    summary="A MapLibre style",
    description="A style (version 8) over the tiles of the release in force on `as_of`, from the layer files: classes "
    "differ by colour, and by dash or ring besides. It needs no glyphs and no sprites; `labels=true` adds names, which "
    "MapLibre draws without glyphs from 5.11 on. It opens with a few layers, or with those of `layers`; others are "
    "there and hidden. Only layers that the caller may see, and that have an edition in force, are in it; 404 where "
    "none of `layers` has.",
    response_model=Style,
    responses={200: example("read_style"), **problems("invalid-request", "not-found", "withheld", "store-error")},
)
def read_style(
    *,
    here: Here,
    caller: Reader,
    request: Request,
    wanted: Annotated[Some, Query(alias="layers", examples=["water_source_zone"])] = None,
    labels: Annotated[bool, Query(description="Whether names are written beside features.")] = False,
    as_of: Annotated[Day | None, Query(description=AS_OF)] = None,
) -> Response:
    """The style in the language asked for."""
    door, lang, day = here.door(caller), language_of(request, here.settings.lang), as_of or here.today()
    kinds = shown_to(here, door) if wanted is None else kinds_of(here, door, wanted)
    held = {kind.layer: bool(standings(here, kind, day)) for kind in kinds}
    if wanted is not None and not any(held.values()):
        raise NotFound(
            f"{day} 没有生效的版本（图层 {wanted[:200]}）；空白不等于没有限制",
            f"no edition of {wanted[:200]} is in force on {day}; that is no empty map",
        )
    kinds = tuple(kind for kind in kinds if held[kind.layer])
    drawn: list[Drawn] = []
    sources: dict[str, dict[str, Any]] = {}
    views: list[LayerView] = []
    broken = frozenset(kind.layer for kind in kinds if not _can_be_read(here, door, kind, day))
    for name, some, shown in _sources(kinds, broken, chosen=wanted is not None):
        sheet = here.atlas.present((kind.layer for kind in some), day, here.clock())
        found = [] if name in broken else here.atlas.views(door, sheet)
        sources[name] = {
            "type": "vector",
            "promoteId": "id",
            **source(here, door, request, tms=GRIDS["WebMercatorQuad"], sheet=sheet, views=found, lang=lang),
        }
        drawn += [Drawn(kind, name, shown) for kind in some]
        views += found if shown else []
    body = style(drawn, sources, lang, bounds=_opening(here, door, views), labels=labels, broken=sorted(broken))
    return reply(body, headers={**told(here, caller, kinds, FRESH), "Vary": "Accept-Language"})


def _sources(
    kinds: tuple[LayerKind, ...], broken: Collection[str], *, chosen: bool
) -> Iterable[tuple[str, list[LayerKind], bool]]:
    """What is shown comes in one tile, of each class of access; what is hidden is not fetched, each by itself.

    A broken layer is by itself too: its tiles fail, and those of the others do not.
    """
    shown = [kind for kind in kinds if chosen or kind.layer in FIRST] or list(kinds)
    for access in ("public", "restricted"):
        some = [kind for kind in shown if kind.access == access and kind.layer not in broken]
        if some:
            yield access, some, True
    for kind in kinds:
        if kind not in shown or kind.layer in broken:
            yield kind.layer, [kind], kind in shown


def _can_be_read(here: Service, door: Door, kind: LayerKind, day: date) -> bool:
    try:
        here.atlas.views(door, here.atlas.present([kind.layer], day, here.clock()))
    except (CorruptEdition, InvalidFeature):
        return False
    return True


def _opening(here: Service, door: Door, views: Iterable[LayerView]) -> Any:
    return together(here.atlas.extent(door, view) for view in views)


def standings(here: Service, kind: LayerKind, day: date) -> list[Standing]:
    """The standings of the editions of a layer in force on a day."""
    found = current(here.atlas.editions(), kind.layer, day, here.clock())
    return [edition.head.standing for edition in found]


@tiles.get(
    "/legend.json",
    summary="Legends of all layers",
    description="For every layer its classes with colour, dash and title, and the standings of its editions in force. "
    "It shows nothing of the features, and so is the same for everybody.",
    response_model=Legends,
    responses={200: example("read_legends"), **problems("invalid-request", "store-error")},
)
def read_legends(here: Here, caller: Reader, request: Request) -> Response:
    """All legends."""
    kinds = [here.desk.definitions.kinds[layer] for layer in here.desk.definitions.kinds.of_features]
    found = legends([(kind, standings(here, kind, here.today())) for kind in kinds])
    for one in found:
        one["svg"] = absolute(request, f"/layers/{one['layer']}/legend.svg")
    return reply({"legends": found}, headers=told(here, caller, (), FRESH))


@layers.get(
    "/{layer}/legend.svg",
    summary="The legend of a layer as a picture",
    description="SVG with plain text in a generic font. It shows nothing of the features.",
    responses={200: {"description": "The legend.", "content": {SVG: {}}}, **problems("invalid-request", "not-found")},
    response_class=Response,
)
def read_legend(layer: Layer, here: Here, caller: Reader, request: Request) -> Response:
    """One legend."""
    kind = here.kind(layer)
    content = drawing(kind, standings(here, kind, here.today()), language_of(request, here.settings.lang))
    headers = {**told(here, caller, (), FRESH), "Vary": "Accept-Language"}
    return Response(content, media_type=SVG, headers=headers)
