"""What each measure is asked; every one names a region and a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from zoning.projects import Project


@dataclass(frozen=True, kw_only=True)
class Question:
    """A measure of `region` (GB/T 2260 code) on the data in force on `as_of`, as published by `known_at`.

    `known_at` None: as published by now. `method` None: the default of the measure.
    """

    region: str
    as_of: date
    known_at: datetime | None = None
    method: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShorelineQuestion(Question):
    """Natural shoreline retention; with a `project`, also what it would take; `sensitivity`: with thinned vertices."""

    project: Project | None = None
    sensitivity: bool = False


@dataclass(frozen=True, kw_only=True)
class ShorelineChangesQuestion(Question):
    """What became of the shoreline between `since` and `as_of`.

    `shoreline_method`: by which line counts as natural; None: the default of the measure of shoreline.
    """

    since: date
    shoreline_method: str | None = None


@dataclass(frozen=True, kw_only=True)
class BuffersQuestion(Question):
    """Length and width of ecological buffer strips; `water_body`: of one river or lake only."""

    water_body: str | None = None


@dataclass(frozen=True, kw_only=True)
class AreasQuestion(Question):
    """Area of land and sea held by `layers`; with `since`, what was lost and gained from that day on.

    `plane`: a Gauss-Krüger zone (`EPSG:n`) in which areas are given besides; None: the 3° zone of the region's middle.
    """

    layers: tuple[str, ...]
    since: date | None = None
    plane: str | None = None


@dataclass(frozen=True, kw_only=True)
class BaysQuestion(Question):
    """Mainland shoreline of the beautiful bays built by `as_of`."""


@dataclass(frozen=True, kw_only=True)
class LandCoverQuestion(Question):
    """Composition of the region, or of a layer within it; with `since`, what changed from that day on.

    `zone`: a layer, or `layer:class` (such as `ecological_red_line` or `buffer_strip:built`); None: the region's land.
    `min_patch_m2`: smaller changed patches are summed, not listed; None: the method's.
    """

    zone: str | None = None
    since: date | None = None
    min_patch_m2: float | None = None


@dataclass(frozen=True, kw_only=True)
class IndicatorsQuestion(Question):
    """Every target that a plan has set for the region, and how far it is."""


NAMES: Mapping[type[Question], str] = MappingProxyType(
    {
        ShorelineQuestion: "shoreline",
        ShorelineChangesQuestion: "shoreline_changes",
        BuffersQuestion: "buffers",
        AreasQuestion: "areas",
        BaysQuestion: "bays",
        LandCoverQuestion: "land_cover",
        IndicatorsQuestion: "indicators",
    }
)
