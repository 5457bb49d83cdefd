"""What kernels have told of overlaps so far: columns that grow, in one value that several layers are added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numba import types
from numba.experimental import structref

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.common import RINGS, Rings
from layers.grid.longer import longer, longer_places, longer_reals
from layers.grid.rings import shells_of_holes
from layers.grid.shapes import Whole

_I8 = types.int64
_LONGS, _REALS = types.Array(_I8, 1, "C"), types.Array(types.float64, 1, "C")
_XY = types.Array(types.float64, 2, "C")


class Overlaps(NamedTuple):
    """Overlaps of n footprints with layers, those of footprint i with layer j at `at[j * n + i]` up to the next.

    Attributes:
        at: (layers * n + 1,).
        feature: rows of the layer, ascending.
        area_m2: on the ellipsoid, edges straight in longitude and latitude; NaN where nothing is sure.
        relation: PART, WHOLE or ASKED.
    """

    at: Whole
    feature: Whole
    area_m2: Floats
    relation: Whole


class Drawn(NamedTuple):
    """Overlaps of one footprint with layers, and the places that were drawn.

    Attributes:
        overlaps: of each the layer, the row in it, m², the relation, where its polygons begin and where they end (none
            where they are to be asked by exact means); as in `Overlaps`, in the order of the layers.
        polygon: where the rings of each polygon begin in `ring`, its shell first.
        ring: where each ring begins in `xy`.
        xy: (m, 2) degrees.
    """

    overlaps: list[tuple[int, int, float, int, int, int]]
    polygon: Whole
    ring: Whole
    xy: Floats


class Told(structref.StructRefProxy):  # type: ignore[misc]
    """The columns of both, with room behind them.

    `asked` pairs of layer and footprint, `overlaps`, `polygons`, `rings` and `vertices` say how far they are filled;
    `geometry` says where the polygons of each overlap begin.
    """


@structref.register
class _ToldType(types.StructRef):  # type: ignore[misc]
    """Its type; the fields are named and typed once, below."""

    def preprocess_fields(self, fields: Sequence[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
        """A count that begins with 0 is no constant."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


_FIELDS: Final = (
    *(("at", _LONGS), ("feature", _LONGS), ("area_m2", _REALS), ("relation", _LONGS)),
    *(("geometry", _LONGS), ("polygon", _LONGS), ("ring", _LONGS), ("xy", _XY)),
    *((name, _I8) for name in ("asked", "overlaps", "polygons", "rings", "vertices")),
)
structref.define_proxy(Told, _ToldType, [name for name, _ in _FIELDS])
TOLD: Final = _ToldType(_FIELDS)
OVERLAPS: Final = types.NamedTuple((_LONGS, _LONGS, _REALS, _LONGS), Overlaps)
_ROW: Final = types.Tuple((_I8, _I8, types.float64, _I8, _I8, _I8))
DRAWN: Final = types.NamedTuple((types.List(_ROW), _LONGS, _LONGS, _XY), Drawn)


@kernel(TOLD(_I8, _I8))
def nothing_told(footprints: int, layers: int) -> Told:
    """Before the first of so many layers is asked about so many footprints."""
    room = 4 * footprints * layers + 16
    return Told(
        np.zeros(footprints * layers + 1, np.int64),
        np.empty(room, np.int64),
        np.empty(room),
        np.empty(room, np.int64),
        np.zeros(room + 1, np.int64),
        np.zeros(room + 1, np.int64),
        np.zeros(room + 1, np.int64),
        np.empty((16 * room, 2)),
        *(0, 0, 0, 0, 0),
    )


@kernel(types.void(TOLD, _I8, types.float64, _I8))
def tell(told: Told, feature: int, area_m2: float, relation: int) -> None:
    """One overlap more, with the polygons drawn since the one before."""
    n = told.overlaps
    if n == len(told.feature):
        told.feature, told.area_m2 = longer(told.feature, 2 * n), longer_reals(told.area_m2, 2 * n)
        told.relation, told.geometry = longer(told.relation, 2 * n), longer(told.geometry, 2 * n + 1)
    told.feature[n], told.area_m2[n], told.relation[n] = feature, area_m2, relation
    told.overlaps = n + 1
    told.geometry[n + 1] = told.polygons


@kernel(types.void(TOLD, RINGS, _I8))
def _add(told: Told, rings: Rings, one: int) -> None:
    """One ring more, of the polygon that is drawn."""
    n, xy = told.vertices, told.xy
    for v in range(rings.ring[one], rings.ring[one + 1]):
        xy[n, 0], xy[n, 1] = rings.xy[v, 0], rings.xy[v, 1]
        n += 1
    told.vertices, told.rings = n, told.rings + 1
    told.ring[told.rings] = n


@kernel(types.void(TOLD, RINGS))
def draw(told: Told, rings: Rings) -> None:
    """The polygons of the next overlap; none where a hole begins on a shell or lies in none."""
    count = rings.rings
    of_hole = shells_of_holes(rings.xy, rings.ring, rings.shell, count)
    for one in range(count):
        if of_hole[one] < 0 or not rings.shell[of_hole[one]]:
            return
    most = told.vertices + rings.ring[count]
    if most > len(told.xy):
        told.xy = longer_places(told.xy, 2 * most)
    if told.rings + count >= len(told.ring):
        told.ring = longer(told.ring, 2 * (told.rings + count + 1))
        told.polygon = longer(told.polygon, 2 * (told.rings + count + 1))
    for shell in range(count):
        if not rings.shell[shell]:
            continue
        _add(told, rings, shell)
        for hole in range(count):
            if hole != shell and of_hole[hole] == shell:
                _add(told, rings, hole)
        told.polygons += 1
        told.polygon[told.polygons] = told.rings


@kernel(OVERLAPS(TOLD))
def columns(told: Told) -> Overlaps:
    """All that was told, without the room behind."""
    n = told.overlaps
    return Overlaps(told.at[: told.asked + 1], told.feature[:n], told.area_m2[:n], told.relation[:n])


@kernel(DRAWN(TOLD))
def drawn(told: Told) -> Drawn:
    """All that was told of one footprint, and what was drawn."""
    found = [(0, 0, 0.0, 0, 0, 0) for _ in range(0)]
    at, feature, area_m2, relation, geometry = told.at, told.feature, told.area_m2, told.relation, told.geometry
    for layer in range(told.asked):
        for n in range(at[layer], at[layer + 1]):
            row = layer, feature[n], area_m2[n], relation[n], geometry[n], geometry[n + 1]
            found.append(row)
    return Drawn(found, told.polygon[: told.polygons + 1], told.ring[: told.rings + 1], told.xy[: told.vertices])
