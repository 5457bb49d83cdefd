"""A question about measures as JSON and back: what the ledger keeps, so that the same can be measured again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from zoning.definitions import Definitions
from zoning.measures.question import NAMES, Question
from zoning.project_json import project_json, project_of
from zoning.projects import Project
from zoning.verdict import Json

_DAYS, _MOMENTS = ("as_of", "since"), ("known_at",)


def question_json(question: Question) -> Json:
    """`measure`, and every option of the question by name."""
    return {
        "measure": NAMES[type(question)],
        **{field.name: _plain(getattr(question, field.name)) for field in fields(question)},
    }


def question_of(said: Mapping[str, Any], definitions: Definitions) -> Question:
    """The question that `question_json` wrote down. Raises BadInput's kinds."""
    kind = next(kind for kind, name in NAMES.items() if name == said["measure"])
    return kind(**{field.name: _typed(field.name, said[field.name], definitions) for field in fields(kind)})


def _plain(value: object) -> object:
    if isinstance(value, Project):
        return project_json(value)
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _typed(name: str, value: Any, definitions: Definitions) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name == "project":
        return project_of(value, definitions)
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
