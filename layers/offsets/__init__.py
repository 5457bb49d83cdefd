"""Offsets in metres of geometries in EPSG:4490: grow, shrink, corridor, and the least distance between two."""

from layers.offsets.grow import Swept, corridor, grow, offset, shrink
from layers.offsets.separation import Separation, separation

__all__ = ["Separation", "Swept", "corridor", "grow", "offset", "separation", "shrink"]
