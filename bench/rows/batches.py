"""Many at once: areas of a batch of footprints, a crowd of points screened, ellipsoidal areas and lengths."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from bench import ours, sameness
from bench.peers.crowds import GeopandasWithin, Hits, InvertedShapely
from bench.peers.plain import GEOD, geodesic_m2
from bench.peers.subdivided import SubdividedShapely
from bench.ratios import Ratio, of_rounds
from bench.rows.siting import Different
from bench.stage import Stage
from bench.turns import rounds
from layers.geodesy import area, length

ROUNDS, CROWD_ROUNDS, THREAD_ROUNDS = 3, 2, 7


def areas(stage: Stage, count: int = 200) -> Iterator[Ratio]:
    """Overlap areas of a batch of footprints with five layers, no geometry asked."""
    mine, subdivided = ours.Ours(stage.views), SubdividedShapely(stage.province)
    asked = stage.asked.footprints[:count]
    acts = {
        "ours": lambda: mine.areas_of_all(asked),
        "plain-shapely": lambda: [stage.plain.footprint(place) for place in asked],
        "subdivided-shapely": lambda: subdivided.areas(asked),
    }
    taken = rounds(acts, ROUNDS, time.process_time)
    pieces: list[dict[tuple[str, int], float]] = [{} for _ in asked]
    for layer, (place, feature, m2) in taken.answers["subdivided-shapely"].items():
        for one, other, measure in zip(place.tolist(), feature.tolist(), m2.tolist(), strict=True):
            pieces[one][layer, other] = measure
    told = taken.answers["ours"]
    for number, (place, other) in enumerate(zip(asked, pieces, strict=True)):
        one = ours.read_columns(told, number)
        wrong = sameness.areas(place, other, one)
        if wrong:
            raise Different(f"subdivided-shapely: {wrong}")
    for peer in ("plain-shapely", "subdivided-shapely"):
        yield of_rounds(f"areas-batch/{peer}", taken.seconds["ours"], taken.seconds[peer], f"{count} footprints")


def screened(stage: Stage) -> Iterator[Ratio]:
    """A million points against five layers, candidates and trees of points included."""
    mine, inverted, within = ours.Ours(stage.views), InvertedShapely(stage.province), GeopandasWithin(stage.province)
    crowd = stage.asked.crowd
    acts = {
        "ours": lambda: mine.screened(crowd),
        "inverted-shapely": lambda: inverted.screened(crowd),
        "geopandas-within": lambda: within.screened(crowd),
    }
    taken = rounds(acts, CROWD_ROUNDS, time.process_time)
    expected = _pairs(taken.answers["inverted-shapely"])
    for name, answer in taken.answers.items():
        _same_pairs(name, expected, _pairs(answer))
    for peer in ("inverted-shapely", "geopandas-within"):
        yield of_rounds(f"screened/{peer}", taken.seconds["ours"], taken.seconds[peer], f"{len(crowd)} points")
    threads = rounds(
        {"one": lambda: mine.screened(crowd), "two": lambda: mine.screened(crowd, 2)}, THREAD_ROUNDS, time.perf_counter
    )
    _same_pairs("two threads", expected, _pairs(threads.answers["two"]))
    seconds = threads.seconds
    yield of_rounds("screened-two-threads/one-thread", seconds["two"], seconds["one"], "by the clock")


def measures(stage: Stage, share: int = 10) -> Iterator[Ratio]:
    """Ellipsoidal areas of red lines and lengths of the shore, from shapely geometries to numbers."""
    red_lines = shapely.orient_polygons(stage.province.layers["ecological_red_line"].shapes[::share])
    shore = stage.province.layers["coastline"].shapes
    got, expected = area(red_lines), np.array([geodesic_m2(shape) for shape in red_lines])
    # borders of many kilometres between geodesic edges and straight ones: relative to the area below 1e-6
    if not np.allclose(got, expected, rtol=1e-6, atol=1e-3):
        raise Different(f"areas: {float(np.max(np.abs(got / expected - 1)))} of the area apart")
    there, here = length(shore), np.array([GEOD.geometry_length(line) for line in shore])
    if not np.allclose(there, here, rtol=1e-8, atol=1e-5):
        raise Different(f"lengths: {float(np.max(np.abs(there / here - 1)))} of the length apart")
    acts = {
        "area": lambda: area(red_lines),
        "area/pyproj-geod": lambda: [GEOD.geometry_area_perimeter(shape) for shape in red_lines],
        "length": lambda: length(shore),
        "length/pyproj-geod": lambda: [GEOD.geometry_length(line) for line in shore],
    }
    taken = rounds(acts, ROUNDS, time.process_time)
    for what in ("area", "length"):
        yield of_rounds(f"{what}/pyproj-geod", taken.seconds[what], taken.seconds[f"{what}/pyproj-geod"])


def _pairs(found: Hits) -> dict[str, Any]:
    """By layer one number for each pair of point and feature, ascending."""
    return {layer: np.sort(point * 2**20 + feature) for layer, (point, feature) in found.items()}


def _same_pairs(name: str, expected: dict[str, Any], got: dict[str, Any]) -> None:
    for layer, pairs in expected.items():
        apart = np.setxor1d(pairs, got[layer])
        # `within` leaves out points exactly on a border, which random ones of 1e-8 degrees may be once in a run
        if len(apart) > (2 if name == "geopandas-within" else 0):
            raise Different(f"{name}: {len(apart)} hits differ in {layer}")
