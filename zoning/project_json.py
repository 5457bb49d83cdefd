"""A project as JSON and back: what the ledger keeps of a question, so that it can be judged again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import shape

from layers.intake.types import RawFeature, Reading
from layers.notes import Note
from zoning.definitions import Definitions
from zoning.projects import Project, parts_of, states
from zoning.verdict import Json


def project_json(project: Project) -> Json:
    """All that was said or assumed about a project; its parts as delivered, whose own vertices are measured too."""
    return {
        "name": project.name,
        "industry": project.industry,
        "accuracy_m": project.accuracy_m,
        "facts": {name: state.given for name, state in sorted(project.facts.items()) if state.given is not None},
        "parts": [
            {"role": part.role, "width_m": part.width_m, "geometry": dict(shapely.geometry.mapping(part.delivered))}
            for part in project.parts
        ],
        "notes": [note.as_json() for note in project.notes],
    }


def project_of(said: Mapping[str, Any], definitions: Definitions) -> Project:
    """The project that `project_json` wrote down; what follows from industry and facts is derived by `definitions`.

    Raises BadInput's kinds for what these definitions do not know.
    """
    kinds = definitions.facts
    given = {name: kinds.typed(name, value) for name, value in said["facts"].items()}
    industry = None if said["industry"] is None else definitions.industries.parse(said["industry"])
    features = tuple(
        RawFeature(shape(part["geometry"]), {"role": part["role"], "width_m": part["width_m"]}, f"part {number}")
        for number, part in enumerate(said["parts"], start=1)
    )
    return Project(
        parts=parts_of(Reading(features, "", ""), role=None, width_m=None, max_vertices=sys.maxsize),
        accuracy_m=float(said["accuracy_m"]),
        facts=states(given, definitions.derived(industry, given), kinds),
        name=said["name"],
        industry=said["industry"],
        notes=tuple(Note(note["code"], note["values"]) for note in said["notes"]),
    )
