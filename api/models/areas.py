"""Shapes of areas held by layers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.models.base import Shape
from api.models.measured import AreaM2, Coverage, Part, Ratio, Recorded, Rendered

Ppm = Annotated[float, Field(description="Parts in a million by which it differs from `area_m2`.")]


class PlaneUsed(Shape):
    """The Gauss-Krüger zone of the plane areas."""

    crs: str
    zone: str
    central_meridian: float
    chosen_by: Literal["question", "region_middle"]


class HeldWhole(Shape):
    """One dissolved outline by three formulas, beside the sum of its features."""

    area_m2: AreaM2 | None
    sum_of_features_m2: AreaM2 | None
    survey_area_m2: AreaM2 | None = Field(description="By the formula of the land survey.")
    plane_area_m2: AreaM2 | None
    survey_ppm: Ppm | None
    plane_ppm: Ppm | None
    unassigned_m2: AreaM2 | None = Field(description="Outside every administrative unit.")
    counted_twice_m2: AreaM2 | None = Field(description="In units that overlap.")
    features: int | None


class HeldClass(HeldWhole):
    """One class of a layer."""

    class_: str | None = Field(alias="class")


class LayerHeld(HeldWhole):
    """One layer; all null where features of it may lie anywhere."""

    layer: str
    sum_of_classes_m2: AreaM2 | None
    classes: list[HeldClass]


class HeldThere(Shape):
    """What is held of a region's land or sea; `share` only where the layer answers all of it."""

    area_m2: AreaM2 | None
    sum_of_features_m2: AreaM2 | None
    share: Ratio | None
    features: int | None


class ClassThere(HeldThere):
    """One class there."""

    class_: str | None = Field(alias="class")


class LayerThere(HeldThere):
    """One layer there; `at_least`: a part of the ground is not answered."""

    layer: str
    status: Coverage
    at_least: bool
    sum_of_classes_m2: AreaM2 | None
    classes: list[ClassThere]


class RegionHeld(Shape):
    """Land or sea of a region; `finest` rows add up."""

    region: str
    part: Part
    level: str | None
    finest: bool
    area_m2: AreaM2
    survey_area_m2: AreaM2
    plane_area_m2: AreaM2
    layers: list[LayerThere]


class UnitCoverage(Shape):
    """How much of a unit a layer answers; `share` null where it does not apply."""

    layer: str
    region: str
    part: Part
    status: Coverage
    share: float | None


class LayerOverlap(Shape):
    """Ground that two layers hold at once."""

    layers: list[str]
    part: Part
    status: Coverage
    area_m2: AreaM2 | None


class UnionHeld(Shape):
    """The ground that any of the layers holds, beside the sum of what each holds; null where no layer answers."""

    status: Coverage
    area_m2: AreaM2 | None
    sum_of_layers_m2: AreaM2 | None
    share: Ratio | None


class LayersTogether(Shape):
    """All layers as one; null where the region has no such part."""

    land: UnionHeld | None
    sea: UnionHeld | None


class NonDecrease(Shape):
    """Whether the area is not less than before; `holds` null unless the two days are compared."""

    state: Literal["compared", "not_comparable", "not_applicable"]
    before_m2: AreaM2 | None
    after_m2: AreaM2 | None
    slack_m2: AreaM2 | None
    holds: bool | None
    reasons: list[str]


class NonDecreases(Shape):
    """Land and sea apart."""

    land: NonDecrease
    sea: NonDecrease


class AreaMoved(Shape):
    """after − before = gained − lost; slivers are included. `over`: one class, or all classes dissolved."""

    over: Literal["class", "classes"]
    class_: str | None = Field(alias="class")
    before_m2: AreaM2
    after_m2: AreaM2
    lost_m2: AreaM2
    gained_m2: AreaM2
    sliver_lost_m2: AreaM2
    sliver_gained_m2: AreaM2
    slivers: int


class AreaMovedThere(AreaMoved):
    """In one unit; region and part null: outside every unit."""

    region: str | None
    part: Part | None


class PieceMoved(Shape):
    """One lost or gained polygon that is no sliver."""

    region: str | None
    part: Part | None
    class_: str | None = Field(alias="class")
    change: Literal["lost", "gained"]
    area_m2: AreaM2


class LayerChanges(Shape):
    """What one layer lost and gained; without figures where features of it may lie anywhere."""

    layer: str
    sliver_below_m: float = Field(description="A piece in which no disc of this diameter finds room is a sliver.")
    non_decrease: NonDecreases | None
    total: AreaMoved | None = Field(default=None, description="Absent where there are no figures.")
    entries: list[AreaMovedThere]
    pieces: list[PieceMoved]


class AreaChanges(Shape):
    """What became of the areas since a day."""

    since: str
    layers: list[LayerChanges]


class AreasFigures(Shape):
    """Areas held; `together` is null for one layer, `changes` without `since`."""

    measure: Literal["areas"]
    plane: PlaneUsed
    layers: list[LayerHeld]
    by_region: list[RegionHeld]
    coverage: list[UnitCoverage]
    overlaps: list[LayerOverlap]
    together: LayersTogether | None
    changes: AreaChanges | None


class AreasAnswer(Rendered, AreasFigures):
    """Areas held, with texts."""


class AreasRecord(Recorded, AreasFigures):
    """Areas held, as recorded."""
