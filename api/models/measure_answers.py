"""A measure of any kind as it is answered, as it is recorded, and several as a report."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, RootModel

from api.models.areas import AreasAnswer, AreasRecord
from api.models.base import Shape, Text
from api.models.bays import BaysAnswer, BaysRecord
from api.models.buffers import BuffersAnswer, BuffersRecord
from api.models.indicators import IndicatorsAnswer, IndicatorsRecord
from api.models.land_cover import LandCoverAnswer, LandCoverRecord
from api.models.measured import AbsentAnswer, AbsentRecord, Grade, MeasureName
from api.models.shoreline import ShorelineAnswer, ShorelineRecord
from api.models.shoreline_changes import ShorelineChangesAnswer, ShorelineChangesRecord

AnyAnswer = Annotated[
    ShorelineAnswer
    | ShorelineChangesAnswer
    | BuffersAnswer
    | AreasAnswer
    | BaysAnswer
    | LandCoverAnswer
    | IndicatorsAnswer,
    Field(discriminator="measure"),
]
AnyRecord = Annotated[
    ShorelineRecord
    | ShorelineChangesRecord
    | BuffersRecord
    | AreasRecord
    | BaysRecord
    | LandCoverRecord
    | IndicatorsRecord,
    Field(discriminator="measure"),
]


class MeasureAnswer(RootModel[AnyAnswer]):
    """A measure of any kind, with texts."""


class RecordedMeasure(RootModel[AnyRecord | AbsentRecord]):
    """A measure of any kind as recorded: codes without texts. Of a report also one that could not be computed."""


class MeasureInWords(RootModel[AnyAnswer | AbsentAnswer]):
    """A recorded measure with texts. Of a report also one that could not be computed."""


class ReportAnswer(Shape):
    """The measures of a report; one without an edition in force is there and says so."""

    region: str
    as_of: str
    measures: list[AnyAnswer | AbsentAnswer]


class ConfidenceOfBays(Shape):
    """Of the name of an indicator, and of what its numerator takes in."""

    name: Grade
    numerator: Grade


class MethodEntry(Shape):
    """One method with the source of its formula; `confidence` is that of the source."""

    id: str
    version: str
    title: Text
    source: Text | None
    confidence: Grade | ConfidenceOfBays | None
    default: bool


class MeasureMethods(Shape):
    """One measure with its methods."""

    measure: MeasureName
    title: Text
    href: str
    methods: list[MethodEntry]


class MethodList(Shape):
    """Every measure."""

    measures: list[MeasureMethods]
