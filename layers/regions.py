"""Administrative regions (GB/T 2260 codes) with parents, dates, successors and the coast flag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition
from layers.errors import NotFound

Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class Region(StrictModel):
    """One administrative region; `coast` is set where it has a sea front, see `coast_source` of the file.

    With `dates: year` only the years of `valid_from` and `valid_to` are known; the days are then the outer days of
    those years, so that in the year itself a code and its successor are both good.
    """

    code: Code
    name: Titles
    level: Literal["province", "city", "county"]
    parent: Code | None = None
    coast: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    dates: Literal["day", "year"] = "day"
    successors: tuple[Code, ...] = ()
    basins: tuple[str, ...] = ()


class RegionFile(StrictModel):
    """The file data/codes/regions.yaml."""

    version: str
    source: str
    coast_source: str
    regions: tuple[Region, ...] = Field(min_length=1)


class Regions:
    """Lookup over the region list."""

    def __init__(self, regions: Mapping[str, Region], file: DefinitionFile) -> None:
        self._regions = dict(regions)
        self.file = file

    def __iter__(self) -> Iterator[str]:
        """Every code, in the order of the file."""
        return iter(self._regions)

    def __contains__(self, code: object) -> bool:
        return code in self._regions

    def __getitem__(self, code: str) -> Region:
        try:
            return self._regions[code]
        except KeyError:
            raise NotFound(
                f"行政区代码 {code} 不在 data/codes/regions.yaml 中",
                f"region code {code} is not in data/codes/regions.yaml",
            ) from None

    def retired(self, code: str, on: date) -> bool:
        """Whether a listed code was no longer in force on a day; raises NotFound."""
        end = self[code].valid_to
        return end is not None and end < on

    def ancestry(self, code: str) -> tuple[str, ...]:
        """`code` and everything above it, from itself to the province; raises NotFound."""
        chain = [code]
        while (parent := self[chain[-1]].parent) is not None:
            chain.append(parent)
        return tuple(chain)

    def within(self, code: str, ancestor: str) -> bool:
        """Whether `code` is `ancestor` or lies under it; an unknown code lies where its digits say."""
        if code in self._regions:
            return ancestor in self.ancestry(code)
        stem = ancestor[:2] if ancestor[2:] == "0000" else ancestor[:4] if ancestor[4:] == "00" else ancestor
        return len(code) == 6 and code.startswith(stem)


def load_regions(path: Path) -> Regions:
    """Read the region list strictly. Raises DefinitionError for a duplicate, a missing parent or successor."""
    file = read_definition(path)
    parsed = file.parse(RegionFile)
    regions: dict[str, Region] = {}
    for index, region in enumerate(parsed.regions):
        if region.code in regions:
            raise file.error(f"region {region.code} is listed twice", ["regions", index])
        regions[region.code] = region
    for index, region in enumerate(parsed.regions):
        for other in (region.parent, *region.successors):
            if other is not None and other not in regions:
                raise file.error(f"region {region.code} names {other}, which is not listed", ["regions", index])
    return Regions(regions, file)
