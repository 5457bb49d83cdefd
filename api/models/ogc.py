"""Shapes of the OGC API, after OGC 17-069r4, 18-058r1 and 19-079r2."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, RootModel

from api.models.base import Geometry, Scalar, Shape, Text


class OgcLink(Shape):
    """A link; `href` is a whole address."""

    rel: str
    href: str
    type: str
    title: str
    templated: bool = False


class OgcLanding(Shape):
    """The first page."""

    title: str
    description: str
    links: list[OgcLink]


class OgcConformance(Shape):
    """The classes by URI."""

    conforms_to: list[str] = Field(alias="conformsTo")


class OgcSpatialExtent(Shape):
    """West, south, east, north in degrees."""

    bbox: list[list[float]]
    crs: str


class OgcTemporalExtent(Shape):
    """From when on; open where there is no end."""

    interval: list[list[str | None]]


class OgcExtent(Shape):
    """How far a layer reaches; in space not told where it is withheld."""

    spatial: OgcSpatialExtent | None = None
    temporal: OgcTemporalExtent | None = None


class OgcCollection(Shape):
    """A layer."""

    id: str
    title: str
    description: str | None = None
    links: list[OgcLink]
    extent: OgcExtent
    item_type: Literal["feature"] = Field(alias="itemType")
    crs: list[str]
    storage_crs: str = Field(alias="storageCrs")


class OgcCollections(Shape):
    """The layers; `crs` is what `#/crs` in each of them stands for."""

    links: list[OgcLink]
    crs: list[str]
    collections: list[OgcCollection]


class OgcFeature(Shape):
    """A GeoJSON Feature; coordinates in the order of the axes of Content-Crs."""

    type: Literal["Feature"]
    id: str
    geometry: Geometry
    properties: dict[str, Scalar]


class OgcItem(OgcFeature):
    """One feature, with links."""

    data_standing: Text | None
    links: list[OgcLink]


class OgcItems(Shape):
    """A page of a layer."""

    type: Literal["FeatureCollection"]
    data_standing: Text | None
    time_stamp: str = Field(alias="timeStamp")
    number_matched: int | None = Field(
        default=None, alias="numberMatched", description="Only where it is known without counting."
    )
    number_returned: int = Field(alias="numberReturned")
    links: list[OgcLink]
    features: list[OgcFeature]


class OgcGrid(Shape):
    """A tile matrix set."""

    id: str
    title: str
    uri: str | None = None
    crs: str
    links: list[OgcLink]


class OgcGrids(Shape):
    """The tile matrix sets."""

    tile_matrix_sets: list[OgcGrid] = Field(alias="tileMatrixSets")
    links: list[OgcLink]


class OgcLayerOfTiles(Shape):
    """A layer in the tiles of a set."""

    id: str
    data_type: Literal["vector"] = Field(alias="dataType")


class OgcTileset(Shape):
    """A set of tiles in one grid; the link `item` is the template of their addresses."""

    title: str
    data_type: Literal["vector"] = Field(alias="dataType")
    crs: str
    tile_matrix_set_uri: str | None = Field(default=None, alias="tileMatrixSetURI")
    links: list[OgcLink]
    layers: list[OgcLayerOfTiles] = Field(default_factory=list)


class OgcTilesets(Shape):
    """Sets of tiles, one per grid."""

    tilesets: list[OgcTileset]
    links: list[OgcLink]


class OgcProcessSummary(Shape):
    """A process."""

    id: str
    title: str
    description: str
    version: str
    job_control_options: list[Literal["sync-execute"]] = Field(alias="jobControlOptions")
    output_transmission: list[Literal["value"]] = Field(alias="outputTransmission")
    links: list[OgcLink]


class OgcProcesses(Shape):
    """The processes."""

    processes: list[OgcProcessSummary]
    links: list[OgcLink]


class OgcInput(Shape):
    """What a process takes by one name."""

    title: str
    description: str
    min_occurs: int = Field(alias="minOccurs")
    max_occurs: int = Field(alias="maxOccurs")
    of_type: dict[str, Any] = Field(alias="schema")


class OgcOutput(Shape):
    """What a process gives by one name."""

    title: str
    of_type: dict[str, Any] = Field(alias="schema")


class OgcProcess(OgcProcessSummary):
    """A process with what it takes and gives."""

    inputs: dict[str, OgcInput]
    outputs: dict[str, OgcOutput]


class OgcExecute(Shape):
    """What to execute a process with."""

    inputs: dict[str, Any]
    outputs: dict[str, dict[str, Any]] | None = Field(default=None, description="Those wanted; default: all.")
    response: Literal["raw", "document"] = Field(default="raw", description="The output as such, or by its name.")


class OgcOutcome(RootModel[dict[str, Any]]):
    """The output of a process, as such or by its name."""
