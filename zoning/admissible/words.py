"""The answer where a project could stand, with its texts in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zoning.definitions import Definitions
from zoning.titles import both, data_standing, layer_title, note_text, with_text
from zoning.verdict import Json


def in_words(record: Mapping[str, Any], definitions: Definitions) -> Json:
    """The record with `text` beside codes: verdicts, rules, layers of reasons, notes; and what is to be said first."""
    rules = {rule.key: rule for rule in definitions.rules_in_force(date.fromisoformat(record["as_of"]))}

    def reason(said: Mapping[str, Any]) -> Json:
        rule = rules.get(f"{said['pack']}#{said['rule']}")
        title = layer_title(definitions, said["pack"]) if said["rule"] is None else None
        name = {"zh": said["rule"], "en": said["rule"]}
        return {**said, "text": title or (name if rule is None else both(rule.entry.title))}

    return {
        **record,
        "caveat": note_text(definitions, "admissible_planning_aid", {}),
        "data_standing": data_standing(definitions, record["editions"]),
        "areas": [
            {
                **area,
                "verdict_text": note_text(definitions, f"verdict_{area['verdict']}", {}),
                "reasons": [reason(said) for said in area["reasons"]],
            }
            for area in record["areas"]
        ],
        "notes": [with_text(definitions, note) for note in record["notes"]],
    }
