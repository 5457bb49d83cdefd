"""What a plan has set: the models of data/targets/*.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from layers.definition_file import StrictModel, Titles
from layers.kinds import Name
from layers.regions import Code

Comparison = Literal[
    "at_least",
    "at_most",
    "about",
    "count_at_least",
    "cumulative_at_least",
    "not_lower_than_baseline",
    "assigned_by_superior",
    "text_only",
]
WITH_NUMBER: frozenset[Comparison] = frozenset(
    ("at_least", "at_most", "about", "count_at_least", "cumulative_at_least")
)
Unit = Literal["percent", "m", "km", "m2", "ha", "km2", "mu", "count"]
Quantity = Literal["share", "length", "area", "count"]
# how many metres, square metres, pieces, or parts of a whole one unit is
UNITS: Mapping[Unit, tuple[Quantity, Fraction]] = MappingProxyType(
    {
        "percent": ("share", Fraction(1, 100)),
        "m": ("length", Fraction(1)),
        "km": ("length", Fraction(1000)),
        "m2": ("area", Fraction(1)),
        "ha": ("area", Fraction(10_000)),
        "km2": ("area", Fraction(1_000_000)),
        "mu": ("area", Fraction(10_000, 15)),
        "count": ("count", Fraction(1)),
    }
)
Number = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")]  # kept as printed: 38.2 is not a binary fraction
Year = Annotated[int, Field(ge=1990, le=2100)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class MeasuredBy(StrictModel):
    """A figure of `zoning.measures.indicators.figures` by name, with what it is asked for."""

    measure: Literal["shoreline", "areas", "bays", "buffers", "land_cover", "wetland"]
    figure: str
    layer: Name | None = None
    part: Literal["land", "sea"] | None = None
    status: Literal["delimited", "restored", "built"] | None = None

    @property
    def name(self) -> str:
        """`measure.figure`, the key of the figure table."""
        return f"{self.measure}.{self.figure}"


class Base(StrictModel):
    """The value a plan prints as its starting point. It is shown, never compared: it rests on other data."""

    value: Number | None = None
    year: Year | None = None
    printed: str


class Each(StrictModel):
    """A target that is set on every region of a level within another (None: of the country)."""

    level: Literal["province", "city", "county"]
    within: Code | None = None


class Needs(StrictModel):
    """What is missing before anything can be computed; `layers` are kinds of ours that would help."""

    text: Titles
    layers: tuple[Name, ...] = ()


class Plan(StrictModel):
    """The document that sets the targets of a file."""

    id: Id
    title: Titles
    document: str | None = None
    issued: str | None = None
    standing: Literal["final", "draft"]
    note: Titles | None = None


class Target(StrictModel):
    """One value set on one region, or on each of several.

    `value` in `unit`, as printed; `tolerance` what an authority has said 左右 (about) to mean, in `unit`. `nature` as
    the plan marks it: 约束性 binding, 预期性 expected, None where it marks nothing. `measured_by` decides the state;
    `indicative` is a figure near to the indicator that may stand beside it and decides nothing. `baseline` is the id of
    a recorded measure; with `one_source` it is compared only with data of the same source, since a new delimitation is
    neither loss nor gain.
    """

    id: Id
    region: Code | None = None
    each: Each | None = None
    title: Titles
    comparison: Comparison
    printed: str
    value: Number | None = None
    unit: Unit | None = None
    tolerance: Number | None = None
    base: Base | None = None
    year: Year | None = None
    nature: Literal["binding", "expected"] | None = None
    place: Titles
    confidence: Literal["H", "M", "L"]
    measured_by: MeasuredBy | None = None
    indicative: MeasuredBy | None = None
    needs: Needs | None = None
    baseline: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")] | None = None
    one_source: bool = False
    conflicts_with: tuple[Id, ...] = ()
    note: Titles | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Target:
        if (self.region is None) == (self.each is None):
            raise ValueError("give either region or each")
        if (self.comparison in WITH_NUMBER) != (self.value is not None):
            has = "a value" if self.comparison in WITH_NUMBER else "no value"
            raise ValueError(f"{self.comparison} has {has}")
        if self.value is not None and self.unit is None:
            raise ValueError("a value has a unit")
        if self.tolerance is not None and self.comparison != "about":
            raise ValueError("a tolerance belongs to `about`")
        if self.baseline is not None and self.comparison != "not_lower_than_baseline":
            raise ValueError("a baseline belongs to `not_lower_than_baseline`")
        if self.measured_by is None and self.needs is None:
            raise ValueError("say what it is measured_by, or what it needs")
        if self.measured_by is not None and self.comparison == "text_only":
            raise ValueError("a text_only target is measured by nothing: give an indicative figure")
        return self

    @property
    def exact(self) -> Fraction | None:
        """The value in metres, square metres, pieces or parts of a whole, exactly as printed."""
        return None if self.value is None or self.unit is None else Fraction(self.value) * UNITS[self.unit][1]


class TargetFile(StrictModel):
    """One plan and its targets."""

    version: str
    plan: Plan
    targets: tuple[Target, ...] = Field(min_length=1)
