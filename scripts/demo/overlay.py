"""Common linework: every shape noded together once, so that layers share borders vertex for vertex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from demo.ground import county_cells, extent
from demo.plane import GRID
from demo.shore import Shore, read_shore
from demo.zones import Zones, build

SEA = -1
MAINLAND = 0
ISLANDS_ONLY = ("330305",)  # 洞头 has no mainland: what its cell takes of it goes to the nearest neighbour


@dataclass(frozen=True)
class Ground:
    """The faces of the common linework inside the extent and what each belongs to (id, or "" for none).

    `landmass` is 0 for the mainland, k for the k-th island, -1 for the sea; `county` is a code; islands are whole.
    """

    shore: Shore
    zones: Zones
    outline: BaseGeometry
    faces: NDArray[np.object_]
    landmass: NDArray[np.int64]
    county: NDArray[np.str_]
    of: Mapping[str, NDArray[np.str_]]

    def union(self, chosen: NDArray[np.bool_]) -> BaseGeometry:
        """The chosen faces dissolved: shared edges go, every other vertex stays."""
        return shapely.normalize(shapely.coverage_union_all(self.faces[chosen]))


def _label(points: NDArray[np.object_], shapes: Mapping[str, BaseGeometry]) -> NDArray[np.str_]:
    """Per point the key of the shape that holds it, or ""."""
    names = list(shapes)
    labels = np.full(len(points), "", dtype="U64")
    if names:
        tree = shapely.STRtree([shapes[name] for name in names])
        which, shape = tree.query(points, predicate="within")
        labels[which] = np.array(names)[shape]
    return labels


def _linework(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    return shapely.unary_union([shapely.boundary(shape) for shape in shapes], grid_size=GRID)


def lay_out() -> Ground:
    """Read the shore, invent the zones, and node everything on one grid."""
    shore = read_shore()
    outline = extent(shore)
    shore = Shore(shore.mainland, shore.islands[shapely.within(shore.islands, outline)], shore.banks, shore.mouth_lines)
    cells = county_cells()
    zones = build(shore, outline, cells)
    layers = {
        "red_2020": zones.red_2020,
        "red_2025": zones.red_2025,
        "water": zones.water_zones,
        "industry": zones.industry,
        "industrial_unit": zones.industrial_units,
        "urban": zones.urban,
        "bay": zones.bays,
    }
    window = shapely.buffer(outline, 0.02, quad_segs=1)
    shapes = [outline, shapely.intersection(shore.mainland, window), *shore.islands, *cells.values()]
    shapes.append(zones.rivers["瓯江"])  # keeps the two banks apart where its mouth is closed
    shapes += [shape for layer in layers.values() for shape in layer.values()]
    faces = shapely.get_parts(shapely.polygonize([_linework(shapes)]))
    points = shapely.point_on_surface(faces)
    inside = shapely.within(points, outline)
    faces, points = faces[inside], points[inside]
    landmass = np.full(len(faces), SEA, dtype=np.int64)
    lands = [shore.mainland, *shore.islands]
    which, land = shapely.STRtree(lands).query(points, predicate="within")
    landmass[which] = land
    county = _label(points, cells)
    for stray in np.flatnonzero((landmass == MAINLAND) & np.isin(county, ISLANDS_ONLY)):
        near = [code for code in cells if code not in ISLANDS_ONLY]
        county[stray] = near[int(np.argmin(shapely.distance(points[stray], [cells[code] for code in near])))]
    for island in np.unique(landmass[landmass > MAINLAND]):  # an island goes whole to the county that holds most of it
        own = landmass == island
        area = {code: float(shapely.area(faces[own & (county == code)]).sum()) for code in np.unique(county[own])}
        county[own] = max(area, key=lambda code: area[code])
    return Ground(
        shore,
        zones,
        outline,
        faces,
        landmass,
        county,
        {name: _label(points, shapes) for name, shapes in layers.items()},
    )


def shore_edges(ground: Ground) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Edges between land and sea as two-vertex lines with the land on their left, and the land face of each.

    The extent's outer edge is not shore, and has no sea face beyond it.
    """
    sides: dict[tuple[float, float, float, float], int] = {}
    for index, face in enumerate(shapely.orient_polygons(ground.faces)):
        for ring in shapely.get_rings(face):
            c = shapely.get_coordinates(ring)
            for a, b in zip(c[:-1].tolist(), c[1:].tolist(), strict=True):
                sides[a[0], a[1], b[0], b[1]] = index
    edges, owners = [], []
    for (ax, ay, bx, by), face in sides.items():
        other = sides.get((bx, by, ax, ay))
        if other is not None and ground.landmass[face] != SEA and ground.landmass[other] == SEA:
            edges.append([(ax, ay), (bx, by)])
            owners.append(face)
    lines = np.array([LineString(edge) for edge in edges], dtype=object)
    return lines, np.array(owners, dtype=np.int64)
