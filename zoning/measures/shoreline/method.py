"""How natural shoreline is counted: data/methods/shoreline/*.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from layers.definition_file import DefinitionFile, StrictModel, Titles

Counted = Literal["native", "restored", "artificial", "estuary", "unclassed"]
UNCLASSED = "unclassed"


class ShorelineMethod(StrictModel):
    """Which types count as what, and what is divided by what.

    `native` and, where it counts, `restored` line make the numerator. With `recognition: required` restored line counts
    only where its recognition is stated. `estuary` line counts as `estuary_counts` says, and stands in the denominator
    unless `estuary_in_denominator` is false.
    """

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    default: bool = False
    applies_to: tuple[Literal["mainland", "island"], ...] = ("mainland", "island")
    native: tuple[str, ...]
    restored: tuple[str, ...]
    artificial: tuple[str, ...]
    estuary: tuple[str, ...]
    recognition: Literal["required", "not_required"]
    estuary_in_denominator: bool
    estuary_counts: Literal["apart", "natural"] = "apart"

    def counted(self) -> dict[str, Counted]:
        """Type → what it counts as."""
        groups: tuple[tuple[Counted, tuple[str, ...]], ...] = (
            ("native", self.native),
            ("restored", self.restored),
            ("artificial", self.artificial),
            ("estuary", self.estuary),
            ("unclassed", (UNCLASSED,)),
        )
        return {name: counted for counted, names in groups for name in names}

    def require_complete(self, types: Iterable[str], file: DefinitionFile) -> None:
        """Every type of the coastline stands in exactly one group. Raises DefinitionError."""
        named = [*self.native, *self.restored, *self.artificial, *self.estuary]
        for name in named:
            if named.count(name) > 1:
                raise file.error(f"type {name} stands in two groups", ["native"])
            if name not in types:
                raise file.error(f"type {name} is no type of the coastline", ["native"])
        missing = [name for name in types if name not in named and name != UNCLASSED]
        if missing:
            raise file.error(f"types {', '.join(missing)} stand in no group", ["native"])
