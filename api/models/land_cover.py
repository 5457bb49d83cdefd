"""Shapes of land cover."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.models.base import Shape
from api.models.measured import AreaM2, Bounds, Ratio, Recorded, Rendered


class ZoneUsed(Shape):
    """A layer, or one class of it, within the region."""

    layer: str
    class_: str | None = Field(alias="class")


class ClassTableUsed(Shape):
    """The table that says what the values of cells mean."""

    id: str
    version: str


class RasterUsed(Shape):
    """A raster by its edition; `content` is the hash of cells and georeferencing."""

    region: str
    edition: int
    year: int
    class_table: str
    crs: str
    unit: Literal["degree", "m"]
    cell_x: float
    cell_y: float
    columns: int
    rows: int
    nodata: int | None
    content: str


class Covered(Shape):
    """An area and its share of what has a class.

    The share is null, with its range, where too much has no class; the area, where nothing has one.
    """

    area_m2: AreaM2 | None
    share: Ratio | None
    share_range: Bounds | None


class ClassCover(Covered):
    """One class of the table."""

    class_: str = Field(alias="class")


class GroupCover(Covered):
    """One group of classes; groups overlap."""

    group: str


class Composition(Shape):
    """zone = classed + nodata + not covered + residual, all on the ellipsoid."""

    zone_m2: AreaM2
    classed_m2: AreaM2
    nodata_m2: AreaM2
    not_covered_m2: AreaM2 = Field(description="Reached by no raster.")
    residual_m2: AreaM2
    unknown_share: Ratio | None
    classes: list[ClassCover]
    groups: list[GroupCover]


class RegionCover(Composition):
    """One region."""

    region: str


class CoverTransition(Shape):
    """Area that went from one class to another."""

    before: str
    after: str
    area_m2: AreaM2


class GroupChange(Shape):
    """One group on both days, where both have a class."""

    group: str
    before_m2: AreaM2
    after_m2: AreaM2
    change_m2: AreaM2


class TransitionFound(Shape):
    """A change that the method looks for; `clue`: one that a supervisor would go and look at."""

    transition: str
    clue: bool
    area_m2: AreaM2 | None
    patches: int | None
    smaller: int | None = Field(description="Patches too small to be listed.")
    smaller_m2: AreaM2 | None


class Clues(Shape):
    """Patches that are clues."""

    count: int
    area_m2: AreaM2


class CoverPatch(Shape):
    """Ground that changed in one piece; `before`, `after` hold most of it, `classes` all; the point lies in it."""

    id: str
    transition: str
    clue: bool
    area_m2: AreaM2
    before: str
    after: str
    classes: list[CoverTransition]
    lon: float
    lat: float
    regions: list[str]
    features: list[str] = Field(description="Features of the zone's layer that it lies in.")


class CoverChange(Shape):
    """What changed since a day, cell by cell; null where nothing could be compared."""

    since: str
    rasters: list[RasterUsed]
    zone_m2: AreaM2
    compared_m2: AreaM2
    not_compared_m2: AreaM2
    changed_m2: AreaM2 | None
    matrix: list[CoverTransition]
    groups: list[GroupChange]
    min_patch_m2: float
    connectivity: int = Field(description="4 or 8 neighbours make one patch.")
    transitions: list[TransitionFound]
    clues: Clues | None
    patches: list[CoverPatch]


class LandCoverFigures(Shape):
    """Land cover of the land of a region (`zone` null) or of a layer in it; `change` null without `since`."""

    measure: Literal["land_cover"]
    zone: ZoneUsed | None
    class_table: ClassTableUsed
    rasters: list[RasterUsed]
    natural_group: str
    forest_group: str
    total: Composition
    zone_outside_units_m2: AreaM2
    by_region: list[RegionCover]
    change: CoverChange | None


class LandCoverAnswer(Rendered, LandCoverFigures):
    """Land cover, with texts."""


class LandCoverRecord(Recorded, LandCoverFigures):
    """Land cover, as recorded."""
