"""The texts of indicators, taken from the target files when a body is rendered; they never enter its identity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.measures.indicators.targets import Targets
from zoning.titles import both, with_text
from zoning.verdict import Json


def with_texts(rows: list[Mapping[str, Any]], targets: Targets, base: Definitions) -> list[Json]:
    """Each indicator with its title, plan, place, base value, printed words and notes; a lost target as its own id."""
    return [{**_texts(row["id"], targets), **row, **_notes(row, base)} for row in rows]


def _texts(target: str, targets: Targets) -> Json:
    if target not in targets:
        return {"title": {"zh": target, "en": target}}
    placed = targets[target]
    one, plan = placed.target, placed.plan
    return {
        "title": both(one.title),
        "plan_title": both(plan.title),
        "document": plan.document,
        "place": both(one.place),
        "printed": one.printed,
        "base": None if one.base is None else one.base.model_dump(),
        "needs": None if one.needs is None else {**both(one.needs.text), "layers": list(one.needs.layers)},
        "note": _joined(one.note, plan.note),
    }


def _joined(*notes: Titles | None) -> Json | None:
    said = [note for note in notes if note is not None]
    if not said:
        return None
    return {"zh": "；".join(note.zh for note in said), "en": "; ".join(note.en for note in said)}


def _notes(row: Mapping[str, Any], base: Definitions) -> Json:
    out: Json = {name: [with_text(base, note) for note in row[name]] for name in ("missing", "reasons")}
    near = row["indicative"]
    if near is not None:
        out["indicative"] = {**near, "missing": [with_text(base, note) for note in near["missing"]]}
    return out
