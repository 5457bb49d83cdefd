"""How far apart a footprint and the features round it are, as far as rings and printed digits ask; measured on demand.

Of indexed tables the grid says so to a tenth of a millimetre; of loose ones a plane does, to some metres.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.checks.scale import metres_per_degree
from layers.grid import apart as grid
from layers.grid.shapes import Shapes
from layers.held import Feature, HeldTable, Table
from layers.nearby import Near, distance
from layers.offsets.strips import HIGHEST
from layers.once import once
from layers.snapshot import LayerView
from layers.window import cut, window

_LIGHT: Final = 64  # vertices up to which measuring costs less than cutting
_COARSE_M: Final = 2.0  # by which a footprint is thinned
_SLACK: Final = 1e-5  # share by which a geodesic may leave its frame
_UNTOLD: Final = (0.0, 360.0)
Floats = NDArray[np.float64]


class Apart:
    """A feature near a footprint: what `exact` measures lies between `least_m` and `most_m` metres.

    `bearing_deg`: between what its bearing lies, the second of them the greater; one may lie beyond 0° or 360°.
    """

    def __init__(
        self,
        around: Around,
        feature: Feature,
        least_m: float,
        most_m: float,
        bearing_deg: tuple[float, float] = _UNTOLD,
    ) -> None:
        self._around = around
        self.feature = feature
        self.least_m = least_m
        self.most_m = most_m
        self.bearing_deg = bearing_deg

    @once
    def exact(self) -> Near | None:
        """As `engine.distance`, in the frame of what is around."""
        if self.most_m == 0.0:
            return Near(self.feature, 0.0, None)
        return distance(self._around.footprint, self.feature, self._around.frame)


class Around:
    """The features within `reach_m` metres of a footprint (EPSG:4490, not empty), layer by layer."""

    def __init__(self, footprint: BaseGeometry, reach_m: float) -> None:
        self.footprint = footprint
        self.reach_m = reach_m
        self.frame = window(footprint, reach_m)

    def features(
        self, view: LayerView, alike: Callable[[Feature], Hashable] | None = None, borders_m: Sequence[float] = ()
    ) -> tuple[Apart, ...]:
        """Those that may lie so near, in canonical order.

        Told as finely as can be are the nearest of those for which `alike` gives the same, or all without it; of the
        others, between which of the borders they lie.
        """
        return tuple(one for table in view.tables for one in self._of_table(table, alike, np.array(borders_m)))

    def _of_table(
        self, table: Table, alike: Callable[[Feature], Hashable] | None, borders_m: Floats
    ) -> Iterator[Apart]:
        rows = table.near(*self.frame.bounds)
        if not rows:
            return
        if isinstance(table, HeldTable) and self._shapes is not None:
            group = np.arange(len(rows))
            if alike is not None:
                numbers: dict[Hashable, int] = {}
                group = np.array([numbers.setdefault(alike(table.feature(row)), len(numbers)) for row in rows])
            found = grid.apart(table.index, np.array(rows), self._shapes, self.reach_m, group, borders_m)
            columns = zip(*(column.tolist() for column in found), strict=True)
            for row, (least, most, begin, end) in zip(rows, columns, strict=True):
                if least == grid.ASKED:
                    yield Apart(self, table.feature(row), 0.0, math.inf)
                elif least == grid.MEET:
                    yield Apart(self, table.feature(row), 0.0, 0.0)
                elif least <= self.reach_m:
                    yield Apart(self, table.feature(row), least, most, (begin, end))
            return
        features = [table.feature(row) for row in rows]
        for feature, least, most in zip(features, *self._bounds(features), strict=True):
            if least <= self.reach_m:
                yield Apart(self, feature, least, most)

    @once
    def _shapes(self) -> Shapes | None:
        """The footprint laid flat; None where the grid does not tell."""
        west, south, east, north = self.frame.bounds
        told = self.reach_m <= grid.FARTHEST_M and west >= -180.0 and east <= 180.0
        return Shapes.of_one(self.footprint) if told and max(-south, north) <= HIGHEST else None

    @once
    def _plane(self) -> tuple[Floats, float, float, BaseGeometry]:
        """Metres in a degree, how much shorter and longer one may be within the frame, and the footprint, thinned.

        A degree within the frame is nowhere shorter or longer than at one of its edges (or the equator).
        """
        _, south, _, north = self.frame.bounds
        scales = np.array([metres_per_degree(latitude) for latitude in (south, north, (south + north) / 2)])
        if south < 0 < north:
            scales = np.vstack([scales, metres_per_degree(0.0)])
        middle = scales[2]
        here = shapely.simplify(shapely.transform(self.footprint, lambda xy: xy * middle), _COARSE_M)
        shapely.prepare(here)
        return middle, float((scales / middle).min()), float((scales / middle).max()), here

    def _bounds(self, features: Sequence[Feature]) -> tuple[list[float], list[float]]:
        """Least and greatest possible distance (m) of features, from one plane."""
        middle, low, high, here = self._plane
        geometries = np.array([self._trimmed(feature.geometry) for feature in features], dtype=object)
        plane = shapely.transform(geometries, lambda xy: xy * middle)
        apart: Floats = np.nan_to_num(shapely.distance(here, plane), nan=math.inf)
        least: Floats = (apart - _COARSE_M) * low * (1.0 - _SLACK) - 0.01
        most: Floats = (apart + _COARSE_M) * high * (1.0 + _SLACK) + 0.01
        return least.tolist(), most.tolist()

    def _trimmed(self, geometry: BaseGeometry) -> BaseGeometry:
        """A large geometry without what lies beyond the frame, which leaves every distance inside it as it is."""
        return geometry if shapely.get_num_coordinates(geometry) <= _LIGHT else cut(geometry, self.frame)
