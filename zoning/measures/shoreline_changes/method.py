"""How two editions of a shoreline are compared: data/methods/shoreline_changes/*.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from layers.definition_file import StrictModel, Titles
from layers.editions import Edition


class ShorelineChangesMethod(StrictModel):
    """Lines nearer than the tolerance are one line: the greater of `tolerance_m` and the sum of both accuracies.

    Editions whose accuracies differ by more than `accuracy_factor` are not comparable.
    """

    method: str
    version: str
    title: Titles
    source: Titles
    confidence: Literal["H", "M", "L"]
    default: bool = False
    tolerance_m: Annotated[float, Field(gt=0)]
    accuracy_factor: Annotated[float, Field(ge=1)]

    def tolerance(self, old: Sequence[Edition], new: Sequence[Edition]) -> float:
        """Metres; the coarsest accuracy of either side counts."""
        return max(self.tolerance_m, coarsest(old) + coarsest(new))


def coarsest(editions: Sequence[Edition]) -> float:
    """The coarsest accuracy of editions, metres."""
    return max((edition.head.accuracy_m for edition in editions), default=0.0)
