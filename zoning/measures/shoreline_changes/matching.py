"""Which metres of one coastline are which metres of another: by id and equal shape, else by distance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy import Floats
from layers.line_matching import Stretches, stretches_along
from layers.snapshot import LayerView
from zoning.measures.shoreline.segments import Segments, Texts

Indices = NDArray[np.intp]
NONE = -1
_BOTH = (0, 1)


@dataclass(frozen=True)
class Compared:
    """Two coastlines, and the metres within which they are one line."""

    old: Segments
    new: Segments
    tolerance_m: float


@dataclass(frozen=True, eq=False)
class Matching:
    """Rows of metres; every metre of either coastline stands in exactly one row.

    Attributes:
        old, new: segments by index; NONE where the row has no such side. A row with both is partnered.
        old_m, new_m: metres of that row in either edition.
        geometries: the new line of the row, the old one where there is none.
    """

    old: Indices
    new: Indices
    old_m: Floats
    new_m: Floats
    geometries: Texts


def matched(_old: LayerView, _new: LayerView, compared: Compared) -> Matching:
    """The rows of two coastlines.

    Segments of one kind and equal shape are partners, by id first; so are segments of one id and kind that lie within
    the tolerance of each other throughout. All others are cut where they leave the tolerance of the other edition's
    line of their kind, and each piece has the nearest segment as its partner. What is then still without one is matched
    in the same way across kinds (an island that became mainland).
    """
    old, new = compared.old, compared.new
    pairs = _equal(old, new)
    pairs += _throughout(compared, pairs)
    of_old, of_new = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    left_old, left_new = _left(len(old), of_old), _left(len(new), of_new)
    by_id = dict(_same_id(old, new))
    pieces = [
        _Side.of(old, left_old, new, compared.tolerance_m, by_id),
        _Side.of(new, left_new, old, compared.tolerance_m, {b: a for a, b in by_id.items()}),
    ]
    here, there = (side.across(other, compared.tolerance_m) for side, other in (pieces, pieces[::-1]))
    rows = _rows(here, there)
    return Matching(
        old=np.concatenate([of_old, rows.old]),
        new=np.concatenate([of_new, rows.new]),
        old_m=np.concatenate([old.length_m[of_old], rows.old_m]),
        new_m=np.concatenate([new.length_m[of_new], rows.new_m]),
        geometries=np.concatenate([new.geometries[of_new], rows.geometries]),
    )


def _left(count: int, taken: Indices) -> Indices:
    free = np.ones(count, dtype=bool)
    free[taken] = False
    return np.flatnonzero(free)


def _same_id(old: Segments, new: Segments) -> list[tuple[int, int]]:
    """Pairs of one id, where it names one segment in either edition."""
    places = []
    for table in (old, new):
        ids = table.ids.tolist()
        often = Counter(ids)
        places.append({name: row for row, name in enumerate(ids) if often[name] == 1})
    before, after = places
    return [(row, after[name]) for name, row in before.items() if name in after]


def _equal(old: Segments, new: Segments) -> list[tuple[int, int]]:
    """Pairs of one kind and of equal shape, of one id first; each segment once."""
    same = np.array(_same_id(old, new), dtype=np.intp).reshape(-1, 2)
    same = same[old.on_island[same[:, 0]] == new.on_island[same[:, 1]]]
    exact = np.asarray(shapely.equals_exact(old.geometries[same[:, 0]], new.geometries[same[:, 1]], 0.0), dtype=bool)
    pairs: list[tuple[int, int]] = [(int(a), int(b)) for a, b in same[exact]]
    left_old, left_new = _left(len(old), same[exact, 0]), _left(len(new), same[exact, 1])
    forms = [_forms(table.geometries[rows]) for table, rows in ((old, left_old), (new, left_new))]
    before, after = (
        dict(zip(rows.tolist(), f, strict=True)) for rows, f in zip((left_old, left_new), forms, strict=True)
    )
    turned = [(a, b) for a, b in same[~exact].tolist() if before[a] == after[b]]
    for a, b in turned:
        del before[a], after[b]
    pairs += turned
    waiting: dict[tuple[bytes, int], list[int]] = {}
    for b, form in after.items():
        waiting.setdefault((form, int(new.on_island[b])), []).append(b)
    for a, form in before.items():
        found = waiting.get((form, int(old.on_island[a])))
        if found:
            pairs.append((a, found.pop(0)))
    return pairs


def _forms(geometries: Texts) -> list[bytes]:
    return list(shapely.to_wkb(shapely.normalize(geometries), byte_order=1)) if len(geometries) else []


def _throughout(compared: Compared, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of one id and kind that are not equal, but lie within the tolerance of each other throughout."""
    old, new = compared.old, compared.new
    taken, used = {a for a, _ in pairs}, {b for _, b in pairs}
    same = [(a, b) for a, b in _same_id(old, new) if a not in taken and b not in used and old.kind[a] == new.kind[b]]
    if not same:
        return []
    a, b = np.array(same, dtype=np.intp).T
    every = np.arange(len(same))
    apart = np.zeros(len(same), dtype=bool)
    for one, other in ((old.geometries[a], new.geometries[b]), (new.geometries[b], old.geometries[a])):
        found = stretches_along(one, other, compared.tolerance_m, only=every)
        apart[found.line[found.other == NONE]] = True
    return [pair for pair, far in zip(same, apart.tolist(), strict=True) if not far]


