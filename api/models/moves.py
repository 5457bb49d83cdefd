"""Shapes of moves: the smallest that passes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Geometry, Shape, Status, Text, Told
from api.models.questions import SiteQuestion
from api.models.siting import Decided, EditionRef, Word


class MoveRequest(SiteQuestion):
    """A project, and how far and finely to look for the nearest place that passes."""

    within_m: float = Field(gt=0, le=20_000, description="Search radius in metres.")
    step_m: float = Field(ge=0.1, description="Step in metres, at most 1000 of them in the radius.")
    until: Literal["not_prohibited", "conditional", "admissible"] = Field(
        default="not_prohibited",
        description="Which verdict passes: no certain conflict is left; nothing open can prohibit; admissible.",
    )
    record: bool = Field(default=True, strict=True, description="Whether the verdicts enter the ledger.")


class VerdictNamed(Shape):
    """An ordinary verdict, by its id."""

    id: str
    verdict: Word
    verdict_text: Text
    range: list[Decided]


class MovedPart(Shape):
    """One part of the project where it would stand, as it can be asked about again."""

    role: str
    geometry: Geometry
    width_m: float | None


class MoveAsked(Shape):
    """What was searched; `grid_m` is the distance between neighbouring positions."""

    within_m: float
    step_m: float
    grid_m: float
    until: str


class Translation(Shape):
    """A move in the plane of the strip of 0.1° of longitude that the project's middle lies in."""

    east_m: float
    north_m: float
    metres: float
    bearing_deg: float


class RuleNamed(Shape):
    """A rule."""

    pack: str
    rule: str
    text: Text


class MoveAnswer(Shape):
    """The smallest move that passes. No position of the grid nearer than `none_nearer_than_m` does.

    `stopped`: the search ended after `checks` positions judged, and farther out not all was searched. `everywhere`:
    rules that surely prohibit wherever the project could be moved to.
    """

    id: str
    as_of: str
    known_at: str | None = None
    include: list[Status]
    method: str
    question: MoveAsked
    here: VerdictNamed
    outcome: Literal["stands", "moved", "none_within", "stopped"]
    none_nearer_than_m: float
    checks: int
    everywhere: list[RuleNamed]
    move: Translation | None
    there: VerdictNamed | None
    parts: list[MovedPart] | None
    editions: list[EditionRef]
    data_standing: Text | None
    caveat: Text
    notes: list[Told]
