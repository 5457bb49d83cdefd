"""How the shoreline of built bays is counted: data/methods/bays/*.yaml."""

from __future__ import annotations

from typing import Literal

from layers.definition_file import StrictModel, Titles

Grade = Literal["H", "M", "L"]


class BaysConfidence(StrictModel):
    """How sure it is that there is such an indicator, and what its numerator takes in."""

    name: Grade
    numerator: Grade


class BaysMethod(StrictModel):
    """Mainland shoreline in bays built by the day, divided by all mainland shoreline of the region."""

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: BaysConfidence
    default: bool = False
    numerator: Literal["mainland_segments_of_built_bays"]
    denominator: Literal["mainland_segments_of_region"]
