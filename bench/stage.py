"""What every row needs, made once: the province, published in a store of the product's own, and the peers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely

from bench import kept
from bench.peers.plain import PlainShapely, PreparedShapely
from bench.peers.postgis import load, server
from bench.province import LAYERS, Drawn, Province
from bench.workloads import Workloads, workloads
from layers.catalogue import InForce
from layers.editions import Edition, EditionHead, Features
from layers.grid.files import GridFiles
from layers.kinds import LayerKinds
from layers.snapshot import Indexing, LayerView, Snapshots, table_of
from layers.stores.files import FilesStore
from zoning.definitions import Definitions, load_definitions

DATA = Path(__file__).resolve().parents[1] / "data"
PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)
AS_OF = date(2026, 11, 23)
ACCURACY_M = 5.0


def deliveries(kinds: LayerKinds, of: Province) -> Iterator[tuple[EditionHead, Features]]:
    """The layers as they are published; every other layer says that there is nothing in the province."""
    outline = shapely.coverage_union_all(of.layers["admin_area"].shapes)
    for layer in kinds.of_features:
        drawn = of.layers.get(layer, Drawn(np.empty(0, dtype=object), {}))
        count = len(drawn.shapes)
        columns = {
            name: drawn.about.get(name, [None if kind.default is None else kind.typed(kind.default)] * count)
            for name, kind in kinds[layer].attributes.items()
        }
        head = EditionHead(layer, "330000", "illustrative", ACCURACY_M, date(2020, 1, 1), "benchmark", outline)
        yield head, Features(tuple(f"{number:06d}" for number in range(count)), drawn.shapes, columns, {})


def publish(store: FilesStore, kinds: LayerKinds, of: Province) -> None:
    """The layers as editions in a store."""
    for head, features in deliveries(kinds, of):
        store.publish(store.propose(head, features, PUBLISHED), PUBLISHED)


def unpublished(kinds: LayerKinds, of: Province) -> Mapping[str, LayerView]:
    """The province's layers as they would be in force, without a store."""
    views = {}
    for head, features in deliveries(kinds, of):
        if head.layer in LAYERS:
            edition = Edition(head, 1, "0" * 64, len(features), "published", PUBLISHED, PUBLISHED)
            entry = InForce(edition, None)
            views[head.layer] = LayerView(kinds[head.layer], [table_of(head.layer, entry, features)], [entry])
    return {layer: views[layer] for layer in LAYERS}


def told(what: str, begun: float) -> None:
    """One line about something that was made."""
    print(f"MADE {what} in {time.perf_counter() - begun:.1f} s", flush=True)


@dataclass
class Stage:
    """One scale; whatever is held open ends with `held`."""

    scale: float
    folder: Path
    held: ExitStack
    postgis: bool = True

    @cached_property
    def province(self) -> Province:
        """The data."""
        begun = time.perf_counter()
        found = kept.drawn(self.scale)
        told(f"the province of scale {self.scale:g}", begun)
        return found

    @cached_property
    def asked(self) -> Workloads:
        """The questions."""
        return workloads(self.province)

    @cached_property
    def definitions(self) -> Definitions:
        """Kinds of layers and the law."""
        return load_definitions(DATA)

    @cached_property
    def store(self) -> FilesStore:
        """The province published."""
        begun = time.perf_counter()
        store = FilesStore(self.folder / f"store-{self.scale:g}")
        self.held.callback(store.close)
        publish(store, self.definitions.kinds, self.province)
        told("a store with its editions", begun)
        return store

    @property
    def grids(self) -> Path:
        """Where the grids of the layers are kept once there are views: where the service over the store looks, too."""
        return self.folder / f"store-{self.scale:g}" / ".work" / "grids"

    @cached_property
    def views(self) -> Mapping[str, LayerView]:
        """The layers as in force, as every question of the product reads them."""
        begun = time.perf_counter()
        indexing = Indexing(files=GridFiles(self.grids))
        snapshots = Snapshots(self.store, self.definitions.kinds, indexing=indexing)
        catalogue = self.store.editions()
        views = {layer: snapshots.layer(catalogue, layer, AS_OF, PUBLISHED) for layer in LAYERS}
        told("the layers' views", begun)
        return views

    @cached_property
    def plain(self) -> PlainShapely:
        """Plain shapely over copies of its own."""
        begun = time.perf_counter()
        found = PlainShapely(self.province)
        told("plain shapely's trees", begun)
        return found

    @cached_property
    def prepared(self) -> PreparedShapely:
        """Shapely with prepared polygons."""
        return PreparedShapely(self.province, self.plain)

    @cached_property
    def database(self) -> str | None:
        """The URL of a loaded PostGIS database; None where there is no server, which is said."""
        if not self.postgis:
            return None
        begun = time.perf_counter()
        url = self.held.enter_context(server())
        if url is None:
            print(
                "PEER PostGIS is not installed here (Debian: postgresql and postgresql-postgis): left out", flush=True
            )
            return None
        load(url, self.province)
        told("PostGIS tables", begun)
        return url
