"""The area under edges that lie near one parallel: what `kernels.edge_area` says, by a short series without a sine.

The authalic function is developed about the parallel. Up to a tenth of a degree from it five terms are exact to the
last bit of a double; and as it is 0 there, nothing large cancels.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import types

from layers.compiled import inlined, kernel
from layers.geodesy.ellipsoid import DEGREE
from layers.geodesy.flat import Floats
from layers.geodesy.kernels import AUTHALIC, authalic, edge_area

TERMS: Final = 6  # the parallel, in degrees, and five coefficients
_WIDEST: Final = 0.2  # degrees of latitude in all
_F8 = types.float64


@kernel(types.Array(_F8, 1, "C")(_F8, _F8))
def area_series(south: float, north: float) -> Floats:
    """For `area_under` of edges between two latitudes, degrees.

    Where they are too far apart for a series the first coefficient, which nowhere else is 0, is 0.
    """
    series = np.zeros(TERMS)
    series[0] = 0.5 * (south + north)
    if north - south > _WIDEST:
        series[2] = authalic(series[0])
        return series
    for j in range(len(AUTHALIC)):
        n = 2.0 * j + 1.0
        s, c = math.sin(n * series[0] * DEGREE), math.cos(n * series[0] * DEGREE)
        term = AUTHALIC[j] * n
        for k, derivative in enumerate((c, -s, -c, s, c)):
            term *= n / (k + 1.0)
            series[k + 1] += term * derivative
    return series


@inlined
def area_under(lon0: float, lat0: float, lon1: float, lat1: float, series: Floats) -> float:
    """Area in m² between an edge and the parallel of the series; above it and eastward is positive."""
    if series[1] == 0.0:
        return edge_area(lon0, lat0, lon1, lat1, series[2])
    m, h = (0.5 * (lat0 + lat1) - series[0]) * DEGREE, (0.5 * (lat1 - lat0)) * DEGREE
    c1, c2, c3, c4, c5, h2 = series[1], series[2], series[3], series[4], series[5], h * h
    at_middle = m * (c1 + m * (c2 + m * (c3 + m * (c4 + m * c5))))
    bent = h2 * ((c2 + m * (3.0 * c3 + m * (6.0 * c4 + m * 10.0 * c5))) / 3.0 + h2 * (c4 + 5.0 * m * c5) / 5.0)
    area: float = (at_middle + bent) * ((lon1 - lon0) * DEGREE)
    return area
