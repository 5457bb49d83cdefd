"""Layers: kinds, editions, and what lies at a point."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from api.edition_json import edition_shown, editions_in_force, find_edition, knows_names, may_see
from api.examples import example
from api.fields import AS_OF, Day
from api.language import documented
from api.life_json import steps_json
from api.models.layers import EditionInFull, Editions, IdentifyAnswer, LayerInFull, Layers
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import READING, Reader
from api.service import Here
from layers.intake import read_lonlat
from layers.publication.history import history
from zoning.titles import data_standing

router = APIRouter(
    prefix="/layers",
    tags=["layers"],
    route_class=StrictRoute,
    dependencies=[READING, Depends(documented)],
)
Layer = Annotated[str, Path(description="Name of a layer.", examples=["water_source_zone"])]
Region = Annotated[str, Path(description="Region code, GB/T 2260.", pattern=r"^[0-9]{6}$", examples=["330300"])]
Number = Annotated[int, Path(description="Number of the edition.", ge=1, examples=[1])]
AsOf = Annotated[Day | None, Query(description=AS_OF, examples=["2026-11-22"])]


@router.get(
    "",
    summary="All layers",
    description="Every kind of layer with its editions in force.",
    response_model=Layers,
    responses={200: example("list_layers"), **problems("invalid-request")},
)
def list_layers(here: Here, caller: Reader, as_of: AsOf = None) -> Response:
    """The layers on a day."""
    day, door = as_of or here.today(), here.door(caller)
    definitions = here.desk.definitions
    found = []
    for layer, kind in definitions.kinds.items():
        editions = editions_in_force(here, door, layer, day)
        found.append(
            {
                "layer": layer,
                "title": kind.title.model_dump(),
                "geometry": kind.geometry,
                "access": kind.access,
                "editions": editions,
                "data_standing": data_standing(definitions, editions),
            }
        )
    return reply({"as_of": day.isoformat(), "layers": found})


@router.get(
    "/identify",
    summary="What lies at a point",
    description="The features of every layer at a point or within some metres of it, and for every layer whether it "
    "answers there at all. It is no verdict: ask POST /siting/checks for one.",
    response_model=IdentifyAnswer,
    responses={200: example("identify_point"), **problems("invalid-request", "bad-geometry", "bad-crs", "no-editions")},
)
def identify_point(
    *,
    here: Here,
    caller: Reader,
    lon: Annotated[float, Query(allow_inf_nan=False, description="Longitude, or easting in `crs`.", examples=[120.71])],
    lat: Annotated[float, Query(allow_inf_nan=False, description="Latitude, or northing in `crs`.", examples=[28.01])],
    crs: Annotated[str | None, Query(description="As in POST /siting/checks; default EPSG:4490.")] = None,
    within_m: Annotated[float, Query(ge=0, le=1000, allow_inf_nan=False, description="Metres around it.")] = 0.0,
    as_of: AsOf = None,
) -> Response:
    """Everything known of a point."""
    reading = read_lonlat(f"{lon!r},{lat!r}", crs)
    day, now = as_of or here.today(), here.clock()
    return reply(here.door(caller).identify(reading, within_m, as_of=day, now=now))


@router.get(
    "/{layer}",
    summary="One layer",
    description="The definition of a layer in full and its editions in force.",
    response_model=LayerInFull,
    responses={200: example("read_layer"), **problems("invalid-request", "not-found")},
)
def read_layer(layer: Layer, here: Here, caller: Reader, as_of: AsOf = None) -> Response:
    """One layer on a day."""
    kind, day = here.kind(layer), as_of or here.today()
    editions = editions_in_force(here, here.door(caller), layer, day)
    return reply(
        {
            "as_of": day.isoformat(),
            "kind": kind.model_dump(mode="json", by_alias=True),
            "editions": editions,
            "data_standing": data_standing(here.desk.definitions, editions),
        }
    )


@router.get(
    "/{layer}/editions",
    summary="Every edition of a layer",
    description="Also those scheduled, superseded and withdrawn; those proposed for stewards and auditors alone.",
    response_model=Editions,
    responses={200: example("list_editions"), **problems("invalid-request", "not-found")},
)
def list_editions(layer: Layer, here: Here, caller: Reader, as_of: AsOf = None) -> Response:
    """The editions of a layer with their states on a day."""
    kind, day, now, door = here.kind(layer), as_of or here.today(), here.clock(), here.door(caller)
    editions = here.desk.store.editions()
    found = [
        edition_shown(door, edition, editions, day, now)
        for edition in editions
        if edition.head.layer == kind.layer and may_see(caller, edition)
    ]
    return reply({"layer": layer, "as_of": day.isoformat(), "editions": found})


@router.get(
    "/{layer}/editions/{region}/{number}",
    summary="One edition",
    description="An edition with the outline of its coverage, which is left out for a layer that is withheld from the "
    "caller, and the steps of its life; who took them is told to stewards and auditors, and reasons to whom the layer "
    "is shown.",
    response_model=EditionInFull,
    responses={200: example("read_edition"), **problems("invalid-request", "not-found")},
)
def read_edition(layer: Layer, region: Region, number: Number, here: Here, caller: Reader) -> Response:
    """One edition as it stands today."""
    edition, door = find_edition(here, layer, region, number, caller), here.door(caller)
    body = edition_shown(door, edition, here.desk.store.editions(), here.today(), here.clock())
    named, shown = knows_names(caller), door.shows(edition.head.layer)
    steps = steps_json(history(here.desk.store, edition), named=named, reasons=shown)
    return reply({**body, "outline": door.outline(edition), "history": steps})
