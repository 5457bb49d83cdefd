"""Geometries of one tile as flat arrays of whole numbers: what an encoder writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.tiles.varints import Integers, runs

EXTENT: Final = 4096  # units from one edge of a tile to the other
MARGIN: Final = 64  # units drawn around a tile, so that borders meet where tiles do
Form = Literal["point", "line", "polygon"]
FORMS: Final[tuple[Form, ...]] = ("point", "line", "polygon")  # one less than what MVT calls them
Geometries = NDArray[np.object_]
_SINGLE = 3  # of GEOS's numbers of types, the last before those of several parts


@dataclass(frozen=True)
class Paths:
    """Rings, lines or groups of points, in the order in which a tile has them.

    Attributes:
        form: of all of them.
        units: (n, 2) positions in units of the tile, y down; a ring does not repeat its first.
        starts: where in `units` each path begins, and at last n.
        owners: for each path the feature that it belongs to, ascending.
    """

    form: Form
    units: Integers
    starts: Integers
    owners: Integers

    def take(self, paths: Integers) -> Paths:
        """Some of the paths, in the order given."""
        counts = np.diff(self.starts)[paths]
        units = self.units[runs(self.starts[paths], counts)]
        return Paths(self.form, units, np.append(0, np.cumsum(counts)), self.owners[paths])

    def of(self, flagged: NDArray[np.bool_]) -> Paths:
        """The paths of the owners that are flagged; owners are counted anew among these."""
        chosen = self.take(np.flatnonzero(flagged[self.owners]))
        return replace(chosen, owners=(np.cumsum(flagged) - 1)[chosen.owners])

    def merge(self, other: Paths) -> Paths:
        """The paths of both, by owner."""
        owners = np.concatenate([self.owners, other.owners])
        starts = np.concatenate([self.starts, other.starts[1:] + len(self.units)])
        both = Paths(self.form, np.concatenate([self.units, other.units]), starts, owners)
        return both.take(np.argsort(owners, kind="stable"))


def flatten(form: Form, geometries: Geometries) -> Paths:
    """Valid geometries at whole numbers as paths; a geometry's index is the owner of its paths.

    Rings turn as MVT 2.1 wants them: shells have a positive area by the surveyor's formula with y down, and each
    shell is followed by its holes. Positions that repeat the one before are left out, and so are lines of one position.
    """
    if form == "point":  # those of a feature are one path
        found, owners = shapely.get_coordinates(geometries, return_index=True)
        starts = np.diff(owners, prepend=-1).nonzero()[0]
        return Paths(form, found.astype(np.int64), np.append(starts, len(found)), owners[starts])
    parts, owners = parts_of(geometries)
    if form == "polygon":
        # the formula knows no axes: what it calls positive GEOS, whose y is up, calls counter-clockwise
        parts = shapely.orient_polygons(parts, exterior_cw=False)
        parts, polygons = shapely.get_rings(parts, return_index=True)
        owners = owners[polygons]
    found, path = shapely.get_coordinates(parts, return_index=True)
    units = found.astype(np.int64)
    same = path[1:] == path[:-1]
    keep = np.empty(len(units), dtype=bool)
    keep[:-1] = (units[1:, 0] != units[:-1, 0]) | (units[1:, 1] != units[:-1, 1])
    keep[:-1][~same] = keep[-1:] = form == "line"  # the last position of a ring is its first
    kept = keep.nonzero()[0]
    units, path = units[kept], path[kept]
    counts = np.bincount(path, minlength=len(parts))
    if form == "line":
        long_enough = counts > 1
        units, owners, counts = units[long_enough[path]], owners[long_enough], counts[long_enough]
    return Paths(form, units, np.append(0, np.cumsum(counts)), owners)


def parts_of(geometries: Geometries) -> tuple[Geometries, Integers]:
    """The parts of geometries that are not None, and the index of the geometry of each."""
    kinds = shapely.get_type_id(geometries)  # -1 for None
    if kinds.min(initial=0) >= 0 and kinds.max(initial=0) <= _SINGLE:
        return geometries, np.arange(len(geometries))
    parts, owners = shapely.get_parts(geometries, return_index=True)
    return parts, owners
