"""The comparison of alternatives: rows, the table of layers, and the ranking, from the records of their verdicts.

It holds nothing that does not follow from those records, the shoreline measures beside them and the criterion: so it
shows of restricted layers what the records it was made from show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.canonical import canonical, plain_json
from layers.errors import BadInput
from layers.notes import Note
from layers.once import once
from zoning.alternatives.criterion import Criterion, ranked
from zoning.alternatives.figures import (
    Record,
    answered,
    classes_around,
    classes_met,
    dissolved,
    nearest,
    overlaps,
    requirements,
    silent,
    values,
    veiled,
)
from zoning.verdict import Json

METHOD = "2"  # raised whenever a figure of a comparison may change
LEAST, MOST = 2, 20


@dataclass(frozen=True)
class Comparison:
    """A finished comparison; `body` has no texts. Named like a verdict: the hash of its canonical form."""

    body: Mapping[str, object]

    @once
    def id(self) -> str:
        """`sha256:` and the hash of the body's RFC 8785 form."""
        return f"sha256:{hashlib.sha256(canonical(self.body)).hexdigest()}"

    def record(self) -> Json:
        """The body with its id first."""
        return {"id": self.id, **{key: plain_json(value) for key, value in self.body.items()}}

    def record_bytes(self) -> bytes:
        """The record as RFC 8785 JSON: what the ledger keeps."""
        return canonical(self.record())


@dataclass(frozen=True)
class Made:
    """A comparison, and all that it is a function of: names, records, shoreline figures in one order; the criterion."""

    names: tuple[str, ...]
    records: tuple[Record, ...]
    shores: tuple[Json, ...]
    criterion: Criterion
    comparison: Comparison


def require_count(count: int) -> None:
    """Raises BadInput for fewer than two alternatives, or more than twenty."""
    if not LEAST <= count <= MOST:
        raise BadInput(
            f"比选需要 {LEAST} 到 {MOST} 个方案，收到 {count} 个；请增减方案或分批比选",
            f"a comparison takes {LEAST} to {MOST} alternatives, not {count}; add some, or compare in groups",
        )


def compare(names: Sequence[str], records: Sequence[Record], shores: Sequence[Json], rule: Criterion) -> Comparison:
    """Compare alternatives judged in one frame; `names`, records and shoreline figures in one order.

    Raises BadInput for a number of them that cannot be compared.
    """
    require_count(len(records))
    first = records[0]
    everywhere = frozenset.intersection(*map(silent, records))  # tells none of them from another
    told = frozenset.union(*map(silent, records)) - everywhere
    figures = [values(rule, record, shore, told) for record, shore in zip(records, shores, strict=True)]
    places = ranked(rule, figures)
    rows = [
        {
            "number": index + 1,
            "name": names[index],
            "rank": places.ranks[index],
            "tied_with": [
                other + 1 for other, rank in enumerate(places.ranks) if other != index and rank == places.ranks[index]
            ],
            "score": places.scores[index],
            "values": figures[index],
            **_row(record, shores[index]),
        }
        for index, record in enumerate(records)
    ]
    shared = ("as_of", "known_at", "include")
    return Comparison(
        {
            **{name: first[name] for name in shared if name in first},
            "method": METHOD,
            "criterion": rule.as_json(),
            "alternatives": rows,
            "order": [index + 1 for index in sorted(range(len(rows)), key=lambda one: (places.ranks[one], one))],
            "overlaps": [_overlap_row(records, layer, code) for layer, code in classes_met(records)],
            "distances": [
                {"layer": layer, "class": code, "cells": [nearest(record, layer, code) for record in records]}
                for layer, code in classes_around(records)
            ],
            "editions": _editions(records),
            "notes": [note.as_json() for note in _notes(rule, rows)],
        }
    )


def _row(record: Record, shore: Json) -> Json:
    return {
        "verdict_id": record["id"],
        "verdict": record["verdict"],
        "range": list(record["range"]),
        "regions": list(record["regions"]),
        "area_m2": record["project"]["measures"]["area_m2"],
        "length_m": record["project"]["measures"]["length_m"],
        "prohibited": _ground(record, "prohibited"),
        "restricted": _ground(record, "restricted"),
        "shoreline": shore,
        "requirements": [{"code": code, "rules": rules} for code, rules in requirements(record).items()],
        "questions": [{"kind": question["kind"], "about": question["about"]} for question in record["questions"]],
        "silent": sorted(silent(record)),
    }


def _ground(record: Record, what: str) -> Json:
    return {
        "area_m2": dissolved(record, what, "overlap_area_m2"),
        "length_m": dissolved(record, what, "overlap_length_m"),
    }


def _overlap_row(records: Sequence[Record], layer: str, code: str | None) -> Json:
    return {"layer": layer, "class": code, "cells": [_cell(record, layer, code) for record in records]}


def _cell(record: Record, layer: str, code: str | None) -> Json:
    """The overlap of one alternative; zero only where the layer answers and its reader is told of it, else null."""
    found = overlaps(record, layer, code)
    if found:
        most = max(found, key=lambda total: (total["overlap_area_m2"], total["overlap_length_m"] or 0.0))
        return {
            "area_m2": most["overlap_area_m2"],
            "area_range_m2": most["overlap_area_range_m2"],
            "length_m": most["overlap_length_m"],
            "length_range_m": most["overlap_length_range_m"],
            "share": most["share"],
        }
    nothing = 0.0 if answered(record, layer) and not veiled(record, layer) else None
    bounds = None if nothing is None else [0.0, 0.0]
    return {
        "area_m2": nothing,
        "area_range_m2": bounds,
        "length_m": nothing,
        "length_range_m": bounds,
        "share": nothing,
    }


def _editions(records: Sequence[Record]) -> list[Json]:
    found = {(e["layer"], e["region"], e["edition"]): e for record in records for e in record["editions"]}
    return [dict(found[key]) for key in sorted(found)]


def _notes(rule: Criterion, rows: Sequence[Mapping[str, Any]]) -> list[Note]:
    notes = [Note("comparison_by_weights", {})] if rule.weighed else []
    for row in rows:
        unknown = sorted(name for name, value in row["values"].items() if value is None)
        if unknown:
            notes.append(Note("comparison_unknown_last", {"number": row["number"], "keys": ", ".join(unknown)}))
    if any(row["tied_with"] for row in rows):
        notes.append(Note("comparison_tied", {}))
    if any(row["verdict"] == "undetermined" for row in rows):
        notes.append(Note("comparison_by_worst", {}))
    return notes
