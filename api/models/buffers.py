"""Shapes of ecological buffer strips."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape
from api.models.measured import AreaM2, Bounds, Grade, LengthM, Ratio, Recorded, Rendered

StripStatus = Literal["delimited", "restored", "built"]
Side = Literal["left", "right", "ring"]
Rule = Literal["bank_length", "river_length"]


class BufferRules(Shape):
    """The numbers of the method that figures rest on."""

    headline: Rule
    confidence: Grade
    attach_m: float = Field(description="A strip farther than this from the bank is not at it.")
    hair_m: float = Field(description="A crack narrower than this is none.")
    step_m: float = Field(description="Metres of bank between two samples of width.")
    max_width_m: float
    assumed_width_m: float | None = Field(description="Held against reaches without an approved width.")


class Banks(Shape):
    """Metres of bank line by side; a ring is that of a lake or reservoir."""

    left_m: LengthM
    right_m: LengthM
    ring_m: LengthM
    total_m: LengthM


class BankLength(Shape):
    """Metres of bank with a strip; null where nobody says that there is none."""

    left_m: LengthM | None
    right_m: LengthM | None
    ring_m: LengthM | None
    length_m: LengthM | None


class RiverLength(Shape):
    """Metres of river with a strip on either side; null while a water body lacks its centre line."""

    length_m: LengthM | None
    computable_m: LengthM | None
    past_m: LengthM = Field(description="Bank that faces no centre line, which ends before it.")
    without_centre_line: list[str]


class HeadlineLength(Shape):
    """The length that the method puts first."""

    rule: Rule
    length_m: LengthM | None


class YearLength(Shape):
    """Metres first counted with strips of a year; null: without one."""

    year: int | None
    bank_length_m: LengthM


class CountedAgain(Shape):
    """Bank that strips of two years hold; it is counted in the first."""

    first_year: int | None
    year: int | None
    length_m: LengthM


class StripWidths(Shape):
    """Widths along normals of the bank; shares are of samples, of `required_samples` or of those that declare one."""

    samples: int
    min_m: LengthM | None
    p10_m: LengthM | None
    median_m: LengthM | None
    mean_m: LengthM | None
    required_samples: int
    share_meeting: Ratio | None = Field(description="Share of samples as wide as the approved width.")
    share_meeting_range: Bounds | None
    declared_mean_m: LengthM | None
    share_declared_met: Ratio | None


class WidthClass(Shape):
    """Samples from `from_m` to less than `to_m`; null: without bound."""

    from_m: float
    to_m: float | None
    samples: int


class StripWidthsInFull(StripWidths):
    """With the classes; `capped` samples are at least as wide as the method looks."""

    capped: int
    classes: list[WidthClass]


class StripArea(Shape):
    """Area ÷ length beside the mean width: `differs` where they are farther apart than the method allows."""

    area_m2: AreaM2
    area_per_length_m: LengthM | None
    mean_width_m: LengthM | None
    ratio: float | None
    differs: bool | None


class BankGap(Shape):
    """A stretch of bank without a strip, by the chainage of its line; on a ring `to_m` may be below `from_m`."""

    water_body: str
    side: Side
    water_line: str
    run: int
    from_m: LengthM
    to_m: LengthM
    length_m: LengthM


class BankGaps(Shape):
    """All gaps; `listed` are the longest."""

    count: int
    total_m: LengthM
    listed: list[BankGap]


class StatusFigures(Shape):
    """Strips of one status: statuses are never added up. `at_least`: a part of the banks is not covered."""

    status: StripStatus
    headline: HeadlineLength
    at_least: bool | None
    bank: BankLength | None
    river: RiverLength | None
    stretches: int | None
    by_year: list[YearLength]
    counted_twice: list[CountedAgain]
    widths: StripWidthsInFull | None
    area: StripArea | None
    gaps: BankGaps | None


class BodyStatus(Shape):
    """One status at one water body."""

    status: StripStatus
    bank: BankLength
    river: RiverLength
    widths: StripWidths


class BodyFigures(Shape):
    """One river, lake or reservoir."""

    water_body: str
    banks_m: LengthM
    statuses: list[BodyStatus]


class RegionStatus(Shape):
    """One status in one region."""

    status: StripStatus
    bank: BankLength


class RegionBanks(Shape):
    """One region code that banks carry; null: none. River lengths of regions would not add up."""

    region: str | None
    banks_m: LengthM
    statuses: list[RegionStatus]


class ReachStatus(Shape):
    """One status at one reach."""

    status: StripStatus
    bank_length_m: LengthM
    widths: StripWidths


class ReachBanks(Shape):
    """One side of a reach with its approved width."""

    water_body: str
    side: Side
    reach: str | None
    region: str | None
    required_width_m: float | None
    approval: str | None
    bank_length_m: LengthM
    statuses: list[ReachStatus]


class UnattachedStrip(Shape):
    """A strip that is not counted, and why."""

    strip: str
    water_body: str
    side: Side | None
    status: StripStatus
    year: int | None
    area_m2: AreaM2
    reason: Literal["no_water_line", "other_bank", "water_side", "apart"]


class UnattachedStrips(Shape):
    """Strips at no bank; `listed` are the largest."""

    count: int
    area_m2: AreaM2
    listed: list[UnattachedStrip]


class WithoutLine(Shape):
    """A water body that strips name and no bank line does; lengths cannot be had from areas."""

    water_body: str
    reason: Literal["no_water_line"]
    strips: int
    area_m2: AreaM2
    bank_length_m: None
    river_length_m: None


class BuffersFigures(Shape):
    """Buffer strips; figures are null and lists empty while `state` is `not_computable`, with its `reason`."""

    measure: Literal["buffers"]
    state: Literal["computed", "not_computable"]
    reason: Literal["no_water_line_edition", "no_strip_edition", "no_water_line"] | None
    water_body: str | None = Field(default=None, description="Only where one was asked.")
    rules: BufferRules
    banks: Banks | None
    unassigned_m: LengthM | None = Field(description="Metres of bank without a region code.")
    uncovered_m: LengthM | None = Field(description="Metres of bank where no edition says that there is nothing more.")
    statuses: list[StatusFigures]
    by_water_body: list[BodyFigures]
    by_region: list[RegionBanks]
    by_reach: list[ReachBanks]
    unattached: UnattachedStrips
    without_line: list[WithoutLine]


class BuffersAnswer(Rendered, BuffersFigures):
    """Buffer strips, with texts."""


class BuffersRecord(Recorded, BuffersFigures):
    """Buffer strips, as recorded."""
