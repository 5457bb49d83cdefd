"""Shapes of what map libraries read: tile matrix sets, TileJSON, styles, legends."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.base import Shape, Status, Text


class GridEntry(Shape):
    """A tile matrix set and the zooms that it has."""

    tms: str
    crs: str
    minzoom: int
    maxzoom: int
    display_only: bool = Field(description="Positions are shifted for base maps in GCJ-02 and never to be measured.")
    definition: str


class TileLayer(Shape):
    """A layer that there are tiles of, with the release in force."""

    layer: str
    title: Text
    geometry: Literal["polygon", "line", "point"]
    access: Literal["public", "restricted"]
    release: str
    tilejson: str
    legend: str


class TileLayers(Shape):
    """Grids, and layers that the caller may see."""

    grids: list[GridEntry]
    layers: list[TileLayer]


class TileGrid(BaseModel):
    """A tile matrix set after OGC 17-083r4."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    crs: str
    orderedAxes: list[str]  # noqa: N815 - the standard's own name
    tileMatrices: list[dict[str, Any]]  # noqa: N815


class VectorLayer(Shape):
    """A layer of a tile, and what its features say of themselves."""

    id: str
    description: str
    minzoom: int
    maxzoom: int
    fields: dict[str, str]


class EditionOfTiles(Shape):
    """An edition that tiles are drawn from."""

    region: str
    edition: int
    status: Status


class LayerOfTiles(Shape):
    """A layer of the tiles with its editions; none: it says nothing anywhere."""

    layer: str
    editions: list[EditionOfTiles]


class TileJson(Shape):
    """TileJSON 3.0.0, with the grid and the release beside it."""

    tilejson: Literal["3.0.0"]
    name: str
    description: str | None = Field(default=None, description="That positions are shifted, where they are.")
    tiles: list[str]
    scheme: Literal["xyz"]
    bounds: list[float] | None = Field(default=None, description="West, south, east, north in degrees.")
    minzoom: int
    maxzoom: int
    attribution: str = Field(description="HTML without tags.")
    vector_layers: list[VectorLayer]
    tms: str
    crs: str
    release: str
    layers: list[LayerOfTiles]


class Style(BaseModel):
    """A style after the MapLibre style specification."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[8]
    name: str
    center: list[float] | None = None
    zoom: float | None = None
    metadata: dict[str, Any]
    sources: dict[str, dict[str, Any]]
    layers: list[dict[str, Any]]


class LegendGroup(Shape):
    """Layers that lie on one level of a map."""

    name: str
    title: Text


class LegendStanding(Shape):
    """A standing that editions in force have."""

    status: Status
    text: Text


class LegendClass(Shape):
    """A class as drawn; `dash` is in widths of the line, `width` and `radius` are CSS pixels; a ring is `hollow`."""

    value: str | None = Field(description="Its code in the attribute `by`; null: whatever has no other symbol.")
    title: Text
    colour: str
    opacity: float
    line: str
    width: float
    dash: list[float]
    radius: float
    hollow: bool


class Legend(Shape):
    """How a layer is drawn."""

    layer: str
    title: Text
    geometry: Literal["polygon", "line", "point"]
    access: Literal["public", "restricted"]
    group: LegendGroup
    standing: list[LegendStanding]
    by: str | None
    by_title: Text | None
    classes: list[LegendClass]
    svg: str


class Legends(Shape):
    """Legends of all layers, the topmost first."""

    legends: list[Legend]
