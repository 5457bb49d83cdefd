"""An immutable, indexed view of a set of editions; every question is answered from one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import overlay
from layers.catalogue import InForce, in_force, views
from layers.editions import Edition, Features, Standing, Value
from layers.errors import InvalidFeature, NoEditions, StoreError
from layers.kinds import LayerKind, LayerKinds
from layers.offsets import grow, shrink
from layers.overlay import difference, intersection
from layers.stores.base import Store
from layers.window import cut, neighbourhood, window

EMPTY = overlay.EMPTY


@dataclass(frozen=True, eq=False)
class Feature:
    """One feature in force: geometry in EPSG:4490, limited to where its edition speaks."""

    layer: str
    edition: Edition
    id: str
    attributes: Mapping[str, Value]
    geometry: BaseGeometry

    @property
    def accuracy_m(self) -> float:
        """95 % bound of its edition, metres."""
        return self.edition.head.accuracy_m

    @property
    def order(self) -> tuple[str, str, int, str]:
        """A key that puts features in the same order whatever order they came in."""
        return self.layer, self.edition.head.region, self.edition.number, self.id


class LayerView:
    """One layer as in force: its features indexed, and where its silence means something."""

    def __init__(self, kind: LayerKind, features: Sequence[Feature], editions: Sequence[InForce]) -> None:
        self.kind = kind
        self.editions = tuple(entry.edition for entry in editions)
        self.in_force = tuple(editions)
        self.features = tuple(sorted(features, key=lambda feature: feature.order))
        self._geometries: NDArray[np.object_] = np.array([f.geometry for f in self.features], dtype=object)
        self._tree = shapely.STRtree(self._geometries)

    def __len__(self) -> int:
        return len(self.features)

    def class_of(self, feature: Feature) -> str | None:
        """The code of a feature's class; None where the layer has no class or the feature no code."""
        name = self.kind.class_attribute
        value = feature.attributes.get(name) if name is not None else None
        return None if value is None else str(value)

    def near(self, geometry: BaseGeometry, metres: float) -> tuple[Feature, ...]:
        """Features whose bounds come within `metres` of those of `geometry`, in canonical order."""
        if geometry.is_empty or not self.features:
            return ()
        return tuple(self.features[index] for index in sorted(self._tree.query(window(geometry, metres))))

    @cached_property
    def _declared(self) -> BaseGeometry:
        """Union of the coverages in force, each without the places where another edition speaks."""
        parts = []
        for entry in self.in_force:
            coverage = entry.edition.head.coverage
            if coverage is not None:
                parts.append(coverage if entry.excluded is None else difference(coverage, entry.excluded))
        return shapely.union_all(parts) if parts else EMPTY

    def covered(self, geometry: BaseGeometry) -> BaseGeometry:
        """The part of `geometry` where this layer answers; the very same where it answers everywhere.

        A declared layer answers within its coverages; a wall-to-wall layer where a feature lies, and in gaps between
        features thinner than the finest accuracy near by.
        """
        ground = self._declared if self.kind.coverage == "declared" else self._ground(geometry, 1.0)
        if shapely.covers(ground, geometry):
            return geometry
        answered = intersection(geometry, ground)
        if self.kind.coverage == "declared":
            return answered
        gap = difference(geometry, ground)
        near = self.near(gap, self.accuracy_near(()))
        if gap.is_empty or not near:
            return answered
        accuracy = min(feature.accuracy_m for feature in near)
        closed = shrink(grow(self._ground(gap, 4 * accuracy), accuracy / 2), accuracy / 2)
        return shapely.union(answered, intersection(gap, closed))

    def _ground(self, geometry: BaseGeometry, reach_m: float) -> BaseGeometry:
        frame = neighbourhood(geometry, reach_m)
        return shapely.union_all([cut(feature.geometry, frame) for feature in self.near(geometry, reach_m)])

    def accuracy_near(self, features: Sequence[Feature]) -> float:
        """The coarsest accuracy of `features`; of all editions in force where there are none."""
        if features:
            return max(feature.accuracy_m for feature in features)
        return max((edition.head.accuracy_m for edition in self.editions), default=0.0)


