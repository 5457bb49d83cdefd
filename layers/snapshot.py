"""An immutable, indexed view of a set of editions; every question is answered from one."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers import overlay
from layers.catalogue import InForce, in_force, views
from layers.declared import Coverage
from layers.editions import Edition, Features, Standing, Value
from layers.errors import InvalidFeature, NoEditions, StoreError, StoreUnavailable
from layers.geodesy.flat import Floats
from layers.grid.files import GridFiles
from layers.held import Feature, HeldTable, Rows, Table, held
from layers.kept import Kept
from layers.kinds import LayerKind, LayerKinds
from layers.offsets import grow, shrink
from layers.once import once
from layers.overlay import difference, intersection
from layers.stores.base import Store
from layers.tiling import OpenEdges
from layers.window import Bounds, neighbourhood, widened

__all__ = ["EMPTY", "Feature", "Indexing", "LayerView", "Snapshot", "Snapshots", "features_of", "table_of"]

EMPTY = overlay.EMPTY
_log = logging.getLogger(__name__)
_WORTH_KEEPING = 50_000  # vertices; fewer are indexed sooner than read


class LayerView:
    """One layer as in force: its features indexed, and where its silence means something."""

    def __init__(self, kind: LayerKind, tables: Sequence[Table], editions: Sequence[InForce]) -> None:
        """Of the tables of its editions, in canonical order: by region and number."""
        self.kind = kind
        self.editions = tuple(entry.edition for entry in editions)
        self.in_force = tuple(editions)
        self.tables = tuple(tables)
        self.features: Sequence[Feature] = Rows(self.tables)

    def __len__(self) -> int:
        return len(self.features)

    def geometries(self) -> NDArray[np.object_]:
        """Those of all features, in their order, made together; not to be prepared, for features may share them."""
        return np.concatenate([np.empty(0, dtype=object), *(table.geometries() for table in self.tables)])

    def class_of(self, feature: Feature) -> str | None:
        """The code of a feature's class; None where the layer has no class or the feature no code."""
        name = self.kind.class_attribute
        value = feature.attributes.get(name) if name is not None else None
        return None if value is None else str(value)

    def near(self, geometry: BaseGeometry, metres: float) -> tuple[Feature, ...]:
        """Features whose bounds come within `metres` of those of `geometry`, in canonical order."""
        if geometry.is_empty:
            return ()
        return self.in_box(widened(geometry.bounds, metres))

    def in_box(self, box: Bounds) -> tuple[Feature, ...]:
        """Features whose bounds meet a box, in canonical order."""
        return tuple(table.feature(row) for table in self.tables for row in table.near(*box))

    @once
    def _declared(self) -> Coverage:
        """The coverages in force, each without the places where another edition speaks."""
        parts = []
        for entry in self.in_force:
            coverage = entry.edition.head.coverage
            if coverage is not None:
                parts.append(coverage if entry.excluded is None else difference(coverage, entry.excluded))
        return Coverage.of(parts)

    @once
    def spoken_for(self) -> tuple[Coverage | None, ...]:
        """Of each edition the coverage that it declares, whatever other editions speak there too."""
        drawn = [edition.head.coverage for edition in self.editions]
        return tuple(None if coverage is None else Coverage.of([coverage]) for coverage in drawn)

    @property
    def declares(self) -> bytes | None:
        """The same for layers of the same declared coverage, so that one answer serves them all; None: wall to wall."""
        return self._declared.sha256 if self.kind.coverage == "declared" else None

    @once
    def open_edges(self) -> OpenEdges | None:
        """Where the features of a layer of polygons begin or end without a neighbour; None: not held as outlines."""
        outlines = [table.shapes for table in self.tables if isinstance(table, HeldTable)]
        told = len(outlines) == len(self.tables) and all(shapes.dimension == 2 for shapes in outlines)
        return OpenEdges(outlines) if told else None

    def covered(self, geometry: BaseGeometry) -> BaseGeometry:
        """The part of `geometry` where this layer answers; the very same where it answers everywhere.

        A declared layer answers within its coverages; a wall-to-wall layer where a feature lies, and in gaps between
        features thinner than the finest accuracy near by.
        """
        ground = self._declared.near(geometry) if self.kind.coverage == "declared" else self._ground(geometry, 1.0)
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

    def covered_at(self, lonlat: Floats) -> NDArray[np.bool_]:
        """Whether this layer answers at each of n places, (n, 2) longitudes and latitudes; as `covered` says of one."""
        if self.kind.coverage == "declared":
            # a geometry of its own is prepared: to prepare what threads share is not safe
            declared = shapely.transform(self._declared.geometry, lambda xy: xy)
            shapely.prepare(declared)
            return np.asarray(shapely.intersects_xy(declared, lonlat[:, 0], lonlat[:, 1]))
        silent = [self.covered(shapely.Point(place)).is_empty for place in lonlat.tolist()]
        return ~np.array(silent, dtype=np.bool_)

    def _ground(self, geometry: BaseGeometry, reach_m: float) -> BaseGeometry:
        frame = neighbourhood(geometry, reach_m)
        return shapely.union_all([feature.within(frame) for feature in self.near(geometry, reach_m)])

    def accuracy_near(self, features: Sequence[Feature]) -> float:
        """The coarsest accuracy of `features`; of all editions in force where there are none."""
        if features:
            return max(feature.accuracy_m for feature in features)
        return self._coarsest_m

    @once
    def _coarsest_m(self) -> float:
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


