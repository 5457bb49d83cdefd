"""Measures on the ellipsoid that what a file states is compared with.

Their machine code takes longer to load than most files take to read, so it is loaded when the first of them is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


def area(surfaces: NDArray[np.object_] | Sequence[BaseGeometry]) -> Floats:
    """As `layers.geodesy.area`, m² of each."""
    from layers import geodesy  # noqa: PLC0415

    return geodesy.area(surfaces)


def distance(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    """As `layers.geodesy.distance`, metres between each two places in degrees."""
    from layers import geodesy  # noqa: PLC0415

    return np.asarray(geodesy.distance(lon, lat, other_lon, other_lat))
