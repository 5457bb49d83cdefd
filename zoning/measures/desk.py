"""The one answer path of measures: command line, HTTP and reports ask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from layers.errors import BadInput, NoEditions
from zoning.desk import Desk
from zoning.ledger import Context
from zoning.measures.absent import absent
from zoning.measures.areas.areas import areas
from zoning.measures.bays.bays import bays
from zoning.measures.buffers.buffers import buffers
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.indicators.indicators import indicators
from zoning.measures.land_cover.land_cover import land_cover
from zoning.measures.memo import Memo
from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    LandCoverQuestion,
    Question,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)
from zoning.measures.result import Result
from zoning.measures.shoreline.retention import shoreline
from zoning.measures.shoreline_changes.changes import shoreline_changes
from zoning.measures.sources import Sources

Measure = Callable[[Any, Sources], Result]

MEASURES: Mapping[type[Question], Measure] = MappingProxyType(
    {
        ShorelineQuestion: shoreline,
        ShorelineChangesQuestion: shoreline_changes,
        AreasQuestion: areas,
        BaysQuestion: bays,
        BuffersQuestion: buffers,
        LandCoverQuestion: land_cover,
        IndicatorsQuestion: indicators,
    }
)

NAMES: Mapping[type[Question], str] = MappingProxyType(
    {
        ShorelineQuestion: "shoreline",
        ShorelineChangesQuestion: "shoreline_changes",
        BuffersQuestion: "buffers",
        AreasQuestion: "areas",
        BaysQuestion: "bays",
        LandCoverQuestion: "land_cover",
        IndicatorsQuestion: "indicators",
    }
)


class MeasureDesk:
    """Measures over the store and snapshots of a siting desk."""

    def __init__(self, desk: Desk, definitions: MeasureDefinitions) -> None:
        self.desk = desk
        self.definitions = definitions
        self._derived = Memo(keep=32)  # what follows from the layer views last used

    def answer(self, question: Question, now: datetime) -> Result:
        """The measure that a question asks for; `now` (aware) stands for `known_at` where none was asked.

        Raises BadInput (region, date, method), NoEditions, NotFound, StoreError.
        """
        if question.known_at is not None and question.known_at > now:
            raise BadInput(
                f"known_at={question.known_at.isoformat()} 在将来；请给出不晚于现在的时刻",
                f"known_at={question.known_at.isoformat()} lies in the future; give a time that has passed",
            )
        sources = Sources(self.desk.snapshots, self.definitions, self._derived, question, now)
        return MEASURES[type(question)](question, sources)

    def attempt(self, question: Question, now: datetime) -> Result:
        """As `answer`; where no edition is in force, a result that says so instead of NoEditions."""
        try:
            return self.answer(question, now)
        except NoEditions as fault:
            return absent(NAMES[type(question)], question, fault)

    def record(self, result: Result, context: Context) -> None:
        """Keep a measure, and the definitions it used, in the ledger."""
        self.desk.ledger.record_measure(result.id, result.record_bytes(), result.used, context)
