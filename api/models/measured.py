"""What every measure's body has, with texts and as recorded; values that their shapes share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.models.base import Scalar, Shape, Status, Text, Told

MeasureName = Literal["shoreline", "shoreline_changes", "buffers", "areas", "bays", "land_cover", "indicators"]
Grade = Literal["H", "M", "L"]
Part = Literal["land", "sea"]
Coverage = Literal["covered", "partly", "not_covered", "not_applicable"]
# of all figures: null, never 0, is what is not known, not computable or not applicable
LengthM = Annotated[float, Field(description="Metres on the ellipsoid, to 0.001.")]
AreaM2 = Annotated[float, Field(description="Square metres on the ellipsoid, to 0.01.")]
Ratio = Annotated[float, Field(description="A part of 1, to 1e-6.")]
Bounds = Annotated[
    list[float],
    Field(min_length=2, max_length=2, description="The least and the greatest that open data allows, unit as beside."),
]


class MethodUsed(Shape):
    """A method as it was applied."""

    id: str
    version: str


class EditionUsed(Shape):
    """An edition that figures rest on, with the source and accuracy that belong to every figure."""

    layer: str
    region: str
    edition: int
    status: Status
    effective_from: str
    accuracy_m: float = Field(description="95 % bound in metres.")
    source: str
    sha256: str | None = Field(description="Null for a layer that is withheld from the reader.")


class DefinitionUsed(Shape):
    """A definition file that figures rest on."""

    file: str
    version: str
    sha256: str


class NoteCode(Shape):
    """A note as it is recorded: a code with values."""

    code: str
    values: dict[str, Scalar]


class Measured(Shape):
    """The members of every body; `id` is `sha256:` and the hash of the record's RFC 8785 form without `id`."""

    id: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    region: str
    as_of: str
    known_at: str | None = Field(default=None, description="Only where it was asked.")
    method: MethodUsed
    calculation: str = Field(description="Version of the measuring code.")
    editions: list[EditionUsed]
    definitions: list[DefinitionUsed]
    redacted: bool = Field(default=False, description="Whether something is withheld; the record is whole.")
    withheld: list[str] = Field(default_factory=list, description="Layers whose geometry the reader may not see.")


class Recorded(Measured):
    """A body without texts."""

    notes: list[NoteCode]


class Rendered(Measured):
    """A body with its texts."""

    title: Text
    region_title: Text
    data_standing: Text | None = Field(description="What the lowest standing means; null where no edition was used.")
    caveat: Text
    notes: list[Told]


class AbsentFigures(Shape):
    """A measure of a report that could not be computed: no figures, and a note that says why."""

    measure: MeasureName
    state: Literal["not_computable"]


class AbsentAnswer(Rendered, AbsentFigures):
    """A measure of a report that could not be computed, with its texts."""


class AbsentRecord(Recorded, AbsentFigures):
    """A measure of a report that could not be computed, as recorded."""
