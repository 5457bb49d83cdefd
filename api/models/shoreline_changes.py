"""Shapes of what became of the shoreline between two days."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape
from api.models.measured import LengthM, MethodUsed, Ratio, Recorded, Rendered
from api.models.shoreline import Tally
from api.models.shoreline_project import Counted


class LineTolerance(Shape):
    """Lines nearer than `tolerance_m` are one: the greater of the method's and both accuracies together."""

    tolerance_m: LengthM
    stated_m: LengthM
    old_accuracy_m: LengthM
    new_accuracy_m: LengthM
    accuracy_factor: float


class ChangeReason(Shape):
    """In what the editions differ, so that they are not comparable."""

    code: str
    old: list[str | float | None] | float
    new: list[str | float | None] | float
    factor: float | None = Field(default=None, description="Of `accuracy`: how far accuracies may differ.")


class EditionNamed(Shape):
    """An edition of the coastline."""

    region: str
    edition: int


class ShoreClosure(Shape):
    """new − old = gained − lost + remeasured, but for `residual_m` of rounding.

    `moved_in_m`, `moved_out_m`: line that only changed its region; part of what was gained and lost.
    """

    old_total_m: LengthM
    new_total_m: LengthM
    delta_m: LengthM
    gained_m: LengthM
    lost_m: LengthM
    remeasured_m: LengthM
    residual_m: float
    moved_in_m: LengthM
    moved_out_m: LengthM


class ShoreChange(Shape):
    """One kind of change; `delta_m` null: the difference of partnered line stands under `remeasured`."""

    change: Literal["same", "retyped", "lost", "gained", "remeasured"]
    old_m: LengthM
    new_m: LengthM
    delta_m: LengthM | None
    count: int
    native_old_m: LengthM
    native_new_m: LengthM
    restored_old_m: LengthM
    restored_new_m: LengthM


class TypeTransition(Shape):
    """Metres from one type to another; `from` null: gained, `to` null: lost."""

    from_: str | None = Field(alias="from")
    from_counted: Counted | None
    to: str | None
    to_counted: Counted | None
    old_m: LengthM
    new_m: LengthM


class NaturalChange(Shape):
    """Natural metres and by which cause they changed; the causes sum to `change_m`, null while any is unclassed."""

    old_m: LengthM
    new_m: LengthM
    change_m: LengthM | None
    lost_m: LengthM | None
    gained_m: LengthM | None
    retyped_m: LengthM | None
    recognised_m: LengthM | None = Field(description="Restored line that was recognised, or no longer is.")
    remeasured_m: LengthM | None


class RateChange(Shape):
    """The rate on both days and what each cause did to it; the causes sum to `change`."""

    old: Ratio | None
    new: Ratio | None
    change: float | None
    lost: float | None
    gained: float | None
    retyped: float | None
    recognised: float | None
    remeasured: float | None


class ShoreLedger(Shape):
    """The account of mainland, or of islands."""

    closure: ShoreClosure
    changes: list[ShoreChange]
    transitions: list[TypeTransition]
    natural: NaturalChange
    rate: RateChange
    retention_old: Tally
    retention_new: Tally


class RegionAccount(ShoreClosure):
    """The account of one region in short."""

    retyped_m: LengthM
    natural_lost_m: LengthM
    natural_gained_m: LengthM
    natural_old_m: LengthM
    natural_new_m: LengthM


class RegionChanges(Shape):
    """One region; null: segments without a code."""

    region: str | None
    mainland: RegionAccount
    islands: RegionAccount


class ShorelineChangesFigures(Shape):
    """Mainland and islands apart; all null where the region has no shoreline (`applicable` false)."""

    measure: Literal["shoreline_changes"]
    applicable: bool
    since: str
    shoreline_method: MethodUsed
    tolerance: LineTolerance | None
    conclusion: Literal["comparable", "not_comparable", "same_editions"] | None
    reasons: list[ChangeReason]
    old_editions: list[EditionNamed]
    new_editions: list[EditionNamed]
    mainland: ShoreLedger | None
    islands: ShoreLedger | None
    by_region: list[RegionChanges]


class ShorelineChangesAnswer(Rendered, ShorelineChangesFigures):
    """What became of the shoreline, with texts."""


class ShorelineChangesRecord(Recorded, ShorelineChangesFigures):
    """What became of the shoreline, as recorded."""
