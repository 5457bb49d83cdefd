"""What a reading of an outside file or text returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from layers.notes import Note

AttributeValue = str | int | float | bool | None
RASTER = "raster"
"""`intake` of a raster of classes, which is no file of sites and has no default accuracy."""


@dataclass(frozen=True)
class RawFeature:
    """One feature as delivered: `geometry` in EPSG:4490 (2-D), `source` names it in messages (file, row or id)."""

    geometry: BaseGeometry
    attributes: Mapping[str, AttributeValue]
    source: str

    @property
    def vertices(self) -> int:
        """The number of its vertices."""
        return int(shapely.get_num_coordinates(self.geometry))


@dataclass(frozen=True)
class Reading:
    """All features of one input, the format it was read as, and a note for every assumption made.

    `intake` is a key of data/codes/accuracy.yaml (`geojson`, `gpkg`, `shapefile`, `kml`, `wkt`, `corner_txt`,
    `lonlat`, `gcj02`, `bd09`); `crs` names the source CRS as understood, e.g. `EPSG:4528`.
    `project` is the top-level "project" member of a GeoJSON document, else None.
    """

    features: tuple[RawFeature, ...]
    intake: str
    crs: str
    notes: tuple[Note, ...] = ()
    project: Mapping[str, object] | None = None


@dataclass(frozen=True)
class ReadLimits:
    """Bounds for one outside file; breaking one is an error that says which."""

    bytes: int = 200_000_000
    unpacked_bytes: int = 1_000_000_000
    vertices: int = 5_000_000
    cpu_seconds: int = 60
    wall_seconds: int = 120
    memory_bytes: int = 4_000_000_000
