"""Shapes of a project's lines by chainage."""

from __future__ import annotations

from typing import Literal

from api.models.base import Classed, Named, Shape, Text

Effect = Literal["prohibit", "require", "review", "permit", "inform"]


class Stretch(Shape):
    """A stretch of the project's lines by chainage."""

    from_m: float
    to_m: float
    length_m: float


class Section(Stretch):
    """Parts of one role and width that follow each other; `joined` where a section begins where the last one ended."""

    section: int
    role: str
    width_m: float | None
    parts: list[int]
    joined: bool
    start: list[float]
    end: list[float]


class CrossingRule(Shape):
    """A rule that reads the part at the crossing."""

    pack: str
    rule: str
    effect: Effect
    holds: bool | None
    text: Text


class Crossing(Classed, Stretch):
    """Where the lines meet one feature; of kind `corridor` the width alone does and no metre of the axis."""

    kind: Literal["inside", "along", "cross", "touch", "corridor"]
    text: Text
    section: int
    role: str
    width_m: float | None
    region: str
    edition: int
    feature: str
    name: str | None
    beside_area_m2: float
    beside_length_m: float
    rules: list[CrossingRule]


class Cover(Classed):
    """A layer and class over a segment."""

    features: list[Named]


class Segment(Stretch):
    """A stretch over which the same features lie; segments follow each other without a gap."""

    section: int
    covers: list[Cover]


class ClassLength(Classed):
    """Metres of the lines inside one layer and class."""

    length_m: float


class Lines(Shape):
    """The project's lines by chainage."""

    length_m: float
    sections: list[Section]
    crossings: list[Crossing]
    segments: list[Segment]
    by_class: list[ClassLength]
