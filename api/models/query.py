"""Shapes of queries: pages of features, many points."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.fields import AS_OF, Day, Metres
from api.models.base import Geometry, Scalar, Shape, Text
from api.models.layers import IdentifyAnswer


class FeatureInPage(Shape):
    """A GeoJSON Feature; its coordinates are in the order of the axes of the answer's `crs`."""

    type: Literal["Feature"]
    id: str = Field(description="`<region>:<id>`; where two standings have that name, the lower says which it is.")
    geometry: Geometry
    properties: dict[str, Scalar]


class Link(Shape):
    """A link."""

    rel: str
    type: str
    href: str


class FeaturePage(Shape):
    """A GeoJSON FeatureCollection: one page of a layer as in force."""

    type: Literal["FeatureCollection"]
    layer: str
    layer_title: Text
    as_of: str
    crs: str = Field(description="URI of the CRS of the coordinates.")
    data_standing: Text | None
    number_matched: int | None = Field(
        default=None, alias="numberMatched", description="Only where it is known without counting."
    )
    number_returned: int = Field(alias="numberReturned")
    links: list[Link] = Field(description="`next`, where there are more.")
    features: list[FeatureInPage]


Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Points(Shape):
    """Points to ask about."""

    points: Annotated[
        list[tuple[Coordinate, Coordinate]],
        Field(min_length=1, max_length=1000, description="Each longitude (easting) first, in `crs`."),
    ]
    crs: str | None = Field(default=None, description="As in POST /siting/checks; default EPSG:4490.")
    within_m: Annotated[Metres, Field(ge=0, le=1000, description="Metres around each.")] = 0.0
    as_of: Day | None = Field(default=None, description=AS_OF)


class PointAnswers(Shape):
    """What lies at each point, in the order asked."""

    as_of: str
    within_m: float
    answers: list[IdentifyAnswer]
