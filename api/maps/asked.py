"""Which layers a map's address names, of which release, on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.principal import Principal
from api.fields import AS_OF, Day
from api.maps.atlas import Sheet
from api.maps.told import FRESH, told
from api.replies import path_to
from api.service import Service
from layers.errors import BadInput, NotFound
from layers.kinds import LayerKind
from layers.tiles.grids import Grid as TileGrid
from zoning.door import Door

_NAMES = r"[a-z0-9_]+(,[a-z0-9_]+)*"
Layers = Annotated[
    str,
    Path(
        description="Layers by name, joined by commas; `@` and the name of a release after them fix what they hold.",
        pattern=rf"^{_NAMES}(@[0-9a-f]{{16}})?$",
        max_length=4000,
        examples=["water_source_zone"],
    ),
]
Grid = Annotated[
    str, Path(alias="tms", description="Tile matrix set, as GET /tiles lists them.", examples=["WebMercatorQuad"])
]
AsOf = Annotated[Day | None, Query(description=f"{AS_OF} Answers 307 to the release of that day.")]
Some = Annotated[
    str | None, Query(description="Layers by name, joined by commas; default: all.", pattern=f"^{_NAMES}$")
]


@dataclass(frozen=True)
class Asked:
    """What an address names, and that its caller may see it."""

    kinds: tuple[LayerKind, ...]
    release: str | None
    as_of: date | None

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the layers."""
        return tuple(kind.layer for kind in self.kinds)

    def sheet(self, here: Service, tiles: TileGrid) -> Sheet:
        """The layers as the address has them, to be drawn in a grid. Raises NotFound, StoreError."""
        if self.release is not None:
            return here.atlas.named(self.layers, self.release, here.clock(), tiles.shift)
        return here.atlas.present(self.layers, self.as_of or here.today(), here.clock(), tiles.shift)


def asked(here: Service, door: Door, layers: str, as_of: date | None) -> Asked:
    """What an address names. Raises NotFound, Withheld, BadInput."""
    names, _, release = layers.partition("@")
    if release and as_of is not None:
        raise BadInput(
            "地址中的 @发布名已固定日期；请去掉 as_of",
            "the @release in the address fixes the day; leave out as_of",
        )
    return Asked(kinds_of(here, door, names), release or None, as_of)


def kinds_of(here: Service, door: Door, names: str) -> tuple[LayerKind, ...]:
    """Layers of features by name, in order. Raises NotFound, Withheld, BadInput."""
    listed = names.split(",")
    if len(set(listed)) != len(listed):
        raise BadInput(f"图层重复：{names}；每个只写一次", f"a layer is named twice in {names}; name each once")
    kinds = tuple(here.kind(name) for name in sorted(listed))
    for kind in kinds:
        if kind.raster:
            raise NotFound(
                f"图层 {kind.layer} 为栅格，没有矢量瓦片；见 /rasters",
                f"the layer {kind.layer} is a raster and has no vector tiles; see /rasters",
            )
        door.require(kind.layer)
    return kinds


def shown_to(here: Service, door: Door) -> tuple[LayerKind, ...]:
    """All layers of features that a caller may see."""
    definitions = here.desk.definitions.kinds
    return tuple(definitions[layer] for layer in definitions.of_features if door.shows(layer))


def to_release(
    request: Request, here: Service, caller: Principal, *, about: Asked, tiles: TileGrid, path: str
) -> Response:
    """307 from a day to the release in force on it; `path` has `{layers}` for what the release is of."""
    sheet = about.sheet(here, tiles)
    place = path_to(request, path.replace("{layers}", f"{','.join(sheet.layers)}@{sheet.release}"))
    kept = {name: value for name, value in request.query_params.items() if name != "as_of"}
    query = "&".join(f"{name}={value}" for name, value in kept.items())  # `lang` alone, of two values
    headers = told(here, caller, about.kinds, FRESH)
    return RedirectResponse(f"{place}?{query}" if query else place, status_code=307, headers=headers)
