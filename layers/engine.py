"""The spatial engine: what a footprint meets, by how much, how far away; exact, whatever the order of features.

This is the whole interface the floors above use; what is behind it may be replaced.
"""

from __future__ import annotations

from layers.crossings import Crossing, Crossings, Line, crossings, crossings_many, walks
from layers.held import Feature
from layers.located import Located, Locator, ManyHeld, Points, at_points
from layers.nearby import Near, at_point, distance, meets, meets_many, nearest
from layers.overlaps import (
    Footprints,
    ManyOverlaps,
    Measure,
    Overlap,
    Overlayer,
    Piece,
    dissolved,
    of_dimension,
    overlap,
    overlaps,
    overlaps_many,
    pieces,
    size,
    totals,
)

__all__ = [
    "Crossing",
    "Crossings",
    "Feature",
    "Footprints",
    "Line",
    "Located",
    "Locator",
    "ManyHeld",
    "ManyOverlaps",
    "Measure",
    "Near",
    "Overlap",
    "Overlayer",
    "Piece",
    "Points",
    "at_point",
    "at_points",
    "crossings",
    "crossings_many",
    "dissolved",
    "distance",
    "meets",
    "meets_many",
    "nearest",
    "of_dimension",
    "overlap",
    "overlaps",
    "overlaps_many",
    "pieces",
    "size",
    "totals",
    "walks",
]
