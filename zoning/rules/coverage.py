"""The law is covered too: from which date the rules of an instrument are complete in a jurisdiction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition

Level = Literal["country", "province", "city", "county"]
DIGITS: dict[Level, int] = {"country": 0, "province": 2, "city": 4, "county": 6}


class Complete(StrictModel):
    """The rules of one jurisdiction are complete from a day (inclusive)."""

    jurisdiction: str = Field(pattern=r"^CN(-\d\d(\d\d(\d\d)?)?)?$")
    from_: date = Field(alias="from")
    until: date | None = None
    source: str | None = None


class Instrument(StrictModel):
    """A control instrument, the levels at which law on it is expected, and where ours is complete."""

    instrument: str
    title: Titles
    levels: tuple[Level, ...]
    complete: tuple[Complete, ...]

    def covered(self, jurisdiction: str, as_of: date) -> bool:
        """Whether the rules of this jurisdiction are complete on a day."""
        return any(
            entry.jurisdiction == jurisdiction
            and entry.from_ <= as_of
            and (entry.until is None or as_of <= entry.until)
            for entry in self.complete
        )

    def expected(self, regions: Iterable[str]) -> tuple[str, ...]:
        """The jurisdictions whose law on this instrument reaches places in these regions (6-digit codes)."""
        found = {
            "CN" if DIGITS[level] == 0 else f"CN-{code[: DIGITS[level]]}" for code in regions for level in self.levels
        }
        return tuple(sorted(found | ({"CN"} if "country" in self.levels else set())))


@dataclass(frozen=True)
class LawCell:
    """The law of one instrument in one jurisdiction, and whether our rules of it are complete on the day."""

    instrument: str
    jurisdiction: str
    covered: bool

    @property
    def name(self) -> str:
        """`rules:<instrument>:<jurisdiction>`."""
        return f"rules:{self.instrument}:{self.jurisdiction}"


def law_of(instruments: Iterable[Instrument], regions: Collection[str], as_of: date) -> tuple[LawCell, ...]:
    """The instruments in scope × the jurisdictions whose law reaches places in some regions."""
    return tuple(
        LawCell(entry.instrument, jurisdiction, entry.covered(jurisdiction, as_of))
        for entry in instruments
        for jurisdiction in entry.expected(regions)
    )


class CoverageFile(StrictModel):
    """The file data/rules/coverage.yaml."""

    version: str
    instruments: tuple[Instrument, ...] = Field(min_length=1)


def load_coverage(path: Path) -> tuple[CoverageFile, DefinitionFile]:
    """Read data/rules/coverage.yaml. Raises DefinitionError."""
    file = read_definition(path)
    return file.parse(CoverageFile), file
