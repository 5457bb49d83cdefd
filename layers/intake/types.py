"""What a reading of an outside file or text returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import shapely
from shapely.geometry.base import BaseGeometry

from layers.datum_shift import DatumShift
from layers.intake.fineness import Fineness
from layers.notes import Note

AttributeValue = str | int | float | bool | None
RASTER = "raster"
"""`intake` of a raster of classes, which is no file of sites and has no default accuracy."""


@dataclass(frozen=True)
class RawFeature:
    """One feature as delivered: `geometry` in EPSG:4490 (2-D), `source` names it in messages (file, row or id).

    `name` is what the file calls it; `declared_area_m2` the area that the file states for it.
    """

    geometry: BaseGeometry
    attributes: Mapping[str, AttributeValue]
    source: str
    name: str | None = None
    declared_area_m2: float | None = None

    @property
    def vertices(self) -> int:
        """The number of its vertices."""
        return int(shapely.get_num_coordinates(self.geometry))


@dataclass(frozen=True)
class Reading:
    """All features of one input, the format it was read as, and a note for every assumption made.

    `intake` is a key of data/codes/accuracy.yaml (`geojson`, `gpkg`, `shapefile`, `kml`, `wkt`, `corner_txt`,
    `lonlat`, `gcj02`, `bd09`); `crs` names the source CRS as understood, e.g. `EPSG:4528`.
    `project` is the top-level "project" member of a GeoJSON document, else None. `texts` are the file's own words about
    the place. `zone` is the token of a Gauss-Krüger zone it was read in (`gk3:40`), `prefixed` says that its eastings
    were written with the number of the zone. `shift_accuracy_m` is what the way from an old datum adds to the error,
    `fineness` what the decimals of its numbers hide (None: nothing that matters), `said_precision_m` the precision that
    the file itself states of its coordinates.
    """

    features: tuple[RawFeature, ...]
    intake: str
    crs: str
    notes: tuple[Note, ...] = ()
    project: Mapping[str, object] | None = None
    texts: tuple[str, ...] = ()
    zone: str | None = None
    prefixed: bool = False
    shift_accuracy_m: float = 0.0
    fineness: Fineness | None = None
    said_precision_m: float | None = None


@dataclass(frozen=True)
class ReadLimits:
    """Bounds for one outside file, breaking one of which is an error that says which.

    `datums` are the ways out of old datums that the operator's parameters open; without them these are refused.
    """

    bytes: int = 200_000_000
    unpacked_bytes: int = 1_000_000_000
    vertices: int = 5_000_000
    cpu_seconds: int = 60
    wall_seconds: int = 120
    memory_bytes: int = 4_000_000_000
    datums: tuple[DatumShift, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """As `dataclasses.asdict` gave them, through JSON."""
        return cls(**{**told, "datums": tuple(DatumShift(**shift) for shift in told["datums"])})
