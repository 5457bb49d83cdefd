"""The CGCS2000 ellipsoid (GB 22021-2008) and the library objects built on it."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

from pyproj import Geod

SEMI_MAJOR: Final = 6378137.0
INVERSE_FLATTENING: Final = 298.257222101
FLATTENING: Final = 1.0 / INVERSE_FLATTENING
SEMI_MINOR: Final = SEMI_MAJOR * (1.0 - FLATTENING)
E2: Final = FLATTENING * (2.0 - FLATTENING)
"""First eccentricity squared."""
DEGREE: Final = math.pi / 180.0


@cache
def geod() -> Geod:
    """Karney's geodesics on CGCS2000."""
    return Geod(a=SEMI_MAJOR, rf=INVERSE_FLATTENING)
