"""Shapes of the shoreline of built bays."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape
from api.models.measured import Bounds, Grade, LengthM, Ratio, Recorded, Rendered

BayState = Literal["built", "built_undated", "contradictory", "fostered", "listed", "not_yet", "undated"]


class BayConfidence(Shape):
    """How sure it is that there is such an indicator, and what its numerator takes in."""

    name: Grade
    numerator: Grade


class BuiltShare(Shape):
    """Mainland line in built bays ÷ all mainland line; null while anything is open, then `share_range` is given."""

    built_m: LengthM | None
    open_m: LengthM | None = Field(description="In bays that may be built for all that is known.")
    mainland_m: LengthM | None
    unplaced_m: LengthM | None = Field(description="Line that may or may not be the region's.")
    share: Ratio | None
    share_range: Bounds | None


class BuiltBays(BuiltShare):
    """Bays by state on the day; `at_least`: there may be more built ones."""

    count: int
    at_least: bool
    undated: int = Field(description="Said to be built, without a day, or against their status.")
    listed: int
    fostered: int
    islands_m: LengthM


class BayUnit(Shape):
    """One bay unit with its state on the day; only `built` is counted."""

    code: str | None
    name: str | None
    region: str | None
    edition: str
    status: str | None
    state: BayState
    counted: bool
    listed_on: str | None
    built_on: str | None
    segments: int
    mainland_m: LengthM | None
    islands_m: LengthM | None
    share_of_mainland: Ratio | None


class RegionBays(BuiltShare):
    """One region that segments are coded to."""

    region: str


class WithoutBay(Shape):
    """Line that carries no bay."""

    mainland_m: LengthM
    islands_m: LengthM


class UnmatchedBay(Shape):
    """A bay that segments name and no unit, or several, is; `resembles` is for a person to decide."""

    bay: str
    segments: int
    mainland_m: LengthM
    islands_m: LengthM
    names: int = Field(description="How many units have that name.")
    resembles: list[str]


class BaysFigures(Shape):
    """Built bays; `built` and `without_bay` are null where the region has no shoreline."""

    measure: Literal["bays"]
    applicable: bool
    confidence: BayConfidence
    built: BuiltBays | None
    bays: list[BayUnit]
    by_region: list[RegionBays]
    without_bay: WithoutBay | None
    unmatched: list[UnmatchedBay]


class BaysAnswer(Rendered, BaysFigures):
    """Built bays, with texts."""


class BaysRecord(Recorded, BaysFigures):
    """Built bays, as recorded."""
