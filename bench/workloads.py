"""What is asked of the province: places in EPSG:4490, rounded to 1e-8 degrees; the same for the same scale and seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from bench.fractals import Floats, blob, wander
from bench.province import BORDER_KM, KM_LAT, KM_LON, SEED, SOUTH, WEST, Province, Shapes, degrees, inland, side_km

LEAST_HA, MOST_HA = 1.0, 500.0


@dataclass(frozen=True)
class Workloads:
    """Points (n, 2), outlines of projects, lines of projects, and points (m, 2) to be screened together."""

    points: Floats
    footprints: Shapes
    lines: Shapes
    crowd: Floats


def workloads(
    of: Province, points: int = 10_000, footprints: int = 2_000, lines: int = 200, crowd: int = 1_000_000
) -> Workloads:
    """Half of points and footprints lie within a few kilometres of the shore, half anywhere on land; lines cross the
    province; the crowd lies anywhere in it.
    """
    rng = np.random.default_rng(SEED + 1)
    side = side_km(of.scale)
    return Workloads(
        points=degrees(_places(of, points, rng)),
        footprints=np.array([_footprint(centre, rng) for centre in _places(of, footprints, rng)], dtype=object),
        lines=np.array([_line(start, side, rng) for start in inland(lines, of.scale, rng)], dtype=object),
        crowd=degrees(rng.uniform(0, side, (crowd, 2))),
    )


def _places(of: Province, count: int, rng: np.random.Generator) -> Floats:
    shore = shapely.get_coordinates(of.layers["coastline"].shapes)
    near = shore[rng.integers(0, len(shore), count // 2)]
    km = np.column_stack([(near[:, 0] - WEST) * KM_LON, (near[:, 1] - SOUTH) * KM_LAT])
    beside = np.clip(km + rng.normal(0, 2, km.shape), BORDER_KM, side_km(of.scale) - BORDER_KM)
    both = np.vstack([beside, inland(count - count // 2, of.scale, rng)])
    return rng.permutation(both)


def _footprint(centre: Floats, rng: np.random.Generator) -> shapely.Polygon:
    """An outline of 4 to 60 corners and 1 to 500 ha."""
    ring = blob(int(rng.integers(4, 61)), 1.0, 0.2, 1.7, rng)
    hectares = np.exp(rng.uniform(np.log(LEAST_HA), np.log(MOST_HA)))
    ring *= np.sqrt(hectares / 100 / shapely.Polygon(ring).area)
    return shapely.Polygon(degrees(ring + centre))


def _line(start: Floats, side: float, rng: np.random.Generator) -> shapely.LineString:
    """20 to 120 km in 50 to 2,000 steps across a whole province (a smaller one: shorter in proportion), inwards."""
    steps = int(np.exp(rng.uniform(np.log(50), np.log(2_000))))
    length = float(rng.uniform(20, 120)) * min(1.0, side / side_km(1.0))
    inwards = np.arctan2(side / 2 - start[1], side / 2 - start[0])
    return shapely.LineString(degrees(wander(steps, length, float(inwards + rng.uniform(-1, 1)), 0.6, rng) + start))
