"""The shoreline of bays: metres by unit, by region, and what could not be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from zoning.measures.bays.units import OPEN, BayIndex, BayUnit
from zoning.measures.shoreline.segments import Segments
from zoning.verdict import Json, metres, share

Counted = Literal["built", "open", "other"]
COUNTED: Final[tuple[Counted, ...]] = ("built", "open", "other")


@dataclass(frozen=True, eq=False)
class Shore:
    """Per segment: whether it lies in the region (`sure`, or only `maybe`), its unit, and what it counts as.

    `open`: it may be in a built bay for all that is known, for its bay's name names no unit or several, or its unit's
    day is not known.
    """

    table: Segments
    sure: NDArray[np.bool_]
    maybe: NDArray[np.bool_]
    unit: tuple[BayUnit | None, ...]
    counted: NDArray[np.object_]

    @property
    def mainland(self) -> NDArray[np.bool_]:
        """Which segments are mainland."""
        return np.asarray(self.table.kind == "mainland", dtype=bool)

    def metres(self, chosen: NDArray[np.bool_]) -> float:
        """Length of some segments, m."""
        return float(self.table.length_m[chosen].sum())

    def named(self) -> NDArray[np.bool_]:
        """Which segments carry the code or name of a bay."""
        return np.array([bay is not None for bay in self.table.bay], dtype=bool)

    def of(self, unit: BayUnit | None) -> NDArray[np.bool_]:
        """Which segments lie in a unit; None: which carry no unit's name."""
        return np.array([one is unit for one in self.unit], dtype=bool)


def shore_of(table: Segments, index: BayIndex, sure: NDArray[np.bool_], maybe: NDArray[np.bool_]) -> Shore:
    """Segments matched to units by code or name, and counted."""
    units: list[BayUnit | None] = []
    counted: list[Counted] = []
    for bay in table.bay:
        found = () if bay is None else index[str(bay)]
        unit = found[0] if len(found) == 1 else None
        units.append(unit)
        if bay is None:
            counted.append("other")
        elif unit is None:
            counted.append("open")
        else:
            counted.append("built" if unit.state == "built" else "open" if unit.state in OPEN else "other")
    column = np.empty(len(counted), dtype=object)
    column[:] = counted
    return Shore(table, sure, maybe, tuple(units), column)


@dataclass(frozen=True)
class Share:
    """Mainland metres in built bays, open, and in all; `floating` (built, open, other) may lie elsewhere."""

    built_m: float
    open_m: float
    total_m: float
    floating: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def settled(self) -> bool:
        """Whether nothing is open."""
        return self.open_m <= 0.0 and sum(self.floating) <= 0.0

    @property
    def value(self) -> float | None:
        """Built ÷ all, unrounded; None while anything is open or there is nothing to divide by."""
        return self.built_m / self.total_m if self.settled and self.total_m > 0.0 else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and greatest share that remain possible; None where there is nothing to divide by."""
        built, still, other = self.floating
        if self.total_m + built + still + other <= 0.0:
            return None
        low = self.total_m + still + other
        high = self.total_m + built + still
        most = (self.built_m + self.open_m + built + still) / high if high > 0.0 else 0.0
        least = self.built_m / low if low > 0.0 else 0.0
        return min(least, most), most

    def as_json(self) -> Json:
        """Metres to 0.001, shares to 1e-6."""
        value, bounds = self.value, self.bounds
        return {
            "built_m": metres(self.built_m),
            "open_m": metres(self.open_m),
            "mainland_m": metres(self.total_m),
            "unplaced_m": metres(sum(self.floating)),
            "share": None if value is None else share(value),
            "share_range": None if bounds is None else [share(bounds[0]), share(bounds[1])],
        }


def share_of(shore: Shore, chosen: NDArray[np.bool_], floating: NDArray[np.bool_]) -> Share:
    """The share among some segments, of which `floating` are only possible ones."""
    sure, maybe = chosen & shore.mainland, floating & shore.mainland

    def of(counted: Counted, rows: NDArray[np.bool_]) -> float:
        return shore.metres(rows & (shore.counted == counted))

    afloat = (of("built", maybe), of("open", maybe), of("other", maybe))
    return Share(of("built", sure), of("open", sure), shore.metres(sure), afloat)
