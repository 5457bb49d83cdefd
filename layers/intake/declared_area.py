"""The area that a file states for a parcel against the area of its outline: do they agree, and if not, what slipped?

Up to 0.1 % nothing is said, up to 1 % that they differ, above 1 % that one of them is probably wrong. Surveyors
state plane areas of their own zone, statistics ellipsoidal ones: agreement with either counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from layers.crs import parse_crs
from layers.intake.measured import area
from layers.intake.text import fold
from layers.intake.types import RawFeature, Reading
from layers.notes import Note, NoteValue

HECTARE_M2 = 10_000.0
MU_M2 = HECTARE_M2 / 15.0
UNITS_M2 = {"m2": 1.0, "ha": HECTARE_M2, "km2": 1e6, "mu": MU_M2}
UNIT_WORDS = {
    "公顷": "ha", "ha": "ha", "hm2": "ha", "hm²": "ha", "亩": "mu", "平方米": "m2", "m2": "m2", "m²": "m2", "㎡": "m2",
    "平方公里": "km2", "平方千米": "km2", "km2": "km2", "km²": "km2",
}  # fmt: skip
_NUMBER_AND_UNIT = rf"(\d{{1,15}}(?:\.\d{{0,10}})?)\s*({'|'.join(UNIT_WORDS)})"
_AREA = re.compile(_NUMBER_AND_UNIT + "?")
_AREA_IN_WORDS = re.compile(_NUMBER_AND_UNIT)
_SLIGHT, _WRONG = 0.001, 0.01
_ROUNDING_M2 = 0.5  # half a unit of the fourth decimal of a hectare, as parcels are published
# declared / computed → what is then likely
_SLIPS = (
    (15.0, "declared_area_in_mu"),
    (10_000.0, "declared_area_in_square_metres"),
    (0.0001, "declared_area_in_hectares"),
    (10.0, "declared_area_decimal_point"),
    (0.1, "declared_area_decimal_point"),
    (100.0, "declared_area_decimal_point"),
    (0.01, "declared_area_decimal_point"),
)


def parse_area(text: str, unit: str) -> float | None:
    """Square metres of an area as written, in the unit beside the number, else in `unit` (`ha`, `mu`, `m2`, `km2`).

    None where the text is empty or no area.
    """
    match = _AREA.fullmatch(fold(text).lower().replace(",", ""))
    if match is None:
        return None
    return float(match[1]) * UNITS_M2[UNIT_WORDS[match[2]] if match[2] else unit]


def area_in(text: str) -> float | None:
    """Square metres of the one area that a line of words states with its unit (`面积：4.338公顷`), else None."""
    found = {parse_area(match[0], "ha") for match in _AREA_IN_WORDS.finditer(fold(text).lower())}
    return found.pop() if len(found) == 1 and "面积" in text else None


def declared_area_notes(
    features: Sequence[RawFeature], lonlat: NDArray[np.object_], plane: NDArray[np.object_] | None
) -> Iterator[Note]:
    """Notes on the features whose stated area is not that of their outline.

    `lonlat` are their geometries in EPSG:4490, `plane` the same in the metres of their own projection, None where
    they came in degrees.
    """
    rows = [index for index, feature in enumerate(features) if feature.declared_area_m2 is not None]
    if not rows:
        return
    found = [np.abs(area(lonlat[rows]))]
    if plane is not None:
        found.append(shapely.area(plane[rows]))
    for position, row in enumerate(rows):
        feature = features[row]
        declared = float(feature.declared_area_m2 or 0.0)
        yield from _compared(feature.source, declared, [float(areas[position]) for areas in found])


def declared_total_notes(reading: Reading, declared_m2: float, source: str) -> Iterator[Note]:
    """Notes where the area that is stated of all polygons of a reading together is not theirs.

    The plane area of a reading in metres is that of its own zone. Nothing is said of points and lines.
    """
    outlines = [one.geometry for one in reading.features if shapely.get_dimensions(one.geometry) == 2]
    if not outlines:
        return
    areas = [float(np.sum(np.abs(area(outlines))))]
    zone = None if reading.zone is None else parse_crs(reading.zone).zone
    if zone is not None:
        forward = Transformer.from_crs(4490, zone.epsg, always_xy=True)
        plane = shapely.transform(outlines, lambda xy: np.column_stack(forward.transform(xy[:, 0], xy[:, 1])))
        areas.append(float(np.sum(shapely.area(plane))))
    yield from _compared(source, declared_m2, areas)


def contradictions(notes: Sequence[Note]) -> Iterator[Note]:
    """Those of `notes` that say a stated area is more than 1 % off: in a delivery an error."""
    return (note for note in notes if note.code == "declared_area_differs" and note.values.get("severity") == "wrong")


def _compared(source: str, declared: float, computed: Sequence[float]) -> Iterator[Note]:
    area = min(computed, key=lambda one: abs(one - declared))
    if area <= 0.0:
        if declared > 0.0:
            yield Note("declared_area_not_compared", {"source": source, "declared_ha": _hectares(declared)})
        return
    off = abs(declared - area)
    if off <= max(_SLIGHT * area, _ROUNDING_M2):
        return
    wrong = off > max(_WRONG * area, _ROUNDING_M2)
    values: dict[str, NoteValue] = {
        "source": source,
        "declared_ha": _hectares(declared),
        "computed_ha": _hectares(area),
        "percent": round(100.0 * (declared - area) / area, 2),
        "severity": "wrong" if wrong else "slight",
    }
    yield Note("declared_area_differs", values)
    if wrong:
        yield _slip(source, declared / area)


def _slip(source: str, ratio: float) -> Note:
    for factor, code in _SLIPS:
        if abs(ratio - factor) <= _WRONG * factor:
            return Note(code, {"source": source, "factor": f"{factor:g}"})
    return Note("declared_area_wrong", {"source": source})


def _hectares(area_m2: float) -> float:
    return round(area_m2 / HECTARE_M2, 4)
