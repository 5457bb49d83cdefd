"""Shapes of the siting room: verdicts, and whether they still stand."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.models.annexes import RuleTried, Step
from api.models.base import CoverageStatus, Geometry, Scalar, Shape, Status, Text, Told
from api.models.eia import EiaHint
from api.models.findings import Dissolved, Finding, Requirement, Total
from api.models.lines import Lines
from api.models.red_line import RedLine
from api.models.surroundings import Surroundings
from api.models.thin_contacts import Seam, ThinContact

Word = Literal["prohibited", "conditional", "admissible", "undetermined"]
Decided = Literal["prohibited", "conditional", "admissible"]


class Measures(Shape):
    """Size of the dissolved footprint; `survey_area_m2` after the land survey's own formula."""

    area_m2: float
    survey_area_m2: float
    length_m: float


class PartAnswer(Shape):
    """One part of the project, normalised, in EPSG:4490."""

    role: str
    geometry: Geometry
    width_m: float | None


class ProjectAnswer(Shape):
    """The project as it was judged."""

    name: str | None
    industry: str | None
    parts: list[PartAnswer]
    accuracy_m: float
    facts: dict[str, Any]
    measures: Measures


class RuleSummary(Shape):
    """A rule that holds or may hold, anywhere under the project."""

    pack: str
    rule: str
    holds: bool | None
    range: list[Decided]
    missing_facts: list[str]
    thin: list[str]
    silent: list[str]
    requirements: list[str]
    requirement_texts: list[Requirement]
    text: Text


class Cell(Shape):
    """Whether a layer, or the law of an instrument, answers here."""

    layer: str
    title: Text
    required: bool
    status: CoverageStatus
    share: float | None
    source: str | None = None
    cause: str | None = None
    cause_text: Text | None = None
    gap: Geometry | None = None
    text: Text


class Interval(Shape):
    """A number from `at_least` (inclusive) to `below`; an open end is left out."""

    at_least: float | None = None
    below: float | None = None


class Answer(Shape):
    """What one answer to a question would give."""

    value: Scalar | Interval
    verdict: Word
    range: list[Decided]
    text: Text


class Question(Shape):
    """What would still decide."""

    kind: Literal["fact", "accuracy", "coverage", "opinion"]
    about: str
    answers: list[Answer]
    text: Text


class Scope(Shape):
    """An instrument and the jurisdictions whose law on it was judged."""

    instrument: str
    jurisdictions: list[str]
    title: Text


class EditionRef(Shape):
    """An edition the answer rests on; `status` is its standing. The hash of a withheld layer is null."""

    layer: str
    region: str
    edition: int
    status: Status
    sha256: str | None


class DefinitionRef(Shape):
    """A definition file the answer rests on."""

    file: str
    version: str
    sha256: str


class CheckAnswer(Shape):
    """A verdict. `id` is null for an incident: a layer could not be read, nothing was recorded.

    `redacted` where layers are `withheld` from the reader; the record under the same id is whole.
    """

    id: str | None
    verdict: Word
    verdict_text: Text
    range: list[Decided]
    caveat: Text
    data_standing: Text | None
    as_of: str
    known_at: str | None = None
    include: list[Status]
    method: str
    scope: list[Scope]
    regions: list[str]
    project: ProjectAnswer
    findings: list[Finding]
    totals: list[Total]
    dissolved: list[Dissolved]
    rules: list[RuleSummary]
    coverage: list[Cell]
    questions: list[Question]
    red_line: RedLine
    exceptions: list[RuleTried]
    lines: list[Lines]
    thin_contacts: list[ThinContact]
    seams: list[Seam]
    surroundings: Surroundings
    next_steps: list[Step]
    eia: EiaHint
    editions: list[EditionRef]
    definitions: list[DefinitionRef]
    notes: list[Told]
    redacted: bool = False
    withheld: list[str] = Field(default_factory=list, description="Layers whose geometry the reader may not see.")


class RecordedVerdict(Shape):
    """The recorded bytes: the answer without any text, as RFC 8785 JSON; without what shows `withheld` layers."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    verdict: Word
    range: list[Decided]
    as_of: str
    method: str
    redacted: bool = False
    withheld: list[str] = Field(default_factory=list)


class StatusReason(Shape):
    """One thing that changed, or that will."""

    code: str
    values: dict[str, Scalar]
    text: Text


class StatusAnswer(Shape):
    """Whether a recorded verdict still stands."""

    id: str
    state: Literal["current", "stale"]
    text: Text
    as_of: date
    compared_with: date
    reasons: list[StatusReason]
    reliable_until: date | None
    because: StatusReason | None
