"""What a report may say of the land beyond the verdict: facts of the editions it used, and their features to draw.

Editions are those that the verdict names, by hash: they never change, so neither does a map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.editions import Edition, Standing
from layers.errors import NotFound
from layers.once import once
from layers.snapshot import LayerView, Snapshots
from zoning.definitions import Definitions
from zoning.maps.symbols import coloured_by

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class EditionFacts:
    """What the catalogue says of an edition: the document it came from, its 95 % accuracy, from when it holds.

    `declares_coverage`: a stated area outside of which it says nothing; where there is none, only what it holds is
    found.
    """

    source: str
    accuracy_m: float
    effective_from: date
    declares_coverage: bool
    feature_count: int


@dataclass(frozen=True, eq=False)
class Land:
    """Features of one layer near a map: geometries (EPSG:4490) with edition and key, class as drawn, and name."""

    keys: tuple[tuple[str, int, str], ...]
    geometries: NDArray[np.object_]
    codes: tuple[str | None, ...]
    names: tuple[str | None, ...]


class Ground(Protocol):
    """The land as the reader of a report may see it."""

    @property
    def definitions(self) -> Definitions:
        """Titles of facts and layers, colours of classes."""

    def edition(self, named: Mapping[str, Any]) -> EditionFacts | None:
        """What is known of an edition as a verdict names it; None where the catalogue has no such one."""

    def features(self, layer: str, bounds: Bounds) -> Land | None:
        """The features of a layer within bounds (degrees); None where the reader may not see them.

        Raises StoreError where an edition cannot be read.
        """


class EditionsGround:
    """The ground of the editions that a verdict names."""

    def __init__(
        self, snapshots: Snapshots, definitions: Definitions, body: Mapping[str, Any], shows: Callable[[str], bool]
    ) -> None:
        self.definitions = definitions
        self._snapshots = snapshots
        self._shows = shows
        self._named: Sequence[Mapping[str, Any]] = tuple(body["editions"])
        self._as_of = date.fromisoformat(str(body["as_of"]))
        self._include: Sequence[Standing] = tuple(body["include"])

    def edition(self, named: Mapping[str, Any]) -> EditionFacts | None:
        """See `Ground`."""
        found = self._editions.get((str(named["layer"]), str(named["region"]), int(named["edition"])))
        if found is None or named["sha256"] not in (None, found.sha256):
            return None
        head = found.head
        return EditionFacts(
            head.source, head.accuracy_m, head.effective_from, head.coverage is not None, found.feature_count
        )

    def features(self, layer: str, bounds: Bounds) -> Land | None:
        """See `Ground`. Raises NotFound where an edition that the verdict names is no longer held."""
        if not self._shows(layer):
            return None
        kind = self.definitions.kinds[layer]
        near = {
            feature.order: feature for view in self._views(layer) for feature in view.near(shapely.box(*bounds), 0.0)
        }
        found = [near[order] for order in sorted(near)]
        geometries = np.empty(len(found), dtype=object)
        geometries[:] = [feature.geometry for feature in found]
        by = coloured_by(kind) or kind.class_attribute
        return Land(
            tuple((one.edition.head.region, one.edition.number, one.id) for one in found),
            geometries,
            tuple(_text(one.attributes.get(by)) if by is not None else None for one in found),
            tuple(_text(one.attributes.get("name")) for one in found),
        )

    @once
    def _editions(self) -> Mapping[tuple[str, str, int], Edition]:
        return {(e.head.layer, e.head.region, e.number): e for e in self._snapshots.store.editions()}

    def _views(self, layer: str) -> list[LayerView]:
        """Of the editions named, as they stood when the last had been published; included standings whole besides."""
        editions = [self._require(named) for named in self._named if named["layer"] == layer]
        if not editions:
            return []
        known_at = max(edition.published_at for edition in editions if edition.published_at is not None)
        together = [editions, *([e for e in editions if e.head.standing == lower] for lower in self._include)]
        return [self._snapshots.layer(some, layer, self._as_of, known_at) for some in together if some]

    def _require(self, named: Mapping[str, Any]) -> Edition:
        key = (str(named["layer"]), str(named["region"]), int(named["edition"]))
        found = self._editions.get(key)
        if found is None or named["sha256"] not in (None, found.sha256):
            label = f"{key[0]} {key[1]}/{key[2]}"
            raise NotFound(
                f"结论所用的版本 {label} 不在数据仓库中（或散列不符），无法绘图；请在保存该版本的仓库上生成报告",
                f"the edition {label} that the verdict names is not in this store, or has another hash, so no map can "
                "be drawn; make the report on the store that holds it",
            )
        return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)
