"""Declared areas against the geometry's own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from layers import geodesy
from layers.checks.report import Problem, error, warning
from layers.checks.scale import place_of
from layers.delivery import Delivery
from layers.kinds import AREA_UNITS
from layers.notes import NoteValue

# wide enough for the plane area of a Gauss-Krüger zone beside the ellipsoidal one (0.086 % at most in the province)
_SMALL, _LARGE = 0.001, 0.01
_DECIMALS = {"m2": 0, "ha": 4, "km2": 2, "mu": 1}  # as land, units and parcels are usually published


def check_areas(
    delivery: Delivery, mended: NDArray[np.object_], cut: NDArray[np.object_], usable: NDArray[np.bool_]
) -> Iterator[Problem]:
    """Warnings where a declared area is off by more than 0.1 % and its own rounding; above 1 % errors.

    Both the geometry before nested zones were cut and after count as agreement, for either may have been declared.
    """
    for name, attribute in delivery.kind.attributes.items():
        if attribute.holds != "area" or attribute.unit is None:
            continue
        factor = AREA_UNITS[attribute.unit]
        rows = [int(index) for index in np.flatnonzero(usable).tolist() if delivery.attributes[name][index] is not None]
        if not rows:
            continue
        before, after = geodesy.area(mended[rows]), geodesy.area(cut[rows])
        for index, own, rest in zip(rows, before, after, strict=True):
            value = delivery.attributes[name][index]
            declared = float(value or 0.0) * factor
            area = float(own if abs(own - declared) <= abs(rest - declared) else rest)
            off = abs(area - declared)
            if off <= max(_SMALL * area, _rounding(value, attribute.unit) * factor):
                continue
            values: dict[str, NoteValue] = {
                "attribute": name,
                "declared_m2": round(declared, 2),
                "area_m2": round(area, 2),
                "percent": round(100.0 * (declared - area) / area, 3),
            }
            source, place = delivery.sources[index], place_of(mended[index])
            if off > _LARGE * area:
                yield error("area_contradicts", source, place, **values)
            else:
                yield warning("area_differs", source, place, **values)


def _rounding(value: object, unit: str) -> float:
    """Half a unit in the last decimal a number was written with, or is usually published with."""
    _, _, decimals = str(value).partition(".")
    count = _DECIMALS[unit] if decimals in {"", "0"} else len(decimals)
    return 0.5 * 10.0**-count
