"""How land cover is measured: data/methods/land_cover/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from layers.definition_file import DefinitionFile, StrictModel, Titles
from layers.rasters.classes import ClassTable, ClassTables


class Transition(StrictModel):
    """A change from a class of one group to a class of another; a `clue` is what a supervisor would go and look at."""

    title: Titles
    before: str
    after: str
    clue: bool


class LandCoverMethod(StrictModel):
    """Shares of cells by area on the ellipsoid, and what makes a patch of change.

    A share is a number only where at most `nodata_tolerance` of the zone is without class. Cells that touch by 4 or 8
    neighbours (`connectivity`) and change by the same of `transitions` are one patch.
    """

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    default: bool = False
    nodata_tolerance: Annotated[float, Field(ge=0, lt=1)]
    min_patch_m2: Annotated[float, Field(ge=0)]
    connectivity: Literal["4", "8"]
    natural: str
    forest: str
    transitions: Mapping[str, Transition]

    @property
    def neighbours(self) -> int:
        """`connectivity` as a number."""
        return int(self.connectivity)

    def labels(self, table: ClassTable) -> NDArray[np.uint8]:
        """Per pair of classes (places in the table's values, then nodata) 0, or 1 + the place of its transition."""
        groups = [table.classes[value].groups for value in table.values]
        out = np.zeros((len(groups) + 1, len(groups) + 1), dtype=np.uint8)
        for number, one in enumerate(self.transitions.values(), start=1):
            for i, was in enumerate(groups):
                for j, became in enumerate(groups):
                    if out[i, j] == 0 and one.before in was and one.after in became and one.before not in became:
                        out[i, j] = number
        return out

    def require_groups(self, tables: ClassTables, file: DefinitionFile) -> None:
        """Every group that is named stands in every class table. Raises DefinitionError."""
        named = {self.natural: ["natural"], self.forest: ["forest"]}
        for name, one in self.transitions.items():
            named |= {one.before: ["transitions", name], one.after: ["transitions", name]}
        for group, where in named.items():
            for table in tables.values():
                if group not in table.groups:
                    raise file.error(f"class table {table.table} has no group {group!r}", where)
