"""What an audit report joins: the questions in their order, asked by command line and HTTP alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    Question,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)

REPORT_LAYERS = ("ecological_red_line",)


def report_questions(
    *,
    region: str,
    as_of: date,
    known_at: datetime | None = None,
    since: date | None = None,
    layers: Sequence[str] = (),
) -> tuple[Question, ...]:
    """Targets first, then shoreline, bays, buffer strips and areas; changes of shoreline and areas with `since`.

    `layers` are those of the areas, REPORT_LAYERS where none is named. Each measure by its default method.
    """
    common: dict[str, Any] = {"region": region, "as_of": as_of, "known_at": known_at}
    return (
        IndicatorsQuestion(**common),
        ShorelineQuestion(**common),
        *(() if since is None else (ShorelineChangesQuestion(**common, since=since),)),
        BaysQuestion(**common),
        BuffersQuestion(**common),
        AreasQuestion(**common, layers=tuple(layers) or REPORT_LAYERS, since=since),
    )
