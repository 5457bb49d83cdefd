"""Measures on the CGCS2000 ellipsoid of geometries in EPSG:4490, whose edges are straight in longitude/latitude."""

from layers.geodesy.area import area
from layers.geodesy.flat import Floats, Geometries
from layers.geodesy.length import bearing, distance, edge_lengths, length, perimeter
from layers.geodesy.survey import SURVEY_COEFFICIENTS, plane_area, plane_coordinates, survey_area

__all__ = [
    "SURVEY_COEFFICIENTS",
    "Floats",
    "Geometries",
    "area",
    "bearing",
    "distance",
    "edge_lengths",
    "length",
    "perimeter",
    "plane_area",
    "plane_coordinates",
    "survey_area",
]
