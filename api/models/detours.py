"""Shapes of detours: a line led around its conflicts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape, Status, Text, Told
from api.models.moves import MovedPart, RuleNamed, VerdictNamed
from api.models.questions import SiteQuestion
from api.models.siting import EditionRef


class DetourRequest(SiteQuestion):
    """A project with lines, and how far to either side they may be led around."""

    corridor_m: float = Field(gt=0, le=5_000, description="How far (m) to either side.")
    step_m: float = Field(ge=0.1, description="Step in metres, at most 500 of them in the corridor.")
    record: bool = Field(default=True, strict=True, description="Whether the verdicts enter the ledger.")


class DetourAsked(Shape):
    """What was searched."""

    corridor_m: float
    step_m: float


class FeatureMet(Shape):
    """A feature that a stretch conflicts with."""

    region: str
    edition: int
    feature: str
    name: str | None


class StretchConflict(Shape):
    """What a stretch conflicts with: it keeps `keep_m` away once led around."""

    layer: str
    layer_title: Text
    keep_m: float
    rules: list[RuleNamed]
    features: list[FeatureMet]


class DetourRow(Shape):
    """A stretch (m of chainage) in conflict, and to which side and how far it is led; null where that clears nothing.

    `left_m`, `right_m`: the least offset to either side. The line tapers back over `taper_before_m`, `taper_behind_m`.
    """

    run: int
    from_m: float
    to_m: float
    state: Literal["led_around", "no_way", "end_in_conflict"]
    state_text: Text
    side: Literal["left", "right"] | None
    side_text: Text | None
    offset_m: float | None
    left_m: float | None
    right_m: float | None
    taper_before_m: float | None
    taper_behind_m: float | None
    conflicts: list[StretchConflict]


class DetourAnswer(Shape):
    """Where and how far the lines of a project are led around what they certainly conflict with."""

    id: str
    as_of: str
    known_at: str | None = None
    include: list[Status]
    method: str
    question: DetourAsked
    here: VerdictNamed
    outcome: Literal["no_conflict", "led_around", "partly", "none_within"]
    detours: list[DetourRow]
    there: VerdictNamed | None
    parts: list[MovedPart] | None
    editions: list[EditionRef]
    data_standing: Text | None
    caveat: Text
    notes: list[Told]
