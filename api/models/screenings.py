"""Shapes of screenings: many projects judged as a job."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.models.base import Shape
from api.models.jobs import JobCause, JobProgress, JobState


class ScreeningSummary(Shape):
    """What is said of a finished screening as a whole.

    `counts` is by verdict, and `problem` for projects without one; `incidents` are those of which a layer could not be
    read. `ignored` are the columns that nothing is known of, which were not used. `doubts` are what looks wrong of the
    whole table, or of many rows alike ({code, text, rows}); `doubtful` counts the rows with doubts of their own.
    """

    name: str
    sheet: str | None
    rows: int
    ignored: list[str]
    doubts: list[dict[str, Any]] = Field(description="What looks wrong, beside the verdicts; null `rows`: of all.")
    doubtful: int
    as_of: str
    known_at: str | None
    include: list[str]
    counts: dict[str, int]
    incidents: int
    recorded: int
    standings: list[str]
    method: str
    definitions: str
    editions: list[dict[str, Any]] = Field(description="Every edition that any project was judged by.")
    redacted: bool = Field(description="Whether what shows restricted layers is left out for this caller.")


class ScreeningAnswer(Shape):
    """A screening; `progress` counts projects, and `summary` is null until it is finished."""

    id: str
    state: JobState
    created_at: str
    changed_at: str
    attempts: int = Field(description="How often it was begun.")
    progress: JobProgress | None
    cause: JobCause | None
    summary: ScreeningSummary | None
