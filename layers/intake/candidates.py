"""Which readings of a file's numbers fit: every zone, order of axes, notation of degrees that puts them in China."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import BD09, CGCS2000, GCJ02, Points, SourceCRS, Zone, gauss_kruger, zone_of
from layers.crs_source import ZONES
from layers.errors import BadCRS, BadInput
from layers.intake.measured import area
from layers.intake.statement import Statement, Word
from layers.notes import Note

_DEGREES = 180.0
_PREFIXED = 1e7


@dataclass(frozen=True)
class Candidate:
    """One reading that fits. `state` is what to state as the CRS of the file to choose it, e.g. `gk3:40`.

    `outline` is the convex hull of everything in the file, EPSG:4490; `area_m2` that of its polygons (plane where the
    numbers are metres, on the ellipsoid where they are degrees), None where it has none.
    """

    state: str
    outline: BaseGeometry
    area_m2: float | None = None

    @property
    def lonlat(self) -> tuple[float, float]:
        """Where it lies: a point of the outline in its middle, degrees."""
        middle = self.outline.centroid
        return float(middle.x), float(middle.y)


class AmbiguousCRS(BadCRS):
    """Numbers that fit more than one reading, or only one that the file does not state; nothing is chosen.

    `candidates` are the readings that fit; `intake` the format, `words` the file's own words (names, titles, texts),
    `declared_area_m2` the area it states of everything in it.
    """

    slug = "ambiguous-crs"

    def __init__(
        self,
        zh: str,
        en: str,
        candidates: Sequence[Candidate] = (),
        *,
        intake: str = "",
        words: Sequence[str] = (),
        declared_area_m2: float | None = None,
        notes: Sequence[Note] = (),
    ) -> None:
        super().__init__(zh, en)
        self.candidates = tuple(candidates)
        self.intake = intake
        self.words = tuple(words)
        self.declared_area_m2 = declared_area_m2
        self.notes = tuple(notes)


@dataclass(frozen=True)
class Numbers:
    """The shapes of a file as written, x before y in the order that its format means east and north."""

    shapes: NDArray[np.object_]
    word: Word | None = None

    @property
    def xy(self) -> Points:
        """All vertices, shape (n, 2)."""
        return np.asarray(shapely.get_coordinates(self.shapes), dtype=np.float64)


def fitting(written: Iterable[Numbers], *, datums: bool = False, declared: SourceCRS | None = None) -> list[Candidate]:
    """Every reading of the numbers that lies in China, the usual order of axes first, zones from west to east.

    Degrees are taken as `declared`, or CGCS2000; with `datums` GCJ-02 and BD-09 are further readings. A 3° zone stands
    for the 6° zone of the same central meridian.
    """
    return [
        candidate
        for numbers in written
        for swapped in (False, True)
        for candidate in _of_order(numbers, swapped, datums, declared)
    ]


def convex_hull(shapes: NDArray[np.object_]) -> BaseGeometry:
    """The smallest convex shape around all of them."""
    return shapely.convex_hull(shapely.GeometryCollection(list(shapely.get_parts(shapes))))


def _of_order(numbers: Numbers, swapped: bool, datums: bool, declared: SourceCRS | None) -> Iterator[Candidate]:
    hull = convex_hull(numbers.shapes)
    if swapped:
        hull = _exchanged(hull)
    for source in _systems(shapely.get_coordinates(hull), datums, declared):
        outline = _read(hull, source)
        if outline is not None:
            state = str(Statement(source.name, swapped, numbers.word))
            yield Candidate(state, outline, _area(numbers.shapes, source, swapped))


def _systems(xy: Points, datums: bool, declared: SourceCRS | None) -> Iterator[SourceCRS]:
    """The systems that numbers of this size can be in."""
    if not np.isfinite(xy).all():
        return
    if np.abs(xy).max() <= _DEGREES:
        yield declared if declared is not None and declared.is_degrees else CGCS2000
        if datums:
            yield from (GCJ02, BD09)
    elif xy[:, 0].max() >= _PREFIXED:
        number = int(xy[0, 0] // 1e6)
        if any(number in numbers for numbers in ZONES.values()):
            yield gauss_kruger(zone_of(number))
    else:
        yield from (gauss_kruger(Zone(3, number)) for number in ZONES[3])


def _read(hull: BaseGeometry, source: SourceCRS) -> BaseGeometry | None:
    """The hull in EPSG:4490; None where the numbers contradict this CRS."""
    try:
        lonlat, _ = source.to_cgcs2000(shapely.get_coordinates(hull))
    except BadInput:
        return None
    return shapely.convex_hull(shapely.set_coordinates(shapely.transform(hull, np.copy), lonlat))


def _exchanged(geometry: BaseGeometry) -> BaseGeometry:
    turned: BaseGeometry = shapely.transform(geometry, lambda xy: xy[:, ::-1])
    return turned


def _area(shapes: NDArray[np.object_], source: SourceCRS, swapped: bool) -> float | None:
    surfaces = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(surfaces):
        return None
    if not source.is_degrees:
        return float(shapely.area(surfaces).sum())
    return float(np.sum(np.abs(area(_exchanged_all(surfaces) if swapped else surfaces))))


def _exchanged_all(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.array([_exchanged(shape) for shape in shapes], dtype=object)
