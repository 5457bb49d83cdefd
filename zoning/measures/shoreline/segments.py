"""The segments of a coastline layer as columns: lengths, and the codes by which measures group them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from layers.geodesy import Floats, length
from layers.once import once
from layers.snapshot import LayerView

Texts = NDArray[np.object_]
Home = tuple[str | None, str]
H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Coded(Generic[H]):
    """A column as its distinct `values`, in order of first appearance, and per row the `index` into them."""

    values: tuple[H, ...]
    index: NDArray[np.intp]


def coded(values: Sequence[H]) -> Coded[H]:
    """Distinct values and where each row has them."""
    place: dict[H, int] = {}
    index = np.fromiter((place.setdefault(value, len(place)) for value in values), dtype=np.intp, count=len(values))
    return Coded(tuple(place), index)


@dataclass(frozen=True, eq=False)
class Segments:
    """One row per segment, in the canonical order of the view.

    Attributes:
        ids: feature ids; unique together with `edition`.
        edition: index into the view's editions.
        delivered_for: region code of the edition.
        kind: `mainland` or `island`.
        type: key of the type, `unclassed` included.
        recognised: True, False or None.
        region, bay, island: codes or names as stored; None where there is none.
        length_m: geodesic length, metres.
        geometries: lines in EPSG:4490.
    """

    ids: Texts
    edition: NDArray[np.intp]
    delivered_for: Texts
    kind: Texts
    type: Texts
    recognised: Texts
    region: Texts
    bay: Texts
    island: Texts
    length_m: Floats
    geometries: Texts

    def __len__(self) -> int:
        return len(self.ids)

    @once
    def homes(self) -> Coded[Home]:
        """(region code or None, region of the edition) of each segment."""
        return coded(list(zip(self.region.tolist(), self.delivered_for.tolist(), strict=True)))

    @once
    def types(self) -> Coded[str]:
        """Types by number."""
        return coded([str(name) for name in self.type])

    @once
    def bays(self) -> Coded[str | None]:
        """Bays by number."""
        return coded(self.bay.tolist())

    @once
    def islands(self) -> Coded[str | None]:
        """Islands by number."""
        return coded(self.island.tolist())

    @once
    def on_island(self) -> NDArray[np.intp]:
        """1 for shoreline of islands, 0 for that of the mainland."""
        return np.fromiter((kind == "island" for kind in self.kind), dtype=np.intp, count=len(self))

    @once
    def is_recognised(self) -> NDArray[np.bool_]:
        """Whether recognition is stated; not where nothing is said."""
        return np.fromiter((flag is True for flag in self.recognised), dtype=np.bool_, count=len(self))


def segments(view: LayerView) -> Segments:
    """The features of a coastline view as columns; nothing is cut or merged."""
    features = [*view.features]  # one object each, whose attributes are read once

    def column(name: str) -> Texts:
        return _texts([feature.attributes.get(name) for feature in features])

    place = {(e.head.region, e.number): index for index, e in enumerate(view.editions)}
    geometries = view.geometries()
    return Segments(
        ids=_texts([feature.id for feature in features]),
        edition=np.array([place[f.edition.head.region, f.edition.number] for f in features], dtype=np.intp),
        delivered_for=_texts([feature.edition.head.region for feature in features]),
        kind=column("kind"),
        type=column("type"),
        recognised=column("recognised"),
        region=column("region"),
        bay=column("bay"),
        island=column("island"),
        length_m=length(geometries),
        geometries=geometries,
    )


def _texts(values: list[object]) -> Texts:
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
