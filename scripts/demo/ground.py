"""Extent and county cells: rough outline and Voronoi cells of the seats and towns, bent so that they look natural."""

from __future__ import annotations

from functools import partial

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from demo.places import EXTENT, SITES
from demo.plane import Coordinates, Warp, path, place, to_lonlat, to_plane
from demo.shore import Shore

ISLAND_CLEARANCE_M = 150.0


def warps(seed: int) -> list[Warp]:
    """Three gentle displacements to apply one after the other: borders that wind at every scale and never fold."""
    return [Warp(seed + i, longest, 4) for i, longest in enumerate((50_000.0, 21_000.0, 8_000.0))]


def _damped(warp: Warp, coordinates: Coordinates) -> Coordinates:
    """Bend the inland part of the outline fully, the part at sea hardly (it threads between real islands)."""
    west_of_coast = place(120.30, 27.2)[0] + 0.5 * (coordinates[:, 1] - place(120.30, 27.2)[1]) - coordinates[:, 0]
    share = np.clip(west_of_coast / 12_000.0, 0.0, 1.0)[:, None]
    damped: Coordinates = coordinates + share * (warp(coordinates) - coordinates)
    return damped


def extent(shore: Shore) -> BaseGeometry:
    """The demo's outer edge (longitude/latitude): no island is cut by it."""
    outline = shapely.segmentize(Polygon(path(*EXTENT)), 250.0)
    for warp in warps(11):
        outline = shapely.transform(outline, partial(_damped, warp))
    islands = np.array([to_plane(island) for island in shore.islands])
    for island in islands[shapely.intersects(islands, shapely.boundary(outline))]:
        room = shapely.buffer(island, ISLAND_CLEARANCE_M, quad_segs=4)
        inside = shapely.area(shapely.intersection(island, outline)) > 0.5 * shapely.area(island)
        outline = shapely.union(outline, room) if inside else shapely.difference(outline, room)
    return to_lonlat(outline)


def county_cells() -> dict[str, BaseGeometry]:
    """County code → cell (longitude/latitude), unbounded by shore or extent; cells share their borders."""
    sites = np.array([place(*site) for county in SITES.values() for site in county])
    owners = [code for code, county in SITES.items() for _ in county]
    diagram = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(sites), extend_to=shapely.box(-150_000, -150_000, 150_000, 150_000)
        )
    )
    tree = shapely.STRtree(diagram)
    which, cell = tree.query(shapely.points(sites), predicate="within")
    bends = warps(7)
    cells: dict[str, BaseGeometry] = {}
    for code in SITES:
        own = [diagram[c] for w, c in zip(which, cell, strict=True) if owners[w] == code]
        cell_of = shapely.segmentize(shapely.union_all(own), 300.0)
        for bend in bends:
            cell_of = shapely.transform(cell_of, bend)
        cells[code] = to_lonlat(cell_of)
    return cells
