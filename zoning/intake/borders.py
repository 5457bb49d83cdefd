"""The offset signature: does an outline follow drawn borders better once a shift of its coordinates is undone?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.crs import BD09, CGCS2000, GCJ02
from layers.intake.reread import in_degrees, moved
from layers.intake.types import Reading
from layers.notes import Note
from layers.snapshot import Snapshot
from layers.window import cut, window

LAYERS = ("admin_area", "coastline", "water_line", "control_unit", "industrial_area")
"""Whose lines outlines of projects follow; those withheld from anybody are not looked at."""
TOLERANCE_M = 15.0
SIGNATURE = "shift_suspected_by_borders"
"""The note of a suspicion by borders."""
_METRE_DEG = 1.0 / 111_320.0
_LEAST_VERTICES = 3
_LEAST_GAIN = 0.3
_MOST_VERTICES = 2_000


@dataclass(frozen=True)
class Signature:
    """Of `count` vertices `near` lie within `TOLERANCE_M` of a border as read, `near_unshifted` as `datum` has them."""

    datum: str
    count: int
    near: int
    near_unshifted: int

    @property
    def note(self) -> Note:
        """As a note on what was read."""
        return Note(
            "shift_suspected_by_borders",
            {
                "datum": self.datum,
                "count": self.count,
                "near": self.near,
                "near_unshifted": self.near_unshifted,
                "tolerance_m": TOLERANCE_M,
            },
        )


def signature(snapshot: Snapshot, reading: Reading) -> Signature | None:
    """The datum by which an outline clearly follows borders that it does not follow as read; None where none does.

    Clearly: three vertices and three tenths of all more than as read, and at most half as many left astray. A border
    lies near by chance too, so this is a suspicion and no proof.
    """
    as_read = _vertices(reading)
    if len(as_read) < _LEAST_VERTICES:
        return None
    near = _near(snapshot, as_read)
    best: Signature | None = None
    for datum in (CGCS2000, GCJ02, BD09):
        if datum.name == (reading.crs if in_degrees(reading) else CGCS2000.name):
            continue
        if datum is CGCS2000 and reading.crs == "EPSG:4326":
            continue  # the same place
        count = len(as_read)
        found = Signature(datum.name, count, near, _near(snapshot, _vertices(moved(reading, datum))))
        gain = found.near_unshifted - near
        clear = gain >= max(_LEAST_VERTICES, _LEAST_GAIN * count) and count - found.near_unshifted <= (count - near) / 2
        if clear and (best is None or found.near_unshifted > best.near_unshifted):
            best = found
    return best


def _vertices(reading: Reading) -> NDArray[np.float64]:
    """Different vertices of polygons and lines, evenly thinned."""
    shapes = [one.geometry for one in reading.features if shapely.get_dimensions(one.geometry) > 0]
    xy = shapely.get_coordinates(shapes)
    _, first = np.unique(xy, axis=0, return_index=True)
    xy = xy[np.sort(first)]
    return np.asarray(xy[:: len(xy) // _MOST_VERTICES + 1], dtype=np.float64)


def _near(snapshot: Snapshot, xy: NDArray[np.float64]) -> int:
    """How many points lie within the tolerance of a drawn border."""
    scale = np.array([np.cos(np.radians(xy[:, 1].mean())), 1.0]) / _METRE_DEG
    borders = [shapely.transform(line, lambda c: c * scale) for line in _borders(snapshot, shapely.MultiPoint(xy))]
    if not borders:
        return 0
    tree = shapely.STRtree(borders)
    pairs = tree.query(shapely.points(xy * scale), predicate="dwithin", distance=TOLERANCE_M)
    return len(np.unique(pairs[0]))


def _borders(snapshot: Snapshot, around: BaseGeometry) -> Iterator[BaseGeometry]:
    frame = window(around, TOLERANCE_M)
    for layer in LAYERS:
        view = snapshot.view(layer)
        if view is None or view.kind.access != "public":
            continue
        for feature in view.near(around, TOLERANCE_M):
            areal = shapely.get_dimensions(feature.geometry) == 2
            line = cut(shapely.boundary(feature.geometry) if areal else feature.geometry, frame)
            if not line.is_empty:
                yield line