@dataclass(frozen=True, eq=False)
class _Side:
    """Pieces of one edition's segments with their partners in the other."""

    table: Segments
    line: Indices
    partner: Indices
    metres: Floats
    geometries: Texts

    @staticmethod
    def of(table: Segments, rows: Indices, other: Segments, tolerance_m: float, by_id: dict[int, int]) -> _Side:
        """The segments `rows` cut along all segments of the other edition of their own kind."""
        found = [_nothing(table)]
        for kind in _BOTH:
            mine = rows[table.on_island[rows] == kind]
            theirs = np.flatnonzero(other.on_island == kind)
            cut = stretches_along(
                table.geometries[mine],
                other.geometries[theirs],
                tolerance_m,
                among=table.geometries[table.on_island == kind],
                prefer=_places(theirs, [by_id.get(row, NONE) for row in mine.tolist()], len(other)),
            )
            found.append(_Side(table, mine[cut.line], _named(cut, theirs), cut.length_m, cut.geometries))
        return _joined(found)

    def across(self, other: _Side, tolerance_m: float) -> _Side:
        """The same, with what has no partner cut along what the other side, of the other kind, has none for either."""
        near = self.partner != NONE
        found = [_Side(self.table, *(column[near] for column in self._columns()))]
        for kind in _BOTH:
            mine = np.flatnonzero(~near & (self.table.on_island[self.line] == kind))
            free = (other.partner == NONE) & (other.table.on_island[other.line] != kind)
            theirs = np.flatnonzero(free)
            cut = stretches_along(self.geometries[mine], other.geometries[theirs], tolerance_m)
            partner = _named(cut, other.line[theirs])
            found.append(_Side(self.table, self.line[mine[cut.line]], partner, cut.length_m, cut.geometries))
        return _joined(found)

    def _columns(self) -> tuple[Indices, Indices, Floats, Texts]:
        return self.line, self.partner, self.metres, self.geometries


def _nothing(table: Segments) -> _Side:
    none = np.zeros(0, dtype=np.intp)
    return _Side(table, none, none, np.zeros(0), np.zeros(0, dtype=object))


def _joined(sides: list[_Side]) -> _Side:
    names = ("line", "partner", "metres", "geometries")
    return _Side(sides[0].table, *(np.concatenate([getattr(side, name) for side in sides]) for name in names))


def _named(cut: Stretches, rows: Indices) -> Indices:
    """Partners as segments of the other edition."""
    out = np.full(len(cut), NONE, dtype=np.intp)
    near = cut.other >= 0
    out[near] = rows[cut.other[near]]
    return out


def _places(rows: Indices, wanted: list[int], count: int) -> Indices:
    """Where each wanted segment stands among `rows`; NONE where it does not."""
    place = np.full(count + 1, NONE, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    return place[np.array(wanted, dtype=np.intp)] if wanted else np.zeros(0, dtype=np.intp)


def _rows(old: _Side, new: _Side) -> Matching:
    """One row per pair of segments, with the pieces of both sides; one row for every piece without a partner."""
    found: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    for row, (a, b) in enumerate(zip(old.line.tolist(), old.partner.tolist(), strict=True)):
        if b != NONE:
            found.setdefault((a, b), ([], []))[0].append(row)
    for row, (b, a) in enumerate(zip(new.line.tolist(), new.partner.tolist(), strict=True)):
        if a != NONE:
            found.setdefault((a, b), ([], []))[1].append(row)
    keys = sorted(found)
    lost, gained = np.flatnonzero(old.partner == NONE), np.flatnonzero(new.partner == NONE)
    shapes = np.empty(len(keys), dtype=object)
    shapes[:] = [
        shapely.line_merge(shapely.union_all(new.geometries[b] if b else old.geometries[a]))
        for a, b in (found[key] for key in keys)
    ]
    pairs = np.array(keys, dtype=np.intp).reshape(-1, 2)
    none_lost, none_gained = np.full(len(lost), NONE), np.full(len(gained), NONE)
    return Matching(
        old=np.concatenate([pairs[:, 0], old.line[lost], none_gained]),
        new=np.concatenate([pairs[:, 1], none_lost, new.line[gained]]),
        old_m=np.concatenate([[old.metres[found[key][0]].sum() for key in keys], old.metres[lost], 0.0 * none_gained]),
        new_m=np.concatenate([[new.metres[found[key][1]].sum() for key in keys], 0.0 * none_lost, new.metres[gained]]),
        geometries=np.concatenate([shapes, old.geometries[lost], new.geometries[gained]]),
    )
