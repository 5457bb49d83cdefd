"""Texts in both languages for the codes that verdicts carry: notes, questions and requirements."""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition
from layers.errors import Lang


class Requirement(StrictModel):
    """Something a project must obtain or do: an opinion and its authority, a document, a measure."""

    text: Titles
    authority: Titles | None = None
    document: Titles | None = None
    source: str
    confidence: str


class RequirementFile(StrictModel):
    """One file of data/codes/requirements/."""

    version: str
    requirements: Mapping[str, Requirement]


def load_requirements(folder: Path) -> tuple[Mapping[str, Requirement], tuple[DefinitionFile, ...]]:
    """Every requirement below `folder` (data/codes/requirements), and its files. Raises DefinitionError."""
    files = tuple(read_definition(path) for path in sorted(folder.glob("*.yaml")))
    found: dict[str, Requirement] = {}
    for file in files:
        for code, entry in file.parse(RequirementFile).requirements.items():
            if code in found:
                raise file.error(f"requirement {code!r} is listed twice", ["requirements", code])
            found[code] = entry
    return found, files


class NoteText(Titles):
    """A note in both languages; a note on what was read is `assumed`, or a `doubt` that somebody must look at."""

    kind: Literal["assumed", "doubt"] = "assumed"


def load_notes(path: Path) -> tuple[Mapping[str, NoteText], DefinitionFile]:
    """The note texts and their file; both languages of a note name the same placeholders. Raises DefinitionError."""
    file = read_definition(path)
    notes: dict[str, NoteText] = file.parse(TypeAdapter(dict[str, NoteText]))
    for code, text in notes.items():
        if placeholders(text.zh) != placeholders(text.en):
            raise file.error(f"note {code!r}: the two languages name different placeholders", [code])
    return notes, file


@lru_cache(4096)
def placeholders(template: str) -> frozenset[str]:
    """The names in braces in a template."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def fill(text: Titles, values: Mapping[str, object], lang: Lang) -> str:
    """The text with its placeholders filled; a missing value shows as its name in braces."""
    template = text.zh if lang == "zh" else text.en
    if not values:
        return _unfilled(template)
    shown = {name: values.get(name, f"{{{name}}}") for name in placeholders(template)}
    return template.format_map(shown)


@lru_cache(4096)
def _unfilled(template: str) -> str:
    return template.format_map({name: f"{{{name}}}" for name in placeholders(template)})
