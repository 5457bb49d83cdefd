"""What a recorded project takes of the natural shoreline of its city, as the report of its verdict gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from layers.regions import Regions
from layers.stores.base import LogEntry
from zoning.ledger.entries import said
from zoning.measures.desk import MeasureDesk
from zoning.measures.question import Question, ShorelineQuestion
from zoning.measures.result import Result
from zoning.project_json import project_of


def shore_question(measures: MeasureDesk, shown: Mapping[str, Any], entry: LogEntry) -> ShorelineQuestion | None:
    """The measure of the shoreline that a recorded verdict's report shows beside it, as was known when it was given.

    None where the project takes no coastline, its question was not kept, or it lies in more than one city: whose rate
    it would be is then for the auditor to say. Raises BadInput's kinds for facts that the definitions no longer hold.
    """
    if not any(total["layer"] == "coastline" and total["overlap_length_m"] for total in shown["totals"]):
        return None
    asked = measures.desk.ledger.question(entry)
    cities = {_city(code, measures.desk.definitions.regions) for code in shown["regions"]}
    if asked is None or len(cities) != 1:
        return None
    return ShorelineQuestion(
        region=cities.pop(),
        as_of=date.fromisoformat(shown["as_of"]),
        known_at=datetime.fromisoformat(said(entry)["known_at"]),
        project=project_of(asked["project"], measures.desk.definitions),
    )


def retention_of(
    measures: MeasureDesk,
    shown: Mapping[str, Any],
    entry: LogEntry,
    attempt: Callable[[Question, datetime], Result],
) -> Mapping[str, Any] | None:
    """The body of that measure by `attempt`, which gives it as far as its reader may see it.

    None where there is no question for it, no edition to answer it, or something of it is withheld.
    """
    question = shore_question(measures, shown, entry)
    if question is None:
        return None
    body = attempt(question, entry.at).record()
    return body if "project" in body and not body.get("redacted") else None


def _city(code: str, regions: Regions) -> str:
    """The city of a county, itself for any other region."""
    parent = regions[code].parent
    return parent if parent is not None and regions[code].level == "county" else code
