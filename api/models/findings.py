"""Shapes of what a project meets: features, the rules that read them, totals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.models.base import Classed, Scalar, Shape, Text
from api.models.lines import Effect


class Basis(Shape):
    """A provision; the title is Chinese in every language, `article` null where its number is not verified."""

    title: str
    article: str | None


class Requirement(Shape):
    """What must be obtained or done."""

    code: str
    text: Text
    authority: Text | None
    document: Text | None


class ExceptionState(Shape):
    """An exception of a rule and whether it holds."""

    id: str
    state: Literal["holds", "fails", "open", "not_claimed"]
    text: Text


class RuleAtFeature(Shape):
    """A rule that reads the feature; `holds` is null while open."""

    pack: str
    rule: str
    effect: Effect
    holds: bool | None
    missing_facts: list[str]
    exceptions: list[ExceptionState]
    requirements: list[str]
    requirement_texts: list[Requirement]
    basis: Basis
    further_basis: list[Basis]
    confidence: Literal["H", "M", "L"]
    text: Text


class Overlap(Shape):
    """Measures of an overlap: nominal, and between least and greatest within the accuracy.

    Of a layer that is withheld from the reader, the area to the full hectare alone.
    """

    overlap_area_m2: float
    overlap_area_range_m2: Annotated[list[float], Field(min_length=2, max_length=2)] | None
    overlap_length_m: float | None
    overlap_length_range_m: Annotated[list[float], Field(min_length=2, max_length=2)] | None


class Finding(Classed, Overlap):
    """One feature that the project meets or comes near; of a withheld layer all of one class, in steps of 100 m."""

    region: str | None
    edition: int | None
    feature: str | None
    name: str | None
    relation: Literal["overlaps", "adjacent", "near"] | None
    certainty: Literal["certain", "marginal"] | None
    overlap_share: float | None
    distance_m: float
    bearing_deg: float | None
    attributes: dict[str, Scalar]
    rules: list[RuleAtFeature]


class Total(Classed, Overlap):
    """The dissolved overlap of a layer and class."""

    share: float | None


class Dissolved(Shape):
    """What is prohibited for certain, or restricted at all, over all layers, each ground counted once."""

    what: Literal["prohibited", "restricted"]
    text: Text
    layers: list[str]
    overlap_area_m2: float
    overlap_length_m: float
    share: float | None
