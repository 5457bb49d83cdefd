"""What covers a polygon, by the rasters in force."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.edition_json import editions_in_force
from api.examples import body_examples, example
from api.language import documented
from api.maps.rasters import Layer, raster_kind
from api.models.rasters import Statistics, StatisticsRequest
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Reader
from api.service import Here
from api.work import turn
from layers.intake import ReadLimits, read_geojson
from zoning.titles import both, data_standing

router = APIRouter(prefix="/rasters", tags=["rasters"], route_class=StrictRoute, dependencies=[Depends(documented)])


@router.post(
    "/{layer}/statistics",
    summary="What covers a polygon",
    description="Area by class and group in a polygon, by the exact weights of the measure of land cover: each cell "
    "counts by the share of it that lies in the polygon, on the ellipsoid. Nothing is recorded. Where no raster "
    "reaches, figures are null and not 0, and `covered_share` says how much of the polygon is reached.",
    response_model=Statistics,
    responses={
        200: example("read_statistics"),
        **problems("malformed-request", "bad-geometry", "bad-crs", "bad-input", "no-editions", "not-found", "withheld"),
    },
    openapi_extra=body_examples("read_statistics"),
    dependencies=[Depends(turn)],
)
def read_statistics(asked_of: StatisticsRequest, layer: Layer, here: Here, caller: Reader) -> Response:
    """The cover of one polygon."""
    door, day = here.door(caller), asked_of.as_of or here.today()
    kind = raster_kind(here, door, layer)
    reading = read_geojson(asked_of.polygon, crs=asked_of.crs, limits=ReadLimits(vertices=here.desk.limits.vertices))
    found = door.cover(here.desk.store.editions(), layer, reading, as_of=day, known_at=here.clock())
    editions = editions_in_force(here, door, layer, day)
    return reply(
        {
            "layer": layer,
            "layer_title": both(kind.title),
            "as_of": day.isoformat(),
            **found,
            "data_standing": data_standing(here.desk.definitions, editions),
        }
    )
