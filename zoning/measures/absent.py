"""A measure that could not be computed, as a result of its own: in a report it is said, never left out."""

from __future__ import annotations

from layers.errors import SanxianError
from layers.notes import Note
from zoning.measures.question import Question
from zoning.measures.result import Result, finished

NOT_COMPUTABLE = "not_computable"


def absent(measure: str, question: Question, fault: SanxianError) -> Result:
    """A body without figures that says why there are none."""
    note = Note("measure_not_computable", {"reason_zh": fault.text("zh"), "reason_en": fault.text("en")})
    return finished(
        measure,
        question,
        {"state": NOT_COMPUTABLE},
        method=(question.method or "", ""),
        editions=(),
        used=(),
        notes=[note],
    )
