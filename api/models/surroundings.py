"""Shapes of what lies around a site."""

from __future__ import annotations

from pydantic import Field

from api.models.base import Shape, Text


class Ring(Shape):
    """One ring around the site; `complete` is false where the layer does not answer all of it."""

    ring_m: float
    complete: bool
    count: int
    text: Text | None = None


class RingCount(Shape):
    """Features of a class in one ring."""

    ring_m: float
    count: int


class Nearest(Shape):
    """The nearest feature of a class; farther than the data reach it is at least `at_least_m` away.

    Of a withheld layer no feature, and the distance to 100 m.
    """

    class_: str | None = Field(alias="class")
    class_title: Text | None
    region: str | None
    edition: int | None
    feature: str | None
    name: str | None
    distance_m: float
    at_least_m: float
    bearing_deg: float | None
    ring_m: float | None
    complete: bool
    counts: list[RingCount]
    text: Text | None


class Around(Shape):
    """What one layer holds around the site, and how far it answers."""

    layer: str
    layer_title: Text
    answers_m: float
    rings: list[Ring]
    classes: list[Nearest]


class Surroundings(Shape):
    """The surroundings in rings; `nothing` names the layers that answer all of them and hold nothing there."""

    rings_m: list[float]
    layers: list[Around]
    nothing: list[str]
