"""Three-valued truth of many rows at once: what is null is neither so nor not so, and NOT does not change that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from layers.query.table import Truths


@dataclass(frozen=True, eq=False)
class Truth:
    """Per row whether it is so and whether it is not so; where neither holds, it is unknown."""

    yes: Truths
    no: Truths

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)

    @staticmethod
    def all(parts: Sequence[Truth]) -> Truth:
        """AND."""
        return Truth(
            reduce(np.logical_and, [part.yes for part in parts]), reduce(np.logical_or, [part.no for part in parts])
        )

    @staticmethod
    def any(parts: Sequence[Truth]) -> Truth:
        """OR."""
        return ~Truth.all([~part for part in parts])

    @staticmethod
    def certain(yes: Truths) -> Truth:
        """What is never unknown."""
        return Truth(yes, ~yes)

    @staticmethod
    def among(yes: Truths, known: Truths) -> Truth:
        """What is unknown beyond `known`."""
        return Truth(yes & known, ~yes & known)