@dataclass(frozen=True)
class Snapshot:
    """Layers of features as in force at (as_of, known_at). One that could not be loaded stands in `failed` instead."""

    as_of: date
    views: Mapping[str, LayerView]
    failed: Mapping[str, str]

    def view(self, layer: str) -> LayerView | None:
        """The layer, None where it failed to load."""
        return self.views.get(layer)

    def editions(self) -> Iterator[Edition]:
        """Every edition in force, by layer, region, number."""
        for layer in sorted(self.views):
            yield from sorted(self.views[layer].editions, key=lambda e: (e.head.region, e.number))


class Snapshots:
    """Builds snapshots from a store and keeps the most recently used layer views."""

    def __init__(self, store: Store, kinds: LayerKinds, keep: int = 64) -> None:
        self.store = store
        self.kinds = kinds
        self._keep = keep
        self._cache: OrderedDict[tuple[object, ...], LayerView] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, as_of: date, known_at: datetime, include: Collection[Standing] = ()) -> tuple[Snapshot, ...]:
        """The ordinary snapshot, then one for each included lower standing.

        Raises NoEditions when the store is empty or holds nothing as early as `as_of`.
        """
        editions = self.store.editions()
        published = [edition for edition in editions if edition.published_by(known_at)]
        if not published:
            raise NoEditions(
                "数据仓库中没有已发布的版本；请先运行 sanxian layers publish 或 make demo",
                "the store holds no published edition; run `sanxian layers publish` or `make demo`",
            )
        earliest = min(edition.head.effective_from for edition in published)
        if as_of < earliest:
            raise NoEditions(
                f"{as_of} 早于仓库中最早的版本（{earliest} 起生效）；请给出不早于该日的 --as-of",
                f"{as_of} is earlier than every edition in the store (the first takes effect on {earliest}); "
                "give a later --as-of",
            )
        by_layer = {layer: views(editions, layer, as_of, known_at, include) for layer in self.kinds.of_features}
        count = max(len(choices) for choices in by_layer.values())
        return tuple(self._snapshot(as_of, by_layer, index) for index in range(count))

    def layer(self, editions: Iterable[Edition], layer: str, as_of: date, known_at: datetime) -> LayerView:
        """One layer as in force by a catalogue, without the others; the same view as in `at`, from the same cache.

        Empty, with no editions, where none is in force. Raises StoreError where an edition cannot be read.
        """
        return self._view(layer, in_force(editions, layer, as_of, known_at))

    def _snapshot(self, as_of: date, by_layer: Mapping[str, tuple[tuple[InForce, ...], ...]], index: int) -> Snapshot:
        loaded: dict[str, LayerView] = {}
        failed: dict[str, str] = {}
        for layer, choices in by_layer.items():
            try:
                loaded[layer] = self._view(layer, choices[min(index, len(choices) - 1)])
            except StoreError as fault:
                failed[layer] = fault.slug
        return Snapshot(as_of, loaded, failed)

    def _view(self, layer: str, entries: tuple[InForce, ...]) -> LayerView:
        key = (
            layer,
            *((e.edition.sha256, e.edition.number, e.excluded and shapely.to_wkb(e.excluded)) for e in entries),
        )
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        features = [
            feature for entry in entries for feature in _features(layer, entry, self.store.features(entry.edition))
        ]
        _require_valid(features)
        view = LayerView(self.kinds[layer], features, entries)
        with self._lock:
            self._cache[key] = view
            while len(self._cache) > self._keep:
                self._cache.popitem(last=False)
        return view


def _require_valid(features: Sequence[Feature]) -> None:
    """What would make an overlay throw or lie is found when a layer is loaded. Raises InvalidFeature."""
    geometries = np.array([feature.geometry for feature in features], dtype=object)
    for index in np.flatnonzero(~shapely.is_valid(geometries)).tolist():
        feature, reason = features[index], shapely.is_valid_reason(geometries[index])
        raise InvalidFeature(
            f"{feature.edition.label} 的要素 {feature.id} 图形无效（{reason}）；请撤回该版本并重新发布修正后的数据",
            f"feature {feature.id} of {feature.edition.label} is invalid ({reason}); withdraw the edition and publish "
            "it mended",
        )


def _features(layer: str, entry: InForce, table: Features) -> Iterator[Feature]:
    geometries = table.geometries
    if entry.excluded is not None:
        touched = shapely.intersects(geometries, entry.excluded)
        geometries = geometries.copy()
        geometries[touched] = shapely.difference(geometries[touched], entry.excluded)
    for index, feature_id in enumerate(table.ids):
        if not geometries[index].is_empty:
            yield Feature(layer, entry.edition, feature_id, table.row(index), geometries[index])
