"""Features by id: as they are in force, and of those that are no more, what took their place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from api.edition_json import edition_shown
from api.examples import example
from api.language import documented
from api.layers import AsOf, Layer, Region
from api.models.editions import FeatureAnswer
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Reader
from api.service import Here
from layers.publication.successors import feature
from zoning.titles import layer_title
from zoning.verdict import geojson

router = APIRouter(prefix="/layers", tags=["layers"], route_class=StrictRoute, dependencies=[Depends(documented)])
FeatureId = Annotated[
    str, Path(alias="feature", description="Id of the feature.", min_length=1, max_length=500, examples=["WS-2"])
]


@router.get(
    "/{layer}/features/{region}/{feature:path}",
    summary="One feature",
    description="A feature of the edition in force of a region, with its geometry. One that was in an earlier edition "
    "and is no more is gone (410): `successors` names what lies in its place now, the largest share first. Of a layer "
    "that is withheld from the caller: 403.",
    response_model=FeatureAnswer,
    responses={
        200: example("read_feature"),
        **problems("invalid-request", "not-found", "gone", "withheld", "corrupt-edition"),
    },
)
def read_feature(
    *, layer: Layer, region: Region, feature_id: FeatureId, caller: Reader, here: Here, as_of: AsOf = None
) -> Response:
    """One feature on a day."""
    kind, day, now, door = here.kind(layer), as_of or here.today(), here.clock(), here.door(caller)
    door.require(kind.layer)
    desk = here.desk
    editions = desk.store.editions()
    found = feature(
        here.past,
        kind,
        editions,
        door.view(editions, kind.layer, as_of=day, known_at=now),
        region=region,
        feature_id=feature_id,
        as_of=day,
        known_at=now,
    )
    return reply(
        {
            "layer": kind.layer,
            "layer_title": layer_title(desk.definitions, kind.layer),
            "region": region,
            "feature": found.id,
            "status": found.edition.head.standing,
            "as_of": day.isoformat(),
            "edition": edition_shown(door, found.edition, editions, day, now),
            "attributes": dict(found.attributes),
            "geometry": geojson(found.geometry),
        }
    )
