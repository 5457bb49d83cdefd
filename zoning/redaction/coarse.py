"""The steps in which a restricted layer is measured for readers without the right, and the note that says so."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from layers.notes import Note

HECTARE_M2 = 10_000.0
STEP_M = 100.0
REDACTED = Note("redacted")


def hectares_m2(area_m2: float) -> float:
    """An area to the full hectare, half up; m²."""
    return _stepped(area_m2, HECTARE_M2)


def hundreds_m(distance_m: float) -> float:
    """A distance to the full 100 m, half up; metres."""
    return _stepped(distance_m, STEP_M)


def hundreds_below_m(distance_m: float) -> float:
    """The last full 100 m that a distance reaches; metres."""
    return math.floor(distance_m / STEP_M) * STEP_M


def _stepped(value: float, step: float) -> float:
    return float((Decimal(repr(float(value))) / Decimal(step)).quantize(Decimal(1), ROUND_HALF_UP)) * step + 0.0
