"""Shapes of files looked at, and of the datum guard."""

from __future__ import annotations

from typing import Any

from api.models.base import Geometry, Shape, Text, Told
from api.models.siting import Decided, Word


class FilePart(Shape):
    """One feature of an uploaded file, in EPSG:4490; `declared_area_ha` is the area that the file states for it."""

    source: str
    name: str | None
    kind: str
    role: str | None
    width_m: float | str | None
    geometry: Geometry
    vertices: int
    area_ha: float | None
    declared_area_ha: float | None


class Candidate(Shape):
    """A reading of coordinates that fits: what to state as `crs`, where it then lies, and what speaks for it.

    `outline` is the convex hull of everything in the file, `region` the smallest administrative area at its middle.
    """

    state: str
    chosen: bool
    lon: float
    lat: float
    outline: Geometry
    region: str | None
    region_name: str | None
    part: str | None
    evidence: list[Told]


class FileAnswer(Shape):
    """An uploaded file as it was read. `problem`: nothing says which of the `candidates` is meant; no `parts` then.

    `notes` of the reading; `assumed` and `doubts` are the same apart, with what the layers in force make doubtful.
    """

    id: str
    name: str
    intake: str
    crs: str | None
    parts: list[FilePart]
    project: dict[str, Any] | None
    candidates: list[Candidate]
    assumed: list[Told]
    doubts: list[Told]
    notes: list[Told]
    problem: Text | None


class DatumVerdict(Shape):
    """A verdict by its word; `state` is the CRS in which the coordinates were read, or are supposed to be."""

    state: str
    id: str | None
    verdict: Word
    verdict_text: Text
    range: list[Decided]


class SupposedVerdict(DatumVerdict):
    """The verdict in another datum, at `geometries` (EPSG:4490), `moved_m` metres from the place as read."""

    moved_m: float
    bearing_deg: float
    geometries: list[Geometry]
    text: Text


class DatumAnswer(Shape):
    """Whether the datum is doubtful, and whether the verdict `changes` with it: an annex, not recorded."""

    as_read: DatumVerdict
    doubts: list[Told]
    supposed: list[SupposedVerdict]
    changes: bool
    text: Text
