"""Where a layer speaks otherwise by one catalogue than by another: what may have changed for whoever stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.catalogue import InForce
from layers.editions import Edition, Features
from layers.errors import StoreError, StoreTimeout, StoreUnavailable
from layers.overlay import EMPTY, difference
from layers.snapshot import Feature, features_of

Load = Callable[[Edition], Features]


@dataclass(frozen=True)
class Places:
    """Places (EPSG:4490) where a layer is not the same; `everywhere` where that cannot be narrowed down."""

    geometries: NDArray[np.object_]
    everywhere: bool = False


NOWHERE = Places(np.empty(0, dtype=object))
EVERYWHERE = Places(np.empty(0, dtype=object), everywhere=True)


def affected(layer: str, before: Sequence[InForce], after: Sequence[InForce], load: Load) -> Places:
    """Where one layer differs between two sets of editions in force.

    Features are the same where region, standing, accuracy, id, attributes and geometry are; of those that are not, both
    shapes count whole, and so does coverage gained or lost. While several accuracies are in force a feature counts
    with its bounds: the accuracy that holds at a site is the coarsest among features whose bounds come near.
    Everywhere: where the coarsest accuracy in force changes, which reaches sites that no feature is near to, and where
    an edition cannot be read. `load` gives the features of an edition.

    Raises StoreTimeout, StoreUnavailable.
    """
    gone, come = _only(before, after), _only(after, before)
    if not gone and not come:
        return NOWHERE
    if _coarsest(before) != _coarsest(after):
        return EVERYWHERE
    try:
        old, new = _table(layer, gone, load), _table(layer, come, load)
    except (StoreTimeout, StoreUnavailable):
        raise
    except StoreError:
        return EVERYWHERE
    shapes = [*_changed(old, new), *_coverage(before, after)]
    geometries = np.array([shape for shape in shapes if not shape.is_empty], dtype=object)
    if not shapely.is_valid(geometries).all():
        return EVERYWHERE
    if len({entry.edition.head.accuracy_m for entry in (*before, *after)}) > 1:
        geometries = shapely.envelope(geometries)
    return Places(geometries)


def _only(these: Iterable[InForce], others: Iterable[InForce]) -> tuple[InForce, ...]:
    """Those that do not speak in the other set as they do here."""
    known = {_key(entry) for entry in others}
    return tuple(entry for entry in these if _key(entry) not in known)


def _key(entry: InForce) -> tuple[str, bytes | None]:
    excluded = None if entry.excluded is None else shapely.to_wkb(entry.excluded)
    return entry.edition.sha256, excluded


def _coarsest(entries: Iterable[InForce]) -> float:
    return max((entry.edition.head.accuracy_m for entry in entries), default=0.0)


_Table = dict[tuple[object, ...], list[Feature]]


def _table(layer: str, entries: Iterable[InForce], load: Load) -> _Table:
    """Features by what they must share to be the same one."""
    found: _Table = {}
    for entry in entries:
        head = entry.edition.head
        for feature in features_of(layer, entry, load(entry.edition)):
            found.setdefault((head.region, head.standing, head.accuracy_m, feature.id), []).append(feature)
    return found


def _changed(old: _Table, new: _Table) -> Iterator[BaseGeometry]:
    for key in old.keys() | new.keys():
        one, other = old.get(key, []), new.get(key, [])
        if len(one) == len(other) == 1 and _same(one[0], other[0]):
            continue
        for feature in (*one, *other):
            yield feature.geometry


def _same(one: Feature, other: Feature) -> bool:
    return bool(one.attributes == other.attributes and shapely.equals_exact(one.geometry, other.geometry))


def _coverage(before: Iterable[InForce], after: Iterable[InForce]) -> Iterator[BaseGeometry]:
    one, other = covered(before), covered(after)
    if shapely.equals_exact(one, other):
        return
    for lost in (difference(one, other), difference(other, one)):
        yield from shapely.get_parts(lost)


def covered(entries: Iterable[InForce]) -> BaseGeometry:
    """The ground on which editions in force answer, each where no other speaks in its place."""
    parts = []
    for entry in entries:
        coverage = entry.edition.head.coverage
        if coverage is not None:
            parts.append(coverage if entry.excluded is None else difference(coverage, entry.excluded))
    united: BaseGeometry = shapely.union_all(parts) if parts else EMPTY
    return united
