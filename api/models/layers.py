"""Shapes of the layers room: kinds, editions, what lies at a point, proposals, changes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models.base import CoverageStatus, Geometry, Scalar, Shape, Status, Text, Told


class EditionAnswer(Shape):
    """One edition; `status` is its standing, `state` where it is on its way; times are UTC."""

    layer: str
    region: str
    edition: int
    status: Status
    state: Literal["proposed", "scheduled", "published", "superseded", "withdrawn"]
    effective_from: str
    accuracy_m: float
    features: int | None = Field(description="Null, as the hash is, for a layer that is withheld from the caller.")
    source: str
    sha256: str | None
    coverage: bool = Field(description="Whether it says where the absence of a feature means something.")
    replaces: list[str]
    proposed_at: str
    published_at: str | None
    withdrawn_at: str | None


class StepOfLife(Shape):
    """A step in the life of an edition. Who took it is told to stewards and auditors alone."""

    step: Literal["proposal", "publication", "withdrawal-request", "withdrawal"]
    at: str
    actor: str | None
    reason: str | None


class EditionInFull(EditionAnswer):
    """An edition with the outline of its coverage, in EPSG:4490, and the steps of its life."""

    outline: Geometry | None
    history: list[StepOfLife]


class LayerAnswer(Shape):
    """A kind of layer and its editions in force."""

    layer: str
    title: Text
    geometry: Literal["polygon", "line", "point"]
    access: Literal["public", "restricted"]
    editions: list[EditionAnswer]
    data_standing: Text | None


class Layers(Shape):
    """All kinds of layers."""

    as_of: str
    layers: list[LayerAnswer]


class LayerInFull(Shape):
    """A kind of layer as its definition file has it, and its editions in force."""

    as_of: str
    kind: dict[str, Any]
    editions: list[EditionAnswer]
    data_standing: Text | None


class Editions(Shape):
    """Every edition of a layer, in any state, by region and number."""

    layer: str
    as_of: str
    editions: list[EditionAnswer]


class Identified(Shape):
    """A feature at the point; of a withheld layer all of one class near it, by the distance to 100 m."""

    layer: str
    layer_title: Text
    class_: str | None = Field(default=None, alias="class", description="Only of a withheld layer.")
    class_title: Text | None = None
    region: str | None
    edition: int | None
    status: Status
    feature: str | None
    distance_m: float
    attributes: dict[str, Scalar]


class LayerAtPoint(Shape):
    """Whether a layer answers at the point."""

    layer: str
    title: Text
    status: CoverageStatus
    text: Text


class Point(Shape):
    """The point in EPSG:4490, degrees."""

    lon: float
    lat: float


class IdentifyAnswer(Shape):
    """What lies at a point. No feature of a layer means something only where `coverage` says it is covered."""

    point: Point
    crs: str
    within_m: float
    as_of: str
    features: list[Identified]
    coverage: list[LayerAtPoint]
    data_standing: Text | None
    caveat: Text
    notes: list[Told]
    redacted: bool = False
    withheld: list[str] = Field(default_factory=list, description="Layers whose geometry the reader may not see.")


class Problem(Shape):
    """A fault that the check of a delivery found."""

    severity: Literal["error", "warning"]
    code: str
    source: str
    place: list[float] | None
    values: dict[str, Scalar]
    text: Text


class Report(Shape):
    """The check of a delivery."""

    passed: bool
    features: int
    changed: int
    counts: dict[str, int]
    problems: list[Problem]
    notes: list[Told]


class Comparison(Shape):
    """One region and standing then and now; an edition is null where there was none. `changes` as between editions."""

    region: str
    status: Status
    old: EditionAnswer | None
    new: EditionAnswer | None
    changes: dict[str, Any]


class ChangesAnswer(Shape):
    """What differs between the editions in force on two days, as known now."""

    layer: str
    since: str
    as_of: str
    comparisons: list[Comparison]
