"""Saved mappings as answers show them."""

from __future__ import annotations

from layers.publication.saved_mappings import History, SavedMapping
from zoning.verdict import Json


def mapping_json(found: History, version: SavedMapping | None = None) -> Json:
    """One version of a mapping, the newest by default, and when each of them was saved by whom."""
    shown = found.newest if version is None else version
    return {
        "layer": shown.layer,
        "office": shown.office,
        "name": shown.name,
        "version": shown.version,
        "retired": found.retired,
        "map": dict(shown.mapping.fields),
        "set": dict(shown.mapping.constants),
        "values": {attribute: dict(renamed) for attribute, renamed in shown.mapping.values.items()},
        "versions": [
            {"version": saved.version, "saved_at": saved.saved_at.isoformat(), "saved_by": saved.saved_by or None}
            for saved in found.versions
        ],
    }
