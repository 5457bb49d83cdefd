"""The operator's file of datum parameters (SANXIAN_DATUM_PARAMETERS), read strictly."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from pydantic import Field, model_validator

from layers.datum_shift import DatumShift, Method, OldDatum
from layers.definition_file import StrictModel, read_definition


class Region(StrictModel):
    """A box of CGCS2000 longitude and latitude, degrees, in which parameters hold."""

    west: float = Field(ge=73, le=136)
    south: float = Field(ge=3, le=54)
    east: float = Field(ge=73, le=136)
    north: float = Field(ge=3, le=54)

    @model_validator(mode="after")
    def _has_area(self) -> Region:
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("a region must have its west before its east and its south before its north")
        return self


class Parameters(StrictModel):
    """Three translations (m), and for seven parameters three rotations (arc seconds) and a scale (ppm)."""

    dx: float
    dy: float
    dz: float
    rx: float = 0.0
    ry: float = 0.0
    rz: float = 0.0
    scale_ppm: float = 0.0


class Entry(StrictModel):
    """One set of parameters; `source` is the document by which a bureau issued them, `accuracy_m` its 95 % bound."""

    datum: OldDatum
    name: str = Field(min_length=1, max_length=100)
    method: Method
    region: Region
    parameters: Parameters
    accuracy_m: float = Field(gt=0, le=100)
    source: str = Field(min_length=1, max_length=300)

    @model_validator(mode="after")
    def _translation_alone(self) -> Entry:
        p = self.parameters
        if self.method == "translation" and (p.rx, p.ry, p.rz, p.scale_ppm) != (0.0, 0.0, 0.0, 0.0):
            raise ValueError("`translation` has no rotations and no scale; name position_vector or coordinate_frame")
        return self

    def shift(self) -> DatumShift:
        """As the readers use it."""
        return DatumShift(
            datum=self.datum,
            name=self.name,
            method=self.method,
            accuracy_m=self.accuracy_m,
            source=self.source,
            **self.parameters.model_dump(),
            **self.region.model_dump(),
        )


class ParameterFile(StrictModel):
    """The whole file."""

    shifts: tuple[Entry, ...] = Field(min_length=1)


def load_datum_parameters(path: Path) -> tuple[DatumShift, ...]:
    """The parameters that the operator holds. Raises DefinitionError, also where two of one datum hold in one place."""
    file = read_definition(path)
    shifts = tuple(entry.shift() for entry in file.parse(ParameterFile).shifts)
    for one, other in combinations(shifts, 2):
        apart = one.east <= other.west or other.east <= one.west or one.north <= other.south or other.north <= one.south
        if one.datum == other.datum and not apart:
            raise file.error(f"{one.name!r} and {other.name!r} both hold in one place; nothing says which is meant")
    return shifts
