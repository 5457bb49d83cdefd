"""Shapes by true metres east and north of (LON, LAT): a local transverse Mercator of scale 1, right to 1e-7 at 2 km.

Edges get a vertex every 20 m, so that straight in the plane is straight in longitude/latitude to 5 µm.
"""

from functools import cache

import numpy as np
import shapely
from pyproj import Transformer
from world import LAT, LON


@cache
def plane(lon: float = LON, lat: float = LAT) -> Transformer:
    """EPSG:4490 degrees to metres round a position, through PROJ alone."""
    local = f"+proj=tmerc +lat_0={lat} +lon_0={lon} +k=1 +ellps=GRS80 +units=m"
    return Transformer.from_crs("EPSG:4490", local, always_xy=True)


def on_ground(geometry: shapely.Geometry) -> shapely.Geometry:
    """A geometry of the plane in EPSG:4490."""
    return shapely.transform(
        shapely.segmentize(geometry, 20.0),
        lambda c: np.column_stack(plane().transform(c[:, 0], c[:, 1], direction="INVERSE")),
    )


def box(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """A rectangle."""
    return on_ground(shapely.box(west, south, east, north))


def line(*points: tuple[float, float]) -> shapely.Geometry:
    """A line."""
    return on_ground(shapely.LineString(points))


def polygon(*points: tuple[float, float]) -> shapely.Geometry:
    """A polygon without holes."""
    return on_ground(shapely.Polygon(points))
