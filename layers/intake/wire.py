"""A reading, or the error instead of it, as JSON between the child process and its parent; never pickle."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import shapely

from layers.errors import BadCRS, BadFile, BadGeometry, BadInput, TooLarge
from layers.intake.candidates import AmbiguousCRS, Candidate
from layers.intake.fineness import Fineness
from layers.intake.layer_choice import LayerOpen
from layers.intake.types import RawFeature, Reading
from layers.notes import Note

MEMORY_EXIT = 77
"""Exit code of a child that ran out of memory."""

_ERRORS: dict[str, type[BadInput]] = {one.slug: one for one in (BadInput, BadCRS, BadFile, BadGeometry, TooLarge)}


def encode_reading(reading: Reading) -> str:
    """JSON text of a reading; geometries as base64 of little-endian WKB."""
    wkb = shapely.to_wkb([feature.geometry for feature in reading.features], byte_order=1)
    features = [
        {
            "wkb": base64.b64encode(raw).decode("ascii"),
            "attributes": dict(feature.attributes),
            "source": feature.source,
            "name": feature.name,
            "declared_area_m2": feature.declared_area_m2,
        }
        for raw, feature in zip(wkb, reading.features, strict=True)
    ]
    return json.dumps(
        {
            "features": features,
            "intake": reading.intake,
            "crs": reading.crs,
            "notes": [note.as_json() for note in reading.notes],
            "project": reading.project,
            "texts": reading.texts,
            "zone": reading.zone,
            "prefixed": reading.prefixed,
            "shift_accuracy_m": reading.shift_accuracy_m,
            "fineness": None if reading.fineness is None else asdict(reading.fineness),
            "said_precision_m": reading.said_precision_m,
        }
    )


def encode_error(error: BadInput) -> str:
    """JSON text of an error: its slug and both texts, and the readings or layers that it leaves open."""
    told: dict[str, object] = {"error": error.slug, "zh": error.zh, "en": error.en}
    if isinstance(error, LayerOpen):
        told["layers"] = error.layers
        told["several"] = error.several
    if isinstance(error, AmbiguousCRS):
        told["candidates"] = [
            {"state": one.state, "outline": one.outline.wkb_hex, "area_m2": one.area_m2} for one in error.candidates
        ]
        told["intake"] = error.intake
        told["words"] = error.words
        told["declared_area_m2"] = error.declared_area_m2
        told["notes"] = [note.as_json() for note in error.notes]
    return json.dumps(told)


def decode(text: str) -> Reading:
    """The reading of the child, or its error raised here as the same class."""
    answer: dict[str, Any] = json.loads(text)
    raise_error(answer)
    members = answer["features"]
    shapes = shapely.from_wkb([base64.b64decode(member["wkb"]) for member in members])
    return Reading(
        features=tuple(
            RawFeature(shape, member["attributes"], member["source"], member["name"], member["declared_area_m2"])
            for shape, member in zip(shapes, members, strict=True)
        ),
        intake=answer["intake"],
        crs=answer["crs"],
        notes=_notes(answer),
        project=answer["project"],
        texts=tuple(answer["texts"]),
        zone=answer["zone"],
        prefixed=answer["prefixed"],
        shift_accuracy_m=answer["shift_accuracy_m"],
        fineness=None if answer["fineness"] is None else Fineness(**answer["fineness"]),
        said_precision_m=answer["said_precision_m"],
    )


def raise_error(answer: Mapping[str, Any]) -> None:
    """Raises the error that an answer holds instead of a result, as the class it was."""
    if answer.get("error") == AmbiguousCRS.slug:
        raise AmbiguousCRS(
            answer["zh"],
            answer["en"],
            [Candidate(one["state"], shapely.from_wkb(one["outline"]), one["area_m2"]) for one in answer["candidates"]],
            intake=answer["intake"],
            words=answer["words"],
            declared_area_m2=answer["declared_area_m2"],
            notes=_notes(answer),
        )
    if "error" in answer and "layers" in answer:
        raise LayerOpen(answer["zh"], answer["en"], answer["layers"], several=answer["several"])
    if "error" in answer:
        raise _ERRORS[answer["error"]](answer["zh"], answer["en"])


def _notes(answer: Mapping[str, Any]) -> tuple[Note, ...]:
    return tuple(Note(note["code"], note["values"]) for note in answer["notes"])
