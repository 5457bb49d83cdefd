"""Exact ellipsoidal area of polygons whose edges are straight in longitude and latitude."""

from __future__ import annotations

import numpy as np

from layers.geodesy.flat import Floats, Geometries, rings
from layers.geodesy.kernels import add_areas


def area(geometries: Geometries) -> Floats:
    """Area on the CGCS2000 ellipsoid in m², shape (n,), of n geometries in EPSG:4490 (lon, lat in degrees).

    Edges are straight in longitude/latitude, so the area is additive under any cut. Each edge contributes the
    integral of the authalic function along it, in closed form for any length. Holes are subtracted whatever their
    orientation; parts of collections are summed; lines, points and empty geometries have area 0.

    Longitudes are taken as numbers: a polygon across the antimeridian has to be cut there into two parts
    (a ring that goes round through 0° is measured as drawn, the long way).

    Raises:
        BadGeometry: a missing geometry, or a vertex that is not a finite longitude and latitude.
    """
    flat = rings(geometries)
    total = np.zeros(flat.count)
    add_areas(flat.xy, flat.start, flat.owner, flat.sign, total)
    return total
