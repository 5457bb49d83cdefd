"""Many points against polygons at once, the other way about: each polygon, prepared, asks a tree of the points."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from bench.fractals import Floats
from bench.province import POLYGONS, Province

Hits = dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]]  # layer → numbers of points, numbers of features


class InvertedShapely:
    """`STRtree` of the points, queried by all polygons of a layer; GEOS prepares each of them."""

    name = "inverted-shapely"

    def __init__(self, of: Province) -> None:
        self.layers = {layer: of.layers[layer].shapes for layer in POLYGONS}

    def screened(self, lonlat: Floats) -> Hits:
        """The features that hold each point; the tree is part of the work."""
        tree = shapely.STRtree(shapely.points(lonlat))
        found = {layer: tree.query(shapes, predicate="intersects") for layer, shapes in self.layers.items()}
        return {layer: (point, feature) for layer, (feature, point) in found.items()}


class GeopandasWithin:
    """`geopandas.sjoin(points, polygons, predicate="within")`, which turns the join about by itself."""

    name = "geopandas-within"

    def __init__(self, of: Province) -> None:
        self.frames = {layer: gpd.GeoDataFrame(geometry=of.layers[layer].shapes, crs=4490) for layer in POLYGONS}

    def screened(self, lonlat: Floats) -> Hits:
        """The features that hold each point."""
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lonlat[:, 0], lonlat[:, 1]), crs=4490)
        found: Hits = {}
        for layer, frame in self.frames.items():
            joined = gpd.sjoin(points, frame, predicate="within")
            found[layer] = joined.index.to_numpy(), joined["index_right"].to_numpy()
        return found
