"""The measures that one question on indicators rests on, each asked for once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zoning.measures.areas.areas import areas
from zoning.measures.bays.bays import bays
from zoning.measures.buffers.buffers import buffers
from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    Question,
    ShorelineQuestion,
)
from zoning.measures.result import Result
from zoning.measures.shoreline.retention import shoreline
from zoning.measures.sources import Sources


class Asking:
    """Measures of the region and day of a question, from the same sources."""

    def __init__(self, question: IndicatorsQuestion, sources: Sources) -> None:
        self.question = question
        self.sources = sources
        self._results: dict[Question, Result] = {}

    @property
    def results(self) -> tuple[Result, ...]:
        """Every measure that was asked for so far."""
        return tuple(self._results.values())

    def once(self, question: Question, measure: Callable[[Any, Sources], Result]) -> Result:
        """The answer of a measure to a question."""
        if question not in self._results:
            self._results[question] = measure(question, self.sources)
        return self._results[question]

    def shoreline(self) -> Result:
        """Natural shoreline retention of the region by the default method."""
        asked = self.question
        return self.once(ShorelineQuestion(region=asked.region, as_of=asked.as_of, known_at=asked.known_at), shoreline)

    def areas(self, *layers: str) -> tuple[AreasQuestion, Result]:
        """What layers hold, and the question that was asked."""
        asked = self.question
        question = AreasQuestion(region=asked.region, as_of=asked.as_of, known_at=asked.known_at, layers=layers)
        return question, self.once(question, areas)

    def bays(self) -> Result:
        """Built bays and their mainland shoreline."""
        asked = self.question
        return self.once(BaysQuestion(region=asked.region, as_of=asked.as_of, known_at=asked.known_at), bays)

    def buffers(self) -> Result:
        """Buffer strips of every status."""
        asked = self.question
        return self.once(BuffersQuestion(region=asked.region, as_of=asked.as_of, known_at=asked.known_at), buffers)
