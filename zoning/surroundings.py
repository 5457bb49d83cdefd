"""Surroundings: the nearest feature of every layer and class around the footprint, and how many lie in each ring."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.checks.scale import metres_per_degree, most_width_m, widest_m
from layers.engine import Near, distance
from layers.offsets import separation
from layers.snapshot import EMPTY, Feature, LayerView
from layers.window import cut, window
from zoning.case import Case
from zoning.ground import ADMIN
from zoning.silence import remainder
from zoning.verdict import Json, metres, rounded

RINGS_M = (500.0, 2500.0, 5000.0)
LIGHT = 64  # vertices up to which measuring costs less than cutting
COARSE_M = 2.0
SLACK = 1e-5
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ClassAround:
    """One class of a layer: its nearest feature, and the features in each ring without those of the rings within it."""

    code: str | None
    nearest: Near
    counts: tuple[int, ...]


@dataclass(frozen=True)
class LayerAround:
    """One layer within the last ring: per class what was found, and up to which distance (m) the layer answers.

    `answers_m` is the distance to the nearest place where the layer is silent, at most that of the last ring: what lies
    farther may be nearer than what was found, and nothing found there is not nothing there.
    """

    layer: str
    answers_m: float
    classes: tuple[ClassAround, ...]


def surroundings(case: Case) -> tuple[LayerAround, ...]:
    """Every layer of the snapshot but `admin_area`, by name; one that failed to load answers nowhere."""
    views, failed = case.snapshot.views, case.snapshot.failed
    return tuple(
        _around(views[layer], case) if layer in views else LayerAround(layer, 0.0, ())
        for layer in sorted({*views, *failed})
        if layer != ADMIN
    )


def _around(view: LayerView, case: Case) -> LayerAround:
    last, footprint = RINGS_M[-1], case.footprint
    near = case.nearby.features(view, footprint, last)
    answers_m = last if case.nearby.answers(view, last) else _answers(view, footprint, last)
    if not near:
        return LayerAround(view.kind.layer, answers_m, ())
    bounds = _Bounds(footprint, near)
    classes: dict[str | None, list[int]] = {}
    for index, feature in enumerate(near):
        if bounds.least[index] <= last:
            classes.setdefault(view.class_of(feature), []).append(index)
    found = [_class(code, members, bounds) for code, members in classes.items()]
    kept = [around for around in found if around is not None]
    return LayerAround(
        view.kind.layer, answers_m, tuple(sorted(kept, key=lambda around: (around.code is None, around.code or "")))
    )


def _class(code: str | None, members: Sequence[int], bounds: _Bounds) -> ClassAround | None:
    """The features of a class by ring, measured exactly only where the bounds leave a doubt."""
    nearest: Near | None = None
    for index in sorted(members, key=lambda i: (float(bounds.least[i]), i)):
        if nearest is not None and bounds.least[index] > nearest.distance_m:
            break
        near = bounds.exact(index)
        if near is not None and (nearest is None or _rank(near) < _rank(nearest)):
            nearest = near
    if nearest is None or nearest.distance_m > RINGS_M[-1]:
        return None
    counts = [0] * len(RINGS_M)
    for index in members:
        ring = ring_of(float(bounds.least[index]))
        if ring != ring_of(float(bounds.greatest[index])):
            near = bounds.exact(index)
            ring = None if near is None else ring_of(near.distance_m)
        if ring is not None:
            counts[ring] += 1
    return ClassAround(code, nearest, tuple(counts))


def _rank(near: Near) -> tuple[float, tuple[str, str, int, str]]:
    return near.distance_m, near.feature.order


def ring_of(distance_m: float) -> int | None:
    """The position in RINGS_M of the innermost ring that holds a distance; None beyond the last."""
    return next((index for index, ring in enumerate(RINGS_M) if distance_m <= ring), None)


class _Bounds:
    """Least and greatest possible distance (m) of every feature, from one plane; the exact one on demand.

    A degree within the frame is nowhere shorter or longer than at one of its edges (or the equator); SLACK holds the
    little by which a geodesic may leave the frame. The footprint is thinned by COARSE_M first.
    """

    def __init__(self, footprint: BaseGeometry, near: Sequence[Feature]) -> None:
        self._footprint, self._near = footprint, near
        self._frame = window(footprint, RINGS_M[-1])
        _, south, _, north = self._frame.bounds
        scales = np.array([metres_per_degree(latitude) for latitude in (south, north, (south + north) / 2)])
        if south < 0 < north:
            scales = np.vstack([scales, metres_per_degree(0.0)])
        middle = scales[2]
        low, high = (scales / middle).min(), (scales / middle).max()
        here = shapely.simplify(shapely.transform(footprint, lambda xy: xy * middle), COARSE_M)
        shapely.prepare(here)
        geometries = np.array([_trimmed(feature.geometry, self._frame) for feature in near], dtype=object)
        plane = shapely.transform(geometries, lambda xy: xy * middle)
        apart: Floats = np.nan_to_num(shapely.distance(here, plane), nan=math.inf)
        self.least: Floats = (apart - COARSE_M) * low * (1.0 - SLACK) - 0.01
        self.greatest: Floats = (apart + COARSE_M) * high * (1.0 + SLACK) + 0.01
        self._exact: dict[int, Near | None] = {}

    def exact(self, index: int) -> Near | None:
        """The feature measured as `engine.nearest` does; None where it lies beyond the frame."""
        if index not in self._exact:
            self._exact[index] = distance(self._footprint, self._near[index], self._frame)
        return self._exact[index]


def _trimmed(geometry: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    """A large geometry without what lies beyond the frame, which leaves every distance inside it as it is."""
    return geometry if shapely.get_num_coordinates(geometry) <= LIGHT else cut(geometry, frame)


def _answers(view: LayerView, footprint: BaseGeometry, reach_m: float) -> float:
    """The distance (m) to the nearest place where a layer is silent, at most `reach_m`."""
    frame = window(footprint, reach_m)
    gap = remainder(frame, view.covered(frame)) if view.kind.coverage == "declared" else _unfilled(view, frame)
    if gap.is_empty:
        return reach_m
    if shapely.intersects(gap, footprint):
        return 0.0
    return min(reach_m, separation(footprint, gap).metres)


def _unfilled(view: LayerView, frame: BaseGeometry) -> BaseGeometry:
    """What no feature of a wall-to-wall layer fills in a frame, without gaps thinner than the finest accuracy there.

    `LayerView.covered` closes thin gaps by growing all features, which a frame of kilometres has too many of.
    """
    near = view.near(frame, 1.0)
    if not near:
        return frame
    gap = remainder(frame, shapely.union_all([feature.within(frame) for feature in near]))
    finest = min(feature.accuracy_m for feature in near)
    wide = [part for part in shapely.get_parts(gap) if most_width_m(part) > finest and widest_m(part) > finest]
    return shapely.union_all(wide) if wide else EMPTY


def surroundings_json(case: Case) -> list[Json]:
    """Per layer the rings with how completely it answers them, and per class the nearest feature and counts."""
    return [_layer_json(around) for around in surroundings(case)]


def _layer_json(around: LayerAround) -> Json:
    return {
        "layer": around.layer,
        "answers_m": metres(around.answers_m),
        "rings": [
            {
                "ring_m": ring,
                "complete": ring <= around.answers_m,
                "count": sum(found.counts[index] for found in around.classes),
            }
            for index, ring in enumerate(RINGS_M)
        ],
        "classes": [_class_json(found, around.answers_m) for found in around.classes],
    }


def _class_json(found: ClassAround, answers_m: float) -> Json:
    near = found.nearest
    feature = near.feature
    ring = ring_of(near.distance_m)
    return {
        "class": found.code,
        "region": feature.edition.head.region,
        "edition": feature.edition.number,
        "feature": feature.id,
        "name": feature.attributes.get("name"),
        "distance_m": metres(near.distance_m),
        "at_least_m": metres(min(near.distance_m, answers_m)),
        "bearing_deg": None if near.bearing_deg is None else rounded(near.bearing_deg, 1),
        "ring_m": None if ring is None else RINGS_M[ring],
        "complete": near.distance_m <= answers_m,
        "counts": [{"ring_m": ring, "count": count} for ring, count in zip(RINGS_M, found.counts, strict=True)],
    }
