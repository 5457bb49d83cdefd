"""Sets of stretches of one chainage: union, intersection, difference, and how many metres lie where."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.geodesy import Floats

Flags = NDArray[np.bool_]


class Stretches:
    """A set of chainages as disjoint stretches `from_m` to `to_m`, ascending; made by `of`, which merges."""

    def __init__(self, from_m: Floats, to_m: Floats) -> None:
        self.from_m = from_m
        self.to_m = to_m
        self._before: Floats = np.concatenate([[0.0], np.cumsum(to_m - from_m)])

    @classmethod
    def of(cls, from_m: ArrayLike, to_m: ArrayLike, hair_m: float = 0.0) -> Stretches:
        """The union of stretches that may overlap; those at most `hair_m` apart become one, and empty ones none."""
        begin, end = np.asarray(from_m, dtype=np.float64), np.asarray(to_m, dtype=np.float64)
        kept = end > begin
        begin, end = begin[kept], end[kept]
        if not begin.size:
            return cls(np.zeros(0), np.zeros(0))
        order = np.argsort(begin, kind="stable")
        begin, farthest = begin[order], np.maximum.accumulate(end[order])
        first = np.flatnonzero(np.concatenate([[True], begin[1:] > farthest[:-1] + hair_m]))
        return cls(begin[first], farthest[np.concatenate([first[1:] - 1, [len(begin) - 1]])])

    @classmethod
    def union(cls, sets: Iterable[Stretches]) -> Stretches:
        """Everything that lies in one of the sets."""
        every = list(sets)
        none = np.zeros(0)
        return cls.of(
            np.concatenate([none, *(one.from_m for one in every)]), np.concatenate([none, *(one.to_m for one in every)])
        )

    def __len__(self) -> int:
        return len(self.from_m)

    @property
    def total_m(self) -> float:
        """Metres in all."""
        return float((self.to_m - self.from_m).sum())

    def measure(self, from_m: ArrayLike, to_m: ArrayLike) -> Floats:
        """Metres of the set between two chainages each, at their broadcast shape."""
        return self._up_to(to_m) - self._up_to(from_m)

    def holds(self, at_m: ArrayLike) -> Flags:
        """Whether each chainage lies in the set, ends included."""
        at = np.asarray(at_m, dtype=np.float64)
        place = np.searchsorted(self.from_m, at, side="right")
        ends = np.concatenate([[-np.inf], self.to_m])
        return np.asarray(at <= ends[place])

    def __and__(self, other: Stretches) -> Stretches:
        return self._combined(other, lambda own, theirs: own & theirs)

    def __sub__(self, other: Stretches) -> Stretches:
        return self._combined(other, lambda own, theirs: own & ~theirs)

    def closed(self, hair_m: float) -> Stretches:
        """With the gaps up to `hair_m` filled."""
        return Stretches.of(self.from_m, self.to_m, hair_m)

    def _up_to(self, at_m: ArrayLike) -> Floats:
        at = np.asarray(at_m, dtype=np.float64)
        place = np.searchsorted(self.from_m, at, side="right")
        ends = np.concatenate([[-np.inf], self.to_m])
        return np.asarray(self._before[place] - np.maximum(ends[place] - at, 0.0))

    def _combined(self, other: Stretches, rule: Callable[[Flags, Flags], Flags]) -> Stretches:
        cuts = np.unique(np.concatenate([self.from_m, self.to_m, other.from_m, other.to_m]))
        middle = (cuts[1:] + cuts[:-1]) / 2.0
        kept = rule(self.holds(middle), other.holds(middle))
        return Stretches.of(cuts[:-1][kept], cuts[1:][kept])
