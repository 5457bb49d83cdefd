"""How finely coordinates are written, and so how far a place may be off for that alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.crs import Points

_METRES = 111_320.0  # of a degree of latitude, the longer of the two
_DEGREES = tuple((f"{10.0**-places:.{places}f}°", 10.0**-places) for places in range(9))
_PLANE = tuple((f"{10.0**-places:.{places}f} m", 10.0**-places) for places in range(4))
_SEXAGESIMAL = (
    ("1°", 1.0), ("1′", 1 / 60), ("0.1′", 1 / 600), ("1″", 1 / 3600), ("0.01′", 1 / 6000), ("0.1″", 1 / 36_000),
    ("0.001′", 1 / 60_000), ("0.01″", 1 / 360_000),
)  # fmt: skip
_NEAR = 1e-6  # of a unit, within which minutes and seconds made into degrees are whole


@dataclass(frozen=True)
class Fineness:
    """The `unit` of the last place of numbers (`0.01°`, `1″`, `1 m`), and the metres that half of it hides each way."""

    unit: str
    metres: float


def fineness(xy: Points, *, is_degrees: bool, sexagesimal: bool, written: float | None = None) -> Fineness | None:
    """That of the most finely written of some numbers, in minutes and seconds where they were `sexagesimal`.

    `written` is the unit of the last place that was seen in writing, zeros and all, where that is known. None for
    numbers of more places than are looked for.
    """
    if not len(xy):
        return None
    for name, unit in _SEXAGESIMAL if is_degrees and sexagesimal else _DEGREES if is_degrees else _PLANE:
        if (written is None or unit <= written * (1 + _NEAR)) and _whole(xy, unit, sexagesimal):
            return Fineness(name, _hidden(unit * (_METRES if is_degrees else 1.0)))
    return None


def _whole(xy: Points, unit: float, sexagesimal: bool) -> bool:
    """Whether all are multiples of a unit: decimal ones exactly, those made of minutes within what that rounds."""
    if sexagesimal:
        return bool((np.abs(xy / unit - np.round(xy / unit)) <= _NEAR).all())
    places = round(-np.log10(unit))
    return bool((np.round(xy, places) == xy).all())


def _hidden(unit_m: float) -> float:
    """Half a unit along both axes, to three figures that never understate it."""
    metres = unit_m * 0.5 * 2**0.5
    step = 10.0 ** (np.floor(np.log10(metres)) - 2)
    return float(round(np.ceil(metres / step) * step, 9))
