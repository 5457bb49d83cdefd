"""Surroundings: the nearest feature of every layer and class around the footprint, and how many lie in each ring."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from layers.apart import Apart
from layers.engine import Near
from layers.snapshot import LayerView
from zoning.case import Case
from zoning.ground import ADMIN
from zoning.nearby import as_printed
from zoning.verdict import Json, metres, rounded

RINGS_M = (500.0, 2500.0, 5000.0)


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
    last = RINGS_M[-1]
    answers_m = case.nearby.answers_m(view, last)
    classes: dict[str | None, list[Apart]] = {}
    for one in case.nearby.apart(view, last, RINGS_M):
        classes.setdefault(view.class_of(one.feature), []).append(one)
    found = [_class(code, members, answers_m) for code, members in classes.items()]
    kept = [around for around in found if around is not None]
    return LayerAround(
        view.kind.layer, answers_m, tuple(sorted(kept, key=lambda around: (around.code is None, around.code or "")))
    )


def _class(code: str | None, members: Sequence[Apart], answers_m: float) -> ClassAround | None:
    """The features of a class by ring, measured exactly only where the bounds leave a doubt."""
    nearest = _nearest(members, answers_m)
    if nearest is None or nearest.distance_m > RINGS_M[-1]:
        return None
    counts = [0] * len(RINGS_M)
    for one in members:
        ring = ring_of(one.least_m)
        if ring != ring_of(one.most_m):
            ring = None if one.exact is None else ring_of(one.exact.distance_m)
        if ring is not None:
            counts[ring] += 1
    return ClassAround(code, nearest, tuple(counts))


def _nearest(members: Sequence[Apart], answers_m: float) -> Near | None:
    """The nearest, of the nearest ones the first; None where all lie beyond the last ring."""
    upto = min(one.most_m for one in members)
    rivals = sorted((one for one in members if one.least_m <= upto), key=lambda one: one.least_m)
    if len(rivals) == 1:
        return as_printed(rivals[0], answers_m, *RINGS_M)
    nearest: Near | None = None
    for one in rivals:
        if nearest is not None and one.least_m > nearest.distance_m:
            break
        near = one.exact
        if near is not None and (nearest is None or _rank(near) < _rank(nearest)):
            nearest = near
    return nearest


def _rank(near: Near) -> tuple[float, tuple[str, str, int, str]]:
    return near.distance_m, near.feature.order


def ring_of(distance_m: float) -> int | None:
    """The position in RINGS_M of the innermost ring that holds a distance; None beyond the last."""
    index = bisect_left(RINGS_M, distance_m)
    return index if index < len(RINGS_M) else None


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
