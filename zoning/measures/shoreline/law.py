"""What the law attaches to metres of natural shoreline: data/codes/shoreline_law.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition

Kind = Literal["mainland", "island"]
Confidence = Literal["H", "M", "L"]


class Floor(StrictModel):
    """The least retention rate of one kind of shoreline, 0 to 1, for a whole jurisdiction."""

    floor: str
    title: Titles
    jurisdiction: str
    kind: Kind
    minimum_rate: Annotated[float, Field(gt=0.0, le=1.0)]
    source: Titles
    confidence: Confidence


class Basis(StrictModel):
    """A provision by its title and article."""

    title: str
    article: str | None = None


class Fine(StrictModel):
    """A fine by the metre of natural shoreline unlawfully occupied or damaged, in CNY."""

    fine: str
    title: Titles
    least_cny_per_m: Annotated[float, Field(gt=0.0)]
    most_cny_per_m: Annotated[float, Field(gt=0.0)]
    valid_from: date
    valid_to: date | None = None
    basis: Basis
    source: Titles
    confidence: Confidence

    def in_force(self, on: date) -> bool:
        """Whether it is law on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Kept(StrictModel):
    """Types of one kind of shoreline whose length must not shrink."""

    kept: str
    title: Titles
    kind: Kind
    types: tuple[str, ...]
    source: Titles
    confidence: Confidence


class ShorelineLaw(StrictModel):
    """The file data/codes/shoreline_law.yaml."""

    version: str
    floors: tuple[Floor, ...]
    fines: tuple[Fine, ...]
    kept: tuple[Kept, ...]


def load_shoreline_law(path: Path, types: Iterable[str]) -> tuple[ShorelineLaw, DefinitionFile]:
    """The law with its file. Raises DefinitionError for an unknown type or a fine whose least exceeds its most."""
    file = read_definition(path)
    law = file.parse(ShorelineLaw)
    known = set(types)
    for index, kept in enumerate(law.kept):
        for name in kept.types:
            if name not in known:
                raise file.error(f"type {name} is no type of the coastline", ["kept", index, "types"])
    for index, fine in enumerate(law.fines):
        if fine.least_cny_per_m > fine.most_cny_per_m:
            raise file.error(f"fine {fine.fine}: the least is above the most", ["fines", index, "least_cny_per_m"])
    return law, file
