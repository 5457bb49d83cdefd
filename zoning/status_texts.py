"""The status of a recorded verdict in words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zoning.definitions import Definitions
from zoning.titles import note_text
from zoning.verdict import Json


def status_with_texts(definitions: Definitions, status: Mapping[str, Any]) -> Json:
    """The status of a recorded verdict (zoning.status) with a text on its state, each reason and the limit."""

    def told(entry: Mapping[str, Any]) -> Json:
        return {**entry, "text": note_text(definitions, f"status_{entry['code']}", entry["values"])}

    return {
        **status,
        "text": note_text(definitions, f"status_{status['state']}", {}),
        "reasons": [told(reason) for reason in status["reasons"]],
        "because": None if status["because"] is None else told(status["because"]),
    }
