"""Shapes of where a project could stand: the question, areas, the job of a large one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from api.fields import Metres
from api.models.base import Geometry, Shape, Status, Text, Told
from api.models.jobs import JobCause, JobProgress, JobState
from api.models.questions import AsOf, FileRef, Include, KnownAt, ProjectStated, site_of
from api.models.siting import Decided, EditionRef, Word


class AreasRequest(Shape):
    """Where could a project of this size stand? One of `region`, `centre` and `polygons` says where to look."""

    region: str | None = Field(default=None, pattern=r"^[0-9]{6}$", description="Code of an administrative area.")
    part: Literal["land", "sea"] | None = Field(default=None, description="Of a region, its land or its sea alone.")
    centre: str | None = Field(default=None, max_length=200, description="`LON,LAT`, with `within_m` around it.")
    within_m: Metres | None = Field(default=None, description="How far around `centre`, metres.")
    polygons: Annotated[
        FileRef | dict[str, Any] | None,
        Field(union_mode="left_to_right", description='GeoJSON polygons, or {"file": id}.'),
        BeforeValidator(lambda value: None if value is None else site_of(value)),
    ] = None
    crs: str | None = Field(default=None, description="Of `centre` or `polygons`, as in POST /siting/checks.")
    radius_m: Metres = Field(description="Radius of the disc that the project takes, 1 to 5000 m.")
    role: str | None = Field(default=None, min_length=1, description="occupied (default), temporary or sea_use.")
    project: ProjectStated = ProjectStated()
    as_of: AsOf = None
    known_at: KnownAt = None
    include: Include = Field(default_factory=list)
    as_job: bool = Field(
        default=False, strict=True, description="Have it computed as a job, whose areas are tiles too."
    )


class AreaReason(Shape):
    """A rule that a standing rests on; without `rule` what stands open beside the rules, named by `pack`."""

    pack: str
    rule: str | None
    range: list[Decided]
    missing_facts: list[str]
    thin: list[str] = Field(description="Layers whose accuracy keeps it open.")
    silent: list[str] = Field(description="Layers that do not answer there.")
    text: Text


class AdmissibleArea(Shape):
    """The centres over which discs come to one verdict for the same reasons."""

    verdict: Word
    verdict_text: Text
    range: list[Decided]
    hectares: float
    reasons: list[AreaReason]
    standing: Status | None = Field(description="The lowest standing of the data that it rests on.")
    geometry: Geometry


class Piece(Shape):
    """One of the largest connected pieces of a verdict, with a place in it."""

    verdict: Word
    hectares: float
    centre: list[float]


class DefinitionNamed(Shape):
    """A definition file that the answer rests on."""

    file: str
    version: str
    sha256: str


class AdmissibleMethod(Shape):
    """Versions of the computation and of the siting rules it follows; how far borders lie on the safe side."""

    version: str
    siting: str
    bound_m: float
    hair_m: float


class AdmissibleAreas(Shape):
    """Where a project could stand: an aid to planning, recorded as no verdict. Hectares add up to `study_ha`."""

    id: str | None
    kind: Literal["admissible_areas"]
    as_of: str
    known_at: str | None = None
    include: list[str]
    method: AdmissibleMethod
    question: dict[str, Any]
    study_ha: float
    hectares: dict[Word, float]
    areas: list[AdmissibleArea]
    largest: list[Piece]
    layers: list[str] = Field(description="Layers that it may rest on.")
    failed: list[str] = Field(description="Of these, those that could not be read.")
    editions: list[EditionRef]
    definitions: list[DefinitionNamed]
    notes: list[Told]
    caveat: Text
    data_standing: Text | None


class AreasJob(Shape):
    """A question answered at once, or computed as a job; `answer` once it is finished."""

    id: str | None = Field(description="Of the job; null where it was answered at once.")
    state: JobState
    created_at: str
    changed_at: str
    progress: JobProgress | None
    cause: JobCause | None
    answer: AdmissibleAreas | None
