"""The one answer path of measures: command line, HTTP and reports ask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from layers.editions import Edition
from layers.errors import BadInput, NoEditions
from zoning.asked import Asked
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
    NAMES,
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    LandCoverQuestion,
    Question,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)
from zoning.measures.question_json import question_json
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


class MeasureDesk:
    """Measures over the store and snapshots of a siting desk."""

    def __init__(self, desk: Desk, definitions: MeasureDefinitions) -> None:
        self.desk = desk
        self.definitions = definitions
        self._derived = Memo(keep=32)  # what follows from the layer views last used

    def answer(self, question: Question, now: datetime, editions: Iterable[Edition] | None = None) -> Result:
        """The measure that a question asks for; `now` (aware) stands for `known_at` where none was asked.

        With `editions`, by a catalogue that is given instead of the store's present one.
        Raises BadInput (region, date, method), NoEditions, NotFound, StoreError.
        """
        if question.known_at is not None and question.known_at > now:
            raise BadInput(
                f"known_at={question.known_at.isoformat()} 在将来；请给出不晚于现在的时刻",
                f"known_at={question.known_at.isoformat()} lies in the future; give a time that has passed",
            )
        sources = Sources(self.desk.snapshots, self.definitions, self._derived, question, now, editions=editions)
        return self._asked(MEASURES[type(question)](question, sources), question, now)

    def attempt(self, question: Question, now: datetime, editions: Iterable[Edition] | None = None) -> Result:
        """As `answer`; where no edition is in force, a result that says so instead of NoEditions."""
        try:
            return self.answer(question, now, editions)
        except NoEditions as fault:
            return self._asked(absent(NAMES[type(question)], question, fault), question, now)

    def record(self, result: Result, context: Context) -> bool:
        """Keep a measure in the ledger, with what it takes to measure again; False where it was blanked there."""
        kept = self.desk.ledger.record_measure(
            result.id, result.record_bytes(), result.asked, self.definitions.complete, context
        )
        return kept is not None

    @staticmethod
    def _asked(result: Result, question: Question, now: datetime) -> Result:
        return replace(result, asked=Asked(question_json(question), now, question.known_at or now))
