"""Shapes of contacts and seams thinner than the accuracy of the data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Classed, Named, Shape, Text


class ThinSums(Shape):
    """Sums over thin parts; what is shared and what is missing are not added up."""

    count: int
    overlap_area_m2: float
    overlap_length_m: float
    overlap_width_m: float | None
    gap_area_m2: float
    gap_length_m: float
    gap_width_m: float | None


class ThinCause(ThinSums):
    """The parts of one likely cause."""

    cause: str
    text: Text


class ThinPart(Shape):
    """One thin part of a contact."""

    kind: str
    cause: str
    area_m2: float
    width_m: float | None
    length_m: float
    at: list[float]
    text: Text


class ThinContact(Classed, ThinSums):
    """A contact thinner than the data's accuracy, or with such parts."""

    region: str
    edition: int
    feature: str
    name: str | None
    relation: str
    certainty: str
    tolerance_m: float
    causes: list[ThinCause]
    parts: list[ThinPart]


class Neighbour(Named):
    """A feature beside a seam."""

    class_: str | None = Field(alias="class")


class Seam(Shape):
    """A gap or overlap, thinner than the accuracy, of a layer that should have none."""

    layer: str
    layer_title: Text
    topology: str
    kind: Literal["gap", "overlap"]
    accuracy_m: float
    area_m2: float
    width_m: float | None
    length_m: float
    neighbours: list[Neighbour]
    at: list[float]
    text: Text
