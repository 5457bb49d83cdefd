"""A reading, or the error instead of it, as JSON between the child process and its parent; never pickle."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import shapely

from layers.errors import BadCRS, BadFile, BadGeometry, BadInput, TooLarge
from layers.intake.types import RawFeature, Reading
from layers.notes import Note

MEMORY_EXIT = 77
"""Exit code of a child that ran out of memory."""

_ERRORS: dict[str, type[BadInput]] = {one.slug: one for one in (BadInput, BadCRS, BadFile, BadGeometry, TooLarge)}


def encode_reading(reading: Reading) -> str:
    """JSON text of a reading; geometries as base64 of little-endian WKB."""
    wkb = shapely.to_wkb([feature.geometry for feature in reading.features], byte_order=1)
    features = [
        {"wkb": base64.b64encode(raw).decode("ascii"), "attributes": dict(feature.attributes), "source": feature.source}
        for raw, feature in zip(wkb, reading.features, strict=True)
    ]
    return json.dumps(
        {
            "features": features,
            "intake": reading.intake,
            "crs": reading.crs,
            "notes": [note.as_json() for note in reading.notes],
            "project": reading.project,
        }
    )


def encode_error(error: BadInput) -> str:
    """JSON text of an error: its slug and both texts."""
    return json.dumps({"error": error.slug, "zh": error.zh, "en": error.en})


def decode(text: str) -> Reading:
    """The reading of the child, or its error raised here as the same class."""
    answer: dict[str, Any] = json.loads(text)
    raise_error(answer)
    members = answer["features"]
    shapes = shapely.from_wkb([base64.b64decode(member["wkb"]) for member in members])
    return Reading(
        features=tuple(
            RawFeature(shape, member["attributes"], member["source"])
            for shape, member in zip(shapes, members, strict=True)
        ),
        intake=answer["intake"],
        crs=answer["crs"],
        notes=tuple(Note(note["code"], note["values"]) for note in answer["notes"]),
        project=answer["project"],
    )


def raise_error(answer: Mapping[str, Any]) -> None:
    """Raises the error that an answer holds instead of a result, as the class it was."""
    if "error" in answer:
        raise _ERRORS[answer["error"]](answer["zh"], answer["en"])
