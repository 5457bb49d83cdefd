"""Ground cut by the borders of many sets at once: faces that share their vertices, with nothing lost between them.

One cut after another moves borders by what each overlay rounds, and leaves cracks and laps; all borders noded together
on one fine grid leave none. Which sets a face lies in is asked of one point in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.engine import of_dimension

_GRID: Final = 1e-12  # degrees (0.1 micrometres) to which crossings are found: noding on a grid always converges


class Arrangement:
    """The faces into which the borders of polygonal sets cut polygonal ground (EPSG:4490).

    Together they are the ground, to 1e-12 degrees along its border; none of the sets ends within a face.

    Attributes:
        faces: polygons.
        points: one in each face.
    """

    def __init__(self, ground: BaseGeometry, sets: Iterable[BaseGeometry]) -> None:
        shapely.prepare(ground)
        borders = shapely.boundary(np.array([of_dimension(one, 2) for one in sets if not one.is_empty], dtype=object))
        lines = [shapely.boundary(ground), *borders[shapely.intersects(ground, borders)]]
        noded = shapely.union_all(np.array(lines, dtype=object), grid_size=_GRID)
        faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))), dtype=object)
        points = np.asarray(shapely.point_on_surface(faces), dtype=object)
        inside = shapely.intersects(ground, points)
        self.faces: NDArray[np.object_] = faces[inside]
        self.points: NDArray[np.object_] = points[inside]
        self._asked: dict[int, tuple[BaseGeometry, NDArray[np.bool_]]] = {}

    def inside(self, somewhere: BaseGeometry) -> NDArray[np.bool_]:
        """Which of the points lie in a set; the same set is asked once."""
        known = self._asked.get(id(somewhere))
        if known is None:
            shapely.prepare(somewhere)
            known = self._asked[id(somewhere)] = (somewhere, shapely.intersects(somewhere, self.points))
        return known[1]


def together(faces: NDArray[np.object_]) -> BaseGeometry:
    """Faces of one arrangement, or unions of such, as one polygonal geometry: borders in common go, no other moves."""
    return shapely.coverage_union_all(faces)
