"""Shapes of natural shoreline retention."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape
from api.models.measured import Bounds, Grade, LengthM, Ratio, Recorded, Rendered
from api.models.shoreline_project import Counted, Kind, ShorelineProject


class Tally(Shape):
    """Metres of mainland, or of islands, by what they count as; all null where the region has no such shoreline.

    `rate` is null while anything is open; `rate_range` then says what is possible.
    """

    total_m: LengthM | None
    natural_m: LengthM | None
    native_m: LengthM | None
    restored_m: LengthM | None
    restored_unrecognised_m: LengthM | None = Field(description="Restored without a stated recognition: not natural.")
    artificial_m: LengthM | None
    estuary_m: LengthM | None
    unclassed_m: LengthM | None
    denominator_m: LengthM | None
    segments: int
    rate: Ratio | None
    rate_percent: float | None = Field(description="To 0.01, rounded from the unrounded rate.")
    rate_range: Bounds | None


class FloorSlack(Shape):
    """A least rate and the metres of natural line that may still be lost before it fails; negative: it has failed."""

    floor: str
    jurisdiction: str
    kind: Kind
    minimum_rate: float
    confidence: Grade
    slack_m: LengthM | None
    slack_range_m: Bounds | None


class TypeLength(Shape):
    """Metres of one type; `share` is of all mainland, or of all island line."""

    kind: Kind
    type: str
    counted: Counted
    length_m: LengthM
    share: Ratio


class RegionShore(Shape):
    """A region below: `leaf` rows add up to the whole with `unassigned_m`, the others are sums over leaves."""

    region: str
    level: str | None
    leaf: bool
    total_m: LengthM
    mainland: Tally
    islands: Tally


class BayShore(Shape):
    """The shore of one bay."""

    bay: str
    total_m: LengthM
    mainland: Tally
    islands: Tally


class IslandShore(Shape):
    """The shore of one island in one region."""

    island: str
    region: str | None
    total_m: LengthM
    natural_m: LengthM
    unclassed_m: LengthM
    rate: Ratio | None


class Gate(Shape):
    """A fault of the line that would make its length wrong: how often, metres concerned, up to ten places."""

    gate: Literal[
        "doubled",
        "overlapping",
        "crossing",
        "self_crossing",
        "end_misses",
        "end_on_line",
        "dangling",
        "unclassed",
    ]
    count: int
    length_m: LengthM | None = Field(description="Null where a length has no meaning.")
    places: list[list[float]] = Field(description="Longitude and latitude, EPSG:4490.")


class ThinnedShore(Shape):
    """Mainland or islands with their vertices thinned; `of_full_length` is the length by that of the line as it is."""

    total_m: LengthM
    natural_m: LengthM
    rate: Ratio | None
    rate_percent: float | None
    of_full_length: Ratio | None


class Thinned(Shape):
    """The figures with vertices at least `step_m` apart; never the figure itself."""

    step_m: float
    mainland: ThinnedShore
    islands: ThinnedShore


class ShorelineFigures(Shape):
    """Mainland and islands apart, never averaged. `applicable` false: the region has no shoreline."""

    measure: Literal["shoreline"]
    applicable: bool
    mainland: Tally
    islands: Tally
    floors: list[FloorSlack]
    by_type: list[TypeLength]
    by_region: list[RegionShore]
    by_bay: list[BayShore]
    by_island: list[IslandShore]
    unassigned_m: LengthM | None = Field(description="Metres that stand in no leaf row of `by_region`.")
    without_bay_m: LengthM | None
    without_island_m: LengthM | None = Field(description="Metres of island line without a name.")
    gates: list[Gate]
    project: ShorelineProject | None = Field(default=None, description="Only where a project was asked.")
    sensitivity: list[Thinned] | None = Field(default=None, description="Only where it was asked.")


class ShorelineAnswer(Rendered, ShorelineFigures):
    """Natural shoreline retention, with texts."""


class ShorelineRecord(Recorded, ShorelineFigures):
    """Natural shoreline retention, as recorded."""
