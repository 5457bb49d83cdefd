"""Shapes of the siting room: questions, uploaded files, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from api.fields import AS_OF, Day, Metres, Moment
from api.models.annexes import EiaHint, RedLine, RuleTried, Seam, Step, Surroundings, ThinContact
from api.models.base import Classed, CoverageStatus, Geometry, Scalar, Shape, Status, Text, Told
from api.models.lines import Effect, Lines

Word = Literal["prohibited", "conditional", "admissible", "undetermined"]
Decided = Literal["prohibited", "conditional", "admissible"]


class ProjectStated(Shape):
    """What is said about the project; a fact not given is unknown."""

    name: Annotated[str, Field(max_length=500)] | None = None
    industry: str | None = Field(default=None, description="GB/T 4754-2017, e.g. C2614.")
    accuracy_m: Metres | None = Field(default=None, description="95 % bound in metres; default by kind of input.")
    facts: dict[str, Any] = Field(default_factory=dict, description="Values by name; names are listed by GET /facts.")


class FileRef(Shape):
    """A file sent before to POST /siting/files."""

    file: str


def site_of(value: object) -> object:
    """One message for a site of another shape, rather than one for each shape that it has not."""
    if isinstance(value, Mapping) and set(value) == {"file"} and not isinstance(value["file"], str):
        raise ValueError("file 应为 POST /siting/files 给出的编号 | file must be an id from POST /siting/files")
    if isinstance(value, Mapping | str):
        return value
    raise ValueError(
        '应为 GeoJSON 对象、{"file": 编号} 或文字 "经度,纬度"'
        ' | must be a GeoJSON object, {"file": id} or the text "LON,LAT"'
    )


class SiteQuestion(Shape):
    """A siting question, of which nothing is recorded."""

    site: Annotated[
        FileRef | dict[str, Any] | str,
        Field(
            union_mode="left_to_right",
            description='GeoJSON, {"file": id}, or a text: `LON,LAT`, a place in any other notation, a map link, or '
            "pasted lines of points.",
        ),
        BeforeValidator(site_of),
    ]
    crs: str | None = Field(default=None, description="EPSG:n, GCJ02, BD09, gk3:40, gk6:20; default: as the site says.")
    project: ProjectStated = ProjectStated()
    role: str | None = Field(default=None, min_length=1, description="Role of parts that name none; default occupied.")
    width_m: Metres | None = Field(default=None, description="Width of lines that name none.")
    as_of: Day | None = Field(default=None, description=AS_OF)
    known_at: Moment | None = Field(default=None, description="Only editions published by then; default: now.")
    include: list[str] = Field(
        default_factory=list, max_length=10, description="Lower standings to judge with: draft, illustrative."
    )


class CheckRequest(SiteQuestion):
    """A siting question."""

    record: bool = Field(default=True, strict=True, description="Whether the verdict enters the ledger.")


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
