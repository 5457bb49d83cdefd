"""Shapes of what a project takes of the shore."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.models.base import Geometry, Shape
from api.models.measured import Bounds, Grade, LengthM, Ratio

Kind = Literal["mainland", "island"]
Counted = Literal["native", "restored", "restored_unrecognised", "artificial", "estuary", "unclassed"]
CNY = Annotated[list[float], Field(min_length=2, max_length=2, description="The least and the most, yuan.")]


class PartAsked(Shape):
    """A part of the project as it was read, in EPSG:4490."""

    role: str
    geometry: Geometry
    width_m: float | None


class TakenLength(Shape):
    """Metres of the region's line inside the footprint, by what they count as."""

    kind: Kind
    counted: Counted
    length_m: LengthM
    length_range_m: Bounds = Field(description="Footprint shrunk and grown by the accuracies of project and edition.")


class ShoreAfter(Shape):
    """Mainland or islands of the region before and after, supposing all natural line taken turns artificial."""

    natural_taken_m: LengthM
    natural_taken_range_m: Bounds
    unclassed_taken_m: LengthM
    natural_m: LengthM
    natural_after_m: LengthM
    natural_after_range_m: Bounds
    rate: Ratio | None
    rate_after: Ratio | None
    rate_after_percent: float | None
    rate_after_range: Bounds | None
    rate_change: float | None = Field(description="To 1e-9: a metre of a thousand kilometres shows.")


class FloorAfter(Shape):
    """A least rate before and after the project; `holds_after` null: what is open decides."""

    floor: str
    jurisdiction: str
    kind: Kind
    minimum_rate: float
    confidence: Grade
    slack_m: LengthM | None
    slack_range_m: Bounds | None
    slack_after_m: LengthM | None
    slack_after_range_m: Bounds | None
    holds_after: bool | None


class KeptLength(Shape):
    """Types of line whose length must not shrink: `holds` is false where the project surely takes some."""

    kept: str
    kind: Kind
    types: list[str]
    confidence: Grade
    taken_m: LengthM
    taken_range_m: Bounds
    holds: bool | None


class FineBasis(Shape):
    """A provision; `article` is left out where its number is not verified."""

    title: str
    article: str | None = None


class FineExposed(Shape):
    """What unlawful occupation may cost; on the natural line of the whole footprint, in whatever region."""

    fine: str
    per_metre_cny: CNY
    basis: FineBasis
    confidence: Grade
    natural_m: LengthM
    unclassed_m: LengthM
    cny: CNY | None = Field(description="Null while unclassed line is taken.")
    cny_range: CNY


class SegmentTaken(Shape):
    """A segment reached; `here`: whether it belongs to the region asked about, null where its code leaves that open."""

    segment: str
    edition: str
    kind: Kind
    type: str
    counted: Counted
    region: str | None
    here: bool | None
    length_m: LengthM
    length_range_m: Bounds


class ShorelineProject(Shape):
    """What a project takes; figures are null and lists empty where its extent is not known."""

    name: str | None
    accuracy_m: float
    parts: list[PartAsked]
    extent_known: bool
    touches: bool | None = Field(description="Null where only the accuracies make it so.")
    taken: list[TakenLength]
    perhaps_m: LengthM | None = Field(
        default=None, description="On line that may or may not be the region's; absent while the extent is not known."
    )
    elsewhere_m: LengthM | None = Field(default=None, description="On line of other regions; absent likewise.")
    mainland: ShoreAfter | None
    islands: ShoreAfter | None
    floors: list[FloorAfter]
    kept: list[KeptLength]
    fines: list[FineExposed]
    segments: list[SegmentTaken]
