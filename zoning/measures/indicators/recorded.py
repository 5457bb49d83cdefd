"""Where a recorded body holds a figure: its amount and what it is divided by, as printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from zoning.measures.indicators.target import MeasuredBy
from zoning.measures.shoreline.gates import counted_twice_m

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """A figure as a record keeps it: lengths to 0.001 m, areas to 0.01 m²; `whole` is None for an amount."""

    part: Fraction
    whole: Fraction | None

    @property
    def value(self) -> Fraction:
        """The share, divided exactly, or the amount."""
        return self.part if self.whole is None else self.part / self.whole


def recorded(body: Body, by: MeasuredBy) -> Recorded | None:
    """The figure of a record; None where something is open in it, or it holds no such figure."""
    found = _RECORDED.get(by.name)
    return None if found is None else found(body, by)


def _amount(value: float | int, whole: float | int | None = None) -> Recorded | None:
    if whole is not None and whole <= 0:
        return None
    return Recorded(Fraction(repr(value)), None if whole is None else Fraction(repr(whole)))


def _retention(group: str, *, rate: bool) -> Callable[[Body, MeasuredBy], Recorded | None]:
    def found(body: Body, _: MeasuredBy) -> Recorded | None:
        one = body[group]
        if one["rate"] is None or counted_twice_m(body["gates"]) > 0.0:
            return None
        return _amount(one["natural_m"], one["denominator_m"] if rate else None)

    return found


def _island_sand(body: Body, _: MeasuredBy) -> Recorded | None:
    if body["islands"]["rate"] is None or counted_twice_m(body["gates"]) > 0.0:
        return None
    rows = [row for row in body["by_type"] if row["kind"] == "island" and row["type"] == "N_SAND"]
    return _amount(sum(row["length_m"] for row in rows)) if len(rows) < 2 else None


def _areas(*, share: bool) -> Callable[[Body, MeasuredBy], Recorded | None]:
    def found(body: Body, by: MeasuredBy) -> Recorded | None:
        parts = ("land", "sea") if by.part is None else (by.part,)
        rows = [row for row in body["by_region"] if row["region"] == body["region"] and row["part"] in parts]
        held = [one for row in rows for one in row["layers"] if one["layer"] == by.layer]
        silent = any(one["area_m2"] is None or one["at_least"] for one in held)
        if not held or silent or any(one["status"] not in ("covered", "not_applicable") for one in held):
            return None
        part = sum((Fraction(repr(one["area_m2"])) for one in held), Fraction(0))
        whole = sum((Fraction(repr(row["area_m2"])) for row in rows), Fraction(0))
        return Recorded(part, whole if share else None) if whole > 0 else None

    return found


_RECORDED: Mapping[str, Callable[[Body, MeasuredBy], Recorded | None]] = MappingProxyType(
    {
        "shoreline.mainland.rate": _retention("mainland", rate=True),
        "shoreline.mainland.natural_m": _retention("mainland", rate=False),
        "shoreline.islands.rate": _retention("islands", rate=True),
        "shoreline.islands.natural_m": _retention("islands", rate=False),
        "shoreline.islands.sand_m": _island_sand,
        "areas.share": _areas(share=True),
        "areas.area": _areas(share=False),
    }
)
