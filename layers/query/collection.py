"""Features as GeoJSON, in any of the systems: coordinates go from the arrays of a page to text at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from layers.query.systems import CRS84, System
from layers.query.table import Rows, Table


def features_json(
    table: Table, rows: Rows, system: System = CRS84, properties: Sequence[str] | None = None
) -> list[orjson.Fragment]:
    """GeoJSON Features of rows for `orjson.dumps`: coordinates in the order of the axes of `system`.

    `properties` names those that are given; None: all of them. Raises BadCRS where a feature is beyond `system`.
    """
    names = table.properties if properties is None else tuple(properties)
    own = [name for name in names if name in table.kind.attributes]
    others = [name for name in names if name not in table.kind.attributes]
    found = []
    for row, shape in zip(rows.tolist(), _shapes(table.geometries[rows], system), strict=True):
        attributes = table.feature(row).attributes
        said = {name: attributes.get(name) for name in own}
        for name in others:
            said[name] = table.value(row, name)
        feature = {"type": "Feature", "id": table.names[row], "geometry": shape, "properties": said}
        found.append(orjson.Fragment(orjson.dumps(feature, option=orjson.OPT_SERIALIZE_NUMPY)))
    return found


def _shapes(geometries: NDArray[np.object_], system: System) -> list[Any]:
    """Each geometry as GeoJSON whose innermost lists are arrays."""
    if not len(geometries):
        return []
    geometries = shapely.transform(geometries, system.from_lonlat)
    parts, of_geometry = shapely.get_parts(geometries, return_index=True)
    told = _parts(parts)
    ends = np.searchsorted(of_geometry, np.arange(len(geometries) + 1)).tolist()
    found: list[Any] = []
    for geometry, (begin, end) in zip(geometries, pairwise(ends), strict=True):
        name = geometry.geom_type
        if name == "GeometryCollection":
            found.append(orjson.Fragment(shapely.to_geojson(geometry)))
        else:
            found.append({"type": name, "coordinates": told[begin:end] if name.startswith("Multi") else told[begin]})
    return found


def _parts(parts: NDArray[np.object_]) -> list[Any]:
    """The coordinates of simple geometries: of a polygon its rings, of a line one array, of a point two numbers."""
    areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    found: list[Any] = [None] * len(parts)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    for place, ring in zip(of_part.tolist(), _arrays(rings), strict=True):
        if found[place] is None:
            found[place] = []
        found[place].append(ring)
    others = np.flatnonzero(~areas)
    for place, line in zip(others.tolist(), _arrays(parts[others]), strict=True):
        found[place] = line[0] if parts[place].geom_type == "Point" else line
    return found


def _arrays(geometries: NDArray[np.object_]) -> list[NDArray[np.float64]]:
    """The coordinates of each, as slices of one array."""
    counts = shapely.get_num_coordinates(geometries)
    ends = np.concatenate([[0], np.cumsum(counts)]).tolist()
    coordinates = np.ascontiguousarray(shapely.get_coordinates(geometries))
    return [coordinates[begin:end] for begin, end in pairwise(ends)]
