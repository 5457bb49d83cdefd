"""Shapes of rasters: lists, TileJSON, legends, statistics of a polygon."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.fields import AS_OF, Day
from api.models.base import Shape, Status, Text, Told
from api.models.land_cover import Composition, RasterUsed
from api.models.measured import MethodUsed, Ratio


class RasterHeld(RasterUsed):
    """A raster in force, with its standing."""

    status: Status


class RasterLayer(Shape):
    """A layer of rasters, with those in force; none: it says nothing anywhere."""

    layer: str
    title: Text
    access: Literal["public", "restricted"]
    release: str
    rasters: list[RasterHeld]
    tilejson: dict[str, str] = Field(description="Address by tile matrix set.")
    legend: str


class RasterLayers(Shape):
    """Layers of rasters that the caller may see."""

    as_of: str
    layers: list[RasterLayer]


class RasterTileJson(Shape):
    """TileJSON 3.0.0 of pictures, with the grid and the release beside it."""

    tilejson: Literal["3.0.0"]
    name: str
    format: Literal["png"]
    tiles: list[str] = Field(description="With `@2x` before `.png` they are twice as dense.")
    tile_size: Literal[256]
    scheme: Literal["xyz"]
    bounds: list[float] | None = Field(description="West, south, east, north in degrees.")
    minzoom: int
    maxzoom: int = Field(description="From here on a pixel is no larger than a cell.")
    attribution: str = Field(description="HTML without tags.")
    tms: str
    crs: str
    release: str
    rasters: list[RasterHeld]


class CoverClassShown(Shape):
    """A class: the value of cells, its title and its colour."""

    value: int
    title: Text
    colour: str
    groups: list[str]


class ClassTableShown(Shape):
    """A table of classes; where no cell or nodata is, pictures are clear."""

    id: str
    version: str
    title: Text
    source: Text
    groups: dict[str, Text]
    classes: list[CoverClassShown]


class RasterLegend(Shape):
    """How the rasters of a layer in force are drawn; more than one table where they have different classes."""

    layer: str
    title: Text
    standing: list[Status]
    tables: list[ClassTableShown]


class StatisticsRequest(Shape):
    """A polygon whose cover is asked for."""

    polygon: dict[str, Any] = Field(description="GeoJSON: polygons, or features of them; they count as one.")
    crs: str | None = Field(default=None, description="EPSG:n, GCJ02, BD09, gk3:40; default: as the polygon says.")
    as_of: Day | None = Field(default=None, description=AS_OF)


class ClassTableNamed(Shape):
    """The table that says what the values of cells mean."""

    id: str
    version: str
    title: Text


class CoverTitles(Shape):
    """Titles of the table's classes and groups."""

    classes: dict[str, Text]
    groups: dict[str, Text]


class Statistics(Composition):
    """Areas by class in a polygon (`zone`); null, never 0, where no raster reaches."""

    layer: str
    layer_title: Text
    as_of: str
    class_table: ClassTableNamed
    method: MethodUsed
    rasters: list[RasterHeld] = Field(description="Those that reach the polygon.")
    covered_share: Ratio = Field(description="Share of the polygon that rasters reach.")
    titles: CoverTitles
    notes: list[Told]
    data_standing: Text | None
