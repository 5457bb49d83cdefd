"""The administrative units of a region: its finest areas of land and of sea, and the sums over them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import partial

from shapely.geometry.base import BaseGeometry

from layers.geodesy import area, plane_area, survey_area
from layers.overlay import difference
from layers.regions import Regions
from layers.snapshot import LayerView
from zoning.measures.areas.polygons import column, dissolved, polygonal
from zoning.measures.memo import Memo
from zoning.measures.wholeness import silent_cities, unspoken

Codes = tuple[str, ...]
ADMIN = "admin_area"
PARTS = ("land", "sea")
_COMPLETE = 1e-6  # of a coarser unit's area: what its counties may leave uncovered without a word

_NOTHING_M2 = 1.0  # what rounding leaves where borders are equal


@dataclass(frozen=True, eq=False)
class Unit:
    """One administrative area of land or of sea (EPSG:4490); areas in m²."""

    code: str
    part: str
    geometry: BaseGeometry
    area_m2: float
    survey_area_m2: float

    def plane_area_m2(self, epsg: int) -> float:
        """Plane area in a projected CRS, m²."""
        return float(plane_area(self.geometry, epsg)[0])


@dataclass(frozen=True, eq=False)
class Sum:
    """A region's land or sea as the sum of its finest units.

    `missing_m2`: of its own outline outside all of them. `lacking`: where it has no outline of its own, the regions in
    it for which no edition speaks, or the cities of which there is no outline at all. `overlap_m2`: what several of its
    units claim at once, so that it would be counted twice.
    """

    code: str
    part: str
    units: tuple[Unit, ...]
    missing_m2: float = 0.0
    lacking: tuple[str, ...] = ()
    overlap_m2: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether the units are all of the region, and each place once."""
        return not (self.missing_m2 or self.lacking or self.overlap_m2)

    @property
    def area_m2(self) -> float:
        """Sum of the units, m²."""
        return sum(unit.area_m2 for unit in self.units)

    @property
    def survey_area_m2(self) -> float:
        """The same by the land survey's formula."""
        return sum(unit.survey_area_m2 for unit in self.units)

    @property
    def finest(self) -> bool:
        """Whether this is a unit itself."""
        return len(self.units) == 1 and self.units[0].code == self.code


@dataclass(frozen=True, eq=False)
class Territory:
    """The finest units of a region, and the sums by region and part, the widest first; all empty without boundaries.

    `union` is all of it; `overlap_m2` is what several units claim at once.
    """

    region: str
    units: tuple[Unit, ...]
    sums: tuple[Sum, ...]
    union: BaseGeometry
    overlap_m2: float

    def of(self, code: str, part: str) -> Sum | None:
        """One sum."""
        return next((one for one in self.sums if (one.code, one.part) == (code, part)), None)


class Units:
    """All administrative areas of a view, one per code and part."""

    def __init__(self, view: LayerView) -> None:
        groups: dict[tuple[str, str], list[BaseGeometry]] = {}
        for feature in view.features:
            code, part = feature.attributes.get("code"), feature.attributes.get("part")
            if code is not None and part in PARTS:
                groups.setdefault((str(code), str(part)), []).append(feature.geometry)
        keys = sorted(groups)
        geometries = column([dissolved(polygonal(column(groups[key]))) for key in keys])
        exact, survey = area(geometries), survey_area(geometries)
        self.units = tuple(
            Unit(code, part, geometry, float(a), float(s))
            for (code, part), geometry, a, s in zip(keys, geometries, exact, survey, strict=True)
        )
        self._offices = tuple(edition.head.region for edition in view.editions)
        self._memo = Memo(keep=32)

    def territory(self, region: str, within: frozenset[str], regions: Regions, on: date) -> Territory:
        """The units whose codes are in `within`: those that lie in `region` on a day."""
        build = partial(self._territory, region, within, regions, on)
        return self._memo.of(build, region, regions, on.isoformat(), *sorted(within))

    def _territory(self, region: str, within: frozenset[str], regions: Regions, on: date) -> Territory:
        chosen = [unit for unit in self.units if unit.code in within]
        finest = [u for u in chosen if not any(_under(v, u, regions) for v in chosen)]
        union = dissolved(column([unit.geometry for unit in finest]))
        together = sum(unit.area_m2 for unit in finest)
        overlap = together - float(area(union)[0])
        sums: dict[tuple[str, str], list[Unit]] = {}
        for unit in finest:
            above = {code for code in _above(unit.code, regions) if code in within or regions.within(code, region)}
            for code in above | {region}:
                sums.setdefault((code, unit.part), []).append(unit)
        own = {(unit.code, unit.part): unit for unit in chosen}
        listed = [
            Sum(
                code,
                part,
                tuple(sums[code, part]),
                _missing(own.get((code, part)), sums[code, part]),
                () if (code, part) in own else self._lacking(code, part, sums, regions, on),
                _overlap(sums[code, part]) if overlap > _NOTHING_M2 else 0.0,
            )
            for code, part in sorted(sums)
        ]
        return Territory(region, tuple(finest), tuple(listed), union, overlap)

    def _lacking(self, code: str, part: str, found: Container[tuple[str, str]], regions: Regions, on: date) -> Codes:
        coast = part == "sea"
        silent = unspoken(code, self._offices, regions, on, coast=coast)
        bare = silent_cities(code, lambda city: (city, part) in found, regions, on, coast=coast)
        return tuple(dict.fromkeys((*silent, *bare)))


def _above(code: str, regions: Regions) -> tuple[str, ...]:
    """A code and every region above it; of one that is not listed what its digits say."""
    if code in regions:
        return regions.ancestry(code)
    return tuple(dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")))


def _under(one: Unit, other: Unit, regions: Regions) -> bool:
    return one.part == other.part and one.code != other.code and other.code in _above(one.code, regions)


def _overlap(units: list[Unit]) -> float:
    """What several units of one part claim at once (m²); 0 where that is next to nothing."""
    together = sum(unit.area_m2 for unit in units)
    overlap = together - float(area(dissolved(column([unit.geometry for unit in units])))[0]) if len(units) > 1 else 0.0
    return overlap if overlap > max(_NOTHING_M2, _COMPLETE * together) else 0.0


def _missing(own: Unit | None, units: list[Unit]) -> float:
    """Of a coarser unit's own outline (m²), what none of the finest units covers; 0 where that is next to nothing."""
    if own is None or own in units:
        return 0.0
    missing = float(area(difference(own.geometry, dissolved(column([unit.geometry for unit in units]))))[0])
    return missing if missing > _COMPLETE * own.area_m2 else 0.0
