"""Shapes of the red-line review."""

from __future__ import annotations

from pydantic import Field

from api.models.base import Shape, Text


class Surface(Shape):
    """An area in m² and hectares with its range within the accuracy; of a withheld layer the full hectares alone.

    Null where the layer answers nowhere under what is measured.
    """

    area_m2: float | None
    area_range_m2: list[float] | None
    area_ha: float | None
    area_range_ha: list[float] | None


class ClassSurface(Surface):
    """The same for one class."""

    class_: str | None = Field(alias="class")


class Occupied(Surface):
    """What is taken of the red line."""

    by_class: list[ClassSurface]


class Crossed(Shape):
    """What crosses the red line without taking land in it."""

    length_m: float | None
    length_range_m: list[float] | None
    area_m2: float | None
    area_range_m2: list[float] | None


class OpinionArea(Shape):
    """What is taken inside and outside the area of an opinion; `complete` is null within the accuracy.

    Null where the layer answers nowhere under what is taken.
    """

    area_m2: float
    inside_m2: float | None
    inside_ha: float | None
    outside_m2: float | None
    outside_ha: float | None
    outside_range_m2: list[float] | None
    complete: bool | None


class Ground(Shape):
    """A rule or exception that leads to the outcome."""

    pack: str
    rule: str
    exception: str | None
    state: str


class Opening(Shape):
    """What keeps the outcome open."""

    kind: str
    about: str
    text: Text


class RedLine(Shape):
    """The outcome of the red-line review (审查结论)."""

    outcome: str
    text: Text
    possible: list[str]
    possible_texts: list[Text]
    by: list[Ground]
    open: list[Opening]
    not_claimed: list[str]
    law_not_covered: list[str]
    occupied: Occupied | None
    crossed: Crossed | None
    opinion: OpinionArea | None
