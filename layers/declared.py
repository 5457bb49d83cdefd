"""Ground on which a layer answers, asked piece by piece: the outline of a province has a hundred thousand vertices."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final
from weakref import WeakValueDictionary

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers import held
from layers.grid.clip import clipped
from layers.grid.index import Index, index_of
from layers.once import once
from layers.overlay import EMPTY
from layers.window import widened

_FEW: Final = 256  # vertices that are asked as they are
_AROUND_M: Final = 1.0  # cut so much wider than what is asked, so that no cut lies on it


class Coverage:
    """The union of declared coverages, EPSG:4490. Equal ones are one object while any layer holds it."""

    def __init__(self, geometry: BaseGeometry, sha256: bytes) -> None:
        self.geometry = geometry
        self.sha256 = sha256

    @staticmethod
    def of(parts: Sequence[BaseGeometry]) -> Coverage:
        """Of several places; of none, nothing."""
        geometry = EMPTY if not parts else parts[0] if len(parts) == 1 else shapely.union_all(list(parts))
        sha256 = hashlib.sha256(shapely.to_wkb(geometry)).digest()
        return _SHARED.setdefault(sha256, Coverage(geometry, sha256))

    def near(self, geometry: BaseGeometry) -> BaseGeometry:
        """What of it lies near a geometry: within the bounds of that it is exact."""
        if self._index is None or geometry.is_empty:
            return self.geometry
        part = clipped(self._index, 0, widened(geometry.bounds, _AROUND_M))
        return self.geometry if part is None else part

    @once
    def _index(self) -> Index | None:
        if shapely.get_num_coordinates(self.geometry) <= _FEW:
            return None
        shapes = held.laid_flat(np.array([self.geometry], dtype=object))
        return None if shapes is None else index_of(shapes)


_SHARED: WeakValueDictionary[bytes, Coverage] = WeakValueDictionary()