@dataclass(frozen=True)
class Indexing:
    """How editions are made ready: with a grid or, without `indexed`, by shapely alone; large ones kept in `files`."""

    indexed: bool = True
    files: GridFiles | None = None


class Snapshots:
    """Builds snapshots from a store and keeps the most recently used layer views."""

    def __init__(self, store: Store, kinds: LayerKinds, keep: int = 64, *, indexing: Indexing | None = None) -> None:
        self.store = store
        self.kinds = kinds
        self.indexing = indexing or Indexing()
        self._views: Kept[tuple[object, ...], LayerView] = Kept(keep)

    def at(self, as_of: date, known_at: datetime, include: Collection[Standing] = ()) -> tuple[Snapshot, ...]:
        """The ordinary snapshot, then one for each included lower standing.

        Raises NoEditions when the store is empty or holds nothing as early as `as_of`, StoreUnavailable where it could
        not be reached for a layer: that is no state of the layer, and the next to ask may get the whole.
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
        found = self.of(editions, as_of, known_at, include)
        if any(StoreUnavailable.slug in snapshot.failed.values() for snapshot in found):
            raise StoreUnavailable(
                "读取图层时存储连接中断；请稍后再试", "the store could not be reached while layers were read; ask again"
            )
        return found

    def of(
        self, editions: Iterable[Edition], as_of: date, known_at: datetime, include: Collection[Standing] = ()
    ) -> tuple[Snapshot, ...]:
        """As `at`, by a catalogue that is given; where nothing of it is in force, every layer is without editions."""
        editions = tuple(editions)
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
        return self._views.get(key, lambda: self._load(layer, entries))

    def _load(self, layer: str, entries: tuple[InForce, ...]) -> LayerView:
        return LayerView(self.kinds[layer], [self._table(layer, entry) for entry in entries], entries)

    def _table(self, layer: str, entry: InForce) -> Table:
        """The table of an edition where it speaks: from its files, or from the store, and kept in files then."""
        indexed, files = self.indexing.indexed, self.indexing.files
        if not indexed or files is None:
            return table_of(layer, entry, self.store.features(entry.edition), indexed=indexed)
        excluded = b"" if entry.excluded is None else shapely.to_wkb(entry.excluded)
        key = f"{entry.edition.sha256}|{excluded.hex()}"
        kept = files.load(key)
        if kept is not None:
            return HeldTable(layer, entry.edition, kept.ids, kept.attributes, kept.shapes, kept.index)
        table = table_of(layer, entry, self.store.features(entry.edition))
        if isinstance(table, HeldTable) and len(table.shapes.xy) >= _WORTH_KEEPING:
            texts = [json.dumps(dict(table.attributes(row)), ensure_ascii=False) for row in range(len(table))]
            try:
                files.save(key, table.ids, texts, table.shapes, table.index)
            except OSError:  # answers need no cache; the next process indexes again
                _log.warning("the index of %s could not be kept", entry.edition.label, exc_info=True)
        return table


def table_of(layer: str, entry: InForce, table: Features, *, indexed: bool = True) -> Table:
    """The features of an edition in force, each limited to where it speaks. Raises InvalidFeature."""
    geometries = overlay.outside(table.geometries, entry.excluded)
    kept = np.flatnonzero(~shapely.is_empty(geometries))
    _require_valid(entry.edition, geometries[kept])
    rows: list[int] = kept.tolist()
    columns = table.attributes  # not the table: it would keep every geometry in memory

    def attributes(row: int) -> Mapping[str, Value]:
        return {name: column[rows[row]] for name, column in columns.items()}

    ids = [table.ids[row] for row in rows]
    return held(layer, entry.edition, ids, attributes, geometries[kept], indexed=indexed)


def _require_valid(edition: Edition, geometries: NDArray[np.object_]) -> None:
    """What would make an overlay throw or lie is found when a layer is loaded. Raises InvalidFeature."""
    for row in np.flatnonzero(~shapely.is_valid(geometries)).tolist():
        # neither which feature nor where: every reader is told, and the log
        reason = shapely.is_valid_reason(geometries[row]).partition("[")[0]
        raise InvalidFeature(
            f"{edition.label} 中有图形无效（{reason}）；请撤回该版本并重新发布修正后的数据",
            f"{edition.label} holds an invalid geometry ({reason}); withdraw the edition and publish it mended",
        )


def features_of(layer: str, entry: InForce, table: Features) -> Iterator[Feature]:
    """The features of an edition in force, each limited to where it speaks, as objects. Raises InvalidFeature."""
    found = table_of(layer, entry, table, indexed=False)
    return (found.feature(row) for row in range(len(found)))
