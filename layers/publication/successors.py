"""A feature by its id: as it is in force, or, where it is no more, what took its place."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime

import shapely
from shapely.geometry.base import BaseGeometry

from layers.catalogue import civil_date
from layers.editions import STANDINGS, Edition
from layers.engine import meets, overlap, size
from layers.errors import Gone, NotFound
from layers.kinds import LayerKind
from layers.line_matching import stretches_along
from layers.snapshot import Feature, LayerView
from layers.stores.base import Store

SLIGHTEST = 0.01  # a share below this is an edge in common, not a successor
MOST = 20


@dataclass(frozen=True)
class Successor:
    """A feature in force that lies where another one did, and the share of that one's area or length it took over."""

    feature: Feature
    share: float


class GoneFeature(Gone):
    """A feature that was in force and is not any more; `successors` have the largest share first, and may be none."""

    def __init__(self, feature_id: str, last: Edition, successors: tuple[Successor, ...]) -> None:
        names = ", ".join(_label(successor.feature) for successor in successors[:3])
        zh = f"其位置现由 {names} 承接" if names else "其位置现无承接的要素"
        en = f"its place was taken by {names}" if names else "nothing took its place"
        super().__init__(
            f"要素 {feature_id} 最后见于 {last.label}，已不在现行版本中；{zh}",
            f"feature {feature_id} was last in {last.label} and is in force no more; {en}",
        )
        self.feature_id = feature_id
        self.last = last
        self.successors = successors


class PastFeatures:
    """Which edition held which feature: ids by content hash, a few hundred editions of them kept in memory."""

    def __init__(self, store: Store, keep: int = 256) -> None:
        self._store = store
        self._keep = keep
        self._ids: OrderedDict[str, frozenset[str]] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, edition: Edition, feature_id: str) -> bool:
        """Whether an edition has a feature of this id. Raises CorruptEdition."""
        with self._lock:
            ids = self._ids.get(edition.sha256)
            if ids is not None:
                self._ids.move_to_end(edition.sha256)
        if ids is None:
            ids = frozenset(self._store.features(edition).ids)
            with self._lock:
                self._ids[edition.sha256] = ids
                while len(self._ids) > self._keep:
                    self._ids.popitem(last=False)
        return feature_id in ids

    def geometry(self, edition: Edition, feature_id: str) -> BaseGeometry:
        """The whole geometry of a feature that the edition holds, EPSG:4490. Raises CorruptEdition."""
        features = self._store.features(edition)
        geometry: BaseGeometry = features.geometries[features.ids.index(feature_id)]
        return geometry


def feature(
    past: PastFeatures,
    kind: LayerKind,
    editions: tuple[Edition, ...],
    layer: LayerView,
    *,
    region: str,
    feature_id: str,
    as_of: date,
    known_at: datetime,
) -> Feature:
    """The feature of an edition of `region` in force, limited to where it speaks; of several the highest standing's.

    `layer` is the view of what is in force. Raises GoneFeature for one that an edition in effect by `as_of` held,
    NotFound for one that none did, CorruptEdition.
    """
    found = [f for f in layer.features if f.id == feature_id and f.edition.head.region == region]
    if found:
        return min(found, key=lambda one: (STANDINGS.index(one.edition.head.standing), -one.edition.number))
    held = [
        edition
        for edition in editions
        if (edition.head.layer, edition.head.region) == (kind.layer, region) and _ever_spoke(edition, known_at)
    ]
    held.sort(key=lambda edition: (edition.head.effective_from, edition.number), reverse=True)
    for edition in held:
        if edition.head.effective_from <= as_of and past.holds(edition, feature_id):
            geometry = past.geometry(edition, feature_id)
            raise GoneFeature(feature_id, edition, successors(geometry, edition.head.accuracy_m, layer))
    for edition in reversed(held):
        if edition.published_by(known_at) and edition.head.effective_from > as_of and past.holds(edition, feature_id):
            raise NotFound(
                f"要素 {feature_id} 自 {edition.head.effective_from} 起才生效（{edition.label}）",
                f"feature {feature_id} is in force only from {edition.head.effective_from} on ({edition.label})",
            )
    raise NotFound(
        f"图层 {kind.layer} 在 {region} 没有要素 {feature_id}",
        f"layer {kind.layer} has no feature {feature_id} of {region}",
    )


def _ever_spoke(edition: Edition, known_at: datetime) -> bool:
    """Whether it was published by then, and not withdrawn before its first day: that one never was in force."""
    if edition.published_at is None or edition.published_at > known_at:
        return False
    return edition.published_by(known_at) or (
        edition.withdrawn_at is not None and civil_date(edition.withdrawn_at) >= edition.head.effective_from
    )


def successors(geometry: BaseGeometry, accuracy_m: float, layer: LayerView) -> tuple[Successor, ...]:
    """The features in force where a geometry (EPSG:4490) lay, the largest share first.

    One of equal geometry is the only one. Else the share of its area that each covers, of its length that each runs
    along within both accuracies, or, for a point, 1 for what lies within both accuracies.
    """
    t = accuracy_m + layer.accuracy_near(())
    if shapely.get_dimensions(geometry) == 0:
        met = sorted(meets(layer, geometry, t), key=lambda found: found.distance_m)
        return tuple(Successor(found.feature, 1.0) for found in met[:MOST])
    near = layer.near(geometry, t)
    form = shapely.normalize(geometry).wkb
    equal = [feature for feature in near if shapely.normalize(feature.geometry).wkb == form]
    if equal:
        return (Successor(equal[0], 1.0),)
    shares = [(_share(geometry, feature.geometry, accuracy_m + feature.accuracy_m), feature) for feature in near]
    taken = [Successor(feature, share) for share, feature in shares if share >= SLIGHTEST]
    return tuple(sorted(taken, key=lambda one: (-one.share, one.feature.order)))[:MOST]


def _share(geometry: BaseGeometry, other: BaseGeometry, t: float) -> float:
    if shapely.get_dimensions(geometry) == 2:
        return min(1.0, overlap(geometry, other).area_m2 / size(geometry).area_m2)
    pieces = stretches_along(shapely.get_parts(geometry), shapely.get_parts(other), t)
    return min(1.0, float(pieces.length_m[pieces.other >= 0].sum() / pieces.length_m.sum()))


def _label(feature: Feature) -> str:
    return f"{feature.edition.head.region}/{feature.id}"
