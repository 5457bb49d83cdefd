"""What a check says: problems with a place, and the geometries as they would be published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.notes import Note, NoteValue

Severity = Literal["error", "warning"]
Place = tuple[float, float]


@dataclass(frozen=True)
class Problem:
    """One fault of a delivery; any error refuses it, a warning is printed with the publication.

    Attributes:
        severity: `error` or `warning`.
        code: key of data/codes/notes.yaml.
        source: the feature as the reading named it; empty for a fault of the whole delivery.
        place: lon/lat in degrees (EPSG:4490) where it can be seen, or None.
        values: what fills the placeholders of the text.
    """

    severity: Severity
    code: str
    source: str = ""
    place: Place | None = None
    values: Mapping[str, NoteValue] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The machine form; its text is rendered at the edge."""
        return {
            "severity": self.severity,
            "code": self.code,
            "source": self.source,
            "place": None if self.place is None else [round(self.place[0], 9), round(self.place[1], 9)],
            "values": dict(sorted(self.values.items())),
        }


def error(code: str, source: str = "", place: Place | None = None, /, **values: NoteValue) -> Problem:
    """A problem that refuses the delivery."""
    return Problem("error", code, source, place, values)


def warning(code: str, source: str = "", place: Place | None = None, /, **values: NoteValue) -> Problem:
    """A problem that is printed and published with."""
    return Problem("warning", code, source, place, values)


@dataclass(frozen=True)
class CheckReport:
    """The result of a check.

    Attributes:
        problems: errors first, then in the order of the features.
        notes: assumptions made while the delivery was taken.
        geometries: (n,) geometries to publish, repaired and cut where needed; EPSG:4490.
        delivered: index → geometry as delivered, where it differs from what would be published.
    """

    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    geometries: NDArray[np.object_]
    delivered: Mapping[int, BaseGeometry]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that refuse the delivery."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    def as_json(self) -> dict[str, object]:
        """Counts by code, then every problem and note."""
        return {
            "passed": not self.errors,
            "features": len(self.geometries),
            "changed": len(self.delivered),
            "counts": dict(sorted(Counter(problem.code for problem in self.problems).items())),
            "problems": [problem.as_json() for problem in self.problems],
            "notes": [note.as_json() for note in self.notes],
        }
