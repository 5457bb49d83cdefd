"""The plane area that a disc sweeps along chains.

GEOS's own buffer drops shallow bends (to 1 % of the distance) before it starts; here the outline is drawn in full
(`layers.offsets.outlines`), and what it goes round is found by its crossings (`layers.offsets.winding`); where these
are not plain, GEOS unites the outline run by run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geodesy.flat import Floats
from layers.offsets.chains import Chains
from layers.offsets.outlines import Outliner, Run
from layers.offsets.winding import gone_round

CHORD_M: Final = 1e-3  # metres between an arc and its chords
_SHORTEST: Final = 16  # edges of a run that need not be halved
_WHOLE: Final = 3  # edges of a run that cannot be halved
_GRID: Final = 1e-6  # metres to which the crossings of an outline are found
_DEEP: Final = 4e-6  # metres from an edge, beyond which noding leaves no doubt about the side


def _deep(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """A point in each face, farther from its border than noding moved that, where the face has one.

    Noding never carries a vertex across an edge, so a face is one face of the outline, moved by less than the grid:
    a point deeper than that lies in both. A face no thicker may be taken for its neighbour without harm, but one that
    trails a hair may not be judged in the hair.
    """
    points = np.asarray(shapely.point_on_surface(faces), dtype=object)
    doubtful = np.flatnonzero(shapely.distance(points, shapely.boundary(faces)) < _DEEP)
    inner = shapely.buffer(faces[doubtful], -_DEEP, quad_segs=1)
    thick = ~shapely.is_empty(inner)
    points[doubtful[thick]] = shapely.point_on_surface(inner[thick])
    return points


def _wound(ring: Floats) -> BaseGeometry | None:
    """The faces that an outline that crosses itself goes round.

    None where noding has lost a line of it: then the faces do not hold the area that it goes round.
    """
    lines = shapely.union_all([shapely.LineString(ring)], grid_size=_GRID)  # noding on a grid never fails to converge
    faces = np.asarray(shapely.get_parts(shapely.polygonize([lines])), dtype=object)
    point = shapely.get_coordinates(_deep(faces))[:, None, :]
    a, b = ring[:-1], ring[1:]
    left = (b[:, 0] - a[:, 0]) * (point[..., 1] - a[:, 1]) - (point[..., 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    up = (a[:, 1] <= point[..., 1]) & (b[:, 1] > point[..., 1]) & (left > 0.0)
    down = (a[:, 1] > point[..., 1]) & (b[:, 1] <= point[..., 1]) & (left < 0.0)
    times = up.sum(axis=1) - down.sum(axis=1)
    x, y = (ring[:-1] - ring[0]).T
    gone_round = float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2.0
    if abs(float(times @ shapely.area(faces)) - gone_round) > 2.0 * _GRID * float(np.hypot(*(b - a).T).sum()):
        return None
    return shapely.coverage_union_all(faces[times != 0])


def united(members: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    """The union of polygonal geometries; groups apart are united apart, which keeps many small ones cheap."""
    if len(members) == 1:
        return members[0]
    return shapely.disjoint_subset_union_all(shapely.get_parts(np.asarray(members, dtype=object)))


def sweep(chains: Chains, radius: float, chord: float = CHORD_M) -> BaseGeometry:
    """The union of all discs of `radius` m on the chains (plane, m); arcs are inscribed chords within `chord` m.

    Ends that are not round are cut square.
    """
    outliner = Outliner(chains, radius, chord)
    each = [outliner.lines(chain) for chain in range(chains.start.size - 1)]
    every = [line for lines in each for line in lines]
    if not every:
        return shapely.Polygon()
    ground = gone_round(every)
    if ground is not None:
        return ground
    swept = list[BaseGeometry]()
    for chain, lines in enumerate(each):
        alone = gone_round(lines) if 0 < len(lines) < len(every) else None
        swept += _in_runs(outliner, chain) if alone is None else [alone]
    return united(swept)


def _in_runs(outliner: Outliner, chain: int) -> list[BaseGeometry]:
    """What is swept along a chain, run by run; noded by GEOS, the reference, where crossings are not plain."""
    runs, swept = outliner.runs(chain), list[BaseGeometry]()
    while runs:
        halves = list[Run]()
        polygons = outliner.polygons(runs)
        for run, polygon, simple in zip(runs, polygons, shapely.is_valid(polygons).tolist(), strict=True):
            edges, outline = run.last - run.first, shapely.get_coordinates(polygon)
            ground = polygon if simple else gone_round([outline])
            if ground is None and edges < _SHORTEST:
                ground = _wound(outline)
            if ground is None and edges < _WHOLE:
                ground = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
            if ground is None:
                halves += run.halves()
            else:
                swept.append(ground)
        runs = halves
    return swept
