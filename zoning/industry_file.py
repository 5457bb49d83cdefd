"""The shape of data/codes/industries.yaml: what codes leave to facts, what makes class III, the nine carbon sectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from layers.definition_file import StrictModel, Titles
from zoning.facts import FactValue
from zoning.logic import Truth, any_of, negate
from zoning.rules.model import Confidence

Letter = Annotated[str, StringConstraints(pattern=r"^[A-T]$")]
Digits = Annotated[str, StringConstraints(pattern=r"^\d{3,4}$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^([A-T]|\d{2})$")]
CodePrefix = Annotated[str, StringConstraints(pattern=r"^\d{2,4}$")]


class Division(StrictModel):
    """A division (大类) and the letter (门类) it belongs to."""

    code: str = Field(pattern=r"^\d{2}$")
    letter: Letter
    name: str


class IndustryGroup(StrictModel):
    """Whole letters or divisions and the values they leave to facts."""

    title: Titles
    codes: tuple[Prefix, ...] = Field(min_length=1)
    implies: Mapping[str, tuple[str, ...]]
    note: Titles | None = None
    confidence: Confidence


class ByProcess(StrictModel):
    """What makes projects of some codes class III: any of `made_by`, or the lack of all of `spared_by`."""

    made_by: tuple[str, ...] = ()
    spared_by: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> ByProcess:
        if bool(self.made_by) == bool(self.spared_by):
            raise ValueError("either made_by or spared_by names processes")
        return self

    @property
    def processes(self) -> tuple[str, ...]:
        """The boolean facts it reads."""
        return self.made_by or self.spared_by

    def three(self, given: Mapping[str, FactValue]) -> Truth:
        """Whether a project is class III; Unknown until enough of the processes are said."""
        said = any_of(_truth(given.get(name)) for name in self.processes)
        return said if self.made_by else negate(said)


def _truth(value: FactValue | None) -> Truth:
    return value if isinstance(value, bool) else None


class CarbonSector(StrictModel):
    """Codes of one of the nine sectors of the carbon evaluation: `codes` are in it, `perhaps` may or may not be."""

    sector: str
    codes: tuple[CodePrefix, ...] = Field(min_length=1)
    perhaps: tuple[CodePrefix, ...] = ()


class CarbonSectors(StrictModel):
    """The nine sectors; a code of none of them is `none`. They are not the class-III candidates."""

    source: str
    confidence: Confidence
    sectors: tuple[CarbonSector, ...]


class IndustryClass(StrictModel):
    """Codes (with their names) that rules speak of together, the sector they make, and what they leave to facts."""

    title: Titles
    sector: str | None = None
    codes: Mapping[Digits, str] = Field(min_length=1)
    implies: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    class_three: ByProcess | None = None
    note: Titles | None = None
    confidence: Confidence


class IndustryFile(StrictModel):
    """The file data/codes/industries.yaml."""

    version: str
    source: str
    letters: Mapping[Letter, Titles]
    divisions: tuple[Division, ...]
    groups: tuple[IndustryGroup, ...]
    class_three_by: tuple[str, ...]
    classes: tuple[IndustryClass, ...]
    carbon: CarbonSectors
