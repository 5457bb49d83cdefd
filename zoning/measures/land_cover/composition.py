"""Square metres of each class in each part of a zone, and the shares that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.geodesy import Floats, area
from layers.overlay import intersection
from layers.rasters.classes import ClassTable
from layers.rasters.classraster import ClassRaster
from layers.rasters.placed import Raster
from layers.rasters.tabulate import composition
from zoning.measures.areas.polygons import column, polygonal
from zoning.measures.areas.territory import Unit
from zoning.measures.land_cover.asked import Asked
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.verdict import Json, share, square_metres


@dataclass(frozen=True)
class Cover:
    """Ground of `zone_m2`, of which rasters reach `reached_m2`; `classes`: m² per value of the table, then nodata."""

    zone_m2: float
    reached_m2: float
    classes: Floats

    def __add__(self, other: Cover) -> Cover:
        return Cover(
            self.zone_m2 + other.zone_m2, self.reached_m2 + other.reached_m2, np.add(self.classes, other.classes)
        )

    @property
    def classed_m2(self) -> float:
        """What has a class."""
        return float(self.classes[:-1].sum())

    @property
    def nodata_m2(self) -> float:
        """What a raster reaches without a class."""
        return float(self.classes[-1])

    @property
    def not_covered_m2(self) -> float:
        """What no raster reaches."""
        return max(0.0, self.zone_m2 - self.reached_m2)

    @property
    def unknown_m2(self) -> float:
        """What has no class, for either reason."""
        return self.nodata_m2 + self.not_covered_m2


def covers(case: Asked, table: ClassTable) -> Mapping[Unit, Cover]:
    """What covers the zone in each unit. Raises StoreError."""
    out = {unit: bare(ground, table) for unit, ground in case.zone.pieces.items()}
    for raster in case.rasters(case.now):
        with case.open(raster) as (cells,):
            for unit, ground in case.zone.pieces.items():
                out[unit] = out[unit] + reached(ground, raster, cells, table)
    return out


def bare(ground: BaseGeometry, table: ClassTable) -> Cover:
    """A ground that no raster reaches yet."""
    return Cover(float(area(ground)[0]), 0.0, np.zeros(len(table.values) + 1))


def reached(ground: BaseGeometry, raster: Raster, cells: ClassRaster, table: ClassTable) -> Cover:
    """What one raster says of a ground, to be added to the ground itself. Raises StoreError, BadFile."""
    piece = polygonal(column([intersection(ground, raster.ground)]))[0]
    if piece.is_empty:
        return Cover(0.0, 0.0, np.zeros(len(table.values) + 1))
    return Cover(0.0, float(area(piece)[0]), composition(cells, piece, table.values))


def figures(cover: Cover, table: ClassTable, method: LandCoverMethod, *, complete: bool = True) -> Json:
    """Areas to 0.01 m²; a share is null, and only its range given, where too much of the zone has no class.

    Neither is given where the outlines are not `complete`: then the zone is only a part of the region's.
    """
    values = table.values
    by_value = dict(zip(values, cover.classes[:-1].tolist(), strict=True))
    residual = cover.reached_m2 - cover.classed_m2 - cover.nodata_m2

    def measured(area_m2: float) -> Json:
        known, whole = cover.classed_m2, cover.classed_m2 + cover.unknown_m2
        told = whole > 0.0 and known > 0.0 and cover.unknown_m2 <= method.nodata_tolerance * whole
        most = min(whole, area_m2 + cover.unknown_m2)
        return {
            "area_m2": square_metres(area_m2) if known > 0.0 or whole <= 0.0 else None,
            "share": share(area_m2 / known) if told and complete else None,
            "share_range": [share(area_m2 / whole), share(most / whole)] if whole > 0.0 and complete else None,
        }

    return {
        "zone_m2": square_metres(cover.zone_m2),
        "classed_m2": square_metres(cover.classed_m2),
        "nodata_m2": square_metres(cover.nodata_m2),
        "not_covered_m2": square_metres(cover.not_covered_m2),
        "residual_m2": square_metres(residual),
        "unknown_share": share(cover.unknown_m2 / cover.zone_m2) if cover.zone_m2 > 0.0 else None,
        "classes": [{"class": str(value), **measured(m2)} for value, m2 in by_value.items() if square_metres(m2)],
        "groups": [
            {"group": group, **measured(sum(by_value[value] for value in table.of_group(group)))}
            for group in table.groups
        ],
    }
