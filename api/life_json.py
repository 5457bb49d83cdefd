"""The life of an edition as answers show it: its steps, what it came from, what it would change, how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from api.edition_json import edition_json
from layers.editions import Edition
from layers.publication.deliveries import Delivered
from layers.publication.history import Step
from layers.publication.preview import Place, Preview, covered_m2
from layers.publication.withdrawal import Withdrawal
from zoning.definitions import Definitions
from zoning.titles import with_text
from zoning.verdict import Json, geojson

DRAWN = 100_000  # vertices of outlines in one preview; what is left out keeps its point


def steps_json(steps: Iterable[Step], *, named: bool, reasons: bool) -> list[Json]:
    """The steps of an edition; who took them, and what was only asked for, where `named`.

    A reason is free text, that may tell what the layer holds: without `reasons` none is given.
    """
    return [
        {
            "step": step.kind,
            "at": step.at.isoformat(),
            "actor": (step.actor or None) if named else None,
            "reason": step.reason if reasons else None,
        }
        for step in steps
        if named or step.kind != "withdrawal-request"
    ]


def delivered_json(found: Delivered, definitions: Definitions) -> dict[str, Any]:
    """The stored report of a check with texts of today."""
    report = dict(found.report)
    report["problems"] = [with_text(definitions, problem) for problem in report["problems"]]
    report["notes"] = [with_text(definitions, note) for note in report["notes"]]
    return {
        "checked_at": found.at.isoformat(),
        "report": report,
        "notes": [with_text(definitions, note) for note in found.notes],
        "mapping": None if found.mapping is None else found.mapping.as_json(),
    }


def preview_json(found: Preview, editions: Iterable[Edition], as_of: date, known_at: datetime) -> Json:
    """What a publication would change; the largest changes are drawn, every one has its point."""
    known = tuple(editions)
    places, left_out = _places(found.places)
    return {
        "edition": edition_json(found.edition, (*known, found.edition), as_of, known_at),
        "as_of": None if found.day is None else found.day.isoformat(),
        "affected": [edition_json(edition, known, as_of, known_at) for edition in found.affected],
        "changes": found.changes.as_json(),
        "coverage": {
            "gained_m2": round(covered_m2(found.gained), 2),
            "lost_m2": round(covered_m2(found.lost), 2),
            "gained": None if found.gained.is_empty else geojson(found.gained),
            "lost": None if found.lost.is_empty else geojson(found.lost),
        },
        "places": places,
        "outlines_left_out": left_out,
    }


def withdrawal_json(found: Withdrawal, editions: Iterable[Edition], as_of: date, known_at: datetime) -> Json:
    """What became of a withdrawal, what is in force instead, and where two editions speak at once now."""
    known = tuple(editions)
    return {
        "done": found.done,
        "edition": edition_json(found.edition, known, as_of, known_at),
        "in_force": [edition_json(edition, known, as_of, known_at) for edition in found.in_force],
        "overlaps": [
            {
                "region": overlap.other.head.region,
                "edition": overlap.other.number,
                "since": overlap.since.isoformat(),
                "outline": geojson(overlap.place),
            }
            for overlap in found.overlaps
        ],
    }


def _places(places: Iterable[Place]) -> tuple[list[Json], int]:
    shown: list[Json] = []
    drawn = left_out = 0
    for place in places:
        drawn += place.vertices
        fits = drawn <= DRAWN
        left_out += not fits
        shown.append(
            {
                "change": place.change,
                "feature": place.id,
                "point": [round(place.point[0], 9), round(place.point[1], 9)],
                "outline": geojson(place.outline) if fits else None,
            }
        )
    return shown, left_out
