"""A proposed edition before it is published: what it would take the place of, and what would then be otherwise.

Compared is what speaks with it and without it on the first day that it would: the edition before it of its region and
standing, and, only in the places where it would silence them or let them speak again, those of other regions and lower
standings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.catalogue import InForce, civil_date, in_force
from layers.editions import Edition, Features, Value
from layers.engine import of_dimension
from layers.feature_ids import arrange
from layers.geodesy import area
from layers.kinds import LayerKind
from layers.overlay import EMPTY, difference
from layers.publication.affected import covered
from layers.publication.changes import Changes, changes
from layers.stores.base import Store

PlaceKind = Literal["added", "removed", "retyped", "reshaped"]
Load = Callable[[Edition], Features]
_DIMENSION = {"point": 0, "line": 1, "polygon": 2}


@dataclass(frozen=True)
class Place:
    """Where something would change: the feature's id there, a point of it, and the outline of what is not as before.

    The outline of a reshaped feature is what only its old or only its new shape holds. EPSG:4490.
    """

    change: PlaceKind
    id: str
    point: tuple[float, float]
    outline: BaseGeometry

    @property
    def vertices(self) -> int:
        """How many vertices its outline has."""
        return int(shapely.get_num_coordinates(self.outline))


@dataclass(frozen=True, eq=False)
class Preview:
    """What the publication of an edition would change in its layer.

    Attributes:
        edition: the edition as proposed.
        day: the first day, from today on, that it would speak; an earlier one where it speaks of the past alone; None
            where it would never be in force, and then nothing changes.
        affected: the editions in force on that day whose place it takes, wholly or in part.
        old: what speaks there without it; a feature of another region's edition is cut to the place it loses.
        new: what speaks there with it.
        changes: from `old` to `new`.
        gained: where the layer would answer and does not now (EPSG:4490, of coverages; empty for none).
        lost: where it answers now and would not.
        places: where features change, the largest change first.
    """

    edition: Edition
    day: date | None
    affected: tuple[Edition, ...]
    old: Features
    new: Features
    changes: Changes
    gained: BaseGeometry
    lost: BaseGeometry
    places: tuple[Place, ...]


def preview(store: Store, kind: LayerKind, edition: Edition, features: Features, at: datetime) -> Preview:
    """What publishing an edition, stored or not, would change as the catalogue stands. Raises CorruptEdition."""
    editions = [other for other in store.editions() if not _same(other, edition)]
    candidate = replace(edition, state="published", published_at=at, withdrawn_at=None)

    def load(one: Edition) -> Features:
        return features if one is candidate else store.features(one)

    days = (max(edition.head.effective_from, civil_date(at)), edition.head.effective_from)
    for day in days:
        after = in_force([*editions, candidate], kind.layer, day, at)
        if any(entry.edition is candidate for entry in after):
            before = in_force(editions, kind.layer, day, at)
            return _compared(kind, edition, day=day, before=before, after=after, load=load)
    return _compared(kind, edition, day=None, before=(), after=(), load=load)


def _compared(
    kind: LayerKind,
    edition: Edition,
    *,
    day: date | None,
    before: tuple[InForce, ...],
    after: tuple[InForce, ...],
    load: Load,
) -> Preview:
    was, will = ({_name(entry.edition): entry for entry in entries} for entries in (before, after))
    moved = [
        name
        for name in sorted({*was, *will})
        if name not in was or name not in will or not _same_place(was[name].excluded, will[name].excluded)
    ]
    old_rows = [row for name in moved if name in was for row in _speaking(kind, was[name], will.get(name), load)]
    new_rows = [row for name in moved if name in will for row in _speaking(kind, will[name], was.get(name), load)]
    names = {_name(edition), *(name for name in moved if name not in will)}
    old, new = _table(kind, old_rows, new_rows, names), _table(kind, new_rows, old_rows, names)
    found = changes(old, new, kind)
    covered_before = covered(was[name] for name in moved if name in was)
    covered_after = covered(will[name] for name in moved if name in will)
    return Preview(
        edition=edition,
        day=day,
        affected=tuple(was[name].edition for name in moved if name in was),
        old=old,
        new=new,
        changes=found,
        gained=of_dimension(difference(covered_after, covered_before), 2),
        lost=of_dimension(difference(covered_before, covered_after), 2),
        places=_places(found, old, new),
    )


@dataclass(frozen=True)
class _Row:
    edition: tuple[str, int]
    id: str
    geometry: BaseGeometry
    attributes: Mapping[str, Value]


def _speaking(kind: LayerKind, here: InForce, there: InForce | None, load: Load) -> list[_Row]:
    """The features of an edition in force, where it does not speak in the other state of the catalogue."""
    table = load(here.edition)
    geometries: NDArray[np.object_] = table.geometries.copy()
    if here.excluded is not None:
        touched = shapely.intersects(geometries, here.excluded)
        geometries[touched] = shapely.difference(geometries[touched], here.excluded)
    if there is not None:
        geometries = shapely.intersection(geometries, there.excluded if there.excluded is not None else EMPTY)
    rows = []
    for index, geometry in enumerate(geometries):
        cut = geometry if geometry is table.geometries[index] else of_dimension(geometry, _DIMENSION[kind.geometry])
        if not cut.is_empty:
            rows.append(_Row(_name(here.edition), table.ids[index], cut, table.row(index)))
    return rows


def _table(kind: LayerKind, rows: list[_Row], others: list[_Row], main: set[tuple[str, int]]) -> Features:
    """Rows as features. Those of the edition itself and of the one before it keep their ids.

    A row of another edition keeps its id where a feature of that id lies in the same place on the other side, so that
    one that changes its edition is followed; else its id says whose it is, since two regions may use one.
    """
    across = {row.id: row.geometry for row in others if row.edition in main}
    taken = {row.id for row in rows if row.edition in main}
    ids = []
    for row in rows:
        name = row.id
        if row.edition not in main:
            met = name in across and bool(shapely.intersects(across[name], row.geometry))
            if name in taken or not met:
                name = f"{row.edition[0]}/{row.edition[1]}/{row.id}"
            taken.add(name)
        ids.append(name)
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [row.geometry for row in rows]
    columns = {name: [row.attributes.get(name) for row in rows] for name in kind.attributes}
    return arrange(ids, geometries, columns, {})


def _places(found: Changes, old: Features, new: Features) -> tuple[Place, ...]:
    before = dict(zip(old.ids, old.geometries, strict=True))
    after = dict(zip(new.ids, new.geometries, strict=True))
    sized: list[tuple[float, Place]] = []

    def add(change: PlaceKind, name: str, measure: float, outline: BaseGeometry) -> None:
        if not outline.is_empty:
            point = outline.representative_point()
            sized.append((-measure, Place(change, name, (float(point.x), float(point.y)), outline)))

    for side in found.added:
        add("added", side.id, side.measure, after[side.id])
    for side in found.removed:
        add("removed", side.id, side.measure, before[side.id])
    for change in found.changed:
        if change.retyped:
            add("retyped", change.new.id, change.new.measure, after[change.new.id])
        elif change.reshaped:
            moved = shapely.symmetric_difference(before[change.old.id], after[change.new.id])
            add("reshaped", change.new.id, change.gained + change.lost, moved)
    return tuple(place for _, place in sorted(sized, key=lambda entry: (entry[0], entry[1].change, entry[1].id)))


def covered_m2(geometry: BaseGeometry) -> float:
    """The ellipsoidal area of polygons, m²."""
    return 0.0 if geometry.is_empty else float(area(np.array([geometry], dtype=object))[0])


def _same_place(one: BaseGeometry | None, other: BaseGeometry | None) -> bool:
    if one is other or one is None or other is None:
        return one is other
    return bool(shapely.equals(one, other))


def _name(edition: Edition) -> tuple[str, int]:
    return edition.head.region, edition.number


def _same(one: Edition, other: Edition) -> bool:
    return (one.head.layer, *_name(one)) == (other.head.layer, *_name(other))
