"""Shapes of the life of an edition: proposed, previewed, reported on, withdrawn; features by id; saved mappings."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models.base import Geometry, Scalar, Shape, Status, Text, Told
from api.models.layers import EditionAnswer, Report


class MappingUsed(Shape):
    """A saved mapping by office, name and version."""

    office: str
    name: str
    version: int


class CoverageMoved(Shape):
    """Where a layer would begin, and cease, to answer; areas in m², outlines in EPSG:4490 or null."""

    gained_m2: float
    lost_m2: float
    gained: Geometry | None
    lost: Geometry | None


class PlaceOfChange(Shape):
    """A feature that would change: a point of it, lon-lat, and the outline of what is not as before."""

    change: Literal["added", "removed", "retyped", "reshaped"]
    feature: str
    point: list[float]
    outline: Geometry | None = Field(description="Null where the preview has drawn enough already.")


class PreviewAnswer(Shape):
    """What publishing an edition would change; `as_of` is the first day of it, null where it would never be in force.

    `affected` are the editions whose place it takes, `changes` as between editions, of what speaks in that place.
    """

    edition: EditionAnswer
    as_of: str | None
    affected: list[EditionAnswer]
    changes: dict[str, Any]
    coverage: CoverageMoved
    places: list[PlaceOfChange] = Field(description="The largest change first.")
    outlines_left_out: int


class ProposalAnswer(Shape):
    """A delivery that passed the checks. `before` is the edition it would follow.

    Of a dry run nothing is `stored`, `edition` is what it would be, and there is a `preview`.
    """

    stored: bool
    edition: EditionAnswer
    before: EditionAnswer | None
    report: Report
    notes: list[Told]
    mapping: MappingUsed | None
    preview: PreviewAnswer | None


class CheckReportAnswer(Shape):
    """The check of the delivery that an edition came from, as it was then."""

    edition: EditionAnswer
    checked_at: str
    report: Report
    notes: list[Told]
    mapping: MappingUsed | None


class WithdrawalRequest(Shape):
    """Why an edition is withdrawn; the reason enters the log."""

    reason: str = Field(min_length=1, max_length=1000)


class RollbackRequest(Shape):
    """Which edition in force is withdrawn, and why; `status` where several standings are in force for the region.

    With `to_nothing` also where nothing would be in force then.
    """

    region: str = Field(pattern=r"^[0-9]{6}$")
    status: Status | None = None
    reason: str = Field(min_length=1, max_length=1000)
    to_nothing: bool = False


class BothSpeak(Shape):
    """An edition of another region that speaks in the same place now, and where."""

    region: str
    edition: int
    since: str
    outline: Geometry


class WithdrawalAnswer(Shape):
    """What became of a withdrawal. With four-eyes it is not `done` before a second person asks for it."""

    done: bool
    edition: EditionAnswer
    in_force: list[EditionAnswer] = Field(description="What is in force instead for its region and standing.")
    overlaps: list[BothSpeak]


class FeatureAnswer(Shape):
    """One feature in force; its geometry, EPSG:4490, is limited to where its edition speaks."""

    layer: str
    layer_title: Text
    region: str
    feature: str
    status: Status
    as_of: str
    edition: EditionAnswer
    attributes: dict[str, Scalar]
    geometry: Geometry


class MappingRequest(Shape):
    """Which field fills an attribute, which attribute is constant, which values are renamed (null: absent)."""

    map: dict[str, str] = Field(default_factory=dict)
    set: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str | None]] = Field(default_factory=dict)


class MappingVersion(Shape):
    """When one version of a mapping was saved, and by whom."""

    version: int
    saved_at: str
    saved_by: str | None


class MappingAnswer(Shape):
    """One version of a saved mapping, and all there are."""

    layer: str
    office: str
    name: str
    version: int
    retired: bool
    map: dict[str, str]
    set: dict[str, str]
    values: dict[str, dict[str, str | None]]
    versions: list[MappingVersion]


class MappingList(Shape):
    """The saved mappings of a layer, by office and name, each in its newest version."""

    layer: str
    mappings: list[MappingAnswer]
