"""Shapes of the targets of plans."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape, Text, Told
from api.models.measured import Bounds, Grade, MethodUsed, NoteCode, Part, Recorded, Rendered

Unit = Literal["percent", "m", "km", "m2", "ha", "km2", "mu", "count"]


class FigureRead(Shape):
    """A figure by name, and the measure it was read from by method and id, to be asked for again."""

    measure: Literal["shoreline", "areas", "bays", "buffers", "land_cover", "wetland"]
    figure: str
    layer: str | None = Field(default=None, description="Only where the figure is of a layer.")
    part: Part | None = Field(default=None, description="Only where it is of land or of sea.")
    status: Literal["delimited", "restored", "built"] | None = Field(
        default=None, description="Only where it is of a status."
    )
    values: Literal["unrounded", "printed"] | None = Field(description="From what it was read.")
    method: MethodUsed | None
    id: str | None


class FigureNear(FigureRead):
    """A figure near to the indicator that may stand beside it and decides nothing."""

    value: float | None
    value_range: Bounds | None
    unit: Unit


class NearRecord(FigureNear):
    """With notes as recorded."""

    missing: list[NoteCode]


class NearAnswer(FigureNear):
    """With notes in words."""

    missing: list[Told]


class Indicator(Shape):
    """One target. `value`, `target`, `slack` are in `unit`; `slack` is the distance to the good side.

    `slack_m`, `slack_m2`: the metres or square metres that may still be lost, all else unchanged.
    """

    id: str
    state: Literal["met", "not_met", "not_computable", "no_baseline", "not_applicable"]
    value: float | None
    value_range: Bounds | None
    target: float | None
    unit: Unit | None
    comparison: Literal[
        "at_least",
        "at_most",
        "about",
        "count_at_least",
        "cumulative_at_least",
        "not_lower_than_baseline",
        "assigned_by_superior",
        "text_only",
    ]
    slack: float | None
    slack_range: Bounds | None
    slack_m: float | None
    slack_m2: float | None
    year: int | None = Field(description="The year by whose end it is to be met.")
    year_ended: bool | None
    nature: Literal["binding", "expected"] | None = Field(description="As the plan marks it; null: it marks nothing.")
    plan: str
    plan_standing: Literal["final", "draft"]
    baseline: str | None = Field(description="Id of the recorded measure that it is compared with.")
    confidence: Grade
    conflicts_with: list[str]
    measured_by: FigureRead | None


class IndicatorRecord(Indicator):
    """One target as recorded."""

    indicative: NearRecord | None
    missing: list[NoteCode]
    reasons: list[NoteCode]


class BasePrinted(Shape):
    """The value that a plan prints as its starting point: shown, never compared."""

    value: str | None
    year: int | None
    printed: str


class Needs(Text):
    """What is missing before anything can be computed; `layers` would help."""

    layers: list[str]


class IndicatorAnswer(Indicator):
    """One target with its texts; of one that the definitions no longer hold only `title` is there, its id."""

    title: Text
    plan_title: Text | None = None
    document: str | None = None
    place: Text | None = Field(default=None, description="Where in the plan it stands.")
    printed: str | None = Field(default=None, description="Its words in the plan.")
    base: BasePrinted | None = None
    needs: Needs | None = None
    note: Text | None = None
    indicative: NearAnswer | None
    missing: list[Told] = Field(description="What would decide it.")
    reasons: list[Told] = Field(description="What the decision rests on besides the figure.")


class IndicatorsAnswer(Rendered):
    """Every target of the region, with texts."""

    measure: Literal["indicators"]
    indicators: list[IndicatorAnswer]


class IndicatorsRecord(Recorded):
    """Every target of the region, as recorded."""

    measure: Literal["indicators"]
    indicators: list[IndicatorRecord]
