"""Thin strips: how long and wide a sliver is on the ground, and whether it is thinner than a width."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geodesy import area, perimeter
from layers.offsets import shrink
from zoning.verdict import rounded


@dataclass(frozen=True)
class Strip:
    """Area (m²), mean width and length (m) of a polygon: the sides of the rectangle of its area and perimeter.

    Exact for a rectangle; a strip that bends or tapers has its length along the middle and its mean width. What is
    rounder than a square has the sides of the square of its area.
    """

    area_m2: float
    width_m: float
    length_m: float


def strip(polygon: BaseGeometry) -> Strip:
    """The strip of one polygon in EPSG:4490; holes count with area and perimeter."""
    one = np.array([polygon], dtype=object)
    square, half = float(area(one)[0]), float(perimeter(one)[0]) / 2.0
    if square <= 0.0:
        return Strip(0.0, 0.0, half)
    inner = half * half - 4.0 * square
    if inner <= 0.0:
        return Strip(square, math.sqrt(square), math.sqrt(square))
    width = 2.0 * square / (half + math.sqrt(inner))  # the lesser root of x² - half·x + square, without cancellation
    return Strip(square, width, square / width)


def thinner(polygon: BaseGeometry, metres: float) -> bool:
    """Whether no disc of that diameter fits into a polygon (EPSG:4490)."""
    one = np.array([polygon], dtype=object)
    around = float(perimeter(one)[0])
    mean = 2.0 * float(area(one)[0]) / around if around > 0.0 else 0.0
    if 2.0 * mean < metres:  # the radius of the largest disc lies between area/perimeter and twice that
        return True
    return mean < metres and bool(shrink(polygon, metres / 2.0).is_empty)


def place(geometry: BaseGeometry) -> tuple[float, float]:
    """A position (lon, lat, to 1e-7°) in a geometry, to point at."""
    point = shapely.point_on_surface(geometry)
    return rounded(float(shapely.get_x(point)), 7), rounded(float(shapely.get_y(point)), 7)
