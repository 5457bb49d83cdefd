"""A look at a file as JSON with texts in both languages."""

from __future__ import annotations

import numpy as np
import shapely

from layers.geodesy import area
from layers.intake.candidates import AmbiguousCRS
from layers.intake.declared_area import HECTARE_M2
from layers.intake.types import RawFeature, Reading
from layers.notes import Note
from zoning.definitions import Definitions
from zoning.intake.look import Interpretation, Look
from zoning.titles import with_text
from zoning.verdict import Json, geojson, rounded


def look_json(definitions: Definitions, found: Reading | AmbiguousCRS, seen: Look) -> Json:
    """`parts` in EPSG:4490 (none while several readings fit), `candidates` (likeliest first), `assumed`, `doubts`."""
    read = found if isinstance(found, Reading) else None
    return {
        "intake": found.intake,
        "crs": None if read is None else read.crs,
        "parts": [] if read is None else [_part(feature) for feature in read.features],
        "project": None if read is None else read.project,
        "candidates": [_candidate(definitions, one) for one in seen.interpretations],
        "assumed": _notes(definitions, seen.assumed),
        "doubts": _notes(definitions, seen.doubts),
    }


def _part(feature: RawFeature) -> Json:
    areal = shapely.get_dimensions(feature.geometry) == 2
    declared = feature.declared_area_m2
    return {
        "source": feature.source,
        "name": feature.name,
        "kind": feature.geometry.geom_type,
        "role": feature.attributes.get("role"),
        "width_m": feature.attributes.get("width_m"),
        "geometry": geojson(feature.geometry),
        "vertices": feature.vertices,
        "area_ha": rounded(float(np.sum(np.abs(area(feature.geometry)))) / HECTARE_M2, 4) if areal else None,
        "declared_area_ha": None if declared is None else rounded(declared / HECTARE_M2, 4),
    }


def _candidate(definitions: Definitions, one: Interpretation) -> Json:
    middle = one.outline.centroid
    return {
        "state": one.state,
        "chosen": one.chosen,
        "lon": rounded(middle.x, 7),
        "lat": rounded(middle.y, 7),
        "outline": geojson(one.outline),
        "region": one.position.code,
        "region_name": one.position.name,
        "part": one.position.part,
        "evidence": _notes(definitions, one.evidence),
    }


def _notes(definitions: Definitions, notes: tuple[Note, ...]) -> list[Json]:
    return [with_text(definitions, note.as_json()) for note in notes]
