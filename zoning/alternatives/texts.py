"""Comparisons, moves and detours with their texts in Chinese and English; what was answered is left as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zoning.definitions import Definitions
from zoning.titles import both, class_title, classed, data_standing, layer_title, note_text, with_text
from zoning.verdict import Json

Body = Mapping[str, Any]


def comparison_with_texts(body: Body, verdicts: Sequence[Body], definitions: Definitions) -> Json:
    """A comparison, and the rendered verdicts that it was made from in its order (they have the texts of questions)."""
    return {
        **body,
        "data_standing": data_standing(definitions, body["editions"]),
        "caveat": note_text(definitions, "caveat", {}),
        "criterion": {
            **body["criterion"],
            "keys": [_key(definitions, key) for key in body["criterion"]["keys"]],
        },
        "alternatives": [
            _alternative(definitions, row, verdict) for row, verdict in zip(body["alternatives"], verdicts, strict=True)
        ],
        "overlaps": [classed(definitions, row) for row in body["overlaps"]],
        "distances": [classed(definitions, row) for row in body["distances"]],
        "notes": [with_text(definitions, note) for note in body["notes"]],
    }


def _alternative(definitions: Definitions, row: Body, verdict: Body) -> Json:
    asked = {one["code"]: one for rule in verdict["rules"] for one in rule["requirement_texts"]}
    shore = row["shoreline"]
    return {
        **row,
        "verdict_text": note_text(definitions, f"verdict_{row['verdict']}", {}),
        "requirements": [{**entry, **asked[entry["code"]]} for entry in row["requirements"]],
        "questions": [
            {**entry, "text": told["text"]} for entry, told in zip(row["questions"], verdict["questions"], strict=True)
        ],
        "silent": [{"layer": layer, "layer_title": layer_title(definitions, layer)} for layer in row["silent"]],
        "shoreline": {**shore, "text": note_text(definitions, f"shoreline_state_{shore['state']}", {})},
    }


def _key(definitions: Definitions, key: Body) -> Json:
    name, _, place = str(key["key"]).partition(":")
    layer, _, code = place.partition("/")
    title = layer_title(definitions, layer) if layer else {"zh": "", "en": ""}
    of_class = class_title(definitions, layer, code) if code else None
    shown = {
        language: f"{title[language]}{'' if of_class is None else f' {of_class[language]}'}"
        for language in ("zh", "en")
    }
    return {
        **key,
        "text": {
            language: note_text(definitions, f"criterion_{name}", {"layer": shown[language]})[language]
            for language in ("zh", "en")
        },
        "better_text": note_text(definitions, f"criterion_better_{key['better']}", {}),
    }


def move_with_texts(body: Body, definitions: Definitions) -> Json:
    """A move with its texts."""
    rules = _titles(body, definitions)
    return {**_common(body, definitions), "everywhere": [_rule(key, rules) for key in body["everywhere"]]}


def detours_with_texts(body: Body, definitions: Definitions) -> Json:
    """Detours with their texts."""
    rules = _titles(body, definitions)
    return {
        **_common(body, definitions),
        "detours": [
            {
                **detour,
                "state_text": note_text(definitions, f"detour_state_{detour['state']}", {}),
                "side_text": None if detour["side"] is None else note_text(definitions, f"side_{detour['side']}", {}),
                "conflicts": [
                    {
                        **conflict,
                        "layer_title": layer_title(definitions, conflict["layer"]),
                        "rules": [_rule(key, rules) for key in conflict["rules"]],
                    }
                    for conflict in detour["conflicts"]
                ],
            }
            for detour in body["detours"]
        ],
    }


def _common(body: Body, definitions: Definitions) -> Json:
    def named(verdict: Body | None) -> Json | None:
        if verdict is None:
            return None
        return {**verdict, "verdict_text": note_text(definitions, f"verdict_{verdict['verdict']}", {})}

    return {
        **body,
        "here": named(body["here"]),
        "there": named(body["there"]),
        "data_standing": data_standing(definitions, body["editions"]),
        "caveat": note_text(definitions, "caveat", {}),
        "notes": [with_text(definitions, note) for note in body["notes"]],
    }


def _titles(body: Body, definitions: Definitions) -> Mapping[str, Json]:
    day = date.fromisoformat(str(body["as_of"]))
    return {rule.key: both(rule.entry.title) for rule in definitions.rules_in_force(day)}


def _rule(key: str, titles: Mapping[str, Json]) -> Json:
    pack, _, rule = key.partition("#")
    return {"pack": pack, "rule": rule, "text": titles.get(key, {"zh": key, "en": key})}
