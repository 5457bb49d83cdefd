"""Shapes of alternatives compared."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from api.models.base import Classed, Shape, Status, Text, Told
from api.models.findings import Requirement
from api.models.questions import AsOf, FileRef, Include, KnownAt, ProjectStated, Role, Width, site_of
from api.models.siting import Decided, EditionRef, Word


class Alternative(Shape):
    """One place for a project; what is said of the project is said of this alternative alone."""

    site: Annotated[
        FileRef | dict[str, Any] | str,
        Field(union_mode="left_to_right", description='GeoJSON, {"file": id}, or the text `LON,LAT`.'),
        BeforeValidator(site_of),
    ]
    crs: str | None = Field(default=None, description="As in POST /siting/checks.")
    project: ProjectStated = ProjectStated()
    role: Role = None
    width_m: Width = None


class AlternativesRequest(Shape):
    """2 to 20 alternatives, compared on one state of law and data."""

    alternatives: list[Alternative] = Field(min_length=2, max_length=20)
    criterion: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="Keys compared one after another, `KEY[:less|more]`; default: as the answer says.",
    )
    weights: list[str] = Field(
        default_factory=list, max_length=20, description="`KEY[:less|more]=W` for a weighed sum instead."
    )
    as_of: AsOf = None
    known_at: KnownAt = None
    include: Include = Field(default_factory=list)
    record: bool = Field(
        default=True, strict=True, description="Whether the verdicts, and the comparison, enter the ledger."
    )


class CriterionKey(Shape):
    """One figure that alternatives are ranked by."""

    key: str
    better: Literal["less", "more"]
    weight: float | None
    text: Text
    better_text: Text


class CriterionAnswer(Shape):
    """What the ranking went by: keys in order, or weighed after the verdict."""

    kind: Literal["in_order", "weighed"]
    keys: list[CriterionKey]


class CountedOnce(Shape):
    """Ground counted once over all layers; null where the reader is not told of it."""

    area_m2: float | None
    length_m: float | None


class Taken(Shape):
    """Natural shoreline taken, and between which metres it may be."""

    taken_m: float
    range_m: Annotated[list[float], Field(min_length=2, max_length=2)]


class ShorelineMeasure(Shape):
    """The measure of a region that a figure comes from."""

    region: str
    id: str


class ShorelineTaken(Shape):
    """What an alternative takes of the natural shoreline; null where `state` says why it is not known."""

    state: Literal["measured", "no_coast", "no_edition", "no_region", "extent_unknown", "withheld"]
    natural_mainland: Taken | None
    natural_island: Taken | None
    measures: list[ShorelineMeasure]
    text: Text


class Needed(Requirement):
    """A requirement, and the rules (`pack#id`) that ask for it or may."""

    rules: list[str]


class OpenQuestion(Shape):
    """What would still decide about an alternative."""

    kind: str
    about: str
    text: Text


class SilentLayer(Shape):
    """A layer, or law, that an alternative needs and that does not answer there."""

    layer: str
    layer_title: Text


class AlternativeAnswer(Shape):
    """One alternative: its ordinary verdict, and what it is compared by.

    `values` holds every key of the criterion; null is not known, and never goes before what is. `rank` 1 is first.
    """

    number: int
    name: str
    rank: int
    tied_with: list[int]
    score: float | None
    values: dict[str, float | None]
    verdict_id: str
    verdict: Word
    verdict_text: Text
    range: list[Decided]
    regions: list[str]
    area_m2: float
    length_m: float
    prohibited: CountedOnce
    restricted: CountedOnce
    shoreline: ShorelineTaken
    requirements: list[Needed]
    questions: list[OpenQuestion]
    silent: list[SilentLayer]


class OverlapCell(Shape):
    """The dissolved overlap of one alternative; null where the layer does not answer there."""

    area_m2: float | None
    area_range_m2: list[float] | None
    length_m: float | None
    length_range_m: list[float] | None
    share: float | None


class OverlapRow(Classed):
    """A layer and class that some alternative overlaps, with a cell for each in their order."""

    cells: list[OverlapCell]


class DistanceCell(Shape):
    """The nearest of a class, none nearer than `at_least_m`; no `distance_m` where none lies within the last ring."""

    distance_m: float | None
    at_least_m: float
    feature: str | None
    name: str | None


class DistanceRow(Classed):
    """A layer and class around some alternative, with a cell for each in their order."""

    cells: list[DistanceCell]


class AlternativesAnswer(Shape):
    """Alternatives compared; `order` lists their numbers by rank. `redacted`: made from what the reader may see."""

    id: str
    as_of: str
    known_at: str | None = None
    include: list[Status]
    method: str
    criterion: CriterionAnswer
    alternatives: list[AlternativeAnswer]
    order: list[int]
    overlaps: list[OverlapRow]
    distances: list[DistanceRow]
    editions: list[EditionRef]
    data_standing: Text | None
    caveat: Text
    notes: list[Told]
    redacted: bool = False
    withheld: list[str] = Field(default_factory=list, description="Layers whose geometry the reader may not see.")


class RecordedComparison(Shape):
    """The recorded bytes: the answer without any text, as RFC 8785 JSON; made without `withheld` layers."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    as_of: str
    method: str
    redacted: bool = False
    withheld: list[str] = Field(default_factory=list)
