"""Tables of land-cover classes: data/codes/land_cover/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from layers.definition_file import DefinitionFolder, StrictModel, Titles, read_folder
from layers.errors import BadInput
from layers.kinds import Colour


class CoverClass(StrictModel):
    """One class of cover; `groups` are those it belongs to."""

    title: Titles
    groups: tuple[str, ...] = ()
    colour: Colour


class ClassTable(StrictModel):
    """What the values of a raster mean: `classes` by the whole number that cells hold.

    `natural`, `forest` and so on are `groups`; a class may belong to several, so shares of groups do not add up to 1.
    """

    table: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    groups: Mapping[str, Titles]
    classes: Mapping[int, CoverClass] = Field(min_length=1, max_length=255)

    @model_validator(mode="after")
    def _known_groups(self) -> ClassTable:
        for value, one in self.classes.items():
            for group in one.groups:
                if group not in self.groups:
                    raise ValueError(f"class {value} names the group {group!r}, which is not listed")
        return self

    @property
    def values(self) -> tuple[int, ...]:
        """Every value, ascending."""
        return tuple(sorted(self.classes))

    def of_group(self, group: str) -> tuple[int, ...]:
        """The values of a group's classes, ascending."""
        return tuple(value for value in self.values if group in self.classes[value].groups)


class ClassTables(DefinitionFolder[ClassTable]):
    """All class tables by name."""

    def named(self, table: str | None) -> ClassTable:
        """The table of a delivery. Raises BadInput where none, or an unknown one, is named."""
        if table is not None and table in self:
            return self[table]
        known = ", ".join(self)
        if table is None:
            raise BadInput(
                f"栅格须说明类别表：--set class_table=…；可用：{known}",
                f"a raster needs its class table: --set class_table=…; there are {known}",
            )
        raise BadInput(f"没有类别表 {table}；可用：{known}", f"there is no class table {table}; there are {known}")


def load_class_tables(folder: Path) -> ClassTables:
    """Every `*.yaml` of `folder`. Raises DefinitionError naming file and line."""
    tables = read_folder(folder, ClassTable, "table")
    return ClassTables(tables, tables.files)
