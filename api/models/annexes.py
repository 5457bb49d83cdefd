"""Shapes of what a verdict shows beside its findings."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models.base import Classed, Named, Scalar, Shape, Text

Level = Literal["report", "form", "registration", "none"]


class Reason(Shape):
    """One fact that keeps an exception from holding: what is known of it and what it would have to be."""

    fact: str
    known: list[Scalar] | None
    wanted: list[Scalar] | None = None
    excluded: list[Scalar] | None = None
    not_: dict[str, float | None] | None = Field(default=None, alias="not")
    at_least: float | None = None
    below: float | None = None
    alternative: str | None = None
    text: Text


class Tried(Shape):
    """An exception as it was tried."""

    id: str
    kind: Literal["activity", "dispensation"]
    state: Literal["holds", "fails", "open", "not_claimed"]
    then: Literal["none", "require"]
    confidence: Literal["H", "M", "L"]
    reasons: list[Reason]
    text: Text


class RuleTried(Shape):
    """The exceptions of one rule that holds or may hold."""

    pack: str
    rule: str
    exceptions: list[Tried]
    text: Text


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


class Step(Shape):
    """One thing that may be done."""

    code: str
    layer: str | None
    region: str | None
    edition: int | None
    feature: str | None
    pack: str | None
    rule: str | None
    values: dict[str, Any]
    text: Text


class Sensitive(Shape):
    """Whether the project is in or touches a sensitive area of a row's own column."""

    involved: bool | None
    met: list[str]


class Row(Shape):
    """A row of the catalogue that the project falls, or may fall, under."""

    item: int
    match: str
    levels: list[Level]
    sensitive: Sensitive | None
    text: Text


class Raised(Shape):
    """A sensitive area but for which the level would be another."""

    area: str
    category: str
    features: list[dict[str, Any]]
    text: Text


class EiaHint(Shape):
    """The levels of the EIA that the catalogue leaves; a hint, never a decision."""

    text: Text
    title: Text
    edition: str
    in_force: bool
    terms_from: str | None
    basis: Literal["item", "unlisted", "unmatched", "no_edition"]
    levels: list[Level]
    level_texts: list[Text]
    rows: list[Row]
    raised_by: list[Raised]
    open_areas: list[str]
    missing_facts: list[str]
    stated: Level | None
    comparison: str | None
    comparison_text: Text | None
