"""The best batch with stock parts: polygons cut into small pieces beforehand, whole arrays at a time."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from bench.province import POLYGONS, Province, Shapes
from layers.geodesy import area

MOST_VERTICES = 128


def pieces_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """A polygon in pieces of few vertices, halved across its longer side until they are."""
    if shapely.get_num_coordinates(geometry) <= MOST_VERTICES:
        return [geometry]
    west, south, east, north = geometry.bounds
    if east - west > north - south:
        middle = (west + east) / 2
        boxes = (west, south, middle, north), (middle, south, east, north)
    else:
        middle = (south + north) / 2
        boxes = (west, south, east, middle), (west, middle, east, north)
    halves = (shapely.clip_by_rect(geometry, *box) for box in boxes)
    return [piece for half in halves for part in shapely.get_parts(half) for piece in pieces_of(part)]


class SubdividedShapely:
    """Trees of pieces; overlaps of a whole batch of footprints by one search and one `intersection` for each layer.

    Areas are this project's closed form: `pyproj.Geod`, geometry by geometry, would take most of the time.
    """

    name = "subdivided-shapely"

    def __init__(self, of: Province) -> None:
        self.owner: dict[str, NDArray[np.int64]] = {}
        self.pieces: dict[str, Shapes] = {}
        self.trees: dict[str, shapely.STRtree] = {}
        for layer in POLYGONS:
            shapes = of.layers[layer].shapes
            cut = [[piece for part in shapely.get_parts(shape) for piece in pieces_of(part)] for shape in shapes]
            self.owner[layer] = np.repeat(np.arange(len(cut)), [len(pieces) for pieces in cut])
            self.pieces[layer] = np.array([piece for pieces in cut for piece in pieces], dtype=object)
            self.trees[layer] = shapely.STRtree(self.pieces[layer])

    def areas(self, footprints: Shapes) -> dict[str, tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]]:
        """By layer: numbers of footprints, features, and m² of what they have in common."""
        found = {}
        for layer, tree in self.trees.items():
            place, piece = tree.query(footprints)
            common = area(shapely.intersection(footprints[place], self.pieces[layer][piece]))
            count = int(self.owner[layer][-1]) + 1
            pair, inverse = np.unique(place * count + self.owner[layer][piece], return_inverse=True)
            found[layer] = pair // count, pair % count, np.bincount(inverse, common)
        return found
