"""What a list of points stands for that does not say it: one point, a line of two, or the outline of an area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from layers.crs import Points
from layers.intake.corner_rings import outline_of, ring_points
from layers.intake.delivered import too_few_places
from layers.notes import Note


def shape_of(blocks: Sequence[Points], source: str) -> tuple[BaseGeometry, list[Note]]:
    """The geometry of blocks of points, and a note of what was taken them for.

    One point is a point, two are a line, more are the ring of an area; several blocks are several rings, outer or hole
    by containment. Blocks of one point each are one list with blank lines between its rows. Raises BadGeometry for a
    block that is no ring beside others, or points that are all one.
    """
    if all(len(block) == 1 for block in blocks):
        blocks = [np.vstack(blocks)]
    points = sum(len(block) for block in blocks)
    if points == 1:
        return Point(blocks[0][0]), []
    if points == 2 and len(blocks) == 1:
        if (blocks[0][0] == blocks[0][1]).all():
            raise too_few_places(source, 1, 2)
        return LineString(blocks[0]), [Note("points_as_line", {"source": source})]
    rings = [ring for block in blocks for ring in ring_points(block, [0] * len(block))]
    geometry, notes = outline_of(rings, source)
    if any(note.code == "corner_ring_closed" for note in notes):
        # an open list does not even hint that it runs around something
        rest = [note for note in notes if note.code != "corner_ring_closed"]
        notes = [Note("points_as_polygon", {"source": source, "count": points}), *rest]
    return geometry, notes
