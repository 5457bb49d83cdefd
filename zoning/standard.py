"""The industry table of GB/T 4754-2017 (data/codes/gbt4754.yaml): groups and classes with their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from layers.definition_file import DefinitionFile, StrictModel, read_definition
from layers.once import once

Division = Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
GroupCode = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
ClassCode = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]


class Group(StrictModel):
    """A group (中类): its classes, and its name where that is not the name of its only class."""

    name: str | None = None
    classes: Mapping[ClassCode, str] = Field(min_length=1)


class StandardFile(StrictModel):
    """The file data/codes/gbt4754.yaml."""

    version: str
    source: str
    divisions: Mapping[Division, Mapping[GroupCode, Group]]


class Standard:
    """Every group and class of the standard by code."""

    def __init__(self, parsed: StandardFile, file: DefinitionFile) -> None:
        self.head = parsed
        self.file = file

    @once
    def groups(self) -> Mapping[str, str]:
        """Three digits → name."""
        return {
            code: group.name or next(iter(group.classes.values()))
            for groups in self.head.divisions.values()
            for code, group in groups.items()
        }

    @once
    def classes(self) -> Mapping[str, str]:
        """Four digits → name."""
        return {
            code: name
            for groups in self.head.divisions.values()
            for group in groups.values()
            for code, name in group.classes.items()
        }

    def under(self, digits: str) -> tuple[str, ...]:
        """The classes that a code holds; itself for a class, none for a code the standard does not have."""
        return tuple(code for code in self.classes if code.startswith(digits))


def load_standard(path: Path) -> Standard:
    """Read data/codes/gbt4754.yaml strictly. Raises DefinitionError naming file and line.

    Every code stands under its own division and group, and a group without a name has one class.
    """
    file = read_definition(path)
    parsed = file.parse(StandardFile)
    for division, groups in parsed.divisions.items():
        for code, group in groups.items():
            where: list[str | int] = ["divisions", division, code]
            if not code.startswith(division) or any(not held.startswith(code) for held in group.classes):
                raise file.error(f"group {code} or one of its classes stands in the wrong place", where)
            if group.name is None and len(group.classes) > 1:
                raise file.error(f"group {code} has several classes and no name", where)
    return Standard(parsed, file)
